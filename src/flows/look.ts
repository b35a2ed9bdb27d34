// What is seen of one layer at one row, beside what its engine knows: the determinant by LU, and the preprocessing.
import { logDeterminant } from '../distributions/determinant';
import type { ColumnLook, InverseCosts, LayerLook } from '../protocol/microscope';
import type { ColumnTransform } from '../protocol/model';
import { toModel } from './preprocessing';

/** A look at a map whose matrix and terms are known: both determinants, and whether it is triangular. */
export function completeLook(
  name: string,
  { u, x }: { u: ArrayLike<number>; x: ArrayLike<number> },
  jacobian: Float64Array,
  columns: ColumnLook[],
): LayerLook {
  const dim = u.length;
  const order = columns.map((c) => c.column);
  return {
    name,
    u: Array.from(u),
    x: Array.from(x),
    jacobian: [...jacobian],
    logDet: columns.reduce((sum, c) => sum + c.term, 0),
    byLu: logDeterminant(jacobian.slice(), dim).log,
    columns,
    triangular: order.every((i, p) => order.every((j, q) => q <= p || jacobian[i * dim + j] === 0)),
  };
}

/**
 * The last step, from model space to original columns.
 * @param z D values of model space  @param x the same row in original columns
 */
export function lookAtPreprocessing(
  z: ArrayLike<number>,
  x: Float64Array,
  preprocessing: readonly ColumnTransform[],
): LayerLook {
  const dim = preprocessing.length;
  const jacobian = new Float64Array(dim * dim);
  const columns = preprocessing.map((transform, column): ColumnLook => {
    const term = toModel(x.subarray(column, column + 1), 1, [transform]).logDet[0]!;
    jacobian[column * (dim + 1)] = Math.exp(term);
    const { kind, scale, shift } = transform;
    return {
      column,
      reads: [],
      pass: 1,
      multiplications: 1,
      map:
        kind === 'none'
          ? { kind: 'affine', scale, shift }
          : { kind: 'transform', text: kind, scale, shift },
      term,
    };
  });
  return completeLook('preprocessing', { u: z, x }, jacobian, columns);
}

/** Of undoing a flow of these layers at one row, u to x, and of its determinant. */
export function inverseCosts(layers: readonly LayerLook[]): InverseCosts {
  const dim = layers[0]!.u.length;
  const pass = (layer: LayerLook) => layer.columns.reduce((sum, c) => sum + c.multiplications, 0);
  const passes = (layer: LayerLook) => layer.columns.reduce((most, c) => Math.max(most, c.pass), 1);
  return {
    inverse: layers.reduce((sum, layer) => sum + pass(layer), 0),
    naive: layers.reduce((sum, layer) => sum + passes(layer) * pass(layer), 0),
    logDet: layers.length * dim,
    // sum over pivots k of (N - k) divisions and (N - k)^2 products
    byLu: (layers.length * (dim ** 3 - dim)) / 3 + (layers.length * (dim * (dim - 1))) / 2,
  };
}
