// Writing tables: beside, then renamed, so that nothing half-written is ever seen.
import { BIGINT, DOUBLE, DuckDBDataChunk } from '@duckdb/node-api';
import { randomBytes } from 'node:crypto';
import { open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { DataError } from './errors';
import { escape } from './files';
import type { Loaded } from './load';
import { quote } from './records';
import { fieldsSql } from './store';

/** A column of categories, as it is written behind columns of numbers. */
export interface Labels {
  name: string;
  levels: string[];
  /** of each row, among the levels */
  places: ArrayLike<number>;
}

/** Numbers in their shortest form that reads back to the same double. @param values row-major count x D */
export async function writeCsv(
  path: string,
  columns: string[],
  values: Float64Array,
  count: number,
  integer: boolean[] = [],
  labels: Labels[] = [],
): Promise<void> {
  const dim = columns.length;
  await beside(path, async (target) => {
    const file = await open(target, 'wx');
    try {
      // `write` may stop half way on a full disk without an error; `appendFile` does not
      await file.appendFile([...columns, ...labels.map((l) => l.name)].map(field).join(',') + '\n');
      for (let from = 0; from < count; from += 10_000) {
        const lines: string[] = [];
        for (let n = from; n < Math.min(count, from + 10_000); n++) {
          const row: string[] = [];
          for (let d = 0; d < dim; d++)
            row.push(
              numberText(integer[d] ? Math.round(values[n * dim + d]!) : values[n * dim + d]!),
            );
          for (const { levels, places } of labels) row.push(field(levels[places[n]!]!));
          lines.push(row.join(','));
        }
        await file.appendFile(lines.join('\n') + '\n');
      }
      await file.sync();
    } finally {
      await file.close();
    }
  });
}

/** `name`, with a number where the table has such a column already. */
export function uniqueName(name: string, names: string[]): string {
  let unique = name;
  for (let k = 2; names.includes(unique); k++) unique = `${name}_${k}`;
  return unique;
}

/** The loaded table as CSV in its own dialect, every field as it was, plus one column. @param values by row number; NaN leaves the field empty */
export async function writeTableWithColumn(
  loaded: Loaded,
  out: string,
  name: string,
  values: Float64Array,
): Promise<void> {
  const { connection, names, dialect } = loaded;
  if (loaded.packed) return writePackedWithColumn(loaded, out, name, values);
  await withScores(loaded, values, async (scores) => {
    const identifier = (word: string) => `"${word.replaceAll('"', '""')}"`;
    const text =
      dialect.decimal === ','
        ? "replace(CAST(s.value AS VARCHAR), '.', ',')"
        : 'CAST(s.value AS VARCHAR)';
    // what is not finite is spelled as everywhere
    const value = `CASE WHEN isinf(s.value) THEN CASE WHEN s.value > 0 THEN 'Infinity' ELSE '-Infinity' END ELSE ${text} END`;
    const select = [
      ...names.map((n, i) => `r.c${i} AS ${identifier(n)}`),
      `${value} AS ${identifier(uniqueName(name, names))}`,
    ].join(', ');
    await beside(out, async (target) => {
      await connection.run(
        `COPY (SELECT ${select} FROM ${joined(loaded, fieldsOf(loaded), scores)}) TO '${escape(target)}' (FORMAT csv, HEADER true, DELIM '${dialect.delimiter === '\t' ? '\\t' : (dialect.delimiter ?? ',')}')`,
      );
    });
  });
}

/** The same of a table of very many columns, whose rows are lists: DuckDB would hold a buffer for each column. */
async function writePackedWithColumn(
  { connection, table, names, dialect }: Loaded,
  out: string,
  name: string,
  values: Float64Array,
): Promise<void> {
  const delimiter = dialect.delimiter ?? ',';
  const line = (fields: string[]) =>
    fields.map((text) => (text === '' ? '' : quote(text, delimiter))).join(delimiter) + '\n';
  const shown = (value: number | undefined) =>
    value === undefined || Number.isNaN(value)
      ? ''
      : numberText(value).replace('.', dialect.decimal ?? '.');
  const last = uniqueName(name, names);
  await beside(out, async (target) => {
    const file = await open(target, 'wx');
    try {
      await file.appendFile(line([...names, last]));
      const reader = await connection.stream(`SELECT row, t FROM ${table}_lists ORDER BY row`);
      for (
        let chunk = await reader.fetchChunk();
        chunk && chunk.rowCount > 0;
        chunk = await reader.fetchChunk()
      ) {
        const [rows, lists] = [
          chunk.getColumnValues(0),
          chunk.getColumnValues(1) as unknown as { items: (string | null)[] }[],
        ];
        for (const [k, { items }] of lists.entries())
          await file.appendFile(
            line([...items.map((text) => text ?? ''), shown(values[Number(rows[k])])]),
          );
      }
      await file.sync();
    } finally {
      await file.close();
    }
  });
}

/** The name of a table with `row` and `value` while `use` runs. */
export async function withScores(
  loaded: Loaded,
  values: Float64Array,
  use: (scores: string) => Promise<void>,
): Promise<void> {
  const { connection, table } = loaded;
  const scores = `${table}_scores`;
  await connection.run(`CREATE OR REPLACE TEMP TABLE ${scores} (row BIGINT, value DOUBLE)`);
  try {
    await appendScores(loaded, scores, values);
    await use(scores);
  } finally {
    await connection.run(`DROP TABLE IF EXISTS ${scores}`);
  }
}

/** Rows are numbered without gaps: they lie as the scores do, and sorting a large table again is slow. */
const dense = ({ text, source }: Loaded) => !text.every(Boolean) && !source.numbered;

/** SQL: every field as it was read, as `c0`, `c1`, ... */
export const fieldsOf = (loaded: Loaded) => (dense(loaded) ? loaded.source.sql : fieldsSql(loaded));

/** SQL: the same, with the numbers `n0`, `n1`, ... of the table beside them. */
export function fieldsWithNumbers(loaded: Loaded): string {
  const { table, number, source } = loaded;
  const numbers = number.flatMap((is, i) => (is ? [`n${i}`] : []));
  if (source.types || numbers.length === 0) return fieldsOf(loaded);
  if (dense(loaded))
    return `(SELECT * FROM ${source.sql} POSITIONAL JOIN (SELECT ${numbers.join(', ')} FROM ${table}_data))`;
  return `(SELECT f.*, ${numbers.map((n) => `t.${n}`).join(', ')} FROM ${fieldsSql(loaded)} f JOIN ${table} t USING (row))`;
}

/** SQL: `fields` as r and the scores as s, in the order of the file. */
export function joined(loaded: Loaded, fields: string, scores: string): string {
  return dense(loaded)
    ? `${fields} r POSITIONAL JOIN ${scores} s`
    : `${fields} r LEFT JOIN ${scores} s USING (row) ORDER BY r.row`;
}

const CHUNK = 2048;

async function appendScores(
  { connection }: Loaded,
  scores: string,
  values: Float64Array,
): Promise<void> {
  const appender = await connection.createAppender(scores);
  const chunk = DuckDBDataChunk.create([BIGINT, DOUBLE]);
  for (let from = 0; from < values.length; from += CHUNK) {
    const part = Array.from(values.subarray(from, from + CHUNK));
    chunk.reset();
    chunk.rowCount = part.length;
    chunk.setColumnValues(
      0,
      part.map((_, k) => BigInt(from + k)),
    );
    chunk.setColumnValues(
      1,
      part.map((v) => (Number.isNaN(v) ? null : v + 0)),
    ); // no -0
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
}

/** Writes a file under another name beside `path`, then gives it its own. @throws DataError with a sentence for the user */
export async function beside(
  path: string,
  write: (target: string) => Promise<void>,
): Promise<void> {
  const folder = dirname(resolve(path));
  if (!(await stat(folder).catch(() => null))?.isDirectory())
    throw new DataError(
      `The folder ${folder} does not exist: ${basename(path)} was not written. Create it or choose another place.`,
    );
  if ((await stat(path).catch(() => null))?.isDirectory())
    throw new DataError(`${path} is a folder. Choose a file name.`);
  const target = join(folder, `.flowscope-${randomBytes(6).toString('hex')}.tmp`);
  try {
    await write(target);
    await rename(target, path);
  } catch (error) {
    await rm(target, { force: true });
    const code = (error as NodeJS.ErrnoException).code;
    const text = String((error as Error).message);
    if (code === 'ENOSPC' || /No space left/i.test(text))
      throw new DataError(
        `The disk is full: ${basename(path)} was not written. Free some space and try again.`,
      );
    if (
      code === 'EACCES' ||
      code === 'EROFS' ||
      code === 'EPERM' ||
      /Permission denied|Read-only/i.test(text)
    )
      throw new DataError(`${path} cannot be written: permission denied. Choose another place.`);
    throw error;
  }
}

function numberText(value: number): string {
  return Object.is(value, -0) ? '0' : String(value);
}

function field(text: string): string {
  return /[",\r\n;\t|]|^\s|\s$/.test(text) || text === ''
    ? `"${text.replaceAll('"', '""')}"`
    : text;
}
