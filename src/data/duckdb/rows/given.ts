// Columns that a density is given: how each can be given, the rows that lack one, and those that
// stand beside chosen values.
import type { ColumnProfile, GivenColumn } from '../../../protocol/data';
import type { GivenValues } from '../../../protocol/model';
import { DataError } from '../../errors';
import type { Beside } from '../../table';
import { isMissingSql } from '../number-sql';
import type { FilteredTable } from '../filtered-table';
import { countRows, literal, row, sql } from '../sql';
import { namesOf } from './complete-rows';
import { placeOf, textSql } from './given-sql';
import { say } from '../../../protocol/sentence';

/** Categories with more levels than this are no conditions. */
const LARGEST_LEVELS = 50;
/** Beside a chosen number stand this part of the rows, the nearest ones, and at least so many. */
const [NEAR_PART, NEAR_ROWS] = [0.05, 200];

/**
 * Columns as they can be given, among the complete rows of `columns`: a number where one is a
 * number, otherwise its levels, the most frequent ones first.
 * @throws DataError when one has no value, one value only or too many
 */
export async function givenColumns(
  filtered: FilteredTable,
  columns: string[],
  names: string[],
): Promise<GivenColumn[]> {
  const complete = filtered.completeSql(await filtered.indices(columns, names), 'n.');
  const { columns: profiles } = await filtered.profile();
  const found: GivenColumn[] = [];
  for (const name of names) found.push(await givenColumn(filtered, profiles, complete, name));
  return found;
}

/** @param where among these rows of `relation` n */
async function givenColumn(
  { loaded, relation }: FilteredTable,
  profiles: ColumnProfile[],
  where: string,
  column: string,
): Promise<GivenColumn> {
  const i = placeOf(loaded, column);
  const { type, modelled } = profiles[i]!;
  if (modelled) return { column, levels: null };
  if (type === 'constant')
    throw new DataError(
      say('"{0}" has one value only: there is nothing to be given. Leave it out.', column),
    );
  const text = textSql(loaded, i);
  const found = (
    await loaded.connection.runAndReadAll(
      `SELECT ${text} AS v, count(*) AS c FROM ${relation} n WHERE ${where} AND NOT ` +
        `${isMissingSql(text, loaded.rules[i])} GROUP BY v ORDER BY c DESC, v LIMIT ` +
        `${LARGEST_LEVELS + 1}`,
    )
  )
    .getRows()
    .map(([v]) => String(v));
  if (found.length > LARGEST_LEVELS)
    throw new DataError(
      say(
        '"{0}" has more than {1} levels: too many to be given. Group its levels in the file, or leave it out.',
        column,
        LARGEST_LEVELS,
      ),
    );
  if (found.length < 2)
    throw new DataError(
      say(
        found.length === 0
          ? '"{0}" has no value in these rows: there is nothing to be given. Leave it out.'
          : '"{0}" has one level only in these rows: there is nothing to be given. Leave it out.',
        column,
      ),
    );
  return { column, levels: found };
}

/** Complete rows of `columns` without a value of something that is given. */
export async function withoutGiven(
  filtered: FilteredTable,
  columns: string[],
  given: GivenColumn[],
): Promise<number> {
  if (given.length === 0) return 0;
  const complete = filtered.completeSql(await filtered.indices(columns, namesOf(given)), 'n.');
  const { relation, loaded } = filtered;
  const lacking = `${complete} AND NOT (${filtered.presentSql(given)})`;
  return countRows(loaded.connection, `${relation} n WHERE ${lacking}`);
}

/**
 * Complete rows with the chosen levels and, of these, the nearest to the chosen numbers: distance is the
 * largest over the numbers, each in standard deviations of its column.
 */
export async function rowsBeside(
  filtered: FilteredTable,
  columns: string[],
  chosen: GivenValues,
): Promise<Beside & { sql: string }> {
  const indices = await filtered.anyIndices(columns, Object.keys(chosen));
  const where = filtered.completeSql(indices, 'n.');
  const { columns: profiles } = await filtered.profile();
  const { loaded, relation } = filtered;
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
  const of = await countRows(connection, `${relation} n WHERE ${same}`);
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
  const rows = await countRows(connection, `${relation} n WHERE ${near}`);
  return {
    sql: near,
    rows,
    of,
    reach: Object.fromEntries(distances.map(({ column, scale }) => [column, reach * scale])),
  };
}
