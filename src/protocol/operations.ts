// Chains of operations on a distribution, as plain JSON: where one begins, its steps, and what is shown of its result.
import * as z from 'zod';
import type { MeanView, TransformView } from './change-of-variables';
import type { Points } from './exploration';
import type { ContourLevel } from './pictures';
import type { Sentence } from './sentence';

const name = z.string().min(1).max(1000);
const number = z.number();
const numbers = z.array(number).min(1).max(1024);
const matrix = z.array(numbers).min(1).max(1024);
const formula = z.string().max(1000);

/**
 * The rows of the chosen columns, their Gaussian, a mixture of
 * Gaussians fitted to them, the fitted flow, or a typed one.
 */
export const STARTS = ['rows', 'gaussian', 'mixture', 'flow', 'typed'] as const;
export type StartName = (typeof STARTS)[number];
export const start = z.union([
  z.object({ from: z.enum(['rows', 'gaussian', 'mixture', 'flow']) }),
  z.object({ from: z.literal('typed'), text: z.string().max(2000) }),
]);
export type Start = z.infer<typeof start>;

/** What a density is multiplied with: a Gaussian, that of the table in the columns at hand, or the fitted flow. */
export const factor = z.union([
  z.object({
    kind: z.literal('typed'),
    names: z.array(name).min(1).max(1024),
    mean: numbers,
    covariance: matrix,
  }),
  z.object({ kind: z.enum(['table', 'flow']) }),
]);
export type Factor = z.infer<typeof factor>;

export const step = z.union([
  z.object({ operation: z.literal('marginalise'), keep: z.array(name).min(1).max(1024) }),
  z.object({
    operation: z.literal('condition'),
    values: z.record(name, number).refine((v) => Object.keys(v).length > 0, 'no value is given'),
  }),
  /** A x = y */
  z.object({ operation: z.literal('condition'), matrix, equals: numbers }),
  /** A x + b */
  z.object({
    operation: z.literal('map'),
    matrix,
    offset: numbers.optional(),
    names: z.array(name).min(1).max(1024).optional(),
    allowDegenerate: z.boolean().optional(),
  }),
  /** w . x, the weight of each column by its name; others have none */
  z.object({
    operation: z.literal('project'),
    onto: z.record(name, number),
    name: name.optional(),
  }),
  z.object({ operation: z.literal('multiply'), factor }),
  /** a formula for each new column; `inverse`: one for each old column. `keep`: columns that no formula uses stay */
  z.object({
    operation: z.literal('transform'),
    formulas: z.array(formula).min(1).max(64),
    inverse: z.array(formula).min(1).max(64).optional(),
    keep: z.boolean().optional(),
  }),
  z.object({ operation: z.literal('mean of k'), k: z.number().int().min(1).max(10_000) }),
]);
export type Step = z.infer<typeof step>;
export const OPERATIONS = [
  'marginalise',
  'condition',
  'map',
  'project',
  'multiply',
  'transform',
  'mean of k',
] as const satisfies Step['operation'][];
export type OperationName = (typeof OPERATIONS)[number];

export const LONGEST_CHAIN = 50;
export const chain = z.object({ start, steps: z.array(step).max(LONGEST_CHAIN) });
export type Chain = z.infer<typeof chain>;

/** A place in the picture of y = f(x), where the last step is one of a single column. */
export const chainPlace = z.union([z.object({ x: number }), z.object({ y: number })]).nullable();
export type ChainPlace = z.infer<typeof chainPlace>;

/** An estimate with one standard error; an exact number has none. */
export interface Estimate {
  value: number;
  standardError: number | null;
}

/** What the result is, as a word for the page. */
export type ResultKind =
  | 'gaussian'
  | 'mixture'
  | 'rows'
  | 'weighted rows'
  | 'flow'
  | 'independent'
  | 'transformed'
  | 'draws'
  | 'weighted draws';

/**
 * Why an operation cannot be done: there is one column, nothing
 * varies, not every direction varies, or rows are too few.
 */
export type Obstacle = 'one column' | 'nothing varies' | 'degenerate' | 'few rows';

/** One column of the result. */
export interface ChainMarginal {
  column: string;
  edges: number[];
  /** mean density in each bin with one standard error, from rows or draws; null where the curve is exact */
  histogram: { density: number[]; standardError: number[]; below: number; above: number } | null;
  /** the density itself at points; null where it is not known, or has no width */
  curve: { x: number[]; y: number[] } | null;
}

export interface ChainView {
  kind: ResultKind;
  names: string[];
  /** how the mean, the covariance and the pictures are known */
  method: 'closed form' | 'rows' | 'Monte Carlo';
  /** whether log densities can be computed, and how */
  density: 'closed form' | 'numerical' | null;
  /** one standard error that all log densities share, that of their normaliser; null where there is none */
  densityError: number | null;
  /** rows or draws behind the estimates, and how many equal ones their weights are worth; null for a closed form */
  draws: { count: number; effective: number } | null;
  mean: Estimate[];
  /** row-major D x D, with standard errors where they are estimates */
  covariance: number[];
  covarianceError: number[] | null;
  /** differential entropy in nats, on the support; null where no density is known */
  entropy: Estimate | null;
  components: { weight: number; mean: number[] }[] | null;
  /** of a degenerate Gaussian: its rank, and an orthonormal basis of its support, row-major D x rank */
  degenerate: { rank: number; basis: number[]; sentence: Sentence } | null;
  /** of the last step: log Z of a product, or the log density of what was given */
  logZ: { of: 'product' | 'given'; estimate: Estimate } | null;
  /** of a square transform: log |det J| over the base, whether it is a diffeomorphism, and how it was undone */
  jacobian: {
    mean: Estimate;
    least: number;
    most: number;
    determinantAt: { x: number[]; determinant: number };
    reason: Sentence | null;
    note: Sentence | null;
  } | null;
  marginals: ChainMarginal[];
  /** of two columns whose density was integrated on a grid: lines around its densest part, by the mass they hold */
  lines: ContourLevel[] | null;
  /** row-major draws, for the cloud */
  points: Points;
  transform: TransformView | null;
  meanOfK: MeanView | null;
  notes: Sentence[];
  /** for each operation, why it cannot be done here; null where it can be tried */
  cannot: Record<OperationName, Obstacle | null>;
}

/** A Gaussian as other commands read it. */
export interface PlainGaussian {
  names: readonly string[];
  mean: number[];
  covariance: number[][];
}
export type ClosedForm = PlainGaussian | { weights: number[]; components: PlainGaussian[] };
