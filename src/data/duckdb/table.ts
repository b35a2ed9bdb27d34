// A table that was read into DuckDB: its profile, its complete rows, numbers for pictures of them,
// and itself with one more column.
import type { DuckDBConnection } from '@duckdb/node-api';
import { rm } from 'node:fs/promises';
import type { DataProfile, GaussianSummary, GivenColumn, Histogram } from '../../protocol/data';
import type { GivenValues } from '../../protocol/model';
import type { AxisView, Lens } from '../../protocol/pictures';
import { DataError } from '../errors';
import type { Loaded } from './loaded';
import { type LensCounts, type LensRows, Pictures } from './pictures/pictures';
import {
  completePieces,
  completeRows,
  completeRowsAt,
  type RowsOptions,
  type TablePiece,
  type TableRows,
} from './rows/complete-rows';
import { type Frequent, frequentValues } from './rows/frequent';
import { type Beside, givenColumns, rowsBeside, withoutGiven } from './rows/given';
import { groupsOf, type KeyOf } from './rows/keys';
import { lookAt, type LookedAt } from './rows/look';
import { momentsOf } from './rows/moments';
import { Selection } from './selection';
import { changed, filesNow, move, rereads } from './source-files';
import { row } from './sql';
import { discard } from './store';
import { isParquetName, writeTableAsParquet } from './writing/write-parquet';
import { writeTableWithColumn } from './writing/write-table';

export class Table {
  private closed = false;
  private readonly selection: Selection;
  private readonly pictures: Pictures;

  constructor(
    private readonly loaded: Loaded,
    connect: () => Promise<DuckDBConnection>,
  ) {
    this.selection = new Selection(loaded, connect);
    this.pictures = new Pictures(this.selection);
  }

  get path(): string {
    return this.loaded.path;
  }

  get where(): string | null {
    return this.selection.where;
  }

  /**
   * From now on only rows that fulfil `where` are looked at; null: all. Rows keep their numbers.
   * @throws DataError, and nothing changes
   */
  filter(where: string | null): Promise<void> {
    return this.selection.filter(where);
  }

  /** The first picture's numbers: plain aggregates. */
  profile(): Promise<DataProfile> {
    return this.selection.profile();
  }

  /** The profile with distinct counts and quantiles. */
  detail(): Promise<DataProfile> {
    return this.selection.detail();
  }

  /** @throws DataError naming the first column that has no numbers; constants have some */
  async requireNumbers(columns: string[]): Promise<void> {
    await this.selection.indices(columns);
  }

  /** Maximum-likelihood Gaussian of every complete row. */
  moments(columns: string[]): Promise<{ gaussian: GaussianSummary; leftOut: number }> {
    return momentsOf(this.selection, columns);
  }

  /**
   * Complete, finite rows in file order, with what they are given; with `limit`, at most so many,
   * chosen by a hash of their number.
   */
  rows(columns: string[], options?: RowsOptions): Promise<TableRows> {
    return completeRows(this.selection, columns, options);
  }

  /** Complete, finite rows in file order, with what they are given, in pieces of at most `size`. */
  pieces(
    columns: string[],
    size?: number,
    given?: GivenColumn[],
    key?: KeyOf,
  ): AsyncGenerator<TablePiece> {
    return completePieces(this.selection, columns, size, given, key);
  }

  /** The rows of these numbers that are complete, in the order asked for. */
  rowsAt(
    columns: string[],
    rowNumbers: number[],
    given?: GivenColumn[],
  ): Promise<{ values: Float64Array; found: number[]; givenValues: Float64Array }> {
    return completeRowsAt(this.selection, columns, rowNumbers, given);
  }

  /** The largest row number there can be, plus one. */
  async rowEnd(): Promise<number> {
    const { connection, table } = this.loaded;
    return Number((await row(connection, `SELECT coalesce(max(row), -1) + 1 FROM ${table}`))[0]);
  }

  /**
   * Values of `among` that hold more than this share of the complete rows of `columns`, or of about
   * `limit` of them. Each with the number of different values of its column, and the rows of the
   * rarest of the `beside` values on either side.
   */
  frequent(
    columns: string[],
    among: string[],
    options: { share: number; limit: number; beside: number },
  ): Promise<Frequent[]> {
    return frequentValues(this.selection, columns, among, options);
  }

  /**
   * Columns of the rows with these numbers, by which they may be sorted, or copies told from
   * chance; rows may have gaps.
   */
  look(rowNumbers: Float64Array): Promise<LookedAt> {
    return lookAt(this.selection, rowNumbers);
  }

  /** The keys of a column's values in the whole file, in a lasting order; null when they are many. @throws DataError */
  async groups(column: string): Promise<number[] | null> {
    return groupsOf(this.loaded, (await this.selection.judged()).columns, column);
  }

  /**
   * How columns can be given, among the complete rows of `columns`: as numbers, or with their
   * levels.
   * @throws DataError where one cannot
   */
  givenColumns(columns: string[], names: string[]): Promise<GivenColumn[]> {
    return givenColumns(this.selection, columns, names);
  }

  /** Complete rows of `columns` without a value of something that is given. */
  withoutGiven(columns: string[], given: GivenColumn[]): Promise<number> {
    return withoutGiven(this.selection, columns, given);
  }

  /** Complete rows that stand beside chosen values of what is given. */
  beside(columns: string[], chosen: GivenValues): Promise<Beside> {
    return rowsBeside(this.selection, columns, chosen);
  }

  /** Histograms over the complete rows of these columns, which begin and end with their values. */
  histograms(columns: string[]): Promise<Histogram[]> {
    return this.pictures.histograms(columns);
  }

  /** Counts for marginals: over all complete rows, and over those within the brushed ranges, when there are any. */
  counts(columns: string[], lens: Lens): Promise<LensCounts> {
    return this.pictures.counts(columns, lens);
  }

  /** The axes that pictures of these columns lie on. */
  axes(columns: string[], axes: NonNullable<Lens['axes']>): Promise<AxisView[]> {
    return this.pictures.axes(columns, axes);
  }

  /**
   * Complete rows within the brushed ranges and beside chosen conditions, at most `limit`, with the
   * category of each, what they are given, and their key.
   */
  sample(
    columns: string[],
    limit: number,
    lens: Lens,
    wanted?: GivenColumn[],
    key?: KeyOf,
  ): Promise<LensRows> {
    return this.pictures.sample(columns, limit, lens, wanted, key);
  }

  /**
   * Writes every row of the file and every column plus one, as Parquet where the name says so, else
   * as CSV; `values` by row number, NaN (and a row without a value) leaves the field empty.
   */
  async writeWithColumn(out: string, name: string, values: Float64Array): Promise<void> {
    if (await rereads(this.loaded))
      throw new DataError(
        `${this.path} is no longer the file that was read, and it is too large to be kept. Open ` +
          'it again, then score it.',
      );
    if (!isParquetName(out)) return writeTableWithColumn(this.loaded, out, name, values);
    const { columns } = await this.selection.judged();
    await writeTableAsParquet(this.loaded, columns, out, name, values);
  }

  /** The files that lie there now; null: there are none. */
  filesNow(): Promise<string[] | null> {
    return filesNow(this.loaded);
  }

  /** Its file or folder has another path from now on, and is the same otherwise. */
  moved(path: string): void {
    move(this.loaded, path);
    this.selection.moved(path);
  }

  /** Whether the files on disk are no longer those that were read. */
  changed(): Promise<boolean> {
    return changed(this.loaded);
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    const { connection, own } = this.loaded;
    connection.interrupt();
    void discard(this.loaded)
      .catch(() => undefined)
      .finally(() => {
        connection.closeSync();
        for (const file of own) void rm(file, { force: true });
      });
  }
}
