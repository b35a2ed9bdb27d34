// A Parquet file, whose columns have types of their own.
import { basename } from 'node:path';
import { DataError } from '../../errors';
import type { Opening, Parts } from '../loaded';
import { identifier, literal, plainPath } from '../sql';
import { isNumberType, type Source, store, storeWideParquet } from '../store';
import { say } from '../../../protocol/sentence';

export async function loadParquet(
  path: string,
  size: number,
  { connection, table, said, limits }: Opening,
): Promise<Parts> {
  try {
    const file = `read_parquet(${literal(plainPath(path))}, hive_partitioning = false)`;
    const described = (await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${file}`)).getRows();
    const names = described.map((r) => String(r[0]));
    const types = described.map((r) => String(r[1]));
    const source: Source = {
      sql: `(SELECT ${names.map((n, i) => `${identifier(n)} AS c${i}`).join(', ')} FROM ${file})`,
      numbered: false,
      types,
      decimal: null,
    };
    const everything = size <= limits.everything;
    const wanted = { names, source, numeric: types.map(isNumberType), types: said.types ?? {} };
    const stored =
      names.length > limits.columns
        ? await storeWideParquet(connection, table, plainPath(path), wanted)
        : await store(connection, table, { ...wanted, everything });
    if (stored.rows === 0)
      throw new DataError(
        say('{0} has columns but no rows. Choose a file with rows.', basename(path)),
      );
    return {
      ...stored,
      units: names.map(() => null),
      dialect: { format: 'parquet', delimiter: null, decimal: null, header: true, encoding: null },
      shortRows: 0,
      longRows: 0,
      notes: [],
      own: [],
    };
  } catch (error) {
    if (error instanceof DataError || /Out of Memory|INTERRUPT/i.test(String(error))) throw error;
    throw new DataError(
      say('{0} cannot be read as Parquet: it may be damaged or encrypted.', basename(path)),
    );
  }
}
