// The tail of the chi-square distribution with an even number of degrees of freedom, in closed form.

/**
 * P(chi-square > x): exp(-x/2) times the first k/2 terms of the series of exp(x/2).
 * @param freedom even
 */
export function chiSquareTail(x: number, freedom: number): number {
  let [term, sum] = [1, 1];
  for (let j = 1; j < freedom / 2; j++) {
    term *= x / 2 / j;
    sum += term;
  }
  return Math.min(1, Math.exp(-x / 2) * sum);
}
