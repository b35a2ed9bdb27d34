// The structures of layers that transform their columns one by one: elementwise, autoregressive and coupling.
import type { LayerSpecification } from '../../protocol/model';

/** Layers whose columns are transformed by numbers that a conditioner makes from other columns. */
export type ConditionedLayer = Extract<LayerSpecification, { hidden: [number, number] }>;
export type AutoregressiveLayer = Extract<
  LayerSpecification,
  { kind: 'affine-autoregressive' | 'spline-autoregressive' }
>;
export type CouplingLayer = Extract<LayerSpecification, { kept: number }>;
/** Layers whose columns are transformed by numbers that are parameters: one tensor of them, a row for each column. */
export type ElementwiseLayer = Extract<LayerSpecification, { kind: `elementwise-${string}` }>;

export const isConditioned = (layer: LayerSpecification): layer is ConditionedLayer =>
  'hidden' in layer;
export const isCoupling = (layer: LayerSpecification): layer is CouplingLayer => 'kept' in layer;
export const isElementwise = (layer: LayerSpecification): layer is ElementwiseLayer =>
  layer.kind.startsWith('elementwise-');

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
