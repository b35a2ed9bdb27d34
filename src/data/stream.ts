// The complete rows of some columns, in file order, a piece at a time: millions of them without a table in memory.
import type { DuckDBConnection } from '@duckdb/node-api';
import { randomBytes } from 'node:crypto';
import { open, rm, stat, symlink } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { Reading } from '../protocol/data';
import { DataError } from './errors';
import { escape, isParquet, type Loaded, loadTable, requireUnchanged } from './load';
import { checkColumns, MISSING, numberSql } from './profile';
import { Table } from './table';

/** Larger files are not loaded but read through, their dialect and types judged by their beginning. */
const LARGE = 64 * 1024 * 1024;
const HEAD_BYTES = 8 * 1024 * 1024;
const HEAD_ROWS = 100_000;

/** Rows without gaps, row-major; `read` counts all rows up to here. */
export interface Piece {
  values: Float64Array;
  count: number;
  read: number;
}

export interface RowStream {
  names: string[];
  /** once; always the same rows in the same order, whatever the number of threads. @throws DataError for a text where a number belongs */
  pieces(): AsyncGenerator<Piece>;
  close(): Promise<void>;
}

/**
 * @param columns by default every numeric one
 * @throws DataError with a sentence for the user
 */
export async function openStream(connection: DuckDBConnection, path: string, temporary: string, table: string, columns?: string[], said: Reading = {}): Promise<RowStream> {
  const there = await stat(path).catch(() => null);
  const large = there?.isFile() && there.size > LARGE ? await openHead(connection, path, temporary, table, said) : null;
  if (large) return streamFile(large, path, columns);
  const loaded = await loadTable(connection, path, temporary, table, said);
  const whole = new Table(loaded);
  const names = columns ?? (await numericColumns(whole));
  await checkNumeric(whole, names);
  const select = names.map((name) => `c${loaded.names.indexOf(name)}`).join(', ');
  return {
    names,
    pieces: () => read(connection, `SELECT ${select} FROM ${table}_num`, names, true),
    close: async () => whole.close(),
  };
}

interface Head {
  loaded: Loaded;
  table: Table;
  /** FROM clause that yields c0, c1, ... of the whole file */
  source: string;
  /** a link with a plain name, for DuckDB takes a path for a pattern */
  link: string;
  rejects: string | null;
}

/** The beginning of a large file as a table; null where the whole has to be decoded first. */
async function openHead(connection: DuckDBConnection, path: string, temporary: string, table: string, said: Reading): Promise<Head | null> {
  const parquet = await isParquet(path);
  if (!parquet && (said.comment !== undefined || (said.encoding !== undefined && said.encoding !== 'utf-8'))) return null;
  const name = randomBytes(6).toString('hex');
  const [link, head] = [join(temporary, `${name}.${parquet ? 'parquet' : 'csv'}`), join(temporary, `${name}-head.${parquet ? 'parquet' : 'csv'}`)];
  await symlink(resolve(path), link);
  try {
    if (parquet) await connection.run(`COPY (SELECT * FROM read_parquet('${escape(link)}') LIMIT ${HEAD_ROWS}) TO '${escape(head)}' (FORMAT parquet)`);
    else await copyHead(path, head);
    const loaded = await loadTable(connection, head, temporary, table, said);
    const { format, encoding, gzip, delimiter, header } = loaded.dialect;
    if (!parquet && (format !== 'csv' || gzip || encoding !== 'utf-8' || loaded.shortRows + loaded.longRows > 0)) {
      new Table(loaded).close();
      await rm(link, { force: true });
      return null;
    }
    const rejects = parquet ? null : `${table}_rejects`;
    const fields = loaded.names.map((_, i) => `'c${i}': 'VARCHAR'`).join(', ');
    const source = parquet
      ? `(SELECT ${loaded.names.map((n, i) => `"${n.replaceAll('"', '""')}" AS c${i}`).join(', ')} FROM read_parquet('${escape(link)}'))`
      : `read_csv('${escape(link)}', auto_detect = false, header = ${header}, delim = '${delimiter === '\t' ? '\\t' : escape(delimiter!)}', quote = '"', escape = '"', max_line_size = 16000000, null_padding = true, ` +
        `store_rejects = true, rejects_table = '${rejects}', rejects_scan = '${table}_scans', columns = {${fields}})`;
    return { loaded, table: new Table(loaded), source, link, rejects };
  } catch (error) {
    await rm(link, { force: true });
    throw error instanceof DataError ? new DataError(error.message.replaceAll(basename(head), basename(path))) : error;
  } finally {
    await rm(head, { force: true });
  }
}

/** Whole lines from the beginning of a text file. */
async function copyHead(path: string, to: string): Promise<void> {
  const [from, out] = [await open(path), await open(to, 'wx')];
  try {
    const { buffer, bytesRead } = await from.read({ buffer: Buffer.alloc(HEAD_BYTES), position: 0 });
    await out.writeFile(buffer.subarray(0, buffer.lastIndexOf(10, bytesRead - 1) + 1));
  } finally {
    await Promise.all([from.close(), out.close()]);
  }
}

async function streamFile({ loaded, table, source, link, rejects }: Head, path: string, columns?: string[]): Promise<RowStream> {
  const { connection, types, dialect } = loaded;
  const before = await stat(path);
  const close = async () => {
    table.close();
    await rm(link, { force: true });
  };
  try {
    const names = columns ?? (await numericColumns(table));
    await checkNumeric(table, names);
    const words = MISSING.map((m) => `'${m}'`).join(', ');
    // not IN: a list of some length becomes a join, and a join loses the order of the rows
    const select = names.map((name) => {
      const i = loaded.names.indexOf(name);
      if (dialect.format === 'parquet') return numberSql(loaded, i);
      const gap = types[name] === 'number' ? `'NaN'::DOUBLE` : `CASE WHEN list_contains([${words}], lower(trim(coalesce(c${i}, '')))) THEN 'NaN'::DOUBLE END`;
      return `coalesce(${numberSql(loaded, i)}, ${gap})`;
    });
    const pieces = async function* () {
      yield* read(connection, `SELECT ${select.join(', ')} FROM ${source}`, names, dialect.format === 'parquet');
      await requireUnchanged(path, { size: before.size, modified: before.mtimeMs, hash: '' });
      if (!rejects) return;
      const [left] = (await connection.runAndReadAll(`SELECT count(DISTINCT line) FROM ${rejects}`)).getRows()[0]!;
      if (Number(left) > 0) throw new DataError(`${basename(path)} has ${Number(left).toLocaleString('en')} rows that do not fit its header, or are not UTF-8. Mend them, or convert the file to Parquet.`);
    };
    return { names, pieces, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function* read(connection: DuckDBConnection, query: string, names: string[], nullIsGap: boolean): AsyncGenerator<Piece> {
  const result = await connection.stream(query);
  const dim = names.length;
  let seen = 0;
  for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    const rows = chunk.rowCount;
    const values = new Float64Array(rows * dim);
    for (let d = 0; d < dim; d++) {
      const vector = chunk.getColumnVector(d);
      for (let k = 0; k < rows; k++) {
        const value = vector.getItem(k) as number | null;
        if (value === null && !nullIsGap) throw new DataError(`The column "${names[d]}" holds a text in row ${seen + k} (rows count from 0). Choose other columns, or say that it holds numbers: --type "${names[d]}=number".`);
        values[k * dim + d] = value ?? NaN;
      }
    }
    seen += rows;
    yield { ...withoutGaps(values, rows, dim), read: seen };
  }
}

/** Rows of finite numbers, moved together. */
function withoutGaps(values: Float64Array, rows: number, dim: number): { values: Float64Array; count: number } {
  let count = 0;
  for (let n = 0; n < rows; n++) {
    let complete = true;
    for (let d = 0; d < dim; d++) complete &&= Number.isFinite(values[n * dim + d]!);
    if (complete && count !== n) values.copyWithin(count * dim, n * dim, (n + 1) * dim);
    if (complete) count++;
  }
  return { values, count };
}

async function numericColumns(table: Table): Promise<string[]> {
  const names = (await table.profile()).columns.filter((c) => c.modelled).map((c) => c.name);
  if (names.length === 0) throw new DataError('This file has no numeric column.');
  return names;
}

/** A column that is constant, as far as it was looked at, may be asked for. */
async function checkNumeric(table: Table, names: string[]): Promise<void> {
  const profile = await table.profile();
  const constant = profile.columns.filter((c) => c.type === 'constant' && c.min !== null).map((c) => c.name);
  checkColumns(profile, names.filter((name) => !constant.includes(name)));
}
