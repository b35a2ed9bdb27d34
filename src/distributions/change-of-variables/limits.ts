// Limits of a function from one side, at an end where its value may not exist or belong to the other side.
import type { Compiled } from '../formula/evaluate';
import { at, isEmpty } from '../formula/interval';

const EPSILON = 2 ** -52;

/** Whether values keep growing towards an end (as a logarithm does, or faster), rather than settle. */
export function grows(value: (x: number) => number, end: number, other: number): boolean {
  const [far, near, close] = [1e-4, 1e-8, 1e-12].map((part) =>
    value(end + part * (other - end)),
  ) as [number, number, number];
  if (!Number.isFinite(close)) return true;
  return (
    Math.abs(close - near) >= 0.9 * Math.abs(near - far) &&
    Math.abs(close - near) > 1e-9 * Math.abs(close)
  );
}

/**
 * The limit at an end where a denominator passes through zero: at the end itself, atan(1/x) has the sign of a
 * zero, or that of the other side. So the value is taken beside it, where its rounding and what it still
 * changes are least together.
 */
export function besidePole(evaluate: Compiled, end: number, other: number): number {
  const inwards = Math.sign(other - end);
  let [best, least] = [NaN, Infinity];
  for (
    let step = Math.max(4 * Math.abs(end) * EPSILON, Number.MIN_VALUE);
    step < 1e-3 * Math.abs(other - end);
    step *= 4
  ) {
    const x = end + inwards * step;
    const value = evaluate.values([x])[0]!;
    const bounds = evaluate.bounds([at(x)])[0]!;
    const error = isEmpty(bounds)
      ? NaN
      : bounds.hi - bounds.lo + Math.abs(evaluate.values([x + 3 * inwards * step])[0]! - value);
    if (error < least) [best, least] = [value, error];
  }
  return best;
}
