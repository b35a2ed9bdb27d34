// x = e^s u + b for one column of one panel half (four rows). Raw numbers: a, b. Soft: s = a / (1 + |a| / ln 1000); plain: s = a.
import { all, exp4, madd } from './math';
import { PANEL_BYTES } from './records';

/** Kinds of layers: see ../../univariates/affine.ts. */
export const PLAIN_AFFINE: i32 = 1;
export const SOFT_AFFINE: i32 = 2;

const LOG_SCALE_LIMIT: f32 = 6.90775528;

@inline
function softness(a: v128, soft: bool): v128 {
  return soft ? madd(f32x4.abs(a), all(1 / LOG_SCALE_LIMIT), all(1)) : all(1);
}

/** x -> u; adds the log slope of x -> u and saves e^-s. */
@inline
export function affineToBase(raw: usize, save: usize, x: usize, u: usize, logSlope: usize, soft: bool): void {
  const a = v128.load(raw);
  const s = f32x4.div(a, softness(a, soft));
  const inverse = exp4(f32x4.neg(s));
  v128.store(save, inverse);
  v128.store(u, f32x4.mul(f32x4.sub(v128.load(x), v128.load(raw, PANEL_BYTES)), inverse));
  v128.store(logSlope, f32x4.sub(v128.load(logSlope), s));
}

/** u -> x */
@inline
export function affineFromBase(raw: usize, x: usize, u: usize, soft: bool): void {
  const a = v128.load(raw);
  v128.store(x, madd(exp4(f32x4.div(a, softness(a, soft))), v128.load(u), v128.load(raw, PANEL_BYTES)));
}

/** From the gradient of u (and weight w of the rows: the loss holds -w log slope) to that of x; raw becomes its own gradient. */
@inline
export function affineBackward(raw: usize, save: usize, u: usize, gu: usize, gx: usize, rowWeight: usize, soft: bool): void {
  const softened = softness(v128.load(raw), soft);
  const g = v128.load(gu);
  const toX = f32x4.mul(g, v128.load(save));
  const toScale = f32x4.sub(v128.load(rowWeight), f32x4.mul(g, v128.load(u)));
  v128.store(raw, f32x4.div(toScale, f32x4.mul(softened, softened)));
  v128.store(raw, f32x4.neg(toX), PANEL_BYTES);
  v128.store(gx, toX);
}
