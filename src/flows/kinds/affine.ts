// x_i = exp(a_i) u_i + b_i
import * as z from 'zod';
import type { LayerSpecification } from '../../protocol/model';
import type { LayerKind } from './kind';

export const affine: LayerKind<Extract<LayerSpecification, { kind: 'affine' }>> = {
  schema: z.object({ kind: z.literal('affine') }),
  numbers: () => 2,
  tensors: (_, dim) => [
    ['a', [dim]],
    ['b', [dim]],
  ],
  start: (_, { columns, mean, covariance }) => ({
    a: columns.map((_name, d) => 0.5 * Math.log(covariance[d * columns.length + d]!)),
    b: mean,
  }),
};
