// The empirical distribution of weighted rows: those of a table, or draws that carry weights. Every
// estimate has a standard error.
import { placesOf } from './checks';
import {
  type Awaitable,
  type Distribution,
  DistributionError,
  type Rows,
  rowsOf,
} from './distribution';
import { Gaussian } from './gaussian';
import { uniform } from './random';
import { STREAMS } from './streams';
import type { Estimate } from '../protocol/operations';
import { say } from '../protocol/sentence';

export interface Moments {
  mean: Float64Array;
  meanError: Float64Array;
  /** row-major D x D */
  covariance: Float64Array;
  covarianceError: Float64Array;
}

/** The density that weighted draws stand for. */
export interface KnownDensity {
  logProb(rows: Rows): Awaitable<Float64Array>;
  /** one standard error of every log density: that of the normaliser, which they share; null where it is exact */
  error: number | null;
  /** differential entropy in nats */
  entropy: Estimate;
}

export class Empirical implements Distribution {
  readonly kind = 'empirical';
  private found: Moments | null = null;
  private below: Float64Array | null = null;

  /**
   * @param values row-major count x D
   * @param weights one for each row, with the sum 1; null: all the same
   * @param source whether these are rows of the user's table, or draws
   * @param density of what draws stand for, where it is known
   */
  constructor(
    readonly names: readonly string[],
    readonly values: Float64Array,
    readonly weights: Float64Array | null,
    readonly source: 'rows' | 'draws',
    readonly density: KnownDensity | null = null,
  ) {}

  /** Rows have a mass, and no density; what they were drawn from may have one. */
  get logProb(): KnownDensity['logProb'] | null {
    return this.density?.logProb ?? null;
  }

  get method(): 'numerical' | null {
    return this.density ? 'numerical' : null;
  }

  get dim(): number {
    return this.names.length;
  }

  get count(): number {
    return this.values.length / this.dim;
  }

  /** How many rows of equal weight these are worth: 1 / sum of w^2 (Kish 1965). */
  get effective(): number {
    return this.weights ? 1 / this.weights.reduce((s, w) => s + w * w, 0) : this.count;
  }

  row(n: number): Float64Array {
    return this.values.subarray(n * this.dim, (n + 1) * this.dim);
  }

  /**
   * Weighted mean and covariance (divided by the sum of weights), each entry with one standard error of what
   * the rows say of their source.
   */
  moments(): Moments {
    return (this.found ??= momentsOf(this));
  }

  /** The Gaussian of the same mean and covariance. */
  gaussian(): Gaussian {
    const { mean, covariance } = this.moments();
    return new Gaussian({ names: this.names, mean, covariance });
  }

  /** Rows drawn with replacement, by their weights. */
  sample(count: number, seed: number, first = 0): Rows {
    const out = new Float64Array(count * this.dim);
    for (let i = 0; i < count; i++)
      out.set(this.row(this.pick(uniform(seed, STREAMS.weightedRows, first + i))), i * this.dim);
    return rowsOf(out, this.dim);
  }

  marginal(keep: readonly string[]): Empirical {
    return this.columns(placesOf(this.names, keep, 'keep'));
  }

  columns(places: readonly number[]): Empirical {
    const values = new Float64Array(this.count * places.length);
    for (let n = 0; n < this.count; n++)
      places.forEach(
        (place, d) => (values[n * places.length + d] = this.values[n * this.dim + place]!),
      );
    return new Empirical(
      places.map((p) => this.names[p]!),
      values,
      this.weights,
      this.source,
    );
  }

  /**
   * Each row through `f`; rows whose result is not finite are left out, and their weight is told.
   * @throws DistributionError when none is left
   */
  pushed(
    names: readonly string[],
    f: (row: Float64Array) => ArrayLike<number>,
  ): { empirical: Empirical; leftOut: number } {
    const kept: number[] = [];
    const values: number[] = [];
    for (let n = 0; n < this.count; n++) {
      const y = Array.from(f(this.row(n)));
      if (!y.every(Number.isFinite)) continue;
      kept.push(n);
      for (const v of y) values.push(v);
    }
    if (kept.length === 0)
      throw new DistributionError(
        say(
          'The formula is not defined at any of the rows: there is nothing to show. Choose another one.',
        ),
      );
    const weights = this.weights
      ? normalised(Float64Array.from(kept, (n) => this.weights![n]!))
      : null;
    return {
      empirical: new Empirical(names, Float64Array.from(values), weights, this.source),
      leftOut: this.count - kept.length,
    };
  }

  /** Only these rows, with the weights they have. */
  rowsAt(numbers: readonly number[]): Empirical {
    const values = new Float64Array(numbers.length * this.dim);
    numbers.forEach((n, k) => values.set(this.row(n), k * this.dim));
    return new Empirical(
      this.names,
      values,
      this.weights && normalised(Float64Array.from(numbers, (n) => this.weights![n]!)),
      this.source,
    );
  }

  /**
   * Weights multiplied by exp(logs), and the log of the weighted mean of exp(logs) with its error by the delta
   * method.
   */
  reweighted(logs: Float64Array): { empirical: Empirical; logZ: Estimate } {
    let top = -Infinity;
    for (const v of logs) if (v > top) top = v;
    if (!(top > -Infinity))
      throw new DistributionError(
        say(
          'The other density is zero at every one of the draws: the two do not meet. Use a wider one.',
        ),
      );
    const before = (n: number) => this.weights?.[n] ?? 1 / this.count;
    const scaled = Float64Array.from(logs, (v) => Math.exp(v - top));
    let [sum, square] = [0, 0];
    scaled.forEach((v, n) => (sum += before(n) * v));
    scaled.forEach((v, n) => (square += (before(n) * (v - sum)) ** 2));
    const weights = Float64Array.from(scaled, (v, n) => (before(n) * v) / sum);
    return {
      empirical: new Empirical(this.names, this.values, weights, this.source),
      logZ: { value: top + Math.log(sum), standardError: Math.sqrt(square) / sum },
    };
  }

  private pick(at: number): number {
    const { weights, count } = this;
    if (!weights) return Math.min(count - 1, Math.floor(at * count));
    if (!this.below) {
      let sum = 0;
      this.below = weights.map((w) => (sum += w));
    }
    let [l, r] = [0, count - 1];
    while (l < r) {
      const m = (l + r) >> 1;
      if (this.below[m]! > at) r = m;
      else l = m + 1;
    }
    return l;
  }
}

export function normalised(weights: Float64Array): Float64Array {
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((w) => w / sum);
}

function momentsOf({ values, weights, count, dim }: Empirical): Moments {
  const w = (n: number) => (weights ? weights[n]! : 1 / count);
  // about the first row, so that nothing is lost to a large mean
  const mean = values.slice(0, dim);
  for (let pass = 0; pass < 2; pass++) {
    const off = new Float64Array(dim);
    for (let n = 0; n < count; n++)
      for (let d = 0; d < dim; d++) off[d]! += w(n) * (values[n * dim + d]! - mean[d]!);
    for (let d = 0; d < dim; d++) mean[d]! += off[d]!;
  }
  const covariance = new Float64Array(dim * dim);
  const [meanError, covarianceError] = [new Float64Array(dim), new Float64Array(dim * dim)];
  const each = (act: (weight: number, k: number, product: number) => void) => {
    const off = new Float64Array(dim);
    for (let n = 0; n < count; n++) {
      const weight = w(n);
      if (weight === 0) continue;
      for (let d = 0; d < dim; d++) off[d] = values[n * dim + d]! - mean[d]!;
      for (let i = 0; i < dim; i++)
        for (let j = 0; j <= i; j++) act(weight, i * dim + j, off[i]! * off[j]!);
    }
  };
  each((weight, k, product) => {
    covariance[k]! += weight * product;
    if (k % (dim + 1) === 0) meanError[k / (dim + 1)]! += weight * weight * product;
  });
  each((weight, k, product) => (covarianceError[k]! += (weight * (product - covariance[k]!)) ** 2));
  for (let i = 0; i < dim; i++)
    for (let j = 0; j < i; j++)
      [covariance[j * dim + i], covarianceError[j * dim + i]] = [
        covariance[i * dim + j]!,
        covarianceError[i * dim + j]!,
      ];
  return {
    mean,
    meanError: meanError.map(Math.sqrt),
    covariance,
    covarianceError: covarianceError.map(Math.sqrt),
  };
}
