// The steps that values of a column lie on: one decimal, quarters, minutes as parts of an hour. Histograms follow
// them, so that no bar holds more places than its neighbours.
import { finestOf, heapOf, type Part, partsOf, piecesOf } from './grid-parts';
import { firstFrom } from './sorted';
import { commonest, distinctOf, NEARLY_ALL, stepOf } from './steps';

/** Places of values: `origin` plus whole multiples of a step. */
export interface Grid {
  origin: number;
  /** the smallest step of nearly all values */
  step: number;
  /** in rising order; multiples of `step` */
  parts: Part[];
  /** a multiple of `step` that values are heaped on, such as full hours among minutes; 0 where there is none */
  heaped: number;
}

/** So many values tell the steps of a column. */
export const LOOKED_AT = 4096;
/**
 * Steps up to the largest value at most, so that rounding
 * stays far below the part of a step that values may be off.
 */
const [MOST_DECIMAL, OFF_DECIMAL] = [1e10, 1e-5];
const GOLDEN = (Math.sqrt(5) - 1) / 2;
/** Among so many values, no more than this part may be equal to others where steps are too small to matter. */
const [ENOUGH_FOR_FINE, FEW_ALIKE] = [1000, 0.15];

/** @param values of rows, in any order  @returns null where values lie anywhere */
export function gridOf(values: ArrayLike<number>): Grid | null {
  const sorted = someOf(values).filter(Number.isFinite).sort();
  if (isFine(sorted)) return decimalGrid(sorted);
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

/**
 * Some of many, spread over all of them without a period; none
 * twice, as steps between them are at least 0.618 `every`.
 */
function someOf(values: ArrayLike<number>): Float64Array {
  if (values.length * GOLDEN <= LOOKED_AT) return Float64Array.from(values);
  const every = values.length / LOOKED_AT;
  return Float64Array.from(
    { length: LOOKED_AT },
    (_, k) => values[Math.floor((k + ((k * GOLDEN) % 1)) * every)]!,
  );
}

/**
 * Whether any steps are too small for a bar to show: nearly all values differ in every part of
 * the range, so that a bar holds hundreds of places. Spares most measured columns the search.
 */
function isFine(sorted: Float64Array): boolean {
  if (sorted.length < ENOUGH_FOR_FINE) return false;
  return piecesOf(sorted).every(
    (piece) => piece.length - distinctOf(piece).length <= FEW_ALIKE * piece.length,
  );
}

/** The decimal places that nearly all values are written with; null where they need more than a bar's edge can keep. */
function decimalGrid(sorted: Float64Array): Grid | null {
  const largest = Math.max(Math.abs(sorted[0]!), Math.abs(sorted.at(-1)!));
  for (let places = -3; largest * 10 ** places < MOST_DECIMAL; places++) {
    const perUnit = 10 ** places;
    const isOnStep = (v: number) => Math.abs(v * perUnit - Math.round(v * perUnit)) < OFF_DECIMAL;
    if (nearlyAll(sorted, isOnStep))
      return { origin: sorted[0]!, step: Number(`1e${-places}`), parts: [], heaped: 0 };
  }
  return null;
}

function nearlyAll(values: Float64Array, holds: (value: number) => boolean): boolean {
  let others = 0;
  for (const v of values)
    if (!holds(v) && ++others > (1 - NEARLY_ALL) * values.length) return false;
  return true;
}

/** The step of a grid at a value. */
export function stepAt({ step, parts }: Grid, value: number): number {
  let at = step;
  for (const part of parts) if (value >= part.from) at = part.step;
  return at;
}

const nextFrom = (parts: Grid['parts'], from: number) =>
  parts.find((p) => p.from > from)?.from ?? Infinity;
