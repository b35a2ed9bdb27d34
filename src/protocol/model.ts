// What a flow is on paper, how well it did, and what can be looked at inside it.
import type { Bound } from './bounds';
import type { Direction, EngineName, FlowName } from './choices';
import type { Fingerprint } from './data';
import type { FitOptions } from './fit-options';
import type { Clusters, Split } from './split';
import type { Sentence } from './sentence';

/**
 * One layer of x = f(u), listed in the direction u -> x. `order[j]` is the column that comes j-th.
 *
 * Affine: x_i = e^s u_i + b. Spline: u_i = S(x_i); in the sampling direction x_i = S(u_i).
 * Numbers s, b and those of S come from a conditioner. Autoregressive: it reads the
 * columns before i in `order`, of x, or of u in the sampling direction (absent: density).
 * Coupling: the first `kept` columns of `order` pass unchanged, and it reads them only.
 */
export type LayerSpecification =
  | { kind: 'affine' } // x_i = exp(a_i) u_i + b_i
  | { kind: 'triangular' } // x = L u + b, L lower triangular with positive diagonal exp(d)
  | { kind: 'permutation'; order: number[] } // x_i = u_order[i]
  | { kind: 'elementwise-spline'; bins: number; bound: number }
  | {
      kind: 'affine-autoregressive';
      hidden: [number, number];
      order: number[];
      direction?: Direction;
    }
  | {
      kind: 'spline-autoregressive';
      hidden: [number, number];
      order: number[];
      direction?: Direction;
      bins: number;
      bound: number;
    }
  | { kind: 'affine-coupling'; hidden: [number, number]; order: number[]; kept: number }
  | {
      kind: 'spline-coupling';
      hidden: [number, number];
      order: number[];
      kept: number;
      bins: number;
      bound: number;
    };

/**
 * The last step to one original column: original = g(scale * z + shift), with g the identity, exp,
 * median + spread * sinh, or lower + (upper - lower) * sigmoid. `integer`: noise U[-1/2, 1/2) was
 * added to training values; samples are rounded. `above`, `below`: beyond these values of
 * scale * z + shift, g goes on along its tangent, so that draws beyond the rows stay near them.
 */
export type ColumnTransform = { shift: number; scale: number; integer?: boolean } & (
  | { kind: 'none' }
  | { kind: 'log'; above?: number }
  | { kind: 'asinh'; median: number; spread: number; below?: number; above?: number }
  | { kind: 'logit'; lower: number; upper: number }
);

/** A column whose value a density is given, and how it becomes the numbers that conditioners read. */
export type Condition =
  | { kind: 'category'; column: string; levels: string[] } // one number a level: 1 for the row's own, 0 for the others
  | {
      kind: 'number';
      column: string;
      shift: number;
      scale: number;
      low?: number | undefined;
      high?: number | undefined;
    };
// (value - shift) / scale; low and high: among the training rows

/**
 * What p(x | given) has beside the layers of p(x). With c the numbers of the
 * conditions, in their order, rows in model space are z = f(u; c) + slopes c: the
 * line that least squares gives needs no learning, and has log determinant 0.
 */
export interface Given {
  conditions: Condition[];
  /** row-major D x C */
  slopes: number[];
}

/** Of a Gaussian: where rows are few for the columns, `shrunk` (Ledoit and Wolf 2004) or `diagonal`. */
export const COVARIANCE_KINDS = ['full', 'shrunk', 'diagonal'] as const;

export type CovarianceKind = (typeof COVARIANCE_KINDS)[number];

/**
 * N(offset + slopes c, covariance) in original columns, with
 * c the numbers of the conditions; slopes row-major D x C.
 */
export interface LinearGaussianParameters {
  offset: number[];
  slopes: number[];
  covariance: number[];
  /** absent: full */
  kind?: CovarianceKind | undefined;
}

/** What somebody chose for conditions, by column: a level, or a number. */
export type GivenValues = Record<string, string | number>;

export interface FlowSpecification {
  flow: FlowName;
  columns: string[];
  /** names of the numbers that every conditioner reads beside the columns; absent or empty: none */
  context?: string[];
  /** where these numbers come from; absent without conditions */
  given?: Given;
  layers: LayerSpecification[];
  preprocessing: ColumnTransform[];
  /**
   * bounds that the density keeps: it is zero outside, and inside divided by the
   * mass that layers and preprocessing have there; absent: none
   */
  support?: Bound[] | undefined;
}

/** Mean test log likelihood in nats per row, per unit of the original columns, with its standard error. */
export interface Score {
  mean: number;
  standardError: number;
}

export type Verdict = 'flow' | 'gaussian' | 'undecided';

export interface Scores {
  /** rows the scores are computed on, and which ('test' when the split applies, otherwise 'all', 'cross-fitted') */
  rows: number;
  on: 'test' | 'all' | 'cross-fitted';
  flow: Score;
  gaussian: Score;
  gain: Score;
  /**
   * where very few rows decide the gain: which they are, counted from 1 as people
   * do, and what it is without them. The verdict is that of all rows all the same.
   */
  most?: { leftOut: number; gain: Score; rows?: number[] | undefined } | undefined;
  /** where rows are not independent of one another: the standard errors are those of so many sets of rows */
  clusters?: Clusters | undefined;
  verdict: Verdict;
  /** no flow could be drawn from, so that the Gaussian was returned without a verdict */
  rejected?: boolean | undefined;
  /**
   * of a density with conditions, over the Gaussian without any;
   * `gaussian` is then the one whose mean follows them linearly
   */
  overUnconditional?: Score | undefined;
  /** of a density with conditions: the gain among the rows of each level */
  groups?: GroupGain[] | undefined;
}

/** The gain among rows with one level of a condition. */
export interface GroupGain {
  column: string;
  level: string;
  rows: number;
  gain: Score;
}

/** A single value that holds over 5 % of the rows of a column: no density describes it. */
export interface Atom {
  column: string;
  value: number;
  share: number;
}

export interface RowCounts {
  read: number;
  leftOut: number;
  train: number;
  validation: number;
  test: number;
  /** next to a block of another part, and in none; absent: none */
  purged?: number | undefined;
}

/** One of several fits that differ in their seed alone. */
export interface SeedScore {
  seed: number;
  flow: FlowName;
  /** mean log density of validation rows: the fit that is best here is kept */
  validation: number;
  /** on test rows, which take no part in that choice */
  test: Score;
  gain: Score;
}

/** Everything a model file says besides its tensors. */
export interface ModelMetadata {
  format: 'flowscope';
  /**
   * 1.1: with conditions; 1.2: with transforms that go on along
   * a tangent; 1.3: with bounds that the density keeps. Earlier versions of Flowscope cannot read these.
   */
  version: 1 | 1.1 | 1.2 | 1.3;
  specification: FlowSpecification;
  seed: number;
  engine: EngineName;
  /** of the round that the kept parameters are from: steps up to them, and planned */
  steps: number;
  plannedSteps: number;
  /** of the whole fit, its scores included */
  seconds: number;
  /**
   * what the training took in all, and the round that the kept parameters are
   * from; absent in files of earlier versions, and where nothing was trained
   */
  training?: TrainingAccount | undefined;
  batch: number;
  /** `where`: the condition in SQL that its rows fulfil; absent for all rows */
  data: { name: string; fingerprint: Fingerprint; where?: string | undefined } | null;
  rows: RowCounts;
  /** how these rows were divided; absent: each row by itself, by a hash of its number */
  split?: Split | undefined;
  /** comparison Gaussian, fitted on training rows in original columns */
  gaussian: { mean: number[]; covariance: number[]; kind?: CovarianceKind | undefined };
  /** with conditions: the Gaussian that it is compared with, fitted by least squares on training rows */
  baseline?: LinearGaussianParameters | undefined;
  /**
   * with conditions that are all categories: training rows of each
   * combination of levels, as places in the conditions' lists
   */
  frequencies?: { levels: number[][]; rows: number[] } | undefined;
  scores: Scores;
  /** with atoms there is a verdict only once the user accepts what nats mean then */
  atoms: Atom[];
  atomsAccepted: boolean;
  /**
   * bounds that are plausible and that every row keeps, and the share of
   * the model's draws outside each and outside any; absent: none is known
   */
  bounds?: { columns: (Bound & { outside: number })[]; outside: Score } | undefined;
  /** with bounds that the density keeps: the share of the flow's own draws outside, which are made again */
  leakage?: Score | undefined;
  parameters: number;
  created: string;
  /** flowscope's version */
  build: string;
  notes: Sentence[];
  /** given by the user; absent: made from data, flow and time */
  name?: string | undefined;
  /** every seed that was fitted, this model's included; absent when there was one */
  seeds?: SeedScore[] | undefined;
  /**
   * of a fit that was stopped in a race: the candidates without
   * a whole turn in it, which a resumed fit tries as well
   */
  pending?: FlowName[] | undefined;
  /** of an interrupted fit: what it was asked for, so that it can be resumed in the same way */
  asked?: (FitOptions & { columns: string[] }) | undefined;
}

/**
 * A fit trains in rounds, perhaps of several candidates, and keeps
 * the best. With `--resume`, steps count from the very first.
 */
export interface TrainingAccount {
  rounds: number;
  /** of all rounds */
  steps: number;
  /** of the best one; null: nothing of any round was kept */
  bestRound: { steps: number; seconds: number } | null;
}

/** A point of the training curves, in nats per row. */
export interface TrainingPoint {
  step: number;
  seconds: number;
  train: number;
  validation: number;
}

export interface TraceLayer {
  name: string;
  /** log |det J| of this layer, u -> x, per row */
  logDet: number[];
  /** state after this layer, rows x D */
  state: number[][];
}

export interface Trace {
  /** row numbers in the file (0 = first data row), or sample numbers */
  rows: number[];
  columns: string[];
  /** layers[0] is the base (logDet 0), the last is preprocessing (state in original units) */
  layers: TraceLayer[];
  baseLogDensity: number[];
  /** baseLogDensity - sum of logDet */
  logDensity: number[];
}
