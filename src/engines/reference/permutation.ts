// Columns change places.
import type { Bijection } from './bijection';

/** x_i = u_order[i]; log determinant 0 */
export function permutation(order: number[]): Bijection {
  const dim = order.length;
  const back = order.map((_, column) => order.indexOf(column));
  const move = (input: Float64Array, count: number, from: number[]) => ({
    values: input.map((_, i) => input[i - (i % dim) + from[i % dim]!]!),
    logDet: new Float64Array(count),
  });
  return {
    forward: (u, count) => move(u, count, order),
    inverse: (x, count) => move(x, count, back),
  };
}
