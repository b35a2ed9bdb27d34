// The data room as its users see it: opens and streams tables, and writes rows.
import type { Reading } from '../protocol/data';
import type { RowStream } from './stream';
import type { Table } from './table';
import type { Labels } from './text/write-csv';

export interface OpenOptions {
  /** what is said about a text, and not guessed */
  said?: Reading | undefined;
  /** the editor's encoding, for a text that does not say its own */
  encodingHint?: string | undefined;
  /** a condition in SQL: only rows that fulfil it are looked at */
  where?: string | null | undefined;
  signal?: AbortSignal | undefined;
  /**
   * given the first rows of a large text before the rest is read, and about how many there are in
   * all; whoever takes them closes them
   */
  soFar?: ((table: Table, about: number | null) => void) | undefined;
}

export interface DataRoom {
  /**
   * A file, a folder of files with the same columns, or a pattern such as `data/*.parquet`.
   * @throws DataError with a sentence for the user, also after `signal`
   */
  open(path: string, options?: OpenOptions): Promise<Table>;
  /**
   * The complete rows of `columns` (by default every numeric one) of a file of any size, a piece at
   * a time.
   * @throws DataError
   */
  stream(path: string, columns?: string[], options?: OpenOptions): Promise<RowStream>;
  /**
   * Rows of numbers, and of categories behind them, as Parquet where the name says so, else as CSV.
   * @param values row-major count x D
   * @param integer columns to round
   */
  write(
    path: string,
    columns: string[],
    values: Float64Array,
    count: number,
    integer?: boolean[],
    labels?: Labels[],
  ): Promise<void>;
  close(): void;
}
