// Chains by rows and draws: within their stated errors of the mathematics, and refused where they would say too little.
import { describe, expect, test } from 'vitest';
import { Gaussian } from '../../../src/distributions/gaussian';
import { Empirical } from '../../../src/distributions/empirical';
import { transform } from '../../../src/operations/transform';
import {
  errorsAway,
  gaussianStart,
  joint,
  NAMES,
  resultOf,
  rowsStart,
  typedStart,
  worst,
} from '../session/chains/chains';
import type { Sampled } from '../../../src/operations/operand';
import { english } from '../../../src/protocol/sentence';

const LIMIT = 4.5;

describe('rows', () => {
  test('their moments have errors that hold, and linear steps are those of the rows themselves', async () => {
    const before = await resultOf(rowsStart());
    expect(before).toMatchObject({
      kind: 'rows',
      method: 'rows',
      density: null,
      entropy: null,
      draws: { count: 20_000, effective: 20_000 },
    });
    expect(worst(before, joint)).toBeLessThan(LIMIT);
    const after = await resultOf(
      rowsStart(),
      { operation: 'marginalise', keep: ['c', 'a'] },
      {
        operation: 'map',
        matrix: [
          [1, 1],
          [1, -1],
        ],
        offset: [0, 3],
        names: ['u', 'v'],
      },
    );
    const m = before.mean.map((e) => e.value);
    expect(after.mean.map((e) => e.value)).toEqual(
      [m[2]! + m[0]!, m[2]! - m[0]! + 3].map((v) => expect.closeTo(v, 9) as number),
    );
    expect(after.method).toBe('rows');
  });

  test('a map without full rank is refused by the covariance of the rows', async () => {
    await expect(
      resultOf(rowsStart(), {
        operation: 'map',
        matrix: [
          [1, 0, 0],
          [2, 0, 0],
        ],
        names: ['u', 'v'],
      }),
    ).rejects.toThrow(/rank 1.*never varies/);
  });

  test('near what is given: counted, with how near, and close to the exact conditional', async () => {
    const view = await resultOf(rowsStart(), { operation: 'condition', values: { c: 5.5 } });
    expect(view).toMatchObject({
      names: ['a', 'b'],
      kind: 'rows',
      draws: { count: 566 },
      logZ: null,
    });
    expect(view.notes.map(english).join()).toMatch(
      /566 rows nearest to it, c within 0\.0\d+ of 5\.5 \(0\.0\d standard deviations\)/,
    );
    expect(worst(view, joint.condition({ values: { c: 5.5 } }))).toBeLessThan(LIMIT);
  });

  test('too far out, or too few: refused with what to do instead', async () => {
    await expect(
      resultOf(rowsStart(), { operation: 'condition', values: { c: 20 } }),
    ).rejects.toThrow(/Only 0 of 20,000 rows.*Begin with the Gaussian/);
    await expect(
      resultOf(rowsStart(150), { operation: 'condition', values: { c: 5, a: 1 } }),
    ).rejects.toThrow(/and 100 are needed/);
    await expect(
      resultOf(rowsStart(), { operation: 'condition', values: { a: 1, b: 1, c: 1 } }),
    ).rejects.toThrow('leave at least one free');
  });

  test('near A x = y keeps all columns', async () => {
    const view = await resultOf(rowsStart(), {
      operation: 'condition',
      matrix: [[1, 0, 1]],
      equals: [6],
    });
    expect(view.names).toEqual(NAMES);
    expect(view.mean[0]!.value + view.mean[2]!.value).toBeCloseTo(6, 1);
    expect(view.notes.map(english).join()).toContain('a + c within');
  });

  test('weighted with a Gaussian: the exact product, and log Z, within their errors', async () => {
    const factor = {
      kind: 'typed' as const,
      names: ['a', 'b', 'c'],
      mean: [0, -1, 4],
      covariance: [
        [3, 0, 0],
        [0, 4, 0],
        [0, 0, 2],
      ],
    };
    const view = await resultOf(rowsStart(), { operation: 'multiply', factor });
    const exact = joint.times(new Gaussian({ ...factor, covariance: factor.covariance.flat() }));
    expect(view.kind).toBe('weighted rows');
    expect(view.draws!.effective).toBeLessThan(view.draws!.count);
    expect(worst(view, exact.distribution)).toBeLessThan(LIMIT);
    expect(errorsAway(view.logZ!.estimate, exact.logZ)).toBeLessThan(LIMIT);
    await expect(
      resultOf(rowsStart(), { operation: 'multiply', factor: { ...factor, mean: [30, 30, 30] } }),
    ).rejects.toThrow(/hardly meet|do not meet/);
  });
});

describe('independent typed columns', () => {
  test('given one, the other is as it was; the density of what was given is told', async () => {
    const view = await resultOf(typedStart('u=uniform(0,2), v=normal(1,3)'), {
      operation: 'condition',
      values: { u: 0.5 },
    });
    expect(view.names).toEqual(['v']);
    expect(view.logZ!.estimate.value).toBeCloseTo(Math.log(0.5), 12);
    await expect(
      resultOf(typedStart('u=uniform(0,2), v=normal(1,3)'), {
        operation: 'condition',
        values: { u: 3 },
      }),
    ).rejects.toThrow('u = 3 cannot occur');
  });

  test('entropy of the uniform distribution, and after a map', async () => {
    expect((await resultOf(typedStart('uniform(0, 8)'))).entropy!.value).toBeCloseTo(
      Math.log(8),
      12,
    );
    const mapped = await resultOf(typedStart('u=uniform(0,2), v=uniform(0,4)'), {
      operation: 'map',
      matrix: [
        [3, 0],
        [1, 1],
      ],
      names: ['p', 'q'],
    });
    expect(mapped.entropy!.value).toBeCloseTo(Math.log(8) + Math.log(3), 9);
    expect(mapped.density).toBe('closed form');
  });
});

describe('transform', () => {
  test('exp of a Gaussian is log-normal: density, entropy, mean', async () => {
    const view = await resultOf(typedStart('normal(0.2, 0.5)'), {
      operation: 'transform',
      formulas: ['y = exp(x)'],
    });
    expect(view).toMatchObject({
      kind: 'transformed',
      density: 'numerical',
      method: 'Monte Carlo',
      names: ['y'],
    });
    expect(errorsAway(view.mean[0]!, Math.exp(0.2 + 0.125))).toBeLessThan(LIMIT);
    expect(
      errorsAway(view.entropy!, 0.2 + 0.5 * Math.log(2 * Math.PI * Math.E * 0.25)),
    ).toBeLessThan(LIMIT);
    const { x, y } = view.marginals[0]!.curve!;
    x.forEach((v, k) =>
      expect(y[k]).toBeCloseTo(
        v <= 0
          ? 0
          : Math.exp(-0.5 * ((Math.log(v) - 0.2) / 0.5) ** 2) / (v * 0.5 * Math.sqrt(2 * Math.PI)),
        9,
      ),
    );
    expect(view.transform!.diffeomorphism).toBe('yes');
  });

  test('rows of one column: the rows themselves, pushed', async () => {
    const view = await resultOf(
      rowsStart(2000),
      { operation: 'marginalise', keep: ['a'] },
      { operation: 'transform', formulas: ['y = log(a)'] },
    );
    const values = [...joint.sample(2000, 3).values].filter((_, i) => i % 3 === 0);
    const logs = values.filter((v) => v > 0).map(Math.log);
    expect(view.mean[0]!.value).toBeCloseTo(logs.reduce((s, v) => s + v, 0) / logs.length, 9);
    expect(view.notes.map(english).join()).toContain(
      `${values.length - logs.length} rows are left out`,
    );
  });

  test('several columns: the determinant, the check, and the entropy of a linear map', async () => {
    const two = { operation: 'marginalise' as const, keep: ['a', 'b'] };
    const view = await resultOf(gaussianStart, two, {
      operation: 'transform',
      formulas: ['u = a + b', 'v = 2*a - b'],
    });
    const exact = joint.marginal(['a', 'b']).map(
      [
        [1, 1],
        [2, -1],
      ],
      undefined,
      { names: ['u', 'v'] },
    );
    expect(worst(view, exact)).toBeLessThan(LIMIT);
    expect(view.jacobian!.mean).toEqual({
      value: expect.closeTo(Math.log(3), 12) as number,
      standardError: expect.closeTo(0, 12) as number,
    });
    expect(english(view.jacobian!.reason!)).toMatch(/^Yes/);
    expect(english(view.jacobian!.note!)).toMatch(/led back to 50 of 50 draws/);
    const linear = await resultOf(gaussianStart, two, {
      operation: 'map',
      matrix: [
        [1, 1],
        [2, -1],
      ],
      names: ['u', 'v'],
    });
    expect(view.entropy!.value).toBeCloseTo(linear.entropy!.value, 9);
  });

  test('a typed inverse gives log densities, and a wrong one is refused', async () => {
    const g = joint.marginal(['a', 'b']);
    const { operand } = await transform(g, {
      formulas: ['u = a + b', 'v = 2*a - b'],
      inverse: ['a = (u + v)/3', 'b = (2*u - v)/3'],
    });
    const exact = g.map(
      [
        [1, 1],
        [2, -1],
      ],
      undefined,
      { names: ['u', 'v'] },
    );
    const rows = exact.sample(50, 9);
    const [ours, theirs] = [await (operand as Sampled).logProb!(rows), exact.logProb(rows)];
    ours.forEach((v, n) => expect(v).toBeCloseTo(theirs[n]!, 9));
    await expect(
      transform(g, { formulas: ['u = a + b', 'v = 2*a - b'], inverse: ['a = u', 'b = v'] }),
    ).rejects.toThrow('is none');
    await expect(
      transform(g, { formulas: ['u = a + b', 'v = 2*a - b'], inverse: ['a = u'] }),
    ).rejects.toThrow('needs a formula for each of a, b');
  });

  test('columns that no formula uses stay, where that is asked for', async () => {
    const kept = await resultOf(gaussianStart, {
      operation: 'transform',
      formulas: ['y = exp(a)'],
      keep: true,
    });
    expect(kept.names).toEqual(['y', 'b', 'c']);
    expect(errorsAway(kept.mean[2]!, 5)).toBeLessThan(LIMIT);
    expect(
      (await resultOf(gaussianStart, { operation: 'transform', formulas: ['y = exp(a)'] })).names,
    ).toEqual(['y']);
    await expect(
      resultOf(gaussianStart, { operation: 'transform', formulas: ['y = a', 'y = b'] }),
    ).resolves.toMatchObject({ names: ['y1', 'y2'] });
    await expect(
      resultOf(gaussianStart, { operation: 'transform', formulas: ['u = a', 'u = b'] }),
    ).rejects.toThrow('Two formulas have the result "u"');
    await expect(
      resultOf(gaussianStart, { operation: 'transform', formulas: ['constructor'] }),
    ).rejects.toThrow('constructor');
  });

  test('a formula that is nowhere defined is refused', async () => {
    await expect(
      resultOf(gaussianStart, { operation: 'transform', formulas: ['y = log(-1 - a^2 - b^2)'] }),
    ).rejects.toThrow(/not defined/);
  });
});

describe('mean of k', () => {
  test('of rows and of draws: the variance falls as 1/k', async () => {
    for (const sent of [rowsStart(), typedStart('a=uniform(0,1), b=uniform(0,1)')]) {
      const [one, mean] = [
        await resultOf(sent),
        await resultOf(sent, { operation: 'mean of k', k: 8 }),
      ];
      mean.mean.forEach((m, d) =>
        expect(errorsAway(m, one.mean[d]!.value)).toBeLessThan(LIMIT + 1),
      );
      expect(mean.covariance[0]! / (one.covariance[0]! / 8)).toBeCloseTo(1, 1);
    }
    const one = await resultOf(typedStart('uniform(0, 1)'), { operation: 'mean of k', k: 16 });
    expect(one.meanOfK!.steps.map((s) => s.k)).toEqual([1, 2, 4, 8, 16]);
  });
});

test('draws do not depend on how many are asked for at once', async () => {
  const weighted = new Empirical(
    ['x'],
    Float64Array.of(1, 2, 3),
    Float64Array.of(0.2, 0.5, 0.3),
    'draws',
  );
  expect([...weighted.sample(50, 4).values]).toEqual([
    ...weighted.sample(20, 4).values,
    ...weighted.sample(30, 4, 20).values,
  ]);
  const counts = [1, 2, 3].map(
    (v) => weighted.sample(30_000, 4).values.filter((x) => x === v).length / 30_000,
  );
  counts.forEach((part, k) => expect(part).toBeCloseTo([0.2, 0.5, 0.3][k]!, 1));
});
