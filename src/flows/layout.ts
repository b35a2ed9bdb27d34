// Names, shapes and order of a flow's tensors: the canonical layout of model files and of every engine's boundary.
import type { FlowSpecification, LayerSpecification } from '../protocol/model';
import { kindOf } from './kinds';

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

/** Tensors of layer `index` in a flow of `dim` columns and `context` numbers beside them. */
export function layerTensors(
  layer: LayerSpecification,
  index: number,
  dim: number,
  context = 0,
): TensorShape[] {
  return kindOf(layer)
    .tensors(layer, dim, context)
    .map(([name, shape]) => ({ name: `layers.${index}.${name}`, shape }));
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

/** The mask of a tensor by its full name, or null when all its entries are free. */
export function maskOf(specification: FlowSpecification, name: string): Float32Array | null {
  const [, layer, key] = name.split('.') as [string, string, string];
  const own = specification.layers[Number(layer)]!;
  const { masks } = kindOf(own);
  return masks?.(own, specification.columns.length, contextSize(specification))[key] ?? null;
}
