// Stretches of the calendar, in UTC: bins of dates and ticks of a time axis begin and end with them.

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** The first Monday after 1970-01-01, which weeks are counted from. */
const MONDAY = 4 * DAY;

export type CalendarUnit =
  'millisecond' | 'second' | 'minute' | 'hour' | 'day' | 'week' | 'month' | 'year';

/** So many of a unit. */
export interface Stretch {
  unit: CalendarUnit;
  every: number;
}

const LENGTHS: Record<CalendarUnit, number> = {
  millisecond: 1,
  second: SECOND,
  minute: MINUTE,
  hour: HOUR,
  day: DAY,
  week: 7 * DAY,
  month: 30.436875 * DAY,
  year: 365.2425 * DAY,
};

const of = (unit: CalendarUnit, ...counts: number[]): Stretch[] =>
  counts.map((every) => ({ unit, every }));

/** From the shortest to the longest. */
const STRETCHES: Stretch[] = [
  ...of('millisecond', 1, 2, 5, 10, 20, 50, 100, 200, 500),
  ...of('second', 1, 2, 5, 10, 15, 30),
  ...of('minute', 1, 2, 5, 10, 15, 30),
  ...of('hour', 1, 2, 3, 6, 12),
  ...of('day', 1, 2),
  ...of('week', 1, 2),
  ...of('month', 1, 3, 6),
  ...of('year', 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 50_000),
];

/** About how long it is, in milliseconds. */
export const lengthOf = ({ unit, every }: Stretch): number => every * LENGTHS[unit];

/** The beginning of the stretch that holds a time. Times are milliseconds since 1970, as in a Date. */
export function floorTo(stretch: Stretch, time: number): number {
  const { unit, every } = stretch;
  if (unit === 'month' || unit === 'year') {
    const date = new Date(time);
    const months = date.getUTCFullYear() * 12 + date.getUTCMonth();
    const size = unit === 'year' ? 12 * every : every;
    return monthStart(Math.floor(months / size) * size);
  }
  const length = lengthOf(stretch);
  const origin = unit === 'week' ? MONDAY : 0;
  return Math.floor((time - origin) / length) * length + origin;
}

/** The beginning of the next one after a beginning. */
export function nextOf(stretch: Stretch, start: number): number {
  const { unit, every } = stretch;
  if (unit !== 'month' && unit !== 'year') return start + lengthOf(stretch);
  const date = new Date(start);
  const months = date.getUTCFullYear() * 12 + date.getUTCMonth();
  return monthStart(months + (unit === 'year' ? 12 * every : every));
}

/** Years before 100 are not those of the last century. */
function monthStart(months: number): number {
  const year = Math.floor(months / 12);
  return new Date(0).setUTCFullYear(year, months - 12 * year, 1);
}

/** The beginnings from the one at or before `low` on, until one lies beyond `high`. */
export function startsOf(stretch: Stretch, low: number, high: number): number[] {
  const starts = [floorTo(stretch, low)];
  while (starts.at(-1)! <= high) starts.push(nextOf(stretch, starts.at(-1)!));
  return starts;
}

/** The shortest stretch of which no more than `most` reach from `low` to `high`. @param suits one that may be taken */
export function stretchFor(
  low: number,
  high: number,
  most: number,
  suits: (stretch: Stretch) => boolean = () => true,
): Stretch {
  const found = STRETCHES.find((s) => suits(s) && (high - low) / lengthOf(s) <= most);
  return found ?? STRETCHES.at(-1)!;
}

/**
 * What times are written to, judged on some of them: bins that are no whole multiple of it would hold
 * now more and now fewer of its places.
 */
export function resolutionOf(times: readonly number[]): (stretch: Stretch) => boolean {
  const all = (holds: (date: Date) => boolean) => times.every((time) => holds(new Date(time)));
  const first = new Date(times[0] ?? 0);
  const sameDay = all((d) => d.getUTCDate() === first.getUTCDate() && d.getTime() % DAY === 0);
  if (sameDay && times.length > 1) {
    const sameMonth = all((d) => d.getUTCMonth() === first.getUTCMonth());
    const units: CalendarUnit[] = sameMonth ? ['year'] : ['month', 'year'];
    return ({ unit }) => units.includes(unit);
  }
  const step = times.reduce((common, time) => divisor(common, Math.abs(time - times[0]!)), 0);
  return ({ unit, every }) =>
    unit === 'month' || unit === 'year' || step === 0 || (every * LENGTHS[unit]) % step === 0;
}

/** The greatest common one. */
function divisor(a: number, b: number): number {
  while (b > 0) [a, b] = [b, a % b];
  return a;
}
