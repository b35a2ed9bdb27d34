// What stands at an axis: round values, as many digits as tell them from one another, powers of ten where shorter.
// The same in Vega's charts and in ours.
import { binsOf, endsOf } from './bins';
import { language } from '../text/translate';
import { logTicks, type Range, ticks } from './scale';

/** Numbers from here on, and below, are written with powers of ten, where that tells them apart. */
const [LARGE, SMALL] = [1e5, 0.001];
/** Single values of a log axis have more room. */
const [LARGE_ALONE, SMALL_ALONE] = [1e6, 1e-4];

export type Style = { kind: 'plain'; decimals: number } | { kind: 'powers' } | { kind: 'alone' };

export interface AxisTicks {
  values: number[];
  style: Style;
}

/** @param count about so many  @param whole values between whole numbers mean nothing */
export function axisTicks(
  range: Range,
  count: number,
  { log = false, whole = false }: { log?: boolean; whole?: boolean } = {},
): AxisTicks {
  if (log && range[1] / range[0] >= 10)
    return { values: logTicks(range, count), style: { kind: 'alone' } };
  const found = log ? logTicks(range, count) : ticks(range, count);
  const values = whole && found.some((v) => !Number.isInteger(v)) ? wholeIn(range) : found;
  return { values, style: styleOf(values) };
}

const wholeIn = ([low, high]: Range) =>
  Array.from(
    { length: Math.max(0, Math.floor(high) - Math.ceil(low) + 1) },
    (_, k) => Math.ceil(low) + k,
  );

/** @param values rising */
export function styleOf(values: readonly number[]): Style {
  const largest = Math.max(0, ...values.map(Math.abs));
  const step = Math.min(...binsOf(values).map(({ low, high }) => high - low));
  if (!Number.isFinite(step)) return { kind: 'alone' };
  const [first, last] = endsOf(values);
  const spread = last - first;
  // much larger than what they differ by: powers of ten would all read the same
  if ((largest < SMALL || largest >= LARGE) && spread * 20 > largest) return { kind: 'powers' };
  return { kind: 'plain', decimals: Math.min(20, Math.max(0, decimalsOf(step))) };
}

/** Decimals of a round step: 0.25 has two. */
function decimalsOf(step: number): number {
  const first = -Math.floor(Math.log10(step) + 1e-9);
  return Math.abs(step * 10 ** first - Math.round(step * 10 ** first)) < 1e-6 ? first : first + 1;
}

/** Texts of an axis that we draw. */
export function tickTexts({ values, style }: AxisTicks): string[] {
  return values.map((v) => written(v, style));
}

/** The ticks of an axis that we draw. */
export function labelledTicks(
  range: Range,
  count: number,
  kind: { log?: boolean } = {},
): { value: number; text: string }[] {
  const { values, style } = axisTicks(range, count, kind);
  return values.map((value) => ({ value, text: written(value, style) }));
}

function textOf(value: number, style: Style): string {
  const size = Math.abs(value);
  if (style.kind === 'plain') return figure(value, style.decimals);
  if (value === 0) return '0';
  if (style.kind === 'alone' && size < LARGE_ALONE && size >= SMALL_ALONE)
    return figure(value, Math.max(0, 3 - Math.floor(Math.log10(size))));
  const [digits, power] = Number(value.toPrecision(6)).toExponential().split('e');
  return `${figure(Number(digits), 5)}e${Number(power)}`;
}

const figure = (value: number, decimals: number) =>
  new Intl.NumberFormat(language, { maximumFractionDigits: Math.min(20, decimals) }).format(
    value === 0 ? 0 : value,
  );
const written = (value: number, style: Style) => textOf(value, style).replace(/-/g, '−');

/** Both ends of an axis, rounded to what tells them apart. */
export function endTexts([low, high]: Range): [string, string] {
  const step = (high - low) / 50;
  if (!(step > 0)) return [written(low, { kind: 'alone' }), written(high, { kind: 'alone' })];
  const unit = 10 ** Math.floor(Math.log10(step));
  const rounded = (v: number) => Number((Math.round(v / unit) * unit).toPrecision(12));
  const [first, last] = [rounded(low), rounded(high)];
  const style = styleOf([first, last]);
  const shown: Style =
    style.kind === 'plain'
      ? { kind: 'plain', decimals: Math.max(0, -Math.floor(Math.log10(unit) + 1e-9)) }
      : style;
  return [written(first, shown), written(last, shown)];
}

const POWERS = "datum.value === 0 ? '0' : replace(format(datum.value, '~e'), 'e+', 'e')";
const NEAR_ONE = `abs(datum.value) < ${LARGE_ALONE} && abs(datum.value) >= ${SMALL_ALONE}`;
const ALONE = `${NEAR_ONE} ? format(datum.value, ',~r') : ${POWERS}`;

/** The same for an axis of Vega. */
export function vegaTicks({ values, style }: AxisTicks): object {
  if (style.kind === 'plain') return { values, format: `,.${style.decimals}~f` };
  return { values, labelExpr: style.kind === 'powers' ? POWERS : ALONE };
}

/** The finite ones of these numbers, from the smallest to the largest. @param zero the axis holds 0 */
export function extentOf(values: Iterable<number | null | undefined>, zero = false): Range {
  let [low, high] = zero ? [0, 0] : [Infinity, -Infinity];
  for (const v of values)
    if (typeof v === 'number' && Number.isFinite(v))
      [low, high] = [Math.min(low, v), Math.max(high, v)];
  if (low > high) return [0, 1];
  return low < high ? [low, high] : [low - 0.5, high + 0.5];
}
