// Tables of thousands of columns. A column of DuckDB takes tens of kilobytes and a part of every
// query, however few its rows: here all fields of a row are one list, so that memory and time grow
// with the bytes of the file. `n3` and `t3` exist as columns of the view once somebody shows them.
import type { DuckDBConnection, DuckDBListValue } from '@duckdb/node-api';
import { createReadStream } from 'node:fs';
import { LineWriter } from '../text/line-writer';
import { quote, RecordReader } from '../text/records';
import { numberSql } from './number-sql';
import { identifier, literal } from './sql';

export interface Packed {
  /** columns of the view */
  shown: Set<number>;
  /** columns whose numbers are read in a form of their own, and stored apart from the list */
  apart: Set<number>;
}

interface Place {
  connection: DuckDBConnection;
  table: string;
  packed: Packed;
}

/**
 * Rewrites a clean table, whose lines begin with their row number, with one line for each field:
 * row, place among the columns from 1, text.
 */
export async function writeFields(
  clean: string,
  delimiter: string,
  width: number,
  to: string,
): Promise<void> {
  const reader = new RecordReader(delimiter);
  const out = new LineWriter(to);
  const write = (records: Iterable<string[] | string>) => {
    for (const record of records) {
      const [row, ...fields] = typeof record === 'string' ? record.split(delimiter) : record;
      for (let k = 0; k < width; k++) out.line(`${row},${k + 1},${quote(fields[k] ?? '', ',')}`);
    }
  };
  try {
    for await (const piece of createReadStream(clean, {
      encoding: 'utf8',
      highWaterMark: 1 << 20,
    })) {
      write(reader.take(piece as string));
      await out.flushed();
    }
    write(reader.take('', true));
  } finally {
    await out.close();
  }
}

/** Columns of a Parquet file that are read together. */
const TOGETHER = 250;

/** Writes the values of a Parquet file as texts into a new table `fields` with `row`, `k` and `c`. */
export async function fieldsOfParquet(
  connection: DuckDBConnection,
  path: string,
  fields: string,
  names: string[],
  types: string[],
): Promise<void> {
  const file = `read_parquet(${literal(path)}, hive_partitioning = false, file_row_number = true)`;
  await connection.run(`CREATE TEMP TABLE ${fields} (row BIGINT, k BIGINT, c VARCHAR)`);
  for (let from = 0; from < names.length; from += TOGETHER) {
    const texts = names.slice(from, from + TOGETHER).map((name, k) => {
      const column = identifier(name);
      // the digits of single precision are not those of the double that it is read as
      const value = types[from + k] === 'FLOAT' ? `CAST(${column} AS DOUBLE)` : column;
      return `CAST(${value} AS VARCHAR)`;
    });
    const places = `unnest(range(${from + 1}, ${from + texts.length + 1}))`;
    await connection.run(
      `INSERT INTO ${fields} SELECT file_row_number, ${places}, unnest([${texts.join(', ')}]) FROM ${file}`,
    );
  }
}

/** Stores fields, SQL with `row`, `k` and `c`, as `n`, a list of numbers, and `t`, a list of texts. */
export async function storeFields(
  place: Place,
  fields: string,
  decimal: '.' | ',' | null,
): Promise<void> {
  const { connection, table } = place;
  const lists = `list(${numberSql('c', decimal)} ORDER BY k) AS n, list(c ORDER BY k) AS t`;
  await connection.run(
    `CREATE TABLE ${table}_lists AS SELECT row, ${lists} FROM ${fields} GROUP BY row ORDER BY row`,
  );
  await defineShown(place);
}

/** Makes columns of these from the lists, where they are none yet. */
export async function show(place: Place, columns: Iterable<number>): Promise<void> {
  const before = place.packed.shown.size;
  for (const i of columns) place.packed.shown.add(i);
  if (place.packed.shown.size > before) await defineShown(place);
}

export async function defineShown({ connection, table, packed }: Place): Promise<void> {
  const columns = [...packed.shown].map(
    (i) => `${numberOf(packed, i)} AS n${i}, t[${i + 1}] AS t${i}`,
  );
  const select = ['rowid', 'row', ...columns].join(', ');
  for (const view of [`${table}_data`, table])
    await connection.run(`CREATE OR REPLACE VIEW ${view} AS SELECT ${select} FROM ${table}_lists`);
}

const numberOf = ({ apart }: Packed, i: number) => (apart.has(i) ? `n${i}` : `n[${i + 1}]`);

/** The numbers of the last row. */
export async function lastOfPacked({
  connection,
  table,
  packed,
}: Place): Promise<(number | null)[]> {
  const apart = [...packed.apart];
  const query =
    `SELECT n, ${[...apart.map((i) => `n${i}`), 'NULL'].join(', ')} FROM ${table}_lists ORDER BY ` +
    'row DESC LIMIT 1';
  const [list, ...own] = (await connection.runAndReadAll(query)).getRows()[0]!;
  const values = (list as DuckDBListValue).items as (number | null)[];
  return values.map((v, i) => (packed.apart.has(i) ? (own[apart.indexOf(i)] as number | null) : v));
}

export async function discardPacked({ connection, table }: Omit<Place, 'packed'>): Promise<void> {
  for (const view of [`${table}_kept`, table, `${table}_data`])
    await connection.run(`DROP VIEW IF EXISTS ${view}`);
  await connection.run(`DROP TABLE IF EXISTS ${table}_lists`);
}

/** SQL: one row for each field, with `row`, `k` (the place of its column from 0), `v` and `s`. */
export function fieldsOfPacked(table: string, packed: Packed): string {
  const lists = `unnest(n) AS v, unnest(t) AS s, generate_subscripts(t, 1) - 1 AS k`;
  const listed = `SELECT row, ${lists} FROM ${table}_lists`;
  if (packed.apart.size === 0) return `(${listed})`;
  const apart = [...packed.apart];
  const own = apart.map(
    (i) => `SELECT row, n${i} AS v, t[${i + 1}] AS s, ${i} AS k FROM ${table}_lists`,
  );
  return `(SELECT * FROM (${listed}) WHERE k NOT IN (${apart.join(', ')}) UNION ALL ${own.join(' UNION ALL ')})`;
}
