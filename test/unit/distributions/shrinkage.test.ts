// The covariance where rows are few: which kind validates best, and what it is.
import { describe, expect, test } from 'vitest';
import { cholesky } from '../../../src/distributions/cholesky';
import { Gaussian } from '../../../src/distributions/gaussian';
import { fitGaussian } from '../../../src/distributions/moments';
import { normals } from '../../../src/distributions/random';
import { chooseKind, fitShaped, foldsByContent } from '../../../src/distributions/shrinkage';

const namesOf = (dim: number) => Array.from({ length: dim }, (_, d) => `g${d}`);
/** Columns that share a hidden number by `weight`, each in a unit of its own. */
function rows(count: number, dim: number, weight: number, seed: number): Float64Array {
  const [own, hidden] = [normals(seed, 1, 0, count, dim), normals(seed, 2, 0, count, 1)];
  return own.map((z, i) => 10 ** (i % 3) * (z + weight * hidden[Math.floor(i / dim)]!));
}
const choice = (values: Float64Array, count: number, dim: number) =>
  chooseKind(values, count, namesOf(dim), foldsByContent(values, count));

describe('the kind of a covariance', () => {
  test('plenty of rows: full, and the very same numbers', () => {
    const values = rows(2000, 4, 1, 3);
    expect(choice(values, 2000, 4)).toBe('full');
    expect(fitShaped(values, 2000, namesOf(4), 'full')).toEqual(
      fitGaussian(values, 2000, namesOf(4)),
    );
  });
  test.each([
    [48, 40],
    [240, 100],
    [40, 80],
  ])('%i dependent rows x %i columns: shrunk', (count, dim) => {
    const values = rows(count, dim, 3, 5);
    expect(choice(values, count, dim)).toBe('shrunk');
  });
  test('independent columns and few rows: not full, and as good as the truth allows', () => {
    const [count, dim] = [48, 40];
    const values = rows(count, dim, 0, 7);
    const kind = choice(values, count, dim);
    expect(kind).not.toBe('full');
    const fresh = rows(500, dim, 0, 8);
    const mean = (of: Gaussian) =>
      of.logProb({ values: fresh, count: 500 }).reduce((a, b) => a + b, 0) / 500;
    const exact = new Gaussian({
      names: namesOf(dim),
      mean: namesOf(dim).map(() => 0),
      covariance: Array.from({ length: dim * dim }, (_, k) =>
        k % (dim + 1) ? 0 : 100 ** ((k % dim) % 3),
      ),
    });
    expect(
      mean(exact) - mean(new Gaussian(fitShaped(values, count, namesOf(dim), kind))),
    ).toBeLessThan(2);
  });
  test('a combination that the rows know exactly is no full covariance, however many they are', () => {
    const values = rows(400, 3, 0, 9);
    for (let n = 0; n < 400; n++) values[3 * n + 2] = values[3 * n]! + values[3 * n + 1]!;
    expect(choice(values, 400, 3)).not.toBe('full');
  });
});

test('shrunk: variances stay, correlations shrink alike, and it is positive definite', () => {
  const [count, dim] = [30, 60];
  const values = rows(count, dim, 1, 11);
  const [full, shrunk] = ['full', 'shrunk'].map(
    (kind) => fitShaped(values, count, namesOf(dim), kind as 'full').covariance,
  );
  const ratios = full!.map((v, k) => shrunk![k]! / v);
  for (let d = 0; d < dim; d++) expect(ratios[d * (dim + 1)]).toBe(1);
  expect(ratios[1]).toBeGreaterThan(0.1);
  expect(ratios[1]).toBeLessThan(0.99);
  ratios.forEach((r, k) => k % (dim + 1) === 0 || expect(r).toBeCloseTo(ratios[1]!, 10));
  expect(cholesky(shrunk!, namesOf(dim)).every(Number.isFinite)).toBe(true);
});

test('the intensity is that of Ledoit and Wolf, by their sums', () => {
  const [count, dim] = [25, 5];
  const values = rows(count, dim, 2, 13);
  const { mean, covariance } = fitGaussian(values, count, namesOf(dim));
  const z = values.map(
    (v, i) => (v - mean[i % dim]!) / Math.sqrt(covariance[(i % dim) * (dim + 1)]!),
  );
  const entry = (n: number, i: number, j: number) => z[n * dim + i]! * z[n * dim + j]!;
  const pairs = Array.from(
    { length: dim * dim },
    (_, k) => [Math.floor(k / dim), k % dim] as const,
  );
  const all = Array.from({ length: count }, (_, n) => n);
  const r = pairs.map(([i, j]) => all.reduce((s, n) => s + entry(n, i, j), 0) / count);
  const d2 = pairs.reduce((s, [i, j], k) => s + (r[k]! - (i === j ? 1 : 0)) ** 2, 0);
  const b2 =
    all.reduce(
      (s, n) => s + pairs.reduce((t, [i, j], k) => t + (entry(n, i, j) - r[k]!) ** 2, 0),
      0,
    ) /
    count ** 2;
  const shrunk = fitShaped(values, count, namesOf(dim), 'shrunk').covariance;
  expect(shrunk[1]! / covariance[1]!).toBeCloseTo(1 - b2 / d2, 8);
});

test('copies share a fold', () => {
  const values = rows(50, 3, 1, 15);
  const twice = Float64Array.from([...values, ...values]);
  const folds = foldsByContent(twice, 100);
  expect([...folds.subarray(0, 50)]).toEqual([...folds.subarray(50)]);
  expect(new Set(folds).size).toBe(5);
});
