// The product of two Gaussian densities: natural parameters add up. Computed without inverting either covariance.
import type { Known } from './conditional';
import { factorise, UNROUNDED } from './factor';
import { solveRows, sum, timesTransposed, Wide, squaredLength } from './wide';

/**
 * C = (A^-1 + B^-1)^-1 = A (A + B)^-1 B,  c = a + A (A + B)^-1 (b - a),  log Z = log N(a; b, A + B).
 * @param one, other of full rank, over the same columns in the same order
 */
export function productOf(
  one: Known,
  other: Known,
): { mean: Float64Array; covariance: Float64Array; logZ: number } {
  const dim = one.names.length;
  const [a, b] = [new Wide(dim, dim, one.covariance), new Wide(dim, dim, other.covariance)];
  const { lower } = factorise(sum(a, b), UNROUNDED)!;
  const [left, right] = [solveRows(lower, a), solveRows(lower, b)];
  const means = [one, other].map(({ mean }) => new Wide(1, dim, mean));
  const u = solveRows(lower, sum(means[1]!, means[0]!, -1));
  const covariance = timesTransposed(left, right);
  const symmetric = sum(covariance, covariance.transposed())
    .round()
    .map((v) => v / 2);
  let logDeterminant = 0;
  for (let d = 0; d < dim; d++) logDeterminant += 2 * Math.log(lower.high[d * dim + d]!);
  return {
    mean: sum(means[0]!, timesTransposed(u, left)).round(),
    covariance: symmetric,
    logZ: -0.5 * (dim * Math.log(2 * Math.PI) + logDeterminant + squaredLength(u, 0)),
  };
}
