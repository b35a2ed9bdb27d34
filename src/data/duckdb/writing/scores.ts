// A number for each row beside the fields of the table, to be written together.
import { BIGINT, DOUBLE, DuckDBDataChunk } from '@duckdb/node-api';
import type { Loaded } from '../loaded';
import { fieldsSql } from '../store';

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
  return (
    `(SELECT f.*, ${numbers.map((n) => `t.${n}`).join(', ')} FROM ${fieldsSql(loaded)} f JOIN ` +
    `${table} t USING (row))`
  );
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
