// Rows and counts for pictures: within brushed ranges, on axes that may be robust or logarithmic, split by a column of categories.
import type { DuckDBConnection } from '@duckdb/node-api';
import { edgesOf } from '../protocol/bins';
import type { ColumnProfile } from '../protocol/data';
import type { Grid } from '../protocol/grid';
import { type AxisChoice, type AxisView, LARGEST_SPLIT, type Ranges } from '../protocol/pictures';
import { BINS, countBetween, type Counted, gridsOf } from './bins';
import { DataError } from './errors';
import type { Loaded } from './load';
import { isMissingSql } from './number';
import { sql } from './store';

/** An axis leaves outer rows out by itself when this share of the rows would fill no more than so many of its bins. */
const INNER_SHARE = 0.98;
const INNER_BINS = 8;
/** Quantiles that a robust axis reaches to, and how much further, in parts of what lies between them. */
const OUTER_QUANTILES = [0.005, 0.995];
const MARGIN = 0.1;
const OTHER = 'other';
const NONE = 'missing';

/** Bins of one column: see `edgesOf`. */
export interface Bins {
  index: number;
  axis: AxisView;
  edges: number[];
}

/** One level without a split. */
export type BinCounts = Counted;

/** Names of the categories of a split, and SQL that gives a row's place among them (of the relation `n`). */
export interface Split {
  column: string;
  levels: string[];
  sql: string;
}

/** SQL for "within every range". @throws DataError if a column is unknown or has no numbers */
export function rangesSql(columns: ColumnProfile[], ranges: Ranges): string {
  const parts = Object.entries(ranges).map(([name, [low, high]]) => {
    const index = columns.findIndex((c) => c.name === name);
    if (index < 0)
      throw new DataError(`There is no column "${name}" to filter by. Clear the filter.`);
    if (!columns[index]!.modelled)
      throw new DataError(`The column "${name}" has no numbers to filter by. Clear the filter.`);
    return `n.n${index} BETWEEN ${sql(low)} AND ${sql(high)}`;
  });
  return parts.length > 0 ? parts.join(' AND ') : 'true';
}

/** Bins over the complete rows: on the axis that was asked for, robust by itself where a few outer rows would squeeze the others. */
export async function binsOf(
  loaded: Loaded,
  relation: string,
  columns: ColumnProfile[],
  indices: number[],
  choices: AxisChoice[],
  complete: string,
): Promise<Bins[]> {
  const { connection } = loaded;
  const grids = await gridsOf(loaded, indices);
  const full = indices.map((index, k): Bins =>
    bins(index, grids.get(index)!, {
      log: choices[k]?.log ?? false,
      robust: false,
      automatic: false,
      low: columns[index]!.min!,
      high: columns[index]!.max!,
    }),
  );
  for (const { index, axis } of full)
    if (axis.log && !(axis.low > 0))
      throw new DataError(
        `A log axis needs positive values, and "${columns[index]!.name}" has some that are not. Choose a linear axis.`,
      );
  for (const b of full) {
    const { histogram } = columns[b.index]!;
    // the profile has counted these bins already
    if (isEvery(relation, complete) && histogram && !b.axis.log && same(histogram.edges, b.edges))
      knownOf(connection).set(keyOf(relation, complete, null, b), {
        counts: [histogram.counts],
        below: 0,
        above: 0,
      });
  }
  const judged = full.filter((_, k) => choices[k]?.robust === undefined);
  const counts = await countBins(connection, relation, judged, complete, null);
  const squeezed = new Set(
    judged.filter((_, k) => unreadable(counts[k]!.counts[0]!)).map((b) => b.index),
  );
  const robust = full.filter((b, k) => choices[k]?.robust ?? squeezed.has(b.index));
  if (robust.length === 0) return full;
  const outer = await quantiles(
    connection,
    relation,
    robust.map((b) => b.index),
    complete,
  );
  return full.map((b, k) => {
    const found = outer.get(b.index);
    if (!found || !(found[0] < found[1])) return b;
    const asked = choices[k]?.robust === true;
    const [to, from] = b.axis.log ? [Math.log, Math.exp] : [(v: number) => v, (v: number) => v];
    const margin = (to(found[1]) - to(found[0])) * MARGIN;
    const low = Math.max(b.axis.low, from(to(found[0]) - margin));
    const high = Math.min(b.axis.high, from(to(found[1]) + margin));
    return bins(b.index, grids.get(b.index)!, {
      ...b.axis,
      robust: true,
      automatic: !asked,
      low,
      high,
    });
  });
}

function bins(index: number, grid: Grid | null, axis: AxisView): Bins {
  const edges = edgesOf(axis.low, axis.high, BINS, grid, axis.log);
  // what lies beyond the outermost edges is beyond the axis
  return {
    index,
    axis: {
      ...axis,
      low: Math.max(axis.low, edges[0]!),
      high: Math.min(axis.high, edges.at(-1)!),
      edges,
    },
    edges,
  };
}

/** Whether few neighbouring bins hold nearly all rows. */
export function unreadable(counts: number[]): boolean {
  if (counts.length <= INNER_BINS) return false;
  const total = counts.reduce((a, b) => a + b, 0);
  let inside = 0;
  for (let b = 0; b < counts.length; b++) {
    inside += counts[b]! - (counts[b - INNER_BINS] ?? 0);
    if (total > 0 && inside >= INNER_SHARE * total && inside < total) return true;
  }
  return false;
}

async function quantiles(
  connection: DuckDBConnection,
  relation: string,
  indices: number[],
  where: string,
): Promise<Map<number, [number, number]>> {
  const select = indices
    .map((i) => `quantile_cont(n.n${i}, [${OUTER_QUANTILES.join(', ')}])`)
    .join(', ');
  const values = (
    await connection.runAndReadAll(`SELECT ${select} FROM ${relation} n WHERE ${where}`)
  ).getRows()[0]!;
  const of = (v: unknown) => (v as { items: unknown[] } | null)?.items.map(Number) ?? [NaN, NaN];
  return new Map(indices.map((i, k) => [i, of(values[k]) as [number, number]]));
}

/** Counts of rows in bins, below them and above them, for each category of the split. `where` names the columns n.n0, n.n1, ... of `relation`. */
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
const isEvery = (relation: string, where: string) =>
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
const same = (a: number[], b: number[]) => a.length === b.length && a.every((v, i) => v === b[i]);
function knownOf(connection: DuckDBConnection): Map<string, BinCounts> {
  const known = counted.get(connection) ?? new Map<string, BinCounts>();
  counted.set(connection, known);
  return known;
}

const KEPT_COUNTS = 1000;
/** The last counts of a table: judging an axis and drawing on it count the same. */
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
      : `(SELECT ${split ? split.sql : '0'} AS level, ${part.map((i) => `n.n${i}`).join(', ')} FROM ${relation} n WHERE ${where})`;
  return countBetween(connection, from, all, split?.levels.length ?? 1);
}

/** The most frequent categories among the rows of `where`, the rest together, and rows without one. @throws DataError if the column is unknown */
export async function splitOf(
  { connection, names, text: kept, rules }: Loaded,
  relation: string,
  column: string,
  where: string,
): Promise<Split> {
  const index = names.indexOf(column);
  if (index < 0) throw new DataError(`There is no column "${column}" to split by. Choose another.`);
  const text = `trim(CAST(n.${kept[index] ? 't' : 'n'}${index} AS VARCHAR))`; // of a large table only the numbers are kept
  const missing = isMissingSql(text, rules[index]);
  const counted = (
    await connection.runAndReadAll(
      `SELECT ${text} AS v, count(*) AS n FROM ${relation} n WHERE ${where} AND NOT ${missing} GROUP BY v ORDER BY n DESC, v LIMIT ${LARGEST_SPLIT + 1}`,
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
    throw new DataError(`No row has a value of "${column}" to split by. Choose another column.`);
  const cases = named
    .map((v, k) => `WHEN ${text} = '${v.replaceAll("'", "''")}' THEN ${k}`)
    .join(' ');
  const rest = named.length < counted.length ? named.length : Math.max(0, levels.length - 1);
  return {
    column,
    levels,
    sql: `CASE WHEN ${missing} THEN ${levels.length - 1} ${cases} ELSE ${rest} END`,
  };
}

/** Row-major values of at most `limit` rows, chosen by a hash of their number, with each row's category, and what it is given. @param given SQL of numbers */
export async function sampleRows(
  { connection }: Loaded,
  relation: string,
  indices: number[],
  where: string,
  limit: number,
  split: Split | null,
  given: string[] = [],
): Promise<{
  values: Float64Array;
  rowNumbers: Float64Array;
  level: Uint8Array | null;
  count: number;
  matching: number;
  givenValues: Float64Array;
}> {
  const dim = indices.length;
  const matching = Number(
    (
      await connection.runAndReadAll(`SELECT count(*) FROM ${relation} n WHERE ${where}`)
    ).getRows()[0]![0],
  );
  const rows = `SELECT row, ${split ? split.sql : '0'} AS level, ${[...indices.map((i) => `n.n${i}`), ...given].map((v, k) => `${v} AS v${k}`).join(', ')} FROM ${relation} n WHERE ${where}`;
  const drawn = async (below: string) =>
    (
      await connection.run(
        `${limit < matching ? `SELECT * FROM (${rows}${below} ORDER BY hash(row), row LIMIT ${limit})` : rows} ORDER BY row`,
      )
    ).fetchAllChunks();
  const countOf = (some: Awaited<ReturnType<typeof drawn>>) =>
    some.reduce((n, c) => n + c.rowCount, 0);
  // the smallest hashes are below a bound that is known beforehand, nearly surely: a large table is not sorted for them
  const share = (limit + 10 * Math.sqrt(limit)) / matching;
  let chunks = await drawn(
    share < 0.5 ? ` AND hash(row) < ${BigInt(Math.floor(share * 2 ** 53)) << 11n}` : '',
  );
  if (countOf(chunks) < Math.min(limit, matching)) chunks = await drawn('');
  const count = countOf(chunks);
  const values = new Float64Array(count * dim);
  const rowNumbers = new Float64Array(count);
  const level = split ? new Uint8Array(count) : null;
  const width = given.length;
  const beside = new Float64Array(count * width);
  let at = 0;
  for (const chunk of chunks) {
    chunk.getColumnValues(0).forEach((v, k) => (rowNumbers[at + k] = Number(v)));
    if (level) chunk.getColumnValues(1).forEach((v, k) => (level[at + k] = Number(v)));
    for (let d = 0; d < dim; d++)
      chunk.getColumnValues(d + 2).forEach((v, k) => (values[(at + k) * dim + d] = v as number));
    for (let g = 0; g < width; g++)
      chunk
        .getColumnValues(dim + 2 + g)
        .forEach((v, k) => (beside[(at + k) * width + g] = v as number));
    at += chunk.rowCount;
  }
  return { values, rowNumbers, level, count, matching, givenValues: beside };
}
