// What is known about a data file: its dialect, its columns, its rows. Shared by service, host and webview.
import type { TableForm } from './table-forms';
import type { Sentence } from './sentence';

export type ColumnType =
  'numeric' | 'integer' | 'category' | 'text' | 'date' | 'identifier' | 'constant';

/** What fields may stand in; a quote inside is doubled. */
export type Quote = '"' | "'" | 'none';

/** What a user says about a text table; whatever is absent is found out from the text. */
export interface Reading {
  /** one character */
  delimiter?: string | undefined;
  decimal?: '.' | ',' | undefined;
  quote?: Quote | undefined;
  /** whether a backslash makes a quote or a delimiter after it a part of the text */
  escape?: 'backslash' | 'none' | undefined;
  header?: boolean | undefined;
  /** rows above the values: names, perhaps under names of groups, units, kinds; 0 for none */
  headerRows?: number | undefined;
  /** the first column holds names of rows, which the header need not name */
  rowNames?: boolean | undefined;
  encoding?: string | undefined;
  /** lines that begin with this are left out; '': none is */
  comment?: string | undefined;
  /** so many rows at the end are left out, sums for example; 0: none */
  footer?: number | undefined;
  /** columns whose type is settled: what is not a number in a column of numbers counts as missing */
  types?: Record<string, SettledType> | undefined;
}

/** `point` and `comma` are numbers with that decimal mark. */
export const SETTLED_TYPES = ['number', 'text', 'point', 'comma'] as const;
export type SettledType = (typeof SETTLED_TYPES)[number];

/** The first rows of a text as they would be read. */
export interface ReadingPreview {
  dialect: Dialect;
  names: string[];
  types: ('number' | 'text')[];
  rows: string[][];
  notes: Sentence[];
}

/** How a text table was read. `null` fields do not apply (Parquet). */
export interface Dialect {
  format: TableForm;
  delimiter: string | null;
  decimal: '.' | ',' | null;
  header: boolean;
  /** for example 'utf-8', 'utf-8 with BOM', 'utf-16le', 'utf-16be', 'windows-1252' */
  encoding: string | null;
  /** what fields stand in, where it is not the double quote */
  quote?: Quote;
  /** the file was compressed with gzip */
  gzip?: boolean;
}

/** `edges.length === counts.length + 1`; bins are equally wide where the steps of the column allow. */
export interface Histogram {
  edges: number[];
  counts: number[];
}

/** Columns that are described together at most: a covariance grows with their square. */
export const LARGEST_CHOICE = 2000;

export interface ColumnProfile {
  /** the whole header, unit included: what identifies the column */
  name: string;
  /** as in "speed [km/h]", or in a row of units below the header; null when none is given */
  unit?: string | null;
  type: ColumnType;
  /** whether this column can be modelled (numeric or integer) */
  modelled: boolean;
  /**
   * why it names or numbers rows instead of measuring something,
   * and so is left out unless asked for; null for all others
   */
  identifier?: Sentence | null;
  /** the column before it that it repeats in every row, as it is or on another scale; null for all others */
  copyOf?: { column: string; scaled: boolean } | null;
  missing: number;
  /** null until the second, slower pass is done */
  distinct: number | null;
  min: number | null;
  max: number | null;
  mean: number | null;
  standardDeviation: number | null;
  /** at 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99; null until the second pass is done */
  quantiles: number[] | null;
  histogram: Histogram | null;
}

export interface DataProfile {
  path: string;
  dialect: Dialect;
  /** rows of the table, or those that `where` keeps */
  rows: number;
  /** SQL condition on the rows; absent when all are looked at */
  where?: string | null;
  /** rows of the file, whatever `where` says */
  fileRows?: number;
  /** how many files were read as one table; absent for one */
  files?: number;
  /** rows with fewer or more fields than the header: read with gaps, or left out; each is counted */
  shortRows: number;
  longRows: number;
  columns: ColumnProfile[];
  fingerprint: Fingerprint;
  /** sentences for the user: what was noticed and done while reading */
  notes: Sentence[];
}

/** Identifies a version of a file: size, modification time and a hash of its content. */
export interface Fingerprint {
  size: number;
  modified: number;
  hash: string;
}

/** A column that a density is given: the categories that its values are places of, or null for numbers. */
export interface GivenColumn {
  column: string;
  levels: string[] | null;
}

/** What rows are given: row-major, a number or the place of a level for each column; -1 for a level not listed. */
export interface GivenRows {
  columns: GivenColumn[];
  values: Float64Array;
}

/** The maximum-likelihood Gaussian: population covariance (divided by n), row-major D x D. */
export interface GaussianSummary {
  names: string[];
  mean: number[];
  covariance: number[];
  rows: number;
}
