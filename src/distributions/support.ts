// Where a Gaussian lives: the directions it varies in and those it does not, and the volume its factor spans there.
import { Matrix as Dense, QrDecomposition } from 'ml-matrix';
import { type Factor, factorise, UNROUNDED } from './factor';
import { squaredLength, sum, timesTransposed, Wide } from './wide';

/**
 * log of the product of the non-zero eigenvalues of L L^T. With the pivot rows P and the others N = W P: the
 * support is the graph
 * of W over the pivots, so the density per unit of volume there carries det(I + W^T W) beside det(L_P)^2.
 */
export function supportLogDeterminant({ lower, pivots, dependent }: Factor): number {
  let half = 0;
  pivots.forEach((pivot, q) => (half += Math.log(lower.high[pivot * pivots.length + q]!)));
  return (
    2 * half +
    graphLogDeterminant(
      dependent.map((d) => d.weights),
      pivots.length,
    )
  );
}

function graphLogDeterminant(weights: Float64Array[], rank: number): number {
  if (weights.length === 0 || rank === 0) return 0;
  const columns = new Wide(
    weights.length,
    rank,
    weights.flatMap((w) => [...w]),
  ).transposed();
  const identity = new Wide(
    rank,
    rank,
    Array.from({ length: rank * rank }, (_, k) => (k % (rank + 1) === 0 ? 1 : 0)),
  );
  const { lower } = factorise(sum(timesTransposed(columns, columns), identity), UNROUNDED)!;
  let half = 0;
  for (let q = 0; q < rank; q++) half += Math.log(lower.high[q * rank + q]!);
  return 2 * half;
}

/** Orthonormal columns spanning the support: row-major D x r. */
export function supportBasis({ lower, pivots, dependent }: Factor): Float64Array {
  const rank = pivots.length;
  const graph = Dense.zeros(lower.rows, rank);
  pivots.forEach((pivot, q) => graph.set(pivot, q, 1));
  for (const { column, weights } of dependent) weights.forEach((w, q) => graph.set(column, q, w));
  return rank === 0
    ? new Float64Array(0)
    : Float64Array.from(new QrDecomposition(graph).orthogonalMatrix.to1DArray());
}

/**
 * Whether row `at` of `values` lies on the support, within rounding.
 * @param off the row less the mean  @param z its standard normal numbers
 */
export function onSupport(
  { pivots, dependent }: Factor,
  mean: Float64Array,
  values: ArrayLike<number>,
  at: number,
  off: Float64Array,
  z: Float64Array,
): boolean {
  const far = z.reduce((most, v) => Math.max(most, Math.abs(v)), 1);
  return dependent.every(({ column, weights, tolerance }) => {
    let rest = off[column]!;
    let size = Math.abs(values[at + column]!) + Math.abs(mean[column]!);
    pivots.forEach((pivot, q) => {
      rest -= weights[q]! * off[pivot]!;
      size += Math.abs(weights[q]!) * (Math.abs(values[at + pivot]!) + Math.abs(mean[pivot]!));
    });
    return Math.abs(rest) <= Math.sqrt(tolerance) * far + 16 * Number.EPSILON * size;
  });
}

/** The first direction without variance, as "y - 2 x", in the names of the columns. */
export function fixedDirection({ pivots, dependent }: Factor, names: readonly string[]): string {
  const { column, weights } = dependent[0]!;
  const terms = pivots
    .map((pivot, q): [string, number] => [names[pivot]!, weights[q]!])
    .filter(([, w]) => Math.abs(w) > 1e-12);
  return terms.reduce(
    (text, [name, w]) =>
      `${text} ${w > 0 ? '-' : '+'} ${Math.abs(w) === 1 ? '' : `${Number(Math.abs(w).toPrecision(4))} `}"${name}"`,
    `"${names[column]!}"`,
  );
}

/**
 * Sets variances of an image to zero that rounding cannot tell from none: a degenerate covariance carries such noise.
 * @param rows the map  @param image its product with the factor of the covariance `from`  @param covariance of
 * the image
 */
export function removeNoise(rows: Wide, image: Wide, covariance: Wide, from: Float64Array): void {
  const dim = Math.sqrt(from.length);
  for (let k = 0; k < rows.rows; k++) {
    let scale = 0;
    for (let d = 0; d < dim; d++) scale += rows.high[k * dim + d]! ** 2 * from[d * dim + d]!;
    if (squaredLength(image, k) > dim * 8 * Number.EPSILON * scale) continue;
    for (let j = 0; j < rows.rows; j++)
      for (const at of [k * rows.rows + j, j * rows.rows + k])
        covariance.high[at] = covariance.low[at] = 0;
  }
}
