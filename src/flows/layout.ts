// Names, shapes and order of a flow's tensors: the canonical layout of model files and of every engine's boundary.
import type { FlowSpecification, LayerSpecification } from '../protocol/model';

export interface Tensor {
  shape: number[];
  /** row-major; matrices are [out][in] */
  values: Float32Array | Float64Array;
}
export type Tensors = Record<string, Tensor>;

export interface TensorShape {
  name: string;
  shape: number[];
}

/**
 * Tensors of layer `index` in a flow of `dim` columns.
 *
 * Conditioner of an autoregressive layer with hidden widths h1, h2 and K outputs a column:
 * `w1` [h1][D], `b1` [h1], `w2` [h2][h1], `b2` [h2], `w3` [D*K][h2], `b3` [D*K]; output c*K+k is parameter k of column c.
 * Affine: K = 2 (a, b). Spline with B bins: K = 3B - 1 (B widths, B heights, B - 1 inner slopes).
 * Inputs and outputs are in original column order; `order[j]` is the column that comes j-th. Masked entries are zero.
 */
export function layerTensors(layer: LayerSpecification, index: number, dim: number): TensorShape[] {
  const named = (entries: [string, number[]][]) => entries.map(([name, shape]) => ({ name: `layers.${index}.${name}`, shape }));
  switch (layer.kind) {
    case 'affine':
      return named([['a', [dim]], ['b', [dim]]]);
    case 'triangular':
      // strictly lower part of L (upper entries and diagonal zero), log of the diagonal, offset
      return named([['lower', [dim, dim]], ['logDiagonal', [dim]], ['b', [dim]]]);
    case 'elementwise-spline':
      return named([['spline', [dim, 3 * layer.bins - 1]]]);
    case 'affine-autoregressive':
    case 'spline-autoregressive': {
      const [h1, h2] = layer.hidden;
      const out = dim * outputsPerColumn(layer);
      return named([['w1', [h1, dim]], ['b1', [h1]], ['w2', [h2, h1]], ['b2', [h2]], ['w3', [out, h2]], ['b3', [out]]]);
    }
  }
}

export function outputsPerColumn(layer: LayerSpecification & { kind: 'affine-autoregressive' | 'spline-autoregressive' }): number {
  return layer.kind === 'affine-autoregressive' ? 2 : 3 * layer.bins - 1;
}

export function flowTensors(specification: FlowSpecification): TensorShape[] {
  return specification.layers.flatMap((layer, i) => layerTensors(layer, i, specification.columns.length));
}

/** Name shown to people and in traces: "layer 2: spline-autoregressive". */
export function layerName(layer: LayerSpecification, index: number): string {
  return `layer ${index + 1}: ${layer.kind}`;
}

/**
 * MADE degrees (Germain et al. 2015). Column c has degree position(c) + 1. Hidden units have degrees 1..D-1, evenly
 * spread and sorted (all 1 masked to nothing when D = 1). A hidden unit of degree m sees columns of degree <= m and
 * hidden units of degree <= m; outputs of a column of degree d see hidden units of degree < d.
 */
export function degrees(order: number[], hidden: number): { columns: number[]; hidden: number[] } {
  const dim = order.length;
  const columns = new Array<number>(dim);
  order.forEach((column, position) => (columns[column] = position + 1));
  const top = Math.max(1, dim - 1);
  return { columns, hidden: Array.from({ length: hidden }, (_, k) => 1 + Math.floor((k * top) / hidden)) };
}

/** Masks of the three weight matrices, row-major [out][in], entries 0 or 1. */
export function masks(layer: LayerSpecification & { kind: 'affine-autoregressive' | 'spline-autoregressive' }): { w1: Float32Array; w2: Float32Array; w3: Float32Array } {
  const { order, hidden } = layer;
  const dim = order.length;
  const first = degrees(order, hidden[0]);
  const second = degrees(order, hidden[1]);
  const k = outputsPerColumn(layer);
  const fill = (out: number, input: number, see: (o: number, i: number) => boolean) => {
    const mask = new Float32Array(out * input);
    for (let o = 0; o < out; o++) for (let i = 0; i < input; i++) mask[o * input + i] = see(o, i) ? 1 : 0;
    return mask;
  };
  return {
    w1: fill(hidden[0], dim, (o, i) => first.columns[i]! <= first.hidden[o]!),
    w2: fill(hidden[1], hidden[0], (o, i) => first.hidden[i]! <= second.hidden[o]!),
    w3: fill(dim * k, hidden[1], (o, i) => second.hidden[i]! < first.columns[Math.floor(o / k)]!),
  };
}
