// A lower-triangular affine map, x = L u + b, L = lower + diag(exp(logDiagonal)): any Gaussian from a standard one.
import type { Bijection } from './bijection';

/** @param lower D x D row-major, only entries below the diagonal are used; log determinant: sum of logDiagonal */
export function triangular(
  lower: ArrayLike<number>,
  logDiagonal: ArrayLike<number>,
  b: ArrayLike<number>,
): Bijection {
  const dim = b.length;
  const diagonal = Float64Array.from(logDiagonal, Math.exp);
  let total = 0;
  for (let d = 0; d < dim; d++) total += logDiagonal[d]!;
  return {
    forward(u, count) {
      const values = new Float64Array(count * dim);
      for (let n = 0; n < count; n++)
        for (let i = 0; i < dim; i++) {
          let sum = b[i]! + diagonal[i]! * u[n * dim + i]!;
          for (let j = 0; j < i; j++) sum += lower[i * dim + j]! * u[n * dim + j]!;
          values[n * dim + i] = sum;
        }
      return { values, logDet: new Float64Array(count).fill(total) };
    },
    inverse(x, count) {
      const values = new Float64Array(count * dim);
      for (let n = 0; n < count; n++)
        for (let i = 0; i < dim; i++) {
          let rest = x[n * dim + i]! - b[i]!;
          for (let j = 0; j < i; j++) rest -= lower[i * dim + j]! * values[n * dim + j]!;
          values[n * dim + i] = rest / diagonal[i]!;
        }
      return { values, logDet: new Float64Array(count).fill(total) };
    },
  };
}
