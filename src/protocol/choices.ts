// What can be chosen for a fit and for a model: flows, engines, directions, orders, transforms, formats.

export const FLOW_NAMES = [
  'gaussian',
  'affine',
  'affine-autoregressive',
  'spline-autoregressive',
  'affine-coupling',
  'spline-coupling',
] as const;

export type FlowName = (typeof FLOW_NAMES)[number];

export const FLOW_CHOICES = ['auto', ...FLOW_NAMES] as const;

export type FlowChoice = (typeof FLOW_CHOICES)[number];

export const ENGINE_NAMES = ['kernel', 'wasm', 'cpu', 'reference', 'tensorflow'] as const;

export type EngineName = (typeof ENGINE_NAMES)[number];

export const ENGINE_CHOICES = ['auto', ...ENGINE_NAMES] as const;

export type EngineChoice = (typeof ENGINE_CHOICES)[number];

/**
 * What the conditioner and the transform of an autoregressive layer act on. `density`: on
 * x, so log p is one pass and sampling is sequential (MAF, Papamakarios et al. 2017).
 * `sampling`: on u, so sampling is one pass and log p sequential (IAF, Kingma et al. 2016).
 */
export const DIRECTIONS = ['density', 'sampling'] as const;

export type Direction = (typeof DIRECTIONS)[number];

/** Only autoregressive flows have one; `auto` may end with such a flow. */
export const hasDirection = (flow: FlowChoice): boolean =>
  flow === 'auto' || flow.endsWith('autoregressive');

/**
 * What a model can be exported as: `json` one file, `tfjs` a
 * folder with TensorFlow.js weights and a loader for browsers.
 */
export const EXPORT_FORMATS = ['json', 'tfjs'] as const;

export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/**
 * Orders of the columns in the layers of a flow. `fixed`: every layer in the order of
 * the columns (coupling: and its halves exchanged); `mixed`: another one in each layer.
 */
export const ORDERINGS = ['fixed', 'mixed'] as const;

export type Ordering = (typeof ORDERINGS)[number];

/** What the user asks for a column before it is fitted. */
export type TransformChoice = (
  { kind: 'auto' | 'none' | 'log' | 'asinh' } | { kind: 'logit'; lower: number; upper: number }
) & {
  /** whole numbers are spread by noise U[-1/2, 1/2) for training; absent: where they have few values */
  integer?: boolean | undefined;
};

/** Fits that differ in their seed, at most. */
export const LARGEST_SEEDS = 100;
