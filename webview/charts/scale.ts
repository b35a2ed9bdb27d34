// Sizes, ranges and ticks of charts.

export type Range = [number, number];

/** Below this many CSS pixels a chart says things shortly. */
export const NARROW = 400;

/** Size of a Vega-Lite chart that fills `width` CSS pixels with all its labels. */
export function wholeWidth(width: number): object {
  return { width: Math.max(160, width), autosize: { type: 'fit-x', contains: 'padding' } };
}

/** CSS pixels of a digit at an axis. */
export const DIGIT = 6.5;

/** How many characters of an ordinary text of this size have room within so many CSS pixels. */
export const charactersIn = (width: number, fontSize: number) =>
  Math.max(8, Math.floor(width / (0.58 * fontSize)));

/** The finite range of the values, a little wider; [-1, 1] around nothing, one unit around a single value. */
export function rangeOf(values: Float32Array, start: number, stride: number, count: number): Range {
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < count; i++) {
    const v = values[start + i * stride]!;
    if (v < low && Number.isFinite(v)) low = v;
    if (v > high && Number.isFinite(v)) high = v;
  }
  if (low > high) return [-1, 1];
  if (low === high) return [low - 0.5, high + 0.5];
  return widened(low, high);
}

/** Room beside points, and half the size of a point, in parts of the range. */
const [MARGIN, POINT] = [0.04, 0.008];

/** A little more on both sides; what is never negative begins at 0, where its points can still be seen. */
function widened(low: number, high: number): Range {
  const [margin, point] = [(high - low) * MARGIN, (high - low) * POINT];
  return [
    low >= 0 ? Math.max(low - margin, Math.min(0, low - point)) : low - margin,
    high + margin,
  ];
}

/** About `count` round values inside the range. */
export function ticks([low, high]: Range, count: number): number[] {
  const raw = (high - low) / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((m) => m * power).find((s) => s >= raw * 0.999)!;
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, k) =>
    Number(((first + k) * step).toPrecision(12)),
  );
}

/** A number on an axis as a part of its length, 0 to 1 inside; NaN where a log axis has no place for it. */
export function partOf(
  value: number,
  { range: [low, high], log }: { range: Range; log?: boolean },
): number {
  if (!log) return (value - low) / (high - low);
  return value > 0 ? Math.log(value / low) / Math.log(high / low) : NaN;
}

/** The number at a part of an axis. */
export function valueAt(
  part: number,
  { range: [low, high], log }: { range: Range; log?: boolean },
): number {
  return log ? low * (high / low) ** part : low + part * (high - low);
}

/** Round values on a log axis: 1, 2 and 5 times powers of ten, or the powers alone where there are many. */
export function logTicks([low, high]: Range, count: number): number[] {
  const powers = Array.from(
    { length: Math.floor(Math.log10(high)) - Math.floor(Math.log10(low)) + 1 },
    (_, k) => Math.floor(Math.log10(low)) + k,
  );
  const all = powers
    .flatMap((p) => [1, 2, 5].map((m) => Number((m * 10 ** p).toPrecision(12))))
    .filter((v) => v >= low && v <= high);
  if (all.length <= count)
    return all.length >= 2 ? all : ticks([low, high], count).filter((v) => v > 0);
  const whole = all.filter((v) => Math.abs(Math.log10(v) - Math.round(Math.log10(v))) < 1e-9);
  const step = Math.ceil(whole.length / count);
  return whole.length >= 2 ? whole.filter((_, i) => i % step === 0) : all;
}

/** The range of an axis on screen: a little more than its rows need. */
export function shownRange({ low, high, log }: { low: number; high: number; log: boolean }): Range {
  if (log) {
    const margin = (high / low) ** 0.04;
    return [low / margin, high * margin];
  }
  return widened(low, high);
}

/** Parts of an axis as numbers, rounded to what a pixel can tell. */
export function numbersBetween(
  low: number,
  high: number,
  axis: { range: Range; log: boolean },
): [number, number] {
  const digits = (v: number) => {
    const grain = axis.log ? Math.abs(v) / 100 : (axis.range[1] - axis.range[0]) / 1000;
    const places = Math.max(0, Math.min(15, Math.ceil(-Math.log10(grain))));
    return Number(grain >= 1 ? Math.round(v) : v.toFixed(places));
  };
  return [digits(valueAt(low, axis)), digits(valueAt(high, axis))];
}
