// The density of every stage of a flow, u to x, on a grid: exact for one and two columns, counted from draws for more.
import { repeated } from '../../flows/flow-distribution';
import type { StageDensity } from '../../protocol/microscope';
import type { AxisView } from '../../protocol/pictures';
import type { ShownModel } from '../models/shown-model';
import {
  type ContourFlow,
  type DensityGrid,
  EXACT_GRID,
  exactGrid,
  SAMPLES,
  sampledGrid,
} from './contours';
import type { LookedAt } from './microscope';

/** Draws that say where a stage has its mass, how many at each end are left out, how far the grid reaches beyond. */
const [PROBE, FARTHEST, MARGIN] = [8000, 4, 0.06];
/** Where the mass of the grid is further from 1, cells are averages over so many points a side. */
const [OFF, FINER] = [0.004, 5];
const PROBE_SEED = 20_240_303;
/** Cells of the grid of one column, and points that each is the average of. */
const [LINE, LINE_FINER] = [400, 8];

/** @param stale whether nobody waits for this any more  @returns null when it became stale */
export async function stageDensities(
  shown: ShownModel,
  pair: [number, number],
  { context }: LookedAt,
  stale: () => boolean,
): Promise<StageDensity[] | null> {
  const { layers, columns } = shown.needed().metadata.specification;
  const out: StageDensity[] = [];
  for (let l = 0; l <= layers.length + 1; l++) {
    const last = l > layers.length;
    const part = last ? shown.flow! : await shown.openPart(l);
    try {
      const given = (count: number) => context && repeated(context, count);
      const found = await densityOf(
        {
          dim: columns.length,
          sample: (count, seed, first) => part.sample(count, seed, first, given(count)),
          logProb: (values, count) => part.logProb(values, count, given(count)),
        },
        pair,
        stale,
      );
      if (!found) return null;
      out.push(found);
    } finally {
      if (!last) part.close();
    }
  }
  return out;
}

/** The density of a distribution over a pair of its columns, where it has its mass; of its only column. */
export async function densityOf(
  flow: ContourFlow,
  pair: [number, number],
  stale: () => boolean,
): Promise<StageDensity | null> {
  const { dim } = flow;
  const probe = await flow.sample(PROBE, PROBE_SEED, 0);
  if (stale()) return null;
  const axes = pair.map((c): AxisView => {
    const values = Float64Array.from({ length: PROBE }, (_, n) => probe[n * dim + c]!).sort();
    const [low, high] = [values[FARTHEST]!, values[PROBE - 1 - FARTHEST]!];
    const margin = MARGIN * (high - low);
    return { log: false, robust: false, automatic: false, low: low - margin, high: high + margin };
  }) as [AxisView, AxisView];
  if (dim === 1) return alongLine(flow, axes[0]);
  const exact = dim === 2 && pair[0] !== pair[1];
  let grid = exact
    ? await exactGrid(flow, pair, axes, stale)
    : await sampledGrid(flow, pair, axes, stale);
  const fine = grid && exact && Math.abs(massOf(grid) - 1) > OFF;
  if (fine) {
    const finer = await exactGrid(flow, pair, axes, stale, FINER * EXACT_GRID);
    grid = finer && averaged(finer, FINER);
  }
  if (!grid) return null;
  const side = grid.x.length;
  const ends = (at: Float64Array): [number, number] => {
    const half = (at[1]! - at[0]!) / 2;
    return [at[0]! - half, at[side - 1]! + half];
  };
  return {
    x: ends(grid.x),
    y: ends(grid.y),
    side,
    values: Float32Array.from(grid.value),
    mass: massOf(grid),
    draws: exact ? null : SAMPLES,
  };
}

const massOf = ({ mass }: DensityGrid) => mass.reduce((a, b) => a + b, 0);

/** The same grid with cells of `by` x `by` of these. */
function averaged(grid: DensityGrid, by: number): DensityGrid {
  const fine = grid.x.length;
  const side = fine / by;
  const middles = (at: Float64Array) =>
    Float64Array.from({ length: side }, (_, k) => (at[k * by]! + at[(k + 1) * by - 1]!) / 2);
  const value = new Float64Array(side * side);
  const mass = new Float64Array(side * side);
  for (let k = 0; k < fine * fine; k++) {
    const cell = Math.floor(k / fine / by) * side + Math.floor((k % fine) / by);
    value[cell]! += grid.value[k]! / by ** 2;
    mass[cell]! += grid.mass[k]!;
  }
  return { x: middles(grid.x), y: middles(grid.y), value, mass };
}

async function alongLine(flow: ContourFlow, { low, high }: AxisView): Promise<StageDensity> {
  const step = (high - low) / LINE;
  const fine = Float64Array.from(
    { length: LINE * LINE_FINER },
    (_, k) => low + ((k + 0.5) * step) / LINE_FINER,
  );
  const values = new Float64Array(LINE);
  (await flow.logProb(fine, fine.length)).forEach(
    (v, k) => (values[Math.floor(k / LINE_FINER)]! += Math.exp(v) / LINE_FINER),
  );
  return {
    x: [low, high],
    y: null,
    side: LINE,
    values: Float32Array.from(values),
    mass: values.reduce((a, b) => a + b, 0) * step,
    draws: null,
  };
}
