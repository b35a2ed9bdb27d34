// The two steps of the build-up that are Gaussians, fitted as flows: by the gradient of the likelihood, and column
// by column. Neither uses the mean and covariance that the exact Gaussian is made of, so that the two can be held
// against each other.

export interface Diagonal {
  a: Float64Array;
  b: Float64Array;
  iterations: number;
}

const MOST_ITERATIONS = 200;

/**
 * x_i = exp(a_i) u_i + b_i by maximum likelihood: Fisher scoring, b += exp(a) mean(u), a += (mean(u^2) - 1) /
 * 2, until neither changes. It begins at the middle and half the width of each column's range, from where a
 * only falls: it cannot overshoot.
 *
 * @param values row-major n x D; no column constant
 */
export function fitDiagonal(values: Float64Array, count: number, dim: number): Diagonal {
  const [a, b] = [new Float64Array(dim), new Float64Array(dim)];
  let most = 0;
  for (let d = 0; d < dim; d++) {
    let [low, high] = [Infinity, -Infinity];
    for (let at = d; at < values.length; at += dim) {
      low = Math.min(low, values[at]!);
      high = Math.max(high, values[at]!);
    }
    b[d] = low + (high - low) / 2;
    a[d] = Math.log((high - low) / 2);
    let change = Infinity;
    for (let k = 0; k < MOST_ITERATIONS; k++) {
      const scale = Math.exp(a[d]!);
      let [first, second] = [0, 0];
      for (let at = d; at < values.length; at += dim) {
        const u = (values[at]! - b[d]!) / scale;
        first += u;
        second += u * u;
      }
      // the second moment about the new offset
      const mean = first / count;
      const step = (second / count - mean * mean - 1) / 2;
      b[d]! += scale * mean;
      a[d]! += step;
      most = Math.max(most, k + 1);
      const now = Math.abs(mean) + Math.abs(step);
      // it converges quadratically: once near, a step that is no smaller than the one before is rounding
      if (now < 1e-15 || (change < 1e-3 && now >= change)) break;
      change = now;
    }
  }
  return { a, b, iterations: most };
}

export interface Linear {
  /** D x D, strictly lower triangular */
  lower: Float64Array;
  logDiagonal: Float64Array;
  b: Float64Array;
}

/**
 * x_i = b_i + sum over j < i of L_ij u_j + exp(a_i) u_i by maximum likelihood, one column after the other: what
 * the base points before it explain of a column is its row of L, what is left is exp(a_i) u_i (modified
 * Gram-Schmidt on the centred rows).
 *
 * @param start offsets and log scales of the columns alone, which make the sums well scaled
 */
export function fitLinear(
  values: Float64Array,
  count: number,
  dim: number,
  { a, b }: Pick<Diagonal, 'a' | 'b'>,
): Linear {
  const [lower, logDiagonal] = [new Float64Array(dim * dim), new Float64Array(dim)];
  const base: Float64Array[] = [];
  for (let i = 0; i < dim; i++) {
    const scale = Math.exp(a[i]!);
    const rest = Float64Array.from(
      { length: count },
      (_, n) => (values[n * dim + i]! - b[i]!) / scale,
    );
    // twice: what rounding left of the first pass
    for (let pass = 0; pass < 2; pass++)
      for (let j = 0; j < i; j++) {
        const u = base[j]!;
        let part = 0;
        for (let n = 0; n < count; n++) part += rest[n]! * u[n]!;
        part /= count;
        for (let n = 0; n < count; n++) rest[n]! -= part * u[n]!;
        lower[i * dim + j]! += part * scale;
      }
    let square = 0;
    for (const v of rest) square += v * v;
    const deviation = Math.sqrt(square / count);
    logDiagonal[i] = Math.log(deviation) + a[i]!;
    base.push(rest.map((v) => v / deviation));
  }
  return { lower, logDiagonal, b: b.slice() };
}
