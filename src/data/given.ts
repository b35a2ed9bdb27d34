// Columns that a density is given: their levels, how a row's value is read as a number, and which rows stand beside chosen values.
import type { ColumnProfile, GivenColumn } from '../protocol/data';
import type { GivenValues } from '../protocol/model';
import { DataError } from './errors';
import type { Loaded } from './load';
import { isMissingSql } from './number';
import { row, sql } from './store';

/** Categories with more levels than this are no conditions. */
export const LARGEST_LEVELS = 50;
/** Beside a chosen number stand this part of the rows, the nearest ones, and at least so many. */
const [NEAR_PART, NEAR_ROWS] = [0.05, 200];

/** SQL of a column's value as text, of the relation `n`. Of a large table only the numbers are kept. */
function textSql({ text }: Pick<Loaded, 'text'>, i: number): string {
  if (text[i]) return `trim(CAST(n.t${i} AS VARCHAR))`;
  return `(CASE WHEN n.n${i} = floor(n.n${i}) AND abs(n.n${i}) < 9e15 THEN CAST(CAST(n.n${i} AS BIGINT) AS VARCHAR) ELSE CAST(n.n${i} AS VARCHAR) END)`;
}

/** What a row is given, as a number (see GivenRows), and whether it has a value at all: SQL of the relation `n`. @throws DataError if there is no such column */
export function givenSql(
  loaded: Pick<Loaded, 'names' | 'text' | 'number' | 'rules'>,
  { column, levels }: GivenColumn,
): { value: string; present: string } {
  const i = placeOf(loaded, column);
  if (!levels) {
    if (!loaded.number[i])
      throw new DataError(
        `The column "${column}" has no numbers, which it must have to be given as one.`,
      );
    return { value: `n.n${i}`, present: `n.n${i} IS NOT NULL AND isfinite(n.n${i})` };
  }
  const text = textSql(loaded, i);
  const cases = levels.map((level, k) => `WHEN ${literal(level)} THEN ${k}`).join(' ');
  return {
    value: `(CASE ${text} ${cases} ELSE -1 END)::DOUBLE`,
    present: `NOT ${isMissingSql(text, loaded.rules[i])}`,
  };
}

/**
 * A column as it can be given: a number where it is one, otherwise its levels, the most frequent ones first.
 * @param where among these rows of `relation` n  @throws DataError when it has no value, one value only or too many
 */
export async function givenColumn(
  loaded: Loaded,
  profiles: ColumnProfile[],
  relation: string,
  where: string,
  column: string,
): Promise<GivenColumn> {
  const i = placeOf(loaded, column);
  const { type, modelled } = profiles[i]!;
  if (modelled) return { column, levels: null };
  if (type === 'constant')
    throw new DataError(
      `"${column}" has one value only: there is nothing to be given. Leave it out.`,
    );
  const text = textSql(loaded, i);
  const found = (
    await loaded.connection.runAndReadAll(
      `SELECT ${text} AS v, count(*) AS c FROM ${relation} n WHERE ${where} AND NOT ${isMissingSql(text, loaded.rules[i])} GROUP BY v ORDER BY c DESC, v LIMIT ${LARGEST_LEVELS + 1}`,
    )
  )
    .getRows()
    .map(([v]) => String(v));
  if (found.length > LARGEST_LEVELS)
    throw new DataError(
      `"${column}" has more than ${LARGEST_LEVELS} levels: too many to be given. Group its levels in the file, or leave it out.`,
    );
  if (found.length < 2)
    throw new DataError(
      `"${column}" has ${found.length === 0 ? 'no value' : 'one level only'} in these rows: there is nothing to be given. Leave it out.`,
    );
  return { column, levels: found };
}

export interface Beside {
  /** of the relation `n` */
  sql: string;
  rows: number;
  of: number;
  reach: Record<string, number>;
}

/**
 * Rows with the chosen levels and, of these, the nearest to the chosen numbers: distance is the largest over the numbers, each in
 * standard deviations of its column.
 */
export async function rowsBeside(
  loaded: Loaded,
  profiles: ColumnProfile[],
  relation: string,
  where: string,
  chosen: GivenValues,
): Promise<Beside> {
  const { connection } = loaded;
  const parts: string[] = [];
  const distances: { column: string; scale: number; sql: string }[] = [];
  for (const [column, value] of Object.entries(chosen)) {
    const i = placeOf(loaded, column);
    if (typeof value === 'string') parts.push(`${textSql(loaded, i)} = ${literal(value)}`);
    else {
      const scale = profiles[i]!.standardDeviation || 1;
      parts.push(`n.n${i} IS NOT NULL AND isfinite(n.n${i})`);
      distances.push({ column, scale, sql: `abs(n.n${i} - ${sql(value)}) / ${sql(scale)}` });
    }
  }
  const same = [where, ...parts].join(' AND ');
  const of = Number((await row(connection, `SELECT count(*) FROM ${relation} n WHERE ${same}`))[0]);
  if (distances.length === 0 || of === 0) return { sql: same, rows: of, of, reach: {} };
  const distance =
    distances.length === 1
      ? distances[0]!.sql
      : `greatest(${distances.map((d) => d.sql).join(', ')})`;
  const share = Math.min(1, Math.max(NEAR_PART, NEAR_ROWS / of));
  const [bound] = await row(
    connection,
    `SELECT quantile_cont(${distance}, ${share}) FROM ${relation} n WHERE ${same}`,
  );
  const reach = Number(bound);
  const near = `${same} AND ${distance} <= ${sql(reach)}`;
  const rows = Number(
    (await row(connection, `SELECT count(*) FROM ${relation} n WHERE ${near}`))[0],
  );
  return {
    sql: near,
    rows,
    of,
    reach: Object.fromEntries(distances.map(({ column, scale }) => [column, reach * scale])),
  };
}

function placeOf({ names }: Pick<Loaded, 'names'>, column: string): number {
  const i = names.indexOf(column);
  if (i < 0) throw new DataError(`There is no column "${column}", which the density is given.`);
  return i;
}

const literal = (text: string) => `'${text.replaceAll("'", "''")}'`;
