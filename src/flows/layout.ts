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

/** Layers whose columns are transformed by numbers that a conditioner makes from other columns. */
export type ConditionedLayer = Extract<LayerSpecification, { hidden: [number, number] }>;
export type AutoregressiveLayer = Extract<
  LayerSpecification,
  { kind: 'affine-autoregressive' | 'spline-autoregressive' }
>;
export type CouplingLayer = Extract<LayerSpecification, { kept: number }>;

export const isConditioned = (layer: LayerSpecification): layer is ConditionedLayer =>
  'hidden' in layer;
export const isCoupling = (layer: LayerSpecification): layer is CouplingLayer => 'kept' in layer;

/** Whether a layer is of the sampling direction: its conditioner and its transform act on u. */
export const readsBase = (layer: LayerSpecification): boolean =>
  'direction' in layer && layer.direction === 'sampling';

/** Columns whose values a conditioner takes in, and those that it makes numbers for, as its tensors hold them. */
export function conditionerColumns(layer: ConditionedLayer): {
  inputs: number[];
  outputs: number[];
} {
  if (isCoupling(layer))
    return { inputs: layer.order.slice(0, layer.kept), outputs: layer.order.slice(layer.kept) };
  const plain = layer.order.map((_, d) => d);
  return { inputs: plain, outputs: plain };
}

/**
 * Tensors of layer `index` in a flow of `dim` columns and `context` numbers beside them.
 *
 * Conditioner with hidden widths h1, h2, I inputs, O output columns and K numbers a column:
 * `w1` [h1][I], `b1` [h1], `w2` [h2][h1], `b2` [h2], `w3` [O*K][h2], `b3` [O*K], and with context `wc` [h1][context], which is added
 * before the first ReLU. Output c*K+k is number k of output column c. Affine: K = 2 (a, b). Spline with B bins: K = 3B - 1
 * (B widths, B heights, B - 1 inner slopes). Autoregressive: I = O = D, columns in their own order, masked entries are zero.
 * Coupling: the `kept` columns are the inputs and the others the outputs, in the layer's order; nothing is masked.
 */
export function layerTensors(
  layer: LayerSpecification,
  index: number,
  dim: number,
  context = 0,
): TensorShape[] {
  const named = (entries: [string, number[]][]) =>
    entries.map(([name, shape]) => ({ name: `layers.${index}.${name}`, shape }));
  switch (layer.kind) {
    case 'affine':
      return named([
        ['a', [dim]],
        ['b', [dim]],
      ]);
    case 'triangular':
      // strictly lower part of L (upper entries and diagonal zero), log of the diagonal, offset
      return named([
        ['lower', [dim, dim]],
        ['logDiagonal', [dim]],
        ['b', [dim]],
      ]);
    case 'permutation':
      return [];
    case 'elementwise-spline':
      return named([['spline', [dim, 3 * layer.bins - 1]]]);
    default: {
      const [h1, h2] = layer.hidden;
      const { inputs, outputs } = conditionerColumns(layer);
      const out = outputs.length * outputsPerColumn(layer);
      const entries: [string, number[]][] = [
        ['w1', [h1, inputs.length]],
        ['b1', [h1]],
        ['w2', [h2, h1]],
        ['b2', [h2]],
        ['w3', [out, h2]],
        ['b3', [out]],
      ];
      return named(context > 0 ? [...entries, ['wc', [h1, context]]] : entries);
    }
  }
}

export function outputsPerColumn(layer: ConditionedLayer): number {
  return 'bins' in layer ? 3 * layer.bins - 1 : 2;
}

/** Numbers beside the columns that every conditioner reads. */
export function contextSize(specification: FlowSpecification): number {
  return specification.context?.length ?? 0;
}

export function flowTensors(specification: FlowSpecification): TensorShape[] {
  return specification.layers.flatMap((layer, i) =>
    layerTensors(layer, i, specification.columns.length, contextSize(specification)),
  );
}

/** Name shown to people and in traces: "layer 2: spline-autoregressive". */
export function layerName(layer: LayerSpecification, index: number): string {
  return `layer ${index + 1}: ${layer.kind}`;
}

/** Weight decay applies to the conditioners' matrices. */
export const decays = (key: string) => /^w[123c]$/.test(key);

/**
 * MADE degrees (Germain et al. 2015). Column c has degree position(c) + 1. Hidden units have degrees 1..D-1, evenly
 * spread and sorted (all 1, and masked to nothing, when D = 1); with context they begin at 0: such a unit sees the context only,
 * and lets the first column respond to it. A hidden unit of degree m sees columns of degree <= m and hidden units of degree <= m;
 * outputs of a column of degree d see hidden units of degree < d. Every unit sees the whole context.
 */
export function degrees(
  order: number[],
  hidden: number,
  context: number,
): { columns: number[]; hidden: number[] } {
  const dim = order.length;
  const columns = new Array<number>(dim);
  order.forEach((column, position) => (columns[column] = position + 1));
  const lowest = context > 0 ? 0 : 1;
  const distinct = Math.max(1, dim - lowest);
  return {
    columns,
    hidden: Array.from({ length: hidden }, (_, k) => lowest + Math.floor((k * distinct) / hidden)),
  };
}

/**
 * For each tensor of a layer with entries that must stay zero: 1 where an entry is free and 0 where it is masked, row-major.
 * By the tensor's short name ("w1"); tensors without masked entries are left out.
 */
export function masks(
  layer: LayerSpecification,
  dim: number,
  context: number,
): Record<string, Float32Array> {
  const fill = (out: number, input: number, see: (o: number, i: number) => boolean) => {
    const mask = new Float32Array(out * input);
    for (let o = 0; o < out; o++)
      for (let i = 0; i < input; i++) mask[o * input + i] = see(o, i) ? 1 : 0;
    return mask;
  };
  if (layer.kind === 'triangular') return { lower: fill(dim, dim, (i, j) => j < i) };
  if (!isConditioned(layer) || isCoupling(layer)) return {};
  const { order, hidden } = layer;
  const first = degrees(order, hidden[0], context);
  const second = degrees(order, hidden[1], context);
  const k = outputsPerColumn(layer);
  return {
    w1: fill(hidden[0], dim, (o, i) => first.columns[i]! <= first.hidden[o]!),
    w2: fill(hidden[1], hidden[0], (o, i) => first.hidden[i]! <= second.hidden[o]!),
    w3: fill(dim * k, hidden[1], (o, i) => second.hidden[i]! < first.columns[Math.floor(o / k)]!),
  };
}

/** The mask of a tensor by its full name, or null when all its entries are free. */
export function maskOf(specification: FlowSpecification, name: string): Float32Array | null {
  const [, layer, key] = name.split('.') as [string, string, string];
  return (
    masks(
      specification.layers[Number(layer)]!,
      specification.columns.length,
      contextSize(specification),
    )[key] ?? null
  );
}
