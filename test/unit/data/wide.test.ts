// Tables of thousands of columns: stored as lists, and read like any other.
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDataRoom, type DataRoom } from '../../../src/data';

const dir = mkdtempSync(join(tmpdir(), 'flowscope-wide-'));
let room: DataRoom;
/** stores every table as one of very many columns */
let packed: DataRoom;
beforeAll(async () => {
  [room, packed] = (await Promise.all(
    [{}, { columns: 0 }].map((limits) =>
      openDataRoom({ temporary: mkdtempSync(join(dir, 'room-')), limits }),
    ),
  )) as [DataRoom, DataRoom];
});
afterAll(() => [room, packed].forEach((r) => r.close()));

const WIDTH = 5000;
const value = (row: number, k: number) => ((row * 7919 + k * 104729) % 10007) / 100 - 50;
const wide = (rows: number) => {
  const header = ['group', ...Array.from({ length: WIDTH }, (_, k) => `v${k}`)].join(',');
  const line = (n: number) =>
    [
      n % 3 === 0 ? 'a' : 'b',
      ...Array.from({ length: WIDTH }, (_, k) => (n === 1 && k === 7 ? '' : value(n, k))),
    ].join(',');
  return [header, ...Array.from({ length: rows }, (_, n) => line(n)), ''].join('\n');
};

test(
  'every column is judged, chosen ones are drawn, filtered, split and given',
  { timeout: 120_000 },
  async () => {
    const path = join(dir, 'wide.csv');
    writeFileSync(path, wide(30));
    const table = await room.open(path);
    const { columns, rows } = await table.detail();
    expect([rows, columns.length]).toEqual([30, WIDTH + 1]);
    expect(columns[0]).toMatchObject({ name: 'group', type: 'category', distinct: 2 });
    expect(columns[8]).toMatchObject({ name: 'v7', type: 'numeric', missing: 1 });
    for (const k of [0, 1234, WIDTH - 1]) {
      const all = Array.from({ length: 30 }, (_, n) => value(n, k));
      const mean = all.reduce((a, b) => a + b, 0) / 30;
      const column = columns[k + 1]!;
      expect([column.min, column.max]).toEqual([Math.min(...all), Math.max(...all)]);
      expect(column.mean).toBeCloseTo(mean, 10);
      expect(column.standardDeviation).toBeCloseTo(
        Math.sqrt(all.reduce((a, b) => a + (b - mean) ** 2, 0) / 30),
        10,
      );
    }
    const chosen = await table.rows(['v4999', 'v7']);
    expect([chosen.count, chosen.leftOut, chosen.values[0], chosen.values[1]]).toEqual([
      29,
      1,
      value(0, 4999),
      value(0, 7),
    ]);
    const [histogram] = await table.histograms(['v4000']);
    expect(histogram!.counts.reduce((a, b) => a + b, 0)).toBe(30);
    const counts = await table.counts(['v1'], { split: 'group' });
    expect([counts.groups!.levels, counts.of]).toEqual([['b', 'a'], 30]);
    expect(await table.givenColumns(['v3'], ['group', 'v9'])).toEqual([
      { column: 'group', levels: ['b', 'a'] },
      { column: 'v9', levels: null },
    ]);
    const [every, some] = [
      columns.slice(1).map((c) => c.name),
      /5,000 columns are chosen, and at most 2,000 are described together/,
    ];
    await expect(table.rows(every)).rejects.toThrow(some);
    await table.filter('v4998 > 0 AND "group" = \'b\'');
    const kept = Array.from({ length: 30 }, (_, n) => n).filter(
      (n) => value(n, 4998) > 0 && n % 3 !== 0,
    );
    expect([...(await table.rows(['v5'])).rowNumbers]).toEqual(kept);
    expect((await table.profile()).columns[6]!.mean).toBeCloseTo(
      kept.reduce((a, n) => a + value(n, 5), 0) / kept.length,
      10,
    );
    await table.filter(null);
    const out = join(dir, 'scored.csv');
    await table.writeWithColumn(
      out,
      'log density',
      Float64Array.from({ length: 30 }, (_, n) => (n === 2 ? NaN : n / 4)),
    );
    const expected = wide(30)
      .trim()
      .split('\n')
      .map((line, n) => `${line},${n === 0 ? 'log density' : n === 3 ? '' : (n - 1) / 4}`);
    expect(readFileSync(out, 'utf8').trim().split('\n')).toEqual(expected);
    table.close();
  },
);

test('one row of 5,000 numbers is a table', async () => {
  const path = join(dir, 'one.csv');
  writeFileSync(path, wide(1));
  const { rows, columns } = await (await room.open(path)).profile();
  expect([rows, columns.length, columns.at(-1)!.mean]).toEqual([1, WIDTH + 1, value(0, WIDTH - 1)]);
});

test('Parquet of very many columns is read as Parquet of few', async () => {
  const path = join(dir, 'types.parquet');
  const values = Float64Array.from({ length: 90 }, (_, i) => (i % 3 === 2 ? i : i / 7));
  const labels = [
    { name: 'kind', levels: ['x', '12'], places: Array.from({ length: 30 }, (_, n) => n % 2) },
  ];
  await room.write(path, ['a', 'b b', 'whole'], values, 30, [false, false, true], labels);
  const facts = async (r: DataRoom) => {
    const { columns } = await (await r.open(path)).detail();
    return columns.map((c) => ({
      ...c,
      histogram: null,
      mean: c.mean && Number(c.mean.toPrecision(12)),
      standardDeviation: c.standardDeviation && Number(c.standardDeviation.toPrecision(12)),
    }));
  };
  expect(await facts(packed)).toEqual(await facts(room));
});

test('a line longer than the usual beginning still tells how the table is laid out', async () => {
  const path = join(dir, 'long.csv');
  const names = Array.from({ length: 30_000 }, (_, k) => `wavelength_${k}`);
  const line = (n: number) => names.map((_, k) => `${n},${(k % 90) + 10}`).join(';');
  writeFileSync(path, [names.join(';'), ...[1, 2, 3, 4, 5, 6].map(line)].join('\n'));
  const { dialect, columns, rows } = await (await room.open(path)).profile();
  expect([dialect.delimiter, dialect.decimal, rows, columns.length]).toEqual([';', ',', 6, 30_000]);
  expect(columns[5]).toMatchObject({ name: 'wavelength_5', type: 'numeric', min: 1.15, max: 6.15 });
});
