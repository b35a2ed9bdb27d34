// What stands for a missing value among texts, and what is a level; and types that a user settles,
// of Parquet too. Both ways of reading agree.
import { DuckDBInstance } from '@duckdb/node-api';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Reading } from '../../../src/protocol/data';
import { bothWays } from './both-ways';
import { english } from '../../../src/protocol/sentence';

const dir = mkdtempSync(join(tmpdir(), 'flowscope-gaps-'));
const rooms = bothWays();

let next = 0;
/** The column `c` beside numbers: its type, gaps, distinct values, and its levels as a condition and in a split. */
async function levelsOf(values: string[], said?: Reading) {
  const path = join(dir, `${next++}.csv`);
  writeFileSync(
    path,
    'x,c\n' +
      Array.from({ length: 60 }, (_, i) => `${i % 7}.5,${values[i % values.length]}\n`).join(''),
  );
  const [a, b] = await Promise.all(
    rooms.map(async (room) => {
      const table = await room.open(path, { said });
      const { columns, notes } = await table.detail();
      const { type, missing, distinct } = columns[1]!;
      const [given] = await table.givenColumns(['x'], ['c']);
      const { groups } = await table.counts(['x'], { split: 'c' });
      table.close();
      return {
        type,
        missing,
        distinct,
        given: given!.levels?.toSorted(),
        split: groups?.levels.toSorted(),
        notes: notes.map(english).join(' '),
      };
    }),
  );
  expect(b).toEqual(a);
  return a!;
}

describe('among categories', () => {
  test.each(['NA', 'N/A', 'n/a', 'null', 'NULL', 'NaN', 'None', '-', '?', ''])(
    'a gap: %j',
    async (gap) => {
      expect(await levelsOf(['left', 'right', gap])).toMatchObject({
        type: 'category',
        missing: 20,
        distinct: 2,
        given: ['left', 'right'],
        split: ['left', 'missing', 'right'],
      });
    },
  );
  test('they are counted in a note, and can be settled', async () => {
    expect((await levelsOf(['left', 'right', 'NA'])).notes).toMatch(
      /20 values of "c", such as "NA", count as gaps: settle its type as text/,
    );
    expect(await levelsOf(['DE', 'FR', 'NA'], { types: { c: 'text' } })).toMatchObject({
      missing: 0,
      distinct: 3,
      given: ['DE', 'FR', 'NA'],
      notes: expect.not.stringMatching(/gaps/),
    });
  });
  test('a gap also where no letter is a Latin one', async () => {
    expect(await levelsOf(['слева', 'справа', '-'])).toMatchObject({ missing: 20, distinct: 2 });
  });
  test.each([[['none', 'light', 'heavy']], [['Na', 'Cl', 'K']], [['+', '-']], [['✓', '✗', '-']]])(
    'levels: %j',
    async (levels) => {
      expect(await levelsOf(levels)).toMatchObject({
        type: 'category',
        missing: 0,
        distinct: levels.length,
        given: levels.toSorted(),
      });
    },
  );
});

describe('types that are settled, of Parquet', () => {
  const written = async () => {
    const path = join(dir, `${next++}.parquet`);
    const connection = await (await DuckDBInstance.create(':memory:')).connect();
    await connection.run(
      `COPY (SELECT i::VARCHAR || '.5' AS numbers, CASE WHEN i = 3 THEN 'x' ELSE (1000 + ` +
        `i)::VARCHAR END AS most, 'w' || i AS words, DATE '2024-01-01' + i::INTEGER AS day FROM ` +
        `range(10) t(i)) TO '${path}' (FORMAT parquet)`,
    );
    connection.closeSync();
    return path;
  };
  const profileOf = async (types: Reading['types']) => {
    const path = await written();
    const [a, b] = await Promise.all(
      rooms.map(async (room) => {
        const table = await room.open(path, { said: { types } });
        try {
          const { columns, notes } = await table.profile();
          return {
            columns: Object.fromEntries(columns.map((c) => [c.name, [c.type, c.mean, c.missing]])),
            notes: notes.map(english).join(' '),
          };
        } finally {
          table.close();
        }
      }),
    );
    expect(b).toEqual(a);
    return a!;
  };
  test('texts that are numbers', async () => {
    expect((await profileOf({})).columns.numbers![0]).toBe('text');
    const found = await profileOf({ numbers: 'number', most: 'number' });
    expect(found.columns).toMatchObject({
      numbers: ['numeric', 5, 0],
      most: ['integer', (10_045 - 1003) / 9, 1],
    });
    expect(found.notes).toMatch(
      /1 values of "most" are not numbers and count as missing, such as "x"/,
    );
  });
  test.each(['words', 'day'])('none of which is a number: an error, %s', async (column) => {
    await expect(profileOf({ [column]: 'number' })).rejects.toThrow(
      /is said to hold numbers, and none of its values is one/,
    );
  });
});
