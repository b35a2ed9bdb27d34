// Which layers a named flow has, and where its parameters start: at the maximum-likelihood Gaussian.
import { fitShaped } from '../distributions/shrinkage';
import type {
  ColumnTransform,
  CovarianceKind,
  FlowSpecification,
  Given,
  LayerSpecification,
} from '../protocol/model';
import type { Direction, FlowName, Ordering } from '../protocol/choices';
import { contextNames } from './conditions';
import { kindOf } from './kinds';
import { isConditioned, isCoupling, readsBase } from './kinds/structure';
import { contextSize, flowTensors, maskOf, type Tensors } from './layout';
import { shuffle } from './random';

/** Below this many training rows flows are smaller. */
export const FEW_ROWS = 500;
const [BINS, BOUND] = [8, 5];
const ORDER_SEED = 40_001;

/** How a flow is built beside its name; what is absent is the default. */
export interface Shape {
  /** of autoregressive layers; density by default */
  direction?: Direction | undefined;
  /** mixed by default */
  order?: Ordering | undefined;
  /** names of the numbers that every conditioner reads */
  context?: string[] | undefined;
  /** the conditions that these numbers come from */
  given?: Given | undefined;
}

/** Direction and orders that a specification was built with. */
export function shapeOf({
  layers,
}: FlowSpecification): Required<Pick<Shape, 'direction' | 'order'>> {
  // coupling layers of a fixed order come in two: the order of the columns, and its halves exchanged
  const sortedFrom = (order: number[], at: number) =>
    order
      .slice(at)
      .concat(order.slice(0, at))
      .every((column, d) => column === d);
  const fixed = layers.every(
    (layer) =>
      !isConditioned(layer) ||
      sortedFrom(layer.order, isCoupling(layer) ? layer.order.indexOf(0) : 0),
  );
  return {
    direction: layers.some(readsBase) ? 'sampling' : 'density',
    order: fixed ? 'fixed' : 'mixed',
  };
}

/** @param rows training rows; fewer than 500 give a smaller flow */
export function buildSpecification(
  flow: FlowName,
  columns: string[],
  preprocessing: ColumnTransform[],
  rows: number,
  shape: Shape = {},
): FlowSpecification {
  const names = shape.given ? contextNames(shape.given.conditions) : (shape.context ?? []);
  const context =
    names.length > 0 ? { context: names, ...(shape.given ? { given: shape.given } : {}) } : {};
  return {
    flow,
    columns,
    ...context,
    preprocessing,
    layers: layersOf(flow, columns.length, rows, { ...shape, context: names }),
  };
}

function layersOf(
  flow: FlowName,
  dim: number,
  rows: number,
  { direction = 'density', order = 'mixed', context = [] }: Shape,
): LayerSpecification[] {
  if (flow === 'gaussian') return [{ kind: 'triangular' }];
  if (flow === 'affine') return [{ kind: 'affine' }];
  // affine autoregressive in one column is a Gaussian, and coupling needs two: one column takes splines, which
  // only context makes depend on anything
  if (dim === 1 && context.length === 0)
    return [{ kind: 'elementwise-spline', bins: 2 * BINS, bound: BOUND }, { kind: 'triangular' }];
  const kind = dim === 1 ? 'spline-autoregressive' : flow;
  const small = rows < FEW_ROWS;
  const hidden: [number, number] = small ? [32, 32] : [64, 64];
  const layers = Array.from({ length: layerCount(kind, small) }, (_, i): LayerSpecification => {
    const spline = { bins: BINS, bound: BOUND };
    const autoregressive = {
      hidden,
      order: order === 'fixed' ? plainOrder(dim) : layerOrder(dim, i),
      ...(direction === 'sampling' ? { direction } : {}),
    };
    switch (kind) {
      case 'affine-autoregressive':
        return { kind, ...autoregressive };
      case 'spline-autoregressive':
        return { kind, ...autoregressive, ...spline };
      case 'affine-coupling':
        return { kind, hidden, ...coupled(dim, i, order) };
      case 'spline-coupling':
        return { kind, hidden, ...coupled(dim, i, order), ...spline };
    }
  });
  return [...layers, { kind: 'triangular' }];
}

/** A coupling layer transforms half of the columns, so it takes pairs of them. */
function layerCount(kind: FlowName, small: boolean): number {
  if (kind.endsWith('coupling')) return small ? 4 : 6;
  return small ? 3 : 5;
}

const plainOrder = (dim: number) => Array.from({ length: dim }, (_, d) => d);

/** Original order, its reverse, then permutations fixed once and for all. */
function layerOrder(dim: number, index: number): number[] {
  const plain = plainOrder(dim);
  if (index % 2 === 1 && dim === 2) return plain.reverse();
  if (index === 0 || dim === 2) return plain;
  return index === 1 ? plain.reverse() : [...shuffle(dim, ORDER_SEED, index)];
}

/**
 * Two coupling layers that follow each other change places: what one keeps the other transforms. Each pair
 * divides the columns in its own way.
 */
function coupled(
  dim: number,
  index: number,
  ordering: Ordering,
): { order: number[]; kept: number } {
  const pair = index >> 1;
  const order =
    pair === 0 || dim === 2 || ordering === 'fixed'
      ? plainOrder(dim)
      : [...shuffle(dim, ORDER_SEED, 2 * pair)];
  const half = Math.floor(dim / 2);
  return index % 2 === 0
    ? { order, kept: half }
    : { order: [...order.slice(half), ...order.slice(0, half)], kept: dim - half };
}

/**
 * Parameters at the start: conditioners give the identity (last matrix zero), the affine map nearest to the
 * data holds the Gaussian of `z`, with a covariance of this kind. @param z training rows in model space, row-major
 */
export function initialParameters(
  specification: FlowSpecification,
  z: Float64Array,
  count: number,
  seed: number,
  kind: CovarianceKind = 'full',
): Tensors {
  const { mean, covariance } = fitShaped(z, count, specification.columns, kind);
  return gaussianParameters(specification, mean, covariance, seed);
}

/** Parameters at which a flow is this Gaussian in model space. @param covariance row-major D x D */
export function gaussianParameters(
  specification: FlowSpecification,
  mean: ArrayLike<number>,
  covariance: ArrayLike<number>,
  seed: number,
): Tensors {
  const context = contextSize(specification);
  const tensors: Tensors = Object.fromEntries(
    flowTensors(specification).map(({ name, shape }) => [
      name,
      { shape, values: new Float64Array(shape.reduce((a, b) => a * b, 1)) },
    ]),
  );
  specification.layers.forEach((layer, index) => {
    const given = { columns: specification.columns, mean, covariance, context, seed, index };
    for (const [name, values] of Object.entries(kindOf(layer).start?.(layer, given) ?? {}))
      tensors[`layers.${index}.${name}`]!.values.set(values);
  });
  return tensors;
}

/** Number of free parameters: masked entries do not count. */
export function countParameters(specification: FlowSpecification): number {
  const free = ({ name, shape }: { name: string; shape: number[] }) =>
    maskOf(specification, name)?.reduce((a, b) => a + b, 0) ?? shape.reduce((a, b) => a * b, 1);
  return flowTensors(specification).reduce((total, tensor) => total + free(tensor), 0);
}
