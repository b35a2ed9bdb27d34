// Monotone rational-quadratic splines (Durkan et al. 2019): pure functions of one value and its raw parameters.

const MIN_BIN = 1e-3;
const MIN_SLOPE = 1e-3;
/** added to raw slopes so that zero means slope 1 */
export const SLOPE_OFFSET = Math.log(Math.expm1(1 - MIN_SLOPE));

/**
 * Knots and slopes of a spline on [-bound, bound], ready to be evaluated. Reused between calls to spare
 * allocations.
 */
export class Spline {
  private readonly x: Float64Array;
  private readonly y: Float64Array;
  private readonly slope: Float64Array;
  /** log derivative of the last call, in the direction data -> base */
  logSlope = 0;

  constructor(
    private readonly bins: number,
    private readonly bound: number,
  ) {
    this.x = new Float64Array(bins + 1);
    this.y = new Float64Array(bins + 1);
    this.slope = new Float64Array(bins + 1);
  }

  /** Through these knots, with these slopes. */
  static through(
    from: readonly number[],
    to: readonly number[],
    slopes: readonly number[],
  ): Spline {
    const spline = new Spline(from.length - 1, from.at(-1)!);
    spline.x.set(from);
    spline.y.set(to);
    spline.slope.set(slopes);
    return spline;
  }

  /** @param raw holds, from `offset`: B widths, B heights, B - 1 inner slopes; all zero gives the identity */
  set(raw: ArrayLike<number>, offset: number): this {
    const { bins, bound } = this;
    fillKnots(this.x, raw, offset, bins, bound);
    fillKnots(this.y, raw, offset + bins, bins, bound);
    this.slope[0] = 1;
    this.slope[bins] = 1;
    for (let k = 1; k < bins; k++)
      this.slope[k] = MIN_SLOPE + softplus(raw[offset + 2 * bins + k - 1]! + SLOPE_OFFSET);
    return this;
  }

  /** data -> base (eq. 4, 5); identity outside the box; cost O(B) */
  evaluate(value: number): number {
    if (!(value > -this.bound && value < this.bound)) return this.outside(value);
    const k = find(this.x, value, this.bins);
    const width = this.x[k + 1]! - this.x[k]!;
    const height = this.y[k + 1]! - this.y[k]!;
    const s = height / width;
    const [d0, d1] = [this.slope[k]!, this.slope[k + 1]!];
    const t = (value - this.x[k]!) / width;
    const t1 = t * (1 - t);
    const denominator = s + (d1 + d0 - 2 * s) * t1;
    this.logSlope =
      2 * Math.log(s) +
      Math.log(d1 * t * t + 2 * s * t1 + d0 * (1 - t) * (1 - t)) -
      2 * Math.log(denominator);
    return this.y[k]! + (height * (s * t * t + d0 * t1)) / denominator;
  }

  /** base -> data (eq. 6-8); `logSlope` is still that of data -> base, at the point found */
  invert(value: number): number {
    if (!(value > -this.bound && value < this.bound)) return this.outside(value);
    const k = find(this.y, value, this.bins);
    const width = this.x[k + 1]! - this.x[k]!;
    const height = this.y[k + 1]! - this.y[k]!;
    const s = height / width;
    const [d0, d1] = [this.slope[k]!, this.slope[k + 1]!];
    const rise = value - this.y[k]!;
    const bend = d1 + d0 - 2 * s;
    const a = height * (s - d0) + rise * bend;
    const b = height * d0 - rise * bend;
    const c = -s * rise;
    const t = (2 * c) / (-b - Math.sqrt(Math.max(b * b - 4 * a * c, 0)));
    const t1 = t * (1 - t);
    this.logSlope =
      2 * Math.log(s) +
      Math.log(d1 * t * t + 2 * s * t1 + d0 * (1 - t) * (1 - t)) -
      2 * Math.log(s + bend * t1);
    return this.x[k]! + t * width;
  }

  /** B + 1 places, where `evaluate` takes them, and its slopes there */
  knots(): { from: number[]; to: number[]; slopes: number[] } {
    return { from: [...this.x], to: [...this.y], slopes: [...this.slope] };
  }

  private outside(value: number): number {
    this.logSlope = 0;
    return value;
  }
}

/** Softmax of B raw values with a floor, summed to knots from -bound to bound. */
function fillKnots(
  knots: Float64Array,
  raw: ArrayLike<number>,
  offset: number,
  bins: number,
  bound: number,
): void {
  let top = -Infinity;
  for (let k = 0; k < bins; k++) top = Math.max(top, raw[offset + k]!);
  let total = 0;
  for (let k = 0; k < bins; k++) total += Math.exp(raw[offset + k]! - top);
  let at = -bound;
  knots[0] = at;
  for (let k = 0; k < bins; k++) {
    at += 2 * bound * (MIN_BIN + ((1 - MIN_BIN * bins) * Math.exp(raw[offset + k]! - top)) / total);
    knots[k + 1] = at;
  }
  knots[bins] = bound;
}

function find(knots: Float64Array, value: number, bins: number): number {
  let k = 0;
  while (k < bins - 1 && value >= knots[k + 1]!) k++;
  return k;
}

function softplus(v: number): number {
  return v > 30 ? v : Math.log1p(Math.exp(v));
}
