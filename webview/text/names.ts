// What things are called on screen: flows, engines, layers and preprocessing, in plain words.
import type { ColumnProfile } from '../../src/protocol/data';
import type { ColumnTransform, LayerSpecification } from '../../src/protocol/model';
import type { Direction, EngineChoice, FlowChoice } from '../../src/protocol/choices';
import { formatValue } from './format';
import { t } from './translate';

export const FLOW_LABELS: Record<FlowChoice, string> = {
  auto: t('choose for me'),
  gaussian: t('Gaussian only'),
  affine: t('affine'),
  'affine-autoregressive': t('affine autoregressive'),
  'spline-autoregressive': t('spline autoregressive'),
  'affine-coupling': t('affine coupling'),
  'spline-coupling': t('spline coupling'),
};

export const ENGINE_LABELS: Record<EngineChoice, string> = {
  auto: t('choose for me'),
  kernel: t('kernel (fastest)'),
  wasm: t('TensorFlow.js, WebAssembly'),
  cpu: t('TensorFlow.js, plain JavaScript'),
  reference: t('double precision (slow)'),
  tensorflow: t('tfjs-node (native TensorFlow)'),
};

export const COLUMN_TYPES: Record<ColumnProfile['type'], string> = {
  numeric: t('numeric'),
  integer: t('integer'),
  category: t('category'),
  text: t('text'),
  date: t('date'),
  identifier: t('identifier'),
  constant: t('constant'),
};

/** "base", or "layer 2: triangular": what the service calls the places along a flow, in the page's language. */
export function layerName(layer: string): string {
  if (layer === 'base') return t('base');
  if (layer === 'preprocessing') return t('preprocessing');
  const [, number, kind] = /^layer (\d+): (.+)$/.exec(layer) ?? [];
  return number && kind
    ? t('layer {0}: {1}', number, LAYER_KINDS[kind as LayerSpecification['kind']] ?? kind)
    : layer;
}

/** "layer 2" of "layer 2: triangular" */
export function shortName(layer: string): string {
  const number = /^layer (\d+):/.exec(layer)?.[1];
  return number ? t('layer {0}', number) : layerName(layer);
}

/** As in model files and on the command line, where English is left. */
const LAYER_KINDS: Record<LayerSpecification['kind'], string> = {
  affine: t('affine'),
  triangular: t('triangular'),
  permutation: t('permutation'),
  'elementwise-spline': t('elementwise-spline'),
  'affine-autoregressive': t('affine-autoregressive'),
  'spline-autoregressive': t('spline-autoregressive'),
  'affine-coupling': t('affine-coupling'),
  'spline-coupling': t('spline-coupling'),
};

/** One layer of x = f(u), for example "splines of 8 bins within ±5, autoregressive: y, then x". */
export function layerWords(layer: LayerSpecification, columns: string[]): string {
  const within = (l: { bins: number; bound: number }) =>
    t('{0} bins within ±{1}', l.bins, formatValue(l.bound));
  const named = (list: number[]) => list.map((c) => columns[c]).join(', ');
  const hidden = (l: { hidden: [number, number] }) =>
    t('hidden layers of {0} and {1}', ...l.hidden);
  const reads = (l: { order: number[]; hidden: [number, number]; direction?: Direction }) => {
    const base = l.direction === 'sampling' ? t(', reading the base,') : '';
    const order = l.order.length > 1 ? t(' in the order {0};', named(l.order)) : base ? '' : ',';
    return `${base}${order} ${hidden(l)}`;
  };
  const halves = (l: { order: number[]; kept: number; hidden: [number, number] }) =>
    t(
      ': {0} given {1}; {2}',
      named(l.order.slice(l.kept)),
      named(l.order.slice(0, l.kept)),
      hidden(l),
    );
  switch (layer.kind) {
    case 'affine':
      return t('affine: every column scaled and shifted');
    case 'triangular':
      return t('triangular: a lower triangular matrix and a shift');
    case 'permutation':
      return t('permutation: {0} are taken from {1}', columns.join(', '), named(layer.order));
    case 'elementwise-spline':
      return t('a spline for each column, {0}', within(layer));
    case 'affine-autoregressive':
      return `${t('affine autoregressive')}${reads(layer)}`;
    case 'spline-autoregressive':
      return `${t('spline autoregressive')} (${within(layer)})${reads(layer)}`;
    case 'affine-coupling':
      return `${t('affine coupling')}${halves(layer)}`;
    case 'spline-coupling':
      return `${t('spline coupling')} (${within(layer)})${halves(layer)}`;
  }
}

/** What was done to a column before the flow saw it. */
export function preprocessingWords(transform: ColumnTransform): string {
  const noise = transform.integer
    ? t('; whole numbers, so noise within ±1/2 was added and samples are rounded')
    : '';
  return `${shapeWords(transform)}${noise}`;
}

function shapeWords(transform: ColumnTransform): string {
  switch (transform.kind) {
    case 'none':
      return t(
        'standardised: centre {0}, scale {1}',
        formatValue(transform.shift),
        formatValue(transform.scale),
      );
    case 'log':
      return t('log, then standardised');
    case 'asinh':
      return t(
        'asinh around the median {0} with spread {1}, then standardised',
        formatValue(transform.median),
        formatValue(transform.spread),
      );
    case 'logit':
      return t(
        'logit between {0} and {1}, then standardised',
        formatValue(transform.lower),
        formatValue(transform.upper),
      );
  }
}

/** "row 12", or "sample 3 of the flow" for the negative numbers of samples. */
export function pointName(row: number): string {
  return row < 0 ? t('sample {0} of the flow', -row) : t('row {0}', row);
}
