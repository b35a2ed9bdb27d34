// The transform of single columns as one operation with a hand-written gradient: hundreds of small tensor operations in one.
// Data -> base: out = [u, log |du/dx|] for each column. Checked against the reference and against differences.

/** Raw parameters of column d in row n start at `n * rowStride + d * outputs`; rowStride 0 shares them between rows. */
export interface ColumnKernel {
  outputs: number;
  /** @param out count x 2D: u of all columns, then their log slopes */
  forward(raw: Float32Array, rowStride: number, x: Float32Array, count: number, dim: number, out: Float32Array): void;
  /** adds gradients for given cotangents of `out` */
  backward(raw: Float32Array, rowStride: number, x: Float32Array, count: number, dim: number, cotangent: Float32Array, toRaw: Float32Array, toX: Float32Array): void;
}

const LOG_SCALE_LIMIT = Math.log(1000);

/** u = (x - b) exp(-s), s = a / (1 + |a| / ln 1000) */
export const affineKernel: ColumnKernel = {
  outputs: 2,
  forward(raw, rowStride, x, count, dim, out) {
    for (let n = 0; n < count; n++)
      for (let d = 0; d < dim; d++) {
        const at = n * rowStride + 2 * d;
        const a = raw[at]!;
        const s = a / (1 + Math.abs(a) / LOG_SCALE_LIMIT);
        out[2 * n * dim + d] = (x[n * dim + d]! - raw[at + 1]!) * Math.exp(-s);
        out[2 * n * dim + dim + d] = -s;
      }
  },
  backward(raw, rowStride, x, count, dim, cotangent, toRaw, toX) {
    for (let n = 0; n < count; n++)
      for (let d = 0; d < dim; d++) {
        const at = n * rowStride + 2 * d;
        const a = raw[at]!;
        const soft = 1 + Math.abs(a) / LOG_SCALE_LIMIT;
        const inverseScale = Math.exp(-a / soft);
        const [gu, gl] = [cotangent[2 * n * dim + d]!, cotangent[2 * n * dim + dim + d]!];
        const u = (x[n * dim + d]! - raw[at + 1]!) * inverseScale;
        toRaw[at]! += (-gu * u - gl) / (soft * soft);
        toRaw[at + 1]! -= gu * inverseScale;
        toX[n * dim + d]! += gu * inverseScale;
      }
  },
};

const MIN_BIN = 1e-3;
const MIN_SLOPE = 1e-3;
const SLOPE_OFFSET = Math.log(Math.expm1(1 - MIN_SLOPE));

/** Rational-quadratic spline on [-bound, bound], identity outside (Durkan et al. 2019, eq. 4, 5). */
export function splineKernel(bins: number, bound: number): ColumnKernel {
  const outputs = 3 * bins - 1;
  const [width, height, softW, softH, toW, toH] = Array.from({ length: 6 }, () => new Float64Array(bins));
  const slopeAt = (raw: Float32Array, at: number, k: number) => {
    if (k === 0 || k === bins) return 1;
    const v = raw[at + 2 * bins + k - 1]! + SLOPE_OFFSET;
    return MIN_SLOPE + (v > 30 ? v : Math.log1p(Math.exp(v)));
  };
  const slopeOfSlope = (raw: Float32Array, at: number, k: number) => 1 / (1 + Math.exp(-(raw[at + 2 * bins + k - 1]! + SLOPE_OFFSET)));
  const inside = (v: number) => v > -bound && v < bound;

  /** the bin of `v`, with everything the formulas need */
  const bin = { k: 0, w: 0, h: 0, t: 0, s: 0, d0: 0, d1: 0, y: 0 };
  const locate = (raw: Float32Array, at: number, v: number) => {
    sizes(raw, at, bins, bound, softW!, width!);
    sizes(raw, at + bins, bins, bound, softH!, height!);
    let [k, x, y] = [0, -bound, -bound];
    while (k < bins - 1 && v >= x + width![k]!) {
      x += width![k]!;
      y += height![k]!;
      k++;
    }
    bin.k = k;
    bin.w = width![k]!;
    bin.h = height![k]!;
    bin.t = (v - x) / bin.w;
    bin.s = bin.h / bin.w;
    bin.d0 = slopeAt(raw, at, k);
    bin.d1 = slopeAt(raw, at, k + 1);
    bin.y = y;
  };

  return {
    outputs,
    forward(raw, rowStride, x, count, dim, out) {
      for (let n = 0; n < count; n++)
        for (let d = 0; d < dim; d++) {
          const v = x[n * dim + d]!;
          const at = 2 * n * dim + d;
          if (!inside(v)) {
            out[at] = v;
            out[at + dim] = 0;
            continue;
          }
          locate(raw, n * rowStride + d * outputs, v);
          const { t, s, d0, d1, h, y } = bin;
          const p = t * (1 - t);
          const below = s + (d1 + d0 - 2 * s) * p;
          out[at] = y + (h * (s * t * t + d0 * p)) / below;
          out[at + dim] = 2 * Math.log(s) + Math.log(d1 * t * t + 2 * s * p + d0 * (1 - t) * (1 - t)) - 2 * Math.log(below);
        }
    },
    backward(raw, rowStride, x, count, dim, cotangent, toRaw, toX) {
      for (let n = 0; n < count; n++)
        for (let d = 0; d < dim; d++) {
          const v = x[n * dim + d]!;
          const [gu, gl] = [cotangent[2 * n * dim + d]!, cotangent[2 * n * dim + dim + d]!];
          if (!inside(v)) {
            toX[n * dim + d]! += gu;
            continue;
          }
          const at = n * rowStride + d * outputs;
          locate(raw, at, v);
          const { k, t, s, d0, d1, w, h } = bin;
          const p = t * (1 - t);
          const q = 1 - 2 * t;
          const bend = d1 + d0 - 2 * s;
          const top = s * t * t + d0 * p;
          const below = s + bend * p;
          const alpha = d1 * t * t + 2 * s * p + d0 * (1 - t) * (1 - t);
          const hb = (gu * h) / (below * below);
          // cotangents of t, s = h / w, the two slopes, h itself, and the knot
          const gt = hb * ((2 * s * t + d0 * q) * below - top * bend * q) + gl * ((2 * d1 * t + 2 * s * q - 2 * d0 * (1 - t)) / alpha - (2 * bend * q) / below);
          const gs = hb * (t * t * below - top * (1 - 2 * p)) + gl * (2 / s + (2 * p) / alpha - (2 * (1 - 2 * p)) / below);
          const g0 = hb * p * (below - top) + gl * (((1 - t) * (1 - t)) / alpha - (2 * p) / below);
          const g1 = -hb * p * top + gl * ((t * t) / alpha - (2 * p) / below);
          toX[n * dim + d]! += gt / w;
          for (let j = 0; j < bins; j++) {
            toW![j] = j < k ? -gt / w : j === k ? -(gt * t + gs * s) / w : 0;
            toH![j] = j < k ? gu : j === k ? (gu * top) / below + gs / w : 0;
          }
          throughSoftmax(toW!, softW!, bins, bound, toRaw, at);
          throughSoftmax(toH!, softH!, bins, bound, toRaw, at + bins);
          if (k > 0) toRaw[at + 2 * bins + k - 1]! += g0 * slopeOfSlope(raw, at, k);
          if (k + 1 < bins) toRaw[at + 2 * bins + k]! += g1 * slopeOfSlope(raw, at, k + 1);
        }
    },
  };
}

/** Bin sizes from raw values: a softmax with a floor, summing to 2 bound. */
function sizes(raw: Float32Array, at: number, bins: number, bound: number, soft: Float64Array, out: Float64Array): void {
  let top = -Infinity;
  for (let k = 0; k < bins; k++) top = Math.max(top, raw[at + k]!);
  let total = 0;
  for (let k = 0; k < bins; k++) total += soft[k] = Math.exp(raw[at + k]! - top);
  for (let k = 0; k < bins; k++) {
    soft[k]! /= total;
    out[k] = 2 * bound * (MIN_BIN + (1 - MIN_BIN * bins) * soft[k]!);
  }
}

function throughSoftmax(cotangent: Float64Array, soft: Float64Array, bins: number, bound: number, toRaw: Float32Array, at: number): void {
  let mean = 0;
  for (let j = 0; j < bins; j++) mean += soft[j]! * cotangent[j]!;
  const scale = 2 * bound * (1 - MIN_BIN * bins);
  for (let j = 0; j < bins; j++) toRaw[at + j]! += scale * soft[j]! * (cotangent[j]! - mean);
}
