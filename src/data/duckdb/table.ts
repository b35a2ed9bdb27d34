// A table that was read into DuckDB: its profile, its complete rows, numbers for pictures of them,
// and itself with one more column.
import type { DuckDBConnection } from '@duckdb/node-api';
import { rm } from 'node:fs/promises';
import type { DataProfile, GaussianSummary, GivenColumn, Histogram } from '../../protocol/data';
import type { GivenValues } from '../../protocol/model';
import type { AxisView, Lens } from '../../protocol/pictures';
import type { SelectedBars, SelectedRows, SelectionStep } from '../../protocol/selection';
import { DataError } from '../errors';
import type { CountOptions, LensCounts, LevelCounts, TimeCounts } from '../counts';
import type {
  Beside,
  Cell,
  Frequent,
  KeyOf,
  LensRows,
  LookedAt,
  RowsOptions,
  Table,
  TablePiece,
  TableRows,
} from '../table';
import type { Loaded } from './loaded';
import { Pictures } from './pictures/pictures';
import { cellsOf } from './rows/cells';
import { completePieces, completeRows, completeRowsAt } from './rows/complete-rows';
import { frequentValues } from './rows/frequent';
import { givenColumns, rowsBeside, withoutGiven } from './rows/given';
import { groupsOf } from './rows/keys';
import { Lines } from './rows/lines';
import { lookAt } from './rows/look';
import { momentsOf } from './rows/moments';
import { selectedRows } from './rows/selected';
import { FilteredTable } from './filtered-table';
import { changed, filesNow, move, rereads } from './source-files';
import { row } from './sql';
import { discard } from './store';
import { isParquetName, writeTableAsParquet } from './writing/write-parquet';
import { writeTableWithColumn } from './writing/write-table';
import { say } from '../../protocol/sentence';

export class DuckDbTable implements Table {
  private closed = false;
  private readonly filtered: FilteredTable;
  private readonly pictures: Pictures;
  private readonly places: Lines;

  constructor(
    private readonly loaded: Loaded,
    connect: () => Promise<DuckDBConnection>,
  ) {
    this.filtered = new FilteredTable(loaded, connect);
    this.pictures = new Pictures(this.filtered);
    this.places = new Lines(loaded);
  }

  get path(): string {
    return this.loaded.path;
  }

  get where(): string | null {
    return this.filtered.where;
  }

  filter(where: string | null): Promise<void> {
    return this.filtered.filter(where);
  }

  profile(): Promise<DataProfile> {
    return this.filtered.profile();
  }

  detail(): Promise<DataProfile> {
    return this.filtered.detail();
  }

  async requireNumbers(columns: string[]): Promise<void> {
    await this.filtered.indices(columns);
  }

  moments(columns: string[]): Promise<{ gaussian: GaussianSummary; leftOut: number }> {
    return momentsOf(this.filtered, columns);
  }

  rows(columns: string[], options?: RowsOptions): Promise<TableRows> {
    return completeRows(this.filtered, columns, options);
  }

  pieces(
    columns: string[],
    size?: number,
    given?: GivenColumn[],
    key?: KeyOf,
  ): AsyncGenerator<TablePiece> {
    return completePieces(this.filtered, columns, size, given, key);
  }

  rowsAt(
    columns: string[],
    rowNumbers: number[],
    given?: GivenColumn[],
  ): Promise<{ values: Float64Array; found: number[]; givenValues: Float64Array }> {
    return completeRowsAt(this.filtered, columns, rowNumbers, given);
  }

  selected(steps: SelectionStep[], columns: string[]): Promise<SelectedRows> {
    return selectedRows(this.filtered, steps, columns);
  }

  selectedBars(
    columns: string[],
    lens: Lens,
    steps: SelectionStep[],
    among?: string[],
  ): Promise<SelectedBars[]> {
    return this.pictures.selectedBars(columns, lens, steps, among);
  }

  cells(rowNumbers: number[], columns: string[]): Promise<(Cell[] | null)[]> {
    return cellsOf(this.filtered, rowNumbers, columns);
  }

  lines(rowNumbers: number[]): Promise<number[]> {
    return this.places.of(rowNumbers);
  }

  async rowEnd(): Promise<number> {
    const { connection, table } = this.loaded;
    return Number((await row(connection, `SELECT coalesce(max(row), -1) + 1 FROM ${table}`))[0]);
  }

  frequent(
    columns: string[],
    among: string[],
    options: { share: number; limit: number; beside: number },
  ): Promise<Frequent[]> {
    return frequentValues(this.filtered, columns, among, options);
  }

  look(rowNumbers: Float64Array): Promise<LookedAt> {
    return lookAt(this.filtered, rowNumbers);
  }

  async groups(column: string): Promise<number[] | null> {
    return groupsOf(this.loaded, (await this.filtered.judged()).columns, column);
  }

  givenColumns(columns: string[], names: string[]): Promise<GivenColumn[]> {
    return givenColumns(this.filtered, columns, names);
  }

  withoutGiven(columns: string[], given: GivenColumn[]): Promise<number> {
    return withoutGiven(this.filtered, columns, given);
  }

  beside(columns: string[], chosen: GivenValues): Promise<Beside> {
    return rowsBeside(this.filtered, columns, chosen);
  }

  histograms(columns: string[]): Promise<Histogram[]> {
    return this.pictures.histograms(columns);
  }

  counts(columns: string[], lens: Lens, options?: CountOptions): Promise<LensCounts> {
    return this.pictures.counts(columns, lens, options);
  }

  levels(
    column: string,
    among: string[],
    lens: Lens,
    most: number,
    picked?: SelectionStep[],
  ): Promise<LevelCounts> {
    return this.pictures.levels(column, among, lens, most, picked);
  }

  times(
    column: string,
    among: string[],
    lens: Lens,
    picked?: SelectionStep[],
  ): Promise<TimeCounts> {
    return this.pictures.times(column, among, lens, picked);
  }

  axes(columns: string[], axes: NonNullable<Lens['axes']>): Promise<AxisView[]> {
    return this.pictures.axes(columns, axes);
  }

  sample(
    columns: string[],
    limit: number,
    lens: Lens,
    wanted?: GivenColumn[],
    key?: KeyOf,
  ): Promise<LensRows> {
    return this.pictures.sample(columns, limit, lens, wanted, key);
  }

  async writeWithColumn(out: string, name: string, values: Float64Array): Promise<void> {
    if (await rereads(this.loaded))
      throw new DataError(
        say(
          '{0} is no longer the file that was read, and it is too large to be kept. Open it again, then score it.',
          this.path,
        ),
      );
    if (!isParquetName(out)) return writeTableWithColumn(this.loaded, out, name, values);
    const { columns } = await this.filtered.judged();
    await writeTableAsParquet(this.loaded, columns, out, name, values);
  }

  filesNow(): Promise<string[] | null> {
    return filesNow(this.loaded);
  }

  moved(path: string): void {
    move(this.loaded, path);
    this.filtered.moved(path);
  }

  changed(): Promise<boolean> {
    return changed(this.loaded);
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    const { connection, own } = this.loaded;
    void connection
      .end((bare) => discard(this.loaded, bare))
      .then(() => own.forEach((file) => void rm(file, { force: true })));
  }
}
