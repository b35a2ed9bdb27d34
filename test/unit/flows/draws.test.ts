// Draws stay where the rows can bear them, and densities and draws are one distribution.
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { normals, uniform } from '../../../src/distributions/random';
import { kernelEngine } from '../../../src/engines/kernel/engine';
import { referenceEngine } from '../../../src/engines/reference/engine';
import { drawsWithin } from '../../../src/flows/fit/draws';
import type { Engine } from '../../../src/flows/engine';
import { fit } from '../../../src/flows/fit/fit';
import { Flow } from '../../../src/flows/flow';
import { choosePreprocessing, reachOf } from '../../../src/flows/choose-preprocessing';
import { fromModel, toModel } from '../../../src/flows/preprocessing';
import type { FitInput, FitRequest } from '../../../src/flows/fit/request';
import { buildSpecification, initialParameters } from '../../../src/flows/specification';
import type { ColumnTransform } from '../../../src/protocol/model';
import { english } from '../../../src/protocol/sentence';

const LOG: ColumnTransform = { kind: 'log', above: 2, shift: 0.3, scale: 1.1 };
const ASINH: ColumnTransform = {
  kind: 'asinh',
  median: 1,
  spread: 2,
  below: -1.5,
  above: 2,
  shift: 0.1,
  scale: 1.4,
};

describe.each([
  ['log', LOG],
  ['asinh', ASINH],
])('%s along its tangents', (_, transform) => {
  const at = (z: number) => fromModel([z], 1, [transform])[0]!;
  test('is inverted, and its log determinant is that of differences', () => {
    for (let z = -6; z <= 6; z += 0.37) {
      const back = toModel([at(z)], 1, [transform]);
      expect(back.z[0]).toBeCloseTo(z, 9);
      expect(back.logDet[0]).toBeCloseTo(Math.log((at(z + 1e-6) - at(z - 1e-6)) / 2e-6), 4);
    }
  });
  test('bends nowhere sharply, and grows in proportion beyond', () => {
    const end = (transform.kind === 'log' ? 2 - 0.3 : 2 - 0.1) / transform.scale;
    expect((at(end + 1e-5) - at(end)) / (at(end) - at(end - 1e-5))).toBeCloseTo(1, 3);
    expect(at(end + 200) - at(end)).toBeCloseTo(100 * (at(end + 2) - at(end)), 6);
  });
  test('the density integrates to one, and draws follow it', async () => {
    const specification = buildSpecification('affine', ['x'], [transform], 100);
    const flow = await Flow.open(referenceEngine, specification, {
      'layers.0.a': { shape: [1], values: new Float64Array([0.4]) },
      'layers.0.b': { shape: [1], values: new Float64Array([0.5]) },
    });
    const [low, high, count] = transform.kind === 'log' ? [0, 120, 240_000] : [-120, 120, 240_000];
    const step = (high - low) / count;
    const grid = Float64Array.from({ length: count }, (_, k) => low + (k + 0.5) * step);
    const density = (await flow.logProb(grid, count)).map(Math.exp);
    expect(density.reduce((a, b) => a + b, 0) * step).toBeCloseTo(1, 4);
    const draws = await flow.sample(20_000, 5);
    for (const bound of [1, 5, 9, 15, 25]) {
      const share = draws.filter((v) => v > bound).length / 20_000;
      const exact = density.reduce((sum, p, k) => sum + (grid[k]! > bound ? p : 0), 0) * step;
      expect(Math.abs(share - exact)).toBeLessThan(
        4.5 * Math.sqrt((exact * (1 - exact)) / 20_000) + 1e-4,
      );
    }
  });
});

describe('the choice of a transform', () => {
  const skewed = (count: number) => normals(4, 1, 0, count, 1).map((z) => Math.exp(1.2 * z));
  const kindOf = (
    values: Float64Array,
    reach = reachOf(values, values.length, 1),
    integer = false,
  ) => choosePreprocessing(values, values.length, ['x'], {}, [integer], reach).transforms[0]!;
  test('log where all rows of the table are positive', () =>
    expect(kindOf(skewed(500)).kind).toBe('log'));
  test('no log where a row that does not train is zero or negative', () => {
    for (const low of [0, -0.1])
      expect(kindOf(skewed(500), { low: [low], high: [50], rows: 600 }).kind).not.toBe('log');
  });
  test('no log by itself for few rows', () => expect(kindOf(skewed(40)).kind).not.toBe('log'));
  test('a log that was asked for is refused where a row of the table cannot have it', () => {
    expect(() =>
      choosePreprocessing(skewed(500), 500, ['x'], { x: { kind: 'log' } }, [false], {
        low: [0],
        high: [9],
        rows: 501,
      }),
    ).toThrow('log needs positive values');
  });
  test('whole numbers with far rows are on an asinh scale, others stay', () => {
    const heavy = Float64Array.from({ length: 500 }, (_, n) =>
      n % 100 === 3 ? 20_000 + n : n % 4,
    );
    expect(kindOf(heavy, undefined, true)).toMatchObject({ kind: 'asinh', integer: true });
    const rare = Float64Array.from({ length: 500 }, (_, n) => (n % 60 === 3 ? 1 : 0));
    expect(kindOf(rare, undefined, true)).toMatchObject({ kind: 'none', integer: true });
  });
  test('asinh bends as far to either side, whichever side the far rows are on', () => {
    const values = normals(4, 1, 0, 500, 1).map((z, n) => (n === 7 ? -900 : z));
    const {
      transforms: [asinh],
    } = choosePreprocessing(values, 500, ['x'], {}, [false]);
    expect(asinh).toMatchObject({ kind: 'asinh' });
    const { above, below } = asinh as { above: number; below: number };
    expect(above).toBe(-below);
    expect(Math.abs(toModel([800], 1, [asinh!]).z[0]!)).toBeLessThan(30);
  });
  test('beyond the rows of the table it goes on along a tangent', () => {
    const values = skewed(500);
    const { transforms } = choosePreprocessing(values, 500, ['x'], {}, [false], {
      low: [0.001],
      high: [400],
      rows: 500,
    });
    expect(transforms[0]).toMatchObject({ kind: 'log', above: Math.log(400) });
    const [z, far] = [toModel([400], 1, transforms).z[0]!, toModel([4000], 1, transforms).z[0]!];
    expect((far - z) * transforms[0]!.scale).toBeCloseTo(9, 9);
  });
});

describe('a flow whose draws run away', () => {
  let engine: Engine;
  beforeAll(
    async () => (engine = await kernelEngine({ wasmFolder: inject('kernelFolder'), threads: 1 })),
  );

  test('is told from one whose draws stay', async () => {
    const z = normals(8, 1, 0, 300, 2);
    const specification = buildSpecification(
      'affine-autoregressive',
      ['a', 'b'],
      [0, 1].map(() => ({ kind: 'none' as const, shift: 0, scale: 1 })),
      300,
    );
    const tensors = initialParameters(specification, z, 300, 1);
    expect(
      await drawsWithin(engine, specification, tensors, reachOf(z, 300, 2), undefined, true),
    ).toBe(true);
    for (const name of Object.keys(tensors))
      if (name.endsWith('.w3')) tensors[name]!.values.fill(0.3);
    expect(
      await drawsWithin(engine, specification, tensors, reachOf(z, 300, 2), undefined, true),
    ).toBe(false);
  });

  /** Counts of which one in a hundred is about 20,000, beside a rate. */
  function heavyCounts(count: number): FitInput {
    const values = new Float64Array(2 * count);
    for (let n = 0; n < count; n++) {
      const far = uniform(3, 2, n) < 0.017;
      values[2 * n] = -2 * Math.log(uniform(3, 1, n));
      values[2 * n + 1] = far
        ? 20_000 + Math.floor(270 * uniform(3, 3, n))
        : Math.floor(-values[2 * n]! * Math.log(uniform(3, 4, n)));
    }
    return {
      columns: ['rate', 'count'],
      values,
      rowNumbers: Float64Array.from({ length: count }, (_, n) => n),
      count,
      read: count,
      leftOut: 0,
      integer: [false, true],
    };
  }
  const fitted = (request: Partial<FitRequest>) =>
    fit(
      engine,
      heavyCounts(2000),
      { flow: 'auto', seed: 1, steps: 1000, ...request },
      { progress: () => undefined, shouldStop: () => false },
    );

  test.each([
    {},
    { flow: 'affine-autoregressive' as const, transforms: { count: { kind: 'none' as const } } },
  ])(
    'is never returned: draws are finite, and as many as rows are within ten times the range (%o)',
    async (request) => {
      const { metadata, tensors } = await fitted(request);
      const flow = await Flow.open(engine, metadata.specification, tensors);
      const draws = await flow.sample(20_000, 9);
      for (const d of [0, 1]) {
        const range = [16, 20_270][d]!;
        const own = draws.filter((_, i) => i % 2 === d);
        const ends = (some: Float64Array) =>
          some.reduce((a, b) => Math.max(a, b)) - some.reduce((a, b) => Math.min(a, b));
        expect(ends(own)).toBeLessThan(1000 * range);
        // ten times as many draws as rows may hold one that is rarer than any row
        const beyond = Array.from({ length: 10 }, (_, k) =>
          ends(own.subarray(2000 * k, 2000 * (k + 1))),
        ).filter((width) => !(width < 10 * range));
        expect(beyond.length).toBeLessThanOrEqual(1);
      }
      if (request.flow)
        expect(metadata.notes.map(english).join()).toContain('affine-autoregressive was not kept');
    },
    60_000,
  );
});
