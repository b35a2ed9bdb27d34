// How fast the tails of a column fall: a generalised Pareto law fitted to what lies beyond a threshold, on each side.
import { generalisedPareto } from './generalised-pareto';

export interface TailIndex {
  /** P(|x - median| > t) falls like t^-estimate, on the heavier side; Infinity where it falls faster than a power */
  estimate: number;
  /** ends of the 95 % interval */
  low: number;
  high: number;
  /** the `order` values farthest out on that side were used */
  order: number;
}

/** Values beyond a threshold: enough for a small error, few enough to lie in the tail. */
const orderOf = (count: number): number => Math.floor(Math.min(count / 4, 0.8 * count ** 0.75));
const FEWEST = 5;

/**
 * The heavier of the two tails. Hill's estimate (1975) takes every tail for a power law, and an exponential one
 * for a power near 3; excesses over a threshold do not depend on where the column's zero is, and those of an
 * exponential column are exponential: 1 / index 0.
 *
 * @returns null where too few values lie beyond the thresholds, or all alike
 */
export function tailIndex(values: Float64Array): TailIndex | null {
  const sorted = Float64Array.from(values).sort();
  const middle = Math.floor(sorted.length / 2);
  const order = orderOf(sorted.length);
  const right = sorted.subarray(middle);
  const left = sorted
    .subarray(0, middle + 1)
    .map((v) => -v)
    .reverse();
  let heavier: { shape: number; used: number } | null = null;
  for (const side of [left, right]) {
    const used = Math.min(order, side.length - 2);
    if (used < FEWEST) continue;
    const threshold = side[side.length - used - 1]!;
    const excesses = side
      .subarray(side.length - used)
      .map((v) => v - threshold)
      .filter((v) => v > 0);
    if (excesses.length < FEWEST || excesses[0] === excesses.at(-1)) continue;
    const { shape } = generalisedPareto(excesses);
    if (Number.isFinite(shape) && (!heavier || shape > heavier.shape))
      heavier = { shape, used: excesses.length };
  }
  if (!heavier) return null;
  const { shape, used } = heavier;
  const error = Math.max(0.5, 1 + shape) / Math.sqrt(used); // of maximum likelihood (Smith 1985), which this is near to
  const index = (v: number) => (v > 0 ? 1 / v : Infinity);
  return {
    estimate: index(shape),
    low: index(shape + 1.96 * error),
    high: index(shape - 1.96 * error),
    order: used,
  };
}

/** Above this estimate an interval that reaches below 2 is rather the error of few rows than a heavy tail. */
const LIGHT = 1 / 0.3;

/** Whether the column may come from a distribution without a variance, by more than the error of few rows. */
export const mayLackVariance = ({ estimate, low }: TailIndex): boolean =>
  low < 2 && estimate < LIGHT;
