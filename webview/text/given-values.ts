// Values of what a model is given, as they are chosen on the page.

/** To a thousandth of what the column varies by. */
export function rounded(value: number, scale: number): number {
  const digit = 10 ** Math.floor(Math.log10(scale / 100));
  return Number((Math.round(value / digit) * digit).toPrecision(12));
}
