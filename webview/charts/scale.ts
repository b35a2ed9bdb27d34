// Sizes, ranges and ticks of charts.

export type Range = [number, number];

/** Below this many CSS pixels a chart says things shortly. */
export const NARROW = 400;

/** Size of a Vega-Lite chart that fills `width` CSS pixels with all its labels. */
export function wholeWidth(width: number): object {
  return { width: Math.max(160, width), autosize: { type: 'fit-x', contains: 'padding' } };
}

/** The finite range of the values, a little wider; [-1, 1] around nothing, one unit around a single value. */
export function rangeOf(values: Float32Array, start: number, stride: number, count: number): Range {
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < count; i++) {
    const v = values[start + i * stride];
    if (v < low && Number.isFinite(v)) low = v;
    if (v > high && Number.isFinite(v)) high = v;
  }
  if (low > high) return [-1, 1];
  if (low === high) return [low - 0.5, high + 0.5];
  const margin = (high - low) * 0.04;
  return [low - margin, high + margin];
}

/** About `count` round values inside the range. */
export function ticks([low, high]: Range, count: number): number[] {
  const raw = (high - low) / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((m) => m * power).find((s) => s >= raw * 0.999)!;
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, k) => Number(((first + k) * step).toPrecision(12)));
}
