// Mixtures of Gaussians: closed under the same operations, term by term, with the weights that the product rule gives.
import { placesOf } from './checks';
import {
  type Distribution,
  DistributionError,
  type Given,
  ImpossibleError,
  type MapOptions,
  type Matrix,
  type Product,
  type Rows,
} from './distribution';
import { Gaussian } from './gaussian';
import { normals, uniform } from './random';
import { say, type Sentence } from '../protocol/sentence';
import { STREAMS } from './streams';

/** Weights may miss the sum of 1 by so much: rounding, and texts with few digits. */
const WEIGHT_SUM = 1e-9;

/**
 * sum of weights[k] N(x; mean_k, covariance_k). Components have the same columns in the same order, and the same rank.
 * @throws DistributionError when they do not, or when weights are not positive with a sum of 1
 */
export class Mixture implements Distribution {
  readonly kind = 'mixture';
  readonly method = 'closed form';
  readonly names: readonly string[];
  readonly weights: Float64Array;
  readonly components: readonly Gaussian[];

  constructor(weights: ArrayLike<number>, components: readonly Gaussian[]) {
    const [first] = components;
    if (!first) throw new DistributionError(say('A mixture needs at least one component.'));
    if (weights.length !== components.length)
      throw new DistributionError(
        say(
          '{0} weights are given for {1} components. Give one for each.',
          weights.length,
          components.length,
        ),
      );
    const total = Array.from(weights).reduce((a, b) => a + b, 0);
    const wrong = Array.from(weights).findIndex((w) => !(w > 0) || !Number.isFinite(w));
    if (wrong >= 0)
      throw new DistributionError(
        say(
          'The weight of component {0} is {1}: weights must be positive.',
          wrong + 1,
          weights[wrong]!,
        ),
      );
    if (Math.abs(total - 1) > WEIGHT_SUM)
      throw new DistributionError(say('The weights have the sum {0}, not 1.', total));
    const other = components.find((c) => c.names.join('\n') !== first.names.join('\n'));
    if (other)
      throw new DistributionError(
        say(
          'Components describe different columns: {0} and {1}.',
          first.names.join(', '),
          other.names.join(', '),
        ),
      );
    const narrow = components.find((c) => c.rank !== first.rank);
    if (narrow)
      throw new DistributionError(
        say(
          'Components have supports of different dimension ({0} and {1}): together they have no density.',
          first.rank,
          narrow.rank,
        ),
      );
    this.names = first.names;
    this.weights = Float64Array.from(weights, (w) => w / total);
    this.components = [...components];
  }

  get dim(): number {
    return this.names.length;
  }

  /** By log-sum-exp over the components. */
  logProb(rows: Pick<Rows, 'values' | 'count'>): Float64Array {
    return logSumExp(this.joint(rows), rows.count);
  }

  sample(count: number, seed: number, firstRow = 0): Rows {
    const { dim, components, weights } = this;
    const z = normals(seed, STREAMS.mixtureSamples, firstRow, count, dim);
    const values = new Float64Array(count * dim);
    for (let n = 0; n < count; n++) {
      const chosen =
        components[choose(weights, uniform(seed, STREAMS.mixtureComponent, firstRow + n))]!;
      values.set(chosen.push(z.subarray(n * dim, (n + 1) * dim), 1).values, n * dim);
    }
    return { values, count, dim };
  }

  /** The mean and covariance of the whole. */
  moments(): Gaussian {
    const { dim, weights, components, names } = this;
    const mean = new Float64Array(dim);
    components.forEach((c, k) => c.mean.forEach((m, d) => (mean[d]! += weights[k]! * m)));
    const covariance = new Float64Array(dim * dim);
    components.forEach((c, k) => {
      for (let i = 0; i < dim; i++)
        for (let j = 0; j < dim; j++)
          covariance[i * dim + j]! +=
            weights[k]! *
            (c.covariance[i * dim + j]! + (c.mean[i]! - mean[i]!) * (c.mean[j]! - mean[j]!));
    });
    return new Gaussian({ names, mean, covariance });
  }

  marginal(keep: readonly string[]): Mixture {
    return new Mixture(
      this.weights,
      this.components.map((c) => c.marginal(keep)),
    );
  }

  map(matrix: Matrix, offset?: readonly number[], options?: MapOptions): Mixture {
    return new Mixture(
      this.weights,
      this.components.map((c) => c.map(matrix, offset, options)),
    );
  }

  /** Each component conditioned, with weights in proportion to weight times its density of what is given. */
  condition(given: Given): Mixture {
    const possible = this.components.flatMap((component, k) => {
      try {
        return [
          {
            component: component.condition(given),
            logWeight: Math.log(this.weights[k]!) + evidence(component, given),
          },
        ];
      } catch (error) {
        if (error instanceof ImpossibleError) return []; // no share in what is given
        throw error;
      }
    });
    return weighted(
      possible,
      say(
        'What is given cannot occur under any component, or lies too far out for its density to be told from zero.',
      ),
    ).distribution;
  }

  product(other: Distribution): Product<Mixture> {
    const others =
      other instanceof Mixture
        ? other
        : other instanceof Gaussian
          ? new Mixture([1], [other])
          : null;
    if (!others)
      throw new DistributionError(
        say(
          'A mixture of Gaussians can be multiplied with a Gaussian or another mixture, not with a {0}.',
          other.kind,
        ),
      );
    const pairs = this.components.flatMap((a, i) =>
      others.components.map((b, j) => {
        const { distribution, logZ } = a.times(b);
        return {
          component: distribution,
          logWeight: Math.log(this.weights[i]!) + Math.log(others.weights[j]!) + logZ,
        };
      }),
    );
    return weighted(pairs, say('The product is zero everywhere in double precision.'));
  }

  /** log weight + log density, for each component. */
  private joint(rows: Pick<Rows, 'values' | 'count'>): Float64Array[] {
    return this.components.map((c, k) => {
      const add = Math.log(this.weights[k]!);
      return c.logProb(rows).map((v) => v + add);
    });
  }
}

/** log p of what is given, under one component. */
function evidence(component: Gaussian, given: Given): number {
  if ('matrix' in given)
    return component
      .map(given.matrix, undefined, {
        names: given.matrix.map((_, k) => `y${k + 1}`),
        allowDegenerate: true,
      })
      .logProb({ values: Float64Array.from(given.equals), count: 1 })[0]!;
  const names = Object.keys(given.values);
  placesOf(component.names, names, 'condition on');
  return component
    .marginal(names)
    .logProb({ values: Float64Array.from(names, (n) => given.values[n]!), count: 1 })[0]!;
}

/**
 * The mixture with weights in proportion to exp(logWeight), and the log of their sum; terms too small for a
 * double leave.
 */
function weighted(
  terms: { component: Gaussian; logWeight: number }[],
  nothing: Sentence,
): Product<Mixture> {
  const top = terms.reduce((most, t) => Math.max(most, t.logWeight), -Infinity);
  if (!Number.isFinite(top)) throw new DistributionError(nothing);
  const kept = terms
    .map((t) => ({ ...t, weight: Math.exp(t.logWeight - top) }))
    .filter((t) => t.weight > 0);
  const total = kept.reduce((s, t) => s + t.weight, 0);
  return {
    distribution: new Mixture(
      kept.map((t) => t.weight / total),
      kept.map((t) => t.component),
    ),
    logZ: top + Math.log(total),
  };
}

function choose(weights: Float64Array, at: number): number {
  let sum = 0;
  for (let k = 0; k < weights.length - 1; k++) if (at < (sum += weights[k]!)) return k;
  return weights.length - 1;
}

function logSumExp(terms: Float64Array[], count: number): Float64Array {
  const out = new Float64Array(count);
  for (let n = 0; n < count; n++) {
    let top = -Infinity;
    for (const t of terms) top = Math.max(top, t[n]!);
    let sum = 0;
    if (top > -Infinity) for (const t of terms) sum += Math.exp(t[n]! - top);
    out[n] = top > -Infinity ? top + Math.log(sum) : -Infinity;
  }
  return out;
}
