// Rows drawn again by their weights, as evenly as a whole number of copies allows.
import { uniform } from '../distributions/random';
import { STREAMS } from '../distributions/streams';

/**
 * Systematic resampling (Kitagawa 1996): one random start, then steps of 1 / count along the weights, so that a row
 * comes at least as often as its weight times `count`, rounded down, and at most once more.
 * @param weights with a sum of 1  @returns `count` places, in order
 */
export function systematic(
  weights: Float64Array,
  count: number,
  seed: number,
  round = 0,
): Int32Array {
  const start = uniform(seed, STREAMS.resampling, round);
  const out = new Int32Array(count);
  let [at, below] = [0, weights[0]!];
  for (let k = 0; k < count; k++) {
    const place = (k + start) / count;
    while (below <= place && at < weights.length - 1) below += weights[++at]!;
    out[k] = at;
  }
  return out;
}
