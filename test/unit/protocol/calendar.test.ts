// Stretches of the calendar: where they begin, which one suits a range, and what dates are written to.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  floorTo,
  lengthOf,
  nextOf,
  resolutionOf,
  startsOf,
  type Stretch,
  stretchFor,
} from '../../../src/protocol/calendar';

const at = (text: string) => Date.parse(text);
const written = (times: number[]) => times.map((time) => new Date(time).toISOString().slice(0, 10));
const DAY = 86_400_000;

test('months, quarters and years begin on their first day, weeks on Monday', () => {
  const time = at('2024-02-29T17:30:00Z');
  const start = (stretch: Stretch) => written([floorTo(stretch, time)])[0];
  expect(start({ unit: 'month', every: 1 })).toBe('2024-02-01');
  expect(start({ unit: 'month', every: 3 })).toBe('2024-01-01');
  expect(start({ unit: 'year', every: 10 })).toBe('2020-01-01');
  expect(start({ unit: 'week', every: 1 })).toBe('2024-02-26');
  expect(new Date(floorTo({ unit: 'week', every: 1 }, time)).getUTCDay()).toBe(1);
  expect(written(startsOf({ unit: 'month', every: 1 }, time, at('2024-05-01')))).toEqual([
    '2024-02-01',
    '2024-03-01',
    '2024-04-01',
    '2024-05-01',
    '2024-06-01',
  ]);
  expect(written([floorTo({ unit: 'year', every: 1 }, at('0050-06-01T00:00:00Z'))])).toEqual([
    '0050-01-01',
  ]);
});

test('any time lies in the stretch that begins before it and ends after it', () => {
  const stretch = fc.constantFrom<Stretch>(
    { unit: 'minute', every: 15 },
    { unit: 'day', every: 2 },
    { unit: 'week', every: 1 },
    { unit: 'month', every: 1 },
    { unit: 'month', every: 3 },
    { unit: 'year', every: 5 },
  );
  const time = fc.integer({ min: at('1700-01-01'), max: at('2300-01-01') });
  fc.assert(
    fc.property(stretch, time, (s, when) => {
      const start = floorTo(s, when);
      expect(start).toBeLessThanOrEqual(when);
      expect(nextOf(s, start)).toBeGreaterThan(when);
      expect(floorTo(s, nextOf(s, start))).toBe(nextOf(s, start));
      expect((nextOf(s, start) - start) / lengthOf(s)).toBeCloseTo(1, 0);
    }),
  );
});

describe('the stretch of bins', () => {
  const every = (step: number, count: number, from = at('2021-03-04')) =>
    Array.from({ length: count }, (_, k) => from + k * step);
  const chosen = (times: number[], most = 48) =>
    stretchFor(Math.min(...times), Math.max(...times), most, resolutionOf(times));

  test('days of a month stay days, days of two years become months', () => {
    expect(chosen(every(DAY, 31))).toEqual({ unit: 'day', every: 1 });
    expect(chosen(every(DAY, 730))).toEqual({ unit: 'month', every: 1 });
  });
  test('is never shorter than the steps that dates are written in', () => {
    expect(chosen(every(DAY, 14))).toEqual({ unit: 'day', every: 1 }); // 12 hours would leave gaps
    expect(chosen(every(15 * 60_000, 12))).toEqual({ unit: 'minute', every: 15 });
    expect(chosen(every(7 * DAY, 20))).toEqual({ unit: 'week', every: 1 });
  });
  test('firsts of months are in months, Januaries in years', () => {
    const months = Array.from({ length: 8 }, (_, k) => Date.UTC(2020, k, 1));
    expect(chosen(months)).toEqual({ unit: 'month', every: 1 });
    const years = Array.from({ length: 8 }, (_, k) => Date.UTC(2000 + k, 0, 1));
    expect(chosen(years)).toEqual({ unit: 'year', every: 1 });
  });
  test('a single date has one', () => {
    expect(startsOf(chosen([at('2021-03-04')]), at('2021-03-04'), at('2021-03-04'))).toHaveLength(
      2,
    );
  });
});
