// The contract of what a user can look at: a Gaussian, a mixture, a flow, a histogram, and what is made of them.
import { say } from '../protocol/sentence';
import type { Sentence } from '../protocol/sentence';
import { UserError } from '../protocol/user-error';

/** Rows in original units, row-major count x dim. */
export interface Rows {
  values: Float64Array;
  count: number;
  dim: number;
}

/** Rows of numbers: `matrix[row][column]`. */
export type Matrix = readonly (readonly number[])[];

/** What is known of x: the values of some columns, or A x = y. */
export type Given =
  { values: Readonly<Record<string, number>> } | { matrix: Matrix; equals: readonly number[] };

export interface MapOptions {
  /**
   * columns of the result; by default a column that is passed on unchanged keeps its name, and the others are
   * "y1", "y2", ...
   */
  names?: readonly string[];
  /** accept a result without a density in all its columns (the matrix is rank-deficient) */
  allowDegenerate?: boolean;
}

/** p(x) q(x) = exp(logZ) r(x), with r the `distribution`. */
export interface Product<D extends Distribution = Distribution> {
  distribution: D;
  logZ: number;
}

/** A flow asks an engine, a Gaussian answers at once: `await` does for both. */
export type Awaitable<T> = T | Promise<T>;

/**
 * A distribution over named columns, immutable. An operation is there where it has a closed form; its result is
 * a distribution again. Every operation that cannot be done throws a DistributionError: one sentence for the user.
 */
export interface Distribution {
  /** 'gaussian', 'mixture', 'flow', 'uniform', ... */
  readonly kind: string;
  readonly names: readonly string[];
  /**
   * How `logProb` knows: by a formula, by a numerical method with a stated bound, or from random
   * draws, with `logProbError`. Null where no density is known.
   */
  readonly method: 'closed form' | 'numerical' | 'Monte Carlo' | null;
  /**
   * Log density of each row in nats, per unit of the columns; -Infinity off the support. Of a
   * degenerate distribution: on its support. Null where no density is known.
   */
  readonly logProb: ((rows: Rows) => Awaitable<Float64Array>) | null;
  /** Standard error of each log density; there exactly where `method` is 'Monte Carlo'. */
  logProbError?(rows: Rows): Awaitable<Float64Array>;
  /**
   * Draws of the numbers `firstRow` to `firstRow + count - 1` under `seed`. A draw depends on the seed and its
   * number alone, so one call draws the same as many small ones. There may be fewer rows than `count`, where a formula
   * is not defined.
   */
  sample(count: number, seed: number, firstRow?: number): Awaitable<Rows>;
  /** The distribution of some of the columns, in the order of `keep` (the sum rule). */
  marginal?(keep: readonly string[]): Awaitable<Distribution>;
  /** Columns given by value leave the result; after A x = y all columns stay, and the result is degenerate. */
  condition?(given: Given): Awaitable<Distribution>;
  /** The distribution of A x + b. */
  map?(matrix: Matrix, offset?: readonly number[], options?: MapOptions): Awaitable<Distribution>;
  /** The normalised product of two densities over the same columns, in any order. */
  product?(other: Distribution): Awaitable<Product>;
}

/** An operation that cannot be done; the message is one sentence for the user. */
export class DistributionError extends UserError {
  constructor(sentence: Sentence) {
    super('distribution', sentence);
  }
}

/** What is given cannot occur: it has no density, or lies off the support. */
export class ImpossibleError extends DistributionError {}

/** Row-major values as Rows. @throws DistributionError when they do not fill whole rows */
export function rowsOf(values: Float64Array, dim: number): Rows {
  if (values.length % dim !== 0)
    throw new DistributionError(
      say('{0} numbers do not fill rows of {1} columns.', values.length, dim),
    );
  return { values, count: values.length / dim, dim };
}

/** Some rows of row-major `values`, one after the other. */
export function rowsAt(values: Float64Array, places: ArrayLike<number>, dim: number): Float64Array {
  const out = new Float64Array(places.length * dim);
  for (let k = 0; k < places.length; k++)
    out.set(values.subarray(places[k]! * dim, (places[k]! + 1) * dim), k * dim);
  return out;
}
