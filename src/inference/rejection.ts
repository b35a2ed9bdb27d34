// Rejection sampling with a bound from a pilot: a draw x of q is kept with probability p(x) / (M q(x)).
import type { Rows } from '../distributions/distribution';
import { DistributionError } from '../distributions/distribution';
import { uniform } from '../distributions/random';
import { STREAMS } from '../distributions/streams';
import { grouped, say } from '../protocol/sentence';
import { eachPart, nothingThere, type Proposal } from './proposal';
import type { Target } from './target';

export interface Estimated {
  estimate: number;
  standardError: number;
}

export interface RejectionResult {
  /** kept draws, row-major */
  rows: Rows;
  proposed: number;
  /** the share of the draws that was kept */
  acceptance: number;
  acceptanceError: number;
  /** log M: the largest log(p/q) of the pilot, up to the target's constant */
  logBound: number;
  /** draws after the pilot whose ratio is above M */
  exceeded: number;
  /** E_p[(1 - M q / p)+]: the mass of the target that the draws lack, as they follow min(p, M q) */
  loss: Estimated;
}

const PILOT = 10_000;
const PART = 20_000;
const MOST = 10_000_000;

/**
 * `count` draws that follow min(p, M q), with M the largest of the ratios of a pilot, so that a fresh draw exceeds it
 * with a probability of 1 / (pilot + 1) at most.
 * @throws DistributionError where too few draws are kept
 */
export async function reject(
  proposal: Proposal,
  target: Target,
  count: number,
  seed: number,
): Promise<RejectionResult> {
  const pilot = Math.max(PILOT, count);
  let logBound = -Infinity;
  await eachPart(proposal, target, { count: pilot, seed }, (_, ratios) =>
    ratios.forEach((v) => (logBound = Math.max(logBound, v))),
  );
  if (logBound === -Infinity) throw nothingThere(target, proposal, pilot);
  const dim = proposal.names.length;
  const kept = new Float64Array(count * dim);
  let [accepted, proposed, exceeded] = [0, 0, 0];
  const ratio = new RatioOfMeans();
  for (let first = pilot; accepted < count; first += PART) {
    if (proposed >= MOST)
      throw new DistributionError(
        say(
          'Only {0} of {1} draws of {2} were kept: it is too far from the target for rejection sampling. Choose a nearer proposal, or weigh its draws with importance.',
          grouped(accepted),
          grouped(proposed),
          proposal.label,
        ),
      );
    let from = first;
    await eachPart(proposal, target, { count: PART, seed, first }, (rows, ratios) => {
      for (let n = 0; n < rows.count && accepted < count; n++) {
        const above = ratios[n]! - logBound;
        const w = Math.exp(above);
        proposed++;
        if (above > 0) exceeded++;
        ratio.add(Math.max(0, w - 1), w);
        if (uniform(seed, STREAMS.rejection, from + n) >= w) continue;
        kept.set(rows.values.subarray(n * dim, (n + 1) * dim), accepted++ * dim);
      }
      from += rows.count;
    });
  }
  const acceptance = accepted / proposed;
  return {
    rows: { values: kept, count, dim },
    proposed,
    acceptance,
    acceptanceError: Math.sqrt((acceptance * (1 - acceptance)) / proposed),
    logBound,
    exceeded,
    loss: ratio.result(),
  };
}

/** E[a] / E[b] with its standard error by the delta method. */
class RatioOfMeans {
  private a = 0;
  private b = 0;
  private aa = 0;
  private ab = 0;
  private bb = 0;

  add(a: number, b: number): void {
    this.a += a;
    this.b += b;
    this.aa += a * a;
    this.ab += a * b;
    this.bb += b * b;
  }

  result(): Estimated {
    const estimate = this.a / this.b;
    const squares = this.aa - 2 * estimate * this.ab + estimate ** 2 * this.bb;
    return { estimate, standardError: Math.sqrt(Math.max(0, squares)) / this.b };
  }
}
