// Parquet out: rows of numbers, and a table with its scores, in types instead of text.
import { BIGINT, DOUBLE, type DuckDBConnection, DuckDBDataChunk, VARCHAR } from '@duckdb/node-api';
import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { ColumnProfile, Dialect } from '../protocol/data';
import { DataError } from './errors';
import { plainPath } from './files';
import { groupedSql } from './number';
import { beside, type Labels } from './write';

/** Rows that go to DuckDB at once. */
const CHUNK = 2048;
const LARGEST_BIGINT = 2 ** 63;

/** Types whose text reads back to the same value. */
const SCALAR = /^(BOOLEAN|U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|FLOAT|DOUBLE|DECIMAL.*|DATE|TIME.*|UUID|VARCHAR)$/;

export const isParquetName = (path: string) => /\.parquet$/i.test(path);

/** @param values row-major count x D  @param integer columns that hold whole numbers: rounded, as BIGINT */
export async function writeParquet(connection: DuckDBConnection, path: string, columns: string[], values: Float64Array, count: number, integer: boolean[] = [], labels: Labels[] = []): Promise<void> {
  const dim = columns.length;
  const table = `out_${randomBytes(6).toString('hex')}`;
  const whole = columns.map((_, d) => integer[d] === true && fits(values, d, dim));
  await connection.run(`CREATE TEMP TABLE ${table} (${[...whole.map((w, d) => `c${d} ${w ? 'BIGINT' : 'DOUBLE'}`), ...labels.map((_, k) => `c${dim + k} VARCHAR`)].join(', ')})`);
  try {
    const appender = await connection.createAppender(table);
    const chunk = DuckDBDataChunk.create([...whole.map((w) => (w ? BIGINT : DOUBLE)), ...labels.map(() => VARCHAR)]);
    for (let from = 0; from < count; from += CHUNK) {
      const rows = Math.min(CHUNK, count - from);
      chunk.reset();
      chunk.rowCount = rows;
      for (let d = 0; d < dim; d++) {
        const column = Array.from({ length: rows }, (_, k) => values[(from + k) * dim + d]!);
        chunk.setColumnValues(d, whole[d] ? column.map((v) => BigInt(Math.round(v))) : integer[d] ? column.map(Math.round) : column);
      }
      labels.forEach(({ levels, places }, k) => chunk.setColumnValues(dim + k, Array.from({ length: rows }, (_, r) => levels[places[from + r]!]!)));
      appender.appendDataChunk(chunk);
    }
    appender.closeSync();
    const select = [...columns, ...labels.map((l) => l.name)].map((name, d) => `c${d} AS ${identifier(name)}`).join(', ');
    await beside(path, (target) => copy(connection, `SELECT ${select} FROM ${table}`, target));
  } finally {
    await connection.run(`DROP TABLE IF EXISTS ${table}`);
  }
}

/**
 * A text table as Parquet. `writeText` writes it as CSV with a header, its own columns first and one of scores last. Numbers become
 * numbers; columns that were Parquet before keep their types; everything else is text.
 */
export async function writeTextAsParquet(
  connection: DuckDBConnection,
  { path, dialect, columns, name }: { path: string | null; dialect: Dialect; columns: ColumnProfile[]; name: string },
  out: string,
  writeText: (path: string) => Promise<void>,
): Promise<void> {
  const text = join(dirname(resolve(out)), `.flowscope-${randomBytes(6).toString('hex')}.csv`);
  try {
    await writeText(text);
    const original = await originalTypes(connection, path, dialect);
    const fields = columns.map((c, i) => `${cast(`c${i}`, original.get(c.name) ?? typeOf(c), dialect)} AS ${identifier(c.name)}`);
    const scores = `${cast(`c${columns.length}`, 'DOUBLE', dialect)} AS ${identifier(name)}`;
    const names = [...columns.map((_, i) => i), columns.length].map((i) => `'c${i}': 'VARCHAR'`).join(', ');
    const delimiter = dialect.delimiter === '\t' ? '\\t' : (dialect.delimiter ?? ',');
    const read = `read_csv('${literal(text)}', auto_detect = false, header = true, delim = '${literal(delimiter)}', quote = '"', escape = '"', allow_quoted_nulls = false, max_line_size = 16000000, columns = {${names}})`;
    await beside(out, (target) => copy(connection, `SELECT ${[...fields, scores].join(', ')} FROM ${read}`, target));
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    throw new DataError(error.message.replaceAll(text, out).replaceAll(basename(text), basename(out)));
  } finally {
    await rm(text, { force: true });
  }
}

async function copy(connection: DuckDBConnection, select: string, target: string): Promise<void> {
  await connection.run(`COPY (${select}) TO '${literal(target)}' (FORMAT parquet, COMPRESSION zstd)`);
}

function fits(values: Float64Array, d: number, dim: number): boolean {
  for (let i = d; i < values.length; i += dim) if (!(Math.abs(values[i]!) < LARGEST_BIGINT)) return false;
  return true;
}

/** Types of a single Parquet file's columns; none where the table came from elsewhere (a null path). */
async function originalTypes(connection: DuckDBConnection, path: string | null, dialect: Dialect): Promise<Map<string, string>> {
  if (dialect.format !== 'parquet' || path === null) return new Map();
  try {
    const described = (await connection.runAndReadAll(`DESCRIBE SELECT * FROM read_parquet('${literal(plainPath(path))}', hive_partitioning = false)`)).getRows();
    return new Map(described.map((r): [string, string] => [String(r[0]), SCALAR.test(String(r[1])) ? String(r[1]) : 'VARCHAR']));
  } catch {
    return new Map(); // a folder, or one that is gone meanwhile
  }
}

function typeOf({ type, min, max }: ColumnProfile): string {
  const held = min !== null && max !== null;
  if (type === 'integer' && held && Math.max(Math.abs(min), Math.abs(max)) < LARGEST_BIGINT) return 'BIGINT';
  return type === 'numeric' || type === 'integer' || (type === 'constant' && held) ? 'DOUBLE' : 'VARCHAR';
}

function cast(field: string, type: string, { decimal }: Dialect): string {
  if (type === 'VARCHAR') return field;
  const text = decimal === ',' && /^(DOUBLE|BIGINT)$/.test(type) ? `replace(${field}, ',', '.')` : field;
  if (type === 'DOUBLE' || type === 'BIGINT') {
    const number = groupedSql(field, decimal);
    return type === 'DOUBLE' ? number : `CASE WHEN regexp_full_match(${field}, '\\s*[+-]?[0-9]+\\s*') THEN TRY_CAST(${field} AS BIGINT) ELSE TRY_CAST(${number} AS BIGINT) END`;
  }
  return `CAST(${text} AS ${type})`;
}

const identifier = (name: string) => `"${name.replaceAll('"', '""')}"`;
const literal = (text: string) => text.replaceAll("'", "''");
