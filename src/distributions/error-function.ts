// The error function and its complement in float64.
export const TWO_OVER_ROOT_PI = 2 / Math.sqrt(Math.PI);

/** The error function; relative error below 1e-15 (its series near zero, its continued fraction beyond). */
export function erf(x: number): number {
  const a = Math.abs(x);
  return a < 2 ? erfSeries(x) : Math.sign(x) * (1 - erfcTail(a));
}

/** 1 - erf(x), with full relative precision for large x. */
export function erfc(x: number): number {
  if (x < 0.5) return 1 - erf(x);
  return x < 2 ? 1 - erfSeries(x) : erfcTail(x);
}

/**
 * erf x = 2/sqrt(pi) exp(-x^2) sum of 2^n x^(2n+1) / (1 3 5 ... (2n+1)): all terms of one sign (Abramowitz and
 * Stegun 7.1.6).
 */
function erfSeries(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return TWO_OVER_ROOT_PI * Math.exp(-x * x) * sum;
}

/** erfc by its continued fraction (Abramowitz and Stegun 7.1.14), x >= 2, from its end backwards. */
function erfcTail(x: number): number {
  if (x > 27.3) return 0;
  let tail = x;
  for (let k = 60; k >= 1; k--) tail = x + k / 2 / tail;
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / tail;
}
