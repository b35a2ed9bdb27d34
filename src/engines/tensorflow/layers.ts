// Layers as TensorFlow.js functions, data -> base: u and log |det du/dx|, differentiable by every parameter.
import type { Tensor, Tensor2D } from '@tensorflow/tfjs';
import { isElementwise } from '../../flows/kinds/structure';
import type { LayerSpecification } from '../../protocol/model';
import { tf } from './backend';
import { chosen, conditionedLayer, elementwiseLayer } from './conditioned';
import type { LayerTensors, TensorLayer } from './layer';

export function tensorLayer(layer: LayerSpecification, dim: number): TensorLayer {
  switch (layer.kind) {
    case 'affine':
      return {
        sampler: null,
        toBase: (x, { a, b }) => {
          const u = tf.mul(tf.sub(x, b!), tf.exp(tf.neg(a!))) as Tensor2D;
          return { u, logSlope: tf.mul(tf.onesLike(x), tf.neg(a!)) as Tensor2D };
        },
      };
    case 'triangular':
      return { sampler: null, toBase: (x, p) => solveTriangular(x, p, dim) };
    case 'permutation': {
      const back = layer.order.map((_, column) => layer.order.indexOf(column));
      return {
        sampler: null,
        toBase: (x) => ({ u: chosen(x, back), logSlope: tf.zeros([x.shape[0], 1]) }),
      };
    }
    default:
      return isElementwise(layer) ? elementwiseLayer(layer, dim) : conditionedLayer(layer);
  }
}

/**
 * u = L^-1 (x - b) by forward substitution; TensorFlow.js has no triangular solve, so the gradient is written
 * here too.
 */
function solveTriangular(
  x: Tensor2D,
  { lower, logDiagonal, b }: LayerTensors,
  dim: number,
): { u: Tensor2D; logSlope: Tensor2D } {
  const count = x.shape[0];
  const solve = tf.customGrad((...inputs: unknown[]) => {
    const [v, l, g, o, save] = inputs as [
      Tensor2D,
      Tensor2D,
      Tensor,
      Tensor,
      (tensors: Tensor[]) => void,
    ];
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
        return [
          tf.tensor2d(toX, [count, dim]),
          tf.tensor2d(toL, [dim, dim]),
          tf.tensor1d(toG),
          tf.tensor1d(toB),
        ];
      },
    };
  });
  const u = solve(x, lower!, logDiagonal!, b!) as Tensor2D;
  return { u, logSlope: tf.mul(tf.onesLike(x), tf.neg(logDiagonal!)) as Tensor2D };
}
