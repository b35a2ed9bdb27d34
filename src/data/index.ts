// The data room: the only one that speaks to DuckDB. Opens files, profiles their columns, hands out
// rows, writes tables.
import { DuckDBInstance } from '@duckdb/node-api';
import type { Reading } from '../protocol/data';
import { LIMITS, type Limits } from './duckdb/loaded';
import { beginningOf } from './duckdb/loading/beginning';
import { load } from './duckdb/loading/load';
import { Table } from './duckdb/table';
import { isParquetName, writeParquet } from './duckdb/writing/write-parquet';
import { DataError } from './errors';
import { type RowStream, streamOf } from './stream';
import { type Labels, writeCsv } from './text/write-csv';

export { DataError } from './errors';
export { fingerprintOf } from './files/fingerprint';
export { fingerprintOfTable, sizeOfTable } from './files/table-files';
export { movedTo, withContent } from './files/moved';
export { checkColumns } from './check-columns';
export type { KeyOf } from './duckdb/rows/keys';
export { previewOf } from './text/preview';
export type { RowStream } from './stream';
export type { TableRows } from './duckdb/rows/complete-rows';
export type { LookedAt } from './duckdb/rows/look';
export { Table } from './duckdb/table';
export { type Labels, writeCsv } from './text/write-csv';

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

/** @param temporary a folder of our own for everything that does not fit in memory */
export async function openDataRoom({
  temporary,
  memoryLimit = '1200MB',
  threads = 2,
  limits: chosen = {},
}: {
  temporary: string;
  memoryLimit?: string;
  threads?: number;
  /** others than the usual ones */
  limits?: Partial<Limits>;
}): Promise<DataRoom> {
  const limits = { ...LIMITS, ...chosen };
  const instance = await DuckDBInstance.create(':memory:', {
    threads: String(threads),
    memory_limit: memoryLimit,
    temp_directory: temporary,
  });
  const setup = await instance.connect();
  // nothing installs itself from the network, and no statement can change that later
  for (const setting of [
    'autoinstall_known_extensions = false',
    'autoload_known_extensions = false',
    'preserve_insertion_order = true',
    'lock_configuration = true',
  ])
    await setup.run(`SET ${setting}`);
  setup.closeSync();
  let next = 1;
  const begin = async (
    path: string,
    { said = {}, encodingHint, where, signal, soFar }: OpenOptions,
  ): Promise<void> => {
    const connection = await instance.connect();
    const beginning = await beginningOf(path, {
      connection,
      temporary,
      table: `t${next++}`,
      said,
      encodingHint,
      signal,
      limits,
    });
    if (!beginning) return connection.closeSync();
    const table = new Table(beginning.loaded, () => instance.connect());
    try {
      if (where) await table.filter(where);
      await table.profile();
    } catch {
      return table.close(); // what is wrong, the whole table will say
    }
    soFar!(table, beginning.about);
  };
  const room: DataRoom = {
    async open(path, { said = {}, encodingHint, where, signal, soFar } = {}) {
      if (soFar) await begin(path, { said, encodingHint, where, signal, soFar });
      const connection = await instance.connect();
      let table: Table;
      try {
        table = new Table(
          await load(path, {
            connection,
            temporary,
            table: `t${next++}`,
            said,
            encodingHint,
            signal,
            limits,
          }),
          () => instance.connect(),
        );
      } catch (error) {
        connection.closeSync();
        throw error;
      }
      try {
        if (where) await table.filter(where);
        if (signal?.aborted) throw new DataError('Opening was cancelled.');
        return table;
      } catch (error) {
        table.close();
        throw error;
      }
    },
    stream: async (path, columns, options) => streamOf(await room.open(path, options), columns),
    async write(path, columns, values, count, integer, labels) {
      if (!isParquetName(path)) return writeCsv(path, columns, values, count, integer, labels);
      const connection = await instance.connect();
      try {
        await writeParquet(connection, path, columns, values, count, integer, labels);
      } finally {
        connection.closeSync();
      }
    },
    close: () => instance.closeSync(),
  };
  return room;
}
