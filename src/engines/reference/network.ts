// A conditioner as a plain network of two hidden ReLU layers: its numbers, and how they answer to what it reads.
import type { ConditionerWeights } from './conditioner';

/**
 * Masked entries of the weights are zero, so this is every kind of conditioner.
 * @param read I values  @param context C values
 * @returns O numbers, and their slopes d number / d read, row-major O x I
 */
export function network(
  { w1, b1, w2, b2, w3, b3, wc }: ConditionerWeights,
  read: Float64Array,
  context: Float64Array,
): { numbers: Float64Array; slopes: Float64Array } {
  const given = dense(wc, context, b1, new Float64Array(b1.length));
  const first = dense(w1, read, given, new Float64Array(b1.length));
  relu(first);
  const second = dense(w2, first, b2, new Float64Array(b2.length));
  relu(second);
  const numbers = dense(w3, second, b3, new Float64Array(b3.length));
  const inputs = read.length;
  let slopes = through(first, w1, null, inputs);
  slopes = through(second, w2, slopes, inputs);
  slopes = through(null, w3, slopes, inputs, numbers.length);
  return { numbers, slopes };
}

/**
 * The chain rule for one matrix: rows of units that ReLU holds at zero are zero.
 * @param before slopes of what the matrix reads, row-major; null: it reads the input itself
 */
function through(
  active: Float64Array | null,
  w: ArrayLike<number>,
  before: Float64Array | null,
  inputs: number,
  units = active!.length,
): Float64Array {
  const width = before ? before.length / Math.max(1, inputs) : inputs;
  const out = new Float64Array(units * inputs);
  for (let o = 0; o < units; o++) {
    if (active && !(active[o]! > 0)) continue;
    for (let k = 0; k < width; k++) {
      const weight = w[o * width + k]!;
      if (weight === 0) continue;
      if (!before) out[o * inputs + k] = weight;
      else
        for (let j = 0; j < inputs; j++) out[o * inputs + j]! += weight * before[k * inputs + j]!;
    }
  }
  return out;
}

/** W v + b into `out`, W row-major [out][in] */
export function dense(
  w: ArrayLike<number>,
  v: Float64Array,
  b: ArrayLike<number>,
  out: Float64Array,
): Float64Array {
  for (let o = 0; o < out.length; o++) {
    let sum = b[o]!;
    for (let i = 0; i < v.length; i++) sum += w[o * v.length + i]! * v[i]!;
    out[o] = sum;
  }
  return out;
}

export function relu(values: Float64Array): void {
  for (let i = 0; i < values.length; i++) values[i] = Math.max(values[i]!, 0);
}
