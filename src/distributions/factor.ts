// The triangular factor of a covariance that may be singular; its rank does not depend on the units.
import { choleskyPivot, choleskyRow, unexplained, Wide } from './wide';

/** Part of the variance along a direction that float64 entries cannot tell from none, for each column. */
const ROUNDING = 8 * Number.EPSILON;
/** The same where nothing has been rounded to float64. */
export const UNROUNDED = 1e-26;
/** The tolerance for a covariance of `dim` columns whose entries are float64. */
export const rounded = (dim: number) => ROUNDING * dim;

/** A column that the pivots before it determine: x_i - mean_i = sum over pivots q of weights[q] (x_q - mean_q). */
export interface Dependence {
  column: number;
  /** one for each pivot; zero for those after the column */
  weights: Float64Array;
  /** variance off the support that counts as none */
  tolerance: number;
}

/** covariance = lower lower^T. */
export interface Factor {
  /** D x r, lower triangular in the rows of `pivots`, in the order of the columns */
  lower: Wide;
  /** the r columns that carry the variance; with full rank all of them, and `lower` is the Cholesky factor */
  pivots: number[];
  dependent: Dependence[];
}

/**
 * Column by column, in their order, in double-double arithmetic. With w the weights that predict column i from
 * the pivots before it, v = (-w, 1) is a direction of variance d_i = v^T C v. Column i is dependent when d_i <=
 * tolerance * sum of v_j^2 C_jj, so that an invertible matrix is never taken for a singular one unless its
 * smallest eigenvalue, in correlation form, is below the tolerance.
 *
 * @param covariance D x D, symmetric  @returns null when it is indefinite: some direction has a negative variance
 */
export function factorise(covariance: Wide, tolerance: number): Factor | null {
  const dim = covariance.rows;
  const diagonal = (m: Wide, i: number) => m.high[i * dim + i]!;
  const scales = Float64Array.from({ length: dim }, (_, i) =>
    diagonal(covariance, i) > 0 ? 2 ** -Math.round(Math.log2(diagonal(covariance, i)) / 2) : 1,
  );
  const scaled = covariance.scaleRows(scales).transposed().scaleRows(scales);
  const lower = new Wide(dim, dim);
  const pivots: number[] = [];
  const dependent: Dependence[] = [];
  for (let i = 0; i < dim; i++) {
    const rest = choleskyRow(scaled, lower, i, pivots);
    const weights = weightsOf(lower, i, pivots);
    const nothing =
      tolerance *
      pivots.reduce(
        (total, pivot, q) => total + weights[q]! ** 2 * diagonal(scaled, pivot),
        Math.max(0, diagonal(scaled, i)),
      );
    if (rest > nothing) {
      choleskyPivot(scaled, lower, i, pivots.length);
      pivots.push(i);
    } else if (rest >= -nothing) dependent.push({ column: i, weights, tolerance: nothing });
    else return null;
  }
  for (const { column: i, weights, tolerance: nothing } of dependent)
    for (let k = i + 1; k < dim; k++) {
      // |covariance|^2 <= product of the variances
      if (
        Math.abs(unexplained(scaled, lower, k, i, weights.length)) >
        2 * Math.sqrt(nothing * Math.max(0, diagonal(scaled, k)))
      )
        return null;
    }
  const back = scales.map((s) => 1 / s);
  const unscaled = ({ column, weights, tolerance: nothing }: Dependence): Dependence => ({
    column,
    weights: Float64Array.from(
      pivots,
      (pivot, q) => ((weights[q] ?? 0) * scales[pivot]!) / scales[column]!,
    ),
    tolerance: nothing / scales[column]! ** 2,
  });
  return {
    lower: lower.firstColumns(pivots.length).scaleRows(back),
    pivots,
    dependent: dependent.map(unscaled),
  };
}

/** Solves L^T w = l_i over the pivots so far, in float64. */
function weightsOf(lower: Wide, i: number, pivots: readonly number[]): Float64Array {
  const { high, columns } = lower;
  const weights = new Float64Array(pivots.length);
  for (let q = pivots.length - 1; q >= 0; q--) {
    let rest = high[i * columns + q]!;
    for (let k = q + 1; k < pivots.length; k++)
      rest -= high[pivots[k]! * columns + q]! * weights[k]!;
    weights[q] = rest / high[pivots[q]! * columns + q]!;
  }
  return weights;
}
