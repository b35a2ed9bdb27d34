// Maximum likelihood from rows: exact to rounding where a mean is far from zero, and independent of how rows arrive.
import { describe, expect, test } from 'vitest';
import { fitGaussian, gaussianFromSums, Moments } from '../../../src/distributions/moments';
import { normals, uniform } from '../../../src/distributions/random';
import { relative } from './random-gaussians';
import {
  exact,
  fraction,
  minus,
  multiply,
  over,
  plus,
  times,
  toNumber,
  transpose,
} from './rational';

const names = ['a', 'b', 'c'];
const rowsAbout = (mean: number[], count: number) =>
  normals(7, 3, 0, count, 3).map(
    (z, i) => mean[i % 3]! + z + (i % 3 === 1 ? 0.5 : 0) * uniform(1, 1, i),
  );

/** Two passes in exact fractions. */
function twoPasses(values: Float64Array, count: number): { mean: number[]; covariance: number[] } {
  const rows = exact(values, 3);
  const n = fraction(count);
  const mean = names.map((_, d) =>
    over(
      rows.reduce((s, row) => plus(s, row[d]!), fraction(0)),
      n,
    ),
  );
  const off = rows.map((row) => row.map((v, d) => minus(v, mean[d]!)));
  const products = multiply(transpose(off), off);
  return { mean: mean.map(toNumber), covariance: products.flat().map((v) => toNumber(over(v, n))) };
}

describe('moments', () => {
  test.each([[[0, 0, 0]], [[1e6, -1e6, 1e6 + 0.5]], [[1e12, 1e-3, 5]]])(
    'means %j: as two passes in exact fractions',
    (mean) => {
      const count = 9000; // more than two blocks
      const values = rowsAbout(mean, count);
      const found = fitGaussian(values, count, names);
      const reference = twoPasses(values, count);
      const deviation = (d: number) => Math.sqrt(reference.covariance[4 * d]!);
      found.mean.forEach((v, d) =>
        expect(Math.abs(v - reference.mean[d]!)).toBeLessThan(
          2e-16 * Math.abs(v) + 1e-15 * deviation(d),
        ),
      );
      found.covariance.forEach((v, k) =>
        expect(Math.abs(v - reference.covariance[k]!)).toBeLessThan(
          1e-13 * deviation(Math.floor(k / 3)) * deviation(k % 3),
        ),
      );
    },
    120_000,
  );

  test('do not depend on the pieces that rows arrive in', () => {
    const values = rowsAbout([1e6, 0, 0], 10_000);
    const whole = fitGaussian(values, 10_000, names);
    const moments = new Moments(3);
    for (let from = 0, k = 0; from < 10_000; k++) {
      const count = Math.min(1 + ((k * 977) % 3000), 10_000 - from);
      moments.add(values.subarray(3 * from, 3 * (from + count)), count);
      from += count;
    }
    expect(moments.summary(names)).toEqual(whole);
  });

  test('from sums about a first-pass mean', () => {
    const values = rowsAbout([1e6, 2, 3], 5000);
    const whole = fitGaussian(values, 5000, names);
    const about = [1e6 + 0.01, 2.02, 3];
    const off = names.map((_, d) =>
      toNumber(
        over(
          Array.from({ length: 5000 }, (__, n) =>
            minus(fraction(values[3 * n + d]!), fraction(about[d]!)),
          ).reduce(plus),
          fraction(5000),
        ),
      ),
    );
    const products = names.flatMap((_, i) =>
      names.map((__, j) =>
        toNumber(
          Array.from({ length: 5000 }, (___, n) =>
            times(
              minus(fraction(values[3 * n + i]!), fraction(about[i]!)),
              minus(fraction(values[3 * n + j]!), fraction(about[j]!)),
            ),
          ).reduce(plus),
        ),
      ),
    );
    const found = gaussianFromSums(names, 5000, about, off, products);
    found.covariance.forEach((v, k) =>
      expect(Math.abs(v - whole.covariance[k]!)).toBeLessThan(1e-12),
    );
    expect(relative(found.mean, whole.mean)).toBeLessThan(1e-14);
    expect(() => gaussianFromSums(names, 0, about, off, products)).toThrow('at least one row');
  });
});
