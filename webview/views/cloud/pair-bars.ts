// The histogram of the drawn rows of a column, on the diagonal of the pairs.
import { countIn, edgesOf, widthsOf } from '../../../src/protocol/bins';
import type { CloudView } from '../../../src/protocol/exploration';
import { binsOf } from '../../charts/bins';
import { partOf, shownRange } from '../../charts/scale';
import type { PlotBox } from '../../charts/vega';
import { isSelected } from '../../state/selection';

const BINS = 24;

/** Its axis, with the edges of its bars. */
export function drawnAxis(view: CloudView, index: number) {
  const shown = view.axes[index]!;
  const { log, low, high, edges = edgesOf(low, high, BINS, null, log) } = shown;
  return { axis: { range: shownRange(shown), log }, edges };
}

/** Drawn rows, or the selected ones of them, in each bar. */
export function drawnCounts(view: CloudView, index: number, of: 'all' | 'selected'): number[] {
  const { values, count } = view.data;
  const dim = view.columns.length;
  const column = Float32Array.from({ length: count }, (_, i) => values[i * dim + index]!);
  const rows = of === 'all' ? column : column.filter((_, i) => isSelected(view.rows?.[i] ?? -1));
  return countIn(drawnAxis(view, index).edges, rows).counts;
}

/** As a path in a cell: those of the selected rows stand in those of all. */
export function drawnBars(
  view: CloudView,
  index: number,
  { left, top, width: across, height: up }: PlotBox,
  of: 'all' | 'selected',
): string {
  const { axis, edges } = drawnAxis(view, index);
  const widths = widthsOf(edges, axis.log);
  const tall = (counts: number[]) => widths.map((width, b) => counts[b]! / width);
  const all = tall(drawnCounts(view, index, 'all'));
  const most = Math.max(...all);
  if (!(most > 0)) return '';
  const shown = of === 'all' ? all : tall(drawnCounts(view, index, 'selected'));
  const at = edges.map((edge) => left + Math.min(1, Math.max(0, partOf(edge, axis))) * across);
  const foot = top + up;
  return binsOf(at)
    .map(({ low, high }, b) => {
      const height = (-0.92 * up * shown[b]!) / most;
      return height < 0
        ? `M${low.toFixed(1)} ${foot}v${height.toFixed(1)}h${(high - low).toFixed(2)}V${foot}Z`
        : '';
    })
    .join('');
}
