// Autoregressive layers: the conditioner reads x (density direction: MAF, Papamakarios et al. 2017) or u (sampling
// direction: IAF, Kingma et al. 2016).
import type { Bijection, Mapped } from './bijection';
import type { Conditioner } from './conditioner';
import type { UnivariateKind } from '../univariates/univariate';

/**
 * @param ofBase whether the conditioner reads u. Triangular Jacobian in `order`, so the log determinant is a
 * sum of D log slopes: O(D).
 */
export function autoregressive(
  conditioner: Conditioner,
  order: number[],
  kind: UnivariateKind,
  ofBase: boolean,
): Bijection {
  const dim = order.length;
  const parameters = new Float64Array(kind.outputs);
  const univariate = kind.column();
  const map = (
    input: Float64Array,
    count: number,
    context: Float64Array,
    toData: boolean,
  ): Mapped => {
    const values = new Float64Array(count * dim);
    const logDet = new Float64Array(count);
    // what is read is given (one pass) or made column by column (sequential)
    const read = toData === ofBase ? input : values;
    for (let n = 0; n < count; n++) {
      conditioner.reset(context, n);
      for (let position = 0; position < dim; position++) {
        const at = n * dim + order[position]!;
        conditioner.column(position, read, n * dim, parameters);
        univariate.set(parameters, 0);
        values[at] = toData ? univariate.forward(input[at]!) : univariate.inverse(input[at]!);
        logDet[n]! += univariate.logSlope;
      }
    }
    return { values, logDet };
  };
  return {
    forward: (u, count, context) => map(u, count, context, true),
    inverse: (x, count, context) => map(x, count, context, false),
  };
}
