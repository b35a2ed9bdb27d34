// What a column looks like by itself, whatever it holds: numbers, levels, dates, or why there is nothing to draw.
import type { Stretch } from './calendar';
import type { MarginalView } from './exploration';
import type { Parts } from './pictures';

/** Levels with a bar of their own; all others share one. */
export const MOST_BARS = 30;

interface Counted {
  column: string;
  /** rows with a value among those that are looked at, and rows without one */
  rows: number;
  missing: number;
  /** null without a split */
  parts: Parts | null;
  /** selected rows in each bar; absent where nothing was said to be selected */
  selected?: number[];
}

/** Levels by their count; where there are more than MOST_BARS, the last count is that of all others. */
export interface LevelsView extends Counted {
  kind: 'levels';
  levels: string[];
  counts: number[];
  /** levels that share the last bar; 0: each has its own */
  others: number;
}

/** Dates in stretches of the calendar: edges in milliseconds since 1970, a bin holds its beginning and not its end. */
export interface TimesView extends Counted {
  kind: 'times';
  edges: number[];
  counts: number[];
  stretch: Stretch;
}

/** Nothing that a bar could count: texts that hardly repeat, what names rows, one value. */
export interface NothingView {
  kind: 'nothing';
  column: string;
  why: 'text' | 'identifier' | 'constant' | 'empty';
}

export type ColumnView =
  | { kind: 'numbers'; column: string; marginal: MarginalView; selected?: number[] }
  | LevelsView
  | TimesView
  | NothingView;
