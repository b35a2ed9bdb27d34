// An axis of dates, in UTC: ticks where days, months or years begin, written as briefly as they can be told.
import {
  type CalendarUnit,
  lengthOf,
  startsOf,
  type Stretch,
  stretchFor,
} from '../../src/protocol/calendar';
import { language, t } from '../text/translate';
import { DIGIT } from './scale';
import type { Range } from './scale';

type Format = Intl.DateTimeFormatOptions;
const DAY = lengthOf({ unit: 'day', every: 1 });

const CLOCK: Format = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };
const DATE: Format = { day: 'numeric', month: 'short' };
const MONTH: Format = { month: 'short', year: 'numeric' };
const YEAR: Format = { year: 'numeric' };

/** How the beginning of a unit is written. @param days whether several are on the axis */
function formatOf(unit: CalendarUnit, days: boolean): Format {
  switch (unit) {
    case 'year':
      return YEAR;
    case 'month':
      return MONTH;
    case 'week':
    case 'day':
      return DATE;
    case 'hour':
    case 'minute':
      return days ? { ...DATE, ...CLOCK } : CLOCK;
    case 'second':
    case 'millisecond':
      return { ...CLOCK, second: '2-digit', ...(unit === 'millisecond' ? MILLISECONDS : {}) };
  }
}
const MILLISECONDS: Format = { fractionalSecondDigits: 3 };

const written = (time: number, format: Format) =>
  new Intl.DateTimeFormat(language, { ...format, timeZone: 'UTC' }).format(time);

export interface TimeTicks {
  ticks: { value: number; text: string }[];
  /** what the ticks do not say: the year of days, the day of hours */
  rest: string | null;
}

/** @param width of the axis in CSS pixels */
export function timeTicks([low, high]: Range, width: number): TimeTicks {
  const days = Math.floor(low / DAY) !== Math.floor(high / DAY);
  for (let most = Math.max(2, Math.floor(width / 48)); ; most--) {
    const stretch = stretchFor(low, high, most);
    const format = formatOf(stretch.unit, days);
    const ticks = startsOf(stretch, low, high)
      .filter((start) => start >= low && start <= high)
      .map((value) => ({ value, text: written(value, format) }));
    const room = ticks.reduce((sum, { text }) => sum + text.length * DIGIT + 12, 0);
    if (room <= width || ticks.length <= 2 || most <= 2)
      return { ticks, rest: restOf([low, high], stretch.unit, days) };
  }
}

function restOf([low, high]: Range, unit: CalendarUnit, days: boolean): string | null {
  if (unit === 'year' || unit === 'month') return null;
  if (!days) return written(low, { ...DATE, ...YEAR });
  const [first, last] = [written(low, YEAR), written(high, YEAR)];
  return first === last ? first : `${first}–${last}`;
}

/** For an axis of Vega. */
export function vegaTimeTicks({ ticks }: TimeTicks): object {
  const texts = Object.fromEntries(ticks.map(({ value, text }) => [String(value), text]));
  return {
    values: ticks.map(({ value }) => value),
    labelExpr: `${JSON.stringify(texts)}[datum.value]`,
  };
}

/** The beginning of a bin in full. */
export const formatTime = (time: number, { unit }: Stretch): string =>
  written(
    time,
    unit === 'year' || unit === 'month'
      ? formatOf(unit, true)
      : unit === 'week' || unit === 'day'
        ? { ...DATE, ...YEAR }
        : { ...YEAR, ...DATE, ...formatOf(unit, true) },
  );

/** "rows per month" */
export function perStretch({ unit, every }: Stretch): string {
  if (every > 1)
    return t(
      'rows per {0}',
      new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(every),
    );
  switch (unit) {
    case 'year':
      return t('rows per year');
    case 'month':
      return t('rows per month');
    case 'week':
      return t('rows per week');
    case 'day':
      return t('rows per day');
    case 'hour':
      return t('rows per hour');
    case 'minute':
      return t('rows per minute');
    case 'second':
      return t('rows per second');
    case 'millisecond':
      return t('rows per millisecond');
  }
}
