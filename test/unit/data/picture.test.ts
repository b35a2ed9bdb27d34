// Counts for pictures against a plain count in JavaScript: robust and log axes, splits.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDataRoom, type DataRoom, type Table } from '../../../src/data';
import { unreadable } from '../../../src/data/duckdb/pictures/axes';
import { countIn, widthsOf } from '../../../src/protocol/bins';
import { fromTrend, limited } from '../protocol/limited';

const dir = mkdtempSync(join(tmpdir(), 'flowscope-picture-'));
let room: DataRoom;
let table: Table;
interface Row {
  x: number;
  income: number;
  n: number;
  kind: string;
}
const KINDS = ['a', "it's", 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'];
/** numbers that look random, the same each time */
const noise = (i: number) => (((Math.sin(i * 12.9898) * 43758.5453) % 1) + 1) % 1;
const ROWS: Row[] = Array.from({ length: 3000 }, (_, i) => ({
  x:
    Math.round(1000 * (noise(i) + noise(i + 5000) - 1)) / 1000 +
    (i % 500 === 0 ? 1000 : i % 700 === 1 ? -400 : 0),
  income: Math.round(100 * Math.exp(3 * noise(i + 9000))) / 100,
  n: Math.floor(6 * noise(i + 20_000)),
  kind: i % 10 === 9 ? '' : KINDS[Math.floor(KINDS.length * noise(i + 30_000) ** 2)]!,
}));

beforeAll(async () => {
  room = await openDataRoom({ temporary: mkdtempSync(join(tmpdir(), 'flowscope-room-')) });
  const path = join(dir, 'rows.csv');
  writeFileSync(
    path,
    `x,income,n,kind\n${ROWS.map((r) => [r.x, r.income, r.n, r.kind].join(',')).join('\n')}\n`,
  );
  table = await room.open(path);
});
afterAll(() => {
  table.close();
  room.close();
});

const sum = (list: number[]) => list.reduce((a, b) => a + b, 0);

test('an axis leaves a few far rows out by itself and counts them; a user may have the whole', async () => {
  const [auto] = (await table.counts(['x'], {})).within;
  const [axis] = await table.axes(['x'], {});
  expect(axis).toMatchObject({ robust: true, automatic: true, log: false });
  expect(axis!.high).toBeLessThan(2);
  expect(auto).toMatchObject({
    below: ROWS.filter((r) => r.x < axis!.low).length,
    above: ROWS.filter((r) => r.x > axis!.high).length,
  });
  expect(auto!.below).toBeGreaterThan(0);
  const [whole] = (await table.counts(['x'], { axes: { x: { robust: false } } })).within;
  expect(whole).toMatchObject({ below: 0, above: 0 });
  expect(await table.axes(['income'], { income: { robust: true } })).toMatchObject([
    { robust: true, automatic: false },
  ]);
});

test('a log axis has edges of nearly equal factors, between the cents, and needs positive values', async () => {
  const { bins, within } = await table.counts(['income'], { axes: { income: { log: true } } });
  const { edges } = bins[0]!;
  const [low, high] = [
    Math.min(...ROWS.map((r) => r.income)),
    Math.max(...ROWS.map((r) => r.income)),
  ];
  const factor = (high / low) ** (1 / 40);
  for (let b = 1; b < edges.length - 1; b++)
    expect(Math.abs(edges[b + 1]! / edges[b]! - factor)).toBeLessThan(0.03 / edges[b]!);
  for (const edge of edges) expect(Math.abs((100 * edge) % 1)).toBeCloseTo(0.5, 6);
  expect(sum(within[0]!.counts[0]!) + within[0]!.below + within[0]!.above).toBe(ROWS.length);
  await expect(table.counts(['x'], { axes: { x: { log: true } } })).rejects.toThrow(
    'needs positive values',
  );
});

test(
  'columns of limited resolution: DuckDB counts as we do, on both axes, and shows no gap that is ' +
    'not there',
  async () => {
    const columns = Array.from({ length: 12 }, (_, k) => limited(5000 + k).values);
    const rows = Math.max(...columns.map((c) => c.length));
    const path = join(dir, 'limited.csv');
    const lowest = columns.map((c) => c.reduce((a, b) => Math.min(a, b)));
    const shifted = columns.map((c, i) => c.map((v) => v - lowest[i]! + 5));
    writeFileSync(
      path,
      [
        columns.map((_, i) => `c${i}`).join(','),
        ...Array.from({ length: rows }, (_, k) =>
          shifted.map((c) => (k < c.length ? c[k] : '')).join(','),
        ),
      ].join('\n'),
    );
    const read = await room.open(path);
    try {
      const profile = await read.profile();
      for (const [i, values] of shifted.entries()) {
        const own = profile.columns[i]!.histogram!;
        expect(own.counts, `c${i}`).toEqual(countIn(own.edges, values).counts);
        for (const log of [false, true]) {
          const { bins, within } = await read.counts([`c${i}`], {
            axes: { [`c${i}`]: { log, robust: false } },
          });
          const { edges } = bins[0]!;
          if (!log) expect(edges).toEqual(own.edges);
          expect(within[0]!.counts[0]).toEqual(countIn(edges, values).counts);
          // per unit of the column: what is smooth there is smooth among bars of any width
          if (!log)
            expect(
              Math.max(0, ...fromTrend(within[0]!.counts[0]!, widthsOf(edges)).map(Math.abs)),
            ).toBeLessThan(5.5);
        }
      }
    } finally {
      read.close();
    }
  },
);

test('whole numbers have a bin each, around their values', async () => {
  const { bins, within } = await table.counts(['n'], {});
  expect(bins[0]!.edges).toEqual([-0.5, 0.5, 1.5, 2.5, 3.5, 4.5, 5.5]);
  expect(within[0]!.counts[0]).toEqual(
    [0, 1, 2, 3, 4, 5].map((n) => ROWS.filter((r) => r.n === n).length),
  );
});

test('a split names the most frequent categories; the rest are "other", gaps are "missing"', async () => {
  const { groups, within } = await table.counts(['n'], { split: 'kind' });
  const count = (kind: string) => ROWS.filter((r) => r.kind === kind).length;
  const named = [...KINDS].sort((a, b) => count(b) - count(a)).slice(0, 7);
  expect(groups!.levels).toEqual([...named, 'other', 'missing']);
  const expected = [
    ...named.map(count),
    sum(KINDS.filter((k) => !named.includes(k)).map(count)),
    count(''),
  ];
  expect(within[0]!.counts.map(sum)).toEqual(expected);
  expect(groups!.rows).toEqual(expected);
  const sample = await table.sample(['x', 'n'], 500, { split: 'kind' });
  expect(sample).toMatchObject({ count: 500, of: ROWS.length, matching: ROWS.length });
  for (let i = 0; i < sample.count; i++) {
    const row = ROWS[sample.rowNumbers[i]!]!;
    expect([sample.values[2 * i], sample.values[2 * i + 1]]).toEqual([row.x, row.n]);
    const level = sample.levels![sample.level![i]!]!;
    expect(level).toBe(row.kind === '' ? 'missing' : named.includes(row.kind) ? row.kind : 'other');
  }
});

test('what cannot be split by is said', async () => {
  await expect(table.counts(['x'], { split: 'nowhere' })).rejects.toThrow(
    'no column "nowhere" to split by',
  );
});

test('a picture is unreadable when nearly all rows fill few bins and some are outside', () => {
  const bins = (...at: [number, number][]) =>
    Array.from({ length: 40 }, (_, b) => at.find(([k]) => k === b)?.[1] ?? 0);
  expect(unreadable(bins([3, 990], [39, 10]))).toBe(true);
  expect(unreadable(bins([3, 1000]))).toBe(false);
  expect(unreadable(bins([3, 500], [39, 500]))).toBe(false);
  expect(unreadable([5, 5])).toBe(false);
});
