// The distribution once something is known: exact for Gaussians and mixtures, by importance sampling where there is
// a log density, and otherwise by the rows or draws nearest to what is given.
import { placesOf } from '../distributions/checks';
import {
  DistributionError,
  type Given,
  ImpossibleError,
  type Rows,
  rowsOf,
} from '../distributions/distribution';
import { Empirical } from '../distributions/empirical';
import { fitMixture } from '../distributions/fit-mixture';
import { Gaussian } from '../distributions/gaussian';
import { Mixture } from '../distributions/mixture';
import type { Estimate } from '../protocol/operations';
import { alongLine } from './condition-line';
import { nearest } from './condition-nearby';
import { onPlane } from './condition-plane';
import { type Conditioned, LEAST_EFFECTIVE, QUICK_DRAWS, QUICK_LEAST } from './conditioned';
import { picked } from './linear';
import {
  drawn,
  drawsFor,
  isClosed,
  isSampled,
  labelOf,
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
/** Draws of a preview that only say where to integrate. */
const QUICK_LOOK = 1000;
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
  }
  if (operand.logProb && 'values' in given) {
    const logProb: LogDensity = (rows) => operand.logProb!(rows);
    const alone = Object.keys(given.values).length === operand.names.length - 1;
    const exact = alone ? await alongLine(operand, logProb, given.values, quick) : null;
    return exact
      ? { ...exact, logZ: withError(exact.logZ!, operand) }
      : byImportance(operand, logProb, given.values, quick);
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
 * q(rest). The mean weight is p(values). Where two columns are left, the draws say where to integrate.
 * @throws DistributionError when the weights are worth fewer than 100 draws
 */
async function byImportance(
  operand: Sampled | Empirical,
  logDensity: LogDensity,
  values: Readonly<Record<string, number>>,
  quick: boolean,
): Promise<Conditioned> {
  const proposal = await proposalFor(operand, values, quick);
  if (!proposal) return nearest(operand, { values });
  const twoLeft = proposal.names.length === 2;
  const count = quick ? (twoLeft ? QUICK_LOOK : QUICK_DRAWS) : drawsFor(operand.names.length);
  const draws = proposal.sample(count, PROPOSAL_SEED);
  const at = beside(operand.names, proposal.names, values, logDensity);
  const [logP, logQ] = [await at(draws), proposal.logProb(draws)];
  const logs = logP.map((v, n) => v - logQ[n]!);
  if (!logs.some((v) => v > -Infinity))
    throw new ImpossibleError(
      say(
        '{0} cannot occur: the density of {1} is zero wherever it was looked at. Choose values nearer to the middle of the columns.',
        said(values),
        labelOf(operand),
      ),
    );
  const { empirical, logZ } = new Empirical(proposal.names, draws.values, null, 'draws').reweighted(
    logs,
  );
  const least = quick ? QUICK_LEAST : LEAST_EFFECTIVE;
  if (empirical.effective < least)
    throw new DistributionError(
      say(
        '{0} lies too far out for {1}: {2} weighted draws are worth {3} equal ones, and {4} are needed. Choose values nearer to the middle of the columns.',
        said(values),
        labelOf(operand),
        grouped(count),
        Math.floor(empirical.effective),
        least,
      ),
    );
  const evidence = withError(logZ, operand);
  const [x, y] = proposal.names;
  const exact = twoLeft ? await onPlane([x!, y!], at, { draws, logs: logP, logZ }, quick) : null;
  if (exact) return { ...exact, logZ: withError(exact.logZ!, operand) };
  return {
    operand: new Empirical(proposal.names, draws.values, empirical.weights, 'draws', {
      logProb: async (rows) => (await at(rows)).map((v) => v - logZ.value),
      error: logZ.standardError,
      entropy: entropyBy(empirical.weights!, logP, logZ.value),
    }),
    logZ: evidence,
    notes: [
      say(
        'By importance sampling: {0} draws from a mixture of Gaussians, each weighted with the density of {1} over that of the mixture; they are worth {2} equal draws.',
        grouped(count),
        labelOf(operand),
        grouped(Math.floor(empirical.effective)),
      ),
    ],
  };
}

/** The density that it is taken from may itself be known up to an error of its normaliser alone. */
function withError({ value, standardError }: Estimate, operand: Sampled | Empirical): Estimate {
  const before = operand.kind === 'empirical' ? (operand.density?.error ?? 0) : 0;
  const error = Math.hypot(standardError ?? 0, before);
  return { value, standardError: error > 0 ? error : null };
}

/** Log densities of rows of the free columns, the others as given; -Infinity where there is none. */
function beside(
  names: readonly string[],
  free: readonly string[],
  values: Readonly<Record<string, number>>,
  logDensity: LogDensity,
): (rows: Rows) => Promise<Float64Array> {
  const places = names.map((name) => free.indexOf(name));
  return async ({ values: rest, count }) => {
    const joint = new Float64Array(count * names.length);
    for (let n = 0; n < count; n++)
      names.forEach(
        (name, d) =>
          (joint[n * names.length + d] =
            places[d]! < 0 ? values[name]! : rest[n * free.length + places[d]!]!),
      );
    const logs = await logDensity(rowsOf(joint, names.length));
    return logs.map((v) => (Number.isNaN(v) ? -Infinity : v));
  };
}

/**
 * -E log p(rest | values) = log Z - E log p(values, rest) over the weighted draws. Each draw moves both terms, so that
 * its error is that of their sum (delta method).
 */
function entropyBy(weights: Float64Array, logP: Float64Array, logZ: number): Estimate {
  let mean = 0;
  weights.forEach((w, n) => (mean += w > 0 ? w * logP[n]! : 0));
  const even = 1 / weights.length;
  let square = 0;
  weights.forEach((w, n) => (square += (w - even - (w > 0 ? w * (logP[n]! - mean) : 0)) ** 2));
  return { value: logZ - mean, standardError: Math.sqrt(square) };
}

const said = (values: Readonly<Record<string, number>>) =>
  Object.entries(values)
    .map(([name, value]) => `${name} = ${value}`)
    .join(', ');

/** Fitted once for an operand, so that a slider asks for the rest alone. */
const mixtures = new WeakMap<Operand, Mixture>();
const quickMixtures = new WeakMap<Operand, Mixture>();

/** Null where no mixture fits the draws, or it cannot be conditioned. */
async function proposalFor(
  operand: Sampled | Empirical,
  values: Readonly<Record<string, number>>,
  quick: boolean,
): Promise<Mixture | null> {
  const pool = await drawn(operand);
  try {
    const fitted = quick ? quickMixtures : mixtures;
    let mixture = mixtures.get(operand) ?? fitted.get(operand);
    if (!mixture) {
      const rows = quick ? Math.min(pool.count, QUICK_ROWS) : pool.count;
      const values = pool.weights
        ? pool.sample(rows, SEED).values
        : pool.values.subarray(0, rows * pool.dim);
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
