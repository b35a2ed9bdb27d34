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

/** Units in round brackets are told from remarks by their parts; square brackets hold units only. */
const UNIT_PARTS =
  /^(?:[pnuµμmcdhkMGT]?(?:m|g|s|A|K|mol|cd|Hz|N|Pa|J|W|C|V|F|Ω|S|Wb|T|H|lm|lx|Bq|Gy|Sv|eV|bar|L|l|B|Byte|bit|cal|Wh)|kg|t|min|h|d|a|yr|y|km|ft|in|mi|mph|kn|°|°C|°F|deg|rad|sr|%|‰|ppm|ppb|pH|dB|€|\$|£|USD|EUR|ms|px|counts?|1)$/;

/** "speed [km/h]" or "speed (km/h)" as a name and a unit; the whole header as the name where no unit is told. */
export function parseHeader(header: string): { name: string; unit: string | null } {
  const square = /^(.*\S)\s*\[\s*([^[\]]{1,20}?)\s*\]$/.exec(header);
  if (square) return { name: square[1], unit: square[2] };
  const round = /^(.*\S)\s*\(\s*([^()]{1,20}?)\s*\)$/.exec(header);
  const known = round?.[2].split(/[/·*^\s]+|(?<=[a-zµΩ°%])(?=-?\d)/).every((part) => UNIT_PARTS.test(part) || /^-?[1-9]$/.test(part));
  return round && known ? { name: round[1], unit: round[2] } : { name: header, unit: null };
}

/** What stands beside an axis: "speed (km/h)". @param unit when it is known from elsewhere */
export function axisTitle(header: string, unit?: string | null): string {
  const found = parseHeader(header);
  const said = unit ?? found.unit;
  return said ? `${found.unit ? found.name : header} (${said})` : header;
}

/** What stands beside an axis of densities: "density per km/h", or "density per factor of 10". */
export function densityTitle(header: string, log: boolean, unit?: string | null): string {
  if (log) return 'density per factor of 10';
  const said = unit ?? parseHeader(header).unit;
  return said ? `density per ${said}` : 'density';
}

/** The unit that was read from the file's header, where the profile has one. */
export const unitOf = (column: object | undefined): string | null => (column as { unit?: string | null } | undefined)?.unit ?? null;

/** "layer 2" of "layer 2: triangular" */
export const shortName = (layer: string) => layer.split(':')[0];

/** One layer of x = f(u), for example "splines of 8 bins within ±5, autoregressive: y, then x". */
export function layerWords(layer: LayerSpecification, columns: string[]): string {
  const within = (l: { bins: number; bound: number }) => `${l.bins} bins within ±${formatValue(l.bound)}`;
  const named = (list: number[]) => list.map((c) => columns[c]).join(', ');
  const hidden = (l: { hidden: [number, number] }) => `hidden layers of ${l.hidden.join(' and ')}`;
  const reads = (l: { order: number[]; hidden: [number, number]; direction?: Direction }) =>
    `${l.direction === 'sampling' ? ', reading the base,' : ''}${l.order.length > 1 ? ` in the order ${named(l.order)};` : l.direction === 'sampling' ? '' : ','} ${hidden(l)}`;
  const halves = (l: { order: number[]; kept: number; hidden: [number, number] }) =>
    `: ${named(l.order.slice(l.kept))} given ${named(l.order.slice(0, l.kept))}; ${hidden(l)}`;
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
