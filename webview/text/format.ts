// Numbers as people read them. What is not a number is an em dash, never "NaN".
import type { RowCounts } from '../../src/protocol/model';
import type { Estimate } from '../../src/protocol/operations';
import { language, t } from './translate';

export const DASH = '\u2014';

const whole = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });
const scientific = new Intl.NumberFormat(language, {
  notation: 'scientific',
  maximumSignificantDigits: 4,
});
const significant = new Intl.NumberFormat(language, { maximumSignificantDigits: 4 });

type Maybe = number | null | undefined;
const finite = (value: Maybe): value is number =>
  typeof value === 'number' && Number.isFinite(value);

export function formatCount(value: Maybe): string {
  return finite(value) ? whole.format(value) : DASH;
}

/** "1 row", "12 rows" */
export function formatNumberOf(value: Maybe, noun: 'row' | 'column' | 'note' | 'file'): string {
  const count = formatCount(value);
  switch (noun) {
    case 'row':
      return value === 1 ? t('1 row') : t('{0} rows', count);
    case 'column':
      return value === 1 ? t('1 column') : t('{0} columns', count);
    case 'file':
      return value === 1 ? t('1 file') : t('{0} files', count);
    case 'note':
      return value === 1 ? t('1 note') : t('{0} notes', count);
  }
}

/** Four significant digits; powers of ten for very large or small values. */
export function formatValue(value: Maybe): string {
  if (value === Infinity || value === -Infinity) return value > 0 ? '∞' : '−∞';
  if (!finite(value)) return DASH;
  const size = Math.abs(value);
  return minus(
    size !== 0 && (size >= 1e7 || size < 1e-4)
      ? scientific.format(value)
      : significant.format(value),
  );
}

const exact = new Intl.NumberFormat(language, { maximumSignificantDigits: 15 });

/** A field of a row: a number with all its digits, or the text that stands there. */
export function formatField(value: number | string | null | undefined): string {
  if (typeof value === 'string') return value;
  if (!finite(value)) return formatValue(value);
  const size = Math.abs(value);
  return size !== 0 && (size >= 1e15 || size < 1e-6)
    ? minus(scientific.format(value))
    : minus(exact.format(value));
}

/** A moment in UTC, as briefly as it can be told: "Jan 5, 2023", "Jan 5, 2023, 08:30". */
export function formatMoment(time: number): string {
  const date = new Date(time);
  const part = (length: number) => time % length !== 0;
  return new Intl.DateTimeFormat(language, {
    timeZone: 'UTC',
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    ...(part(86_400_000) ? { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } : {}),
    ...(part(60_000) ? { second: '2-digit' } : {}),
    ...(part(1000) ? { fractionalSecondDigits: 3 } : {}),
  }).format(date);
}

/** Nats with fixed decimals, so that columns of them line up. */
export function formatNats(value: Maybe, decimals = 3): string {
  if (value === Infinity || value === -Infinity) return value > 0 ? '∞' : '−∞';
  if (!finite(value)) return DASH;
  const text = new Intl.NumberFormat(language, {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
    signDisplay: 'negative',
  }).format(value);
  return minus(text);
}

/** "1.234 ± 0.012" */
export function formatScore(
  score: { mean: Maybe; standardError: Maybe } | null | undefined,
): string {
  if (!score || !finite(score.mean)) return formatNats(score?.mean);
  return finite(score.standardError)
    ? `${formatNats(score.mean)} ± ${formatNats(score.standardError)}`
    : formatNats(score.mean);
}

/** "12 s", "3 min 05 s" */
export function formatSeconds(seconds: Maybe): string {
  if (!finite(seconds)) return DASH;
  const s = Math.round(seconds);
  return s < 60
    ? `${s} s`
    : t('{0} min {1} s', Math.floor(s / 60), String(s % 60).padStart(2, '0'));
}

/** "300 of 1,000"; only the steps taken when they are more than was planned, or nothing was */
export function formatSteps(step: number, planned: number): string {
  return planned > 0 && step <= planned
    ? t('{0} of {1}', formatCount(step), formatCount(planned))
    : formatCount(step);
}

export function rowsWords({ train, validation, test, leftOut, purged = 0 }: RowCounts): string {
  const parts = [
    t('{0} training', formatCount(train)),
    t('{0} validation', formatCount(validation)),
    t('{0} test', formatCount(test)),
  ];
  return [
    ...parts,
    ...(purged > 0 ? [t('{0} between blocks', formatCount(purged))] : []),
    ...(leftOut > 0 ? [t('{0} left out', formatCount(leftOut))] : []),
  ].join(', ');
}

export function baseName(path: string | null): string {
  return path ? path.split(/[\\/]/).pop()! : '';
}

export function folderName(path: string): string {
  return path.slice(0, -baseName(path).length - 1);
}

const minus = (text: string) => text.replace(/-/g, '−');

/** "1.25 ± 0.015": an error has two digits. */
export function estimateWords(e: Estimate | null): string | null {
  if (e === null) return null;
  return e.standardError === null
    ? formatValue(e.value)
    : `${formatValue(e.value)} ± ${formatValue(Number(e.standardError.toPrecision(2)))}`;
}
