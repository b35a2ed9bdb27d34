// Histograms that we draw ourselves: heights as densities, bars and steps as paths in a box.
import { countIn, widthsOf } from '../../src/protocol/bins';
import { binsOf } from './bins';
import { partOf, type Range } from './scale';
import type { PlotBox } from './vega';

export interface BarAxis {
  axis: { range: Range; log: boolean };
  edges: number[];
}

/** Part of the height of a box that the tallest bar takes. */
const FULL = 0.92;

/** Densities of bars with the mass 1 in all of `of` values: per unit, or per factor of ten on a log axis. */
export function densityIn(
  { axis, edges }: BarAxis,
  values: Float32Array | Float64Array,
  of = values.length,
): number[] {
  const widths = widthsOf(edges, axis.log);
  return countIn(edges, values).counts.map((count, b) => (of > 0 ? count / of / widths[b]! : 0));
}

const places = ({ axis, edges }: BarAxis, { left, width }: PlotBox) =>
  edges.map((edge) => left + Math.min(1, Math.max(0, partOf(edge, axis))) * width);

const heights = (densities: number[], most: number, { height }: PlotBox) =>
  densities.map((density) => (FULL * height * density) / most);

/** @param most the density that is as tall as it may be */
export function barsPath(bars: BarAxis, densities: number[], most: number, box: PlotBox): string {
  if (!(most > 0)) return '';
  const tall = heights(densities, most, box);
  const foot = box.top + box.height;
  return binsOf(places(bars, box))
    .map(({ low, high }, b) =>
      tall[b]! > 0
        ? `M${low.toFixed(1)} ${foot}v${(-tall[b]!).toFixed(1)}h${(high - low).toFixed(2)}V${foot}Z`
        : '',
    )
    .join('');
}

/** The upper edge of the bars alone. */
export function stepsPath(bars: BarAxis, densities: number[], most: number, box: PlotBox): string {
  if (!(most > 0)) return '';
  const tall = heights(densities, most, box);
  const foot = box.top + box.height;
  const line = binsOf(places(bars, box)).map(
    ({ low, high }, b) => `${low.toFixed(1)} ${(foot - tall[b]!).toFixed(1)}H${high.toFixed(1)}`,
  );
  return `M${line.join('L')}`;
}

/** A curve of densities at places of the column. */
export function curvePath(
  points: { x: number; y: number }[],
  { axis }: BarAxis,
  most: number,
  box: PlotBox,
): string {
  if (!(most > 0)) return '';
  const foot = box.top + box.height;
  const at = points.flatMap(({ x, y }) => {
    const part = partOf(x, axis);
    if (!(part >= 0 && part <= 1)) return [];
    const across = box.left + part * box.width;
    return `${across.toFixed(1)} ${(foot - (FULL * box.height * y) / most).toFixed(1)}`;
  });
  return at.length > 0 ? `M${at.join('L')}` : '';
}
