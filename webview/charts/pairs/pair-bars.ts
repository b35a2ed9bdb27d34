// What stands on the diagonal of the corner plot: the histogram of the drawn rows of a column, in all and by category,
// the selected ones of them, the Gaussian's curve and the histogram of the flow's samples.
import { edgesOf } from '../../../src/protocol/bins';
import { countIn } from '../../../src/protocol/bins';
import type { GaussianSummary } from '../../../src/protocol/data';
import type { CloudView, Points } from '../../../src/protocol/exploration';
import { type BarAxis, barsPath, curvePath, densityIn, stepsPath } from '../density-bars';
import { gaussianCurve } from '../gaussian-curve';
import { shownRange } from '../scale';
import type { PlotBox } from '../vega';
import { isSelected } from '../../state/selection';
import type { Theme } from '../../state/theme';

const BINS = 24;

/** A path of the diagonal: an area, or a line. */
export interface DiagonalPath {
  d: string;
  fill?: string;
  stroke?: string;
}

/** Its axis, with the edges of its bars. */
export function drawnAxis(view: CloudView, index: number): BarAxis {
  const shown = view.axes[index]!;
  const { log, low, high, edges = edgesOf(low, high, BINS, null, log) } = shown;
  return { axis: { range: shownRange(shown), log }, edges };
}

export function columnOf({ values, count }: Points, dim: number, index: number): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => values[i * dim + index]!);
}

/** Drawn rows in each bar. */
export const drawnCounts = (view: CloudView, index: number): number[] =>
  countIn(drawnAxis(view, index).edges, columnOf(view.data, view.columns.length, index)).counts;

/** Densities of a column, all with the mass 1 but the selected rows, whose mass is their share. */
export function diagonalOf(
  view: CloudView,
  index: number,
  { gaussian, flow }: { gaussian: GaussianSummary | null; flow: boolean },
) {
  const dim = view.columns.length;
  const bars = drawnAxis(view, index);
  const own = columnOf(view.data, dim, index);
  const groups = (view.split?.levels ?? []).map((_, k) => {
    const rows = own.filter((__, i) => view.split!.level[i] === k);
    return densityIn(bars, rows);
  });
  const place = gaussian ? gaussian.names.indexOf(view.columns[index]!) : -1;
  const curve =
    gaussian && place >= 0
      ? gaussianCurve({
          gaussian: {
            mean: gaussian.mean[place]!,
            standardDeviation: Math.sqrt(gaussian.covariance[place * (gaussian.names.length + 1)]!),
          },
          histogram: { edges: bars.edges },
          axis: bars.axis,
        })
      : [];
  const all = densityIn(bars, own);
  const samples = flow && view.flow ? densityIn(bars, columnOf(view.flow, dim, index)) : [];
  const most = Math.max(
    ...[all, samples, curve.map(({ y }) => y), ...groups].flat().filter(Number.isFinite),
    0,
  );
  const selected = () =>
    densityIn(
      bars,
      own.filter((_, i) => isSelected(view.rows?.[i] ?? -1)),
      own.length,
    );
  return { bars, all, groups, curve, samples, most, selected };
}

/** @param marked whether rows are selected */
export function diagonalPaths(
  { bars, all, groups, curve, samples, most, selected }: ReturnType<typeof diagonalOf>,
  box: PlotBox,
  colours: Theme,
  marked: boolean,
): DiagonalPath[] {
  const { categories } = colours;
  return [
    { d: barsPath(bars, all, most, box), fill: colours.area },
    ...(marked ? [{ d: barsPath(bars, selected(), most, box), fill: colours.selection }] : []),
    ...groups.map((group, k) => ({
      d: stepsPath(bars, group, most, box),
      stroke: categories[k % categories.length]!,
    })),
    { d: curvePath(curve, bars, most, box), stroke: colours.gaussian },
    ...(samples.length > 0
      ? [{ d: stepsPath(bars, samples, most, box), stroke: colours.flow }]
      : []),
  ].filter(({ d }) => d !== '');
}

/** Median, and where 16 and 84 % of the drawn rows lie below; null without rows. */
export function quantilesOf(
  view: CloudView,
  index: number,
  of: 'data' | 'flow' = 'data',
): [number, number, number] | null {
  const sorted = columnOf(view[of] ?? view.data, view.columns.length, index)
    .filter(Number.isFinite)
    .sort();
  if (sorted.length === 0) return null;
  const at = (part: number) => {
    const place = part * (sorted.length - 1);
    const [low, high] = [sorted[Math.floor(place)]!, sorted[Math.ceil(place)]!];
    return low + (place - Math.floor(place)) * (high - low);
  };
  return [at(0.5), at(0.16), at(0.84)];
}
