// What rows are given, read from a file: levels and numbers, of small tables and of large ones, and
// the rows beside a choice.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDataRoom, type DataRoom, type Table } from '../../../src/data';

const dir = mkdtempSync(join(tmpdir(), 'flowscope-given-'));
const lanes = ["it's left", 'middle', 'right', 'NA'];
const rows = Array.from({ length: 400 }, (_, i) => ({
  speed: 60 + ((i * 37) % 101) + 0.5,
  mass: i % 11 === 5 ? null : 1000 + i,
  lane: lanes[i % 7 === 0 ? 3 : i % 3]!,
  year: 2007 + (i % 3),
  id: `row ${i}`,
}));
const path = join(dir, 'cars.csv');
writeFileSync(
  path,
  'speed,mass,lane,year,id,one\n' +
    rows.map((r) => `${r.speed},${r.mass ?? ''},${r.lane},${r.year},${r.id},same`).join('\n') +
    '\n',
);
let rooms: DataRoom[];
let tables: Table[];
beforeAll(async () => {
  // as a small file, whose fields are kept, and as a large one, whose numbers alone are
  rooms = await Promise.all(
    [undefined, { straight: 0, everything: 0 }, { columns: 0 }].map((limits) =>
      openDataRoom({ temporary: mkdtempSync(join(tmpdir(), 'flowscope-room-')), limits }),
    ),
  );
  tables = await Promise.all(rooms.map((room) => room.open(path)));
});
afterAll(() => rooms.forEach((room) => room.close()));

describe.each([
  ['small', 0],
  ['large', 1],
] as const)('a %s table', (_, k) => {
  const complete = rows
    .map((r, i) => ({ ...r, i }))
    .filter((r) => r.lane !== 'NA' && r.mass !== null);

  test('levels come with the most frequent first, numbers as numbers', async () => {
    const found = await tables[k]!.givenColumns(['speed'], ['lane', 'mass']);
    const count = (lane: string) => rows.filter((r) => r.lane === lane).length;
    const levels = lanes.slice(0, 3).sort((a, b) => count(b) - count(a) || (a < b ? -1 : 1));
    expect(found).toEqual([
      { column: 'lane', levels },
      { column: 'mass', levels: null },
    ]);
    const read = await tables[k]!.rows(['speed'], { given: found });
    expect(await tables[k]!.withoutGiven(['speed'], found)).toBe(400 - complete.length);
    expect(read).toMatchObject({
      count: complete.length,
      read: 400,
      leftOut: 400 - complete.length,
      withoutGiven: 400 - complete.length,
    });
    expect([...read.rowNumbers]).toEqual(complete.map((r) => r.i));
    expect([...read.values]).toEqual(complete.map((r) => r.speed));
    expect([...read.givenValues]).toEqual(
      complete.flatMap((r) => [levels.indexOf(r.lane), r.mass!]),
    );
  });

  test('pieces, single rows and samples are given the same', async () => {
    const given = [{ column: 'lane', levels: ['middle', "it's left"] }];
    const there = rows.map((r, i) => ({ ...r, i })).filter((r) => r.lane !== 'NA');
    const place = (r: { lane: string }) => given[0]!.levels.indexOf(r.lane);
    const pieces: number[] = [];
    for await (const piece of tables[k]!.pieces(['speed', 'year'], 64, given))
      pieces.push(...piece.givenValues);
    expect(pieces).toEqual(there.map(place));
    const at = await tables[k]!.rowsAt(['speed'], [8, 7, 3, 2], given);
    expect(at.found).toEqual([8, 3, 2]);
    expect([...at.givenValues]).toEqual([8, 3, 2].map((i) => place(rows[i]!)));
    const sample = await tables[k]!.sample(['speed'], 50, {}, given);
    expect([...sample.givenValues]).toEqual([...sample.rowNumbers].map((i) => place(rows[i]!)));
  });

  test('a part of the rows keeps what each is given', async () => {
    const given = [{ column: 'year', levels: ['2009', '2007'] }];
    const { rowNumbers, givenValues, count } = await tables[k]!.rows(['speed'], {
      limit: 60,
      given,
    });
    expect(count).toBe(60);
    expect([...givenValues]).toEqual(
      [...rowNumbers].map((i) => given[0]!.levels.indexOf(String(rows[i]!.year))),
    );
  });

  test('beside chosen values stand the rows of the level, and the nearest of these', async () => {
    const table = tables[k]!;
    const same = rows.filter((r) => r.lane === "it's left");
    expect(await table.beside(['speed'], { lane: "it's left" })).toMatchObject({
      rows: same.length,
      of: same.length,
      reach: {},
    });
    const near = await table.beside(['speed', 'mass'], { mass: 1100 });
    const distances = rows
      .flatMap((r) => (r.mass === null ? [] : [Math.abs(r.mass - 1100)]))
      .sort((a, b) => a - b);
    expect(near.of).toBe(distances.length);
    expect(near.rows).toBe(distances.filter((d) => d <= near.reach.mass! * (1 + 1e-12)).length);
    expect(Math.abs(near.rows - 200)).toBeLessThan(3);
    const lens = { given: { lane: 'right' } };
    const right = rows.filter((r) => r.lane === 'right');
    expect((await table.sample(['speed'], 1000, lens)).count).toBe(right.length);
    const counts = await table.counts(['speed'], lens);
    expect([counts.rows, counts.of]).toEqual([right.length, 400]);
    expect(await table.beside(['speed'], { lane: 'nowhere' })).toMatchObject({ rows: 0, of: 0 });
  });

  test.each([
    ['id', '"id" has more than 50 levels'],
    ['one', '"one" has one value only'],
    ['nothing', 'There is no column "nothing"'],
  ])('%s cannot be given', async (name, sentence) => {
    await expect(tables[k]!.givenColumns(['speed'], [name])).rejects.toThrow(sentence);
  });
});
