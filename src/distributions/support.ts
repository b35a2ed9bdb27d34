// Where a Gaussian lives: the directions it varies in, and the volume its factor spans there.
import { Matrix as Dense, QrDecomposition } from 'ml-matrix';
import { type Factor, factorise, UNROUNDED } from './factor';
import { sum, timesTransposed, Wide } from './wide';

/**
 * log of the product of the non-zero eigenvalues of L L^T. With the pivot rows P and the others N = W P: the support is the graph
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
