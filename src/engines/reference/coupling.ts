// Coupling layers (Dinh et al. 2017; with splines Durkan et al. 2019): some columns pass, the others change given them.
import type { CouplingLayer } from '../../flows/kinds/structure';
import type { Bijection, Mapped } from './bijection';
import type { ConditionerWeights } from './conditioner';
import { dense, relu } from './network';
import type { UnivariateKind } from '../univariates/univariate';

/**
 * Both directions are one pass, because what the conditioner reads is the same in u and x; the log determinant
 * is a sum of log slopes.
 */
export function coupling(
  weights: ConditionerWeights,
  { order, kept, hidden: [h1, h2] }: CouplingLayer,
  kind: UnivariateKind,
): Bijection {
  const dim = order.length;
  const { w1, b1, w2, b2, w3, b3, wc } = weights;
  const { outputs } = kind;
  const univariate = kind.column();
  const numbers = new Float64Array((dim - kept) * outputs);
  const [read, given, first, second] = [kept, h1, h1, h2].map(
    (width) => new Float64Array(width),
  ) as [Float64Array, Float64Array, Float64Array, Float64Array];
  const map = (
    input: Float64Array,
    count: number,
    context: Float64Array,
    toData: boolean,
  ): Mapped => {
    const values = Float64Array.from(input);
    const logDet = new Float64Array(count);
    const size = context.length / count;
    for (let n = 0; n < count; n++) {
      for (let j = 0; j < kept; j++) read[j] = input[n * dim + order[j]!]!;
      dense(wc, context.subarray(n * size, (n + 1) * size), b1, given);
      relu(dense(w1, read, given, first));
      relu(dense(w2, first, b2, second));
      dense(w3, second, b3, numbers);
      for (let j = kept; j < dim; j++) {
        const at = n * dim + order[j]!;
        univariate.set(numbers, (j - kept) * outputs);
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
