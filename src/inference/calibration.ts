// Whether posteriors are calibrated, on pairs (theta, x) that nothing was fitted on: simulation-based calibration
// (Talts et al. 2018), expected coverage (Hermans et al. 2022), TARP (Lemos et al. 2023), and conformal thresholds.
import { normals, uniform } from '../distributions/random';
import { STREAMS } from '../distributions/streams';
import type { Calibration } from '../protocol/inference';
import { chiSquareTail } from './chi-square';

/** What calibration asks of a posterior at pair `n`. */
export interface PosteriorAt {
  /** row-major DRAWS x D */
  draws: Float64Array;
  /** log density of each draw, and of the pair's own theta */
  logDensity: Float64Array;
  ofTruth: number;
}

/** One less than a multiple of the numbers of bins, so that each bin has equally many ranks. */
export const DRAWS = 1007;
const [BINS, FEW_BINS, PER_BIN] = [21, 7, 10];
const LEVELS = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95];
const CONFORMAL = [0.5, 0.8, 0.9, 0.95];

/**
 * @param thetas row-major pairs x D, the parameters that the pairs were simulated with
 * @param at the posterior given the observation of pair n
 */
export async function calibrate(
  thetas: Float64Array,
  dim: number,
  at: (n: number) => Promise<PosteriorAt>,
  seed: number,
): Promise<Calibration> {
  const pairs = thetas.length / dim;
  const { mean, deviation } = spread(thetas, dim);
  const ranks = Array.from({ length: dim }, () => new Float64Array(pairs));
  const [scores, shares] = [new Float64Array(pairs), new Float64Array(pairs)];
  for (let n = 0; n < pairs; n++) {
    const theta = thetas.subarray(n * dim, (n + 1) * dim);
    const { draws, logDensity, ofTruth } = await at(n);
    const chance = (place: number) => uniform(seed, STREAMS.calibration, n, place);
    ranks.forEach((rank, d) => {
      const values = Float64Array.from({ length: DRAWS }, (_, k) => draws[k * dim + d]!);
      rank[n] = rankOf(theta[d]!, values, chance(d));
    });
    scores[n] = scoreOf(ofTruth, logDensity);
    const reference = normals(seed, STREAMS.references, n, 1, dim);
    const distance = (row: ArrayLike<number>, from: number) => {
      let sum = 0;
      for (let d = 0; d < dim; d++)
        sum += ((row[from + d]! - mean[d]!) / deviation[d]! - reference[d]!) ** 2;
      return sum;
    };
    const own = distance(theta, 0);
    const distances = Float64Array.from({ length: DRAWS }, (_, k) => distance(draws, k * dim));
    shares[n] = rankOf(own, distances, chance(dim));
  }
  const bins = pairs >= BINS * PER_BIN ? BINS : FEW_BINS;
  const counts = ranks.map((rank) => histogram(rank, bins));
  const tarpScores = shares.map((rank) => (rank + 0.5) / (DRAWS + 1));
  return {
    pairs,
    sbc: { ranks: counts, pValues: counts.map(uniformity) },
    coverage: covered(scores),
    tarp: { coverage: covered(tarpScores), pValue: uniformity(histogram(shares, bins)) },
    conformal: Object.fromEntries(CONFORMAL.map((level) => [level, conformal(scores, level)])),
  };
}

/**
 * The share of draws that are denser than theta, which lies in every region of highest density above that level.
 * Where all are, 1 and how many nats theta lies below the least of them: else conformal regions of a posterior that is
 * far too narrow would have to be everything.
 */
export function scoreOf(ofTruth: number, logDensity: Float64Array): number {
  if (Number.isNaN(ofTruth) || ofTruth === -Infinity) return Infinity;
  const denser = logDensity.reduce((above, v) => above + (v > ofTruth ? 1 : 0), 0);
  if (denser < logDensity.length) return denser / logDensity.length;
  return 1 + logDensity.reduce((least, v) => Math.min(least, v), Infinity) - ofTruth;
}

/** The ceil((n + 1) level)-th smallest score; null where n is too small for that level. */
export function conformal(scores: Float64Array, level: number): number | null {
  const place = Math.ceil((scores.length + 1) * level);
  return place > scores.length ? null : scores.slice().sort()[place - 1]!;
}

/** How many of `values` are smaller; among equal ones a place by chance. */
function rankOf(value: number, values: Float64Array, chance: number): number {
  let [below, equal] = [0, 0];
  for (const v of values) {
    if (v < value) below++;
    else if (v === value) equal++;
  }
  return below + Math.floor(chance * (equal + 1));
}

function histogram(ranks: Float64Array, bins: number): number[] {
  const counts = new Array<number>(bins).fill(0);
  for (const rank of ranks) counts[Math.floor((rank * bins) / (DRAWS + 1))]!++;
  return counts;
}

/** p of the chi-square test that counts are of equal chances. */
function uniformity(counts: number[]): number {
  const expected = counts.reduce((a, b) => a + b, 0) / counts.length;
  const statistic = counts.reduce((sum, c) => sum + (c - expected) ** 2 / expected, 0);
  return chiSquareTail(statistic, counts.length - 1);
}

const covered = (scores: Float64Array): [number, number][] =>
  LEVELS.map((level) => [
    level,
    scores.reduce((inside, s) => inside + (s <= level ? 1 : 0), 0) / scores.length,
  ]);

function spread(rows: Float64Array, dim: number): { mean: Float64Array; deviation: Float64Array } {
  const count = rows.length / dim;
  const [mean, deviation] = [new Float64Array(dim), new Float64Array(dim)];
  rows.forEach((v, i) => (mean[i % dim]! += v / count));
  rows.forEach((v, i) => (deviation[i % dim]! += (v - mean[i % dim]!) ** 2 / count));
  return { mean, deviation: deviation.map((v) => Math.sqrt(v) || 1) };
}
