// The data room on an instance of DuckDB: one connection for each table, and nothing from the network.
import { DuckDBInstance } from '@duckdb/node-api';
import { DataError } from '../errors';
import type { DataRoom, OpenOptions } from '../room';
import { streamOf } from '../stream';
import type { Table } from '../table';
import { writeCsv } from '../text/write-csv';
import { connect } from './connection';
import { LIMITS, type Limits, type Opening } from './loaded';
import { beginningOf } from './loading/beginning';
import { load } from './loading/load';
import { DuckDbTable } from './table';
import { isParquetName, writeParquet } from './writing/write-parquet';
import { say } from '../../protocol/sentence';

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
  const opening = async ({ said = {}, encodingHint, signal }: OpenOptions): Promise<Opening> => ({
    connection: await connect(instance),
    temporary,
    table: `t${next++}`,
    said,
    encodingHint,
    signal,
    limits,
  });
  const begin = async (path: string, options: OpenOptions): Promise<void> => {
    const { where, soFar } = options;
    const one = await opening(options);
    const beginning = await beginningOf(path, one);
    if (!beginning) return one.connection.closeSync();
    const table = new DuckDbTable(beginning.loaded, () => connect(instance));
    try {
      if (where) await table.filter(where);
      await table.profile();
    } catch {
      return table.close(); // what is wrong, the whole table will say
    }
    soFar!(table, beginning.about);
  };
  const room: DataRoom = {
    async open(path, options = {}) {
      const { where, signal, soFar } = options;
      if (soFar) await begin(path, options);
      const one = await opening(options);
      let table: Table;
      try {
        table = new DuckDbTable(await load(path, one), () => connect(instance));
      } catch (error) {
        one.connection.closeSync();
        throw error;
      }
      try {
        if (where) await table.filter(where);
        if (signal?.aborted) throw new DataError(say('Opening was cancelled.'));
        return table;
      } catch (error) {
        table.close();
        throw error;
      }
    },
    stream: async (path, columns, options) => streamOf(await room.open(path, options), columns),
    async write(path, columns, values, count, integer, labels) {
      if (!isParquetName(path)) return writeCsv(path, columns, values, count, integer, labels);
      const connection = await connect(instance);
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
