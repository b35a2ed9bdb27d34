// Which layers a named flow has, and where its parameters start: at the maximum-likelihood Gaussian.
import { cholesky, fitGaussian } from '../distributions/gaussian';
import type { ColumnTransform, FlowName, FlowSpecification, LayerSpecification } from '../protocol/model';
import { flowTensors, masks, type Tensors } from './layout';
import { normals, shuffle } from './random';

/** Below this many training rows flows are smaller and their weights decay. */
export const FEW_ROWS = 500;
const [BINS, BOUND] = [8, 5];
const ORDER_SEED = 40_001;
const WEIGHT_STREAM = 23;

/** @param rows training rows; fewer than 500 give a smaller flow */
export function buildSpecification(flow: FlowName, columns: string[], preprocessing: ColumnTransform[], rows: number): FlowSpecification {
  return { flow, columns, preprocessing, layers: layersOf(flow, columns.length, rows) };
}

function layersOf(flow: FlowName, dim: number, rows: number): LayerSpecification[] {
  if (flow === 'gaussian') return [{ kind: 'triangular' }];
  if (flow === 'affine') return [{ kind: 'affine' }];
  // affine autoregressive in one column is a Gaussian: one column takes the elementwise spline
  if (dim === 1) return [{ kind: 'elementwise-spline', bins: 2 * BINS, bound: BOUND }, { kind: 'triangular' }];
  const small = rows < FEW_ROWS;
  const hidden: [number, number] = small ? [32, 32] : [64, 64];
  const layers = Array.from({ length: small ? 3 : 5 }, (_, i): LayerSpecification => {
    const order = layerOrder(dim, i);
    return flow === 'affine-autoregressive' ? { kind: flow, hidden, order } : { kind: flow, hidden, order, bins: BINS, bound: BOUND };
  });
  return [...layers, { kind: 'triangular' }];
}

/** Original order, its reverse, then permutations fixed once and for all. */
function layerOrder(dim: number, index: number): number[] {
  const plain = Array.from({ length: dim }, (_, d) => d);
  if (index % 2 === 1 && dim === 2) return plain.reverse();
  if (index === 0 || dim === 2) return plain;
  return index === 1 ? plain.reverse() : [...shuffle(dim, ORDER_SEED, index)];
}

/**
 * Parameters at the start: conditioners give the identity (last matrix zero), the affine map nearest to the data holds the
 * Gaussian of `z`. @param z training rows in model space, row-major
 */
export function initialParameters(specification: FlowSpecification, z: Float64Array, count: number, seed: number): Tensors {
  const dim = specification.columns.length;
  const { mean, covariance } = fitGaussian(z, count, specification.columns);
  const tensors: Tensors = Object.fromEntries(
    flowTensors(specification).map(({ name, shape }) => [name, { shape, values: new Float64Array(shape.reduce((a, b) => a * b, 1)) }]),
  );
  specification.layers.forEach((layer, l) => {
    const set = (name: string, values: ArrayLike<number>) => tensors[`layers.${l}.${name}`]!.values.set(values);
    switch (layer.kind) {
      case 'affine':
        set('a', specification.columns.map((_, d) => 0.5 * Math.log(covariance[d * dim + d]!)));
        return set('b', mean);
      case 'triangular': {
        const factor = cholesky(covariance, specification.columns);
        set('lower', factor.map((v, i) => (i % dim < Math.floor(i / dim) ? v : 0)));
        set('logDiagonal', specification.columns.map((_, d) => Math.log(factor[d * dim + d]!)));
        return set('b', mean);
      }
      case 'elementwise-spline':
        return;
      case 'affine-autoregressive':
      case 'spline-autoregressive': {
        const mask = masks(layer);
        const he = (m: Float32Array, inputs: number, stream: number) => {
          const draws = normals(seed, stream, 0, m.length / inputs, inputs);
          return m.map((free, i) => free * draws[i]! * Math.sqrt(2 / inputs));
        };
        set('w1', he(mask.w1, dim, WEIGHT_STREAM + 2 * l));
        return set('w2', he(mask.w2, layer.hidden[0], WEIGHT_STREAM + 2 * l + 1));
      }
    }
  });
  return tensors;
}

/** Number of free parameters: masked entries do not count. */
export function countParameters(specification: FlowSpecification): number {
  const dim = specification.columns.length;
  const ones = (m: Float32Array) => m.reduce((a, b) => a + b, 0);
  let total = 0;
  specification.layers.forEach((layer) => {
    switch (layer.kind) {
      case 'affine':
        return (total += 2 * dim);
      case 'triangular':
        return (total += (dim * (dim + 1)) / 2 + dim);
      case 'elementwise-spline':
        return (total += dim * (3 * layer.bins - 1));
      default: {
        const m = masks(layer);
        const outputs = layer.kind === 'affine-autoregressive' ? 2 : 3 * layer.bins - 1;
        return (total += ones(m.w1) + ones(m.w2) + ones(m.w3) + layer.hidden[0] + layer.hidden[1] + dim * outputs);
      }
    }
  });
  return total;
}
