// Points of a pair of columns, from the data and from samples of both models, on the same axes.
import type { CloudView, Points } from '../../src/protocol/exploration';
import { type Source, SOURCES } from '../../src/protocol/look';
import { bytesOf } from '../state/colours';
import type { Theme } from '../state/theme';
import { axisTitle } from '../text/titles';
import { alphaFor, sizeFor } from './point-cloud';
import { shownRange } from './scale';
import type { ScatterSet } from './scatter';
import type { Axis } from './scatter-frame';

/** Points and axes of the chosen pair, no source above the others. @param title of the axis of a column */
export function cloudPicture(
  view: CloudView,
  xIndex: number,
  yIndex: number,
  shown: Record<Source, boolean>,
  colours: Theme,
  title: (column: string) => string = (column) => axisTitle(column),
) {
  const strip = view.columns.length === 1;
  const drawn = SOURCES.filter((s) => shown[s] && view[s]);
  const total = drawn.reduce((sum, s) => sum + view[s]!.count, 0);
  const alpha = Math.round(255 * alphaFor(total));
  const sets = drawn.map((s) =>
    setOf(
      view[s]!,
      s === 'data' ? (view.rows ?? null) : null,
      view.columns.length,
      xIndex,
      yIndex,
      strip,
      paint(view, s, colours),
      alpha,
    ),
  );
  const axis = (index: number): Axis => {
    const shown = view.axes[index]!;
    return {
      name: title(view.columns[index]!),
      column: view.columns[index]!,
      range: shownRange(shown),
      log: shown.log,
    };
  };
  return {
    set: alternating(sets, total),
    x: axis(xIndex),
    y: strip ? { name: null, range: [0, 1] as [number, number] } : axis(yIndex),
    zoom: zoomName(view, xIndex, yIndex),
  };
}

/** What pictures of a pair are called that show the same part of it. */
export const zoomName = ({ columns, axes }: CloudView, ...pair: [number, number]) =>
  JSON.stringify(pair.map((index) => [columns[index], axes[index]!.log]));

/** The colour of the i-th point of a source, as bytes: rows have that of their category where the picture is split. */
export function paint(
  view: CloudView,
  source: Source,
  colours: Theme,
): (i: number) => [number, number, number] {
  if (source !== 'data' || !view.split) {
    const one = bytesOf(colours[source]);
    return () => one;
  }
  const { level } = view.split;
  const palette = colours.categories.map(bytesOf);
  return (i) => palette[level[i]! % palette.length]!;
}

function setOf(
  points: Points,
  rowNumbers: Float64Array | null,
  dim: number,
  xIndex: number,
  yIndex: number,
  strip: boolean,
  colour: (i: number) => [number, number, number],
  alpha: number,
): Omit<ScatterSet, 'size'> {
  const { count, values } = points;
  const x = new Float32Array(count);
  const y = new Float32Array(count);
  const colours = new Uint8Array(4 * count);
  for (let i = 0; i < count; i++) {
    x[i] = values[i * dim + xIndex]!;
    y[i] = strip ? jitter(i) : values[i * dim + yIndex]!;
    const [r, g, b] = colour(i);
    colours.set([r, g, b, alpha], 4 * i);
  }
  return { x, y, colours, rows: rowNumbers ?? new Float64Array(count).fill(-1), count };
}

/** The sets as one whose points take turns: what is drawn later lies above, and no set hides another. */
function alternating(sets: Omit<ScatterSet, 'size'>[], total: number): ScatterSet {
  const all = {
    x: new Float32Array(total),
    y: new Float32Array(total),
    colours: new Uint8Array(4 * total),
    rows: new Float64Array(total),
    count: total,
    size: sizeFor(total),
  };
  let at = 0;
  for (let i = 0; at < total; i++)
    for (const { x, y, colours, rows, count } of sets) {
      if (i >= count) continue;
      [all.x[at], all.y[at], all.rows[at]] = [x[i]!, y[i]!, rows[i]!];
      all.colours.set(colours.subarray(4 * i, 4 * i + 4), 4 * at++);
    }
  return all;
}

/** A fixed place in [0.1, 0.9] for point `i` of a strip (golden ratio sequence). */
export function jitter(i: number): number {
  return 0.1 + 0.8 * ((i * 0.618033988749895) % 1);
}
