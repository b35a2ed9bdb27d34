// Rational-quadratic splines (Durkan et al. 2019) for one column of one panel half (four rows). u = spline(x) on [-bound, bound],
// identity outside. Raw numbers: B widths, B heights, B - 1 inner slopes. The work is cut into parts that leave their results in memory
// (columns.ts runs each part over several columns before the next): each part is a long chain of dependent operations, and a
// processor is only busy when it finds the chains of neighbours beside it.
import { all, exp4, log1p4, log4, madd, max4, min4, select4 } from './math';
import { PANEL_BYTES } from './records';

/** Kind of layer: see ../../univariates/spline.ts. */
export const SPLINE: i32 = 3;

const MIN_BIN: f32 = 1e-3;
const MIN_SLOPE: f32 = 1e-3;
/** added to raw slopes so that zero means slope 1: log(e^(1 - MIN_SLOPE) - 1) */
const SLOPE_OFFSET: f32 = 0.5397424;

/** What is saved of the bin of each row: nine features a column. X becomes t, the place within the bin, from 0 to 1. */
export const SPLINE_SAVED: i32 = 9;
const X: usize = 0;
const WIDTH: usize = 32;
const HEIGHT: usize = 64;
const SLOPE0: usize = 96;
const SLOPE1: usize = 128;
/** derivative of each slope by its raw number */
const OF_SLOPE0: usize = 160;
const OF_SLOPE1: usize = 192;
const BIN: usize = 224;
const Y: usize = 256;

@inline
function inBox(v: v128, bound: f32): v128 {
  return v128.and(f32x4.gt(v, all(-bound)), f32x4.lt(v, all(bound)));
}

/** MIN_SLOPE + softplus(raw + SLOPE_OFFSET), and its derivative */
@inline
function slope(save: usize, value: usize, derivative: usize): void {
  const v = f32x4.add(v128.load(save + value), all(SLOPE_OFFSET));
  const e = exp4(f32x4.neg(f32x4.abs(v)));
  const positive = f32x4.ge(v, all(0));
  v128.store(save + value, f32x4.add(f32x4.add(max4(v, all(0)), all(MIN_SLOPE)), log1p4(e)));
  v128.store(save + derivative, f32x4.div(select4(all(1), e, positive), f32x4.add(e, all(1))));
}

/** Raw widths and heights become their softmax. */
export function splineSoftmax(raw: usize, bins: i32): void {
  const heights = raw + <usize>bins * PANEL_BYTES;
  let topW = v128.load(raw);
  let topH = v128.load(heights);
  for (let w = raw + PANEL_BYTES, h = heights + PANEL_BYTES; w < heights; w += PANEL_BYTES, h += PANEL_BYTES) {
    topW = max4(topW, v128.load(w));
    topH = max4(topH, v128.load(h));
  }
  let totalW = all(0);
  let totalH = all(0);
  for (let w = raw, h = heights; w < heights; w += PANEL_BYTES, h += PANEL_BYTES) {
    const eW = exp4(f32x4.sub(v128.load(w), topW));
    const eH = exp4(f32x4.sub(v128.load(h), topH));
    v128.store(w, eW);
    v128.store(h, eH);
    totalW = f32x4.add(totalW, eW);
    totalH = f32x4.add(totalH, eH);
  }
  const perW = f32x4.div(all(1), totalW);
  const perH = f32x4.div(all(1), totalH);
  for (let w = raw, h = heights; w < heights; w += PANEL_BYTES, h += PANEL_BYTES) {
    v128.store(w, f32x4.mul(v128.load(w), perW));
    v128.store(h, f32x4.mul(v128.load(h), perH));
  }
}

/** Finds the bin of the value at `v` by its x edges, or by its y edges, and saves it with the raw slopes at its ends. */
export function splineBin(raw: usize, save: usize, v: usize, byHeight: bool, bins: i32, bound: f32): void {
  const heights = raw + <usize>bins * PANEL_BYTES;
  const slopes = heights + <usize>bins * PANEL_BYTES;
  const value = v128.load(v);
  const least = all(2 * bound * MIN_BIN);
  const rest = all(2 * bound * (1 - MIN_BIN * <f32>bins));
  let edgeX = all(-bound);
  let edgeY = edgeX;
  let left = all(0); // the outer slopes are 1, which is raw 0
  let x = edgeX;
  let y = edgeX;
  let width = all(1);
  let height = width;
  let raw0 = left;
  let raw1 = left;
  let bin = left;
  for (let j = 0; j < bins; j++) {
    const at = <usize>j * PANEL_BYTES;
    const w = madd(v128.load(raw + at), rest, least);
    const h = madd(v128.load(heights + at), rest, least);
    const right = j < bins - 1 ? v128.load(slopes + at) : all(0);
    const here = f32x4.ge(value, byHeight ? edgeY : edgeX);
    x = select4(edgeX, x, here);
    y = select4(edgeY, y, here);
    width = select4(w, width, here);
    height = select4(h, height, here);
    raw0 = select4(left, raw0, here);
    raw1 = select4(right, raw1, here);
    bin = select4(all(<f32>j), bin, here);
    edgeX = f32x4.add(edgeX, w);
    edgeY = f32x4.add(edgeY, h);
    left = right;
  }
  // rounding moves all edges in proportion, so that the last misses the bound: take that back
  const missX = f32x4.mul(f32x4.sub(all(bound), edgeX), all(1 / (2 * bound)));
  const missY = f32x4.mul(f32x4.sub(all(bound), edgeY), all(1 / (2 * bound)));
  v128.store(save, madd(missX, f32x4.add(x, all(bound)), x), X);
  v128.store(save, madd(missY, f32x4.add(y, all(bound)), y), Y);
  v128.store(save, madd(missX, width, width), WIDTH);
  v128.store(save, madd(missY, height, height), HEIGHT);
  v128.store(save, bin, BIN);
  v128.store(save, raw0, SLOPE0);
  v128.store(save, raw1, SLOPE1);
}

/** The raw slopes saved become slopes and their derivatives. */
export function splineSlopes(save: usize): void {
  slope(save, SLOPE0, OF_SLOPE0);
  slope(save, SLOPE1, OF_SLOPE1);
}

/** x -> u in the bin that was found; adds the log slope of x -> u. */
export function splineToBase(save: usize, x: usize, u: usize, logSlope: usize, bound: f32): void {
  const given = v128.load(x);
  const v = min4(max4(given, all(-bound)), all(bound));
  const w = v128.load(save, WIDTH);
  const h = v128.load(save, HEIGHT);
  const d0 = v128.load(save, SLOPE0);
  const d1 = v128.load(save, SLOPE1);
  const t = f32x4.div(f32x4.sub(v, v128.load(save, X)), w);
  v128.store(save, t, X);
  const s = f32x4.div(h, w);
  const r = f32x4.sub(all(1), t);
  const p = f32x4.mul(t, r);
  const bend = madd(all(-2), s, f32x4.add(d0, d1));
  const below = madd(bend, p, s);
  const top = madd(f32x4.mul(s, t), t, f32x4.mul(d0, p));
  const inside = inBox(given, bound);
  v128.store(u, select4(madd(h, f32x4.div(top, below), v128.load(save, Y)), given, inside));
  const alpha = madd(f32x4.mul(d1, t), t, madd(f32x4.mul(d0, r), r, f32x4.mul(all(2), f32x4.mul(s, p))));
  const ratio = f32x4.div(s, below);
  const log = log4(f32x4.mul(f32x4.mul(ratio, ratio), alpha));
  v128.store(logSlope, f32x4.add(v128.load(logSlope), v128.and(log, inside)));
}

/** u -> x in the bin that was found, by its y edges */
export function splineFromBase(save: usize, x: usize, u: usize, bound: f32): void {
  const given = v128.load(u);
  const v = min4(max4(given, all(-bound)), all(bound));
  const w = v128.load(save, WIDTH);
  const h = v128.load(save, HEIGHT);
  const d0 = v128.load(save, SLOPE0);
  const s = f32x4.div(h, w);
  const rise = f32x4.sub(v, v128.load(save, Y));
  const bent = f32x4.mul(rise, madd(all(-2), s, f32x4.add(d0, v128.load(save, SLOPE1))));
  // a t^2 + b t + c = 0, by the formula that does not cancel
  const a = madd(h, f32x4.sub(s, d0), bent);
  const b = f32x4.sub(f32x4.mul(h, d0), bent);
  const c = f32x4.neg(f32x4.mul(s, rise));
  const root = f32x4.sqrt(max4(f32x4.sub(f32x4.mul(b, b), f32x4.mul(all(4), f32x4.mul(a, c))), all(0)));
  const t = f32x4.div(f32x4.mul(all(-2), c), f32x4.add(b, root));
  v128.store(x, select4(madd(t, w, v128.load(save, X)), given, inBox(given, bound)));
  v128.store(save, t, X);
}

/** Slope of the spline at the place t of the bin. */
@inline
function slopeAt(save: usize): v128 {
  const t = v128.load(save, X);
  const d0 = v128.load(save, SLOPE0);
  const d1 = v128.load(save, SLOPE1);
  const s = f32x4.div(v128.load(save, HEIGHT), v128.load(save, WIDTH));
  const r = f32x4.sub(all(1), t);
  const p = f32x4.mul(t, r);
  const below = madd(madd(all(-2), s, f32x4.add(d0, d1)), p, s);
  const alpha = madd(f32x4.mul(d1, t), t, madd(f32x4.mul(d0, r), r, f32x4.mul(all(2), f32x4.mul(s, p))));
  const ratio = f32x4.div(s, below);
  return f32x4.mul(f32x4.mul(ratio, ratio), alpha);
}

/** After `splineFromBase`: subtracts the log slope of the spline at what was found. @param given what it was found for */
export function splineInverseSlope(save: usize, given: usize, logSlope: usize, bound: f32): void {
  const log = v128.and(log4(slopeAt(save)), inBox(v128.load(given), bound));
  v128.store(logSlope, f32x4.sub(v128.load(logSlope), log));
}

/**
 * Where v was found so that S(v) = x: from the gradient `g` of v (and weight w of the rows: the loss holds +w log S'(v)) to that of x.
 * v moves so that S stays at x, so -gx takes the place of the gradient of S: it is left in `g`.
 */
export function splineImplicit(save: usize, x: usize, g: usize, gx: usize, rowWeight: usize, bound: f32): void {
  const inside = inBox(v128.load(x), bound);
  const t = v128.load(save, X);
  const w = v128.load(save, WIDTH);
  const d0 = v128.load(save, SLOPE0);
  const d1 = v128.load(save, SLOPE1);
  const s = f32x4.div(v128.load(save, HEIGHT), w);
  const r = f32x4.sub(all(1), t);
  const q = f32x4.sub(r, t);
  const p = f32x4.mul(t, r);
  const bend = madd(all(-2), s, f32x4.add(d0, d1));
  const below = madd(bend, p, s);
  const alpha = madd(f32x4.mul(d1, t), t, madd(f32x4.mul(d0, r), r, f32x4.mul(all(2), f32x4.mul(s, p))));
  const ofAlpha = f32x4.div(madd(d1, t, f32x4.sub(f32x4.mul(s, q), f32x4.mul(d0, r))), alpha);
  const ofLog = f32x4.div(f32x4.mul(all(2), f32x4.sub(ofAlpha, f32x4.div(f32x4.mul(bend, q), below))), w);
  const total = madd(v128.load(rowWeight), ofLog, v128.load(g));
  const toX = select4(f32x4.div(total, slopeAt(save)), v128.load(g), inside);
  v128.store(gx, toX);
  v128.store(g, f32x4.neg(toX));
}

/**
 * From the gradient of u (and weight w of the rows: the loss holds -w log slope, or +w log slope where `inverted`) to that of x; raw
 * becomes its own gradient.
 */
export function splineBackward(raw: usize, save: usize, x: usize, gu: usize, gx: usize, rowWeight: usize, inverted: bool, bins: i32, bound: f32): void {
  const inside = inBox(v128.load(x), bound);
  const outer = v128.load(gu);
  const g = v128.and(outer, inside);
  const weight = v128.load(rowWeight);
  const gl = v128.and(inverted ? weight : f32x4.neg(weight), inside);
  const t = v128.load(save, X);
  const w = v128.load(save, WIDTH);
  const h = v128.load(save, HEIGHT);
  const d0 = v128.load(save, SLOPE0);
  const d1 = v128.load(save, SLOPE1);
  const perW = f32x4.div(all(1), w);
  const s = f32x4.mul(h, perW);
  const r = f32x4.sub(all(1), t);
  const p = f32x4.mul(t, r);
  const q = f32x4.sub(r, t); // 1 - 2 t
  const m = madd(all(-2), p, all(1)); // 1 - 2 p
  const bend = madd(all(-2), s, f32x4.add(d0, d1));
  const below = madd(bend, p, s);
  const tt = f32x4.mul(t, t);
  const rr = f32x4.mul(r, r);
  const top = madd(s, tt, f32x4.mul(d0, p));
  const alpha = madd(d1, tt, madd(d0, rr, f32x4.mul(all(2), f32x4.mul(s, p))));
  const perBelow = f32x4.div(all(1), below);
  const perAlpha = f32x4.div(gl, alpha); // with the log slope's cotangent in it
  const lb = f32x4.mul(gl, f32x4.mul(all(2), perBelow));
  const hb = f32x4.mul(f32x4.mul(g, h), f32x4.mul(perBelow, perBelow));
  const bq = f32x4.mul(bend, q);
  const twoS = f32x4.add(s, s);

  // cotangents of t, of s = h / w, and of the two slopes
  let gt = f32x4.mul(hb, f32x4.sub(f32x4.mul(madd(twoS, t, f32x4.mul(d0, q)), below), f32x4.mul(top, bq)));
  gt = madd(perAlpha, f32x4.mul(all(2), madd(d1, t, f32x4.sub(f32x4.mul(s, q), f32x4.mul(d0, r)))), gt);
  gt = f32x4.sub(gt, f32x4.mul(lb, bq));
  let gs = f32x4.mul(hb, f32x4.sub(f32x4.mul(tt, below), f32x4.mul(top, m)));
  gs = f32x4.add(gs, f32x4.div(f32x4.add(gl, gl), s));
  gs = madd(perAlpha, f32x4.add(p, p), gs);
  gs = f32x4.sub(gs, f32x4.mul(lb, m));
  const lp = f32x4.mul(lb, p);
  const hp = f32x4.mul(hb, p);
  let g0 = madd(hp, f32x4.sub(below, top), f32x4.sub(f32x4.mul(perAlpha, rr), lp));
  let g1 = f32x4.sub(f32x4.sub(f32x4.mul(perAlpha, tt), lp), f32x4.mul(hp, top));
  g0 = f32x4.mul(g0, v128.load(save, OF_SLOPE0));
  g1 = f32x4.mul(g1, v128.load(save, OF_SLOPE1));

  const toX = f32x4.mul(gt, perW);
  v128.store(gx, select4(toX, outer, inside));
  // widths and heights of the bins before this one move its left corner; its own act through t and s
  const beforeW = f32x4.neg(toX);
  const atW = f32x4.neg(f32x4.mul(madd(gs, s, f32x4.mul(gt, t)), perW));
  const atH = madd(gs, perW, f32x4.mul(g, f32x4.mul(top, perBelow)));
  const bin = v128.load(save, BIN);
  const heights = raw + <usize>bins * PANEL_BYTES;
  const slopes = heights + <usize>bins * PANEL_BYTES;
  let meanW = all(0);
  let meanH = all(0);
  for (let j = 0; j < bins; j++) {
    const at = <usize>j * PANEL_BYTES;
    const before = f32x4.gt(bin, all(<f32>j));
    const own = f32x4.eq(bin, all(<f32>j));
    meanW = madd(v128.load(raw + at), v128.or(v128.and(beforeW, before), v128.and(atW, own)), meanW);
    meanH = madd(v128.load(heights + at), v128.or(v128.and(g, before), v128.and(atH, own)), meanH);
  }
  const scale = all(2 * bound * (1 - MIN_BIN * <f32>bins));
  let ownBefore = f32x4.eq(bin, all(0));
  for (let j = 0; j < bins; j++) {
    const at = <usize>j * PANEL_BYTES;
    const before = f32x4.gt(bin, all(<f32>j));
    const own = ownBefore;
    const toW = f32x4.sub(v128.or(v128.and(beforeW, before), v128.and(atW, own)), meanW);
    const toH = f32x4.sub(v128.or(v128.and(g, before), v128.and(atH, own)), meanH);
    v128.store(raw + at, f32x4.mul(scale, f32x4.mul(v128.load(raw + at), toW)));
    v128.store(heights + at, f32x4.mul(scale, f32x4.mul(v128.load(heights + at), toH)));
    if (j == bins - 1) break;
    // inner slope j is the right one of bin j and the left one of bin j + 1
    const next = f32x4.eq(bin, all(<f32>(j + 1)));
    v128.store(slopes + at, v128.or(v128.and(g1, own), v128.and(g0, next)));
    ownBefore = next;
  }
}
