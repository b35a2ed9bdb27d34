// The central limit theorem on one column: the mean of k draws against the Gaussian that it comes to.
import { DistributionError } from './distribution';
import { erfc } from './error-function';
import { uniform } from './random';
import { STREAMS } from './streams';
import { mayLackVariance, type TailIndex, tailIndex } from './tail-index';
import { grouped, precise, say, type Sentence } from '../protocol/sentence';

export interface MeanOfK {
  k: number;
  /** Kolmogorov's distance between the means and the Gaussian, from `draws` simulated means */
  distance: number;
  /** one standard error of the distance, from ten batches */
  standardError: number;
  /** what the distance of as many draws from the Gaussian itself would be on average */
  noise: number;
  /** Berry and Esseen: the true distance is at most this (constant 0.4748, Shevtsova 2011) */
  bound: number;
  gaussian: { mean: number; standardDeviation: number };
}

export interface CentralLimit {
  rows: number;
  mean: number;
  standardDeviation: number;
  draws: number;
  seed: number;
  /** for 1, 2, 4, ... and k */
  steps: MeanOfK[];
  /** the simulated means of k draws, sorted */
  means: Float64Array;
  tail: TailIndex | null;
  /** sentences for the user */
  notes: Sentence[];
}

const BATCHES = 10;
const MOST_NUMBERS = 40_000_000;
const ESSEEN = 0.4748;

/**
 * @param values the column: each draw is one of its rows, with equal probability
 * @throws DistributionError for fewer than 10 values or a constant column
 */
export function centralLimit(
  values: Float64Array,
  k: number,
  seed: number,
  draws = 10_000,
): CentralLimit {
  const n = values.length;
  if (n < 10)
    throw new DistributionError(
      say('The mean of k draws needs at least 10 values; there are {0}.', n),
    );
  if (!Number.isInteger(k) || k < 1 || k > 10_000)
    throw new DistributionError(say('k must be a whole number from 1 to 10,000.'));
  const { mean, deviation, third } = moments(values);
  if (!(deviation > 0))
    throw new DistributionError(say('The column does not vary: every mean of it is the same.'));
  const count = Math.max(1000, Math.min(draws, Math.floor(MOST_NUMBERS / (2 * k))));
  const ks = [
    ...new Set([...Array.from({ length: 14 }, (_, i) => 2 ** i).filter((j) => j < k), k]),
  ];
  let means: Float64Array = new Float64Array(0);
  const steps = ks.map((each): MeanOfK => {
    const drawn = meansOf(values, each, count, seed);
    const gaussian = { mean, standardDeviation: deviation / Math.sqrt(each) };
    // batches are interleaved, before sorting
    const batches = Array.from({ length: BATCHES }, (_, b) =>
      kolmogorov(drawn.filter((__, i) => i % BATCHES === b).sort(), gaussian),
    );
    means = drawn.sort();
    // a batch of a tenth has a noise that is larger by sqrt(10): its spread is scaled back
    return {
      k: each,
      distance: kolmogorov(means, gaussian),
      standardError: spread(batches) / Math.sqrt(BATCHES),
      noise: 0.8687 / Math.sqrt(count),
      bound: Math.min(1, (ESSEEN * third) / deviation ** 3 / Math.sqrt(each)),
      gaussian,
    };
  });
  const tail = tailIndex(values);
  const notes = [
    say(
      'Each mean is of {0} values drawn at random, with replacement; {1} means, seed {2}. Distances below about {3} cannot be told from zero.',
      k,
      grouped(count),
      seed,
      precise(0.8687 / Math.sqrt(count), 2),
    ),
  ];
  if (!tail) notes.push(say('No tail index: too few distinct values far from the median.'));
  else if (mayLackVariance(tail))
    notes.push(
      say(
        'Warning: the tail index is {0} (95 % interval {1} to {2}, from the {3} values farthest out on the heavier side), and its interval reaches below 2: the column may come from a distribution without a variance, and then means of new data need not become Gaussian.',
        short(tail.estimate),
        short(tail.low),
        short(tail.high),
        tail.order,
      ),
    );
  else if (tail.low < 2)
    notes.push(
      say(
        'The interval of the tail index reaches below 2 because there are few rows; its estimate, {0}, gives no cause for concern.',
        short(tail.estimate),
      ),
    );
  return {
    rows: n,
    mean,
    standardDeviation: deviation,
    draws: count,
    seed,
    steps,
    means,
    tail,
    notes,
  };
}

const short = (v: number) => (Number.isFinite(v) ? precise(v, 3) : say('unlimited'));

function moments(values: Float64Array): { mean: number; deviation: number; third: number } {
  let mean = 0;
  values.forEach((v, i) => (mean += (v - mean) / (i + 1)));
  let [square, third] = [0, 0];
  for (const v of values) {
    const off = Math.abs(v - mean);
    square += (off * off) / values.length;
    third += (off * off * off) / values.length;
  }
  return { mean, deviation: Math.sqrt(square), third };
}

function meansOf(values: Float64Array, k: number, count: number, seed: number): Float64Array {
  const n = values.length;
  const out = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    let mean = 0;
    for (let j = 0; j < k; j++)
      mean +=
        (values[Math.min(n - 1, Math.floor(uniform(seed, STREAMS.meanOfDraws, i, j) * n))]! -
          mean) /
        (j + 1);
    out[i] = mean;
  }
  return out;
}

/** Largest gap between the steps of the sorted values and the Gaussian's distribution function. */
export function kolmogorov(
  sorted: Float64Array,
  { mean, standardDeviation }: { mean: number; standardDeviation: number },
): number {
  const n = sorted.length;
  let worst = 0;
  for (let i = 0; i < n;) {
    let j = i + 1;
    while (j < n && sorted[j] === sorted[i]) j++; // equal values are one step
    const below = 0.5 * erfc((mean - sorted[i]!) / standardDeviation / Math.SQRT2);
    worst = Math.max(worst, Math.abs(j / n - below), Math.abs(i / n - below));
    i = j;
  }
  return worst;
}

function spread(values: number[]): number {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return Math.sqrt(values.reduce((s, v) => s + (v - mean) ** 2, 0) / (values.length - 1));
}
