// Small lower-triangular matrices, row-major.
import { cholesky } from './cholesky';
import { DistributionError } from './distribution';

/** L^-1 */
export function lowerInverse(lower: ArrayLike<number>, dim: number): Float64Array {
  const out = new Float64Array(dim * dim);
  for (let j = 0; j < dim; j++)
    for (let i = j; i < dim; i++) {
      let sum = i === j ? 1 : 0;
      for (let k = j; k < i; k++) sum -= lower[i * dim + k]! * out[k * dim + j]!;
      out[i * dim + j] = sum / lower[i * dim + i]!;
    }
  return out;
}

/** A x */
export function applied(
  matrix: ArrayLike<number>,
  x: ArrayLike<number>,
  dim: number,
): Float64Array {
  const out = new Float64Array(dim);
  for (let i = 0; i < dim; i++)
    for (let j = 0; j < dim; j++) out[i]! += matrix[i * dim + j]! * x[j]!;
  return out;
}

/** The Cholesky factor; null where the matrix is not positive definite. */
export function factorOf(matrix: Float64Array, names: readonly string[]): Float64Array | null {
  try {
    const lower = cholesky(matrix, names);
    return lower.every(Number.isFinite) ? lower : null;
  } catch (error) {
    if (error instanceof DistributionError) return null;
    throw error;
  }
}

/** A^-1 of a positive definite A; null for others. */
export function inverseOf(matrix: Float64Array, names: readonly string[]): Float64Array | null {
  const lower = factorOf(matrix, names);
  if (!lower) return null;
  const dim = names.length;
  const inverse = lowerInverse(lower, dim);
  const out = new Float64Array(dim * dim);
  for (let i = 0; i < dim; i++)
    for (let j = 0; j < dim; j++)
      for (let k = Math.max(i, j); k < dim; k++)
        out[i * dim + j]! += inverse[k * dim + i]! * inverse[k * dim + j]!;
  return out.every(Number.isFinite) ? out : null;
}
