// Lays out one linear memory for a flow: records, parameters with moments, each thread's gradient and workspace.
import { isConditioned, isCoupling, readsBase } from '../../flows/kinds/structure';
import { contextSize, flowTensors, layerTensors } from '../../flows/layout';
import type { FlowSpecification, LayerSpecification } from '../../protocol/model';
import { univariateOf } from '../univariates';
import { plainAffine } from '../univariates/affine';
import { Arena, Image, round } from './arena';
import {
  networkOf,
  placeBias,
  placeWeights,
  rawOutputs,
  weightIndex,
  writeLinear,
  type Network,
  type RawLayer,
} from './linear';
import { FEATURE_BYTES, KIND, LAYER, MODEL, STEP, THREAD } from './records';

/** Addresses below are left to the module itself. */
const BASE = 4096;
/** Steps that can be asked for in one call. */
export const PLANNED_STEPS = 256;

export interface PlannedTensor {
  name: string;
  shape: number[];
  /** where each entry of the canonical layout lies, in floats from the start of the parameters */
  at: Int32Array;
}

export interface Plan {
  /** addresses in bytes */
  model: number;
  parameters: number;
  m: number;
  v: number;
  gradient: number;
  steps: number;
  /** free for rows and results, from here to the end of the memory */
  io: number;
  /** floats of the parameters, with their padding */
  size: number;
  tensors: PlannedTensor[];
  /** column of each place of each state, u first */
  columns: number[][];
  write(memory: ArrayBufferLike): void;
}

interface PlannedLayer {
  layer: LayerSpecification;
  /** columns of the places of x's state */
  order: number[];
  /** columns of u that they come from */
  source: number[];
  network: Network | null;
  lower: number;
  logDiagonal: number;
  offset: number;
}

/** @param threads the most that will work on it; it begins with one */
export function planFlow(specification: FlowSpecification, threads: number): Plan {
  const dim = specification.columns.length;
  const context = contextSize(specification);
  const weights = new Arena(0);
  const plain = Array.from({ length: dim }, (_, d) => d);
  const layers = specification.layers.map((layer): PlannedLayer => ({
    layer,
    order: isConditioned(layer) ? layer.order : plain,
    source: 'order' in layer ? layer.order : plain,
    network:
      layer.kind === 'triangular' || layer.kind === 'permutation'
        ? null
        : networkOf(layer, dim, context),
    lower: 0,
    logDiagonal: 0,
    offset: 0,
  }));
  // weight decay applies to the conditioners' matrices: they come first
  for (const { network } of layers)
    network?.linears.forEach((linear) => placeWeights(linear, weights));
  const decayed = round(weights.next, 64) / 4;
  for (const planned of layers) {
    planned.network?.linears.forEach((linear) => placeBias(linear, weights));
    if (planned.layer.kind !== 'triangular') continue;
    planned.lower = weights.take(4 * dim * dim);
    planned.logDiagonal = weights.take(4 * dim);
    planned.offset = weights.take(4 * dim);
  }
  const size = round(weights.next, 64) / 4;

  const arena = new Arena(BASE);
  const [parameters, m, v] = [arena.take(4 * size), arena.take(4 * size), arena.take(4 * size)];
  const shards = Array.from({ length: threads }, () => arena.take(4 * size));
  const work = planWork(layers, dim, context);
  const works = shards.map(() => arena.take(work.bytes));
  const steps = arena.take(PLANNED_STEPS * STEP.bytes);
  const image = new Image(arena.next);
  const threadRecords = shards.map((shard, t) => image.record(THREAD, { work: works[t]!, shard }));
  const columns = [plain, ...layers.map(({ order }) => order)];
  const layerRecords = layers.map((planned, l) =>
    writeLayer(planned, columns[l]!, context, work.layers[l]!, image),
  );
  const model = image.record(MODEL, {
    ...work.shared,
    dim,
    context,
    width: dim + context,
    features: round(context + dim, 4),
    layerCount: layers.length,
    layers: image.table(layerRecords),
    threadCount: 1,
    threads: image.table(threadRecords),
    parameters,
    m,
    v,
    size,
    decayed,
    columns: image.table(columns.at(-1)!),
    plan: steps,
  });
  return {
    model,
    parameters,
    m,
    v,
    gradient: shards[0]!,
    steps,
    io: round(image.end, 64),
    size,
    columns,
    tensors: flowTensors(specification).map(({ name, shape }) => ({
      name,
      shape,
      at: places(layers[Number(name.split('.')[1])]!, name.split('.')[2]!, shape, context),
    })),
    write: (memory) => image.write(memory),
  };
}

/** What the kernel has to know of a layer that transforms columns one by one. */
const inKernel = (layer: RawLayer) => (layer.kind === 'affine' ? plainAffine : univariateOf(layer));

/** A thread's workspace holds one tile: all states, and what the backward pass of each layer needs. */
function planWork(
  layers: PlannedLayer[],
  dim: number,
  context: number,
): { bytes: number; shared: Record<string, number>; layers: Record<string, number>[] } {
  const arena = new Arena(0);
  const take = (features: number) => arena.take(features * FEATURE_BYTES);
  const state = () => take(round(context + dim, 4));
  const states = [state(), ...layers.map(state)];
  const widest = (k: number) =>
    Math.max(
      0,
      ...layers.map(({ network }) =>
        network && network.linears.length > 1 ? network.linears[k]!.outputs : 0,
      ),
    );
  const shared = {
    gradientA: state(),
    gradientB: state(),
    gradientOwn: layers.some(({ layer }) => readsBase(layer)) ? state() : 0,
    gradientHidden1: take(widest(0)),
    gradientHidden2: take(widest(1)),
    rowWeights: take(1),
  };
  const each = layers.map(({ layer, network }, l) => {
    const around = {
      u: states[l]!,
      x: states[l + 1]!,
      logSlope: take(1),
      own: readsBase(layer) ? state() : 0,
    };
    if (!network) return around;
    const [first, second] = network.linears.length > 1 ? network.linears : [];
    return {
      ...around,
      hidden1: take(first?.outputs ?? 0),
      hidden2: take(second?.outputs ?? 0),
      raw: take(network.linears.at(-1)!.outputs),
      save: take(dim * inKernel(layer as RawLayer).saved),
    };
  });
  return { bytes: round(arena.next, 64), shared, layers: each };
}

/** @param columns of the places of u's state */
function writeLayer(
  { layer, source, network, lower, logDiagonal, offset }: PlannedLayer,
  columns: number[],
  context: number,
  work: Record<string, number>,
  image: Image,
): number {
  const map = image.table(source.map((column) => context + columns.indexOf(column)));
  if (!network)
    return image.record(LAYER, {
      ...work,
      kind: layer.kind === 'permutation' ? KIND.permutation : KIND.triangular,
      map,
      lower,
      logDiagonal,
      offset,
    });
  const linears = network.linears.map((linear) => writeLinear(linear, image));
  const hidden: Record<string, number> =
    linears.length > 1
      ? {
          network: 1,
          first: linears[0]!,
          second: linears[1]!,
          known1: image.table(network.known[0]),
          known2: image.table(network.known[1]),
        }
      : {};
  return image.record(LAYER, {
    ...work,
    ...hidden,
    ...inKernel(layer as RawLayer).record,
    map,
    stride: network.stride,
    start: isCoupling(layer) ? layer.kept : 0,
    third: linears.at(-1)!,
  });
}

/** Where the entries of tensor `key` of a layer lie. */
function places(
  { layer, order, network, lower, logDiagonal, offset }: PlannedLayer,
  key: string,
  shape: number[],
  context: number,
): Int32Array {
  const at = (index: (row: number, column: number) => number) => {
    const width = shape[1] ?? 1;
    return Int32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) =>
      index(Math.floor(i / width), i % width),
    );
  };
  if (!network) {
    const start = { lower, logDiagonal, b: offset }[key]! / 4;
    return at((row, column) => start + row * (shape[1] ?? 1) + column);
  }
  // a coupling's tensors follow its order already
  const inOrder = isCoupling(layer);
  const positions = order.map((_, column) => order.indexOf(column));
  const place = (column: number) => (inOrder ? column : positions[column]!);
  const [first, second] = network.linears;
  const third = network.linears.at(-1)!;
  const outputs = rawOutputs(layer as RawLayer);
  const number = (column: number, k: number) => place(column) * network.stride + k;
  const bias = (column: number, k: number) => third.bias / 4 + number(column, k);
  if (!isConditioned(layer)) {
    // the numbers of a column are those of all tensors, one after the other
    const tensors = layerTensors(layer, 0, order.length).map(({ name, shape: of }) => ({
      key: name.split('.')[2]!,
      numbers: of[1] ?? 1,
    }));
    const from = tensors
      .slice(
        0,
        tensors.findIndex((tensor) => tensor.key === key),
      )
      .reduce((sum, tensor) => sum + tensor.numbers, 0);
    return shape.length === 1
      ? at((column) => bias(column, from))
      : at((column, k) => bias(column, from + k));
  }
  switch (key) {
    case 'wc':
      return at((o, c) => weightIndex(first!, o, c));
    case 'w1':
      return at((o, column) => weightIndex(first!, o, context + place(column)));
    case 'b1':
      return at((o) => first!.bias / 4 + o);
    case 'w2':
      return at((o, i) => weightIndex(second!, o, i));
    case 'b2':
      return at((o) => second!.bias / 4 + o);
    case 'w3':
      return at((o, i) => weightIndex(third, number(Math.floor(o / outputs), o % outputs), i));
    case 'b3':
      return at((o) => bias(Math.floor(o / outputs), o % outputs));
    default:
      throw new Error(`a layer has no tensor ${key}`);
  }
}
