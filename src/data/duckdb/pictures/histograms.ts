// Histograms of columns, each over its own range.
import { edgesOf } from '../../../protocol/bins';
import type { ColumnProfile, Histogram } from '../../../protocol/data';
import type { Loaded } from '../loaded';
import { bare, need } from '../store';
import { BINS, countBetween, gridsOf } from './bins';

/** Histograms of columns (by index) over rows where `where` holds; from each column's own range. */
export async function histogramsOf(
  loaded: Loaded,
  relation: string,
  indices: number[],
  columns: ColumnProfile[],
  where: string,
): Promise<Histogram[]> {
  if (indices.length === 0) return [];
  const { connection, full, table } = loaded;
  await need(loaded, indices);
  const grids = await gridsOf(loaded, indices);
  const wanted = indices.map((index) => ({
    index,
    edges: edgesOf(columns[index]!.min!, columns[index]!.max!, BINS, grids.get(index)!),
  }));
  const numbers = (i: number) =>
    full[i] ? `n${i}` : `CASE WHEN isfinite(n${i}) THEN n${i} END AS n${i}`;
  const counted = await countBetween(
    connection,
    (part) =>
      `(SELECT ${part.map(numbers).join(', ')} FROM ${bare(relation, table)} WHERE ${where})`,
    wanted,
  );
  return wanted.map(({ edges }, k) => ({ counts: counted[k]!.counts[0]!, edges }));
}

export async function addHistograms(
  loaded: Loaded,
  relation: string,
  columns: ColumnProfile[],
): Promise<void> {
  if (loaded.packed) return; // made for the columns that somebody looks at
  const modelled = columns.flatMap((c, i) => (c.modelled ? [i] : []));
  const histograms = await histogramsOf(loaded, relation, modelled, columns, 'true');
  modelled.forEach((i, k) => (columns[i] = { ...columns[i]!, histogram: histograms[k]! }));
}
