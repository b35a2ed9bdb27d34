// Whether sorting by columns explains the order of rows: within one value, neighbours are then no more alike.
import { followsOrderWithin } from './order-test';

/** A column of the rows, in the order of the file; texts as some number for each, missing ones as NaN. */
export interface Sortable {
  numeric: boolean;
  date: boolean;
  values: Float64Array;
}

/**
 * Neighbours that may be out of order: this part of the rows, and so many besides (files put together are
 * sorted each).
 */
const [OUT_OF_ORDER, BESIDES] = [1e-3, 3];
/** A column that rows are grouped by has so many values at most; with more they name what rows belong to. */
const MOST_LEVELS = 50;
const FEWEST_A_LEVEL = 20;
/** Sorted by one column, among equal values by the next, and so on. */
const DEEPEST = 3;
/** Steps count as even when this part of them is within half of the middle one. */
const EVEN = 0.6;

/** @param series one number for each row, in the order of the file */
export function explainsOrder(series: Float64Array, columns: Sortable[]): boolean {
  let levels: Int32Array = new Int32Array(series.length);
  const open = columns.filter((c) => !c.date);
  for (let depth = 0; depth < DEEPEST; depth++) {
    const next = open.filter((c) => isSorted(c, levels) || (depth === 0 && isGrouped(c)));
    if (next.length === 0) return false;
    for (const column of next) {
      levels = together(levels, column.values);
      open.splice(open.indexOf(column), 1);
    }
    if (!followsOrderWithin(series, levels)) return true;
  }
  return false;
}

const tolerated = (n: number) => OUT_OF_ORDER * n + BESIDES;

/** Rising or falling within each level; a counter or a clock is not sorted by anybody. */
function isSorted({ numeric, values }: Sortable, levels: Int32Array): boolean {
  if (!numeric) return false;
  let [rises, falls] = [0, 0];
  const steps: number[] = [];
  for (let n = 1; n < values.length; n++) {
    if (levels[n] !== levels[n - 1]) continue;
    const step = values[n]! - values[n - 1]!;
    if (step > 0) rises++;
    if (step < 0) falls++;
    if (Number.isFinite(step)) steps.push(step);
  }
  if (
    Math.min(rises, falls) > tolerated(values.length) ||
    Math.max(rises, falls) <= tolerated(values.length)
  )
    return false;
  const sign = rises > falls ? 1 : -1;
  return !isClock(steps.map((s) => sign * s));
}

/** Steps that are nearly all alike; or, where several rows have one value, such steps after as many rows each time. */
function isClock(steps: number[]): boolean {
  const positive = steps.filter((s) => s > 0);
  if (!areEven(positive)) return false;
  if (positive.length > EVEN * steps.length) return true;
  const runs: number[] = [];
  let run = 1;
  for (const step of steps) {
    if (step === 0) run++;
    else {
      runs.push(run);
      run = 1;
    }
  }
  return areEven(runs);
}

function areEven(steps: number[]): boolean {
  const middle = steps.slice().sort((a, b) => a - b)[Math.floor(steps.length / 2)]!;
  return steps.filter((s) => Math.abs(s - middle) <= middle / 2).length > EVEN * steps.length;
}

/** Few values, each of which stands together. */
function isGrouped({ values }: Sortable): boolean {
  const levels = new Set<number>();
  let runs = 1;
  levels.add(values[0]!);
  for (let n = 1; n < values.length; n++) {
    levels.add(values[n]!);
    if (levels.size > MOST_LEVELS) return false;
    if (!Object.is(values[n], values[n - 1]) && values[n] !== values[n - 1]) runs++;
  }
  return (
    levels.size > 1 &&
    values.length >= FEWEST_A_LEVEL * levels.size &&
    runs <= levels.size + tolerated(values.length)
  );
}

/** Levels of both. */
function together(levels: Int32Array, values: Float64Array): Int32Array {
  const known = new Map<string, number>();
  return levels.map((level, n) => {
    const key = `${level} ${values[n]}`;
    const number = known.get(key) ?? known.size;
    known.set(key, number);
    return number;
  });
}
