// CSV out: a table that was read, in its own dialect and with one more column.
import { open } from 'node:fs/promises';
import { beside } from '../../files/write-beside';
import { quote } from '../../text/records';
import { numberText } from '../../text/write-csv';
import type { Loaded } from '../loaded';
import { identifier, literal } from '../sql';
import { uniqueName } from '../unique-name';
import { fieldsOf, joined, withScores } from './scores';

/**
 * The loaded table as CSV in its own dialect, every field as it was, plus one column.
 * @param values by row number; NaN leaves the field empty
 */
export async function writeTableWithColumn(
  loaded: Loaded,
  out: string,
  name: string,
  values: Float64Array,
): Promise<void> {
  const { connection, names, dialect } = loaded;
  if (loaded.packed) return writePackedWithColumn(loaded, out, name, values);
  await withScores(loaded, values, async (scores) => {
    const text =
      dialect.decimal === ','
        ? "replace(CAST(s.value AS VARCHAR), '.', ',')"
        : 'CAST(s.value AS VARCHAR)';
    // what is not finite is spelled as everywhere
    const value =
      `CASE WHEN isinf(s.value) THEN CASE WHEN s.value > 0 THEN 'Infinity' ELSE '-Infinity' END ` +
      `ELSE ${text} END`;
    const select = [
      ...names.map((n, i) => `r.c${i} AS ${identifier(n)}`),
      `${value} AS ${identifier(uniqueName(name, names))}`,
    ].join(', ');
    await beside(out, async (target) => {
      await connection.run(
        `COPY (SELECT ${select} FROM ${joined(loaded, fieldsOf(loaded), scores)}) TO ` +
          `${literal(target)} (FORMAT csv, HEADER true, DELIM ` +
          `'${dialect.delimiter === '\t' ? '\\t' : (dialect.delimiter ?? ',')}')`,
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
