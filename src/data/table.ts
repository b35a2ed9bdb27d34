// A table as the rest of the program sees it, whatever holds its rows: its profile, its complete
// rows, numbers for pictures of them, and itself with one more column.
import type { DataProfile, GaussianSummary, GivenColumn, Histogram } from '../protocol/data';
import type { GivenValues } from '../protocol/model';
import type { AxisView, Lens } from '../protocol/pictures';
import type { SelectedBars, SelectedRows, SelectionStep } from '../protocol/selection';
import type { CountOptions, LensCounts, LevelCounts, TimeCounts } from './counts';

export interface Table {
  /** of its file, or of a folder or pattern of several */
  readonly path: string;

  /** the condition on its rows */
  readonly where: string | null;

  /**
   * From now on only rows that fulfil `where` are looked at; null: all. Rows keep their numbers.
   * @throws DataError, and nothing changes
   */
  filter(where: string | null): Promise<void>;

  /** The first picture's numbers: plain aggregates. */
  profile(): Promise<DataProfile>;

  /** The profile with distinct counts and quantiles. */
  detail(): Promise<DataProfile>;

  /** @throws DataError naming the first column that has no numbers; constants have some */
  requireNumbers(columns: string[]): Promise<void>;

  /** Maximum-likelihood Gaussian of every complete row. */
  moments(columns: string[]): Promise<{ gaussian: GaussianSummary; leftOut: number }>;

  /**
   * Complete, finite rows in file order, with what they are given; with `limit`, at most so many,
   * chosen by a hash of their number.
   */
  rows(columns: string[], options?: RowsOptions): Promise<TableRows>;

  /** Complete, finite rows in file order, with what they are given, in pieces of at most `size`. */
  pieces(
    columns: string[],
    size?: number,
    given?: GivenColumn[],
    key?: KeyOf,
  ): AsyncGenerator<TablePiece>;

  /** The rows of these numbers that are complete, in the order asked for. */
  rowsAt(
    columns: string[],
    rowNumbers: number[],
    given?: GivenColumn[],
  ): Promise<{ values: Float64Array; found: number[]; givenValues: Float64Array }>;

  /**
   * The rows that the filter keeps and the steps lead to.
   * @param columns those that are looked at, in which rows may be complete
   */
  selected(steps: SelectionStep[], columns: string[]): Promise<SelectedRows>;

  /** These rows in the bins of the marginals of rows that the lens shows, complete in `columns` and `among`. */
  selectedBars(
    columns: string[],
    lens: Lens,
    steps: SelectionStep[],
    among?: string[],
  ): Promise<SelectedBars[]>;

  /** Fields of these columns in the rows of these numbers, whatever the filter; null for a row that is not there. */
  cells(rowNumbers: number[], columns: string[]): Promise<(Cell[] | null)[]>;

  /** The lines of the file where these rows begin, from 1. @throws DataError that says why there are none */
  lines(rowNumbers: number[]): Promise<number[]>;

  /** The largest row number there can be, plus one. */
  rowEnd(): Promise<number>;

  /**
   * Values of `among` that hold more than this share of the complete rows of `columns`, or of about
   * `limit` of them. Each with the number of different values of its column, and the rows of the
   * rarest of the `beside` values on either side.
   */
  frequent(
    columns: string[],
    among: string[],
    options: { share: number; limit: number; beside: number },
  ): Promise<Frequent[]>;

  /**
   * Columns of the rows with these numbers, by which they may be sorted, or copies told from
   * chance; rows may have gaps.
   */
  look(rowNumbers: Float64Array): Promise<LookedAt>;

  /** The keys of a column's values in the whole file, in a lasting order; null when they are many. @throws DataError */
  groups(column: string): Promise<number[] | null>;

  /**
   * How columns can be given, among the complete rows of `columns`: as numbers, or with their
   * levels.
   * @throws DataError where one cannot
   */
  givenColumns(columns: string[], names: string[]): Promise<GivenColumn[]>;

  /** Complete rows of `columns` without a value of something that is given. */
  withoutGiven(columns: string[], given: GivenColumn[]): Promise<number>;

  /** Complete rows that stand beside chosen values of what is given. */
  beside(columns: string[], chosen: GivenValues): Promise<Beside>;

  /** Histograms over the complete rows of these columns, which begin and end with their values. */
  histograms(columns: string[]): Promise<Histogram[]>;

  /** Counts for marginals: over all complete rows, and over those beside chosen conditions, when there are any. */
  counts(columns: string[], lens: Lens, options?: CountOptions): Promise<LensCounts>;

  /**
   * Rows that a lens shows of the complete rows of `among`, by the texts of a column: the `most` frequent ones.
   * @param picked counted by themselves as well
   */
  levels(
    column: string,
    among: string[],
    lens: Lens,
    most: number,
    picked?: SelectionStep[],
  ): Promise<LevelCounts>;

  /** The same rows by the dates of a column, in stretches of the calendar. */
  times(column: string, among: string[], lens: Lens, picked?: SelectionStep[]): Promise<TimeCounts>;

  /** The axes that pictures of these columns lie on. */
  axes(columns: string[], axes: NonNullable<Lens['axes']>): Promise<AxisView[]>;

  /**
   * Complete rows beside chosen conditions, at most `limit`, with the category of each, what they
   * are given, and their key.
   */
  sample(
    columns: string[],
    limit: number,
    lens: Lens,
    wanted?: GivenColumn[],
    key?: KeyOf,
  ): Promise<LensRows>;

  /**
   * Writes every row of the file and every column plus one, as Parquet where the name says so, else
   * as CSV; `values` by row number, NaN (and a row without a value) leaves the field empty.
   */
  writeWithColumn(out: string, name: string, values: Float64Array): Promise<void>;

  /** The files that lie there now; null: there are none. */
  filesNow(): Promise<string[] | null>;

  /** Its file or folder has another path from now on, and is the same otherwise. */
  moved(path: string): void;

  /** Whether the files on disk are no longer those that were read. */
  changed(): Promise<boolean>;

  close(): void;
}

/** A field: a number, or what stands in the file; null for a gap. */
export type Cell = number | string | null;

/** Rows of numbers. */
export interface Rows {
  /** row-major, count x `dim` */
  values: Float64Array;
  /** 0-based rows of the file */
  rowNumbers: Float64Array;
  count: number;
}

/** Complete, finite rows, row-major, with what they are given. */
export interface TablePiece extends Rows {
  /** row-major count x given columns; empty where nothing is given */
  givenValues: Float64Array;
  /** equal for rows that go together, where that was asked for */
  keys?: Float64Array;
}

/** Some or all of the complete rows. */
export interface TableRows extends TablePiece {
  /** rows of the table (that the condition keeps) */
  read: number;
  leftOut: number;
  /** of these: complete in the columns, but without a value of something that is given */
  withoutGiven: number;
}

export interface RowsOptions {
  /** at most so many */
  limit?: number;
  given?: GivenColumn[];
  key?: KeyOf;
}

/** A value that many rows have. */
export interface Frequent {
  column: string;
  value: number;
  /** rows with it, among so many */
  count: number;
  rows: number;
  beside: number;
  different: number;
}

/** What rows have in common: every column but identifiers, or one value. */
export type KeyOf = { of: 'content' } | { of: 'column'; column: string };

/** Columns of some rows, each as numbers: texts as a hash. */
export interface LookedAt {
  columns: { name: string; numeric: boolean; date: boolean; values: Float64Array }[];
}

/** Rows that stand beside chosen values: those with the levels, and of these the nearest to the numbers. */
export interface Beside {
  rows: number;
  of: number;
  /** how far the furthest is, by column */
  reach: Record<string, number>;
}

/** Row-major values, with each row's number, its category, and what it is given. */
export interface SampledRows {
  values: Float64Array;
  rowNumbers: Float64Array;
  level: Uint8Array | null;
  count: number;
  /** rows that are shown, of which these are some */
  matching: number;
  givenValues: Float64Array;
}

/** Some of the rows that a lens shows. */
export interface LensRows extends SampledRows {
  keys?: Float64Array;
  /** of the split */
  levels: string[] | null;
  of: number;
}
