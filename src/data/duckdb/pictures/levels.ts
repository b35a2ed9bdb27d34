// Rows by the texts of a column: the most frequent ones by themselves, all others together.
import type { LevelCounts } from '../../counts';
import type { Loaded } from '../loaded';
import { isMissingSql } from '../number-sql';
import { textSql } from '../rows/given-sql';
import { countRows, literal } from '../sql';
import type { Scope } from './scope';

/**
 * @param i the place of the column  @param most levels with a count of their own
 * @param picked SQL of rows that are counted by themselves as well
 */
export async function levelsOf(
  loaded: Loaded,
  i: number,
  { relation, shown, split }: Scope,
  most: number,
  picked: string | null,
): Promise<LevelCounts> {
  const { connection } = loaded;
  const text = textSql(loaded, i);
  const missing = isMissingSql(text, loaded.rules[i]);
  const present = `${relation} n WHERE ${shown} AND NOT ${missing}`;
  const found = (
    await connection.runAndReadAll(
      `SELECT v, count(*) AS c, count(*) OVER (), sum(count(*)) OVER () FROM (SELECT ${text} AS v ` +
        `FROM ${present}) GROUP BY v ORDER BY c DESC, v LIMIT ${most}`,
    )
  ).getRows();
  const levels = found.map(([v]) => String(v));
  const own = found.map(([, c]) => Number(c));
  const [different, rows] = [Number(found[0]?.[2] ?? 0), Number(found[0]?.[3] ?? 0)];
  const others = different - levels.length;
  const rest = rows - own.reduce((a, b) => a + b, 0);
  const counts = others > 0 ? [...own, rest] : own;
  const cases = levels.map((v, k) => `WHEN ${literal(v)} THEN ${k}`).join(' ');
  const bar = levels.length > 0 ? `CASE ${text} ${cases} ELSE ${levels.length} END` : '0';
  const grouped =
    split && levels.length > 0
      ? (
          await connection.runAndReadAll(
            `SELECT ${split.sql} AS level, ${bar} AS bar, count(*) FROM ${present} GROUP BY level, bar`,
          )
        ).getRows()
      : [];
  const inPicked =
    picked === null
      ? null
      : (
          await connection.runAndReadAll(
            `SELECT ${bar} AS bar, count(*) FROM ${present} AND ${picked} GROUP BY bar`,
          )
        ).getRows();
  return {
    levels,
    others,
    counts,
    rows,
    missing: await countRows(connection, `${relation} n WHERE ${shown} AND ${missing}`),
    parts: split && partsOf(split.levels, counts.length, grouped),
    ...(inPicked ? { selected: inBars(counts.length, inPicked) } : {}),
  };
}

/** @param found bar, count */
function inBars(bars: number, found: unknown[][]): number[] {
  const counts = new Array<number>(bars).fill(0);
  for (const [bar, count] of found) counts[Number(bar)] = Number(count);
  return counts;
}

/** @param grouped group, bar, count */
function partsOf(groups: string[], bars: number, grouped: unknown[][]): LevelCounts['parts'] {
  const counts = groups.map(() => new Array<number>(bars).fill(0));
  for (const [group, bar, count] of grouped) counts[Number(group)]![Number(bar)] = Number(count);
  return { levels: groups, rows: counts.map((c) => c.reduce((a, b) => a + b, 0)), counts };
}
