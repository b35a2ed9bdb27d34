// What a chain holds at one place: a Gaussian or a mixture in closed form, finitely many rows with weights, or something that draws.
import type { Base } from '../../distributions/change-of-variables/base';
import { type Awaitable, DistributionError } from '../../distributions/distribution';
import { Gaussian } from '../../distributions/gaussian';
import { Mixture } from '../../distributions/mixture';
import type { Estimate, ResultKind } from '../../protocol/operations';
import { Finite } from './finite';

/** A distribution that is known by its draws, and by its log density where there is one. */
export interface Sampler {
  readonly kind: 'sampler';
  readonly what: Extract<ResultKind, 'flow' | 'independent' | 'transformed' | 'draws'>;
  readonly names: readonly string[];
  /** the words for sentences: "the fitted flow" */
  readonly label: string;
  /** @returns row-major; fewer rows than `count` where a formula is not defined */
  sample(count: number, seed: number, first?: number): Awaitable<Float64Array>;
  /** nats per unit of the columns; null where it is not known */
  readonly logDensity: ((rows: Float64Array) => Awaitable<Float64Array>) | null;
  readonly density: 'closed form' | 'numerical' | null;
  /** each column by itself, where they are independent or there is only one */
  readonly bases: readonly Base[] | null;
  /** draws that estimates are made from; null: the usual number */
  readonly most: number | null;
  /** differential entropy where it is known better than from draws and their densities */
  readonly entropy: Estimate | null;
}

export type Held = Gaussian | Mixture | Finite | Sampler;

/** Every random number of a chain comes from here. */
export const SEED = 1;
const MOST_DRAWS = 20_000;
const FEWEST_DRAWS = 1000;
const PRODUCTS = 4e8;

/** Draws or rows behind an estimate: fewer for many columns, whose covariances cost the square of their number. */
export const drawsFor = (dim: number, most = MOST_DRAWS) =>
  Math.max(FEWEST_DRAWS, Math.min(most, Math.floor(PRODUCTS / dim ** 2)));

export const isClosed = (held: Held): held is Gaussian | Mixture =>
  held.kind === 'gaussian' || held.kind === 'mixture';

export function sampler(
  part: Partial<Sampler> & Pick<Sampler, 'what' | 'names' | 'label' | 'sample'>,
): Sampler {
  return {
    kind: 'sampler',
    logDensity: null,
    density: part.logDensity ? 'numerical' : null,
    bases: null,
    entropy: null,
    most: null,
    ...part,
  };
}

/** Draws of the numbers `first` on, row-major. */
export async function draw(
  held: Held,
  count: number,
  seed: number,
  first = 0,
): Promise<Float64Array> {
  if (isClosed(held)) return held.sample(count, seed, first).values;
  return held.sample(count, seed, first);
}

const kept = new WeakMap<Held, Promise<Finite>>();

/** The rows that estimates are made from: the held ones, or draws. The same ones whenever they are asked for. */
export function drawn(held: Held): Promise<Finite> {
  if (held.kind === 'finite') return Promise.resolve(held);
  let found = kept.get(held);
  if (!found) {
    found = draw(
      held,
      drawsFor(held.names.length, (held.kind === 'sampler' && held.most) || MOST_DRAWS),
      SEED,
    ).then((values) => {
      if (values.length === 0)
        throw new DistributionError(
          'The formula is not defined at any of the draws: there is nothing to show. Choose another one.',
        );
      return new Finite(held.names, values, null, 'draws');
    });
    kept.set(held, found);
  }
  return found;
}

/** The Gaussian with the same mean and covariance: exact for a closed form. */
export async function momentGaussian(held: Held): Promise<Gaussian> {
  if (held.kind === 'gaussian') return held;
  return held.kind === 'mixture' ? held.moments() : (await drawn(held)).gaussian();
}

/** Log densities of row-major rows; null where there are none. */
export function logDensityOf(held: Held): ((rows: Float64Array) => Awaitable<Float64Array>) | null {
  if (isClosed(held)) return (values) => held.logProb({ values, count: values.length / held.dim });
  return held.kind === 'sampler' ? held.logDensity : null;
}

/** Words for sentences. */
export function labelOf(held: Held): string {
  switch (held.kind) {
    case 'gaussian':
      return 'the Gaussian';
    case 'mixture':
      return 'the mixture of Gaussians';
    case 'finite':
      return held.source === 'rows' ? 'the rows' : 'the draws';
    case 'sampler':
      return held.label;
  }
}
