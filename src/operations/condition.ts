// The distribution once something is known: exact for Gaussians and mixtures, by importance sampling where there
// is a log density, and otherwise the rows or draws nearest to what is given, which are counted and whose distance
// is told.
import { matrixOf, placesOf, quoted } from '../distributions/checks';
import {
  DistributionError,
  type Given,
  ImpossibleError,
  rowsOf,
} from '../distributions/distribution';
import { fitMixture } from '../distributions/fit-mixture';
import { Gaussian } from '../distributions/gaussian';
import { Mixture } from '../distributions/mixture';
import type { Estimate } from '../protocol/operations';
import { Empirical } from '../distributions/empirical';
import {
  drawn,
  drawsFor,
  type Operand,
  isClosed,
  isSampled,
  type LogDensity,
  type Sampled,
  SEED,
} from './operand';
import { picked } from './linear';

/** Fewer equal draws than this say too little. */
export const LEAST_EFFECTIVE = 100;
/** Rows farther than this, in standard deviations, are not near. */
const NEAR = 0.25;
const CANDIDATES = 200_000;
const PROPOSAL_SEED = 7;
const MOST_COMPONENTS = 8;
/** The proposal: the conditional of a mixture fitted to draws, wider, and a part that is much wider. */
const [WIDER, FAR, FAR_PART] = [1.3, 4, 0.1];

export interface Conditioned {
  operand: Operand;
  /** log density of what was given; null where it is not known */
  logZ: Estimate | null;
  notes: string[];
}

export async function condition(operand: Operand, given: Given): Promise<Conditioned> {
  if (isClosed(operand)) {
    const result = operand.condition(given);
    return { operand: result, logZ: exactly(logEvidence(operand, given)), notes: [] };
  }
  if ('values' in given) checkValues(operand.names, given.values);
  if (isSampled(operand) && 'values' in given) {
    const { bases } = operand;
    if (bases?.length === operand.names.length) return independently(operand, bases, given.values);
    if (operand.logProb) return byImportance(operand, operand.logProb, given.values);
  }
  return nearest(operand, given);
}

const exactly = (value: number): Estimate | null =>
  Number.isFinite(value) ? { value, standardError: null } : null;

function checkValues(names: readonly string[], values: Readonly<Record<string, number>>): void {
  const known = Object.keys(values);
  placesOf(names, known, 'condition on');
  if (known.length === names.length)
    throw new DistributionError('Every column is given: leave at least one free.');
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
      `${Object.entries(values)
        .map(([n, v]) => `${n} = ${v}`)
        .join(', ')} cannot occur: the density is zero there. Choose values on the support.`,
    );
  const rest = operand.names.flatMap((name, d) => (name in values ? [] : [d]));
  return {
    operand: picked(operand, rest),
    logZ: exactly(log),
    notes: ['The columns are independent: what is given changes nothing about the others.'],
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
): Promise<Conditioned> {
  const dim = operand.names.length;
  const proposal = await proposalFor(operand, values);
  if (!proposal) return nearest(operand, { values });
  const rest = proposal.names.map((name) => operand.names.indexOf(name));
  const count = drawsFor(dim);
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
      `${said(values)} cannot occur: the density of ${operand.label} is zero wherever it was ` +
        'looked at. Choose values nearer to the middle of the columns.',
    );
  const { empirical, logZ } = new Empirical(proposal.names, draws.values, null, 'draws').reweighted(
    logs,
  );
  if (empirical.effective < LEAST_EFFECTIVE)
    throw new DistributionError(
      `${said(values)} lies too far out for ${operand.label}: ${count.toLocaleString('en')} ` +
        `weighted draws are worth ${Math.floor(empirical.effective)} equal ones, and ` +
        `${LEAST_EFFECTIVE} are needed. Choose values nearer to the middle of the columns.`,
    );
  return {
    operand: empirical,
    logZ,
    notes: [
      `By importance sampling: ${count.toLocaleString('en')} draws from a mixture of ` +
        `Gaussians, each weighted with the density of ${operand.label} over that of the ` +
        `mixture; they are worth ${Math.floor(empirical.effective).toLocaleString('en')} equal ` +
        'draws.',
    ],
  };
}

const said = (values: Readonly<Record<string, number>>) =>
  Object.entries(values)
    .map(([name, value]) => `${name} = ${value}`)
    .join(', ');

/** Null where no mixture fits the draws, or it cannot be conditioned. */
async function proposalFor(
  operand: Sampled,
  values: Readonly<Record<string, number>>,
): Promise<Mixture | null> {
  const pool = await drawn(operand);
  try {
    const { mixture } = fitMixture(rowsOf(pool.values, pool.dim), operand.names, {
      seed: SEED,
      kMax: MOST_COMPONENTS,
    });
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

/** The rows (or draws) nearest to what is given, each difference in standard deviations of its column. */
async function nearest(operand: Empirical | Sampled, given: Given): Promise<Conditioned> {
  const pool =
    operand.kind === 'empirical'
      ? operand
      : new Empirical(
          operand.names,
          (await operand.sample(drawsFor(operand.names.length, CANDIDATES), SEED)).values,
          null,
          'draws',
        );
  const { dim } = pool;
  const { targets, of, free } =
    'values' in given
      ? columnsOf(pool, given.values)
      : equationsOf(pool, given.matrix, given.equals);
  const scales = scalesOf(pool, of, targets);
  const distances = new Float64Array(pool.count);
  for (let n = 0; n < pool.count; n++) {
    const row = pool.values.subarray(n * dim, (n + 1) * dim);
    targets.forEach(
      (target, k) =>
        (distances[n] = Math.max(distances[n]!, Math.abs(of(row, k) - target.value) / scales[k]!)),
    );
  }
  const order = Array.from(distances.keys()).sort((a, b) => distances[a]! - distances[b]!);
  const wanted = Math.max(LEAST_EFFECTIVE, Math.round(4 * Math.sqrt(pool.count)));
  const near = order
    .slice(0, wanted)
    .filter((n) => distances[n]! <= NEAR)
    .sort((a, b) => a - b);
  const found = pool.rowsAt(near);
  const what = operand.kind === 'empirical' && operand.source === 'rows' ? 'rows' : 'draws';
  if (near.length < LEAST_EFFECTIVE || found.effective < LEAST_EFFECTIVE)
    throw new DistributionError(
      `Only ${near.length} of ${pool.count.toLocaleString('en')} ${what} lie within a quarter ` +
        `of a standard deviation of what is given, and ${LEAST_EFFECTIVE} are needed. ` +
        `${what === 'rows' ? 'Begin with the Gaussian, the mixture or the fitted flow: they can be conditioned anywhere.' : 'Choose values nearer to the middle, or condition before the other steps.'}`,
    );
  const reach = targets.map((target, k) => {
    const most = near.reduce(
      (far, n) => Math.max(far, Math.abs(of(pool.row(n), k) - target.value)),
      0,
    );
    return (
      `${target.words} within ${Number(most.toPrecision(3))} of ` +
      `${Number(target.value.toPrecision(6))} (${(most / scales[k]!).toFixed(2)} standard ` +
      'deviations)'
    );
  });
  return {
    operand: free.length === dim ? found : found.columns(free),
    logZ: null,
    notes: [
      `Not exactly what was given: these are the ${near.length.toLocaleString('en')} ${what} ` +
        `nearest to it, ${reach.join(', ')}. The error of that is not in the ± below.`,
    ],
  };
}

interface Constraint {
  targets: { value: number; words: string }[];
  /** the left-hand side of the k-th target at a row */
  of(row: ArrayLike<number>, k: number): number;
  /** columns that are left */
  free: number[];
}

function columnsOf({ names }: Empirical, values: Readonly<Record<string, number>>): Constraint {
  const known = Object.keys(values);
  const places = placesOf(names, known, 'condition on');
  return {
    targets: known.map((name) => ({ value: values[name]!, words: name })),
    of: (row, k) => row[places[k]!]!,
    free: names.flatMap((_, d) => (places.includes(d) ? [] : [d])),
  };
}

function equationsOf(
  { names, dim }: Empirical,
  matrix: readonly (readonly number[])[],
  equals: readonly number[],
): Constraint {
  matrixOf(matrix, dim, 'the condition');
  if (equals.length !== matrix.length)
    throw new DistributionError(
      `The condition has ${matrix.length} equations and ${equals.length} right-hand sides. ` +
        'Give one for each row of the matrix.',
    );
  const words = (row: readonly number[]) =>
    row.flatMap((a, d) => (a === 0 ? [] : [`${a === 1 ? '' : `${a} `}${names[d]}`])).join(' + ') ||
    '0';
  return {
    targets: matrix.map((row, k) => ({ value: equals[k]!, words: words(row) })),
    of: (row, k) => matrix[k]!.reduce((sum, a, d) => sum + a * row[d]!, 0),
    free: names.map((_, d) => d),
  };
}

function scalesOf(pool: Empirical, of: Constraint['of'], targets: Constraint['targets']): number[] {
  return targets.map((target, k) => {
    const values = Float64Array.from({ length: pool.count }, (_, n) => of(pool.row(n), k));
    const { covariance } = new Empirical(
      [target.words],
      values,
      pool.weights,
      pool.source,
    ).moments();
    const scale = Math.sqrt(covariance[0]!);
    if (!(scale > 0))
      throw new DistributionError(
        `${quoted([target.words])} does not vary: it cannot be given another value.`,
      );
    return scale;
  });
}
