// Parameters with ends as free numbers: the logarithm from one end, the logit between two, and back.
import type { Bound } from '../protocol/bounds';

/** One coordinate: the value, and log |d value / d free|. */
interface Axis {
  free(value: number): number;
  value(free: number): number;
  logSlope(free: number): number;
}

const softplus = (t: number) => (t > 30 ? t : Math.log1p(Math.exp(t)));

function axisOf(low: number | null, high: number | null): Axis {
  if (low !== null && high !== null)
    return {
      free: (v) => Math.log((v - low) / (high - v)),
      value: (t) => low + (high - low) / (1 + Math.exp(-t)),
      logSlope: (t) => Math.log(high - low) - softplus(t) - softplus(-t),
    };
  if (low !== null)
    return { free: (v) => Math.log(v - low), value: (t) => low + Math.exp(t), logSlope: (t) => t };
  if (high !== null)
    return {
      free: (v) => -Math.log(high - v),
      value: (t) => high - Math.exp(-t),
      logSlope: (t) => -t,
    };
  return { free: (v) => v, value: (t) => t, logSlope: () => 0 };
}

export class Chart {
  private readonly axes: Axis[];

  constructor(names: readonly string[], support: readonly Bound[]) {
    this.axes = names.map((name) => {
      const bound = support.find(({ column }) => column === name);
      return axisOf(bound?.low ?? null, bound?.high ?? null);
    });
  }

  get dim(): number {
    return this.axes.length;
  }

  /** @param values row-major, within the ends */
  free(values: Float64Array): Float64Array {
    return values.map((v, i) => this.axes[i % this.dim]!.free(v));
  }

  /** Row-major free numbers as values, with the log Jacobian of each row. */
  values(free: Float64Array): { values: Float64Array; logSlope: Float64Array } {
    const logSlope = new Float64Array(free.length / this.dim);
    const values = free.map((t, i) => {
      const axis = this.axes[i % this.dim]!;
      logSlope[Math.floor(i / this.dim)]! += axis.logSlope(t);
      return axis.value(t);
    });
    return { values, logSlope };
  }
}
