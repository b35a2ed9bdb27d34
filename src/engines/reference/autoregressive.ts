// Autoregressive layers of the density direction (MAF, Papamakarios et al. 2017): the conditioner reads x.
import type { Bijection, Mapped } from './bijection';
import type { Conditioner } from './conditioner';
import { Spline } from './spline';

/** How one column is transformed, given the K outputs of the conditioner. */
export interface Univariate {
  outputs: number;
  /** u -> x; leaves the log slope of u -> x in `logSlope` */
  forward(parameters: Float64Array, u: number): number;
  inverse(parameters: Float64Array, x: number): number;
  logSlope: number;
}

const LOG_SCALE_LIMIT = Math.log(1000);

/** x = s u + b with log s softly clamped to +-ln 1000. */
export function affineColumn(): Univariate {
  const clamp = (a: number) => a / (1 + Math.abs(a) / LOG_SCALE_LIMIT);
  return {
    outputs: 2,
    logSlope: 0,
    forward(p, u) {
      this.logSlope = clamp(p[0]!);
      return Math.exp(this.logSlope) * u + p[1]!;
    },
    inverse(p, x) {
      this.logSlope = clamp(p[0]!);
      return (x - p[1]!) * Math.exp(-this.logSlope);
    },
  };
}

/** u = spline(x) on [-bound, bound], identity outside. */
export function splineColumn(bins: number, bound: number): Univariate {
  const spline = new Spline(bins, bound);
  return {
    outputs: 3 * bins - 1,
    logSlope: 0,
    forward(p, u) {
      const x = spline.set(p, 0).invert(u);
      this.logSlope = -spline.logSlope;
      return x;
    },
    inverse(p, x) {
      const u = spline.set(p, 0).evaluate(x);
      this.logSlope = -spline.logSlope;
      return u;
    },
  };
}

/** Triangular Jacobian in `order`, so the log determinant is a sum of D log slopes: O(D). */
export function autoregressive(conditioner: Conditioner, order: number[], univariate: Univariate): Bijection {
  const dim = order.length;
  const parameters = new Float64Array(univariate.outputs);
  const map = (input: Float64Array, count: number, sampling: boolean): Mapped => {
    const values = new Float64Array(count * dim);
    const logDet = new Float64Array(count);
    const x = sampling ? values : input;
    for (let n = 0; n < count; n++) {
      conditioner.reset();
      for (let position = 0; position < dim; position++) {
        const at = n * dim + order[position]!;
        conditioner.column(position, x, n * dim, parameters);
        values[at] = sampling ? univariate.forward(parameters, input[at]!) : univariate.inverse(parameters, input[at]!);
        logDet[n]! += univariate.logSlope;
      }
    }
    return { values, logDet };
  };
  return { forward: (u, count) => map(u, count, true), inverse: (x, count) => map(x, count, false) };
}
