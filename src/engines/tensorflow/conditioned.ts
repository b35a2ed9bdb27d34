// Layers whose numbers come from a conditioner, or are parameters themselves, as differentiable functions data -> base.
import type { Tensor, Tensor2D } from '@tensorflow/tfjs';
import { kindOf } from '../../flows/kinds';
import {
  conditionerColumns,
  type ConditionedLayer,
  type ElementwiseLayer,
  isCoupling,
  readsBase,
} from '../../flows/kinds/structure';
import { univariateOf } from '../univariates';
import type { ColumnKernel, Slot } from '../univariates/univariate';
import { tf } from './backend';
import type { LayerTensors, Sampler, TensorLayer } from './layer';

export function conditionedLayer(layer: ConditionedLayer): TensorLayer {
  const { inputs, outputs } = conditionerColumns(layer);
  const ofBase = readsBase(layer);
  const univariate = univariateOf(layer);
  const kernel = univariate.rows();
  const stride = outputs.length * univariate.outputs;
  const slots = outputs.map((column, j): Slot => ({ column, raw: j * univariate.outputs }));
  const one = isCoupling(layer) || ofBase;
  const ordered = layer.order.map((column) => slots.filter((slot) => slot.column === column));
  const numbers: Sampler['numbers'] = (state, parameters, context) =>
    conditioner(isCoupling(layer) ? chosen(state, inputs) : state, parameters, context);
  const sampler: Sampler = { univariate, stride, ofBase, passes: one ? [slots] : ordered, numbers };
  if (!ofBase)
    return {
      sampler,
      toBase: (x, p, context) =>
        columnOperation(kernel, numbers(x, p, context), x, stride, slots, true),
    };
  return {
    sampler,
    // u column by column: each pass of the conditioner reads the columns of u that are known
    toBase: (x, p, context) =>
      ordered.reduce<ReturnType<TensorLayer['toBase']> | null>((known, column) => {
        const found = columnOperation(
          kernel,
          numbers(known?.u ?? tf.zerosLike(x), p, context),
          x,
          stride,
          column,
          false,
        );
        return known
          ? { u: tf.add(known.u, found.u), logSlope: tf.add(known.logSlope, found.logSlope) }
          : found;
      }, null)!,
  };
}

export function elementwiseLayer(layer: ElementwiseLayer, dim: number): TensorLayer {
  const univariate = univariateOf(layer);
  const { outputs } = univariate;
  const kernel = univariate.rows();
  const [tensor] = kindOf(layer).tensors(layer, dim, 0)[0]!;
  const slots = Array.from({ length: dim }, (_, column): Slot => ({
    column,
    raw: column * outputs,
  }));
  const numbers: Sampler['numbers'] = (_, parameters) =>
    tf.reshape(parameters[tensor]!, [1, dim * outputs]);
  return {
    sampler: { univariate, stride: 0, ofBase: false, passes: [slots], numbers },
    toBase: (x, p) => columnOperation(kernel, numbers(x, p, null), x, 0, slots, true),
  };
}

/** Columns of a state, by a product with zeros and ones: `gather` has no gradient on the wasm backend. */
export function chosen(state: Tensor2D, columns: number[]): Tensor2D {
  const matrix = new Float32Array(state.shape[1] * columns.length);
  columns.forEach((column, j) => (matrix[column * columns.length + j] = 1));
  return tf.matMul(state, tf.tensor2d(matrix, [state.shape[1], columns.length]));
}

/**
 * Masked entries of the weights are zero and stay zero, so the masks need no operation here. Not
 * `fused.matMul`: with a bias its result is wrong on the wasm backend of 4.22.0.
 */
function conditioner(
  x: Tensor2D,
  { w1, b1, w2, b2, w3, b3, wc }: LayerTensors,
  context: Tensor2D | null,
): Tensor2D {
  const product = (a: Tensor2D, w: Tensor) => tf.matMul(a, w as Tensor2D, false, true);
  const dense = (a: Tensor2D, w: Tensor, b: Tensor) => tf.add(product(a, w), b) as Tensor2D;
  const first = dense(x, w1!, b1!);
  const given = context ? tf.add<Tensor2D>(first, product(context, wc!)) : first;
  return dense(tf.relu(dense(tf.relu(given), w2!, b2!)), w3!, b3!);
}

/** @param keepsRest whether columns in no slot pass unchanged; otherwise they are zero */
function columnOperation(
  kernel: ColumnKernel,
  raw: Tensor2D,
  x: Tensor2D,
  rowStride: number,
  slots: Slot[],
  keepsRest: boolean,
): { u: Tensor2D; logSlope: Tensor2D } {
  const [count, dim] = x.shape;
  const taken = new Set(slots.map((slot) => slot.column));
  const rest = keepsRest
    ? Array.from({ length: dim }, (_, d) => d).filter((d) => !taken.has(d))
    : [];
  const operation = tf.customGrad((...inputs: unknown[]) => {
    const [r, v, save] = inputs as [Tensor2D, Tensor2D, (tensors: Tensor[]) => void];
    save([r, v]);
    const out = new Float32Array(2 * count * dim);
    const values = v.dataSync() as Float32Array;
    kernel.forward(r.dataSync() as Float32Array, rowStride, values, count, dim, slots, out);
    for (const d of rest)
      for (let n = 0; n < count; n++) out[2 * n * dim + d] = values[n * dim + d]!;
    return {
      value: tf.tensor2d(out, [count, 2 * dim]),
      gradFunc: (cotangent: Tensor, saved: Tensor[]) => {
        const [rawSaved, xSaved] = saved as [Tensor2D, Tensor2D];
        const toRaw = new Float32Array(rawSaved.size);
        const toX = new Float32Array(count * dim);
        const given = cotangent.dataSync() as Float32Array;
        kernel.backward(
          rawSaved.dataSync() as Float32Array,
          rowStride,
          xSaved.dataSync() as Float32Array,
          count,
          dim,
          slots,
          given,
          toRaw,
          toX,
        );
        for (const d of rest)
          for (let n = 0; n < count; n++) toX[n * dim + d] = given[2 * n * dim + d]!;
        return [tf.tensor2d(toRaw, rawSaved.shape), tf.tensor2d(toX, [count, dim])];
      },
    };
  });
  const [u, logSlope] = tf.split(operation(raw, x), 2, 1) as [Tensor2D, Tensor2D];
  return { u, logSlope };
}
