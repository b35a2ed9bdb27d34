// How one column is transformed, given the numbers that a conditioner makes for it.
import { Spline } from './spline';

export interface Univariate {
  /** K, numbers from the conditioner */
  outputs: number;
  /** u -> x; leaves the log slope of u -> x in `logSlope` */
  forward(parameters: Float64Array, u: number): number;
  inverse(parameters: Float64Array, x: number): number;
  logSlope: number;
}

const LOG_SCALE_LIMIT = Math.log(1000);

/** x = e^s u + b with s softly clamped to +-ln 1000. */
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

/** u = spline(x) on [-bound, bound], identity outside; x = spline(u) where `ofBase`. */
export function splineColumn(bins: number, bound: number, ofBase: boolean): Univariate {
  const spline = new Spline(bins, bound);
  const evaluate = (p: Float64Array, v: number) => spline.set(p, 0).evaluate(v);
  const invert = (p: Float64Array, v: number) => spline.set(p, 0).invert(v);
  // the spline keeps its own log slope, which is that of x -> u, or of u -> x
  const sign = ofBase ? 1 : -1;
  return {
    outputs: 3 * bins - 1,
    logSlope: 0,
    forward(p, u) {
      const x = ofBase ? evaluate(p, u) : invert(p, u);
      this.logSlope = sign * spline.logSlope;
      return x;
    },
    inverse(p, x) {
      const u = ofBase ? invert(p, x) : evaluate(p, x);
      this.logSlope = sign * spline.logSlope;
      return u;
    },
  };
}
