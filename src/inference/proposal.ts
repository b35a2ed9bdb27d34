// Draws of a distribution with the log of p/q at each: what importance and rejection sampling are made of.
import { type Distribution, DistributionError, type Rows } from '../distributions/distribution';
import { say, type Sentence } from '../protocol/sentence';
import type { Target } from './target';

export interface Proposal {
  readonly names: readonly string[];
  readonly label: Sentence;
  logDensity(rows: Rows): Promise<Float64Array>;
  /** draws, with log q of each */
  draw(count: number, seed: number, first: number): Promise<{ rows: Rows; logQ: Float64Array }>;
}

const CHUNK = 20_000;

/** @throws DistributionError where the distribution has no density */
export function proposalOf(distribution: Distribution, label: Sentence): Proposal {
  const { logProb } = distribution;
  if (!logProb)
    throw new DistributionError(
      say('{0} has no density, so that its draws cannot be weighted. Fit a model to it.', label),
    );
  return {
    names: distribution.names,
    label,
    logDensity: async (rows) => logProb(rows),
    async draw(count, seed, first) {
      const rows = await distribution.sample(count, seed, first);
      return { rows, logQ: await logProb(rows) };
    },
  };
}

/** Weighted draws in parts: `act` gets rows, log(p/q) up to the target's constant, and log q. */
export async function eachPart(
  proposal: Proposal,
  target: Target,
  { count, seed, first = 0 }: { count: number; seed: number; first?: number },
  act: (rows: Rows, logRatios: Float64Array, logQ: Float64Array) => void,
): Promise<void> {
  for (let from = 0; from < count; from += CHUNK) {
    const { rows, logQ } = await proposal.draw(Math.min(CHUNK, count - from), seed, first + from);
    const logP = await target.logDensity(rows);
    act(
      rows,
      logP.map((v, n) => (v === -Infinity ? v : v - logQ[n]!)),
      logQ,
    );
  }
}

/** A draw that the target cannot weigh: nothing of it overlaps the proposal. */
export const nothingThere = (target: Target, proposal: Proposal, count: number) =>
  new DistributionError(
    say(
      'At none of {0} draws of {1} has {2} any density: choose a proposal that covers it.',
      count,
      proposal.label,
      target.label,
    ),
  );
