// Layers as TensorFlow.js functions, data -> base: u and the log determinant of x -> u, differentiable by every parameter.
import { outputsPerColumn } from '../../flows/layout';
import type { LayerSpecification } from '../../protocol/model';
import { tf } from './backend';
import { affineKernel, splineKernel, type ColumnKernel } from './columns';
import type { Tensor, Tensor2D } from '@tensorflow/tfjs';

/** Tensors of one layer by their short name ("w1"), in canonical layout. */
export type LayerTensors = Record<string, Tensor>;

export interface TensorLayer {
  /** @param x count x D  @returns u count x D, and log |det du/dx| as count x D (or count x 1) to be summed along each row */
  toBase(x: Tensor2D, parameters: LayerTensors): { u: Tensor2D; logSlope: Tensor2D };
  /** raw numbers for all columns of rows x, for sampling; null where the layer is affine in closed form */
  kernel: ColumnKernel | null;
  raw(x: Tensor2D, parameters: LayerTensors): Tensor2D;
}

export function tensorLayer(layer: LayerSpecification, dim: number): TensorLayer {
  switch (layer.kind) {
    case 'affine':
      return {
        kernel: null,
        raw: () => tf.zeros([0, 0]),
        toBase: (x, { a, b }) => {
          const u = tf.mul(tf.sub(x, b!), tf.exp(tf.neg(a!))) as Tensor2D;
          return { u, logSlope: tf.mul(tf.onesLike(x), tf.neg(a!)) as Tensor2D };
        },
      };
    case 'triangular':
      return { kernel: null, raw: () => tf.zeros([0, 0]), toBase: (x, p) => solveTriangular(x, p, dim) };
    case 'elementwise-spline': {
      const kernel = splineKernel(layer.bins, layer.bound);
      const raw = (_: Tensor2D, { spline }: LayerTensors) => tf.reshape(spline!, [1, dim * kernel.outputs]) as Tensor2D;
      return { kernel, raw, toBase: (x, p) => columnOperation(kernel, raw(x, p), x, 0) };
    }
    case 'affine-autoregressive':
    case 'spline-autoregressive': {
      const kernel = layer.kind === 'affine-autoregressive' ? affineKernel : splineKernel(layer.bins, layer.bound);
      const stride = dim * outputsPerColumn(layer);
      return { kernel, raw: conditioner, toBase: (x, p) => columnOperation(kernel, conditioner(x, p), x, stride) };
    }
  }
}

/**
 * Masked entries of the weights are zero and stay zero, so the masks need no operation here. Not `fused.matMul`: with a bias
 * its result is wrong on the wasm backend of 4.22.0.
 */
function conditioner(x: Tensor2D, { w1, b1, w2, b2, w3, b3 }: LayerTensors): Tensor2D {
  const dense = (a: Tensor2D, w: Tensor, b: Tensor) => tf.add(tf.matMul(a, w as Tensor2D, false, true), b) as Tensor2D;
  return dense(tf.relu(dense(tf.relu(dense(x, w1!, b1!)), w2!, b2!)), w3!, b3!);
}

function columnOperation(kernel: ColumnKernel, raw: Tensor2D, x: Tensor2D, rowStride: number): { u: Tensor2D; logSlope: Tensor2D } {
  const [count, dim] = x.shape;
  const operation = tf.customGrad((...inputs: unknown[]) => {
    const [r, v, save] = inputs as [Tensor2D, Tensor2D, (tensors: Tensor[]) => void];
    save([r, v]);
    const out = new Float32Array(2 * count * dim);
    kernel.forward(r.dataSync() as Float32Array, rowStride, v.dataSync() as Float32Array, count, dim, out);
    return {
      value: tf.tensor2d(out, [count, 2 * dim]),
      gradFunc: (cotangent: Tensor, saved: Tensor[]) => {
        const [rawSaved, xSaved] = saved as [Tensor2D, Tensor2D];
        const toRaw = new Float32Array(rawSaved.size);
        const toX = new Float32Array(count * dim);
        kernel.backward(rawSaved.dataSync() as Float32Array, rowStride, xSaved.dataSync() as Float32Array, count, dim, cotangent.dataSync() as Float32Array, toRaw, toX);
        return [tf.tensor2d(toRaw, rawSaved.shape), tf.tensor2d(toX, [count, dim])];
      },
    };
  });
  const [u, logSlope] = tf.split(operation(raw, x), 2, 1) as [Tensor2D, Tensor2D];
  return { u, logSlope };
}

/** u = L^-1 (x - b) by forward substitution; TensorFlow.js has no triangular solve, so the gradient is written here too. */
function solveTriangular(x: Tensor2D, { lower, logDiagonal, b }: LayerTensors, dim: number): { u: Tensor2D; logSlope: Tensor2D } {
  const count = x.shape[0];
  const solve = tf.customGrad((...inputs: unknown[]) => {
    const [v, l, g, o, save] = inputs as [Tensor2D, Tensor2D, Tensor, Tensor, (tensors: Tensor[]) => void];
    const [xs, ls, offset] = [v.dataSync(), l.dataSync(), o.dataSync()];
    const diagonal = Float64Array.from(g.dataSync(), Math.exp);
    const u = new Float32Array(count * dim);
    for (let n = 0; n < count; n++)
      for (let i = 0; i < dim; i++) {
        let rest = xs[n * dim + i]! - offset[i]!;
        for (let j = 0; j < i; j++) rest -= ls[i * dim + j]! * u[n * dim + j]!;
        u[n * dim + i] = rest / diagonal[i]!;
      }
    const value = tf.tensor2d(u, [count, dim]);
    save([l, value]);
    return {
      value,
      gradFunc: (cotangent: Tensor, saved: Tensor[]) => {
        const [lSaved, uSaved] = [saved[0]!.dataSync(), saved[1]!.dataSync()];
        const gu = cotangent.dataSync();
        const toX = new Float32Array(count * dim);
        const toL = new Float32Array(dim * dim);
        const toG = new Float32Array(dim);
        const toB = new Float32Array(dim);
        for (let n = 0; n < count; n++)
          for (let i = dim - 1; i >= 0; i--) {
            let rest = gu[n * dim + i]!;
            for (let k = i + 1; k < dim; k++) rest -= lSaved[k * dim + i]! * toX[n * dim + k]!;
            const g0 = rest / diagonal[i]!;
            toX[n * dim + i] = g0;
            toB[i]! -= g0;
            for (let j = 0; j < i; j++) toL[i * dim + j]! -= g0 * uSaved[n * dim + j]!;
            toG[i]! -= g0 * uSaved[n * dim + i]! * diagonal[i]!;
          }
        return [tf.tensor2d(toX, [count, dim]), tf.tensor2d(toL, [dim, dim]), tf.tensor1d(toG), tf.tensor1d(toB)];
      },
    };
  });
  const u = solve(x, lower!, logDiagonal!, b!) as Tensor2D;
  return { u, logSlope: tf.mul(tf.onesLike(x), tf.neg(logDiagonal!)) as Tensor2D };
}
