// What things are called on screen: flows, engines, layers and preprocessing, in plain words.
import type { ColumnTransform, Direction, EngineChoice, FlowChoice, LayerSpecification } from '../../src/protocol/model';
import { formatValue } from './format';

export const FLOW_LABELS: Record<FlowChoice, string> = {
  auto: 'choose for me',
  gaussian: 'Gaussian only',
  affine: 'affine',
  'affine-autoregressive': 'affine autoregressive',
  'spline-autoregressive': 'spline autoregressive',
  'affine-coupling': 'affine coupling',
  'spline-coupling': 'spline coupling',
};

export const ENGINE_LABELS: Record<EngineChoice, string> = {
  auto: 'choose for me',
  kernel: 'kernel (fastest)',
  wasm: 'TensorFlow.js, WebAssembly',
  cpu: 'TensorFlow.js, plain JavaScript',
  reference: 'double precision (slow)',
  tensorflow: 'tfjs-node (native TensorFlow)',
};

/** "layer 2" of "layer 2: triangular" */
export const shortName = (layer: string) => layer.split(':')[0];

/** One layer of x = f(u), for example "splines of 8 bins within ±5, autoregressive: y, then x". */
export function layerWords(layer: LayerSpecification, columns: string[]): string {
  const within = (l: { bins: number; bound: number }) => `${l.bins} bins within ±${formatValue(l.bound)}`;
  const named = (list: number[]) => list.map((c) => columns[c]).join(', ');
  const hidden = (l: { hidden: [number, number] }) => `hidden layers of ${l.hidden.join(' and ')}`;
  const reads = (l: { order: number[]; hidden: [number, number]; direction?: Direction }) =>
    `${l.direction === 'sampling' ? ', reading the base,' : ''}${l.order.length > 1 ? ` in the order ${named(l.order)};` : l.direction === 'sampling' ? '' : ','} ${hidden(l)}`;
  const halves = (l: { order: number[]; kept: number; hidden: [number, number] }) => `: ${named(l.order.slice(l.kept))} given ${named(l.order.slice(0, l.kept))}; ${hidden(l)}`;
  switch (layer.kind) {
    case 'affine':
      return 'affine: every column scaled and shifted';
    case 'triangular':
      return 'triangular: a lower triangular matrix and a shift';
    case 'permutation':
      return `permutation: ${columns.join(', ')} are taken from ${named(layer.order)}`;
    case 'elementwise-spline':
      return `a spline for each column, ${within(layer)}`;
    case 'affine-autoregressive':
      return `affine autoregressive${reads(layer)}`;
    case 'spline-autoregressive':
      return `spline autoregressive (${within(layer)})${reads(layer)}`;
    case 'affine-coupling':
      return `affine coupling${halves(layer)}`;
    case 'spline-coupling':
      return `spline coupling (${within(layer)})${halves(layer)}`;
  }
}

/** What was done to a column before the flow saw it. */
export function preprocessingWords(transform: ColumnTransform): string {
  return `${shapeWords(transform)}${transform.integer ? '; whole numbers, so noise within ±1/2 was added and samples are rounded' : ''}`;
}

function shapeWords(transform: ColumnTransform): string {
  switch (transform.kind) {
    case 'none':
      return `standardised: centre ${formatValue(transform.shift)}, scale ${formatValue(transform.scale)}`;
    case 'log':
      return 'log, then standardised';
    case 'asinh':
      return `asinh around the median ${formatValue(transform.median)} with spread ${formatValue(transform.spread)}, then standardised`;
    case 'logit':
      return `logit between ${formatValue(transform.lower)} and ${formatValue(transform.upper)}, then standardised`;
  }
}
