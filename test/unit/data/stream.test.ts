// Rows of a file a piece at a time: small files through their table, large ones read through;
// always the same rows in the same order.
import {
  closeSync,
  mkdtempSync,
  openSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DuckDBInstance } from '@duckdb/node-api';
import { type DataRoom, openDataRoom } from '../../../src/data';
import { LIMITS } from '../../../src/data/duckdb/loaded';
import type { Reading } from '../../../src/protocol/data';
import { english } from '../../../src/protocol/sentence';

const dir = mkdtempSync(join(tmpdir(), 'flowscope-test-'));
const rooms: DataRoom[] = [];
beforeAll(async () => {
  for (const threads of [1, 4]) rooms.push(await openDataRoom({ temporary: dir, threads }));
});
afterAll(() => {
  rooms.forEach((r) => r.close());
  rmSync(dir, { recursive: true, force: true });
});

async function all(room: DataRoom, path: string, columns?: string[], said?: Reading) {
  const stream = await room.stream(path, columns, { said });
  try {
    const values: number[] = [];
    let read = 0;
    for await (const piece of stream.pieces()) {
      for (const v of piece.values.subarray(0, piece.count * stream.names.length)) values.push(v);
      read = piece.read;
    }
    return { names: stream.names, values, read, notes: stream.notes.map(english).join(' ') };
  } finally {
    await stream.close();
  }
}
const file = (name: string, text: string) => {
  writeFileSync(join(dir, name), text);
  return join(dir, name);
};

describe('a small file', () => {
  test('gives its complete rows in order', async () => {
    const path = file('small.csv', 'a,b,city\n1,2,x\n3,,y\n5,6,z\n7,8,w\n');
    expect(await all(rooms[0]!, path)).toMatchObject({
      names: ['a', 'b'],
      values: [1, 2, 5, 6, 7, 8],
      read: 4,
    });
    expect((await all(rooms[0]!, path, ['b'])).values).toEqual([2, 6, 8]);
  });
  test.each([
    ['zz', 'no column "zz"'],
    ['city', 'cannot be modelled'],
  ])('refuses %s', async (column, part) => {
    await expect(
      all(rooms[0]!, file('small2.csv', 'a,city\n1,x\n2,yy\n3,z\n'), [column]),
    ).rejects.toThrow(part);
  });
});

// so large that no fields of its numbers are kept
describe('a large file', () => {
  const ROWS = 200_000;
  /** as large in fewer rows, where only their place matters */
  const FEWER = 40_000;
  const value = (n: number) => (n % 1000 === 7 ? NaN : 1e6 + Math.sin(n));
  /** @param odd what stands in place of the row three quarters down */
  const large = (name: string, rows: number, odd?: (filler: string) => string) => {
    const path = join(dir, name);
    const filler = 'x'.repeat(33_000_000 / rows);
    const out = openSync(path, 'w');
    writeSync(out, 'a,text,b\n');
    for (let n = 0; n < rows; n += 10_000) {
      const lines = Array.from({ length: 10_000 }, (_, k) =>
        odd && n + k === 0.75 * rows
          ? odd(filler)
          : `${Number.isNaN(value(n + k)) ? 'NA' : value(n + k)},${filler},${n + k}`,
      );
      writeSync(out, lines.join('\n') + '\n');
    }
    closeSync(out);
    expect(statSync(path).size).toBeGreaterThan(LIMITS.everything);
    return path;
  };

  test('gives the same rows in the order of the file, on one thread and on four', async () => {
    const clean = large('clean.csv', ROWS);
    const expected = Array.from({ length: ROWS }, (_, n) => n)
      .filter((n) => n % 1000 !== 7)
      .flatMap((n) => [value(n), n]);
    for (const room of rooms) {
      const { names, values, read } = await all(room, clean, ['a', 'b']);
      expect(names).toEqual(['a', 'b']);
      expect(read).toBe(ROWS);
      expect(values.length).toBe(expected.length);
      expect(values.findIndex((v, i) => v !== expected[i])).toBe(-1);
    }
  });

  test('refuses a text where a number belongs, far from the beginning, unless it is said to be a number', async () => {
    const late = large('late.csv', FEWER, (filler) => `oops,${filler},1`);
    await expect(all(rooms[1]!, late, ['a'])).rejects.toThrow('"a" cannot be modelled: it is text');
    expect((await all(rooms[1]!, late, ['b'])).values.length).toBe(FEWER);
    expect((await all(rooms[1]!, late, ['a'], { types: { a: 'number' } })).values.length).toBe(
      FEWER - FEWER / 1000 - 1,
    );
  });

  test('leaves out rows that do not fit the header, and says so', async () => {
    const broken = large('broken.csv', FEWER, (filler) => `1,${filler},1,2,3`);
    const { values, read, notes } = await all(rooms[1]!, broken, ['a', 'b']);
    expect([values.length, read]).toEqual([2 * (FEWER - FEWER / 1000 - 1), FEWER - 1]);
    expect(notes).toMatch(/1 row has too many fields and is left out/);
  });

  test('of Parquet gives the same', async () => {
    const path = join(dir, 'clean.parquet');
    const duck = await (await DuckDBInstance.create(':memory:')).connect();
    await duck.run(
      'COPY (SELECT sin(i) AS "a b", i::INTEGER AS n, repeat(md5(i::VARCHAR), 6) AS t FROM ' +
        `range(200000) x(i)) TO '${path}' (FORMAT parquet, COMPRESSION uncompressed, ROW_GROUP_SIZE 50000)`,
    );
    duck.closeSync();
    const [one, four] = await Promise.all(rooms.map((room) => all(room, path, ['a b', 'n'])));
    expect(one!.names).toEqual(['a b', 'n']);
    expect(one!.values.filter((_, i) => i % 2 === 1).findIndex((v, i) => v !== i)).toBe(-1);
    expect(four).toEqual(one);
  });
});
