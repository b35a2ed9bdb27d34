// The smallest step between the values of a column.

/** Differences that rounding leaves: relative to the largest value. */
const NOISE = 1e-9;

/** The largest number that all of these are multiples of, up to rounding; null where there is none. @param values differences from one of them */
export function largestCommonStep(values: number[]): number | null {
  const largest = values.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
  const least = largest * NOISE;
  let step = 0;
  for (const v of values) {
    step = common(step, Math.abs(v), least);
    if (step !== 0 && step <= 10 * least) return null;
  }
  return step > 0 ? step : null;
}

/** Euclid's algorithm, where what is not above `least` is nothing. */
function common(a: number, b: number, least: number): number {
  while (b > least) {
    let rest = a % b;
    if (b - rest <= least) rest = 0;
    [a, b] = [b, rest];
  }
  return a;
}
