// Counts of rows in the bins of pictures, the last ones kept: judging an axis and drawing on it count the same.
import type { DuckDBConnection } from '@duckdb/node-api';
import type { BinCounts, Bins } from '../../counts';
import { countBetween } from './bins';
import type { Split } from './split';

/**
 * Counts of rows in bins, below them and above them, for each category of the split. `where` names
 * the columns n.n0, n.n1, ... of `relation`.
 */
export async function countBins(
  connection: DuckDBConnection,
  relation: string,
  all: Bins[],
  where: string,
  split: Split | null,
): Promise<BinCounts[]> {
  const known = knownOf(connection);
  const key = (bins: Bins) => keyOf(relation, where, split, bins);
  const missing = all.filter((bins) => !known.has(key(bins)));
  const found = missing.length > 0 ? await count(connection, relation, missing, where, split) : [];
  if (known.size > KEPT_COUNTS) known.clear();
  missing.forEach((bins, k) => known.set(key(bins), found[k]!));
  return all.map((bins) => known.get(key(bins)) ?? found[missing.indexOf(bins)]!);
}

/** Whether every row of a table is meant: there is nothing to look for. */
export const isEvery = (relation: string, where: string) =>
  /^true( AND true)*$/.test(where) && /^t\d+$/.test(relation);
const keyOf = (relation: string, where: string, split: Split | null, bins: Bins) =>
  JSON.stringify([
    relation,
    isEvery(relation, where) ? true : where,
    split?.sql,
    bins.index,
    bins.axis.log,
    bins.axis.robust,
    bins.edges,
  ]);

/** Counts that are known already, of every row of `relation`. */
export function remember(
  connection: DuckDBConnection,
  relation: string,
  where: string,
  bins: Bins,
  counts: number[],
): void {
  knownOf(connection).set(keyOf(relation, where, null, bins), {
    counts: [counts],
    below: 0,
    above: 0,
  });
}

function knownOf(connection: DuckDBConnection): Map<string, BinCounts> {
  const known = counted.get(connection) ?? new Map<string, BinCounts>();
  counted.set(connection, known);
  return known;
}

const KEPT_COUNTS = 1000;
const counted = new WeakMap<DuckDBConnection, Map<string, BinCounts>>();

async function count(
  connection: DuckDBConnection,
  relation: string,
  all: Bins[],
  where: string,
  split: Split | null,
): Promise<BinCounts[]> {
  // the rows are looked for once, not once a column: with hundreds of columns that is what takes long
  const from = (part: number[]) =>
    isEvery(relation, where) && split === null
      ? `${relation}_data`
      : `(SELECT ${split ? split.sql : '0'} AS level, ${part.map((i) => `n.n${i}`).join(', ')} ` +
        `FROM ${relation} n WHERE ${where})`;
  return countBetween(connection, from, all, split?.levels.length ?? 1);
}
