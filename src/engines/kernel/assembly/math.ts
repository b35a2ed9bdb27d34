// Four floats at a time: exp and log as polynomials (Cephes), about 1e-7 relative.

/** a b + c */
@inline
export function madd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return v128.relaxed_madd<f32>(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

/** a where the mask is set, otherwise b; each lane of the mask is all ones or all zeros */
@inline
export function select4(a: v128, b: v128, mask: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return v128.relaxed_laneselect<i32>(a, b, mask);
  return v128.bitselect(a, b, mask);
}

@inline
export function all(value: f32): v128 {
  return f32x4.splat(value);
}

/** The larger one; a where either is not a number. One instruction, unlike f32x4.max, which has to order zeros and NaN. */
@inline
export function max4(a: v128, b: v128): v128 {
  return f32x4.pmax(a, b);
}

/** The smaller one; a where either is not a number. */
@inline
export function min4(a: v128, b: v128): v128 {
  return f32x4.pmin(a, b);
}

/** Clamped to [e^-87, e^88]; NaN stays NaN. */
@inline
export function exp4(x: v128): v128 {
  x = min4(max4(x, all(-87.33)), all(88.37));
  // so large a summand that the sum is rounded to a whole number n, which then fills the low bits; 127 is the bias of exponents
  const large = all(12582912 + 127);
  const sum = madd(x, all(1.44269504), large);
  const n = f32x4.sub(sum, large);
  let r = madd(n, all(-0.693359375), x);
  r = madd(n, all(2.1219444e-4), r);
  let p = madd(all(1.98756915e-4), r, all(1.39819995e-3));
  p = madd(p, r, all(8.3334519e-3));
  p = madd(p, r, all(4.16657959e-2));
  p = madd(p, r, all(1.66666655e-1));
  p = madd(p, r, all(5.00000012e-1));
  const y = f32x4.add(madd(p, f32x4.mul(r, r), r), all(1));
  return f32x4.mul(y, i32x4.shl(sum, 23));
}

/** log(1 + f) + e ln 2 for f in [-0.3, 0.42] */
@inline
function logOf(f: v128, e: v128): v128 {
  const z = f32x4.mul(f, f);
  let p = madd(all(7.03768363e-2), f, all(-1.15146103e-1));
  p = madd(p, f, all(1.16769987e-1));
  p = madd(p, f, all(-1.24201408e-1));
  p = madd(p, f, all(1.42493228e-1));
  p = madd(p, f, all(-1.66680577e-1));
  p = madd(p, f, all(2.00007148e-1));
  p = madd(p, f, all(-2.4999994e-1));
  p = madd(p, f, all(3.33333312e-1));
  let y = f32x4.mul(p, f32x4.mul(f, z));
  y = madd(e, all(-2.1219444e-4), y);
  y = madd(z, all(-0.5), y);
  return madd(e, all(0.693359375), f32x4.add(f, y));
}

/** For positive normal numbers. */
@inline
export function log4(x: v128): v128 {
  const m = v128.or(v128.and(x, i32x4.splat(0x007fffff)), i32x4.splat(0x3f000000));
  const low = f32x4.lt(m, all(0.707106781));
  const e = i32x4.add(i32x4.sub(i32x4.shr_s(x, 23), i32x4.splat(126)), low);
  return logOf(f32x4.sub(f32x4.add(m, v128.and(m, low)), all(1)), f32x4.convert_i32x4_s(e));
}

/** log(1 + e) for e in [0, 1], exact where e is small */
@inline
export function log1p4(e: v128): v128 {
  const high = f32x4.gt(e, all(0.41421356));
  const f = select4(f32x4.mul(f32x4.sub(e, all(1)), all(0.5)), e, high);
  return logOf(f, v128.and(all(1), high));
}

/** Sum of the four lanes. */
@inline
export function sum4(a: v128): f32 {
  return f32x4.extract_lane(a, 0) + f32x4.extract_lane(a, 1) + (f32x4.extract_lane(a, 2) + f32x4.extract_lane(a, 3));
}
