// The lecture's first flow: every column scaled and shifted by itself, x_i = exp(a_i) u_i + b_i.
import type { Bijection } from './bijection';

/** @param a log scales, D  @param b offsets, D; log determinant: sum of a, O(D) */
export function affine(a: ArrayLike<number>, b: ArrayLike<number>): Bijection {
  const dim = a.length;
  let total = 0;
  for (let d = 0; d < dim; d++) total += a[d]!;
  const map = (input: Float64Array, count: number, column: (v: number, d: number) => number) => {
    const values = new Float64Array(count * dim);
    for (let i = 0; i < values.length; i++) values[i] = column(input[i]!, i % dim);
    return { values, logDet: new Float64Array(count).fill(total) };
  };
  return {
    forward: (u, count) => map(u, count, (v, d) => Math.exp(a[d]!) * v + b[d]!),
    inverse: (x, count) => map(x, count, (v, d) => (v - b[d]!) * Math.exp(-a[d]!)),
  };
}
