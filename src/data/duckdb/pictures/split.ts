// A split of rows by a column of categories, as SQL.
import type { DuckDBConnection } from '@duckdb/node-api';
import { LARGEST_SPLIT } from '../../../protocol/pictures';
import { DataError } from '../../errors';
import type { Groups } from '../../counts';
import type { Loaded } from '../loaded';
import { isMissingSql } from '../number-sql';
import { textSql } from '../rows/given-sql';
import { literal } from '../sql';
import { say } from '../../../protocol/sentence';

const OTHER = 'other';
const NONE = 'missing';

/** Names of the categories of a split, and SQL that gives a row's place among them (of the relation `n`). */
export interface Split {
  column: string;
  levels: string[];
  sql: string;
}

/**
 * The most frequent categories among the rows of `where`, the rest together, and rows without one.
 * @throws DataError if the column is unknown
 */
export async function splitOf(
  loaded: Loaded,
  relation: string,
  column: string,
  where: string,
): Promise<Split> {
  const { connection, names, rules } = loaded;
  const index = names.indexOf(column);
  if (index < 0)
    throw new DataError(say('There is no column "{0}" to split by. Choose another.', column));
  const text = textSql(loaded, index);
  const missing = isMissingSql(text, rules[index]);
  const counted = (
    await connection.runAndReadAll(
      `SELECT ${text} AS v, count(*) AS n FROM ${relation} n WHERE ${where} AND NOT ${missing} ` +
        `GROUP BY v ORDER BY n DESC, v LIMIT ${LARGEST_SPLIT + 1}`,
    )
  )
    .getRows()
    .map(([v]) => String(v));
  const [{ gaps }] = (
    await connection.runAndReadAll(
      `SELECT count(*) AS gaps FROM ${relation} n WHERE ${where} AND ${missing}`,
    )
  ).getRowObjects() as [{ gaps: bigint }];
  const named = counted.length > LARGEST_SPLIT ? counted.slice(0, LARGEST_SPLIT - 1) : counted;
  const levels = [
    ...named,
    ...(named.length < counted.length ? [OTHER] : []),
    ...(gaps > 0n ? [NONE] : []),
  ];
  if (levels.length === 0)
    throw new DataError(
      say('No row has a value of "{0}" to split by. Choose another column.', column),
    );
  const cases = named.map((v, k) => `WHEN ${text} = ${literal(v)} THEN ${k}`).join(' ');
  const rest = named.length < counted.length ? named.length : Math.max(0, levels.length - 1);
  return {
    column,
    levels,
    sql: `CASE WHEN ${missing} THEN ${levels.length - 1} ${cases} ELSE ${rest} END`,
  };
}

/** How many of the rows of `where` each group has. */
export async function groupsOf(
  connection: DuckDBConnection,
  relation: string,
  where: string,
  split: Split,
): Promise<Groups> {
  const rows = split.levels.map(() => 0);
  const found = await connection.runAndReadAll(
    `SELECT ${split.sql} AS level, count(*) FROM ${relation} n WHERE ${where} GROUP BY level`,
  );
  for (const [level, count] of found.getRows()) rows[Number(level)] = Number(count);
  return { levels: split.levels, rows };
}
