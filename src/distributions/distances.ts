// Squared distances of rows from a mean, in units of a covariance: the inner loop of every Gaussian log density.

/**
 * (x - mean)^T (L L^T)^-1 (x - mean) of each row, by forward substitution. Four rows go together, so that an
 * entry of L is read once for all.
 * @param values row-major count x D  @param lower L, row-major D x D
 */
export function squaredDistances(
  values: ArrayLike<number>,
  count: number,
  mean: Float64Array,
  lower: Float64Array,
): Float64Array {
  const dim = mean.length;
  const out = new Float64Array(count);
  const z = new Float64Array(4 * dim);
  for (let n = 0; n < count; n += 4) {
    // where fewer than four are left, the last one stands in for the others
    const row = (k: number) => Math.min(n + k, count - 1) * dim;
    const [a, b, c, d] = [row(0), row(1), row(2), row(3)];
    let [sa, sb, sc, sd] = [0, 0, 0, 0];
    for (let i = 0, at = 0; i < dim; i++, at += dim) {
      const m = mean[i]!;
      let [ra, rb, rc, rd] = [
        values[a + i]! - m,
        values[b + i]! - m,
        values[c + i]! - m,
        values[d + i]! - m,
      ];
      for (let k = 0, p = 0; k < i; k++, p += 4) {
        const l = lower[at + k]!;
        ra -= l * z[p]!;
        rb -= l * z[p + 1]!;
        rc -= l * z[p + 2]!;
        rd -= l * z[p + 3]!;
      }
      const pivot = lower[at + i]!;
      const p = 4 * i;
      sa += (z[p] = ra / pivot) ** 2;
      sb += (z[p + 1] = rb / pivot) ** 2;
      sc += (z[p + 2] = rc / pivot) ** 2;
      sd += (z[p + 3] = rd / pivot) ** 2;
    }
    out[n] = sa;
    if (n + 1 < count) out[n + 1] = sb;
    if (n + 2 < count) out[n + 2] = sc;
    if (n + 3 < count) out[n + 3] = sd;
  }
  return out;
}
