// The cloud of an exploration, from the table, the displayed Gaussian and a flow.
import type { Table } from '../../data';
import { Gaussian } from '../../distributions/gaussian';
import type { GaussianSummary } from '../../protocol/data';
import type { CloudView, Points } from '../../protocol/exploration';
import type { AxisView, Lens } from '../../protocol/pictures';
import type { ConditionedFlow } from '../given/conditioned-flow';
import { DistributionError } from '../../distributions/distribution';

/** The same draws each time, so that pictures do not flicker. */
export const PICTURE_SEED = 20_240_301;

export interface PictureSource {
  table: Table | null;
  columns: string[];
  gaussian: GaussianSummary | null;
  flow: ConditionedFlow | null;
  /** columns of the flow, which may be fewer (constants are held out) */
  flowColumns: string[];
}

/**
 * At most `count` rows of the data beside the chosen conditions, and as
 * many samples of the Gaussian and of the flow, in the selected columns.
 */
export async function cloud(
  { table, columns, gaussian, flow, flowColumns }: PictureSource,
  count: number,
  lens: Lens,
): Promise<CloudView> {
  const dim = columns.length;
  const data = table && dim > 0 ? await table.sample(columns, count, lens) : null;
  const drawn = data ? Math.min(count, data.of) : count;
  const drawnFlow = flow && drawn > 0 ? await flow.sample(drawn, PICTURE_SEED) : null;
  return {
    columns,
    data: { values: Float32Array.from(data?.values ?? []), count: data?.count ?? 0 },
    rows: data?.rowNumbers ?? new Float64Array(0),
    gaussian:
      gaussian && gaussian.names.length === dim && drawn > 0
        ? gaussianPoints(gaussian, drawn)
        : null,
    flow: drawnFlow ? spread(drawnFlow, flowColumns, columns) : null,
    totalRows: data?.of ?? 0,
    matching: data?.matching ?? 0,
    axes:
      table && dim > 0
        ? await table.axes(columns, lens.axes ?? {})
        : columns.map((_, i) => axisOfSamples(drawnFlow ?? new Float64Array(0), i, dim)),
    split:
      data?.levels && data.level
        ? { column: lens.split!, levels: data.levels, level: data.level }
        : null,
  };
}

/** The axis of a column of which only samples are known. */
export function axisOfSamples(samples: Float64Array, column: number, dim: number): AxisView {
  let [low, high] = [Infinity, -Infinity];
  for (let i = column; i < samples.length; i += dim)
    [low, high] = [Math.min(low, samples[i]!), Math.max(high, samples[i]!)];
  return {
    log: false,
    robust: false,
    automatic: false,
    ...(low < high ? { low, high } : { low: -1, high: 1 }),
  };
}

function gaussianPoints(summary: GaussianSummary, count: number): Points | null {
  try {
    return {
      values: Float32Array.from(new Gaussian(summary).sample(count, PICTURE_SEED).values),
      count,
    };
  } catch (error) {
    if (error instanceof DistributionError) return null; // the page says why
    throw error;
  }
}

/** Samples of the flow's columns in the order of the selected ones; a column the flow lacks is NaN and not drawn. */
function spread(samples: Float64Array, from: string[], to: string[]): Points {
  const count = samples.length / from.length;
  const values = new Float32Array(count * to.length).fill(NaN);
  const places = to.map((c) => from.indexOf(c));
  for (let i = 0; i < count; i++)
    for (let j = 0; j < to.length; j++)
      if (places[j]! >= 0) values[i * to.length + j] = samples[i * from.length + places[j]!]!;
  return { values, count };
}
