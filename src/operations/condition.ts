// The distribution once something is known: exact for Gaussians and mixtures, by importance sampling where there is
// a log density, and otherwise by the rows or draws nearest to what is given.
import { placesOf } from '../distributions/checks';
import {
  DistributionError,
  type Given,
  ImpossibleError,
  rowsOf,
} from '../distributions/distribution';
import { Empirical } from '../distributions/empirical';
import { fitMixture } from '../distributions/fit-mixture';
import { Gaussian } from '../distributions/gaussian';
import { Mixture } from '../distributions/mixture';
import type { Estimate } from '../protocol/operations';
import { alongLine } from './condition-line';
import { nearest } from './condition-nearby';
import { type Conditioned, LEAST_EFFECTIVE, QUICK_DRAWS } from './conditioned';
import { picked } from './linear';
import {
  drawn,
  drawsFor,
  isClosed,
  isSampled,
  type LogDensity,
  type Operand,
  type Sampled,
  SEED,
} from './operand';
import { grouped, say } from '../protocol/sentence';

const PROPOSAL_SEED = 7;
const MOST_COMPONENTS = 8;
/** Of a preview: components of the proposal, and draws that it is fitted to. */
const [QUICK_COMPONENTS, QUICK_ROWS] = [3, 3000];
/** The proposal: the conditional of a mixture fitted to draws, wider, and a part that is much wider. */
const [WIDER, FAR, FAR_PART] = [1.3, 4, 0.1];

/** @param quick with fewer draws, for a preview that follows a slider */
export async function condition(
  operand: Operand,
  given: Given,
  quick = false,
): Promise<Conditioned> {
  if (isClosed(operand)) {
    const result = operand.condition(given);
    return { operand: result, logZ: exactly(logEvidence(operand, given)), notes: [] };
  }
  if ('values' in given) checkValues(operand.names, given.values);
  if (isSampled(operand) && 'values' in given) {
    const { bases } = operand;
    if (bases?.length === operand.names.length) return independently(operand, bases, given.values);
    if (operand.logProb) {
      const { logProb } = operand;
      const alone = Object.keys(given.values).length === operand.names.length - 1;
      const exact = alone ? await alongLine(operand, logProb, given.values, quick) : null;
      return exact ?? byImportance(operand, logProb, given.values, quick);
    }
  }
  return nearest(operand, given);
}

const exactly = (value: number): Estimate | null =>
  Number.isFinite(value) ? { value, standardError: null } : null;

function checkValues(names: readonly string[], values: Readonly<Record<string, number>>): void {
  const known = Object.keys(values);
  placesOf(names, known, 'condition on');
  if (known.length === names.length)
    throw new DistributionError(say('Every column is given: leave at least one free.'));
}

/**
 * log p of what is given. Of equations: the density of A x at y; degenerate ones have a density on their
 * support only.
 */
function logEvidence(joint: Gaussian | Mixture, given: Given): number {
  if ('values' in given) {
    const names = Object.keys(given.values);
    return joint
      .marginal(names)
      .logProb({ values: Float64Array.from(names, (n) => given.values[n]!), count: 1 })[0]!;
  }
  const names = given.matrix.map((_, k) => `y${k + 1}`);
  return joint
    .map(given.matrix, undefined, { names, allowDegenerate: true })
    .logProb({ values: Float64Array.from(given.equals), count: 1 })[0]!;
}

/** Independent columns do not learn from one another. */
async function independently(
  operand: Sampled,
  bases: NonNullable<Sampled['bases']>,
  values: Readonly<Record<string, number>>,
): Promise<Conditioned> {
  let log = 0;
  for (const [name, value] of Object.entries(values))
    log += (
      await bases[operand.names.indexOf(name)]!.logProb(rowsOf(Float64Array.of(value), 1))
    )[0]!;
  if (log === -Infinity)
    throw new ImpossibleError(
      say(
        '{0} cannot occur: the density is zero there. Choose values on the support.',
        Object.entries(values)
          .map(([n, v]) => `${n} = ${v}`)
          .join(', '),
      ),
    );
  const rest = operand.names.flatMap((name, d) => (name in values ? [] : [d]));
  return {
    operand: picked(operand, rest),
    logZ: exactly(log),
    notes: [say('The columns are independent: what is given changes nothing about the others.')],
  };
}

/**
 * p(rest | values) by importance sampling: draws of the rest from a proposal q, weighted with p(values, rest) /
 * q(rest). The mean weight is p(values).
 * @throws DistributionError when the weights are worth fewer than 100 draws
 */
async function byImportance(
  operand: Sampled,
  logDensity: LogDensity,
  values: Readonly<Record<string, number>>,
  quick: boolean,
): Promise<Conditioned> {
  const dim = operand.names.length;
  const proposal = await proposalFor(operand, values, quick);
  if (!proposal) return nearest(operand, { values });
  const rest = proposal.names.map((name) => operand.names.indexOf(name));
  const count = quick ? QUICK_DRAWS : drawsFor(dim);
  const draws = proposal.sample(count, PROPOSAL_SEED);
  const joint = new Float64Array(count * dim);
  for (const [name, value] of Object.entries(values)) {
    const place = operand.names.indexOf(name);
    for (let n = 0; n < count; n++) joint[n * dim + place] = value;
  }
  for (let n = 0; n < count; n++)
    rest.forEach((place, d) => (joint[n * dim + place] = draws.values[n * draws.dim + d]!));
  const [logP, logQ] = [await logDensity(rowsOf(joint, dim)), proposal.logProb(draws)];
  const logs = logP.map((v, n) => (Number.isNaN(v) ? -Infinity : v - logQ[n]!));
  if (!logs.some((v) => v > -Infinity))
    throw new ImpossibleError(
      say(
        '{0} cannot occur: the density of {1} is zero wherever it was looked at. Choose values nearer to the middle of the columns.',
        said(values),
        operand.label,
      ),
    );
  const { empirical, logZ } = new Empirical(proposal.names, draws.values, null, 'draws').reweighted(
    logs,
  );
  if (empirical.effective < LEAST_EFFECTIVE)
    throw new DistributionError(
      say(
        '{0} lies too far out for {1}: {2} weighted draws are worth {3} equal ones, and {4} are needed. Choose values nearer to the middle of the columns.',
        said(values),
        operand.label,
        grouped(count),
        Math.floor(empirical.effective),
        LEAST_EFFECTIVE,
      ),
    );
  return {
    operand: empirical,
    logZ,
    notes: [
      say(
        'By importance sampling: {0} draws from a mixture of Gaussians, each weighted with the density of {1} over that of the mixture; they are worth {2} equal draws.',
        grouped(count),
        operand.label,
        grouped(Math.floor(empirical.effective)),
      ),
    ],
  };
}

const said = (values: Readonly<Record<string, number>>) =>
  Object.entries(values)
    .map(([name, value]) => `${name} = ${value}`)
    .join(', ');

/** Fitted once for an operand, so that a slider asks for the rest alone. */
const mixtures = new WeakMap<Sampled, Mixture>();
const quickMixtures = new WeakMap<Sampled, Mixture>();

/** Null where no mixture fits the draws, or it cannot be conditioned. */
async function proposalFor(
  operand: Sampled,
  values: Readonly<Record<string, number>>,
  quick: boolean,
): Promise<Mixture | null> {
  const pool = await drawn(operand);
  try {
    const fitted = quick ? quickMixtures : mixtures;
    let mixture = mixtures.get(operand) ?? fitted.get(operand);
    if (!mixture) {
      const rows = quick ? Math.min(pool.count, QUICK_ROWS) : pool.count;
      const values = pool.values.subarray(0, rows * pool.dim);
      ({ mixture } = fitMixture(rowsOf(values, pool.dim), operand.names, {
        seed: SEED,
        kMax: quick ? QUICK_COMPONENTS : MOST_COMPONENTS,
      }));
      fitted.set(operand, mixture);
    }
    const near = mixture.condition({ values });
    const all = pool.gaussian().marginal(near.names);
    const wide = (g: Gaussian, by: number) =>
      new Gaussian({
        names: near.names,
        mean: g.mean,
        covariance: g.covariance.map((v) => v * by),
      });
    return new Mixture(
      [...near.weights.map((w) => w * (1 - FAR_PART)), FAR_PART],
      [...near.components.map((c) => wide(c, WIDER ** 2)), wide(all, FAR)],
    );
  } catch (error) {
    if (error instanceof DistributionError) return null;
    throw error;
  }
}
