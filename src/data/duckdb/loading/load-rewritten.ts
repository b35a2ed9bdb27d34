// A text that is not plain, or not large: rewritten first, so that nothing is left to guess.
import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { DataError } from '../../errors';
import { writeClean } from '../../text/clean';
import type { Opening, Parts } from '../loaded';
import { writeFields } from '../packed';
import { type Source, store, storePacked } from '../store';
import { csvSql } from './csv-sql';
import { leaveOutSummary } from './summary-rows';
import { say } from '../../../protocol/sentence';

export async function loadRewritten(
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
          ? new DataError(
              say('{0} cannot be read: {1}', name, error.sentence),
              error.kind === 'data' ? 'reading' : error.kind,
            )
          : error;
      },
    );
    if (found.names.length === 0)
      throw new DataError(say('{0} holds no fields. Choose a file with a header and rows.', name));
    if (found.oneShort && found.longRows > found.rows)
      throw new DataError(
        say(
          '{0} cannot be read as a table: its header has one name less than its rows have fields. Settle whether the first column holds names of rows, or check the delimiter.',
          name,
        ),
        'reading row names',
      );
    if (found.rows === 0)
      throw new DataError(
        say(
          found.longRows > 0
            ? '{0} cannot be read as a table: no row has as many fields as the header. Check the delimiter.'
            : '{0} has a header but no rows. Choose a file with rows.',
          name,
        ),
        found.longRows > 0 ? 'reading' : 'data',
      );
    if (found.longRows > found.rows)
      throw new DataError(
        say(
          '{0} cannot be read as a table: most rows have more fields than the header. Check the delimiter, and delete lines before the table.',
          name,
        ),
        'reading',
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
