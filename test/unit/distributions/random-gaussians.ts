// Random Gaussians of a given condition, for properties.
import { Gaussian } from '../../../src/distributions/gaussian';
import { normals, uniform } from '../../../src/distributions/random';

export const columns = (dim: number) => Array.from({ length: dim }, (_, d) => `c${d}`);
export const numbersOf = (seed: number, count: number, dim = 1, scale = 1) =>
  normals(seed, 99, 0, count, dim).map((v) => scale * v);
export const matrix = (values: ArrayLike<number>, width: number): number[][] =>
  Array.from({ length: values.length / width }, (_, i) =>
    Array.from({ length: width }, (__, j) => values[i * width + j]!),
  );

/**
 * Q diag Q^T with eigenvalues spread evenly, on a log scale, over
 * `condition`; Q from reflections. Columns in units of their own.
 */
export function randomGaussian(seed: number, dim: number, condition: number): Gaussian {
  let q = Float64Array.from({ length: dim * dim }, (_, k) => (k % (dim + 1) === 0 ? 1 : 0));
  for (let r = 0; r < Math.min(dim, 4); r++) {
    const v = normals(seed, 50 + r, 0, 1, dim);
    const norm = v.reduce((s, x) => s + x * x, 0);
    q = q.map(
      (x, k) =>
        x -
        (2 * v[k % dim]! * v.reduce((s, w, j) => s + w * q[Math.floor(k / dim) * dim + j]!, 0)) /
          norm,
    );
  }
  const eigen = Array.from(
    { length: dim },
    (_, k) => condition ** (dim === 1 ? 0 : k / (dim - 1) - 0.5),
  );
  const units = Array.from(
    { length: dim },
    (_, k) => 2 ** Math.floor(12 * uniform(seed, 60, k) - 6),
  );
  const covariance = new Float64Array(dim * dim);
  for (let i = 0; i < dim; i++)
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = 0; k < dim; k++) sum += q[k * dim + i]! * eigen[k]! * q[k * dim + j]!;
      covariance[i * dim + j] = covariance[j * dim + i] = sum * units[i]! * units[j]!;
    }
  return new Gaussian({ names: columns(dim), mean: numbersOf(seed + 1, 1, dim, 10), covariance });
}

/**
 * The largest |a - b| / |b|. What is below rounding beside the largest
 * entry, such as a correlation of 1e-17, counts as if it were not.
 */
export function relative(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Infinity;
  const least = 1e-16 * Array.from(b).reduce((most, v) => Math.max(most, Math.abs(v)), 0);
  return Array.from(a).reduce(
    (worst, v, i) =>
      Math.max(worst, v === b[i] ? 0 : Math.abs(v - b[i]!) / Math.max(least, Math.abs(b[i]!))),
    0,
  );
}
