// Chains in closed form: the same numbers as the distributions called by hand, whatever was looked at before.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Gaussian } from '../../../../src/distributions/gaussian';
import { Mixture } from '../../../../src/distributions/mixture';
import { chain, type Step } from '../../../../src/protocol/operations';
import { ChainRoom, type Place } from '../../../../src/session/chains/chain';
import { viewOf } from '../../../../src/session/chains/view';
import { gaussianStart, joint, NAMES, resultOf, typedStart } from './chains';

const factor = {
  kind: 'typed' as const,
  names: ['b', 'a'],
  mean: [0, 0.5],
  covariance: [
    [2, 0.1],
    [0.1, 3],
  ],
};

describe('a Gaussian', () => {
  test('marginalise, multiply, map and condition are those of the class', async () => {
    const view = await resultOf(
      gaussianStart,
      { operation: 'marginalise', keep: ['a', 'b'] },
      { operation: 'multiply', factor },
      {
        operation: 'map',
        matrix: [
          [1, 2],
          [0, 1],
          [3, -1],
        ],
        offset: [1, 0, 0],
        names: ['u', 'v', 'w'],
        allowDegenerate: true,
      },
      { operation: 'condition', values: { v: 0.25 } },
    );
    const other = new Gaussian({ names: ['b', 'a'], mean: [0, 0.5], covariance: [2, 0.1, 0.1, 3] });
    const byHand = joint
      .marginal(['a', 'b'])
      .times(other)
      .distribution.map(
        [
          [1, 2],
          [0, 1],
          [3, -1],
        ],
        [1, 0, 0],
        { names: ['u', 'v', 'w'], allowDegenerate: true },
      )
      .condition({ values: { v: 0.25 } });
    expect(view).toMatchObject({
      kind: 'gaussian',
      method: 'closed form',
      names: ['u', 'w'],
      covarianceError: null,
    });
    expect(view.mean.map((m) => m.value)).toEqual([...byHand.mean]);
    expect(view.covariance).toEqual([...byHand.covariance]);
    expect(view.degenerate!.rank).toBe(1);
    expect(view.cannot.multiply).toBe('degenerate');
  });

  test('log Z of a product, and the log density of what was given', async () => {
    const product = await resultOf(
      gaussianStart,
      { operation: 'marginalise', keep: ['a', 'b'] },
      { operation: 'multiply', factor },
    );
    const b = new Gaussian({ names: ['a', 'b'], mean: [0.5, 0], covariance: [3, 0.1, 0.1, 2] });
    const sum = new Gaussian({
      names: ['a', 'b'],
      mean: [...b.mean],
      covariance: b.covariance.map((v, k) => v + joint.marginal(['a', 'b']).covariance[k]!),
    });
    expect(product.logZ!.estimate.value).toBeCloseTo(
      sum.logProb({ values: joint.mean.slice(0, 2), count: 1 })[0]!,
      10,
    );
    const given = await resultOf(gaussianStart, { operation: 'condition', values: { c: 4.2 } });
    expect(given.logZ).toMatchObject({
      of: 'given',
      estimate: {
        value: joint.marginal(['c']).logProb({ values: Float64Array.of(4.2), count: 1 })[0],
        standardError: null,
      },
    });
  });

  test('entropy by the formula, in nats', async () => {
    const { entropy } = await resultOf(gaussianStart);
    const determinant = 2 * (1.5 - 0.09) - 0.9 * (0.9 + 0.12) - 0.4 * (0.27 + 0.6);
    expect(entropy!.value).toBeCloseTo(
      0.5 * Math.log((2 * Math.PI * Math.E) ** 3 * determinant),
      10,
    );
  });

  test('given A x = y, projected, and the mean of k', async () => {
    const matrix = [[1, 1, 0]];
    const given = await resultOf(gaussianStart, { operation: 'condition', matrix, equals: [0] });
    expect(given.mean[0]!.value + given.mean[1]!.value).toBeCloseTo(0, 12);
    expect(given.degenerate!.rank).toBe(2);
    const line = await resultOf(gaussianStart, { operation: 'project', onto: { a: 3, c: -1 } });
    expect(line.covariance[0]).toBeCloseTo(9 * 2 + 1 + 2 * 3 * 0.4, 12);
    expect(line).toMatchObject({
      names: ['projection'],
      cannot: { marginalise: 'one column', condition: 'one column' },
    });
    const mean = await resultOf(gaussianStart, { operation: 'mean of k', k: 4 });
    expect(mean.covariance).toEqual([...joint.covariance].map((v) => v / 4));
  });

  test('a map without full rank is refused by name, unless it is accepted', async () => {
    const step: Step = {
      operation: 'map',
      matrix: [
        [1, 0, 0],
        [2, 0, 0],
      ],
      names: ['u', 'v'],
    };
    await expect(resultOf(gaussianStart, step)).rejects.toThrow(/rank 1.*"v" - 2 "u" never varies/);
    expect(
      (await resultOf(gaussianStart, { ...step, allowDegenerate: true } as Step)).degenerate,
    ).toMatchObject({
      rank: 1,
      basis: [1 / Math.sqrt(5), 2 / Math.sqrt(5)].map((v) => expect.closeTo(v, 12) as number),
    });
  });

  test('the sentence says which step it is', async () => {
    await expect(
      resultOf(
        gaussianStart,
        { operation: 'marginalise', keep: ['a', 'b'] },
        { operation: 'condition', values: { c: 1 } },
      ),
    ).rejects.toThrow(/^In step 2: There is no column "c"/);
  });
});

test('a typed mixture, and typed Gaussians, are in closed form', async () => {
  const mixture = await resultOf(typedStart('mixture(0.3*normal(-1,0.5), 0.7*normal(2,1))'), {
    operation: 'map',
    matrix: [[2]],
    offset: [1],
    names: ['y'],
  });
  expect(mixture).toMatchObject({ kind: 'mixture', method: 'closed form' });
  expect(mixture.mean[0]!.value).toBeCloseTo(2 * (0.3 * -1 + 0.7 * 2) + 1, 12);
  const two = await resultOf(typedStart('u=normal(1,2), v=normal(0,3)'), {
    operation: 'multiply',
    factor: {
      kind: 'typed',
      names: ['u', 'v'],
      mean: [0, 0],
      covariance: [
        [4, 0],
        [0, 9],
      ],
    },
  });
  expect(two.mean.map((m) => m.value)).toEqual([0.5, 0]);
  expect(two.covariance).toEqual([2, 0, 0, 4.5]);
});

test('a mixture multiplied with a Gaussian is what its class says', async () => {
  const a = new Mixture(
    [0.25, 0.75],
    [
      new Gaussian({ names: ['x'], mean: [0], covariance: [1] }),
      new Gaussian({ names: ['x'], mean: [3], covariance: [4] }),
    ],
  );
  const { distribution, logZ } = a.product(
    new Gaussian({ names: ['x'], mean: [1], covariance: [2] }),
  );
  const view = await resultOf(typedStart('x=mixture(0.25*normal(0,1), 0.75*normal(3,2))'), {
    operation: 'multiply',
    factor: { kind: 'typed', names: ['x'], mean: [1], covariance: [[2]] },
  });
  expect(view.logZ!.estimate.value).toBeCloseTo(logZ, 12);
  expect(view.components!.map((c) => c.weight)).toEqual(
    [...distribution.weights].map((w) => expect.closeTo(w, 12) as number),
  );
});

const number = fc.integer({ min: -200, max: 200 }).map((v) => v / 50);
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    operation: fc.constant('marginalise' as const),
    keep: fc.subarray(NAMES, { minLength: 1 }),
  }),
  fc.record({
    operation: fc.constant('condition' as const),
    values: fc.dictionary(fc.constantFrom(...NAMES), number, { minKeys: 1, maxKeys: 2 }),
  }),
  fc.record(
    {
      operation: fc.constant('map' as const),
      matrix: fc.array(fc.array(number, { minLength: 3, maxLength: 3 }), {
        minLength: 1,
        maxLength: 3,
      }),
      offset: fc.array(number, { minLength: 1, maxLength: 3 }),
      allowDegenerate: fc.boolean(),
    },
    { requiredKeys: ['operation', 'matrix'] },
  ) as fc.Arbitrary<Step>,
  fc.record({
    operation: fc.constant('project' as const),
    onto: fc.dictionary(fc.constantFrom(...NAMES), number, { minKeys: 1 }),
  }),
  fc.record({
    operation: fc.constant('multiply' as const),
    factor: fc.constantFrom({ kind: 'table' as const }, factor),
  }),
  fc.record(
    {
      operation: fc.constant('transform' as const),
      formulas: fc.constantFrom<string[]>(['y = a + b'], ['u = a', 'v = b^2']),
      keep: fc.boolean(),
    },
    { requiredKeys: ['operation', 'formulas'] },
  ) as fc.Arbitrary<Step>,
  fc.record({ operation: fc.constant('mean of k' as const), k: fc.integer({ min: 1, max: 50 }) }),
);

test('any chain is the same after it was written as JSON and read', () => {
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 6 }), (steps) => {
      const value = { start: { from: 'gaussian' as const }, steps };
      expect(chain.parse(JSON.parse(JSON.stringify(value)))).toEqual(value);
    }),
  );
});

test('what is no step is refused by the schema', () => {
  const refused = [
    { operation: 'condition', values: {} },
    { operation: 'condition', values: { a: NaN } },
    { operation: 'map', matrix: [] },
    { operation: 'mean of k', k: 0.5 },
    { operation: 'import' },
  ];
  for (const step of refused)
    expect(
      chain.safeParse({ start: { from: 'gaussian' }, steps: [step] }).success,
      JSON.stringify(step),
    ).toBe(false);
  expect(chain.safeParse({ start: { from: 'file', path: '/etc/passwd' }, steps: [] }).success).toBe(
    false,
  );
});

test('what is kept is used again; a factor that changed is not', async () => {
  const room = new ChainRoom('dist');
  const multiply: Step[] = [{ operation: 'multiply', factor: { kind: 'table' } }];
  const mean = async (job: Parameters<ChainRoom['at']>[0]) => {
    const place: Place = (await room.at(job))!;
    expect(await room.at({ ...job, sent: null })).toBe(place);
    return [...(place.operand as Gaussian).mean];
  };
  expect(await room.at({ key: 'a', factorsKey: '', sent: null, steps: [] })).toBeNull();
  const without = { ...gaussianStart, table: null };
  expect(await mean({ key: 'a', factorsKey: '', sent: without, steps: [] })).toEqual([
    ...joint.mean,
  ]);
  expect(await room.at({ key: 'a', factorsKey: 'one', sent: null, steps: multiply })).toBeNull();
  const moved = (by: number) => ({
    ...gaussianStart,
    table: { ...gaussianStart.table!, mean: [...joint.mean].map((m) => m + by) },
  });
  for (const by of [2, -4])
    expect(
      (await mean({ key: 'a', factorsKey: `by ${by}`, sent: moved(by), steps: multiply }))[0],
    ).toBeCloseTo(joint.mean[0]! + by / 2, 12);
  expect(await mean({ key: 'a', factorsKey: '', sent: null, steps: [] })).toEqual([...joint.mean]);
});

test('undo gives the same numbers as before, in a room that has seen other steps', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        anyStep.filter((s) =>
          ['marginalise', 'condition', 'project', 'mean of k', 'multiply'].includes(s.operation),
        ),
        { minLength: 1, maxLength: 4 },
      ),
      async (steps) => {
        const room = new ChainRoom('dist');
        const at = async (count: number) => {
          try {
            const place = await room.at({
              key: 'one',
              factorsKey: 'all',
              sent: gaussianStart,
              steps: steps.slice(0, count),
            });
            const { points, ...view } = await viewOf(place!, null);
            return { ...view, points: [...points.values.subarray(0, 20)] };
          } catch (error) {
            return (error as Error).message;
          }
        };
        const forth = [];
        for (let k = 0; k <= steps.length; k++) forth.push(await at(k));
        for (let k = steps.length; k >= 0; k--) expect(await at(k)).toEqual(forth[k]);
      },
    ),
    { numRuns: 25 },
  );
}, 60_000);
