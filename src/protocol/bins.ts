// The bins of every histogram: edges lie between the values of a column, and all bins of one hold equally many steps.
import { type Grid, stepAt } from './grid';

/** So few bins at least are left where steps are large. */
const FEWEST = 10;
/** A bin holds whole heaps, such as full fives among ages, where these are no wider than so many bins. */
const WIDEST_HEAP = 2.5;
/** Steps are followed that are at least such a part of a bin. */
const LEAST_STEP = 1e-7;

/**
 * Edges of about `target` bins that hold everything from `low` to `high`, rising: equal in x, or in log
 * x as far as the steps of the column allow. Without a grid they begin and end at `low` and `high`.
 */
export function edgesOf(
  low: number,
  high: number,
  target: number,
  grid: Grid | null,
  log = false,
): number[] {
  if (!(high > low) && !grid) [low, high] = [low - room(low), high + room(high)];
  const followed = grid && grid.step > ((high - low) / target) * LEAST_STEP ? grid : null;
  const edges = log
    ? logEdges(low, high, target, followed)
    : followed
      ? steppedEdges(low, high, target, followed)
      : evenly(low, high, target);
  // where numbers are as near as double precision has any
  const rising = edges.filter((edge, b) => b === 0 || edge > edges[b - 1]!);
  return rising.length > 1 ? rising : [low - room(low), high + room(high)];
}

/** Beside a single value: half a unit, or as much as can be told from it. */
const room = (value: number) => Math.max(0.5, Math.abs(value) * 1e-9);

/** Also where the range itself is beyond double precision. */
function evenly(low: number, high: number, target: number): number[] {
  return Array.from({ length: target + 1 }, (_, b) =>
    b === target ? high : low * (1 - b / target) + high * (b / target),
  );
}

/** Each bin has so many places of the grid; the last may have fewer. */
function steppedEdges(low: number, high: number, target: number, grid: Grid): number[] {
  const range = high - low;
  const ideal = range / target;
  const steps = [
    grid.step,
    ...grid.parts.filter((p) => p.from <= high && p.step * FEWEST <= range).map((p) => p.step),
    ...(grid.heaped <= WIDEST_HEAP * ideal ? [grid.heaped] : []),
  ];
  const step = Math.max(...steps);
  const first = placeBelow(grid, step, low);
  const places = placeBelow(grid, step, high) - first + 1;
  const each = perBin(places, target);
  const count = Math.ceil(places / each);
  const edges = Array.from({ length: count + 1 }, (_, b) =>
    between(grid, step, first + Math.min(places, b * each)),
  );
  // where larger steps begin later, or rows are only heaped on them, the outermost bins end where the values do
  edges[0] = Math.max(edges[0]!, beside(grid, low)[0]);
  edges[count] = Math.min(edges[count]!, beside(grid, high)[1]);
  return edges;
}

/** About as many places as make `target` bins, such that the last one lacks few. */
function perBin(places: number, target: number): number {
  const ideal = Math.max(1, Math.round(places / target));
  if (ideal === 1) return 1;
  const lacking = (each: number) => (each - (places % each)) % each;
  let best = ideal;
  for (let each = Math.ceil(0.75 * ideal); each <= 1.34 * ideal; each++) {
    const [a, b] = [lacking(each) / each, lacking(best) / best];
    if (a < b - 1e-9 || (Math.abs(a - b) < 1e-9 && Math.abs(each - ideal) < Math.abs(best - ideal)))
      best = each;
  }
  return best;
}

/** The k-th edge: half a step of the coarse grid above its origin, and off the places of the fine one. */
function between({ origin, step: fine }: Grid, step: number, k: number): number {
  const many = Math.round(step / fine);
  return origin + (k - 0.5) * step - (many % 2 === 0 ? fine / 2 : 0);
}

/** The number of the last edge that lies below a value. */
function placeBelow(grid: Grid, step: number, value: number): number {
  const start = between(grid, step, 0);
  // a value at an edge, up to rounding, cannot be: it is a place of the grid, or lies off it
  return Math.floor((value - start) / step + 1e-9);
}

/** The edges around a value, at the step that the column has there. */
function beside(grid: Grid, value: number): [number, number] {
  const step = stepAt(grid, value);
  const k = placeBelow(grid, step, value);
  return [between(grid, step, k), between(grid, step, k + 1)];
}

/** Edges at equal factors, as far as the steps allow. */
function logEdges(low: number, high: number, target: number, grid: Grid | null): number[] {
  const ideal = Array.from({ length: target + 1 }, (_, b) =>
    b === 0 ? low : b === target ? high : low ** (1 - b / target) * high ** (b / target),
  );
  return grid ? movedEdges(ideal, grid, 0) : ideal;
}

/**
 * Edges moved to the nearest gap between two places of a grid, the outermost ones
 * beyond the values there. Fewer, where places are further apart than edges.
 * @param ideal rising, from the smallest value to the largest  @param above every edge is: a log axis has no others
 */
export function movedEdges(ideal: readonly number[], grid: Grid, above = -Infinity): number[] {
  const moved = ideal.map((edge, b) => {
    const [under, over] = beside(grid, edge);
    if (b === 0) return under > above ? under : (edge + above) / 2;
    if (b === ideal.length - 1) return over;
    return under > above && edge - under < over - edge ? under : over;
  });
  return moved.filter((edge, b) => b === 0 || edge > moved[b - 1]! + 1e-9 * grid.step);
}

/** The same bins, of which the outermost ones end where the values do: what has a support has no more than that. */
export function endingAt(edges: readonly number[], low: number, high: number): number[] {
  return edges.map((edge) => Math.min(high, Math.max(low, edge)));
}

/** The bin that holds a value: above its lower edge, at or below its upper one; -1 below all, `bins` above all. */
export function binOf(edges: readonly number[], value: number): number {
  const bins = edges.length - 1;
  if (value < edges[0]!) return -1;
  if (value === edges[0]!) return 0;
  if (!(value <= edges[bins]!)) return bins;
  let [from, to] = [0, bins];
  while (to - from > 1) {
    const middle = (from + to) >> 1;
    if (value > edges[middle]!) from = middle;
    else to = middle;
  }
  return from;
}

/** Sums of weights in each bin, and of what lies below and above all. @param weight of the n-th value, 1 by default */
export function countIn(
  edges: readonly number[],
  values: Iterable<number>,
  weight?: (n: number) => number,
): { counts: number[]; below: number; above: number } {
  const counts = new Array<number>(edges.length - 1).fill(0);
  let [below, above, n] = [0, 0, 0];
  for (const value of values) {
    const w = weight ? weight(n) : 1;
    n++;
    if (Number.isNaN(value)) continue;
    const bin = binOf(edges, value);
    if (bin < 0) below += w;
    else if (bin >= counts.length) above += w;
    else counts[bin]! += w;
  }
  return { counts, below, above };
}

/** Widths of bins: in units of the column, or in factors of ten. */
export function widthsOf(edges: readonly number[], log = false): number[] {
  return edges.slice(1).map((to, b) => (log ? Math.log10(to / edges[b]!) : to - edges[b]!));
}
