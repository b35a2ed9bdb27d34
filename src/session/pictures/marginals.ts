// Columns by themselves: the rows of each in bars, with the Gaussian and the flow where they describe it.
import type { Table } from '../../data';
import { countIn, widthsOf } from '../../protocol/bins';
import { type ColumnView, MOST_BARS } from '../../protocol/column-views';
import type { ColumnProfile, GaussianSummary } from '../../protocol/data';
import type { MarginalView } from '../../protocol/exploration';
import type { AxisView, Lens } from '../../protocol/pictures';
import type { SelectionStep } from '../../protocol/selection';
import { PICTURE_SEED, type PictureSource } from './pictures';

/** Flow samples behind the marginal curves; their error band is shown. */
const MARGINAL_SAMPLES = 20_000;
/** Beside chosen conditions an axis reaches over all but this part of the draws on either side. */
const OUTER = 0.005;
/** Texts are levels where there are at most half as many of them as rows. */
const REPEATED = 0.5;

type Counts = Awaited<ReturnType<Table['counts']>>;
type Models = Pick<MarginalView, 'gaussian' | 'flow'>;
const NO_GAUSSIAN = { mean: 0, standardDeviation: 0 };

/**
 * A marginal for each selected column: the data's histogram, the
 * Gaussian's curve, a histogram of flow samples with its error.
 */
export async function marginals(
  { table, columns, gaussian, flow, flowColumns }: PictureSource,
  lens: Lens,
): Promise<MarginalView[]> {
  if (!table || columns.length === 0) return [];
  const samples = flow ? await flow.sample(MARGINAL_SAMPLES, PICTURE_SEED) : null;
  const drawnOf = (column: string) => {
    const f = flowColumns.indexOf(column);
    if (!samples || f < 0) return null;
    const dim = flowColumns.length;
    return Float64Array.from({ length: samples.length / dim }, (_, i) => samples[i * dim + f]!);
  };
  const reach = lens.given ? columns.map((column) => innerRange(drawnOf(column))) : [];
  const [profile, counts] = [await table.profile(), await table.counts(columns, lens, { reach })];
  return columns.map((column, i) => {
    const { edges, axis } = counts.bins[i]!;
    const drawn = drawnOf(column);
    return marginalOf(
      profile.columns.find((c) => c.name === column)!,
      i,
      counts,
      {
        gaussian: curveOf(gaussian, gaussian?.names.indexOf(column) ?? -1),
        flow: drawn && sampleDensity(drawn, edges, axis),
      },
    );
  });
}

/** Of columns that are not described, or of all rows: what each holds, in bars. */
export async function columnViews(
  table: Table,
  described: string[],
  names: string[],
  lens: Lens,
  picked?: SelectionStep[],
): Promise<ColumnView[]> {
  const { columns } = await table.profile();
  const views: ColumnView[] = [];
  for (const name of names) {
    const profile = columns.find((c) => c.name === name);
    if (profile) views.push(await columnView(table, described, profile, lens, picked));
  }
  return views;
}

async function columnView(
  table: Table,
  described: string[],
  profile: ColumnProfile,
  lens: Lens,
  picked?: SelectionStep[],
): Promise<ColumnView> {
  const { name: column, type } = profile;
  const nothing = (why: (ColumnView & { kind: 'nothing' })['why']): ColumnView => ({
    kind: 'nothing',
    column,
    why,
  });
  if (type === 'identifier' || profile.identifier) return nothing('identifier');
  if (type === 'constant') return nothing('constant');
  if (profile.modelled) {
    const counts = await table.counts([column], lens, { among: described });
    const models = { gaussian: NO_GAUSSIAN, flow: null };
    if (counts.rows === 0) return nothing('empty');
    const bars = picked && (await table.selectedBars([column], lens, picked, described));
    const marginal = marginalOf(profile, 0, counts, models);
    return { kind: 'numbers', column, marginal, ...(bars ? { selected: bars[0]!.counts } : {}) };
  }
  if (type === 'date') {
    const times = await table.times(column, described, lens, picked);
    return times.rows === 0 ? nothing('empty') : { kind: 'times', column, ...times };
  }
  const levels = await table.levels(column, described, lens, MOST_BARS, picked);
  if (levels.rows === 0) return nothing('empty');
  const different = levels.levels.length + levels.others;
  return type === 'text' && different > REPEATED * levels.rows
    ? nothing('text')
    : { kind: 'levels', column, ...levels };
}

function marginalOf(
  profile: ColumnProfile,
  i: number,
  { bins, all, within, groups, rows, of, beside }: Counts,
  models: Models,
): MarginalView {
  const { edges, axis } = bins[i]!;
  const { counts: parts, below, above } = within[i]!;
  const counts = parts[0]!.map((_, b) => parts.reduce((sum, part) => sum + part[b]!, 0));
  const widths = widthsOf(edges, axis.log);
  const densityOf = (list: number[], total: number) =>
    list.map((c, b) => (total > 0 && widths[b]! > 0 ? c / total / widths[b]! : 0));
  return {
    column: profile.name,
    profile,
    histogram: { edges, counts },
    density: densityOf(counts, rows),
    axis,
    below,
    above,
    rows,
    of,
    whole: beside ? densityOf(all[i]!.counts[0]!, of) : null,
    parts: groups && { ...groups, counts: parts },
    ...(beside ? { beside } : {}),
    ...models,
  };
}

/** The Gaussian's curve in one column; none (no deviation) where it has no finite one. */
function curveOf(gaussian: GaussianSummary | null, place: number): MarginalView['gaussian'] {
  if (!gaussian || place < 0) return NO_GAUSSIAN;
  const [mean, standardDeviation] = [
    gaussian.mean[place]!,
    Math.sqrt(gaussian.covariance[place * (gaussian.names.length + 1)]!),
  ];
  return Number.isFinite(mean) && Number.isFinite(standardDeviation)
    ? { mean, standardDeviation }
    : NO_GAUSSIAN;
}

function innerRange(drawn: Float64Array | null): [number, number] | null {
  if (!drawn || drawn.length === 0) return null;
  const sorted = drawn.filter(Number.isFinite).sort();
  const at = (part: number) => sorted[Math.round(part * (sorted.length - 1))]!;
  return sorted.length > 0 ? [at(OUTER), at(1 - OUTER)] : null;
}

function sampleDensity(
  drawn: Float64Array,
  edges: number[],
  { log }: AxisView,
): NonNullable<MarginalView['flow']> {
  const n = drawn.length;
  const { counts } = countIn(edges, drawn);
  const widths = widthsOf(edges, log);
  return {
    samples: n,
    density: counts.map((c, b) => c / n / widths[b]!),
    standardError: counts.map((c, b) => Math.sqrt(Math.max(c, 1) * (1 - c / n)) / n / widths[b]!),
  };
}
