// What an engine must do. Engines compute; they hold no policy (schedule, stopping, choice of flow: training.ts).
import type { EngineName } from '../protocol/choices';
import type { FlowSpecification, Trace } from '../protocol/model';
import type { Tensors } from './layout';
import type { Sentence } from '../protocol/sentence';

/** Rows in model space z (after the inverse of the preprocessing), row-major n x D. */
export interface Rows {
  values: Float64Array;
  count: number;
  dim: number;
  /** row-major n x C, for a flow with C context columns */
  context?: Float64Array;
}

export interface StepResult {
  /** mean negative log likelihood of each batch in nats per row, in model space */
  losses: number[];
  /** steps skipped because loss or gradient was not finite, with the first layer and column that was not */
  skipped: { step: number; layer: string; column: string }[];
}

/**
 * A flow opened by an engine. All log densities here are of z, in model space: preprocessing is added in
 * float64 by flows/flow.ts.
 */
export interface OpenFlow {
  /**
   * Takes `indices.length` training steps (Adam, gradient norm clip 5): step k uses rows `indices[k]` and
   * learning rate `rates[k]`.
   * @returns after at most a few hundred milliseconds if the caller passes few indices; never yields within a step
   */
  steps(
    data: Rows,
    indices: Int32Array[],
    rates: number[],
    weightDecay: number,
  ): Promise<StepResult>;
  /** mean loss and gradient by tensor name, without changing anything (used by the catalogue's tests) */
  gradient(data: Rows): Promise<{ loss: number; gradient: Tensors }>;
  /**
   * For losses of other kinds: the gradient of sum(u * valueCotangent) + sum(logDet * logDetCotangent), where u
   * is the base point of each row of `data` and logDet the sum of its layers' log determinants u -> x.
   * @param valueCotangent n x D, row-major  @param logDetCotangent n
   * @returns gradient of the parameters by name, and of the rows (not of their context), n x D
   */
  pullback(
    data: Rows,
    valueCotangent: Float64Array,
    logDetCotangent: Float64Array,
  ): Promise<{ parameters: Tensors; input: Float64Array }>;
  /**
   * Takes one training step with a gradient from outside, for losses that are not the likelihood: Adam with the same
   * moments, step count and norm clip as `steps`, without weight decay.
   * @param gradient of every parameter, by name, in the canonical layout; 0 where entries are masked, as `pullback`
   * returns it
   * @returns false where the norm is not finite: then nothing has changed
   */
  apply(gradient: Tensors, rate: number): Promise<boolean>;
  /** canonical layout */
  parameters(): Promise<Tensors>;
  /** Adam's moments, as `optimizer.m.NAME`, `optimizer.v.NAME`, and the scalar `optimizer.step` */
  moments(): Promise<Tensors>;
  restore(parameters: Tensors, moments?: Tensors): Promise<void>;
  /** log density per row of z */
  logProb(z: Rows): Promise<Float64Array>;
  /** pushes base points u through the trainable layers */
  sample(u: Rows): Promise<Rows>;
  /** for given z: states after every trainable layer, u first, and the log determinant of each layer u -> x */
  trace(
    z: Rows,
  ): Promise<{ states: Rows[]; logDets: Float64Array[]; baseLogDensity: Float64Array }>;
  close(): void;
}

export interface Engine {
  readonly name: EngineName;
  /** one line for the user: what it runs on */
  readonly description: Sentence;
  open(specification: FlowSpecification, parameters: Tensors): Promise<OpenFlow>;
}
export type { Trace };
