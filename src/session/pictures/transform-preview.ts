// A column before and after the transform that a fit would use: the very code of the fit, on the rows at hand.
import type { Table } from '../../data';
import { choosePreprocessing, TransformError } from '../../flows/choose-preprocessing';
import { dequantise, fromModel, toModel } from '../../flows/preprocessing';
import { countIn, edgesOf, movedEdges } from '../../protocol/bins';
import type { Histogram } from '../../protocol/data';
import { type Grid, gridOf } from '../../protocol/grid';
import type { ColumnTransform } from '../../protocol/model';
import type { TransformChoice } from '../../protocol/choices';
import type { TransformPreview } from '../../protocol/pictures';
import { SessionError } from '../errors';
import { say } from '../../protocol/sentence';

const ROWS = 20_000;
const BINS = 40;

/** @throws SessionError when the values do not suit the transform */
export async function transformPreview(
  table: Table,
  column: string,
  choice: TransformChoice,
): Promise<TransformPreview> {
  const profile = (await table.profile()).columns.find((c) => c.name === column);
  const { values, rowNumbers, count } = await table.rows([column], { limit: ROWS });
  if (count === 0) throw new SessionError(say('"{0}" has no values to transform.', column));
  try {
    const { transforms, notes } = choosePreprocessing(
      values,
      count,
      [column],
      { [column]: choice },
      [profile?.type === 'integer'],
    );
    const { z } = toModel(dequantise(values, rowNumbers, transforms, 1), count, transforms);
    const shown = z.filter(Number.isFinite);
    const grid = gridOf(values);
    const after = histogramIn(
      edgesAfter(shown, transforms, transforms[0]!.integer ? null : grid),
      shown,
    );
    return {
      before: histogramIn(edgesOf(...rangeOf(values), BINS, grid), values),
      after,
      density: after.counts.map((c, b) => c / count / (after.edges[b + 1]! - after.edges[b]!)),
      rows: count,
      kind: transforms[0]!.kind,
      integer: transforms[0]!.integer === true,
      notes,
    };
  } catch (error) {
    if (error instanceof TransformError) throw new SessionError(error.sentence);
    throw error;
  }
}

function histogramIn(edges: number[], values: Float64Array): Histogram {
  return { counts: countIn(edges, values).counts, edges };
}

function rangeOf(values: Float64Array): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const v of values) [low, high] = [Math.min(low, v), Math.max(high, v)];
  return [low, high];
}

/**
 * Bins of transformed values: equally wide, moved to gaps between the column's places.
 * @param grid null if noise left none
 */
function edgesAfter(z: Float64Array, transforms: ColumnTransform[], grid: Grid | null): number[] {
  const ideal = edgesOf(...rangeOf(z), BINS, null);
  if (!grid) return ideal;
  const moved = movedEdges(Array.from(fromModel(ideal, ideal.length, transforms)), grid);
  const back = toModel(Float64Array.from(moved), moved.length, transforms).z;
  // a transform may end between two places
  const edges = Array.from(back, (edge, b) =>
    Number.isFinite(edge) ? edge : b === 0 ? ideal[0]! : ideal.at(-1)!,
  );
  return edges.filter((edge, b) => b === 0 || edge > edges[b - 1]!);
}
