// Grids and counts of columns in DuckDB, for every histogram.
import type { DuckDBConnection, DuckDBMapValue } from '@duckdb/node-api';
import { type Grid, gridOf, LOOKED_AT } from '../../../protocol/grid';
import type { BinCounts } from '../../counts';
import { batchesOf, TOGETHER } from '../batches';
import type { Loaded } from '../loaded';
import { hashBelow } from '../rows/sampling';
import { sql } from '../sql';
import { need } from '../store';

/** About as many bins as a picture shows well. */
export const BINS = 40;
/** Numbers of all columns together that are looked at for their steps. */
const MOST_NUMBERS = 2_000_000;

const known = new WeakMap<DuckDBConnection, Map<string, Grid | null>>();

/** The steps of columns, found on a sample of all rows of the table and kept. */
export async function gridsOf(
  loaded: Loaded,
  indices: number[],
): Promise<Map<number, Grid | null>> {
  const { connection, table, rows } = loaded;
  const kept = known.get(connection) ?? new Map<string, Grid | null>();
  known.set(connection, kept);
  const key = (i: number) => `${table}/${i}`;
  const open = indices.filter((i) => !kept.has(key(i)));
  await need(loaded, open);
  const limit = Math.max(
    500,
    Math.min(LOOKED_AT, Math.floor(MOST_NUMBERS / Math.max(1, open.length))),
  );
  // chosen by a hash: steps of every n-th row may be others than those of all
  const where = rows <= 1.5 * limit ? '' : ` WHERE ${hashBelow(limit / rows, 'rowid')}`;
  for (const part of batchesOf(open)) {
    const chunks = await (
      await connection.run(
        `SELECT ${part.map((i) => `n${i}`).join(', ')} FROM ${table}_data${where}`,
      )
    ).fetchAllChunks();
    part.forEach((i, k) => {
      const values: number[] = [];
      for (const chunk of chunks)
        chunk.visitColumnValues(k, (v) => void (typeof v === 'number' && values.push(v)));
      kept.set(key(i), gridOf(values));
    });
  }
  return new Map(indices.map((i) => [i, kept.get(key(i)) ?? null]));
}

/**
 * Rows of `from` (SQL after FROM, with the columns n0, n1, ... and, where there are several,
 * `level`) in the bins of each column.
 */
export async function countBetween(
  connection: DuckDBConnection,
  from: (part: number[]) => string,
  wanted: { index: number; edges: number[] }[],
  levels = 1,
): Promise<BinCounts[]> {
  const out = wanted.map(({ edges }): BinCounts => ({
    counts: Array.from({ length: levels }, () => new Array<number>(edges.length - 1).fill(0)),
    below: 0,
    above: 0,
  }));
  for (let first = 0; first < wanted.length; first += TOGETHER) {
    const part = wanted.slice(first, first + TOGETHER);
    // up to and with the first edge, then each bin up to and with its upper edge
    const select = part.flatMap(({ index, edges }) => [
      `histogram(n${index}, [${edges.map(sql).join(', ')}])`,
      `count(n${index})`,
      `count(*) FILTER (WHERE n${index} < ${sql(edges[0]!)})`,
    ]);
    const rows = (
      await connection.runAndReadAll(
        `SELECT ${levels > 1 ? 'level' : '0'}, ${select.join(', ')} FROM ` +
          `${from(part.map((p) => p.index))}${levels > 1 ? ' GROUP BY level' : ''}`,
      )
    ).getRows();
    for (const [level, ...values] of rows)
      part.forEach((_, k) => {
        const column = out[first + k]!;
        const bins = column.counts[Number(level)]!;
        const entries = (values[3 * k] as DuckDBMapValue | null)?.entries ?? [];
        const [all, below] = [Number(values[3 * k + 1]), Number(values[3 * k + 2])];
        let inside = 0;
        entries.slice(0, bins.length + 1).forEach(({ value }, b) => {
          bins[Math.max(0, b - 1)]! += Number(value);
          inside += Number(value);
        });
        bins[0]! -= below;
        column.below += below;
        column.above += all - inside;
      });
  }
  return out;
}
