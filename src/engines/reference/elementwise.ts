// Every column by itself, without dependence between columns.
import type { Univariate } from '../univariates/univariate';
import type { Bijection, Mapped } from './bijection';

/** @param columns one for each, with its numbers; log determinant: sum of their log slopes, O(D) */
export function elementwise(columns: Univariate[]): Bijection {
  const dim = columns.length;
  const map = (
    input: Float64Array,
    count: number,
    act: (column: Univariate, v: number) => number,
  ): Mapped => {
    const values = new Float64Array(count * dim);
    const logDet = new Float64Array(count);
    for (let n = 0; n < count; n++)
      for (let d = 0; d < dim; d++) {
        values[n * dim + d] = act(columns[d]!, input[n * dim + d]!);
        logDet[n]! += columns[d]!.logSlope;
      }
    return { values, logDet };
  };
  return {
    forward: (u, count) => map(u, count, (column, v) => column.forward(v)),
    inverse: (x, count) => map(x, count, (column, v) => column.inverse(v)),
  };
}
