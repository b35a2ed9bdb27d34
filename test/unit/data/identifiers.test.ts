// Counters, time stamps in even steps and numeric ids are identifiers; what measures something is not.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { chanceOfDistinct } from '../../../src/data/duckdb/profile/identifiers';
import { normals, shuffle, uniform } from '../../../src/distributions/random';
import { tableReader } from './read-table';
import { english } from '../../../src/protocol/sentence';

const reader = tableReader();
let file = 0;

/** The columns of a table that are identifiers, and why. */
async function identifiers(
  columns: Record<string, (row: number) => number | string>,
  rows: number,
  where?: string,
): Promise<Record<string, string>> {
  const path = join(reader.dir, `columns-${file++}.csv`);
  const lines = Array.from({ length: rows }, (_, k) =>
    Object.values(columns)
      .map((of) => of(k))
      .join(','),
  );
  writeFileSync(
    path,
    [
      Object.keys(columns)
        .map((name) => `"${name}"`)
        .join(','),
      ...lines,
    ].join('\n'),
  );
  const table = await reader.room().open(path);
  try {
    if (where) await table.filter(where);
    const profile = await table.profile();
    return Object.fromEntries(
      profile.columns.flatMap((c) => (c.identifier ? [[c.name, english(c.identifier)]] : [])),
    );
  } finally {
    table.close();
  }
}

/** 0 to n - 1 in another order */
const shuffled = (n: number, seed: number) => shuffle(n, seed, 1);
const EVEN = 'it goes on in even steps from row to row';
const DISTINCT = 'every row has a whole number of its own';
const NAMED = 'its name says so';
const measured = (k: number) => normals(3, 7, k, 1, 1)[0]!;

describe('identifiers', () => {
  test.each<[string, (row: number) => number | string, string]>([
    ['a counter', (k) => k + 1, EVEN],
    ['a counter from the end', (k) => 1000 - k, EVEN],
    ['a counter of tens', (k) => 10 * k, EVEN],
    ['time stamps of minutes', (k) => 1_600_000_000 + 60 * k, EVEN],
    ['time stamps of a camera', (k) => Math.round((k * 1000) / 30), EVEN],
    ['hundredths of a second', (k) => (k / 100).toFixed(2), EVEN],
    ['seconds of a camera', (k) => (k / 30).toFixed(3), EVEN],
    ['seconds with every tenth left out', (k) => ((k + Math.floor(k / 9)) / 100).toFixed(2), EVEN],
    ['a shuffled counter', (k) => shuffled(400, 1)[k]!, DISTINCT],
    ['a shuffled counter of fives', (k) => 7 + 5 * shuffled(400, 2)[k]!, DISTINCT],
    ['a counter with gaps', (k) => shuffled(600, 3)[k]!, DISTINCT],
    ['a rising counter with gaps', (k) => 3 * k + Math.floor(2 * uniform(4, 1, k)), DISTINCT],
  ])('%s', async (_, values, why) => {
    expect(await identifiers({ first: values, x: measured }, 400)).toEqual({ first: why });
  });

  test('a number of many digits is one where its name says so', async () => {
    const number = (k: number) => 1e8 + Math.floor(9e8 * uniform(5, 1, k));
    expect(
      await identifiers(
        {
          id: number,
          'customer id': number,
          PassengerId: number,
          USER_ID: number,
          'Unnamed: 0': number,
          income: number,
          x: measured,
        },
        300,
      ),
    ).toEqual({
      id: NAMED,
      'customer id': NAMED,
      PassengerId: NAMED,
      USER_ID: NAMED,
      'Unnamed: 0': NAMED,
    });
    // people who come several times
    expect(await identifiers({ subject_id: (k) => k % 12, x: measured }, 240)).toEqual({
      subject_id: NAMED,
    });
    // what may be a measure as well, where a number comes twice
    const twice = (k: number) => number(k >> 1);
    expect(
      await identifiers(
        {
          'invoice number': number,
          productCode: number,
          'wave number': twice,
          paid: number,
          x: measured,
        },
        300,
      ),
    ).toEqual({ 'invoice number': NAMED, productCode: NAMED });
  });

  test('what measures something is none', async () => {
    const found = await identifiers(
      {
        age: (k) => Math.floor(18 + 60 * uniform(6, 1, k)),
        count: (k) => Math.floor(-5 * Math.log(uniform(6, 2, k))),
        year: (k) => 1990 + (k % 20),
        income: (k) => Math.round(Math.exp(10 + measured(k))),
        'income in file order': (k) =>
          20_000 + 37 * k + Math.floor(300 * uniform(6, 3, k)) * (k % 2),
        x: (k) => measured(k).toFixed(6),
        'x in order': (k) => (k + uniform(6, 4, k)).toFixed(9),
        design: (k) => (shuffled(400, 7)[k]! / 400).toFixed(4),
        valid: (k) => Math.floor(30 * uniform(6, 5, k)),
        'ID [mm]': (k) => Math.floor(1e6 * uniform(6, 6, k)),
      },
      400,
    );
    expect(found).toEqual({});
  });

  test('in a small table the numbers themselves tell nothing', async () => {
    expect(await identifiers({ dose: (k) => 10 * k, response: measured }, 12)).toEqual({});
    expect(await identifiers({ id: (k) => k + 1, response: measured }, 12)).toEqual({ id: NAMED });
  });

  test('a counter stays one among the rows of a filter, and with gaps of its own', async () => {
    expect(
      await identifiers({ row: (k) => k, place: (k) => k, x: measured }, 100, 'x > 0'),
    ).toEqual({ row: NAMED, place: EVEN });
    expect(
      await identifiers(
        { place: (k) => (k % 9 === 0 ? '' : shuffled(300, 8)[k]!), x: measured },
        300,
      ),
    ).toEqual({ place: DISTINCT });
  });
});

test('the chance that values are distinct is that of birthdays', () => {
  expect(Math.exp(chanceOfDistinct(23, 365))).toBeCloseTo(0.4927, 4);
  expect(chanceOfDistinct(3, 2)).toBe(-Infinity);
});
