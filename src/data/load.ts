// From a path to a table in DuckDB. Plain large text goes straight to DuckDB's own reader, with the dialect that was decided here; everything else
// is rewritten first (clean.ts), so that nothing is left to guess.
import type { DuckDBConnection } from '@duckdb/node-api';
import { randomBytes } from 'node:crypto';
import { rm, stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import type { Dialect, Fingerprint, Reading } from '../protocol/data';
import { headOf } from './bytes';
import { headText, readAs, writeClean } from './clean';
import { layoutOf, type Layout } from './dialect';
import { encodingOf } from './encoding';
import { DataError } from './errors';
import { escape, fingerprintOf, isParquet, plainPath, requireUnchanged } from './files';
import { foreignForm } from './foreign';
import { looksLikeJson } from './json';
import { writeFields } from './packed';
import {
  discard,
  isNumberType,
  type Source,
  store,
  storePacked,
  storeWideParquet,
  type Stored,
} from './store';
import { leaveOutSummary } from './summary-rows';
import { surveyOf } from './survey';

export interface Loaded extends Stored {
  /** a file, or the folder or pattern of several */
  path: string;
  files: string[];
  dialect: Dialect;
  shortRows: number;
  longRows: number;
  units: (string | null)[];
  fingerprint: Fingerprint;
  notes: string[];
  /** types that the user has settled, by name */
  types: NonNullable<Reading['types']>;
  /** files of our own that the table still reads */
  own: string[];
}

export interface Opening {
  connection: DuckDBConnection;
  /** a folder of our own */
  temporary: string;
  /** name for the table */
  table: string;
  said: Reading;
  /** the editor's encoding, where the file does not say its own */
  encodingHint?: string | undefined;
  signal?: AbortSignal | undefined;
  limits: Limits;
}

export interface Limits {
  /** text files from this size on are given to DuckDB as they are, if they are plain */
  straight: number;
  /** up to this size every field is kept as it was read */
  everything: number;
  /** tables of more columns are stored as lists: see `packed.ts` */
  columns: number;
}
export const LIMITS: Limits = { straight: 16e6, everything: 32e6, columns: 500 };

/** One file. @throws DataError with a sentence for the user */
export async function loadFile(path: string, opening: Opening): Promise<Loaded> {
  const { connection, signal, said } = opening;
  const name = basename(path);
  const there = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw new DataError(
      error.code === 'EACCES'
        ? `${name} cannot be read: permission denied.`
        : `${path} cannot be found. Check the path.`,
    );
  });
  if (there.size === 0)
    throw new DataError(`${name} is empty. Choose a file with a header and rows.`);
  const stop = () => connection.interrupt();
  signal?.addEventListener('abort', stop);
  try {
    signal?.throwIfAborted();
    const fingerprint = await fingerprintOf(path);
    const parquet = await isParquet(path);
    if (!parquet && extname(path).toLowerCase() === '.parquet')
      throw new DataError(
        `${name} is not a Parquet file, whatever its name says. Choose another file.`,
      );
    const loaded = parquet
      ? await loadParquet(path, there.size, opening)
      : ((await loadStraight(path, there.size, opening)) ?? (await loadRewritten(path, opening)));
    await requireUnchanged(path, fingerprint);
    const unknown = Object.keys(said.types ?? {}).find((column) => !loaded.names.includes(column));
    if (unknown !== undefined)
      throw new DataError(
        `There is no column "${unknown}" to settle the type of. Columns: ${loaded.names.map((n) => `"${n}"`).join(', ')}.`,
      );
    return { types: said.types ?? {}, ...loaded, path, files: [path], fingerprint };
  } catch (error) {
    if (signal?.aborted) throw new DataError(`Opening ${name} was cancelled.`);
    if (/Out of Memory/i.test(String((error as Error).message)))
      throw new DataError(
        `${name} does not fit into the memory that Flowscope allows itself. Choose fewer columns, or a part of the rows.`,
      );
    throw error;
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

type Parts = Omit<Loaded, 'path' | 'files' | 'fingerprint' | 'types'> &
  Partial<Pick<Loaded, 'types'>>;

/** DuckDB reads a large, plain text by itself; null when it is small or not plain. */
async function loadStraight(
  path: string,
  size: number,
  { connection, table, said, signal, limits }: Opening,
): Promise<Parts | null> {
  if (size < limits.straight || said.comment) return null;
  const begun = await headOf(path)
    .then(({ head, ...rest }) => ({ head, ...rest, encoding: encodingOf(head, said.encoding) }))
    .catch((error: unknown) => {
      if (error instanceof DataError) return null; // reading it the careful way says what is wrong
      throw error;
    });
  if (!begun || begun.gzip || begun.encoding.decoder !== 'utf-8') return null;
  const { head, whole, encoding } = begun;
  const beginning = (await headText({ encoding, head, whole }).catch(() => '')).replace(
    /^\ufeff/,
    '',
  );
  if (
    beginning === '' ||
    /^[\r\n]/.test(beginning) ||
    foreignForm(beginning) !== null ||
    (said.delimiter === undefined && looksLikeJson(beginning))
  )
    return null;
  const layout = layoutOf(beginning, said, whole);
  if (
    !isPlain(layout) ||
    layout.names.length < 2 ||
    layout.names.length > limits.columns ||
    layout.delimiter.charCodeAt(0) > 127 ||
    /[\r\n]/.test(layout.names.join(''))
  )
    return null;

  const source: Source = {
    sql: csvSql(
      plainPath(path),
      layout.names.map((_, i) => `c${i}`),
      layout,
    ),
    numbered: false,
    types: null,
    decimal: layout.decimal,
  };
  const stopped = new AbortController();
  signal?.addEventListener('abort', () => stopped.abort(), { once: true });
  // the survey and DuckDB read at the same time; whoever meets something odd stops both
  const survey = surveyOf(path, stopped.signal).then((found) => {
    if (found.odd) connection.interrupt();
    return found;
  });
  const [found, stored] = await Promise.allSettled([
    survey,
    store(connection, table, {
      names: layout.names,
      source,
      numeric: layout.numeric,
      types: said.types ?? {},
      everything: size <= limits.everything,
    }).catch((error: unknown) => {
      stopped.abort();
      throw error;
    }),
  ]);
  const ready = stored.status === 'fulfilled' ? stored.value : null;
  const trusted =
    ready !== null &&
    found.status === 'fulfilled' &&
    found.value.odd === null &&
    ready.rows === found.value.lines - (layout.header ? 1 : 0) &&
    ready.rows > 0;
  if (trusted) {
    const notes = [
      readAs(layout, encoding.shown, false),
      ...layout.notes,
      ...(await leaveOutSummary(ready, said.footer)),
    ];
    return {
      ...ready,
      units: layout.names.map(() => null),
      dialect: dialectOf(layout, encoding.shown),
      shortRows: 0,
      longRows: 0,
      notes,
      own: [],
    };
  }
  if (ready) await discard(ready);
  else await connection.run(`DROP VIEW IF EXISTS ${table}; DROP TABLE IF EXISTS ${table}_data`);
  signal?.throwIfAborted();
  if (stored.status === 'rejected' && /Out of Memory|No space left/i.test(String(stored.reason)))
    throw stored.reason;
  return null;
}

/** Rows below at most one row of names, quoted as DuckDB reads quotes. */
const isPlain = ({
  skip,
  headed,
  header,
  runs,
  rowNames,
  comment,
  quoting: { quote, escape, padded },
}: Layout) =>
  skip === (headed ? 1 : 0) &&
  header === (headed !== null) &&
  !runs &&
  !rowNames &&
  comment === '' &&
  quote === '"' &&
  !escape &&
  !padded;

const dialectOf = ({ delimiter, decimal, header }: Layout, encoding: string): Dialect => ({
  format: 'csv',
  delimiter,
  decimal,
  header,
  encoding,
});

/** SQL: a CSV file with nothing left to guess. */
function csvSql(
  path: string,
  columns: string[],
  { delimiter, header }: Pick<Layout, 'delimiter' | 'header'>,
  more = '',
): string {
  const types = columns
    .map((c) => `'${c}': '${c === 'row' || c === 'k' ? 'BIGINT' : 'VARCHAR'}'`)
    .join(', ');
  return `read_csv('${escape(path)}', auto_detect = false, hive_partitioning = false, header = ${header}, delim = '${delimiter === '\t' ? '\\t' : escape(delimiter)}', quote = '"', escape = '"', strict_mode = true, max_line_size = 16000000${more}, columns = {${types}})`;
}

/** Everything that is not plain, or not large. */
async function loadRewritten(
  path: string,
  { connection, table, temporary, said, encodingHint, signal, limits }: Opening,
): Promise<Parts> {
  const name = basename(path);
  const [copy, fields] = [0, 1].map(() =>
    join(temporary, `${randomBytes(6).toString('hex')}.csv`),
  ) as [string, string];
  let keep = false;
  try {
    const found = await writeClean(path, said, copy, encodingHint, signal).catch(
      (error: unknown) => {
        throw error instanceof DataError
          ? new DataError(`${name} cannot be read: ${error.message}`)
          : error;
      },
    );
    if (found.names.length === 0)
      throw new DataError(`${name} holds no fields. Choose a file with a header and rows.`);
    if (found.oneShort && found.longRows > found.rows)
      throw new DataError(
        `${name} cannot be read as a table: its header has one name less than its rows have fields. Settle whether the first column holds names of rows, or check the delimiter.`,
      );
    if (found.rows === 0)
      throw new DataError(
        found.longRows > 0
          ? `${name} cannot be read as a table: no row has as many fields as the header. Check the delimiter.`
          : `${name} has a header but no rows. Choose a file with rows.`,
      );
    if (found.longRows > found.rows)
      throw new DataError(
        `${name} cannot be read as a table: most rows have more fields than the header. Check the delimiter, and delete lines before the table.`,
      );
    const types = {
      ...(found.rowNames ? { [found.names[0]!]: 'text' as const } : {}),
      ...said.types,
    };
    const rewritten = { names: found.names, numeric: found.numeric, types };
    const about = {
      types,
      units: found.units ?? found.names.map(() => null),
      dialect: found.dialect,
      shortRows: found.shortRows,
      longRows: found.longRows,
      notes: found.notes,
    };
    if (found.names.length > limits.columns) {
      await writeFields(copy, found.delimiter, found.names.length, fields);
      const source: Source = {
        sql: csvSql(
          fields,
          ['row', 'k', 'c'],
          { delimiter: ',', header: false },
          ", new_line = '\\n'",
        ),
        numbered: true,
        types: null,
        decimal: found.dialect.decimal,
      };
      const packed = await storePacked(connection, table, { ...rewritten, source });
      const left =
        found.dialect.format === 'json'
          ? []
          : await leaveOutSummary(packed, said.footer, found.afterBlank ?? null);
      return { ...packed, ...about, notes: [...about.notes, ...left], own: [] };
    }
    const json = found.dialect.format === 'json';
    // lines of JSON are as long as the keys seen so far
    const sql = csvSql(
      copy,
      ['row', ...found.names.map((_, i) => `c${i}`)],
      { delimiter: found.delimiter, header: false },
      json ? ', null_padding = true, parallel = false' : ", new_line = '\\n'",
    );
    const source: Source = { sql, numbered: true, types: null, decimal: found.dialect.decimal };
    const everything = found.size <= limits.everything;
    const stored = await store(connection, table, { ...rewritten, source, everything });
    if (stored.rows !== found.rows)
      throw new Error(`${stored.rows} of ${found.rows} rows of ${name} were read`);
    keep = !everything;
    const left = json ? [] : await leaveOutSummary(stored, said.footer, found.afterBlank ?? null);
    return { ...stored, ...about, notes: [...about.notes, ...left], own: keep ? [copy] : [] };
  } finally {
    if (!keep) await rm(copy, { force: true });
    await rm(fields, { force: true });
  }
}

async function loadParquet(
  path: string,
  size: number,
  { connection, table, said, limits }: Opening,
): Promise<Parts> {
  try {
    const file = `read_parquet('${escape(plainPath(path))}', hive_partitioning = false)`;
    const described = (await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${file}`)).getRows();
    const names = described.map((r) => String(r[0]));
    const types = described.map((r) => String(r[1]));
    const source: Source = {
      sql: `(SELECT ${names.map((n, i) => `"${n.replaceAll('"', '""')}" AS c${i}`).join(', ')} FROM ${file})`,
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
      throw new DataError(`${basename(path)} has columns but no rows. Choose a file with rows.`);
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
      `${basename(path)} cannot be read as Parquet: it may be damaged or encrypted.`,
    );
  }
}
