// The reference engine against mathematics.
import { describe, expect, test } from 'vitest';
import { referenceEngine } from '../../../src/engines/reference/engine';
import { bijectionOf } from '../../../src/engines/reference/layers';
import { normals } from '../../../src/flows/random';
import { contextSize } from '../../../src/flows/layout';
import { buildSpecification, initialParameters } from '../../../src/flows/specification';
import { catalogue, randomParameters, randomRows } from '../../../src/engines/catalogue';
import { expectSameSteps } from './same-steps';

describe.each(catalogue)('$name', ({ specification, parameters }) => {
  const dim = specification.columns.length;
  const context = contextSize(specification);
  const count = 20;
  const given = (rows: { context?: Float64Array }) => rows.context ?? new Float64Array(0);

  test('inverse undoes forward, and both give the same log determinant', async () => {
    const flow = await referenceEngine.open(specification, parameters);
    const u = randomRows(specification, count, 1.5, 1);
    const x = await flow.sample(u);
    const { states } = await flow.trace({ ...u, ...x });
    states[0]!.values.forEach((v, i) => expect(v).toBeCloseTo(u.values[i]!, 8));
    specification.layers.forEach((layer, l) => {
      const bijection = bijectionOf(layer, l, parameters, dim, context);
      const there = bijection.forward(u.values, count, given(u));
      const back = bijection.inverse(there.values, count, given(u));
      back.values.forEach((v, i) => expect(v).toBeCloseTo(u.values[i]!, 9));
      back.logDet.forEach((v, i) => expect(v).toBeCloseTo(there.logDet[i]!, 7));
    });
  });

  test('the log determinant of each layer is that of a finite-difference Jacobian', () => {
    specification.layers.forEach((layer, l) => {
      const bijection = bijectionOf(layer, l, parameters, dim, context);
      const u = normals(2, l, 0, 4, dim);
      for (let n = 0; n < 4; n++) {
        const point = u.slice(n * dim, (n + 1) * dim);
        const around = normals(3, l, n, 1, context);
        const jacobian = differences((p) => bijection.forward(p, 1, around).values, point);
        const { value } = logAbsDeterminant(jacobian, dim);
        expect(bijection.forward(point, 1, around).logDet[0]).toBeCloseTo(value, 5);
        if (layer.kind.endsWith('autoregressive'))
          expectTriangular(jacobian, dim, (layer as { order: number[] }).order);
      }
    });
  });

  test('the likelihood through pullback and apply takes the steps of steps', async () => {
    const x = randomRows(specification, 3, 1.2, 12);
    await expectSameSteps(referenceEngine, { specification, parameters }, x, 1e-3);
  });

  test('far out, values stay finite and the trace adds up', async () => {
    const flow = await referenceEngine.open(specification, parameters);
    const x = randomRows(specification, count, 40, 3);
    const [logProb, trace] = [await flow.logProb(x), await flow.trace(x)];
    logProb.forEach((v, n) => {
      expect(Number.isFinite(v)).toBe(true);
      expect(v).toBeCloseTo(
        trace.baseLogDensity[n]! - trace.logDets.reduce((s, l) => s + l[n]!, 0),
        8,
      );
    });
  });
});

test.each(catalogue.filter((e) => e.specification.columns.length <= 2))(
  '$name: the density integrates to 1',
  async ({ specification, parameters }) => {
    const dim = specification.columns.length;
    const flow = await referenceEngine.open(specification, parameters);
    // a grid over the image of a wide box of base points
    const context = normals(5, 5, 0, 1, contextSize(specification));
    const given = (rows: number) => ({
      context: Float64Array.from(
        { length: rows * context.length },
        (_, i) => context[i % context.length]!,
      ),
    });
    const probe = await flow.sample({
      values: normals(4, 4, 0, 4000, dim).map((v) => 2.5 * v),
      count: 4000,
      dim,
      ...given(4000),
    });
    const low = Array.from({ length: dim }, (_, d) => Math.min(...column(probe.values, dim, d)));
    const high = Array.from({ length: dim }, (_, d) => Math.max(...column(probe.values, dim, d)));
    const n = dim === 1 ? 20_000 : 600;
    const step = low.map((l, d) => (high[d]! - l) / n);
    let total = 0;
    for (let i = 0; i < (dim === 1 ? 1 : n); i++) {
      const values = new Float64Array(n * dim);
      for (let j = 0; j < n; j++) {
        values[j * dim] = low[0]! + (j + 0.5) * step[0]!;
        if (dim === 2) values[j * dim + 1] = low[1]! + (i + 0.5) * step[1]!;
      }
      for (const v of await flow.logProb({ values, count: n, dim, ...given(n) }))
        total += Math.exp(v);
    }
    expect(total * step.reduce((a, b) => a * b, 1)).toBeCloseTo(1, 2);
  },
);

test.each([1, 3])(
  'with context, all of %i columns respond to it, the first one nonlinearly',
  async (dim) => {
    const columns = Array.from({ length: dim }, (_, d) => `c${d}`);
    const preprocessing = columns.map(() => ({ kind: 'none' as const, shift: 0, scale: 1 }));
    const specification = buildSpecification(
      'affine-autoregressive',
      columns,
      preprocessing,
      1000,
      { context: ['given'], order: 'fixed' },
    );
    expect(specification.layers.some((l) => l.kind === 'elementwise-spline')).toBe(false);
    // initial networks give the identity: the last matrix is not zero here
    const parameters = { ...initialParameters(specification, normals(1, 1, 0, 100, dim), 100, 1) };
    for (const [name, tensor] of Object.entries(randomParameters(specification, 6)))
      if (/[wb]3$/.test(name)) parameters[name] = tensor;
    const one = { ...specification, layers: specification.layers.slice(0, 1) };
    const flow = await referenceEngine.open(one, parameters);
    const at = async (given: number) =>
      (
        await flow.sample({
          values: new Float64Array(dim).fill(0.3),
          count: 1,
          dim,
          context: Float64Array.of(given),
        })
      ).values;
    const [low, middle, high] = [await at(-2), await at(0), await at(2)];
    for (let d = 0; d < dim; d++) expect(Math.abs(high[d]! - low[d]!)).toBeGreaterThan(1e-3);
    expect(Math.abs(high[0]! + low[0]! - 2 * middle[0]!)).toBeGreaterThan(1e-3);
  },
);

test('without its context a flow says what is missing', async () => {
  const { specification, parameters } = catalogue.find((e) => e.specification.context)!;
  const { context: _, ...rows } = randomRows(specification, 3, 1, 1);
  const flow = await referenceEngine.open(specification, parameters);
  await expect(async () => flow.logProb(rows)).rejects.toThrow('given 3 more numbers');
});

function column(values: Float64Array, dim: number, d: number): number[] {
  return Array.from({ length: values.length / dim }, (_, n) => values[n * dim + d]!);
}

/** Central differences; row i, column j: d f_i / d u_j. */
function differences(f: (p: Float64Array) => Float64Array, point: Float64Array): number[][] {
  const dim = point.length;
  const h = 1e-6;
  const columns = Array.from({ length: dim }, (_, j) => {
    const [up, down] = [h, -h].map((step) => f(point.map((v, k) => (k === j ? v + step : v))));
    return up!.map((v, i) => (v - down![i]!) / (2 * h));
  });
  return Array.from({ length: dim }, (_, i) => columns.map((c) => c[i]!));
}

function expectTriangular(jacobian: number[][], dim: number, order: number[]): void {
  for (let i = 0; i < dim; i++)
    for (let j = i + 1; j < dim; j++)
      expect(Math.abs(jacobian[order[i]!]![order[j]!]!)).toBeLessThan(1e-7);
}

/** By elimination with pivoting. */
function logAbsDeterminant(matrix: number[][], dim: number): { value: number } {
  const m = matrix.map((r) => [...r]);
  let value = 0;
  for (let k = 0; k < dim; k++) {
    const pivot = m
      .slice(k)
      .reduce((best, _, i) => (Math.abs(m[k + i]![k]!) > Math.abs(m[best]![k]!) ? k + i : best), k);
    [m[k], m[pivot]] = [m[pivot]!, m[k]!];
    value += Math.log(Math.abs(m[k]![k]!));
    for (let i = k + 1; i < dim; i++) {
      const factor = m[i]![k]! / m[k]![k]!;
      for (let j = k; j < dim; j++) m[i]![j]! -= factor * m[k]![j]!;
    }
  }
  return { value };
}
