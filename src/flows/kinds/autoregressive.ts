// Each column by numbers that a masked network (MADE, Germain et al. 2015) makes from the columns before it.
import * as z from 'zod';
import { DIRECTIONS } from '../../protocol/choices';
import { conditionerFields, conditionerStart, conditionerTensors } from './conditioner';
import { type LayerKind, mask } from './kind';
import type { AutoregressiveLayer } from './structure';
import type { UnivariateFields } from './univariates';

export const autoregressive = <L extends AutoregressiveLayer>(
  kind: L['kind'],
  { schema, numbers }: UnivariateFields<L>,
): LayerKind<L> => {
  const masks = ({ order, hidden }: L, k: number, context: number) => {
    const dim = order.length;
    const first = degrees(order, hidden[0], context);
    const second = degrees(order, hidden[1], context);
    return {
      w1: mask(hidden[0], dim, (o, i) => first.columns[i]! <= first.hidden[o]!),
      w2: mask(hidden[1], hidden[0], (o, i) => first.hidden[i]! <= second.hidden[o]!),
      w3: mask(dim * k, hidden[1], (o, i) => second.hidden[i]! < first.columns[Math.floor(o / k)]!),
    };
  };
  return {
    schema: z.object({
      kind: z.literal(kind),
      ...conditionerFields,
      direction: z.enum(DIRECTIONS).optional(),
      ...schema,
    }),
    numbers,
    tensors: (layer, _, context) => conditionerTensors(layer, numbers(layer), context),
    masks: (layer, _, context) => masks(layer, numbers(layer), context),
    start: (layer, given) =>
      conditionerStart(layer, masks(layer, numbers(layer), given.context), given),
  };
};

/**
 * MADE degrees. Column c has degree position(c) + 1. Hidden units have degrees 1..D-1, evenly spread and sorted (all 1,
 * and masked to nothing, when D = 1); with context they begin at 0: such a unit sees the context only, and lets the
 * first column respond to it. A hidden unit of degree m sees columns of degree <= m and hidden units of degree <= m;
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
