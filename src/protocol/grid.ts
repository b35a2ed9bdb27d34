// The steps that values of a column lie on: one decimal, quarters, minutes as parts of an hour. Histograms follow them, so that no bar holds more places than its neighbours.

import { firstFrom } from './sorted';

/** Places of values: `origin` plus whole multiples of a step. */
export interface Grid {
  origin: number;
  /** the smallest step of nearly all values */
  step: number;
  /** from these values on, in rising order, the steps are as large; multiples of `step` */
  parts: { from: number; step: number }[];
  /** a multiple of `step` that values are heaped on, such as full hours among minutes; 0 where there is none */
  heaped: number;
}

/** So many values tell the steps of a column. */
export const LOOKED_AT = 4096;
/** Steps around the middle value that tell where the grid lies; the half keeps places off the edges. */
const AROUND = 20.5;
/** More different values there than steps, and than may lie off the grid among all that are looked at. */
const MOST_AROUND = 200;
/** Values may be off a step that is not exact yet. */
const MARGIN = 10;
const GOLDEN = (Math.sqrt(5) - 1) / 2;
/** Nearly all values must lie on a grid, no further from it than this part of a step. */
const NEARLY_ALL = 0.985;
const BESIDE = 0.1;
/** Values nearer than this part of the largest are one: 0.30000000000000004 and 0.3. */
const NOISE = 1e-13;
/** Parts of a range, by rank, may have steps of their own: sixteenths, and less at both ends. */
const PARTS = [
  0,
  1 / 128,
  1 / 64,
  1 / 32,
  ...Array.from({ length: 15 }, (_, k) => (k + 1) / 16),
  31 / 32,
  63 / 64,
  127 / 128,
  1,
];
const [LEAST_IN_PART, LEAST_DISTINCT] = [24, 6];
/** Among so many values, no more than this part may be equal to others where steps are too small to matter. */
const [ENOUGH_FOR_FINE, FEW_ALIKE] = [1000, 0.15];
const HEAPS = [2, 5, 6, 10, 15, 20, 25, 30, 50, 60, 100];
/** So much more of the rows must lie on a heap than chance would put there. */
const HEAPED = 0.15;
/** One value with more of the rows says nothing about steps. */
const ATOM = 0.05;

/** @param values of rows, in any order  @returns null where values lie anywhere */
export function gridOf(values: ArrayLike<number>): Grid | null {
  const sorted = someOf(values).filter(Number.isFinite).sort();
  if (isFine(sorted)) return null;
  const found = stepOf(sorted) ?? finestOf(sorted);
  if (!found) return null;
  const parts = partsOf(sorted, found);
  const coarsest = parts.reduce((most, p) => Math.max(most, p.step), found.step);
  const from = parts.find((p) => p.step === coarsest)?.from ?? -Infinity;
  const origin =
    coarsest > found.step
      ? commonest(
          sorted.subarray(firstFrom(sorted, from), firstFrom(sorted, nextFrom(parts, from))),
          coarsest,
        )
      : found.origin;
  const heap = parts.length > 0 ? null : heapOf(sorted, { ...found, origin });
  return { origin: heap?.origin ?? origin, step: found.step, parts, heaped: heap?.step ?? 0 };
}

/** Some of many, spread over all of them without a period; none twice, as steps between them are 0.618 of `every` at least. */
function someOf(values: ArrayLike<number>): Float64Array {
  if (values.length * GOLDEN <= LOOKED_AT) return Float64Array.from(values);
  const every = values.length / LOOKED_AT;
  return Float64Array.from(
    { length: LOOKED_AT },
    (_, k) => values[Math.floor((k + ((k * GOLDEN) % 1)) * every)]!,
  );
}

/**
 * Whether any steps are too small for a bar to show: nearly all values differ in every part of the range, so that a bar holds hundreds of
 * places. Spares most measured columns the search.
 */
function isFine(sorted: Float64Array): boolean {
  if (sorted.length < ENOUGH_FOR_FINE) return false;
  return piecesOf(sorted).every(
    (piece) => piece.length - distinctOf(piece).length <= FEW_ALIKE * piece.length,
  );
}

/** The step of a grid at a value. */
export function stepAt({ step, parts }: Grid, value: number): number {
  let at = step;
  for (const part of parts) if (value >= part.from) at = part.step;
  return at;
}

const nextFrom = (parts: Grid['parts'], from: number) =>
  parts.find((p) => p.from > from)?.from ?? Infinity;

interface Steps {
  origin: number;
  step: number;
}

/** The largest step that nearly all values are multiples of, from one of them. @param sorted rising */
function stepOf(sorted: Float64Array): Steps | null {
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

/** A step found between two values is known roughly: over longer and longer distances it becomes exact. Null where values are not on it. */
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

const isOn = (off: number, step: number) => Math.abs(off / step - Math.round(off / step)) <= BESIDE;

/** The value from which most others are whole steps away: of the first, the last and some between. */
function commonest(sorted: Float64Array, step: number): number {
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

function distinctOf(sorted: Float64Array): Float64Array {
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

/** By rank, each with some different values; one where there are few rows. */
function piecesOf(sorted: Float64Array): Float64Array[] {
  const ranks = PARTS.map((part) => Math.round(part * sorted.length)).filter(
    (rank, k, all) =>
      k === 0 || k === all.length - 1 || Math.min(rank, sorted.length - rank) >= LEAST_IN_PART,
  );
  const pieces: Float64Array[] = [];
  let from = 0;
  for (const to of ranks.slice(1)) {
    const piece = sorted.subarray(from, to);
    if (distinctOf(piece).length < LEAST_DISTINCT && to < sorted.length) continue;
    pieces.push(piece);
    from = to;
  }
  return pieces;
}

/** Where values near 0 have steps of their own, too small for the whole range: the smallest step that both ends of it leave to be found. */
function finestOf(sorted: Float64Array): Steps | null {
  const pieces = piecesOf(sorted);
  const [first, last] = [pieces[0]!, pieces[pieces.length - 1]!];
  if (pieces.length < 4 || (!stepOf(first) && !stepOf(last))) return null;
  const found = pieces.map(stepOf).filter((s) => s !== null);
  return 2 * found.length < pieces.length
    ? null
    : found.reduce((a, b) => (b.step < a.step ? b : a));
}

/** A step of a part is found among few values, some of them off it: one digit, where that is nearly it. */
function short(step: number): number {
  const digit = Number(step.toPrecision(1));
  return Math.abs(digit - step) <= 0.05 * step ? digit : step;
}

/** Where larger steps begin and end: "three digits" are tenths below a hundred and whole numbers above. */
function partsOf(sorted: Float64Array, whole: Steps): Grid['parts'] {
  const pieces = piecesOf(sorted);
  const steps = pieces.map((piece) => {
    const distinct = distinctOf(piece);
    if (distinct.length < LEAST_DISTINCT) return null;
    let single = 0;
    for (let k = 1; k < distinct.length; k++)
      if (distinct[k]! - distinct[k - 1]! < 1.5 * whole.step) single++;
    if (single > 0.1 * distinct.length) return whole.step;
    const own = stepOf(piece);
    const ratio = own ? own.step / whole.step : 1;
    return ratio > 1.5 ? short(own!.step) : whole.step;
  });
  const parts: Grid['parts'] = [];
  let at = whole.step;
  steps.forEach((step, k) => {
    if (step === null || step === at) return;
    const piece = pieces[k]!;
    parts.push({
      from:
        step > at ? firstOn(pieces[k - 1] ?? piece, piece[0]!, step) : lastOn(piece, piece[0]!, at),
      step,
    });
    at = step;
  });
  return parts;
}

/** Just above the last value of the piece before that is not on the larger step. */
function firstOn(before: Float64Array, origin: number, step: number): number {
  const last = before.findLastIndex((v) => !isOn(v - origin, step));
  return before[last + 1] ?? origin;
}
/** The first value that is not on the larger step any more. */
function lastOn(piece: Float64Array, origin: number, step: number): number {
  return piece.find((v) => !isOn(v - origin, step)) ?? piece[0]!;
}

/** The multiple of the step that holds most more rows than chance would put there, single values left aside. */
function heapOf(sorted: Float64Array, { origin, step }: Steps): Steps | null {
  // places that hold few rows each, and these rows
  const [at, held] = [new Float64Array(sorted.length), new Float64Array(sorted.length)];
  let [places, rows] = [0, 0];
  for (let i = 0, next = 0; i < sorted.length; i = next) {
    const k = Math.round((sorted[i]! - origin) / step);
    next = i + 1;
    while (next < sorted.length && Math.round((sorted[next]! - origin) / step) === k) next++;
    if (next - i > ATOM * sorted.length) continue;
    at[places] = k;
    held[places++] = next - i;
    rows += next - i;
  }
  if (places < 20 || rows < 100) return null;
  let [best, excess]: [Steps | null, number] = [null, HEAPED];
  for (const many of HEAPS) {
    const [on, seen] = [new Float64Array(many), new Float64Array(many)];
    for (let i = 0; i < places; i++) {
      const rest = at[i]! - many * Math.floor(at[i]! / many);
      on[rest]! += held[i]!;
      seen[rest]!++;
    }
    const rest = on.indexOf(Math.max(...on));
    const more = on[rest]! / rows - 1 / many;
    if (seen[rest]! >= 5 && more > excess)
      [best, excess] = [{ origin: origin + rest * step, step: many * step }, more];
  }
  return best;
}

/** Differences that rounding leaves, relative to the largest. */
const ROUNDING = 1e-9;

/** The largest number that all of these are multiples of, up to rounding; null where there is none. @param values differences from one of them */
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
