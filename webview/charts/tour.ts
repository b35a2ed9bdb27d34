// Projections of many columns onto a plane that turns: by hand, or by itself through ever new directions.
import type { GaussianSummary } from '../../src/protocol/data';

/** Three orthonormal directions among the columns: what is across, what is up, and what turns into view next. */
export interface Turn {
  across: Float64Array;
  up: Float64Array;
  depth: Float64Array;
}

/** z = (value - middle) * factor puts the axis of every column on -1 to 1. */
export interface Scaling {
  middle: Float64Array;
  factor: Float64Array;
}

const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, v, d) => sum + v * b[d]!, 0);

/** The part of a direction that is orthogonal to others, of length 1; null where nothing is left. */
function orthogonal(direction: Float64Array, ...to: Float64Array[]): Float64Array | null {
  let left = direction;
  // twice: what is left of rounding the first time is gone after the second
  for (let times = 0; times < 2; times++)
    for (const other of to) {
      const part = dot(left, other);
      left = left.map((v, d) => v - part * other[d]!);
    }
  const length = Math.sqrt(dot(left, left));
  return length > 1e-9 ? left.map((v) => v / length) : null;
}

/** The first two columns, with the third behind them. @param dim at least 3 */
export function firstTurn(dim: number): Turn {
  const along = (k: number) => Float64Array.from({ length: dim }, (_, d) => Number(d === k));
  return { across: along(0), up: along(1), depth: along(2) };
}

/** Turned by angles: what lies in the depth comes into view. Of three columns that turns the whole space. */
export function turned({ across, up, depth }: Turn, right: number, upwards: number): Turn {
  const rotated = (a: Float64Array, b: Float64Array, angle: number) => {
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    return [a.map((v, d) => c * v + s * b[d]!), b.map((v, d) => c * v - s * a[d]!)] as const;
  };
  const [acrossNow, depthBetween] = rotated(across, depth, right);
  const [upNow, depthNow] = rotated(up, depthBetween, upwards);
  // rounding does not add up
  const first = orthogonal(acrossNow) ?? across;
  const second = orthogonal(upNow, first) ?? up;
  return { across: first, up: second, depth: orthogonal(depthNow, first, second) ?? depth };
}

/** Radians a second; seconds after which another direction is aimed at; how fast the aim is followed, a second. */
const SPEED = 0.45;
const AIM_SECONDS = 3;
const FOLLOWED = 0.9;
/** Radians a second by which the way that the plane turns turns itself. */
const WINDING = 0.31;

/** Goes through smooth random projections: the same ones under the same seed. */
export class Tour {
  private aim: Float64Array;
  private seconds = 0;
  private way = 0.6;
  private state: number;

  constructor(
    private readonly dim: number,
    seed = 1,
  ) {
    this.state = seed | 0;
    this.aim = this.direction();
  }

  /** Where the plane is after so many seconds more. */
  on(turn: Turn, seconds: number): Turn {
    this.seconds += seconds;
    if (this.seconds > AIM_SECONDS) {
      this.seconds = 0;
      this.aim = this.direction();
    }
    this.way += WINDING * seconds;
    const { across, up, depth } = turn;
    const part = Math.min(1, FOLLOWED * seconds);
    const towards = depth.map((v, d) => v + part * (this.aim[d]! - v));
    const angle = SPEED * seconds;
    return turned(
      { across, up, depth: orthogonal(towards, across, up) ?? depth },
      angle * Math.cos(this.way),
      angle * Math.sin(this.way),
    );
  }

  /** Uniform among all directions. */
  private direction(): Float64Array {
    const normal = Float64Array.from(
      { length: this.dim },
      () => Math.sqrt(-2 * Math.log(1 - this.uniform())) * Math.cos(2 * Math.PI * this.uniform()),
    );
    return orthogonal(normal) ?? firstTurn(this.dim).depth;
  }

  /** mulberry32 */
  private uniform(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }
}

/** @param axes low and high end of each column's axis */
export function scalingOf(axes: { low: number; high: number }[]): Scaling {
  return {
    middle: Float64Array.from(axes, ({ low, high }) => (low + high) / 2),
    factor: Float64Array.from(axes, ({ low, high }) => 2 / Math.max(Number.MIN_VALUE, high - low)),
  };
}

/**
 * The Gaussian as it lies in the plane, exactly: with P the 2 x D matrix of both directions times the factors, its
 * mean is P (mean - middle) and its covariance P covariance P'.
 * @param gaussian of the columns in the order of the scaling
 */
export function projectedGaussian(
  gaussian: GaussianSummary,
  { across, up }: Turn,
  { middle, factor }: Scaling,
): GaussianSummary {
  const dim = middle.length;
  const rows = [across, up].map((direction) => direction.map((v, d) => v * factor[d]!));
  const mean = rows.map((row) =>
    row.reduce((sum, v, d) => sum + v * (gaussian.mean[d]! - middle[d]!), 0),
  );
  const covariance = rows.flatMap((a) =>
    rows.map((b) =>
      a.reduce(
        (sum, v, i) =>
          sum + v * b.reduce((inner, w, j) => inner + w * gaussian.covariance[i * dim + j]!, 0),
        0,
      ),
    ),
  );
  return { names: ['across', 'up'], mean, covariance, rows: gaussian.rows };
}

/** Scaled rows, row-major n x D, as places in the plane: x and y in turn. @param out reused */
export function projected(
  z: Float32Array,
  { across, up }: Turn,
  out: Float32Array = new Float32Array((2 * z.length) / across.length),
): Float32Array {
  const dim = across.length;
  for (let i = 0, at = 0; at < z.length; i++) {
    let [x, y] = [0, 0];
    for (let d = 0; d < dim; d++, at++) {
      x += z[at]! * across[d]!;
      y += z[at]! * up[d]!;
    }
    out[2 * i] = x;
    out[2 * i + 1] = y;
  }
  return out;
}

/** The distance from the middle within which nearly all scaled rows lie, whichever way they are turned. */
export function reachOf(z: Float32Array, dim: number, part = 0.998): number {
  const norms = new Float32Array(z.length / dim);
  for (let i = 0; i < norms.length; i++) {
    let sum = 0;
    for (let d = 0; d < dim; d++) sum += z[i * dim + d]! ** 2;
    norms[i] = Math.sqrt(sum);
  }
  const known = norms.filter(Number.isFinite).sort();
  return known.length > 0 ? Math.max(0.1, known[Math.floor(part * (known.length - 1))]!) : 1;
}
