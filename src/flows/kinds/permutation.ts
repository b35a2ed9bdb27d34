// x_i = u_order[i]
import * as z from 'zod';
import type { LayerSpecification } from '../../protocol/model';
import { type LayerKind, order } from './kind';

export const permutation: LayerKind<Extract<LayerSpecification, { kind: 'permutation' }>> = {
  schema: z.object({ kind: z.literal('permutation'), order }),
  tensors: () => [],
};
