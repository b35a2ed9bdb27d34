// One column given all others, where the joint has a log density: integrated along the line that is left, not drawn.
import { type Rows, rowsOf } from '../distributions/distribution';
import type { Empirical } from '../distributions/empirical';
import { uniform } from '../distributions/random';
import { STREAMS } from '../distributions/streams';
import { grouped, say } from '../protocol/sentence';
import { type Conditioned, QUICK_DRAWS } from './conditioned';
import { drawn, type LogDensity, sampled, type Sampled } from './operand';

/** Points over the whole column, and of each zoom into where the mass is. */
const [COARSE, FINE, QUICK] = [1501, 4001, 1201];
const MOST_ZOOMS = 6;
/** Draws nearest to what is given, which say where to look. */
const NEAREST = 300;
/** What is fainter than the peak by so many nats is left out: together far less than the error below. */
const FAINT = 25;
/** Two grids, one of half the points, may differ by so much of the mass. */
const TOLERANCE = 2e-3;

interface Line {
  low: number;
  step: number;
  /** log density of the joint at each point */
  logs: Float64Array;
}

/**
 * p(x | values) for the one column x that is not given: the joint density along the line over its integral.
 * @param quick with fewer points and draws, for a preview
 * @returns null where the line has no mass, or where it is too thin for a grid
 */
export async function alongLine(
  operand: Sampled | Empirical,
  logDensity: LogDensity,
  values: Readonly<Record<string, number>>,
  quick: boolean,
): Promise<Conditioned | null> {
  const free = operand.names.findIndex((name) => !(name in values));
  const name = operand.names[free]!;
  const rows = (places: ArrayLike<number>): Rows => {
    const dim = operand.names.length;
    const joint = new Float64Array(places.length * dim);
    for (let n = 0; n < places.length; n++)
      operand.names.forEach(
        (column, d) => (joint[n * dim + d] = d === free ? places[n]! : values[column]!),
      );
    return rowsOf(joint, dim);
  };
  const at = async (places: ArrayLike<number>) =>
    (await logDensity(rows(places))).map((v) => (Number.isNaN(v) ? -Infinity : v));
  const line = await located(at, await placesToLook(operand, free, values), quick ? QUICK : FINE);
  if (!line) return null;
  const whole = integral(line, 1);
  const error = Math.abs(Math.log(whole.value) - Math.log(integral(line, 2).value));
  if (!(error < TOLERANCE)) return null;
  const logZ = whole.top + Math.log(whole.value);
  if (Math.exp(logZ) === 0) return null; // too far out for its density to be told from zero
  return {
    operand: sampled({
      kind: 'draws',
      names: [name],
      label: say('the conditional distribution'),
      logProb: async ({ values: x }) => (await at(x)).map((v) => v - logZ),
      sample: sampler(line),
      most: quick ? QUICK_DRAWS : null,
      entropy: { value: entropyOn(line, logZ), standardError: null },
    }),
    logZ: { value: logZ, standardError: null },
    notes: [
      say(
        'By integration along {0}, at {1} points: half as many change the mass by {2}.',
        name,
        grouped(line.logs.length),
        Number(error.toExponential(1)),
      ),
    ],
  };
}

/** Over all of the column and beyond, and where draws are that are near to what is given. */
async function placesToLook(
  operand: Sampled | Empirical,
  free: number,
  values: Readonly<Record<string, number>>,
): Promise<Float64Array> {
  const pool = await drawn(operand);
  const { dim, count } = pool;
  const { covariance } = pool.moments();
  const known = operand.names.flatMap((name, d) =>
    d === free
      ? []
      : [{ d, value: values[name]!, scale: Math.sqrt(covariance[d * (dim + 1)]!) || 1 }],
  );
  const far = Float64Array.from({ length: count }, (_, n) =>
    known.reduce(
      (most, { d, value, scale }) =>
        Math.max(most, Math.abs(pool.values[n * dim + d]! - value) / scale),
      0,
    ),
  );
  const limit = Float64Array.from(far).sort()[Math.min(count, NEAREST) - 1]!;
  const near: number[] = [];
  let [low, high] = [Infinity, -Infinity];
  for (let n = 0; n < count; n++) {
    const x = pool.values[n * dim + free]!;
    [low, high] = [Math.min(low, x), Math.max(high, x)];
    if (far[n]! <= limit) near.push(x);
  }
  const beyond = (high - low) / 2 || 1;
  const step = (high - low + 2 * beyond) / (COARSE - 1);
  return Float64Array.from([
    ...Array.from({ length: COARSE }, (_, k) => low - beyond + k * step),
    ...near,
  ]).sort();
}

/** Zooms into the interval that holds all but the faintest parts. */
async function located(
  at: (places: ArrayLike<number>) => Promise<Float64Array>,
  first: Float64Array,
  fine: number,
): Promise<Line | null> {
  let places = first;
  let logs = await at(places);
  for (let zoom = 0; zoom < MOST_ZOOMS; zoom++) {
    const top = logs.reduce((a, b) => Math.max(a, b), -Infinity);
    if (!(top > -Infinity)) return null;
    const bright = (v: number) => v > top - FAINT;
    const [from, to] = [
      places[Math.max(0, logs.findIndex(bright) - 1)]!,
      places[Math.min(places.length - 1, logs.findLastIndex(bright) + 1)]!,
    ];
    const enough = zoom > 0 && to - from > (places.at(-1)! - places[0]!) / 3;
    if (enough) return { low: places[0]!, step: places[1]! - places[0]!, logs };
    const step = (to - from) / (fine - 1);
    places = Float64Array.from({ length: fine }, (_, k) => from + k * step);
    logs = await at(places);
  }
  return { low: places[0]!, step: places[1]! - places[0]!, logs };
}

/** The trapezoidal rule over every `every`-th point, times exp(-top). */
function integral({ step, logs }: Line, every: number): { top: number; value: number } {
  const top = logs.reduce((a, b) => Math.max(a, b), -Infinity);
  let sum = 0;
  for (let k = 0; k < logs.length; k += every)
    sum += Math.exp(logs[k]! - top) * (k === 0 || k + every >= logs.length ? 0.5 : 1);
  return { top, value: sum * step * every };
}

/** - int p log p, by the trapezoidal rule; the ends are faint. */
const entropyOn = ({ step, logs }: Line, logZ: number): number =>
  -logs.reduce((sum, log) => {
    const p = Math.exp(log - logZ);
    return p > 0 ? sum + p * (log - logZ) : sum;
  }, 0) * step;

/** Draws by the inverse of the integral, linear within a cell. */
function sampler({ low, step, logs }: Line): Sampled['sample'] {
  const top = logs.reduce((a, b) => Math.max(a, b), -Infinity);
  const below = new Float64Array(logs.length);
  for (let k = 1; k < logs.length; k++)
    below[k] = below[k - 1]! + (Math.exp(logs[k - 1]! - top) + Math.exp(logs[k]! - top)) / 2;
  const total = below.at(-1)!;
  return (count, seed, first = 0) => {
    const out = new Float64Array(count);
    for (let n = 0; n < count; n++) {
      const wanted = uniform(seed, STREAMS.lineDraws, first + n) * total;
      let [l, r] = [0, below.length - 1];
      while (r - l > 1) {
        const m = (l + r) >> 1;
        if (below[m]! > wanted) r = m;
        else l = m;
      }
      const height = below[r]! - below[l]!;
      out[n] = low + step * (l + (height > 0 ? (wanted - below[l]!) / height : 0.5));
    }
    return rowsOf(out, 1);
  };
}
