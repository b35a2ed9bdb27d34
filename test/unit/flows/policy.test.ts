// Random numbers, split, preprocessing, start and verdict.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Gaussian } from '../../../src/distributions/gaussian';
import { fitGaussian } from '../../../src/distributions/moments';
import { referenceEngine } from '../../../src/engines/reference/engine';
import { checkHealth } from '../../../src/flows/health';
import { choosePreprocessing } from '../../../src/flows/choose-preprocessing';
import { fromModel, toModel } from '../../../src/flows/preprocessing';
import { normals, shuffle, uniform } from '../../../src/flows/random';
import {
  buildSpecification,
  countParameters,
  initialParameters,
} from '../../../src/flows/specification';
import { partOf, splitRows } from '../../../src/flows/split/split';
import { score } from '../../../src/flows/score';
import { judged, scores, verdict, verdictOf, verdictText } from '../../../src/flows/verdict';
import { FLOW_NAMES } from '../../../src/protocol/choices';
import type { ColumnTransform } from '../../../src/protocol/model';
import { english } from '../../../src/protocol/sentence';

describe('random numbers', () => {
  test('a row is the same whatever came before it', () => {
    expect([...normals(5, 1, 3, 2, 3)]).toEqual([...normals(5, 1, 0, 5, 3)].slice(9));
  });
  test('normals are standard and uncorrelated', () => {
    const { mean, covariance } = fitGaussian(normals(1, 2, 0, 20_000, 2), 20_000, ['a', 'b']);
    mean.forEach((m) => expect(Math.abs(m)).toBeLessThan(0.03));
    [1, 0, 0, 1].forEach((c, i) => expect(Math.abs(covariance[i]! - c)).toBeLessThan(0.05));
  });
  test('uniforms stay in (0, 1) and streams differ', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.nat(),
        fc.nat(),
        (s, t, r) => uniform(s, t, r) > 0 && uniform(s, t, r) < 1,
      ),
    );
    expect(uniform(1, 1, 1)).not.toBe(uniform(1, 2, 1));
  });
  test('a shuffle is a permutation', () => {
    expect([...shuffle(100, 1, 1)].sort((a, b) => a - b)).toEqual(
      Array.from({ length: 100 }, (_, i) => i),
    );
  });
});

test('a row is in the same part whatever file it is read from; 8 in 10 train', () => {
  const parts = splitRows({ rowNumbers: Float64Array.from({ length: 10_000 }, (_, i) => i) });
  expect(parts.train.length / 10_000).toBeCloseTo(0.8, 1);
  expect(parts.test.length).toBeGreaterThan(850);
  expect(partOf(1234)).toBe(partOf(1234));
});

describe('preprocessing', () => {
  const transforms: ColumnTransform[] = [
    { kind: 'none', shift: 2, scale: 3 },
    { kind: 'log', shift: 0.5, scale: 0.7 },
    { kind: 'asinh', median: 1, spread: 2, shift: -0.1, scale: 1.2 },
    { kind: 'logit', lower: -1, upper: 4, shift: 0.2, scale: 0.9 },
  ];
  test('is inverted exactly, and its log determinant is that of differences', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 4, maxLength: 4 }),
        (z) => {
          const x = fromModel(z, 1, transforms);
          const back = toModel(x, 1, transforms);
          const h = 1e-6;
          let log = 0;
          z.forEach((v, d) => {
            expect(back.z[d]).toBeCloseTo(v, 8);
            const moved = (step: number) =>
              fromModel(
                z.map((w, k) => (k === d ? w + step : w)),
                1,
                transforms,
              )[d]!;
            log += Math.log((moved(h) - moved(-h)) / (2 * h));
          });
          expect(back.logDet[0]).toBeCloseTo(log, 5);
        },
      ),
    );
  });
  test('outside the support the density is zero and counted', () => {
    const { logDet, outside } = toModel([1, -1, 0, 0], 1, transforms);
    expect([logDet[0], outside]).toEqual([Infinity, 1]);
  });
  test('skewed positive columns get log, heavy tails asinh, Gaussian ones none, few whole numbers noise', () => {
    const n = 2000;
    const z = normals(3, 3, 0, n, 3);
    const values = new Float64Array(n * 4);
    for (let i = 0; i < n; i++)
      values.set(
        [Math.exp(z[3 * i]!), z[3 * i + 1]! * (i % 50 === 0 ? 60 : 1), z[3 * i + 2]!, i % 6],
        4 * i,
      );
    const { transforms: found, notes } = choosePreprocessing(values, n, ['a', 'b', 'c', 'd'], {}, [
      false,
      false,
      false,
      true,
    ]);
    expect(found.map((t) => [t.kind, t.integer ?? false])).toEqual([
      ['log', false],
      ['asinh', false],
      ['none', false],
      ['none', true],
    ]);
    expect(notes).toHaveLength(3);
  });
});

test('constant, dependent and atomic columns are found by name', () => {
  const n = 500;
  const z = normals(9, 9, 0, n, 2);
  const values = new Float64Array(n * 5);
  for (let i = 0; i < n; i++)
    values.set(
      [
        z[2 * i]!,
        7,
        z[2 * i + 1]!,
        2 * z[2 * i]! - z[2 * i + 1]!,
        i % 4 === 0 ? 0 : z[2 * i]! * 3 + z[2 * i + 1]! ** 2,
      ],
      5 * i,
    );
  const health = checkHealth(
    values,
    n,
    ['a', 'k', 'b', 'sum', 'zeros'],
    [false, false, false, false, false],
  );
  expect(health.usable).toEqual([0, 2, 4]);
  expect(health.heldOut.map((h) => h.column)).toEqual(['k', 'sum']);
  expect(health.atoms).toEqual([{ column: 'zeros', value: 0, share: 0.25 }]);
});

test.each(FLOW_NAMES.flatMap((flow) => [1, 2, 5].map((dim) => ({ flow, dim }))))(
  '$flow in $dim columns starts at the Gaussian',
  async ({ flow, dim }) => {
    const n = 400;
    const columns = Array.from({ length: dim }, (_, d) => `c${d}`);
    const mixed = normals(4, 4, 0, n, dim);
    for (let i = 0; i < n; i++)
      for (let d = 1; d < dim; d++)
        mixed[i * dim + d]! += flow === 'affine' ? 0 : 0.8 * mixed[i * dim + d - 1]!;
    const specification = buildSpecification(
      flow,
      columns,
      columns.map(() => ({ kind: 'none', shift: 0, scale: 1 })),
      n,
    );
    const open = await referenceEngine.open(
      specification,
      initialParameters(specification, mixed, n, 1),
    );
    const summary = fitGaussian(mixed, n, columns);
    if (flow === 'affine')
      for (let i = 0; i < dim; i++)
        for (let j = 0; j < dim; j++) if (i !== j) summary.covariance[i * dim + j] = 0;
    const [own, gaussian] = [
      await open.logProb({ values: mixed, count: n, dim }),
      new Gaussian(summary).logProb({ values: mixed, count: n }),
    ];
    own.forEach((v, i) => expect(v).toBeCloseTo(gaussian[i]!, 8));
    expect(countParameters(specification)).toBeGreaterThan(0);
  },
);

describe('verdict', () => {
  test.each([
    [0.5, 0.1, 'flow'],
    [0.009, 0.001, 'gaussian'],
    [-0.3, 0.05, 'gaussian'],
    [0.1, 0.06, 'undecided'],
    [0.02, 0.02, 'undecided'],
  ] as const)('gain %d ± %d: %s', (mean, standardError, expected) => {
    expect(verdict({ mean, standardError })).toBe(expected);
  });
  test('a returned Gaussian gains exactly nothing', () => {
    const s = scores(
      { flow: Float64Array.of(1, 2), gaussian: Float64Array.of(1, 2) },
      'test',
      'gaussian',
    );
    expect(s.gain).toEqual({ mean: 0, standardError: 0 });
    expect(english(verdictText(s).sentence)).toMatch(/^A Gaussian is enough/);
  });
  test('an outlier that decides the gain alone is left out beside it', () => {
    const usual = Float64Array.from({ length: 400 }, (_, i) => 0.5 + 0.1 * Math.sin(i));
    const none = new Float64Array(401);
    expect(scores({ flow: usual, gaussian: none.subarray(1) }, 'test').most).toBeUndefined();
    for (const far of [-1e5, 1e5]) {
      const s = scores({ flow: Float64Array.of(...usual, far), gaussian: none }, 'test');
      expect(s.most).toEqual({ leftOut: 1, gain: score(usual.slice().sort()) });
      expect(english(verdictText(s).sentence)).toMatch(
        /A single row decides this figure: without it the gain is \+0\.50 ± 0\.00\.$/,
      );
    }
    const two = scores(
      { flow: Float64Array.of(...usual, -1e9, 1e5), gaussian: new Float64Array(402) },
      'test',
    );
    expect(two.most?.leftOut).toBe(2);
    expect(two.verdict).not.toBe('flow');
    // heavy tails on both sides are the data, not an outlier
    expect(
      scores(
        {
          flow: usual.map((v, i) => v * (i % 20 === 0 ? (i % 40 ? 1 : -1) * 100 : 1)),
          gaussian: none.subarray(1),
        },
        'test',
      ).most,
    ).toBeUndefined();
  });
  test('the error is that of paired differences', () => {
    const s = scores(
      { flow: Float64Array.of(1, 12, 103, 1004), gaussian: Float64Array.of(0, 10, 100, 1000) },
      'test',
    );
    expect(s.gain.mean).toBe(2.5);
    expect(s.gain.standardError).toBeCloseTo(Math.sqrt(5 / 3 / 4), 12);
    expect(english(verdictText(s).sentence)).toBe(
      'The flow describes these data better than a Gaussian: +2.50 ± 0.65 nats per row on 4 test rows.',
    );
  });
});

test('values that rounding makes frequent are no atoms, and one that stands out among them is', () => {
  const n = 4000;
  const rounded = normals(5, 9, 0, n, 1).map((z) => Math.round(6 * z) / 6 + 1013);
  const zeroed = rounded.map((v, i) => (i % 4 === 0 ? 1013 : v));
  const atoms = (column: Float64Array) => checkHealth(column, n, ['pressure'], [false]).atoms;
  expect(rounded.filter((v) => v === 1013).length).toBeGreaterThan(0.05 * n);
  expect(atoms(rounded)).toEqual([]);
  expect(atoms(zeroed).map((a) => a.value)).toEqual([1013]);
  // six places are a choice among six, however even
  expect(atoms(Float64Array.from({ length: n }, (_, i) => (i % 6) / 2))).toHaveLength(6);
});

test('with an atom there is no verdict until the user accepts it', () => {
  const atoms = [{ column: 'zeros', value: 0, share: 0.25 }];
  const sure = scores(
    { flow: new Float64Array(50).fill(1), gaussian: new Float64Array(50).fill(0.2) },
    'test',
  );
  expect(sure.verdict).toBe('flow');
  const withheld = judged(sure, atoms, false);
  expect(withheld.verdict).toBe('undecided');
  expect(english(verdictOf({ scores: withheld, atoms, atomsAccepted: false }).sentence)).toMatch(
    /^No verdict: 25 % of the rows of "zeros" have the value 0/,
  );
  expect(
    english(verdictOf({ scores: judged(sure, atoms, true), atoms, atomsAccepted: true }).sentence),
  ).toMatch(/better than a Gaussian/);
});
