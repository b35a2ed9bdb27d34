// One spline a column, without dependence between columns: the flow for a single column.
import type { Bijection, Mapped } from './bijection';
import { Spline } from './spline';

/** @param raw D x (3B - 1). The spline maps x -> u; sampling inverts it */
export function elementwiseSpline(
  raw: ArrayLike<number>,
  dim: number,
  bins: number,
  bound: number,
): Bijection {
  const splines = Array.from({ length: dim }, (_, d) =>
    new Spline(bins, bound).set(raw, d * (3 * bins - 1)),
  );
  const map = (
    input: Float64Array,
    count: number,
    act: (spline: Spline, v: number) => number,
  ): Mapped => {
    const values = new Float64Array(count * dim);
    const logDet = new Float64Array(count);
    for (let n = 0; n < count; n++)
      for (let d = 0; d < dim; d++) {
        values[n * dim + d] = act(splines[d]!, input[n * dim + d]!);
        logDet[n]! -= splines[d]!.logSlope;
      }
    return { values, logDet };
  };
  return {
    forward: (u, count) => map(u, count, (s, v) => s.invert(v)),
    inverse: (x, count) => map(x, count, (s, v) => s.evaluate(v)),
  };
}
