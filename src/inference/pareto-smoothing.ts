// Pareto-smoothed importance sampling (Vehtari et al. 2024): the largest weights are replaced by what a generalised
// Pareto law expects of them; its shape k says how far the estimate can be trusted.
import { generalisedPareto } from '../distributions/generalised-pareto';

export interface Smoothed {
  /** of a largest weight of 1, not normalised */
  weights: Float64Array;
  /** shape of the weights' tail; null with too few weights to tell, -Infinity with none that vary */
  k: number | null;
}

const FEWEST = 5;
/** A weak prior on the shape, worth ten weights at 0.5. */
const [PRIOR_WEIGHT, PRIOR_SHAPE] = [10, 0.5];

/** How many weights the tail has, of `count`. */
const tailSize = (count: number) => Math.ceil(Math.min(count / 5, 3 * Math.sqrt(count)));

/** The shape above which an estimate from `count` draws cannot be trusted. */
export const highestShape = (count: number): number => Math.min(1 - 1 / Math.log10(count), 0.7);

/** @param logs log weights up to a constant; -Infinity is a weight of zero */
export function paretoSmoothed(logs: Float64Array): Smoothed {
  const top = logs.reduce((most, v) => Math.max(most, v), -Infinity);
  const weights = logs.map((v) => (v === -Infinity ? 0 : Math.exp(v - top)));
  const size = tailSize(weights.length);
  const order = Uint32Array.from(weights, (_, n) => n).sort((a, b) => weights[a]! - weights[b]!);
  if (size < FEWEST || order.length <= size) return { weights, k: null };
  const tail = order.subarray(order.length - size);
  const cutoff = weights[order[order.length - size - 1]!]!;
  const law = tailLaw(Float64Array.from(tail, (n) => weights[n]! - cutoff));
  if (!law) return { weights, k: -Infinity };
  const { shape, scale } = law;
  tail.forEach((n, j) => {
    const p = (j + 0.5) / size;
    const beyond =
      Math.abs(shape) < 1e-12
        ? -scale * Math.log1p(-p)
        : (scale * Math.expm1(-shape * Math.log1p(-p))) / shape;
    weights[n] = Math.min(1, cutoff + beyond);
  });
  return { weights, k: shape };
}

/** Shape of the tail of |h| w, for which the error of a mean of h can be larger than that of the weights. */
export function shapeOf(values: Float64Array): number | null {
  const size = tailSize(values.length);
  if (size < FEWEST || values.length <= size) return null;
  const sorted = values.map(Math.abs).sort();
  const cutoff = sorted[sorted.length - size - 1]!;
  return tailLaw(sorted.subarray(sorted.length - size).map((v) => v - cutoff))?.shape ?? -Infinity;
}

/** @param excesses rising  @returns null where they do not vary */
function tailLaw(excesses: Float64Array): { shape: number; scale: number } | null {
  const largest = excesses.at(-1)!;
  const above = excesses.filter((v) => v > 0);
  if (above.length < FEWEST || !(largest - above[0]! > 1e-12 * largest) || largest < 1e-300)
    return null;
  const { shape, scale } = generalisedPareto(above);
  if (!Number.isFinite(shape)) return { shape: Infinity, scale };
  const n = above.length;
  return { shape: (shape * n + PRIOR_WEIGHT * PRIOR_SHAPE) / (n + PRIOR_WEIGHT), scale };
}
