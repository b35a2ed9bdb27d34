// Some columns pass unchanged, and the others are transformed by numbers that a network makes from these.
import * as z from 'zod';
import { conditionerFields, conditionerStart, conditionerTensors } from './conditioner';
import type { LayerKind } from './kind';
import type { CouplingLayer } from './structure';
import type { UnivariateFields } from './univariates';

export const coupling = <L extends CouplingLayer>(
  kind: L['kind'],
  { schema, numbers }: UnivariateFields<L>,
): LayerKind<L> => ({
  schema: z.object({
    kind: z.literal(kind),
    ...conditionerFields,
    kept: z.number().int().min(1),
    ...schema,
  }),
  numbers,
  tensors: (layer, _, context) => conditionerTensors(layer, numbers(layer), context),
  start: (layer, given) => conditionerStart(layer, {}, given),
});
