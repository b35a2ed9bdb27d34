// Axes of pictures and their bins: plain, logarithmic, or robust where a few outer rows would squeeze the others.
import type { DuckDBConnection } from '@duckdb/node-api';
import { edgesOf } from '../../../protocol/bins';
import type { ColumnProfile } from '../../../protocol/data';
import type { Grid } from '../../../protocol/grid';
import type { AxisChoice, AxisView } from '../../../protocol/pictures';
import { DataError } from '../../errors';
import type { Bins } from '../../counts';
import type { Loaded } from '../loaded';
import { BINS, gridsOf } from './bins';
import { countBins, isEvery, remember } from './counts';
import { say } from '../../../protocol/sentence';

/** An axis leaves outer rows out by itself when this share of the rows would fill no more than so many of its bins. */
const INNER_SHARE = 0.98;
const INNER_BINS = 8;
/** Quantiles that a robust axis reaches to, and how much further, in parts of what lies between them. */
const OUTER_QUANTILES = [0.005, 0.995];
const MARGIN = 0.1;

/**
 * Bins over the complete rows: on the axis that was asked for, robust by itself where a few outer
 * rows would squeeze the others.
 */
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
        say(
          'A log axis needs positive values, and "{0}" has some that are not. Choose a linear axis.',
          columns[index]!.name,
        ),
      );
  for (const b of full) {
    const { histogram } = columns[b.index]!;
    // the profile has counted these bins already
    if (isEvery(relation, complete) && histogram && !b.axis.log && same(histogram.edges, b.edges))
      remember(connection, relation, complete, b, histogram.counts);
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

const same = (a: number[], b: number[]) => a.length === b.length && a.every((v, i) => v === b[i]);
