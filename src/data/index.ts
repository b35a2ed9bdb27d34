// The data room: the only one that speaks to DuckDB. Opens a file, profiles its columns, hands out rows, writes tables.
import { DuckDBInstance } from '@duckdb/node-api';
import type { Reading } from '../protocol/data';
import { loadTable } from './load';
import { isParquetName, writeParquet } from './parquet';
import { openStream, type RowStream } from './stream';
import { Table } from './table';
import { writeCsv } from './write';

export { DataError } from './errors';
export { fingerprintOf } from './load';
export { checkColumns } from './profile';
export type { RowStream } from './stream';
export { Table } from './table';
export { writeCsv } from './write';

export interface DataRoom {
  /** @throws DataError with a sentence for the user */
  open(path: string, said?: Reading): Promise<Table>;
  /** The complete rows of `columns` (by default every numeric one) of a file of any size, a piece at a time. @throws DataError */
  stream(path: string, columns?: string[], said?: Reading): Promise<RowStream>;
  /** Rows of numbers, as Parquet where the name says so, else as CSV. @param values row-major count x D  @param integer columns to round */
  write(path: string, columns: string[], values: Float64Array, count: number, integer?: boolean[]): Promise<void>;
  close(): void;
}

/** @param temporary a folder of our own for everything that does not fit in memory */
export async function openDataRoom({ temporary, memoryLimit = '2GB', threads = 2 }: { temporary: string; memoryLimit?: string; threads?: number }): Promise<DataRoom> {
  const instance = await DuckDBInstance.create(':memory:', { threads: String(threads), memory_limit: memoryLimit, temp_directory: temporary });
  const setup = await instance.connect();
  // nothing installs itself from the network, and no statement can change that later
  for (const setting of ['autoinstall_known_extensions = false', 'autoload_known_extensions = false', 'preserve_insertion_order = true', 'lock_configuration = true']) await setup.run(`SET ${setting}`);
  setup.closeSync();
  let next = 1;
  return {
    async open(path, said) {
      const connection = await instance.connect();
      try {
        return new Table(await loadTable(connection, path, temporary, `t${next++}`, said));
      } catch (error) {
        connection.closeSync();
        throw error;
      }
    },
    async stream(path, columns, said) {
      const connection = await instance.connect();
      try {
        return await openStream(connection, path, temporary, `t${next++}`, columns, said);
      } catch (error) {
        connection.closeSync();
        throw error;
      }
    },
    async write(path, columns, values, count, integer) {
      if (!isParquetName(path)) return writeCsv(path, columns, values, count, integer);
      const connection = await instance.connect();
      try {
        await writeParquet(connection, path, columns, values, count, integer);
      } finally {
        connection.closeSync();
      }
    },
    close: () => instance.closeSync(),
  };
}
