// The step that sorted values lie on: the largest that nearly all of them are multiples of, from one of them.
import { firstFrom } from './sorted';

/** Steps around the middle value that tell where the grid lies; the half keeps places off the edges. */
const AROUND = 20.5;
/** More different values there than steps, and than may lie off the grid among all that are looked at. */
const MOST_AROUND = 200;
/** Values may be off a step that is not exact yet. */
const MARGIN = 10;
/** Nearly all values must lie on a grid, no further from it than this part of a step. */
export const NEARLY_ALL = 0.985;
const BESIDE = 0.1;
/** Values nearer than this part of the largest are one: 0.30000000000000004 and 0.3. */
const NOISE = 1e-13;

export interface Steps {
  origin: number;
  step: number;
}

/** The largest step that nearly all values are multiples of, from one of them. @param sorted rising */
export function stepOf(sorted: Float64Array): Steps | null {
  const distinct = distinctOf(sorted);
  if (distinct.length < 2) return null;
  const range = distinct.at(-1)! - distinct[0]!;
  const gaps = new Float64Array(distinct.length - 1);
  for (let k = 0; k < gaps.length; k++) gaps[k] = distinct[k + 1]! - distinct[k]!;
  gaps.sort();
  const candidates = [0, 0.01, 0.03, 0.1, 0.25, 0.5, 0.75]
    .flatMap((part) =>
      [1, 2, 3, 4].map((divisor) => gaps[Math.floor(part * (gaps.length - 1))]! / divisor),
    )
    .sort((a, b) => b - a);
  let last = Infinity;
  // the first that fits is the largest
  for (const step of candidates) {
    if (step < range * 1e-9) break;
    if (step > last * 0.999) continue;
    last = step;
    const found = refined(sorted, distinct, step);
    if (found) return found;
  }
  const common = largestCommonStep(Array.from(distinct, (v) => v - distinct[0]!));
  return common === null ? null : { origin: distinct[0]!, step: rounded(common, range) };
}

/**
 * A step found between two values is known roughly, and over longer
 * and longer distances exactly. Null where values are not on it.
 */
function refined(sorted: Float64Array, distinct: Float64Array, rough: number): Steps | null {
  const middle = sorted[sorted.length >> 1]!;
  // what is off the grid may lie in the middle: a neighbour of it that has others at whole steps is better
  const around = distinct.subarray(
    firstFrom(distinct, middle - AROUND * rough),
    firstFrom(distinct, middle + AROUND * rough),
  );
  if (around.length > MOST_AROUND) return null;
  const origin = around.length < 3 ? middle : commonest(around, rough);
  if (!promising(distinct, origin, rough)) return null;
  let step = rough;
  const range = Math.max(distinct.at(-1)! - origin, origin - distinct[0]!);
  const most = (1 - NEARLY_ALL) * sorted.length + MARGIN;
  for (let reach = 10 * rough; ; reach *= 4) {
    let [products, squares, beside] = [0, 0, 0];
    for (
      let i = firstFrom(distinct, origin - reach);
      i < distinct.length && distinct[i]! <= origin + reach;
      i++
    ) {
      const off = distinct[i]! - origin;
      const k = Math.round(off / step);
      if (Math.abs(off - k * step) > 2 * BESIDE * step) {
        if (++beside > most) return null;
        continue;
      }
      products += k * off;
      squares += k * k;
    }
    if (squares > 0) step = products / squares;
    if (reach >= range) break;
  }
  step = rounded(step, range);
  let on = 0;
  for (const v of sorted) if (isOn(v - origin, step)) on++;
  return on >= NEARLY_ALL * sorted.length && isEach(sorted, origin, step) ? { origin, step } : null;
}

/** Whether nearly all rows of a place have one value: several around each would be no grid. @param sorted rising */
function isEach(sorted: Float64Array, origin: number, step: number): boolean {
  const noise = Math.max(Math.abs(sorted[0]!), Math.abs(sorted.at(-1)!)) * NOISE;
  let [others, last, value, run, most, rows] = [0, NaN, NaN, 0, 0, 0];
  for (const v of sorted) {
    const k = Math.round((v - origin) / step);
    if (k !== last) {
      others += rows - most;
      [last, rows, most, value, run] = [k, 0, 0, v, 0];
    }
    if (v - value > noise) [value, run] = [v, 0];
    rows++;
    most = Math.max(most, ++run);
  }
  return others + rows - most <= (1 - NEARLY_ALL) * sorted.length;
}

/** Whether most of the nearest values are whole steps away: looked at before all others are. */
function promising(distinct: Float64Array, origin: number, step: number): boolean {
  const at = firstFrom(distinct, origin);
  const near = distinct
    .subarray(Math.max(0, at - 20), at + 21)
    .filter((v) => Math.abs(v - origin) <= 10 * step);
  let on = 0;
  for (const v of near) if (isOn(v - origin, step)) on++;
  return on >= 0.7 * near.length;
}

/** The decimal number of few digits that stands for a step as well, over the whole range. */
function rounded(step: number, range: number): number {
  for (let digits = 1; digits < 15; digits++) {
    const short = Number(step.toPrecision(digits));
    if (Math.abs(short - step) * (range / step) < 0.01 * step) return short;
  }
  return step;
}

export const isOn = (off: number, step: number) =>
  Math.abs(off / step - Math.round(off / step)) <= BESIDE;

/** The value from which most others are whole steps away: of the first, the last and some between. */
export function commonest(sorted: Float64Array, step: number): number {
  let [best, most] = [sorted[0]!, -1];
  const tried = Math.min(9, sorted.length);
  for (let k = 0; k < tried; k++) {
    const origin = sorted[Math.floor((k * (sorted.length - 1)) / Math.max(1, tried - 1))]!;
    let on = 0;
    for (const v of sorted) if (isOn(v - origin, step)) on++;
    if (on > most) [best, most] = [origin, on];
  }
  return best;
}

export function distinctOf(sorted: Float64Array): Float64Array {
  const least = Math.max(Math.abs(sorted[0] ?? 0), Math.abs(sorted.at(-1) ?? 0)) * NOISE;
  const distinct = new Float64Array(sorted.length);
  let [count, last] = [0, -Infinity];
  for (const v of sorted)
    if (v - last > least) {
      distinct[count++] = v;
      last = v;
    }
  return distinct.subarray(0, count);
}

/** Differences that rounding leaves, relative to the largest. */
const ROUNDING = 1e-9;

/**
 * The largest number that all of these are multiples of, up to rounding; null where there is none.
 * @param values differences from one of them
 */
export function largestCommonStep(values: number[]): number | null {
  const largest = values.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
  const least = largest * ROUNDING;
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
