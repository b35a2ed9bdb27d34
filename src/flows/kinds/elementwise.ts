// Every column by itself, by numbers that are parameters; it starts at zero, which is the identity.
import * as z from 'zod';
import type { LayerKind } from './kind';
import type { ElementwiseLayer } from './structure';
import type { UnivariateFields } from './univariates';

/** @param tensor name of the numbers: a row for each column */
export const elementwise = <L extends ElementwiseLayer>(
  kind: L['kind'],
  tensor: string,
  { schema, numbers }: UnivariateFields<L>,
): LayerKind<L> => ({
  schema: z.object({ kind: z.literal(kind), ...schema }),
  numbers,
  tensors: (layer, dim) => [[tensor, [dim, numbers(layer)]]],
});
