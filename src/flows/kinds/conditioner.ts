// The network that makes the numbers of columns from other columns: two hidden ReLU layers.
import * as z from 'zod';
import { normals } from '../random';
import { STREAMS } from '../../distributions/streams';
import { order, type Start } from './kind';
import { conditionerColumns, type ConditionedLayer } from './structure';

const width = z.number().int().min(1).max(4096);
export const conditionerFields = { hidden: z.tuple([width, width]), order };

/**
 * With hidden widths h1, h2, I inputs, O output columns and K numbers a column: `w1` [h1][I], `b1` [h1],
 * `w2` [h2][h1], `b2` [h2], `w3` [O*K][h2], `b3` [O*K], and with context `wc` [h1][context], which is added before the
 * first ReLU. Output c*K+k is number k of output column c. Autoregressive: I = O = D, columns in their own
 * order, masked entries are zero. Coupling: the `kept` columns are the inputs and the others the outputs, in
 * the layer's order; nothing is masked.
 */
export function conditionerTensors(
  layer: ConditionedLayer,
  numbers: number,
  context: number,
): [name: string, shape: number[]][] {
  const [h1, h2] = layer.hidden;
  const { inputs, outputs } = conditionerColumns(layer);
  const out = outputs.length * numbers;
  return [
    ['w1', [h1, inputs.length]],
    ['b1', [h1]],
    ['w2', [h2, h1]],
    ['b2', [h2]],
    ['w3', [out, h2]],
    ['b3', [out]],
    ...(context > 0 ? [['wc', [h1, context]] as [string, number[]]] : []),
  ];
}

/**
 * He et al. 2015, by the inputs that a unit really sees; the last matrix is zero, so that the layer starts as the
 * identity. b1 is as large as what it is added to, so that the kinks of the first units lie all over the data.
 */
export function conditionerStart(
  layer: ConditionedLayer,
  masks: Record<string, Float32Array>,
  { context, seed, index }: Start,
): Record<string, ArrayLike<number>> {
  const [h1, h2] = layer.hidden;
  const inputs = conditionerColumns(layer).inputs.length;
  const he = (
    key: string,
    outputs: number,
    width: number,
    seen: (o: number) => number,
    stream: number,
  ) => {
    const scale = Float64Array.from({ length: outputs }, (_, o) =>
      Math.sqrt(2 / Math.max(1, seen(o))),
    );
    return normals(seed, stream, 0, outputs, width).map(
      (v, i) => (masks[key]?.[i] ?? 1) * v * scale[Math.floor(i / width)]!,
    );
  };
  const free = (key: string, width: number) => (o: number) =>
    masks[key]?.subarray(o * width, (o + 1) * width).reduce((a, b) => a + b, 0) ?? width;
  const first = (o: number) => context + free('w1', inputs)(o);
  return {
    w1: he('w1', h1, inputs, first, STREAMS.weights(2 * index)),
    w2: he('w2', h2, h1, free('w2', h1), STREAMS.weights(2 * index + 1)),
    ...(context > 0 ? { wc: he('wc', h1, context, first, STREAMS.contextWeights(index)) } : {}),
    b1: normals(seed, STREAMS.biases(index), 0, h1, 1).map((v) => v * Math.SQRT2),
  };
}
