// Rows at the end that sum up the others are left out and counted; what only looks like them stays.
// Both ways of reading agree.
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { claimOf } from '../../../src/data/text/claims';
import type { Reading } from '../../../src/protocol/data';
import { bothWays } from './both-ways';
import { english } from '../../../src/protocol/sentence';

const dir = mkdtempSync(join(tmpdir(), 'flowscope-sums-'));
const rooms = bothWays();

let next = 0;
async function read(content: string, said?: Reading) {
  const path = join(dir, `${next++}.csv`);
  writeFileSync(path, content);
  const [a, b] = await Promise.all(
    rooms.map(async (room, k) => {
      const table = await room.open(path, { said });
      const profile = await table.profile();
      const out = join(dir, `${next}-${k}-out.csv`);
      await table.writeWithColumn(
        out,
        'score',
        Float64Array.from({ length: await table.rowEnd() }, (_, i) => i),
      );
      const lines = readFileSync(out, 'utf8').trim().split('\n').length - 1;
      table.close();
      return {
        rows: profile.rows,
        lines,
        columns: profile.columns.map((c) => [
          c.name,
          c.type,
          c.mean === null ? null : Number(c.mean.toFixed(4)),
          c.missing,
        ]),
        notes: profile.notes.map(english).join(' '),
      };
    }),
  );
  expect(b).toEqual(a);
  expect(a!.lines).toBe(a!.rows);
  return a!;
}
const values = [4.5, 6.25, 3, 8.75, 5, 7.5];
const table = (...last: string[]) =>
  `sample,conc\n${values.map((v, i) => `s${i},${v}\n`).join('')}${last.join('\n')}\n`;
const CLEAN = {
  rows: 6,
  columns: [
    ['sample', 'text', null, 0],
    ['conc', 'numeric', 5.8333, 0],
  ],
};

describe('left out where their numbers are what they claim', () => {
  test.each([
    [
      'several',
      ['Mean,5.83', 'SD,2.1', 'n,6'],
      /last 3 rows \("Mean", "SD", "n"\) sum up the others and are left out/,
    ],
    ['below a blank line', ['', 'Mean,5.83', 'SD,2.1'], /last 2 rows/],
    ['below a row without values', [',', 'Total:,35'], /last 2 rows \("Total:"\)/],
    ['with more words', ['Mean (n = 6),5.8', 'Std. Dev.,2.1'], /last 2 rows/],
    ['in German', ['Mittelwert,5.833', 'Standardabweichung,2.07'], /last 2 rows/],
    ['in French', ['Moyenne,5.8', 'Écart-type,2.1'], /last 2 rows/],
    ['in Japanese', ['合計,35'], /last row \("合計"\)/],
    [
      'as pandas describes them',
      [
        'count,6',
        'mean,5.833333',
        'std,2.089657',
        'min,3',
        '25%,4.625',
        '50%,5.625',
        '75%,7.1875',
        'max,8.75',
      ],
      /last 8 rows/,
    ],
  ])('%s', async (_, last, note) => {
    const found = await read(table(...last));
    expect(found).toMatchObject(CLEAN);
    expect(found.notes).toMatch(note);
  });
  test('amounts of money', async () => {
    expect(await read('x,pay\na,"$1,200"\nb,$800\nc,"$2,500"\nTotal,"$4,500"\n')).toMatchObject({
      rows: 3,
      columns: [
        ['x', 'text', null, 0],
        ['pay', 'integer', 1500, 0],
      ],
    });
  });
  test('where the last row, or the mean itself, has numbers in a form of their own', async () => {
    const below = await read('x;kind\n1.5;a\n2.5;a\n3.5;b\n4.5;b\n1.01-;\n2.198;Mean\n');
    expect([below.rows, below.columns[0]![2]]).toEqual([5, 2.198]);
    const own = await read('x;kind\n1.5-;a\n2.5-;a\n3.5-;b\n4.5-;b\n3-;Mean\n');
    expect([own.rows, own.columns[0]![2]]).toEqual([4, -3]);
  });
  test('beside numbers in the first column', async () => {
    expect(await read('id,v\n1,2.5\n2,4.5\n3,6.5\nMean,4.5\n')).toMatchObject({
      rows: 3,
      columns: [
        ['id', 'integer', 2, 0],
        ['v', 'numeric', 4.5, 0],
      ],
    });
  });
});

describe('other numbers', () => {
  test('left out where the place or several words tell, and said', async () => {
    const found = await read(table('', 'Mean,5'));
    expect(found).toMatchObject(CLEAN);
    expect(found.notes).toMatch(
      /\("Mean"\) seems to sum up the others, though its numbers are not theirs, and is left out: settle/,
    );
    expect((await read(table('Mean,5', 'SD,7'))).rows).toBe(6);
    expect((await read(table('', 'Mean,5'), { footer: 0 })).rows).toBe(7);
  });
  test('one alone: a row, and a doubt', async () => {
    const found = await read(table('Mean,5'));
    expect(found.rows).toBe(7);
    expect(found.notes).toMatch(/"Mean" stands in the last row: if it sums up the others/);
  });
  test('a level of a column of categories, and a name', async () => {
    const levels = `kind,v\n${['mean', 'max', 'mean', 'max', 'min', 'mean'].map((k, i) => `${k},${i}\n`).join('')}`;
    expect(await read(levels)).toMatchObject({
      rows: 6,
      notes: expect.not.stringMatching(/last row/),
    });
    expect((await read('who,v\nAnn,5\nBo,7\nMax,9\n')).rows).toBe(3);
  });
  test('what is settled counts', async () => {
    expect(await read(table('a,1', 'b,2'), { footer: 2 })).toMatchObject({
      ...CLEAN,
      notes: expect.stringMatching(/last 2 rows are left out, as you settled/),
    });
  });
});

test.each([
  ['Mean:', 'mean'],
  ['Std.Dev.', 'sd'],
  ['TOTAL', 'sum'],
  ['Average (all)', 'mean'],
  ['Итого', 'sum'],
  ['meaning', null],
  ['summer', null],
  ['', null],
])('%j claims %s', (word, claim) => expect(claimOf(word)).toBe(claim));
