// Splines of many rows with a hand-written gradient, instead of hundreds of small operations.
// Checked against the reference and against differences.
import type { ColumnKernel } from './univariate';

const MIN_BIN = 1e-3;
const MIN_SLOPE = 1e-3;
const SLOPE_OFFSET = Math.log(Math.expm1(1 - MIN_SLOPE));

/**
 * Rational-quadratic spline on [-bound, bound], identity outside (Durkan et al. 2019): u = S(x) (eq. 4, 5), or
 * u = S^-1(x) (eq. 6-8) where `ofBase`.
 */
export function splineKernel(bins: number, bound: number, ofBase: boolean): ColumnKernel {
  const [width, height, softW, softH, toW, toH] = Array.from(
    { length: 6 },
    () => new Float64Array(bins),
  );
  const slopeAt = (raw: Float32Array, at: number, k: number) => {
    if (k === 0 || k === bins) return 1;
    const v = raw[at + 2 * bins + k - 1]! + SLOPE_OFFSET;
    return MIN_SLOPE + (v > 30 ? v : Math.log1p(Math.exp(v)));
  };
  const slopeOfSlope = (raw: Float32Array, at: number, k: number) =>
    1 / (1 + Math.exp(-(raw[at + 2 * bins + k - 1]! + SLOPE_OFFSET)));
  const inside = (v: number) => v > -bound && v < bound;

  /** the bin of a value: its left corner, sizes, slopes, and the place t within it; then what several formulas share */
  const bin = {
    k: 0,
    w: 0,
    h: 0,
    t: 0,
    s: 0,
    d0: 0,
    d1: 0,
    x: 0,
    y: 0,
    p: 0,
    bend: 0,
    top: 0,
    below: 0,
    alpha: 0,
  };
  const locate = (raw: Float32Array, at: number, v: number) => {
    sizes(raw, at, bins, bound, softW!, width!);
    sizes(raw, at + bins, bins, bound, softH!, height!);
    let [k, x, y] = [0, -bound, -bound];
    while (k < bins - 1 && v >= (ofBase ? y + height![k]! : x + width![k]!)) {
      x += width![k]!;
      y += height![k]!;
      k++;
    }
    const [w, h, d0, d1] = [width![k]!, height![k]!, slopeAt(raw, at, k), slopeAt(raw, at, k + 1)];
    const s = h / w;
    const bend = d1 + d0 - 2 * s;
    let t = (v - x) / w;
    if (ofBase) {
      const rise = v - y;
      const b = h * d0 - rise * bend;
      const ac = (h * (s - d0) + rise * bend) * -s * rise;
      t = (2 * s * rise) / (b + Math.sqrt(Math.max(b * b - 4 * ac, 0)));
    }
    const p = t * (1 - t);
    bin.k = k;
    bin.w = w;
    bin.h = h;
    bin.t = t;
    bin.s = s;
    bin.d0 = d0;
    bin.d1 = d1;
    bin.x = x;
    bin.y = y;
    bin.p = p;
    bin.bend = bend;
    bin.top = s * t * t + d0 * p;
    bin.below = s + bend * p;
    bin.alpha = d1 * t * t + 2 * s * p + d0 * (1 - t) * (1 - t);
  };
  /** cotangent of the value, from those of S and of log S' */
  const toValue = (gs: number, gl: number) => {
    const { t, s, d0, d1, w, h, bend, top, below, alpha } = bin;
    const q = 1 - 2 * t;
    const gt =
      ((gs * h) / (below * below)) * ((2 * s * t + d0 * q) * below - top * bend * q) +
      gl * ((2 * d1 * t + 2 * s * q - 2 * d0 * (1 - t)) / alpha - (2 * bend * q) / below);
    return gt / w;
  };
  /** adds the cotangents of the raw numbers, from those of S and of log S' */
  const toNumbers = (
    raw: Float32Array,
    at: number,
    gy: number,
    gl: number,
    toRaw: Float32Array,
  ) => {
    const { k, t, s, w, h, p, top, below, alpha } = bin;
    const hb = (gy * h) / (below * below);
    // cotangents of t (by the width), s = h / w, the two slopes, h itself, and the corner
    const gx = toValue(gy, gl);
    const gs =
      hb * (t * t * below - top * (1 - 2 * p)) +
      gl * (2 / s + (2 * p) / alpha - (2 * (1 - 2 * p)) / below);
    const g0 = hb * p * (below - top) + gl * (((1 - t) * (1 - t)) / alpha - (2 * p) / below);
    const g1 = -hb * p * top + gl * ((t * t) / alpha - (2 * p) / below);
    for (let j = 0; j < bins; j++) {
      toW![j] = j < k ? -gx : j === k ? -(gx * t + (gs * s) / w) : 0;
      toH![j] = j < k ? gy : j === k ? (gy * top) / below + gs / w : 0;
    }
    throughSoftmax(toW!, softW!, bins, bound, toRaw, at);
    throughSoftmax(toH!, softH!, bins, bound, toRaw, at + bins);
    if (k > 0) toRaw[at + 2 * bins + k - 1]! += g0 * slopeOfSlope(raw, at, k);
    if (k + 1 < bins) toRaw[at + 2 * bins + k]! += g1 * slopeOfSlope(raw, at, k + 1);
  };

  return {
    forward(raw, rowStride, x, count, dim, slots, out) {
      for (let n = 0; n < count; n++)
        for (const { column, raw: offset } of slots) {
          const v = x[n * dim + column]!;
          const at = 2 * n * dim + column;
          if (!inside(v)) {
            out[at] = v;
            out[at + dim] = 0;
            continue;
          }
          locate(raw, n * rowStride + offset, v);
          const { s, h, alpha, top, below } = bin;
          const logSlope = 2 * Math.log(s) + Math.log(alpha) - 2 * Math.log(below);
          out[at] = ofBase ? bin.x + bin.t * bin.w : bin.y + (h * top) / below;
          out[at + dim] = ofBase ? -logSlope : logSlope;
        }
    },
    backward(raw, rowStride, x, count, dim, slots, cotangent, toRaw, toX) {
      for (let n = 0; n < count; n++)
        for (const { column, raw: offset } of slots) {
          const v = x[n * dim + column]!;
          const [gu, gl] = [
            cotangent[2 * n * dim + column]!,
            cotangent[2 * n * dim + dim + column]!,
          ];
          if (!inside(v)) {
            toX[n * dim + column]! += gu;
            continue;
          }
          const at = n * rowStride + offset;
          locate(raw, at, v);
          if (ofBase) {
            // x = S(u): u moves so that S stays at x
            const gx = (gu + toValue(0, -gl)) / toValue(1, 0);
            toX[n * dim + column]! += gx;
            toNumbers(raw, at, -gx, -gl, toRaw);
          } else {
            toX[n * dim + column]! += toValue(gu, gl);
            toNumbers(raw, at, gu, gl, toRaw);
          }
        }
    },
  };
}

/** Bin sizes from raw values: a softmax with a floor, summing to 2 bound. */
function sizes(
  raw: Float32Array,
  at: number,
  bins: number,
  bound: number,
  soft: Float64Array,
  out: Float64Array,
): void {
  let top = -Infinity;
  for (let k = 0; k < bins; k++) top = Math.max(top, raw[at + k]!);
  let total = 0;
  for (let k = 0; k < bins; k++) total += soft[k] = Math.exp(raw[at + k]! - top);
  for (let k = 0; k < bins; k++) {
    soft[k]! /= total;
    out[k] = 2 * bound * (MIN_BIN + (1 - MIN_BIN * bins) * soft[k]!);
  }
}

function throughSoftmax(
  cotangent: Float64Array,
  soft: Float64Array,
  bins: number,
  bound: number,
  toRaw: Float32Array,
  at: number,
): void {
  let mean = 0;
  for (let j = 0; j < bins; j++) mean += soft[j]! * cotangent[j]!;
  const scale = 2 * bound * (1 - MIN_BIN * bins);
  for (let j = 0; j < bins; j++) toRaw[at + j]! += scale * soft[j]! * (cotangent[j]! - mean);
}
