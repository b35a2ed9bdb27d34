// Our first flow: its first steps are the exact Gaussians, its Jacobians
// are what the flow says, and a build-up finds what is in the data.
import fc from 'fast-check';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { cholesky } from '../../../src/distributions/cholesky';
import { fitGaussian } from '../../../src/distributions/moments';
import { catalogue } from '../../../src/engines/catalogue';
import { kernelEngine } from '../../../src/engines/kernel/engine';
import { referenceEngine } from '../../../src/engines/reference/engine';
import type { Engine } from '../../../src/flows/engine';
import { buildUp, type BuildUpRequest } from '../../../src/flows/first-flow/build-up';
import { fitDiagonal, fitLinear } from '../../../src/flows/first-flow/closed';
import { isTriangular, jacobianAt } from '../../../src/flows/first-flow/jacobian';
import { Flow } from '../../../src/flows/flow';
import { normals, uniform } from '../../../src/flows/random';
import type { FitInput } from '../../../src/flows/fit/request';
import { ENGLISH } from '../../../src/protocol/speech';
import {
  closedWords,
  gainWords,
  natsWords,
  totalWords,
} from '../../../src/protocol/first-flow-words';
import { english } from '../../../src/protocol/sentence';

/** Correlated columns with means and units of any size, and tails if wanted. */
const table = (
  seed: number,
  count: number,
  dim: number,
  mean: number,
  unit: number,
  heavy: boolean,
) => {
  const z = normals(seed, 1, 0, count, dim);
  return Float64Array.from({ length: count * dim }, (_, i) => {
    const d = i % dim;
    const own = heavy ? z[i]! ** 3 : z[i]!;
    return mean * (d + 1) + unit * 10 ** (d % 3) * (own + (d > 0 ? 0.8 * z[i - 1]! : 0));
  });
};
const tables = fc.record({
  seed: fc.integer({ min: 1, max: 1e6 }),
  dim: fc.integer({ min: 1, max: 6 }),
  mean: fc.constantFrom(0, 3, -1e6),
  unit: fc.constantFrom(1e-3, 1, 1e4),
  heavy: fc.boolean(),
});

describe('the steps with a closed form', () => {
  test('the gradient of the likelihood leads the diagonal flow to means and standard deviations', () => {
    fc.assert(
      fc.property(tables, ({ seed, dim, mean, unit, heavy }) => {
        const values = table(seed, 400, dim, mean, unit, heavy);
        const { a, b, iterations } = fitDiagonal(values, 400, dim);
        const gaussian = fitGaussian(
          values,
          400,
          Array.from({ length: dim }, (_, d) => `c${d}`),
        );
        for (let d = 0; d < dim; d++) {
          const deviation = Math.sqrt(gaussian.covariance[d * dim + d]!);
          const rounding = 1e-12 + (1e-15 * Math.abs(gaussian.mean[d]!)) / deviation;
          expect(Math.abs(Math.exp(a[d]!) / deviation - 1)).toBeLessThan(1e-12 + rounding);
          expect(Math.abs(b[d]! - gaussian.mean[d]!) / deviation).toBeLessThan(rounding);
        }
        expect(iterations).toBeLessThan(60);
      }),
      { numRuns: 60 },
    );
  });

  test('column by column, the linear flow comes to the Cholesky factor of the covariance', () => {
    fc.assert(
      fc.property(tables, ({ seed, dim, mean, unit, heavy }) => {
        const names = Array.from({ length: dim }, (_, d) => `c${d}`);
        const values = table(seed, 400, dim, mean, unit, heavy);
        const { lower, logDiagonal } = fitLinear(values, 400, dim, fitDiagonal(values, 400, dim));
        const { covariance, mean: center } = fitGaussian(values, 400, names);
        const factor = cholesky(covariance, names);
        for (let i = 0; i < dim; i++)
          for (let j = 0; j < dim; j++) {
            const own = j < i ? lower[i * dim + j]! : i === j ? Math.exp(logDiagonal[i]!) : 0;
            const deviation = Math.sqrt(covariance[i * dim + i]!);
            expect(Math.abs(own - factor[i * dim + j]!) / deviation).toBeLessThan(
              1e-11 + (1e-14 * Math.abs(center[i]!)) / deviation,
            );
          }
      }),
      { numRuns: 60 },
    );
  });
});

describe('the Jacobian at a row', () => {
  test.each(catalogue.filter((e) => !e.specification.context?.length))(
    '$name: LU of the matrix finds what the flow adds up',
    async ({ specification, parameters }) => {
      const dim = specification.columns.length;
      const flow = await Flow.open(referenceEngine, specification, parameters);
      const u = normals(8, 1, 0, 6, dim);
      const x = await flow.push(u, 6);
      for (let n = 0; n < 6; n++) {
        const found = await jacobianAt(flow, x.slice(n * dim, (n + 1) * dim), n);
        found.u.forEach((v, d) => expect(v).toBeCloseTo(u[n * dim + d]!, 6));
        expect(Math.abs(found.byLu - found.logDet)).toBeLessThan(1e-5);
        const plain = specification.layers.every(
          (layer) =>
            !('order' in layer) ||
            (!('kept' in layer) &&
              layer.kind !== 'permutation' &&
              layer.order.every((c, d) => c === d)),
        );
        if (plain) expect(isTriangular(found)).toBe(true);
      }
    },
  );
});

describe('a build-up', () => {
  let fast: Engine;
  beforeAll(async () => {
    fast = await kernelEngine({ wasmFolder: inject('kernelFolder'), threads: 1 });
  });
  const input = (
    columns: string[],
    count: number,
    values: Float64Array,
    integer = columns.map(() => false),
  ): FitInput => ({
    columns,
    values,
    rowNumbers: Float64Array.from({ length: count }, (_, n) => n),
    count,
    read: count,
    leftOut: 0,
    integer,
  });
  const run = (
    data: FitInput,
    request: Partial<BuildUpRequest> = {},
    stop: () => boolean = () => false,
    progress: (p: { stage: string; done: number }) => void = () => undefined,
  ) =>
    buildUp(
      { fast, exact: referenceEngine },
      data,
      { seed: 1, seconds: null, steps: 600, ...request },
      { progress, shouldStop: stop },
    );

  /** b bends with a, and its spread grows: linear dependence is worth little, a network much, splines nothing. */
  const bent = (count: number) => {
    const z = normals(3, 1, 0, count, 2);
    return Float64Array.from({ length: 2 * count }, (_, i) => {
      const a = z[i - (i % 2)]!;
      return i % 2 === 0 ? 10 + 2 * a : a * a + 0.2 * Math.exp(0.5 * a) * z[i]!;
    });
  };

  test('follows the same base points through the steps, beside held-out rows', async () => {
    const count = 3000;
    const data = input(['a', 'b'], count, bent(count));
    const view = await run(data, { steps: 20, points: 200 });
    expect((await run(data, { steps: 5 })).clouds).toBeNull();
    const { base, steps, rows, count: followed } = view.clouds!;
    expect(followed).toBe(200);
    expect(steps.map((s) => s.stage)).toEqual(view.stages.map((s) => s.name));
    expect(rows).toHaveLength(400);
    const known = new Set(Array.from(data.values, Math.fround));
    for (const v of rows) expect(known.has(v)).toBe(true);
    const { a, b } = view.diagonal;
    const diagonal = steps[0]!.x;
    for (let i = 0; i < 400; i++)
      expect(diagonal[i]).toBeCloseTo(Math.exp(a[i % 2]!) * base[i]! + b[i % 2]!, 4);
    for (const { x } of steps) {
      expect(x).toHaveLength(400);
      for (const v of x) expect(Number.isFinite(v)).toBe(true);
    }
  });

  test('finds what is in the data, exactly where it is known', async () => {
    const count = 8000;
    const seen: string[] = [];
    const view = await run(
      input(['a', 'b'], count, bent(count)),
      {},
      undefined,
      (p) => void seen.push(p.stage),
    );
    expect(view.stages.map((s) => s.name)).toEqual([
      'diagonal',
      'linear',
      'network',
      'affine stack',
      'spline stack',
    ]);
    expect(new Set(seen)).toEqual(new Set(view.stages.map((s) => s.name)));
    const [diagonal, linear, network, stack, splines] = view.stages;
    // both are the exact Gaussians, to rounding
    for (const { parameters, logDensity } of [view.diagonal.difference, view.linear!]) {
      expect(parameters).toBeLessThan(1e-12);
      expect(logDensity).toBeLessThan(1e-10);
    }
    expect(view.diagonal.logDet).toBeCloseTo(
      view.diagonal.standardDeviation.reduce((s, v) => s + Math.log(v), 0),
      10,
    );
    // a and a^2 are uncorrelated: straight lines gain nothing, the network nearly all
    expect(Math.abs(linear!.gain!.mean)).toBeLessThan(0.02);
    // the true density is one affine autoregressive layer: -log(2 * 0.2) - E[a/2] - 1 - log(2 pi) nats a row
    const exact = -Math.log(2 * 0.2) - 1 - Math.log(2 * Math.PI);
    expect(network!.gain!.mean).toBeGreaterThan(0.8);
    expect(network!.score.mean).toBeLessThan(exact + 4 * network!.score.standardError);
    expect(network!.score.mean).toBeGreaterThan(exact - 0.15);
    expect(Math.abs(stack!.gain!.mean)).toBeLessThan(0.12);
    expect(Math.abs(splines!.gain!.mean)).toBeLessThan(0.15);
    // gains are paired and add up
    const total = view.stages.slice(1).reduce((s, stage) => s + stage.gain!.mean, 0);
    expect(total).toBeCloseTo(splines!.score.mean - diagonal!.score.mean, 9);
    expect(view.total!.mean).toBeCloseTo(total, 9);
    expect(view.total!.standardError).toBeGreaterThan(0);
    expect(network!.gain!.standardError).toBeLessThan(network!.score.standardError * 2);
    for (const { stage, triangular, rows } of view.jacobians) {
      if (['diagonal', 'linear', 'network'].includes(stage)) expect(triangular).toBe(true);
      for (const row of rows) expect(Math.abs(row.byLu - row.logDet)).toBeLessThan(1e-4);
    }
    const words = [
      ...closedWords(view, ENGLISH),
      totalWords(view, ENGLISH),
      ...view.stages.map((s) => gainWords(s, ENGLISH)),
    ].join('\n');
    expect(words).toMatch(
      /Curved dependence, and a spread that depends on other columns, are worth \d\.\d+ ± 0\.\d+ nats a row/,
    );
    expect(words).not.toMatch(/NaN|undefined|Infinity/);
  });

  test('one seed gives one result, to the last bit; another seed another one', async () => {
    const data = input(['a', 'b'], 2000, bent(2000));
    const [first, again, other] = [
      await run(data, { steps: 40 }),
      await run(data, { steps: 40 }),
      await run(data, { steps: 40, seed: 2 }),
    ];
    const scores = (view: typeof first) => view.stages.map((s) => s.score);
    expect(scores(again)).toEqual(scores(first));
    expect(scores(other)[2]).not.toEqual(scores(first)[2]);
  });

  test('few rows are each held out once', async () => {
    const view = await run(input(['a', 'b'], 300, bent(300)), { steps: 60 });
    expect([view.on, view.heldOut]).toEqual(['cross-fitted', 300]);
    expect(view.stages).toHaveLength(5);
  });

  test('one column has nothing to depend on', async () => {
    const values = Float64Array.from(
      { length: 3000 },
      (_, n) => (uniform(4, 1, n) < 0.5 ? -2 : 2) + 0.3 * normals(5, 1, n, 1, 1)[0]!,
    );
    const view = await run(input(['a'], 3000, values));
    expect(view.stages.map((s) => s.name)).toEqual(['diagonal', 'spline stack']);
    expect(view.linear).toBeNull();
    // log 2 less than the Gaussian of all, more or less
    expect(view.stages[1]!.gain!.mean).toBeGreaterThan(0.8);
    expect(gainWords(view.stages[1]!, ENGLISH, true)).toContain('The shape of the column');
  });

  test('whole numbers, a constant and a repeated column', async () => {
    const z = normals(6, 1, 0, 1500, 2);
    const values = Float64Array.from(
      { length: 1500 * 4 },
      (_, i) =>
        [Math.round(2 * z[2 * (i >> 2)]!), z[2 * (i >> 2) + 1]!, 7, 3 * z[2 * (i >> 2) + 1]!][
          i % 4
        ]!,
    );
    const view = await run(
      input(['whole', 'b', 'constant', 'thrice b'], 1500, values, [true, false, true, false]),
      { steps: 40 },
    );
    expect(view.columns).toEqual(['whole', 'b']);
    expect(view.notes.map(english).join(' ')).toMatch(
      /"constant" was left out.*"thrice b" was left out/,
    );
    expect(view.diagonal.difference.logDensity).toBeLessThan(1e-10);
  });

  test('a stop keeps finished steps, and before the first one there is nothing to keep', async () => {
    const data = input(['a', 'b'], 2000, bent(2000));
    let stage = '';
    const stopped = await run(
      data,
      { steps: 400 },
      () => stage === 'affine stack',
      (p) => (stage = p.stage),
    );
    expect(stopped).toMatchObject({ stopped: true });
    expect(stopped.stages.map((s) => s.name)).toEqual(['diagonal', 'linear', 'network']);
    await expect(run(data, {}, () => true)).rejects.toThrow('before its first step');
  });

  test('too few rows, no spread, too many columns: one sentence', async () => {
    await expect(run(input(['a'], 10, new Float64Array(10)))).rejects.toThrow(
      /Only 10 complete rows.*\.$/,
    );
    await expect(run(input(['a'], 50, new Float64Array(50).fill(2)))).rejects.toThrow(
      'it has one value only',
    );
    const many = Array.from({ length: 41 }, (_, d) => `c${d}`);
    await expect(run(input(many, 200, normals(7, 1, 0, 200, 41)))).rejects.toThrow('at most 40');
  });
});

test('gains in words: worth, nothing, a loss, and figures that suit the error', () => {
  const step = (mean: number, standardError: number) =>
    gainWords({ name: 'linear', gain: { mean, standardError }, cut: false }, ENGLISH);
  expect(step(0.4217, 0.0123)).toBe(
    'Dependence along straight lines is worth 0.422 ± 0.012 nats a row.',
  );
  expect(step(0.01, 0.02)).toContain('gains nothing that these rows can show: 0.010 ± 0.020');
  expect(step(-0.5, 0.1)).toContain('This step loses: −0.50 ± 0.10');
  expect(step(-1e-7, 1e-9)).toBe(
    'This step gains nothing that these rows can show: 0.0000 ± 0.0000 nats a row.',
  );
  expect(
    gainWords({ name: 'linear', gain: { mean: -0.5, standardError: 0.1 }, cut: true }, ENGLISH),
  ).toContain('Time ended its training early');
  expect(natsWords({ mean: -Infinity, standardError: NaN }, ENGLISH)).toBe('−∞');
  expect(gainWords({ name: 'diagonal', gain: null, cut: false }, ENGLISH)).toBe('');
});
