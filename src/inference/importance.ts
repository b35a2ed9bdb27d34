// Self-normalised importance sampling: the mean of a function under a target, from weighted draws of a proposal.
import type { Rows } from '../distributions/distribution';
import { say, type Sentence } from '../protocol/sentence';
import { highestShape, paretoSmoothed, shapeOf } from './pareto-smoothing';
import { eachPart, nothingThere, type Proposal } from './proposal';
import { missedMass } from './reach';
import type { RowFunction, Target } from './target';

export interface Weighing {
  /** Pareto-smoothed, with a sum of 1 */
  weights: Float64Array;
  /** how many equal draws these are worth (Kish): 1 / sum of squares */
  effectiveSampleSize: number;
  /** shape of the weights' tail; null with too few draws to tell */
  paretoK: number | null;
  /** log of the mean weight: the log of the target's integral, with its standard error */
  logEvidence: number;
  logEvidenceError: number;
}

export interface ImportanceResult extends Omit<Weighing, 'weights'> {
  estimate: number;
  standardError: number;
  notes: Sentence[];
}

/** With fewer draws the region that they did not reach is no small one. */
const FEWEST_FOR_REACH = 1000;

/** @param logs log(p/q) of draws of q, at least one finite */
export function weigh(logs: Float64Array): Weighing {
  const { weights, k } = paretoSmoothed(logs);
  const top = logs.reduce((most, v) => Math.max(most, v), -Infinity);
  const count = weights.length;
  const total = weights.reduce((sum, w) => sum + w, 0);
  const mean = total / count;
  const spread = weights.reduce((sum, w) => sum + (w - mean) ** 2, 0) / Math.max(1, count - 1);
  const normalised = weights.map((w) => w / total);
  return {
    weights: normalised,
    effectiveSampleSize: 1 / normalised.reduce((sum, w) => sum + w * w, 0),
    paretoK: k,
    logEvidence: top + Math.log(mean),
    logEvidenceError: Math.sqrt(spread / count) / mean,
  };
}

/**
 * The mean of `of` under the target, with the standard error of a ratio (delta method) and Pareto k: the larger of the
 * shapes of the weights and of their products with |of|, whose tail can be heavier.
 * @throws DistributionError where target or function is not defined at a draw, or nothing overlaps
 */
export async function importance(
  proposal: Proposal,
  target: Target,
  of: RowFunction,
  count: number,
  seed: number,
): Promise<ImportanceResult> {
  const logs = new Float64Array(count);
  const values = new Float64Array(count);
  const reach = new Reach(proposal.names.length);
  let at = 0;
  await eachPart(proposal, target, { count, seed }, (rows, ratios, logQ) => {
    logs.set(ratios, at);
    reach.add(rows, logQ);
    values.set(whereWeighted(of, rows, ratios), at);
    at += rows.count;
  });
  const [l, v] = [logs.subarray(0, at), values.subarray(0, at)];
  if (!l.some((ratio) => ratio > -Infinity)) throw nothingThere(target, proposal, at);
  const { weights, paretoK, ...rest } = weigh(l);
  const estimate = v.reduce((sum, h, n) => sum + weights[n]! * h, 0);
  const variance = v.reduce((sum, h, n) => sum + (weights[n]! * (h - estimate)) ** 2, 0);
  const top = l.reduce((most, ratio) => Math.max(most, ratio), -Infinity);
  const own = shapeOf(v.map((h, n) => h * Math.exp(l[n]! - top)));
  const k = paretoK === null || own === null ? null : Math.max(paretoK, own);
  const found = { estimate, standardError: Math.sqrt(variance), ...rest };
  const missed =
    at < FEWEST_FOR_REACH
      ? []
      : await missedMass(proposal, target, of, { ...found, ...reach.result() }, seed);
  return { ...found, paretoK: k, notes: [...doubts(k, at), ...missed] };
}

/** Moments of draws, and how far out they go. */
class Reach {
  private count = 0;
  private leastLogQ = Infinity;
  private readonly sums: Float64Array;
  private readonly squares: Float64Array;

  constructor(private readonly dim: number) {
    this.sums = new Float64Array(dim);
    this.squares = new Float64Array(dim);
  }

  add({ values, count }: Rows, logQ: Float64Array): void {
    this.count += count;
    values.forEach((v, i) => {
      this.sums[i % this.dim]! += v;
      this.squares[i % this.dim]! += v * v;
    });
    for (const v of logQ) this.leastLogQ = Math.min(this.leastLogQ, v);
  }

  result(): { mean: Float64Array; deviation: Float64Array; leastLogQ: number } {
    const mean = this.sums.map((s) => s / this.count);
    const deviation = this.squares.map((s, d) =>
      Math.sqrt(Math.max(Number.MIN_VALUE, s / this.count - mean[d]! ** 2)),
    );
    return { mean, deviation, leastLogQ: this.leastLogQ };
  }
}

/** A function is asked only where the target has density. */
function whereWeighted(of: RowFunction, rows: Rows, ratios: Float64Array): Float64Array {
  const kept = [...ratios.keys()].filter((n) => ratios[n]! > -Infinity);
  const { dim } = rows;
  const values = new Float64Array(kept.length * dim);
  kept.forEach((n, k) => values.set(rows.values.subarray(n * dim, (n + 1) * dim), k * dim));
  const found = of({ values, count: kept.length, dim });
  const out = new Float64Array(rows.count);
  kept.forEach((n, k) => (out[n] = found[k]!));
  return out;
}

/** What a Pareto k says about an estimate from so many draws. */
export function doubts(k: number | null, count: number): Sentence[] {
  if (k === null)
    return [say('Too few draws to tell how heavy the tail of the weights is: draw at least 25.')];
  if (k <= highestShape(count)) return [];
  return [
    say(
      'Pareto k is {0}, above {1}: a few draws decide the estimate, and neither it nor its error can be trusted. Choose a proposal with heavier tails, or one that is nearer to the target.',
      k.toFixed(2),
      highestShape(count).toFixed(2),
    ),
  ];
}
