// Lines around the densest part of a flow that holds a given mass, for two columns: from its exact density or samples.
import type { ConditionedFlow } from '../given/conditioned-flow';
import type { AxisView, ContourView } from '../../protocol/pictures';
import { isolines } from './isolines';

/** Points of the grid, a side: of the exact density, and of the smoothed histogram. */
export const EXACT_GRID = 160;
const HISTOGRAM_GRID = 96;
/** Points evaluated in one call: between two, somebody may have asked for something else. */
const CHUNK = 4096;
export const SAMPLES = 40_000;
const NARROWER = 0.5;
const SEED = 20_240_302;
/** The axes reach a little further than the rows, as they do on screen. */
const MARGIN = 0.04;

/** A flow that can be drawn from; its density is asked for unless its conditions vary (`fixed` is false). */
export type ContourFlow = Pick<ConditionedFlow, 'dim' | 'sample' | 'logProb'> & { fixed?: boolean };

/** A density on a grid: `value[j * nx + i]` at (x[i], y[j]), and the mass of each cell. */
export interface DensityGrid {
  x: Float64Array;
  y: Float64Array;
  value: Float64Array;
  mass: Float64Array;
}

/**
 * @param pair columns of the flow  @param axes of both  @param stale whether nobody waits for this any more
 * @returns null when it became stale
 */
export async function contours(
  flow: ContourFlow,
  pair: [number, number],
  names: [string, string],
  axes: [AxisView, AxisView],
  masses: number[],
  stale: () => boolean,
): Promise<ContourView | null> {
  const exact = flow.dim === 2 && flow.fixed !== false && pair[0] !== pair[1];
  const grid = exact
    ? await exactGrid(flow, pair, axes, stale)
    : await sampledGrid(flow, pair, axes, stale);
  if (!grid) return null;
  const found = masses.map((mass) => ({ mass, level: levelOf(grid, mass) }));
  return {
    x: names[0],
    y: names[1],
    levels: found.flatMap(({ mass, level }) =>
      level === null ? [] : [{ mass, lines: isolines(grid, level) }],
    ),
    outside: found.filter((f) => f.level === null).map((f) => f.mass),
    samples: exact ? null : SAMPLES,
    standardError: exact
      ? null
      : Math.max(...masses.map((m) => Math.sqrt((m * (1 - m)) / SAMPLES))),
    grid: grid.x.length,
  };
}

/** The flow with its draws kept: pictures of all pairs of columns count the same ones. */
export function remembering(flow: ContourFlow): ContourFlow {
  const kept = new Map<string, ReturnType<ContourFlow['sample']>>();
  return {
    dim: flow.dim,
    ...(flow.fixed === undefined ? {} : { fixed: flow.fixed }),
    logProb: (values, count) => flow.logProb(values, count),
    sample: (count, seed, first) => {
      const key = `${count}/${seed}/${first}`;
      const known = kept.get(key) ?? flow.sample(count, seed, first);
      kept.set(key, known);
      return known;
    },
  };
}

/** Engines answer without a pause: other calls, a newer wish among them, have their turn here. */
const breath = () => new Promise<void>((resolve) => void setImmediate(resolve));

/** The density above which the cells hold `mass`; null when all of them hold less. */
export function levelOf(
  { value, mass }: Pick<DensityGrid, 'value' | 'mass'>,
  wanted: number,
): number | null {
  const order = Array.from(value.keys()).sort((a, b) => value[b]! - value[a]!);
  let sum = 0;
  for (const k of order) {
    sum += mass[k]!;
    if (sum >= wanted) return value[k]!;
  }
  return null;
}

export async function exactGrid(
  flow: ContourFlow,
  [cx, cy]: [number, number],
  axes: [AxisView, AxisView],
  stale: () => boolean,
  side = EXACT_GRID,
): Promise<DensityGrid | null> {
  const [x, y] = axes.map((a) => points(a, side)) as [Grid, Grid];
  const value = new Float64Array(side * side);
  for (let from = 0; from < value.length; from += CHUNK) {
    const count = Math.min(CHUNK, value.length - from);
    const rows = new Float64Array(count * 2);
    for (let k = 0; k < count; k++) {
      rows[2 * k + cx] = x.at[(from + k) % side]!;
      rows[2 * k + cy] = y.at[Math.floor((from + k) / side)]!;
    }
    const logs = await flow.logProb(rows, count);
    await breath();
    if (stale()) return null;
    logs.forEach((v, k) => (value[from + k] = Math.exp(v)));
  }
  return {
    x: x.at,
    y: y.at,
    value,
    mass: value.map((v, k) => v * x.width[k % side]! * y.width[Math.floor(k / side)]!),
  };
}

/**
 * A histogram of samples, smoothed by a Gaussian of half the width of
 * Scott's rule: flows are worth drawing where they are not Gaussian.
 */
export async function sampledGrid(
  flow: ContourFlow,
  [cx, cy]: [number, number],
  axes: [AxisView, AxisView],
  stale: () => boolean,
): Promise<DensityGrid | null> {
  const [x, y] = axes.map((a) => points(a, HISTOGRAM_GRID)) as [Grid, Grid];
  const n = HISTOGRAM_GRID;
  const counts = new Float64Array(n * n);
  const moments = [x, y].map(() => ({ sum: 0, squares: 0, count: 0 }));
  for (let from = 0; from < SAMPLES; from += CHUNK) {
    const count = Math.min(CHUNK, SAMPLES - from);
    const drawn = await flow.sample(count, SEED, from);
    await breath();
    if (stale()) return null;
    for (let k = 0; k < count; k++) {
      const places = [x.place(drawn[k * flow.dim + cx]!), y.place(drawn[k * flow.dim + cy]!)];
      if (!places.every((p) => p > -0.5 && p < n - 0.5)) continue; // outside, or not on a log axis
      places.forEach((p, d) => {
        moments[d]!.sum += p;
        moments[d]!.squares += p * p;
        moments[d]!.count++;
      });
      counts[Math.round(places[1]!) * n + Math.round(places[0]!)]!++;
    }
  }
  const widths = moments.map(({ sum, squares, count }) =>
    count > 1
      ? Math.sqrt(Math.max(0, squares / count - (sum / count) ** 2)) * count ** (-1 / 6) * NARROWER
      : 1,
  );
  const smooth = smoothed(counts, n, widths[0]!, widths[1]!);
  return {
    x: x.at,
    y: y.at,
    value: smooth.map((v, k) => v / x.width[k % n]! / y.width[Math.floor(k / n)]!),
    mass: smooth.map((v) => v / SAMPLES),
  };
}

interface Grid {
  at: Float64Array;
  /** of the cell around each point, in units of the column */
  width: Float64Array;
  /** where a value lies, in steps of the grid */
  place(value: number): number;
}

/** Points at the middles of `n` cells that fill the axis: equal in x, or in log x. */
function points({ log, low, high }: AxisView, n: number): Grid {
  const [to, from] = log ? [Math.log, Math.exp] : [(v: number) => v, (v: number) => v];
  const margin = (to(high) - to(low)) * MARGIN;
  const [start, step] = [to(low) - margin, (to(high) - to(low) + 2 * margin) / n];
  const edge = (k: number) => from(start + k * step);
  return {
    at: Float64Array.from({ length: n }, (_, k) => edge(k + 0.5)),
    width: Float64Array.from({ length: n }, (_, k) => edge(k + 1) - edge(k)),
    place: (v) => (to(v) - start) / step - 0.5,
  };
}

/**
 * Convolved with a Gaussian of standard deviations `sx`, `sy` cells,
 * first along rows, then along columns; mass at the border is reflected.
 */
export function smoothed(counts: Float64Array, n: number, sx: number, sy: number): Float64Array {
  const along = (input: Float64Array, sd: number, step: number, other: number) => {
    const reach = Math.min(n - 1, Math.max(1, Math.ceil(3 * sd)));
    const kernel = Float64Array.from({ length: 2 * reach + 1 }, (_, k) =>
      Math.exp(-0.5 * ((k - reach) / Math.max(sd, 0.3)) ** 2),
    );
    const total = kernel.reduce((a, b) => a + b, 0);
    const out = new Float64Array(n * n);
    for (let line = 0; line < n; line++)
      for (let i = 0; i < n; i++) {
        const here = input[line * other + i * step]!;
        if (here === 0) continue;
        for (let k = -reach; k <= reach; k++) {
          let to = i + k;
          if (to < 0) to = -1 - to;
          if (to >= n) to = 2 * n - 1 - to;
          out[line * other + to * step]! += (here * kernel[k + reach]!) / total;
        }
      }
    return out;
  };
  return along(along(counts, sx, 1, n), sy, n, 1);
}
