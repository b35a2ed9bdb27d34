// What the picture of a mean of k draws holds.
import { centralLimit } from '../distributions/central-limit';
import type { MeanView } from '../protocol/change-of-variables';
import type { OneColumn } from './one-column';
import { grouped, say } from '../protocol/sentence';

const MEAN_DRAWS = 4000;
const MEAN_ROWS = 50_000;
const MEAN_BINS = 60;

export async function meanView(
  { single, rows, notes: before }: OneColumn,
  k: number,
  seed: number,
): Promise<MeanView> {
  const values = rows ?? (await single.sample(MEAN_ROWS, seed)).values;
  const { means, steps, tail, notes, draws } = centralLimit(values, k, seed, MEAN_DRAWS);
  const { mean, standardDeviation } = steps.at(-1)!.gaussian;
  const [low, high] = [
    Math.min(means[Math.floor(0.002 * draws)]!, mean - 3.5 * standardDeviation),
    Math.max(means[Math.floor(0.998 * draws)]!, mean + 3.5 * standardDeviation),
  ];
  const edges = Array.from(
    { length: MEAN_BINS + 1 },
    (_, i) => low + (i / MEAN_BINS) * (high - low),
  );
  const density = new Array<number>(MEAN_BINS).fill(0);
  for (const v of means) {
    const bin = Math.floor(((v - low) / (high - low)) * MEAN_BINS);
    if (bin >= 0 && bin < MEAN_BINS) density[bin]! += MEAN_BINS / (high - low) / draws;
  }
  const drawn = rows
    ? []
    : [say('The values are {0} draws from {1}.', grouped(MEAN_ROWS), single.label)];
  const finite = (v: number) => (Number.isFinite(v) ? v : null);
  const sent = tail && {
    ...tail,
    estimate: finite(tail.estimate),
    low: finite(tail.low),
    high: finite(tail.high),
  };
  return {
    base: single.label,
    k,
    steps,
    edges,
    density,
    draws,
    tail: sent,
    notes: [...before, ...notes, ...drawn],
  };
}
