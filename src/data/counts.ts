// Numbers behind pictures of columns: rows in bins, in levels and in stretches of the calendar.
import type { Stretch } from '../protocol/calendar';
import type { AxisView } from '../protocol/pictures';

/** Bins of one column: see `edgesOf`. */
export interface Bins {
  index: number;
  axis: AxisView;
  edges: number[];
}

/** Rows in the bins of one column, and beyond them. */
export interface BinCounts {
  /** counts[level][bin] */
  counts: number[][];
  below: number;
  above: number;
}

export interface CountOptions {
  /** columns that rows must be complete in, too */
  among?: string[];
  /** beside chosen conditions: how far each axis must reach, besides its rows */
  reach?: ([number, number] | null)[];
}

/** Rows in bins, those within the lens and all. */
export interface LensCounts {
  bins: Bins[];
  all: BinCounts[];
  within: BinCounts[];
  /** groups of the split, and the rows of each that the lens shows */
  groups: Groups | null;
  rows: number;
  of: number;
  /** the rows are those beside chosen values of conditions */
  beside: boolean;
}

export interface Groups {
  levels: string[];
  rows: number[];
}

/** Rows with a value of one column, in bars, and rows without one. */
interface BarCounts {
  counts: number[];
  rows: number;
  missing: number;
  /** counts[group][bar] */
  parts: (Groups & { counts: number[][] }) | null;
  /** picked rows in each bar, where some were to be counted by themselves */
  selected?: number[];
}

/** Where `others` is not 0, the last count is that of so many other levels. */
export interface LevelCounts extends BarCounts {
  levels: string[];
  others: number;
}

/** A bin holds its beginning and not its end; milliseconds since 1970. */
export interface TimeCounts extends BarCounts {
  edges: number[];
  stretch: Stretch;
}
