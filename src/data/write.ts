// Writing tables: beside, then renamed, so that nothing half-written is ever seen.
import { randomBytes } from 'node:crypto';
import { open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { DataError } from './errors';
import { escape, type Loaded } from './load';

/** Numbers in their shortest form that reads back to the same double. @param values row-major count x D */
export async function writeCsv(path: string, columns: string[], values: Float64Array, count: number, integer: boolean[] = []): Promise<void> {
  const dim = columns.length;
  await beside(path, async (target) => {
    const file = await open(target, 'wx');
    try {
      // `write` may stop half way on a full disk without an error; `appendFile` does not
      await file.appendFile(columns.map(field).join(',') + '\n');
      for (let from = 0; from < count; from += 10_000) {
        const lines: string[] = [];
        for (let n = from; n < Math.min(count, from + 10_000); n++) {
          const row: string[] = [];
          for (let d = 0; d < dim; d++) row.push(numberText(integer[d] ? Math.round(values[n * dim + d]!) : values[n * dim + d]!));
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

/** The loaded table as CSV in its own dialect, every field as it was, plus one column. */
export async function writeTableWithColumn(loaded: Loaded, out: string, name: string, values: Float64Array): Promise<void> {
  const { connection, table, names, dialect } = loaded;
  const unique = uniqueName(name, names);
  const scores = `${table}_scores`;
  await connection.run(`CREATE OR REPLACE TEMP TABLE ${scores} (row BIGINT, value VARCHAR)`);
  const appender = await connection.createAppender(scores);
  for (let n = 0; n < values.length; n++) {
    appender.appendBigInt(BigInt(n));
    if (Number.isNaN(values[n]!)) appender.appendNull();
    else appender.appendVarchar(dialect.decimal === ',' ? numberText(values[n]!).replace('.', ',') : numberText(values[n]!));
    appender.endRow();
  }
  appender.closeSync();
  const identifier = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const select = [...names.map((n, i) => `r.c${i} AS ${identifier(n)}`), `s.value AS ${identifier(unique)}`].join(', ');
  try {
    await beside(out, async (target) => {
      await connection.run(
        `COPY (SELECT ${select} FROM ${table}_raw r LEFT JOIN ${scores} s USING (row) ORDER BY r.row) TO '${escape(target)}' (FORMAT csv, HEADER true, DELIM '${dialect.delimiter === '\t' ? '\\t' : (dialect.delimiter ?? ',')}')`,
      );
    });
  } finally {
    await connection.run(`DROP TABLE IF EXISTS ${scores}`);
  }
}

/** Writes a file under another name beside `path`, then gives it its own. @throws DataError with a sentence for the user */
export async function beside(path: string, write: (target: string) => Promise<void>): Promise<void> {
  const folder = dirname(resolve(path));
  if (!(await stat(folder).catch(() => null))?.isDirectory()) throw new DataError(`The folder ${folder} does not exist: ${basename(path)} was not written. Create it or choose another place.`);
  if ((await stat(path).catch(() => null))?.isDirectory()) throw new DataError(`${path} is a folder. Choose a file name.`);
  const target = join(folder, `.flowscope-${randomBytes(6).toString('hex')}.tmp`);
  try {
    await write(target);
    await rename(target, path);
  } catch (error) {
    await rm(target, { force: true });
    const code = (error as NodeJS.ErrnoException).code;
    const text = String((error as Error).message);
    if (code === 'ENOSPC' || /No space left/i.test(text)) throw new DataError(`The disk is full: ${basename(path)} was not written. Free some space and try again.`);
    if (code === 'EACCES' || code === 'EROFS' || code === 'EPERM' || /Permission denied|Read-only/i.test(text)) throw new DataError(`${path} cannot be written: permission denied. Choose another place.`);
    throw error;
  }
}

function numberText(value: number): string {
  return Object.is(value, -0) ? '0' : String(value);
}

function field(text: string): string {
  return /[",\r\n;\t|]|^\s|\s$/.test(text) || text === '' ? `"${text.replaceAll('"', '""')}"` : text;
}
