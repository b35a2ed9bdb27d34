// Parquet out: rows of numbers, and a table with its scores, in types instead of text.
import { BIGINT, DOUBLE, type DuckDBConnection, DuckDBDataChunk, VARCHAR } from '@duckdb/node-api';
import { randomBytes } from 'node:crypto';
import type { ColumnProfile } from '../../../protocol/data';
import { DataError } from '../../errors';
import { beside } from '../../files/write-beside';
import type { Labels } from '../../text/write-csv';
import type { Loaded } from '../loaded';
import { identifier, literal } from '../sql';
import { uniqueName } from '../unique-name';
import { fieldsWithNumbers, joined, withScores } from './scores';
import { grouped, say } from '../../../protocol/sentence';

/** Rows that go to DuckDB at once. */
const CHUNK = 2048;
const LARGEST_BIGINT = 2 ** 63;

export const isParquetName = (path: string) => /\.parquet$/i.test(path);

/** @param values row-major count x D  @param integer columns that hold whole numbers: rounded, as BIGINT */
export async function writeParquet(
  connection: DuckDBConnection,
  path: string,
  columns: string[],
  values: Float64Array,
  count: number,
  integer: boolean[] = [],
  labels: Labels[] = [],
): Promise<void> {
  const dim = columns.length;
  const table = `out_${randomBytes(6).toString('hex')}`;
  const whole = columns.map((_, d) => integer[d] === true && fits(values, d, dim));
  const types = [
    ...whole.map((w, d) => `c${d} ${w ? 'BIGINT' : 'DOUBLE'}`),
    ...labels.map((_, k) => `c${dim + k} VARCHAR`),
  ];
  await connection.run(`CREATE TEMP TABLE ${table} (${types.join(', ')})`);
  try {
    const appender = await connection.createAppender(table);
    const chunk = DuckDBDataChunk.create([
      ...whole.map((w) => (w ? BIGINT : DOUBLE)),
      ...labels.map(() => VARCHAR),
    ]);
    for (let from = 0; from < count; from += CHUNK) {
      const rows = Math.min(CHUNK, count - from);
      chunk.reset();
      chunk.rowCount = rows;
      for (let d = 0; d < dim; d++) {
        const column = Array.from({ length: rows }, (_, k) => values[(from + k) * dim + d]!);
        chunk.setColumnValues(
          d,
          whole[d]
            ? column.map((v) => BigInt(Math.round(v)))
            : integer[d]
              ? column.map(Math.round)
              : column,
        );
      }
      labels.forEach(({ levels, places }, k) =>
        chunk.setColumnValues(
          dim + k,
          Array.from({ length: rows }, (_, r) => levels[places[from + r]!]!),
        ),
      );
      appender.appendDataChunk(chunk);
    }
    appender.closeSync();
    const select = [...columns, ...labels.map((l) => l.name)]
      .map((name, d) => `c${d} AS ${identifier(name)}`)
      .join(', ');
    await beside(path, (target) => copy(connection, `SELECT ${select} FROM ${table}`, target));
  } finally {
    await connection.run(`DROP TABLE IF EXISTS ${table}`);
  }
}

/**
 * The loaded table as Parquet, with one more column of scores. Columns of a Parquet file keep their
 * types; of a text, numbers become numbers, and everything else is text.
 * @param profile of every column
 * @param values by row number; NaN leaves the field empty
 */
export async function writeTableAsParquet(
  loaded: Loaded,
  profile: ColumnProfile[],
  out: string,
  name: string,
  values: Float64Array,
): Promise<void> {
  const { connection, table, names, text, source } = loaded;
  if (loaded.packed)
    throw new DataError(
      say(
        'A table of {0} columns is not written as Parquet. Choose a name that ends in .csv.',
        grouped(names.length),
      ),
    );
  // whole numbers beyond 2^53 are in the file, and no longer in the table of numbers
  const again =
    source.types !== null
      ? !text.every(Boolean)
      : profile.some((c, i) => !text[i] && typeOf(c) === 'BIGINT' && !exact(c));
  const fields = again ? fieldsWithNumbers(loaded) : `(SELECT * FROM ${table})`;
  const field = (c: ColumnProfile, i: number): string => {
    if (source.types) return again ? `r.c${i}` : `r.t${i}`;
    const type = typeOf(c);
    const [number, words] = [`r.n${i}`, again ? `r.c${i}` : text[i] ? `r.t${i}` : null];
    if (type === 'VARCHAR') return words ?? number;
    if (type === 'DOUBLE') return number;
    const whole = `TRY_CAST(${number} AS BIGINT)`;
    return words === null
      ? whole
      : `CASE WHEN regexp_full_match(${words}, '\\s*[+-]?[0-9]+\\s*') THEN TRY_CAST(${words} AS ` +
          `BIGINT) ELSE ${whole} END`;
  };
  await withScores(loaded, values, async (scores) => {
    const select = [
      ...names.map((n, i) => `${field(profile[i]!, i)} AS ${identifier(n)}`),
      `s.value AS ${identifier(uniqueName(name, names))}`,
    ].join(', ');
    await beside(out, (target) =>
      copy(connection, `SELECT ${select} FROM ${joined(loaded, fields, scores)}`, target),
    );
  });
}

async function copy(connection: DuckDBConnection, select: string, target: string): Promise<void> {
  await connection.run(`COPY (${select}) TO ${literal(target)} (FORMAT parquet, COMPRESSION zstd)`);
}

function fits(values: Float64Array, d: number, dim: number): boolean {
  for (let i = d; i < values.length; i += dim)
    if (!(Math.abs(values[i]!) < LARGEST_BIGINT)) return false;
  return true;
}

function typeOf({ type, min, max }: ColumnProfile): string {
  const held = min !== null && max !== null;
  if (type === 'integer' && held && Math.max(Math.abs(min), Math.abs(max)) < LARGEST_BIGINT)
    return 'BIGINT';
  return type === 'numeric' || type === 'integer' || (type === 'constant' && held)
    ? 'DOUBLE'
    : 'VARCHAR';
}

const exact = ({ min, max }: ColumnProfile) =>
  Math.max(Math.abs(min ?? 0), Math.abs(max ?? 0)) <= Number.MAX_SAFE_INTEGER;
