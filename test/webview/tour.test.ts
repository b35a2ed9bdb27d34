// @vitest-environment happy-dom
// A tour's projections: always orthonormal, smooth, the same under one seed, and the Gaussian's ellipses exact in them.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ellipse, MASSES } from '../../webview/charts/contour-lines';
import {
  firstTurn,
  projected,
  projectedGaussian,
  reachOf,
  scalingOf,
  Tour,
  type Turn,
  turned,
} from '../../webview/charts/tour';

const dimension = fc.integer({ min: 3, max: 9 });
const angle = fc.double({ min: -4, max: 4, noNaN: true });
const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, v, d) => sum + v * b[d]!, 0);

/** Somewhere on the way of a tour that was turned by hand, too. */
function somewhere(dim: number, seed: number, angles: [number, number][]): Turn {
  const tour = new Tour(dim, seed);
  return angles.reduce((now, [right, up]) => turned(tour.on(now, 0.4), right, up), firstTurn(dim));
}
const turn = fc
  .tuple(dimension, fc.integer(), fc.array(fc.tuple(angle, angle), { maxLength: 8 }))
  .map(([dim, seed, angles]) => somewhere(dim, seed, angles));

test('both directions and the depth are orthonormal, however it was turned', () =>
  fc.assert(
    fc.property(turn, ({ across, up, depth }) => {
      for (const direction of [across, up, depth])
        expect(dot(direction, direction)).toBeCloseTo(1, 9);
      for (const [a, b] of [
        [across, up],
        [across, depth],
        [up, depth],
      ] as const)
        expect(dot(a, b)).toBeCloseTo(0, 9);
    }),
  ));

test('turning there and back is where it began', () =>
  fc.assert(
    fc.property(turn, angle, (now, by) => {
      const back = turned(turned(now, by, 0), -by, 0);
      back.across.forEach((v, d) => expect(v).toBeCloseTo(now.across[d]!, 8));
    }),
  ));

test('a tour is smooth, goes everywhere, and is the same each time', () => {
  const [dim, seconds] = [5, 1 / 60];
  const [first, second] = [new Tour(dim, 7), new Tour(dim, 7)];
  let [now, again] = [firstTurn(dim), firstTurn(dim)];
  const most = new Float64Array(dim);
  for (let k = 0; k < 60 * 60; k++) {
    const next = first.on(now, seconds);
    again = second.on(again, seconds);
    const change = next.across.reduce((sum, v, d) => sum + (v - now.across[d]!) ** 2, 0);
    expect(Math.sqrt(change)).toBeLessThan(0.02);
    now = next;
    most.forEach((v, d) => (most[d] = Math.max(v, Math.hypot(now.across[d]!, now.up[d]!))));
  }
  expect(again.across).toEqual(now.across);
  for (const v of most) expect(v).toBeGreaterThan(0.7);
});

/** A positive definite matrix L L' with L of these numbers, row-major. */
function covarianceOf(dim: number, numbers: number[]): number[] {
  const lower = (i: number, j: number) =>
    j > i ? 0 : numbers[(i * 7 + j) % numbers.length]! + (i === j ? 3 : 0);
  return Array.from({ length: dim * dim }, (_, k) => {
    const [i, j] = [Math.floor(k / dim), k % dim];
    return Array.from({ length: dim }, (__, q) => lower(i, q) * lower(j, q)).reduce(
      (a, b) => a + b,
    );
  });
}

test('the ellipse is that of the projected covariance', () =>
  fc.assert(
    fc.property(
      turn,
      fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 9, maxLength: 9 }),
      (now, numbers) => {
        const dim = now.across.length;
        const names = Array.from({ length: dim }, (_, d) => `c${d}`);
        const covariance = covarianceOf(dim, numbers);
        const mean = names.map((_, d) => numbers[d % numbers.length]! * 5);
        const scaling = scalingOf(names.map((_, d) => ({ low: -1 - d, high: 3 + 2 * d })));
        const flat = projectedGaussian({ names, mean, covariance, rows: 1 }, now, scaling);
        // by the definition: the variance of a combination of columns with the weights of a direction
        const weights = [now.across, now.up].map((w) => w.map((v, d) => v * scaling.factor[d]!));
        const variance = (a: Float64Array, b: Float64Array) => {
          let sum = 0;
          for (let i = 0; i < dim; i++)
            for (let j = 0; j < dim; j++) sum += a[i]! * b[j]! * covariance[i * dim + j]!;
          return sum;
        };
        const [a, b] = weights as [Float64Array, Float64Array];
        const [xx, xy, yy] = [variance(a, a), variance(a, b), variance(b, b)];
        [xx, xy, xy, yy].forEach((v, k) => expect(flat.covariance[k]).toBeCloseTo(v, 8));
        const centre = projected(
          Float32Array.from(mean, (v, d) => (v - scaling.middle[d]!) * scaling.factor[d]!),
          now,
        );
        centre.forEach((v, k) => expect(v).toBeCloseTo(flat.mean[k]!, 4));
        const det = xx * yy - xy * xy;
        for (const mass of MASSES) {
          const line = ellipse(flat, 'across', 'up', mass)!;
          const radius = -2 * Math.log(1 - mass);
          for (let k = 0; k < line.length; k += 2) {
            const [dx, dy] = [line[k]! - flat.mean[0]!, line[k + 1]! - flat.mean[1]!];
            const squared = (yy * dx * dx - 2 * xy * dx * dy + xx * dy * dy) / det;
            expect(Math.abs(squared / radius - 1)).toBeLessThan(1e-2);
          }
        }
      },
    ),
    { numRuns: 50 },
  ));

test('the reach holds nearly all rows whichever way they are turned', () => {
  const dim = 4;
  const z = Float32Array.from({ length: 4000 * dim }, (_, i) => Math.sin(12.9898 * i) * 0.9);
  const reach = reachOf(z, dim);
  const places = projected(z, somewhere(dim, 3, [[1, 0.3]]));
  let beyond = 0;
  for (let i = 0; i < places.length; i += 2)
    if (Math.hypot(places[i]!, places[i + 1]!) > reach) beyond++;
  expect(beyond / 4000).toBeLessThan(0.003);
  expect(reachOf(new Float32Array(0), dim)).toBe(1);
});
