// From a path to a table in memory: `NAME_raw` holds every field as text (or as Parquet's own type), with its row number.
import type { DuckDBConnection } from '@duckdb/node-api';
import { createHash, randomBytes } from 'node:crypto';
import { open, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { basename, extname, join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Dialect, Fingerprint, Reading } from '../protocol/data';
import { DataError } from './errors';
import { looksLikeJson, parseJson } from './json';
import { decode, quote, scan, sniff, withoutComments } from './text';

export interface Loaded {
  connection: DuckDBConnection;
  path: string;
  /** name of the table in DuckDB; its columns are c0, c1, ... and `row` */
  table: string;
  names: string[];
  /** Parquet columns that are numbers already; null for text tables */
  numberTypes: boolean[] | null;
  dialect: Dialect;
  rows: number;
  shortRows: number;
  longRows: number;
  fingerprint: Fingerprint;
  notes: string[];
  /** types that the user has settled, by name */
  types: NonNullable<Reading['types']>;
}

/** One JavaScript string holds the file. */
const LARGEST_TEXT = 500 * 1024 * 1024;
const EDGE = 1024 * 1024;

export async function loadTable(connection: DuckDBConnection, path: string, temporary: string, table: string, said: Reading = {}): Promise<Loaded> {
  const name = basename(path);
  const there = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw new DataError(error.code === 'EACCES' ? `${name} cannot be read: permission denied.` : `${path} cannot be found. Check the path.`);
  });
  if (there.isDirectory()) throw new DataError(`${path} is a folder. Choose a CSV, TSV or Parquet file.`);
  if (there.size === 0) throw new DataError(`${name} is empty. Choose a file with a header and rows.`);
  const fingerprint = await fingerprintOf(path);
  const parts = (await isParquet(path)) ? await loadParquet(connection, path, temporary, table) : await loadText(connection, path, temporary, table, there.size, said);
  await requireUnchanged(path, fingerprint);
  const unknown = Object.keys(said.types ?? {}).find((column) => !parts.names.includes(column));
  if (unknown !== undefined) throw new DataError(`There is no column "${unknown}" to settle the type of. Columns: ${parts.names.map((n) => `"${n}"`).join(', ')}.`);
  return { connection, path, table, fingerprint, types: said.types ?? {}, ...parts };
}

/** Size, time of change, and a hash of the content (of its first and last MB when it is larger than 64 MB). */
export async function fingerprintOf(path: string): Promise<Fingerprint> {
  const { size, mtimeMs } = await stat(path);
  const hash = createHash('sha256').update(String(size));
  if (size <= 64 * EDGE) hash.update(await readFile(path));
  else {
    const file = await open(path);
    try {
      for (const position of [0, size - EDGE]) hash.update((await file.read({ buffer: Buffer.alloc(EDGE), position })).buffer);
    } finally {
      await file.close();
    }
  }
  return { size, modified: mtimeMs, hash: hash.digest('hex') };
}

/** @throws DataError if the file is no longer as it was: what was read may be half of one version and half of another */
export async function requireUnchanged(path: string, { size, modified }: Fingerprint): Promise<void> {
  const now = await stat(path).catch(() => null);
  if (now?.size === size && now.mtimeMs === modified) return;
  throw new DataError(`${basename(path)} ${now ? 'changed' : 'was deleted'} while it was read. ${now ? 'Wait until it is written, then try again.' : 'Restore it, then try again.'}`);
}

export async function isParquet(path: string): Promise<boolean> {
  const file = await open(path).catch((error: NodeJS.ErrnoException) => {
    throw new DataError(`${basename(path)} cannot be read: ${error.code === 'EACCES' ? 'permission denied' : error.code}.`);
  });
  try {
    const { buffer } = await file.read({ buffer: Buffer.alloc(4), position: 0 });
    return buffer.toString('latin1') === 'PAR1';
  } finally {
    await file.close();
  }
}

type Parts = Omit<Loaded, 'connection' | 'path' | 'table' | 'fingerprint' | 'types'>;

/** A text table, ready for DuckDB: nothing is left to guess. */
interface TextTable extends Pick<Parts, 'names' | 'rows' | 'shortRows' | 'longRows' | 'dialect' | 'notes'> {
  /** CSV without header, with the delimiter of `separator` */
  clean: string[];
  separator: string;
}

async function loadText(connection: DuckDBConnection, path: string, temporary: string, table: string, size: number, said: Reading): Promise<Parts> {
  const name = basename(path);
  if (extname(path).toLowerCase() === '.parquet') throw new DataError(`${name} is not a Parquet file, whatever its name says. Choose another file.`);
  if (size > LARGEST_TEXT) throw new DataError(`${name} holds ${Math.round(size / 1e6)} MB: text files up to 500 MB can be opened. Convert it to Parquet.`);
  const { clean, separator, ...found } = await readTextTable(path, said).catch((error: unknown) => {
    throw error instanceof DataError ? new DataError(`${name} cannot be read: ${error.message}`) : error;
  });
  if (found.rows === 0)
    throw new DataError(found.longRows > 0 ? `${name} cannot be read as a table: no row has as many fields as the header. Check the delimiter.` : `${name} has a header but no rows. Choose a file with rows.`);

  const copy = join(temporary, `${randomBytes(6).toString('hex')}.csv`);
  try {
    await writeFile(copy, clean.join(''));
    const columns = found.names.map((_, i) => `'c${i}': 'VARCHAR'`).join(', ');
    await connection.run(
      `CREATE TABLE ${table}_raw AS SELECT (row_number() OVER () - 1)::BIGINT AS row, * FROM read_csv('${escape(copy)}', auto_detect = false, header = false, ` +
        `delim = '${separator === '\t' ? '\\t' : escape(separator)}', quote = '"', escape = '"', new_line = '\\n', max_line_size = 16000000, columns = {${columns}})`,
    );
  } finally {
    await rm(copy, { force: true });
  }
  return { ...found, numberTypes: null };
}

/** @throws DataError that says what is wrong, without the name of the file */
async function readTextTable(path: string, said: Reading): Promise<TextTable> {
  const { bytes, gzip } = unpack(await readFile(path));
  const { text: whole, encoding } = decode(bytes, said.encoding);
  let text = whole.charCodeAt(0) === 0xfeff ? whole.slice(1) : whole;
  const notes: string[] = [];
  if (said.comment) {
    const { text: kept, left } = withoutComments(text, said.comment);
    text = kept;
    notes.push(`${count(left, 'line is a comment and is', 'lines are comments and are')} left out.`);
  }
  if (text.trim() === '') throw new DataError('it is empty. Choose a file with a header and rows.');
  const packed = gzip ? { gzip } : {};
  if (said.delimiter === undefined && looksLikeJson(text)) {
    const { names, records } = parseJson(text);
    return {
      names, rows: records.length, shortRows: 0, longRows: 0, separator: ',', clean: records.map((record) => record.map((v) => quote(v, ',')).join(',') + '\n'),
      dialect: { format: 'json', delimiter: null, decimal: '.', header: true, encoding, ...packed }, notes: [`Read as JSON${gzip ? ', compressed' : ''}.`, ...notes],
    };
  }
  const layout = sniff(text, said);
  const { delimiter, decimal, header, names } = layout;
  const found = scan(text, layout);
  const shown = delimiter === '\t' ? 'tab' : `"${delimiter}"`;
  notes.unshift(`Read with ${shown} between fields${decimal === ',' ? ' and a decimal comma' : ''}${encoding === 'utf-8' ? '' : `, as ${encoding}`}${gzip ? ', compressed' : ''}${header ? '' : '; it has no header, so columns are numbered'}.`);
  if (found.short > 0) notes.push(`${count(found.short, 'row has', 'rows have')} too few fields: the missing ones count as gaps.`);
  if (found.long > 0) notes.push(`${count(found.long, 'row has', 'rows have')} too many fields and ${found.long === 1 ? 'is' : 'are'} left out.`);
  return { names, clean: found.clean, separator: delimiter, rows: found.rows, shortRows: found.short, longRows: found.long, notes, dialect: { format: 'csv', delimiter, decimal, header, encoding, ...packed } };
}

function unpack(bytes: Uint8Array): { bytes: Uint8Array; gzip: boolean } {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return { bytes, gzip: false };
  try {
    return { bytes: gunzipSync(bytes, { maxOutputLength: LARGEST_TEXT }), gzip: true };
  } catch (error) {
    throw new DataError((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? 'it holds over 500 MB when unpacked. Convert it to Parquet.' : 'it is compressed with gzip, and damaged. Restore it from a copy.');
  }
}

async function loadParquet(connection: DuckDBConnection, path: string, temporary: string, table: string): Promise<Parts> {
  // DuckDB takes a path for a pattern: a link with a plain name is read instead
  const link = join(temporary, `${randomBytes(6).toString('hex')}.parquet`);
  await symlink(resolve(path), link);
  try {
    const described = (await connection.runAndReadAll(`DESCRIBE SELECT * FROM read_parquet('${escape(link)}')`)).getRows();
    const names = described.map((r) => String(r[0]));
    const types = described.map((r) => String(r[1]));
    const select = names.map((n, i) => `"${n.replaceAll('"', '""')}" AS c${i}`).join(', ');
    await connection.run(`CREATE TABLE ${table}_raw AS SELECT (row_number() OVER () - 1)::BIGINT AS row, ${select} FROM read_parquet('${escape(link)}')`);
    const rows = Number((await connection.runAndReadAll(`SELECT count(*) FROM ${table}_raw`)).getRows()[0]![0]);
    if (rows === 0) throw new DataError(`${basename(path)} has columns but no rows. Choose a file with rows.`);
    return {
      names, rows, shortRows: 0, longRows: 0, notes: [], numberTypes: types.map((t) => /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|UINTEGER|FLOAT|DOUBLE|DECIMAL.*)$/.test(t)),
      dialect: { format: 'parquet', delimiter: null, decimal: null, header: true, encoding: null },
    };
  } catch (error) {
    if (error instanceof DataError) throw error;
    throw new DataError(`${basename(path)} cannot be read as Parquet: it may be damaged or encrypted.`);
  } finally {
    await rm(link, { force: true });
  }
}

export const escape = (text: string) => text.replaceAll("'", "''");
const count = (n: number, one: string, many: string) => `${n.toLocaleString('en')} ${n === 1 ? one : many}`;
