// Whether a target has mass where no draw of a proposal reached: weights alone cannot tell, as nothing was drawn there.
import { DistributionError, type Rows, rowsAt, rowsOf } from '../distributions/distribution';
import { normals } from '../distributions/random';
import { STREAMS } from '../distributions/streams';
import { say, type Sentence } from '../protocol/sentence';
import type { Proposal } from './proposal';
import type { RowFunction, Target } from './target';

/** Draws of a wide law, how wide it is in standard deviations of the proposal, and hits that say something. */
const [PROBES, WIDE, FEWEST_HITS] = [10_000, 2, 20];

/** Where a proposal was, and what was found with it. */
export interface Reached {
  mean: Float64Array;
  deviation: Float64Array;
  /** log q of the draw farthest out */
  leastLogQ: number;
  estimate: number;
  standardError: number;
  logEvidence: number;
}

/**
 * A sentence where the part of the target at which q is smaller than at every draw would move the estimate by more than
 * its standard error. That part is estimated with draws of a Cauchy law around the proposal, in all its columns.
 */
export async function missedMass(
  proposal: Proposal,
  target: Target,
  of: RowFunction,
  reached: Reached,
  seed: number,
): Promise<Sentence[]> {
  const { leastLogQ, estimate, standardError, logEvidence } = reached;
  const { rows, logDensity } = cauchy(reached, seed);
  try {
    const logQ = await proposal.logDensity(rows);
    const far = [...logQ.keys()].filter((n) => !(logQ[n]! >= leastLogQ));
    const outside = pick(rows, far);
    const logP = await target.logDensity(outside);
    const there = far.map((_, k) => k).filter((k) => logP[k]! > -Infinity);
    if (there.length < FEWEST_HITS) return [];
    const values = of(pick(outside, there));
    let [mass, shift, squares] = [0, 0, 0];
    there.forEach((k, i) => {
      const weight = Math.exp(logP[k]! - logDensity[far[k]!]! - logEvidence) / PROBES;
      mass += weight;
      squares += weight ** 2;
      shift += weight * (values[i]! - estimate);
    });
    const hits = mass ** 2 / squares;
    if (!(hits >= FEWEST_HITS && Math.abs(shift) > standardError)) return [];
    return [
      say(
        'The target goes on where no draw was, with {0} of its mass, which would move the estimate by {1}: more than its standard error. Choose a proposal with heavier tails, or a wider one.',
        mass.toPrecision(2),
        Math.abs(shift).toPrecision(2),
      ),
    ];
  } catch (error) {
    // a formula need not be defined where the proposal never is
    if (error instanceof DistributionError) return [];
    throw error;
  }
}

/** Draws of a Cauchy law with the centre of the proposal and WIDE times its deviations, and their log density. */
function cauchy(
  { mean, deviation }: Reached,
  seed: number,
): { rows: Rows; logDensity: Float64Array } {
  const dim = mean.length;
  const z = normals(seed, STREAMS.reach, 0, PROBES, dim + 1);
  const values = new Float64Array(PROBES * dim);
  const scale = deviation.reduce((sum, s) => sum + Math.log(WIDE * s), 0);
  const constant = logGammaHalf(dim + 1) - ((dim + 1) / 2) * Math.log(Math.PI) - scale;
  const logDensity = new Float64Array(PROBES);
  for (let n = 0; n < PROBES; n++) {
    const radius = Math.abs(z[n * (dim + 1) + dim]!);
    let squares = 0;
    for (let d = 0; d < dim; d++) {
      const t = z[n * (dim + 1) + d]! / radius;
      squares += t * t;
      values[n * dim + d] = mean[d]! + WIDE * deviation[d]! * t;
    }
    logDensity[n] = constant - ((dim + 1) / 2) * Math.log1p(squares);
  }
  return { rows: { values, count: PROBES, dim }, logDensity };
}

/** log Gamma(n / 2) of a whole number n of 1 or more. */
export function logGammaHalf(n: number): number {
  let [sum, at] = n % 2 === 0 ? [0, 2] : [0.5 * Math.log(Math.PI), 1];
  for (; at < n; at += 2) sum += Math.log(at / 2);
  return sum;
}

const pick = ({ values, dim }: Rows, which: readonly number[]): Rows =>
  rowsOf(rowsAt(values, which, dim), dim);
