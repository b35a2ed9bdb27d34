// What operations are applied to: a Gaussian or a mixture in closed form, weighted rows, or a
// distribution that is known by its draws.
import type { Univariate } from '../distributions/change-of-variables/univariate';
import { independent } from '../distributions/change-of-variables/joint';
import {
  type Awaitable,
  type Distribution,
  DistributionError,
  type Rows,
} from '../distributions/distribution';
import { Empirical } from '../distributions/empirical';
import { Gaussian } from '../distributions/gaussian';
import { Mixture } from '../distributions/mixture';
import type { Estimate, ResultKind } from '../protocol/operations';
import { say, type Sentence } from '../protocol/sentence';

/** A distribution that is known by its draws, and by its log density where there is one. */
export interface Sampled extends Distribution {
  readonly kind: Extract<ResultKind, 'flow' | 'independent' | 'transformed' | 'draws'>;
  readonly method: 'closed form' | 'numerical' | null;
  /** the words for sentences: "the fitted flow" */
  readonly label: Sentence;
  /** each column by itself, where they are independent or there is only one */
  readonly bases: readonly Univariate[] | null;
  /** draws that estimates are made from; null: the usual number */
  readonly most: number | null;
  /** differential entropy where it is known better than from draws and their densities */
  readonly entropy: Estimate | null;
  /** of two columns: the density on a grid, where it was integrated there */
  readonly plane: Plane | null;
}

/** A density of two columns: density[j * x.length + i] at (x[i], y[j]), per unit of both. */
export interface Plane {
  x: Float64Array;
  y: Float64Array;
  density: Float64Array;
}

export type Operand = Gaussian | Mixture | Empirical | Sampled;

/** Log densities of rows. */
export type LogDensity = (rows: Rows) => Awaitable<Float64Array>;

/** Every random number of a chain comes from here. */
export const SEED = 1;
const MOST_DRAWS = 20_000;
const FEWEST_DRAWS = 1000;
const PRODUCTS = 4e8;

/** Draws or rows behind an estimate: fewer for many columns, whose covariances cost the square of their number. */
export const drawsFor = (dim: number, most = MOST_DRAWS) =>
  Math.max(FEWEST_DRAWS, Math.min(most, Math.floor(PRODUCTS / dim ** 2)));

export const isClosed = (operand: Operand): operand is Gaussian | Mixture =>
  operand.kind === 'gaussian' || operand.kind === 'mixture';

export const isSampled = (operand: Operand): operand is Sampled =>
  !isClosed(operand) && operand.kind !== 'empirical';

export function sampled(
  part: Partial<Sampled> & Pick<Sampled, 'kind' | 'names' | 'label' | 'sample'>,
): Sampled {
  return {
    logProb: null,
    method: part.logProb ? 'numerical' : null,
    bases: null,
    entropy: null,
    most: null,
    plane: null,
    ...part,
  };
}

/** Independent columns, each with a distribution of its own. */
export function independentColumns(
  names: readonly string[],
  bases: readonly Univariate[],
): Sampled {
  return sampled({
    ...independent(names, bases),
    kind: 'independent',
    method: 'closed form',
    bases,
  });
}

const kept = new WeakMap<Operand, Promise<Empirical>>();

/** The rows that estimates are made from: those of the operand, or draws. The same ones whenever they are asked for. */
export function drawn(operand: Operand): Promise<Empirical> {
  if (operand.kind === 'empirical') return Promise.resolve(operand);
  let found = kept.get(operand);
  if (!found) {
    const most = (isSampled(operand) && operand.most) || MOST_DRAWS;
    found = drawsOf(operand, drawsFor(operand.names.length, most));
    kept.set(operand, found);
  }
  return found;
}

async function drawsOf(operand: Operand, count: number): Promise<Empirical> {
  const { values } = await operand.sample(count, SEED);
  if (values.length === 0)
    throw new DistributionError(
      say(
        'The formula is not defined at any of the draws: there is nothing to show. Choose another one.',
      ),
    );
  return new Empirical(operand.names, values, null, 'draws');
}

/** The Gaussian with the same mean and covariance: exact for a closed form. */
export async function momentGaussian(operand: Operand): Promise<Gaussian> {
  if (operand.kind === 'gaussian') return operand;
  return operand.kind === 'mixture' ? operand.moments() : (await drawn(operand)).gaussian();
}

/** Words for sentences. */
export function labelOf(operand: Operand): Sentence {
  switch (operand.kind) {
    case 'gaussian':
      return say('the Gaussian');
    case 'mixture':
      return say('the mixture of Gaussians');
    case 'empirical':
      return say(operand.source === 'rows' ? 'the rows' : 'the draws');
    default:
      return operand.label;
  }
}

/** "rows" or "draws", for sentences. */
export const sourceWords = (source: Empirical['source']): Sentence =>
  say(source === 'rows' ? 'rows' : 'draws');
