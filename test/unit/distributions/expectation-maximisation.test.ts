// Expectation and maximisation on rows of which the right answers are known.
import { describe, expect, test } from 'vitest';
import {
  componentsOf,
  expectationMaximisation,
} from '../../../src/distributions/expectation-maximisation';
import { Gaussian } from '../../../src/distributions/gaussian';
import { kMeans } from '../../../src/distributions/k-means';
import { Mixture } from '../../../src/distributions/mixture';
import { normals } from '../../../src/distributions/random';

const names = ['x', 'y', 'z'];
const rows = (() => {
  const values = normals(5, 1, 0, 900, 3).map((v, i) => v + 4 * (Math.floor(i / 3) % 3) * (i % 3));
  return { values, count: 900, dim: 3 };
})();
const corners = [0, 0, 0, 0, 4, 8, 0, 8, 16];
const distance = (n: number, c: number) =>
  [0, 1, 2].reduce((s, d) => s + (rows.values[3 * n + d]! - corners[3 * c + d]!) ** 2, 0);
const nearest = Uint16Array.from({ length: 900 }, (_, n) =>
  [0, 1, 2].reduce((best, c) => (distance(n, c) < distance(n, best) ? c : best), 0),
);
const places = (seed: number) => (place: number) => ((seed + 1) * 0.37 + place * 0.618) % 1;

describe('k-means', () => {
  test.each([1, 2, 3])('finds three clusters far apart (start %i)', (seed) => {
    const { centres, of, spread } = kMeans(rows, 3, places(seed));
    const label = (c: number) => [0, 1, 2].find((t) => Math.abs(centres[3 * c + 2]! - 8 * t) < 1)!;
    expect(new Set([0, 1, 2].map(label)).size).toBe(3);
    expect(Array.from(of, label)).toEqual([...nearest]);
    expect(spread / (3 * 900)).toBeGreaterThan(0.9);
    expect(spread / (3 * 900)).toBeLessThan(1.1);
  });

  test('as many clusters as there are distinct rows leave no distance', () => {
    const values = Float64Array.from({ length: 40 }, (_, i) => (i % 4) ** 2);
    expect(kMeans({ values, count: 40, dim: 1 }, 4, places(0)).spread).toBe(0);
  });
});

describe('expectation and maximisation', () => {
  const start = componentsOf(rows, Float64Array.from(corners), nearest);

  test('gains with every step, and reports what the mixture itself says', () => {
    let before = -Infinity;
    for (let steps = 1; steps <= 8; steps++) {
      const from = steps === 1 ? start : expectationMaximisation(rows, start, steps - 1).components;
      const { logDensity } = expectationMaximisation(rows, from, 1);
      const mixture = new Mixture(
        from.weights,
        Array.from(
          from.weights,
          (_, c) =>
            new Gaussian({
              names,
              mean: from.means.subarray(3 * c, 3 * c + 3),
              covariance: from.covariances.subarray(9 * c, 9 * c + 9),
            }),
        ),
      );
      const own = mixture.logProb(rows).reduce((a, b) => a + b, 0) / rows.count;
      expect(logDensity).toBeCloseTo(own, 9);
      expect(logDensity).toBeGreaterThan(before - 1e-4); // the pseudo row is not among these rows
      before = logDensity;
    }
  });

  test('drops a component that has no rows', () => {
    const means = Float64Array.from([...start.means, 1e3, 1e3, 1e3]);
    const covariances = Float64Array.from([...start.covariances, 1, 0, 0, 0, 1, 0, 0, 0, 1]);
    const weights = Float64Array.from([...start.weights.map((w) => 0.9 * w), 0.1]);
    const { components } = expectationMaximisation(rows, { weights, means, covariances }, 3);
    expect(components.weights.length).toBe(3);
    expect(components.weights.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
  });
});
