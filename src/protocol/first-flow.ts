// Our first flow, built up step by step on the user's columns, and the price of a determinant.
import type { Score } from './model';
import type { Sentence } from './sentence';

/** The steps, in order. With one column only the first and the last exist: there is nothing to depend on. */
export const STAGE_NAMES = [
  'diagonal',
  'linear',
  'network',
  'affine stack',
  'spline stack',
] as const;
export type StageName = (typeof STAGE_NAMES)[number];

export interface BuildUpStage {
  name: StageName;
  layers: number;
  /** free numbers that are fitted */
  parameters: number;
  /** training steps up to the kept parameters, and planned; both 0 where there is a closed form */
  steps: number;
  plannedSteps: number;
  /** time ended the training before its plan */
  cut: boolean;
  seconds: number;
  /** nats per held-out row, per unit of the original columns */
  score: Score;
  /** minus the stage before, paired row by row; null for the first */
  gain: Score | null;
}

/**
 * The diagonal affine flow x_i = exp(a_i) u_i + b_i by the gradient of
 * its likelihood, beside the Gaussian with diagonal covariance from sums.
 */
export interface DiagonalFit {
  a: number[];
  b: number[];
  /** of the Gaussian */
  mean: number[];
  standardDeviation: number[];
  /** steps of Fisher scoring until nothing changed */
  iterations: number;
  logDet: number;
  difference: Difference;
}

/** Largest differences between a flow and the Gaussian that it should be. */
export interface Difference {
  /** of the parameters, in standard deviations */
  parameters: number;
  /** of the log densities of held-out rows, in nats */
  logDensity: number;
}

/** dx/du of one stage at one row. */
export interface JacobianAtRow {
  /** number in the file, from 0 */
  row: number;
  x: number[];
  u: number[];
  /**
   * d x_i / d u_j, row-major D x D, by differences in double
   * precision; exact zeros where x_i does not depend on u_j
   */
  values: number[];
  /** log|det J| as the flow adds it up, one number a column and layer */
  logDet: number;
  /** log|det J| of `values` by LU decomposition, which knows nothing of the flow */
  byLu: number;
}

export interface StageJacobians {
  stage: StageName;
  /** nothing above the diagonal, at every row */
  triangular: boolean;
  rows: JacobianAtRow[];
}

/** Where the same base points come to after each step. */
export interface StepClouds {
  count: number;
  /** row-major count x D: u, and x after each step */
  base: Float32Array;
  steps: { stage: StageName; x: Float32Array }[];
  /** as many held-out rows, or all of them where there are fewer */
  rows: Float32Array;
}

export interface BuildUpView {
  columns: string[];
  seed: number;
  /** complete rows that were read, and those that the scores are of */
  rows: number;
  heldOut: number;
  on: 'test' | 'cross-fitted';
  engine: string;
  diagonal: DiagonalFit;
  /** the linear autoregressive flow against the Gaussian with full covariance; null with one column */
  linear: Difference | null;
  stages: BuildUpStage[];
  /** the last stage minus the first, paired row by row; null with one stage */
  total: Score | null;
  jacobians: StageJacobians[];
  /** null where nobody asked for them */
  clouds: StepClouds | null;
  /** sentences for the user */
  notes: Sentence[];
  /** stopped by the user: only finished stages are here */
  stopped: boolean;
  seconds: number;
}

/** How far a build-up has come: a whole snapshot. */
export interface BuildUpProgress {
  stage: StageName;
  /** of how many stages this is the `index`-th, from 0 */
  index: number;
  of: number;
  /** part of this stage, 0 to 1 */
  done: number;
}

/** Seconds that a whole build-up may take when nobody says. */
export const BUILD_UP_SECONDS = 20;

export interface DeterminantPrice {
  /** seconds for one determinant of N columns */
  sizes: { n: number; lu: number; sum: number }[];
  /** fitted slopes on log-log axes over the sizes from `from` on; null where fewer than three were measured */
  slopes: { from: number; lu: number; sum: number } | null;
  /** a whole log density of one row with so many columns: network, transforms and determinant, on one thread */
  flows: {
    flow: 'affine-autoregressive' | 'spline-autoregressive';
    columns: number;
    layers: number;
    parameters: number;
    seconds: number;
  }[];
  engine: string;
  stopped: boolean;
}
