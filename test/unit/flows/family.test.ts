// How flows of each name are built, and fits that need more
// than columns: context, the sampling direction, fixed orders.
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { kernelEngine } from '../../../src/engines/kernel/engine';
import type { Engine } from '../../../src/flows/engine';
import { encode } from '../../../src/flows/conditions';
import { fit } from '../../../src/flows/fit/fit';
import { Flow } from '../../../src/flows/flow';
import { isConditioned, isCoupling } from '../../../src/flows/kinds/structure';
import { normals } from '../../../src/flows/random';
import type { FitInput, FitRequest } from '../../../src/flows/fit/request';
import { buildSpecification, shapeOf, type Shape } from '../../../src/flows/specification';
import type { FlowName } from '../../../src/protocol/choices';

const built = (flow: FlowName, dim: number, rows: number, shape: Shape = {}) => {
  const columns = Array.from({ length: dim }, (_, d) => `c${d}`);
  return buildSpecification(
    flow,
    columns,
    columns.map(() => ({ kind: 'none', shift: 0, scale: 1 })),
    rows,
    shape,
  );
};

describe.each(['affine-coupling', 'spline-coupling'] as const)('%s', (flow) => {
  test.each([2, 3, 7])('%i columns: each pair of layers transforms every column once', (dim) => {
    for (const rows of [100, 10_000]) {
      const layers = built(flow, dim, rows).layers.filter(isConditioned).filter(isCoupling);
      expect(layers).toHaveLength(rows === 100 ? 4 : 6);
      for (let l = 0; l < layers.length; l += 2) {
        const transformed = [layers[l]!, layers[l + 1]!].flatMap((layer) =>
          layer.order.slice(layer.kept),
        );
        expect(transformed.sort((a, b) => a - b)).toEqual(Array.from({ length: dim }, (_, d) => d));
      }
      // halves differ from pair to pair, so that all columns come to depend on each other
      if (dim === 7)
        expect(
          new Set(layers.map((layer) => [...layer.order.slice(layer.kept)].sort().join())).size,
        ).toBe(layers.length);
    }
  });

  test('one column takes the elementwise spline', () => {
    expect(built(flow, 1, 1000).layers).toEqual(built('spline-autoregressive', 1, 1000).layers);
  });
});

test.each([
  'affine-autoregressive',
  'spline-autoregressive',
  'affine-coupling',
  'spline-coupling',
] as const)('%s: direction and order can be told from the layers', (flow) => {
  for (const order of ['fixed', 'mixed'] as const)
    for (const direction of flow.endsWith('coupling')
      ? (['density'] as const)
      : (['density', 'sampling'] as const))
      expect(shapeOf(built(flow, 5, 1000, { order, direction }))).toEqual({ order, direction });
  expect(JSON.stringify(built(flow, 5, 1000))).not.toContain('direction');
});

describe('fits', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await kernelEngine({ wasmFolder: inject('kernelFolder'), threads: 1 });
  });
  const COUNT = 1500;
  const [given, noise] = [normals(1, 1, 0, COUNT, 1), normals(1, 2, 0, COUNT, 2)];
  // a column that the context shifts, and one that bends with the first
  const values = Float64Array.from({ length: 2 * COUNT }, (_, i) => {
    const [n, d] = [i >> 1, i % 2];
    const first = 2 * Math.abs(given[n]!) + 0.3 * noise[2 * n]!;
    return d === 0 ? first : Math.sin(2 * first) + 0.2 * noise[2 * n + 1]!;
  });
  const input: FitInput = {
    columns: ['a', 'b'],
    values,
    rowNumbers: Float64Array.from({ length: COUNT }, (_, n) => n),
    count: COUNT,
    read: COUNT,
    leftOut: 0,
    integer: [false, false],
  };
  const run = (request: Partial<FitRequest>, more: Partial<FitInput> = {}) =>
    fit(
      engine,
      { ...input, ...more },
      { flow: 'spline-autoregressive', seed: 1, steps: 400, ...request },
      { progress: () => undefined, shouldStop: () => false },
    );

  test.each(['affine-coupling', 'spline-coupling'] as const)(
    '%s beats the Gaussian',
    async (flow) => {
      const { metadata } = await run({ flow });
      expect(metadata.scores.verdict).toBe('flow');
      expect(metadata.specification.flow).toBe(flow);
    },
  );

  test('a flow of the sampling direction in fixed order beats the Gaussian, and is resumed as it is', async () => {
    const { metadata, tensors, checkpoint } = await run({ direction: 'sampling', order: 'fixed' });
    expect(metadata.scores.verdict).toBe('flow');
    expect(shapeOf(metadata.specification)).toEqual({ direction: 'sampling', order: 'fixed' });
    const resume = {
      metadata: { ...metadata, data: null, created: '', build: '' },
      tensors: { ...tensors, ...checkpoint },
    };
    expect((await run({ resume, steps: 20 })).metadata.specification).toEqual(
      metadata.specification,
    );
    await expect(run({ resume, direction: 'density' })).rejects.toThrow('leave both out');
  });

  test.each(['affine', 'affine-coupling'] as const)('%s has no direction', async (flow) => {
    await expect(run({ flow, direction: 'sampling' })).rejects.toThrow(
      `${flow} goes both ways in one pass`,
    );
  });

  test.each(['spline-autoregressive', 'affine-coupling'] as const)(
    '%s learns from context, which scoring and sampling take too',
    async (flow) => {
      const rows = { columns: [{ column: 'given', levels: null }], values: given };
      const [without, { metadata, tensors, ...rest }] = [
        await run({ flow }),
        await run({ flow }, { given: rows }),
      ];
      expect(metadata.specification.context).toEqual(['given']);
      const conditions = metadata.specification.given!.conditions;
      const numbers = (values: number[]) =>
        encode(conditions, { columns: rows.columns, values: Float64Array.from(values) }).context;
      expect(metadata.scores.flow.mean).toBeGreaterThan(without.metadata.scores.flow.mean + 0.3);
      const opened = await Flow.open(engine, metadata.specification, tensors);
      const drawn = async (at: number) => {
        const samples = await opened.sample(2000, 1, 0, numbers(new Array<number>(2000).fill(at)));
        return samples.reduce((sum, v, i) => sum + (i % 2 === 0 ? v : 0), 0) / 2000;
      };
      expect(await drawn(1.5)).toBeCloseTo(3, 0);
      expect(await drawn(0)).toBeLessThan(1);
      const first = numbers([...given.subarray(0, 3)]);
      const [scored, trace] = [
        await opened.logProb(values.subarray(0, 6), 3, first),
        await opened.trace(values.subarray(0, 6), 3, first),
      ];
      scored.forEach((v, n) => expect(v).toBeCloseTo(trace.logDensity[n]!, 4));
      await expect(opened.logProb(values.subarray(0, 6), 3)).rejects.toThrow('1 more numbers');
      const resume = {
        metadata: { ...metadata, data: null, created: '', build: '' },
        tensors: { ...tensors, ...rest.checkpoint },
      };
      await expect(run({ resume })).rejects.toThrow('resume it with the same');
    },
  );
});
