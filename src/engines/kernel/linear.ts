// Masked linear layers as the kernel stores them. Hidden units are sorted by degree and columns by their place in the
// order, so what an output sees is always a prefix of the inputs, and everything beyond the prefix is skipped.
import { kindOf } from '../../flows/kinds';
import { degrees } from '../../flows/kinds/autoregressive';
import {
  type ConditionedLayer,
  type ElementwiseLayer,
  isConditioned,
  isCoupling,
} from '../../flows/kinds/structure';
import type { LayerSpecification } from '../../protocol/model';
import { round, type Arena, type Image } from './arena';
import { LINEAR } from './records';

export interface Linear {
  /** both rounded up to a multiple of 4 */
  inputs: number;
  outputs: number;
  /** inputs that each output sees */
  lens: number[];
  /** weight addresses (bytes from the start of the parameters) of [outputs / 4][inputs][4], and of [outputs] */
  weights: number;
  bias: number;
}

/**
 * The three linear layers of a layer's conditioner; only the third, without inputs, where the raw numbers are
 * parameters.
 */
export interface Network {
  linears: Linear[];
  /** raw numbers from one column to the next */
  stride: number;
  /** hidden units that are final once the places before p are known, for each place p */
  known: [number[], number[]];
}

export type RawLayer =
  ConditionedLayer | ElementwiseLayer | Extract<LayerSpecification, { kind: 'affine' }>;

/** Raw numbers of one column. */
export const rawOutputs = (layer: RawLayer): number => kindOf(layer).numbers!(layer);

/**
 * @param dim columns
 * @param context numbers beside them, which every hidden unit sees; weights and biases have no address yet
 */
export function networkOf(layer: RawLayer, dim: number, context: number): Network {
  const outputs = rawOutputs(layer);
  // a spline's numbers fill whole blocks of four, so that no block belongs to two columns
  const stride = outputs === 2 ? 2 : round(outputs, 4);
  const linear = (inputs: number, lens: number[]): Linear => ({
    inputs: round(inputs, 4),
    outputs: round(lens.length, 4),
    lens: [...lens, 0, 0, 0].slice(0, round(lens.length, 4)),
    weights: 0,
    bias: 0,
  });
  const third = (inputs: number, seen: number[]) =>
    linear(
      inputs,
      seen.flatMap((len) => Array.from({ length: stride }, (_, k) => (k < outputs ? len : 0))),
    );
  if (!isConditioned(layer))
    return { linears: [third(0, new Array<number>(dim).fill(0))], stride, known: [[], []] };
  const { units, known } = sight(layer, dim, context);
  const [first, second] = units;
  return {
    linears: [
      linear(
        context + dim,
        first.map((places) => context + places),
      ),
      linear(
        first.length,
        second.map((places) => first.filter((p) => p <= places).length),
      ),
      third(second.length, known[1].slice(isCoupling(layer) ? layer.kept : 0)),
    ],
    stride,
    known,
  };
}

/**
 * How many places each hidden unit waits for and sees, in ascending order, and how many units each place may
 * wait for.
 */
function sight(
  layer: ConditionedLayer,
  dim: number,
  context: number,
): { units: [number[], number[]]; known: [number[], number[]] } {
  const places = Array.from({ length: dim }, (_, p) => p);
  const units = layer.hidden.map((width) =>
    isCoupling(layer)
      ? new Array<number>(width).fill(layer.kept)
      : degrees(layer.order, width, context).hidden.map((d) => Math.min(d, dim)),
  ) as [number[], number[]];
  return {
    units,
    known: units.map((waits) => places.map((p) => waits.filter((w) => w <= p).length)) as [
      number[],
      number[],
    ],
  };
}

export function placeWeights(linear: Linear, arena: Arena): void {
  linear.weights = arena.take(4 * linear.inputs * linear.outputs);
}

export function placeBias(linear: Linear, arena: Arena): void {
  linear.bias = arena.take(4 * linear.outputs);
}

/** Index, in floats from the start of the parameters, of the weight from input i to output o. */
export function weightIndex({ weights, inputs }: Linear, o: number, i: number): number {
  return weights / 4 + ((o >> 2) * inputs + i) * 4 + (o & 3);
}

/** @returns address of the record */
export function writeLinear(linear: Linear, image: Image): number {
  const { lens, inputs, outputs, weights, bias } = linear;
  const blockLens = Array.from({ length: outputs / 4 }, (_, b) =>
    Math.max(...lens.slice(4 * b, 4 * b + 4)),
  );
  const firstBlock = Array.from({ length: inputs / 4 }, (_, k) => {
    const first = blockLens.findIndex((len) => len > 4 * k);
    return first < 0 ? blockLens.length : first;
  });
  return image.record(LINEAR, {
    inputs,
    outputs,
    weights,
    bias,
    lens: image.table(lens),
    blockLens: image.table(blockLens),
    firstBlock: image.table(firstBlock),
  });
}
