// What a layer is in TensorFlow.js.
import type { Tensor, Tensor2D } from '@tensorflow/tfjs';
import type { Slot, UnivariateKind } from '../univariates/univariate';

/** Tensors of one layer by their short name ("w1"), in canonical layout. */
export type LayerTensors = Record<string, Tensor>;

export interface TensorLayer {
  /**
   * @param x count x D  @param context count x C, or null without context
   * @returns u count x D, and log |det du/dx| as count x D (or count x 1) to be summed along each row
   */
  toBase(
    x: Tensor2D,
    parameters: LayerTensors,
    context: Tensor2D | null,
  ): { u: Tensor2D; logSlope: Tensor2D };
  /** null where sampling has a closed form */
  sampler: Sampler | null;
}

/** How samples are made where that has no closed form. */
export interface Sampler {
  univariate: UnivariateKind;
  /** numbers from one row to the next; 0 when all rows share them */
  stride: number;
  /** whether the conditioner reads u; otherwise it reads x as far as it is known */
  ofBase: boolean;
  /**
   * columns in the order in which they become known, those at once that need no others; what is in none passes
   * unchanged
   */
  passes: Slot[][];
  /** numbers of all output columns, given the state that the conditioner reads */
  numbers(state: Tensor2D, parameters: LayerTensors, context: Tensor2D | null): Tensor2D;
}
