// x = L u + b, L lower triangular with positive diagonal
import * as z from 'zod';
import { cholesky } from '../../distributions/cholesky';
import type { LayerSpecification } from '../../protocol/model';
import { type LayerKind, mask } from './kind';

export const triangular: LayerKind<Extract<LayerSpecification, { kind: 'triangular' }>> = {
  schema: z.object({ kind: z.literal('triangular') }),
  // strictly lower part of L (upper entries and diagonal zero), log of the diagonal, offset
  tensors: (_, dim) => [
    ['lower', [dim, dim]],
    ['logDiagonal', [dim]],
    ['b', [dim]],
  ],
  masks: (_, dim) => ({ lower: mask(dim, dim, (i, j) => j < i) }),
  start: (_, { columns, mean, covariance }) => {
    const dim = columns.length;
    const factor = cholesky(covariance, columns);
    return {
      lower: factor.map((v, i) => (i % dim < Math.floor(i / dim) ? v : 0)),
      logDiagonal: columns.map((_name, d) => Math.log(factor[d * dim + d]!)),
      b: mean,
    };
  },
};
