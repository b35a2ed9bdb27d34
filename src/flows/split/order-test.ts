// The test of Ljung and Box, whether a series is alike its own past; permutations of the series decide what is near.
import { philox } from '../random';
import { STREAMS } from '../../distributions/streams';

export const LAGS = 20;
/** Quantiles of chi-square with 1 to 20 degrees of freedom at 1 %. */
const CRITICAL = [
  6.635, 9.21, 11.345, 13.277, 15.086, 16.812, 18.475, 20.09, 21.666, 23.209, 24.725, 26.217,
  27.688, 29.141, 30.578, 32, 33.409, 34.805, 36.191, 37.566,
];
/** So far beyond it no permutation comes. */
const CERTAIN = 3;
const PERMUTATIONS = 199;
/** Permutations that may come as far: 2 of 200 are 1 %. */
const AS_FAR = 1;
const FEWEST = 100;

/** Whether rows that follow one another are alike, at the level of 1 %. */
export function followsOrder(series: Float64Array): boolean {
  const lags = lagsOf(series.length);
  const found = statistic(series, lags);
  const critical = CRITICAL[lags - 1]!;
  if (!(found > critical)) return false;
  return (
    (series.length >= FEWEST && found > CERTAIN * critical) ||
    isBeyondChance(series, found, lags, null)
  );
}

/**
 * The same among rows with equal levels: what differs between levels is taken away, and rows change places
 * within levels.
 */
export function followsOrderWithin(series: Float64Array, levels: Int32Array): boolean {
  const lags = lagsOf(series.length);
  const centred = withoutMeans(series, levels);
  return isBeyondChance(centred, statistic(centred, lags), lags, levels);
}

const lagsOf = (n: number) => Math.max(1, Math.min(LAGS, Math.floor(n / 5)));

function statistic(series: Float64Array, lags: number): number {
  const n = series.length;
  let mean = 0;
  for (const v of series) mean += v / n;
  let square = 0;
  for (const v of series) square += (v - mean) ** 2;
  if (!(square > 0)) return 0;
  let found = 0;
  for (let lag = 1; lag <= lags; lag++) {
    let sum = 0;
    for (let i = lag; i < n; i++) sum += (series[i]! - mean) * (series[i - lag]! - mean);
    found += (sum / square) ** 2 / (n - lag);
  }
  return n * (n + 2) * found;
}

function isBeyondChance(
  series: Float64Array,
  found: number,
  lags: number,
  levels: Int32Array | null,
): boolean {
  const members = membersOf(levels ?? new Int32Array(series.length));
  const shuffled = series.slice();
  const draw = numbers();
  let asFar = 0;
  for (let k = 0; k < PERMUTATIONS && asFar <= AS_FAR; k++) {
    for (const rows of members) {
      for (let i = rows.length - 1; i > 0; i--) {
        const j = Math.floor(draw() * (i + 1));
        [shuffled[rows[i]!], shuffled[rows[j]!]] = [shuffled[rows[j]!]!, shuffled[rows[i]!]!];
      }
    }
    if (statistic(shuffled, lags) >= found * (1 - 1e-9)) asFar++;
  }
  return asFar <= AS_FAR;
}

function withoutMeans(series: Float64Array, levels: Int32Array): Float64Array {
  const sums = new Map<number, [number, number]>();
  series.forEach((v, n) => {
    const [sum, count] = sums.get(levels[n]!) ?? [0, 0];
    sums.set(levels[n]!, [sum + v, count + 1]);
  });
  return series.map((v, n) => v - sums.get(levels[n]!)![0] / sums.get(levels[n]!)![1]);
}

function membersOf(levels: Int32Array): number[][] {
  const members = new Map<number, number[]>();
  levels.forEach((level, n) => {
    const rows = members.get(level);
    if (rows) rows.push(n);
    else members.set(level, [n]);
  });
  return [...members.values()];
}

/** Uniform numbers, always the same ones. */
function numbers(): () => number {
  const out = new Uint32Array(4);
  let at = 0;
  return () => {
    if (at % 4 === 0) philox(0, STREAMS.orderTest, at / 4, 0, out);
    return out[at++ % 4]! / 2 ** 32;
  };
}
