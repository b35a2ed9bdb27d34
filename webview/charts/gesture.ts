// Areas of a plot that a gesture draws, in parts of the plot from the left and from below, and what they select.
import { MOST_CORNERS, type SelectedRange, type Shape } from '../../src/protocol/selection';
import type { PointCloud } from './point-cloud';
import { numbersBetween, valueAt } from './scale';
import type { Axis } from './scatter-frame';

export type Area =
  { kind: 'box'; x: [number, number]; y: [number, number] } | { kind: 'lasso'; corners: number[] };

/** What an area selects in the table where both axes are columns of it; a strip has none that goes up. */
export function shapeOf(area: Area, x: Axis, y: Axis): Shape | null {
  const range = (axis: Axis, parts: [number, number]): SelectedRange[] => {
    if (axis.column === undefined) return [];
    const [from, to] = numbersBetween(Math.min(...parts), Math.max(...parts), {
      range: axis.range,
      log: axis.log ?? false,
    });
    return [{ column: axis.column, from, to }];
  };
  if (area.kind === 'box') {
    const ranges = [...range(x, area.x), ...range(y, area.y)];
    return ranges.length > 0 ? { kind: 'box', ranges } : null;
  }
  if (x.column === undefined) return null;
  if (y.column === undefined) {
    const across = area.corners.filter((_, k) => k % 2 === 0);
    return {
      kind: 'box',
      ranges: range(x, [Math.min(...across), Math.max(...across)]),
    };
  }
  return {
    kind: 'lasso',
    x: x.column,
    y: y.column,
    logX: x.log ?? false,
    logY: y.log ?? false,
    corners: area.corners.map((part, k) => valueAt(part, k % 2 === 0 ? x : y)),
  };
}

/** Rows of the points that are drawn in an area: where the axes are no columns of the table. */
export function drawnIn(
  area: Area,
  { positions, count }: PointCloud,
  rowOf: (index: number) => number,
): Shape | null {
  const rows = new Set<number>();
  for (let i = 0; i < count; i++) {
    const row = rowOf(i);
    if (row < 0) continue;
    const [x, y] = [(positions[2 * i]! + 1) / 2, (positions[2 * i + 1]! + 1) / 2];
    if (isIn(area, x, y)) rows.add(row);
  }
  return rows.size > 0
    ? { kind: 'rows', rows: [...rows].sort((a, b) => a - b), drawn: true }
    : null;
}

/** Whether a place lies in an area; a ray to the right crosses the line around it an odd number of times. */
export function isIn(area: Area, x: number, y: number): boolean {
  if (area.kind === 'box') {
    const between = (v: number, [a, b]: [number, number]) =>
      v >= Math.min(a, b) && v <= Math.max(a, b);
    return between(x, area.x) && between(y, area.y);
  }
  const { corners } = area;
  let inside = false;
  for (let i = 0, j = corners.length - 2; i < corners.length; j = i, i += 2) {
    const [x0, y0, x1, y1] = [corners[i]!, corners[i + 1]!, corners[j]!, corners[j + 1]!];
    if (y0 > y !== y1 > y && x < x0 + ((y - y0) * (x1 - x0)) / (y1 - y0)) inside = !inside;
  }
  return inside;
}

/** A line with at most as many corners as a lasso may have. */
export function thinned(corners: number[]): number[] {
  const count = corners.length / 2;
  if (count <= MOST_CORNERS) return corners;
  return Array.from({ length: MOST_CORNERS }, (_, k) => {
    const at = Math.floor((k * count) / MOST_CORNERS);
    return [corners[2 * at]!, corners[2 * at + 1]!];
  }).flat();
}
