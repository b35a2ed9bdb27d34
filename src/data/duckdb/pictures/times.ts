// Rows by the dates of a column, in stretches of the calendar that suit how the dates are written.
import { resolutionOf, startsOf, stretchFor } from '../../../protocol/calendar';
import { LOOKED_AT } from '../../../protocol/grid';
import type { TimeCounts } from '../../counts';
import type { Loaded } from '../loaded';
import { textSql, timeSql } from '../rows/given-sql';
import { row } from '../sql';
import { countBetween } from './bins';
import type { Scope } from './scope';

/** More bars than this are hard to tell apart. */
const MOST = 48;
/** A bin holds its beginning and not its end, where counting has it the other way round. */
const BEFORE = 0.5;

/** @param i the place of the column  @param picked SQL of rows that are counted by themselves as well */
export async function timesOf(
  loaded: Loaded,
  i: number,
  { relation, shown, split }: Scope,
  picked: string | null,
): Promise<TimeCounts> {
  const { connection } = loaded;
  const time = timeSql(textSql(loaded, i));
  const level = split ? split.sql : '0';
  const of = (where: string) =>
    `(SELECT ${level} AS level, ${time} AS n${i} FROM ${relation} n WHERE ${where})`;
  const from = of(shown);
  const [low, high, present, all] = await row(
    connection,
    `SELECT min(n${i}), max(n${i}), count(n${i}), count(*) FROM ${from}`,
  );
  const [rows, missing] = [Number(present), Number(all) - Number(present)];
  const groups = split?.levels ?? null;
  if (rows === 0)
    return {
      edges: [],
      stretch: { unit: 'day', every: 1 },
      counts: [],
      rows,
      missing,
      parts: groups && { levels: groups, rows: groups.map(() => 0), counts: groups.map(() => []) },
      ...(picked === null ? {} : { selected: [] }),
    };
  const sample = (
    await connection.runAndReadAll(
      `SELECT n${i} FROM ${from} WHERE n${i} IS NOT NULL LIMIT ${LOOKED_AT}`,
    )
  )
    .getRows()
    .map(([v]) => Number(v));
  const stretch = stretchFor(Number(low), Number(high), MOST, resolutionOf(sample));
  const edges = startsOf(stretch, Number(low), Number(high));
  const wanted = [{ index: i, edges: edges.map((edge) => edge - BEFORE) }];
  const [found] = await countBetween(connection, () => from, wanted, groups?.length ?? 1);
  const counts = found!.counts[0]!.map((_, b) =>
    found!.counts.reduce((sum, part) => sum + part[b]!, 0),
  );
  const own =
    picked === null
      ? null
      : await countBetween(connection, () => of(`${shown} AND ${picked}`), wanted);
  const groupRows = found!.counts.map((part) => part.reduce((a, b) => a + b, 0));
  return {
    edges,
    stretch,
    counts,
    rows,
    missing,
    parts: groups && { levels: groups, rows: groupRows, counts: found!.counts },
    ...(own ? { selected: own[0]!.counts[0]! } : {}),
  };
}
