// A column before and after the transform that a fit would use: the very code of the fit, on the rows at hand.
import type { Table } from '../data';
import { choosePreprocessing, dequantise, toModel } from '../flows/preprocessing';
import type { Histogram } from '../protocol/data';
import type { TransformChoice } from '../protocol/model';
import type { TransformPreview } from '../protocol/pictures';
import { SessionError } from './errors';

const ROWS = 20_000;
const BINS = 40;

/** @throws SessionError when the values do not suit the transform */
export async function transformPreview(table: Table, column: string, choice: TransformChoice): Promise<TransformPreview> {
  const profile = (await table.profile()).columns.find((c) => c.name === column);
  const { values, rowNumbers, count } = await table.rows([column], { limit: ROWS });
  if (count === 0) throw new SessionError(`"${column}" has no values to transform.`);
  try {
    const { transforms, notes } = choosePreprocessing(values, count, [column], { [column]: choice }, [profile?.type === 'integer']);
    const { z } = toModel(dequantise(values, rowNumbers, transforms, 1), count, transforms);
    const after = histogram(z.filter(Number.isFinite));
    return {
      before: histogram(values), after, density: after.counts.map((c, b) => c / count / (after.edges[b + 1]! - after.edges[b]!)),
      rows: count, kind: transforms[0]!.kind, integer: transforms[0]!.integer === true, notes,
    };
  } catch (error) {
    if (error instanceof RangeError) throw new SessionError(error.message);
    throw error;
  }
}

function histogram(values: Float64Array): Histogram {
  let [low, high] = [Infinity, -Infinity];
  for (const v of values) [low, high] = [Math.min(low, v), Math.max(high, v)];
  if (!(low < high)) [low, high] = [low - 0.5, low + 0.5];
  const counts = new Array<number>(BINS).fill(0);
  for (const v of values) counts[Math.min(BINS - 1, Math.floor(((v - low) / (high - low)) * BINS))]!++;
  return { counts, edges: Array.from({ length: BINS + 1 }, (_, b) => low + (b * (high - low)) / BINS) };
}
