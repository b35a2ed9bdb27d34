// Two columns given all others, where the joint has a log density: integrated over the plane that is left.
import { type Rows, rowsOf } from '../distributions/distribution';
import { uniform } from '../distributions/random';
import { STREAMS } from '../distributions/streams';
import { grouped, say } from '../protocol/sentence';
import type { Estimate } from '../protocol/operations';
import { type Conditioned, QUICK_DRAWS } from './conditioned';
import { type Plane, sampled, type Sampled } from './operand';

/** Points a side, tried one after the other until the grid is fine enough; odd, so that half of them is a grid too. */
const SIDES = [161, 321];
const QUICK_SIDES = [49];
/** What is fainter than the peak by so many nats does not count as the mass: together below the errors here. */
const FAINT = 12;
/** The box is made larger by this part of itself where mass reaches its border, so many times at most. */
const [LARGER, MOST_LARGER] = [0.25, 4];
/** Two grids, one of half the points a side, may differ by so much of the mass. */
const TOLERANCE = 2e-3;
/** The same for a preview. */
const QUICK_TOLERANCE = 0.02;
/** Standard errors that the mass may be away from the mean weight of the draws, and what is added to them. */
const [APART, SLACK] = [5, 0.01];

/** Draws of the free columns with their joint log densities, and the log density of what is given by their weights. */
export interface Weighed {
  draws: Rows;
  logs: Float64Array;
  logZ: Estimate;
}

/**
 * p(x, y | values) for the two columns that are not given: the joint density over its integral in the plane, by the
 * trapezoidal rule on a grid that holds all but the faintest parts.
 *
 * @param names of the two columns
 * @param at joint log densities of row-major places in the plane, with the other columns as given
 * @param found draws that say where the mass is, and what the integral should be
 * @param quick with fewer points, for a preview
 * @returns null where the mass is too thin for a grid, or not where the draws say
 */
export async function onPlane(
  names: readonly [string, string],
  at: (rows: Rows) => Promise<Float64Array>,
  { draws, logs, logZ: expected }: Weighed,
  quick: boolean,
): Promise<Conditioned | null> {
  let box = boxOf(draws, logs);
  if (!box) return null;
  for (const side of quick ? QUICK_SIDES : SIDES) {
    const grid = await heldIn(box, side, at);
    if (!grid) return null;
    box = grid.box;
    const whole = integral(grid, 1);
    const error = Math.abs(Math.log(whole.value) - Math.log(integral(grid, 2).value));
    if (!(error < (quick ? QUICK_TOLERANCE : TOLERANCE))) continue;
    const logZ = whole.top + Math.log(whole.value);
    const apart = Math.abs(logZ - expected.value);
    if (!(apart < APART * (expected.standardError ?? 0) + SLACK + error)) return null;
    return conditionedOn(names, at, grid, logZ, error, quick);
  }
  return null;
}

type Box = [low: number, high: number][];

interface Grid {
  box: Box;
  /** points of each axis */
  x: Float64Array;
  y: Float64Array;
  /** logs[j * x.length + i] at (x[i], y[j]) */
  logs: Float64Array;
}

/** Around the draws that are not faint. */
function boxOf({ values, count, dim }: Rows, logs: Float64Array): Box | null {
  const top = logs.reduce((a, b) => Math.max(a, b), -Infinity);
  const box: Box = [
    [Infinity, -Infinity],
    [Infinity, -Infinity],
  ];
  for (let n = 0; n < count; n++)
    if (logs[n]! > top - FAINT)
      box.forEach((ends, d) => {
        const v = values[n * dim + d]!;
        [ends[0], ends[1]] = [Math.min(ends[0], v), Math.max(ends[1], v)];
      });
  return box.every(([low, high]) => low < high) ? box.map((ends) => wider(ends, 0.05)) : null;
}

const wider = ([low, high]: [number, number], by: number): [number, number] => [
  low - by * (high - low),
  high + by * (high - low),
];

/** The grid over a box, which grows where its border is not faint. */
async function heldIn(
  first: Box,
  side: number,
  at: (rows: Rows) => Promise<Float64Array>,
): Promise<Grid | null> {
  let box = first;
  for (let times = 0; ; times++) {
    const [x, y] = box.map(([low, high]) =>
      Float64Array.from({ length: side }, (_, k) => low + (k / (side - 1)) * (high - low)),
    ) as [Float64Array, Float64Array];
    const places = new Float64Array(2 * side * side);
    for (let k = 0; k < side * side; k++) {
      places[2 * k] = x[k % side]!;
      places[2 * k + 1] = y[Math.floor(k / side)]!;
    }
    const logs = await at(rowsOf(places, 2));
    const top = logs.reduce((a, b) => Math.max(a, b), -Infinity);
    if (!(top > -Infinity)) return null;
    const bright = (i: number, j: number) => logs[j * side + i]! > top - FAINT;
    const ends = Array.from({ length: side }, (_, k) => k);
    const reaches = [
      ends.some((j) => bright(0, j) || bright(side - 1, j)),
      ends.some((i) => bright(i, 0) || bright(i, side - 1)),
    ];
    if (times === MOST_LARGER || !reaches.includes(true)) return { box, x, y, logs };
    box = box.map((axis, d) => (reaches[d] ? wider(axis, LARGER) : axis));
  }
}

/** The trapezoidal rule over every `every`-th point of both axes, times exp(-top). */
function integral({ x, y, logs }: Grid, every: number): { top: number; value: number } {
  const side = x.length;
  const top = logs.reduce((a, b) => Math.max(a, b), -Infinity);
  const part = (k: number) => (k === 0 || k === side - 1 ? 0.5 : 1);
  let sum = 0;
  for (let j = 0; j < side; j += every)
    for (let i = 0; i < side; i += every)
      sum += part(i) * part(j) * Math.exp(logs[j * side + i]! - top);
  return { top, value: sum * (x[1]! - x[0]!) * (y[1]! - y[0]!) * every ** 2 };
}

function conditionedOn(
  names: readonly [string, string],
  at: (rows: Rows) => Promise<Float64Array>,
  grid: Grid,
  logZ: number,
  error: number,
  quick: boolean,
): Conditioned {
  const { x, y, logs } = grid;
  const plane: Plane = { x, y, density: logs.map((v) => Math.exp(v - logZ)) };
  return {
    operand: sampled({
      kind: 'draws',
      names,
      label: say('the conditional distribution'),
      logProb: async (rows) => (await at(rows)).map((v) => v - logZ),
      sample: sampler(plane),
      most: quick ? QUICK_DRAWS : null,
      entropy: { value: entropyOn(plane), standardError: null },
      plane,
    }),
    logZ: { value: logZ, standardError: null },
    notes: [
      say(
        'By integration over {0} and {1}, on a grid of {2} points: half as many a side change the mass by {3}.',
        ...names,
        grouped(logs.length),
        Number(error.toExponential(1)),
      ),
    ],
  };
}

/** - int p log p, by the trapezoidal rule; the border is faint. */
function entropyOn({ x, y, density }: Plane): number {
  const cell = (x[1]! - x[0]!) * (y[1]! - y[0]!);
  return -density.reduce((sum, p) => (p > 0 ? sum + p * Math.log(p) : sum), 0) * cell;
}

/** Draws by the inverse of the sum over cells, even within the cell of a point: h^2 / 12 is added to each variance. */
function sampler({ x, y, density }: Plane): Sampled['sample'] {
  const side = x.length;
  const [across, up] = [x[1]! - x[0]!, y[1]! - y[0]!];
  const below = new Float64Array(density.length);
  let sum = 0;
  density.forEach((p, k) => (below[k] = sum += p));
  return (count, seed, first = 0) => {
    const out = new Float64Array(2 * count);
    for (let n = 0; n < count; n++) {
      const random = (place: number) => uniform(seed, STREAMS.planeDraws, first + n, place);
      const wanted = random(0) * sum;
      let [l, r] = [0, below.length - 1];
      while (l < r) {
        const m = (l + r) >> 1;
        if (below[m]! > wanted) r = m;
        else l = m + 1;
      }
      out[2 * n] = x[l % side]! + across * (random(1) - 0.5);
      out[2 * n + 1] = y[Math.floor(l / side)]! + up * (random(2) - 0.5);
    }
    return rowsOf(out, 2);
  };
}
