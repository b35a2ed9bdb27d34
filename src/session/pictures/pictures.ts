// The pictures of an exploration: marginals and cloud, from the table, the displayed Gaussian and a flow.
import type { Table } from '../../data';
import { Gaussian } from '../../distributions/gaussian';
import { countIn, widthsOf } from '../../protocol/bins';
import type { GaussianSummary } from '../../protocol/data';
import type { CloudView, MarginalView, Points } from '../../protocol/exploration';
import type { AxisView, Lens } from '../../protocol/pictures';
import type { ConditionedFlow } from '../given/conditioned-flow';

/** Flow samples behind the marginal curves; their error band is shown. */
const MARGINAL_SAMPLES = 20_000;
const PICTURE_SEED = 20_240_301;

export interface PictureSource {
  table: Table | null;
  columns: string[];
  gaussian: GaussianSummary | null;
  flow: ConditionedFlow | null;
  /** columns of the flow, which may be fewer (constants are held out) */
  flowColumns: string[];
}

/** A marginal for each selected column: histogram of the data, the Gaussian's curve, a histogram of flow samples with its error. */
export async function marginals(
  { table, columns, gaussian, flow, flowColumns }: PictureSource,
  lens: Lens,
): Promise<MarginalView[]> {
  if (!table || columns.length === 0) return [];
  const [profile, { bins, all, within, levels, rows, of }] = [
    await table.profile(),
    await table.counts(columns, lens),
  ];
  const beside = Object.keys(lens.given ?? {}).length > 0;
  const samples = flow ? await flow.sample(MARGINAL_SAMPLES, PICTURE_SEED) : null;
  return columns.map((column, i) => {
    const { edges, axis } = bins[i]!;
    const { counts: parts, below, above } = within[i]!;
    const counts = parts[0]!.map((_, b) => parts.reduce((sum, part) => sum + part[b]!, 0));
    const widths = widthsOf(edges, axis.log);
    const densityOf = (list: number[], total: number) =>
      list.map((c, b) => (total > 0 && widths[b]! > 0 ? c / total / widths[b]! : 0));
    const g = gaussian?.names.indexOf(column) ?? -1;
    const f = flowColumns.indexOf(column);
    return {
      column,
      profile: profile.columns.find((c) => c.name === column)!,
      histogram: { edges, counts },
      density: densityOf(counts, rows),
      axis,
      below,
      above,
      rows,
      of,
      whole: beside ? densityOf(all[i]!.counts[0]!, of) : null,
      parts: levels ? { levels, counts: parts } : null,
      gaussian: curveOf(gaussian, g),
      flow: samples && f >= 0 ? sampleDensity(samples, f, flowColumns.length, edges, axis) : null,
    };
  });
}

/** The Gaussian's curve in one column; none (no deviation) where it has no finite one. */
function curveOf(gaussian: GaussianSummary | null, place: number): MarginalView['gaussian'] {
  const none = { mean: 0, standardDeviation: 0 };
  if (!gaussian || place < 0) return none;
  const [mean, standardDeviation] = [
    gaussian.mean[place]!,
    Math.sqrt(gaussian.covariance[place * (gaussian.names.length + 1)]!),
  ];
  return Number.isFinite(mean) && Number.isFinite(standardDeviation)
    ? { mean, standardDeviation }
    : none;
}

function sampleDensity(
  samples: Float64Array,
  column: number,
  dim: number,
  edges: number[],
  { log }: AxisView,
): NonNullable<MarginalView['flow']> {
  const n = samples.length / dim;
  const { counts } = countIn(
    edges,
    Float64Array.from({ length: n }, (_, i) => samples[i * dim + column]!),
  );
  const widths = widthsOf(edges, log);
  return {
    samples: n,
    density: counts.map((c, b) => c / n / widths[b]!),
    standardError: counts.map((c, b) => Math.sqrt(Math.max(c, 1) * (1 - c / n)) / n / widths[b]!),
  };
}

/** At most `count` rows of the data beside the chosen conditions, and as many samples of the Gaussian and of the flow, in the selected columns. */
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
function axisOfSamples(samples: Float64Array, column: number, dim: number): AxisView {
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
    if (error instanceof Error && error.name === 'DistributionError') return null; // the page says why
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
