// A layer seen from inside, against finite differences, against LU, and against itself undone.
import { describe, expect, test } from 'vitest';
import { catalogue, randomRows } from '../../../src/engines/catalogue';
import { bijectionOf } from '../../../src/engines/reference/layers';
import { referenceEngine } from '../../../src/engines/reference/engine';
import { lookInto } from '../../../src/engines/reference/look';
import { contextSize } from '../../../src/flows/layout';
import { inverseCosts, lookAtPreprocessing } from '../../../src/flows/look';
import type { ColumnTransform } from '../../../src/protocol/model';

const ROWS = 4;
const STEPS = Array.from({ length: 16 }, (_, k) => 1e-4 / 2 ** k);

describe.each(catalogue)('$name', ({ specification, parameters }) => {
  const dim = specification.columns.length;
  const context = contextSize(specification);
  const rows = randomRows(specification, ROWS, 1, 7);
  const looks = async () => {
    const flow = await referenceEngine.open(specification, parameters);
    const { states, logDets } = await flow.trace(rows);
    return specification.layers.flatMap((layer, l) =>
      Array.from({ length: ROWS }, (_, n) => {
        const at = {
          u: states[l]!.values.slice(n * dim, (n + 1) * dim),
          x: states[l + 1]!.values.slice(n * dim, (n + 1) * dim),
          context: rows.context?.slice(n * context, (n + 1) * context) ?? new Float64Array(0),
        };
        const bijection = bijectionOf(layer, l, parameters, dim, context);
        return {
          layer,
          at,
          look: lookInto(layer, l, parameters, at),
          logDet: logDets[l]![n]!,
          push: (u: Float64Array) => bijection.forward(u, 1, at.context).values,
        };
      }),
    );
  };

  test('its matrix is that of finite differences', async () => {
    for (const { at, look, push } of await looks()) {
      const differences = jacobianOf(push, at.u);
      const size = Math.max(...look.jacobian.map(Math.abs));
      look.jacobian.forEach((v, k) =>
        expect(Math.abs(v - differences[k]!)).toBeLessThan(1e-5 * size),
      );
    }
  });

  test('terms, the layer itself and LU agree on the log determinant', async () => {
    for (const { look, logDet } of await looks()) {
      expect(look.logDet).toBeCloseTo(logDet, 9);
      expect(look.byLu).toBeCloseTo(logDet, 6);
    }
  });

  test('nothing above the diagonal of an autoregressive layer, in its order', async () => {
    for (const { layer, look } of await looks())
      if (layer.kind.endsWith('autoregressive') || layer.kind === 'triangular')
        expect(look.triangular).toBe(true);
  });

  test('each column is what its numbers make of it', async () => {
    for (const { look } of await looks())
      for (const { column, map } of look.columns) {
        const [u, x] = [look.u, look.x[column]!];
        if (map.kind === 'affine') expect(map.scale * u[column]! + map.shift).toBeCloseTo(x, 8);
        if (map.kind === 'copy') expect(u[map.of]).toBeCloseTo(x, 12);
        if (map.kind === 'line')
          expect(
            map.weights.reduce((s, w, j) => s + w * u[j]!, map.scale * u[column]! + map.shift),
          ).toBeCloseTo(x, 8);
        if (map.kind !== 'spline') continue;
        // a monotone map lies between the knots around it
        const bin = map.u.findIndex((k) => k > u[column]!);
        if (bin <= 0) expect(x).toBeCloseTo(u[column]!, 9);
        else {
          expect(x).toBeGreaterThanOrEqual(map.x[bin - 1]! - 1e-9);
          expect(x).toBeLessThanOrEqual(map.x[bin]! + 1e-9);
        }
      }
  });
});

test('a column waits for those before it where the conditioner reads x, and costs one density pass', async () => {
  const entry = (name: string) => catalogue.find((e) => e.name === name)!;
  const look = (name: string) => {
    const { specification, parameters } = entry(name);
    const dim = specification.columns.length;
    const [u, x] = [new Float64Array(dim), new Float64Array(dim)];
    return lookInto(specification.layers[0]!, 0, parameters, {
      u,
      x,
      context: new Float64Array(0),
    });
  };
  const density = look('affine autoregressive, D = 8');
  expect(density.columns.map((c) => c.pass)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  density.columns.forEach((c, p) => expect(c.reads).toHaveLength(p));
  const sampling = look('affine autoregressive, sampling, D = 8');
  expect(sampling.columns.every((c) => c.pass === 1)).toBe(true);
  const { inverse, naive } = inverseCosts([density]);
  expect(naive).toBe(8 * inverse);
  // every weight that is not masked is used once: those of the parameters that random numbers fill
  const { parameters } = entry('affine autoregressive, D = 8');
  const weights = ['w1', 'w2', 'w3'].reduce(
    (sum, key) =>
      sum + Array.from(parameters[`layers.0.${key}`]!.values).filter((v) => v !== 0).length,
    0,
  );
  expect(inverse).toBe(weights);
});

test('the preprocessing is a diagonal of slopes', () => {
  const transforms: ColumnTransform[] = [
    { kind: 'none', shift: 3, scale: 2 },
    { kind: 'log', shift: 1, scale: 0.5, above: 2 },
    { kind: 'asinh', shift: 0, scale: 1.5, median: 4, spread: 2 },
    { kind: 'logit', shift: 0.2, scale: 0.7, lower: -1, upper: 5 },
  ];
  const x = Float64Array.of(4, 6, 9, 2);
  const look = lookAtPreprocessing(
    x.map((v) => v),
    x,
    transforms,
  );
  expect(look.jacobian.filter((v) => v !== 0)).toHaveLength(4);
  expect(look.byLu).toBeCloseTo(look.logDet, 12);
  expect(look.columns[1]!.term).toBeCloseTo(Math.log(6 * 0.5), 12);
});

/** Central differences by the step at which halving it changes least, row-major; row i, column j: d f_i / d u_j. */
function jacobianOf(f: (u: Float64Array) => Float64Array, u: Float64Array): number[] {
  const dim = u.length;
  const out = new Array<number>(dim * dim).fill(0);
  for (let j = 0; j < dim; j++) {
    const around = (step: number) => f(u.map((v, k) => (k === j ? v + step : v)));
    const slopes = STEPS.map((h) => {
      const [up, down] = [around(h), around(-h)];
      return up.map((v, i) => (v - down[i]!) / (2 * h));
    });
    for (let i = 0; i < dim; i++) {
      const changes = slopes.slice(1).map((s, k) => Math.abs(s[i]! - slopes[k]![i]!));
      out[i * dim + j] = slopes[1 + changes.indexOf(Math.min(...changes))]![i]!;
    }
  }
  return out;
}
