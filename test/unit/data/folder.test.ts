// Several files as one table.
import { DuckDBInstance } from '@duckdb/node-api';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDataRoom, previewOf, type DataRoom } from '../../../src/data';
import { english } from '../../../src/protocol/sentence';

const dir = mkdtempSync(join(tmpdir(), 'flowscope-folder-'));
let room: DataRoom;
beforeAll(
  async () =>
    void (room = await openDataRoom({ temporary: mkdtempSync(join(tmpdir(), 'flowscope-room-')) })),
);
afterAll(() => room.close());
const folder = (name: string, files: Record<string, string>) => {
  mkdirSync(join(dir, name));
  for (const [file, content] of Object.entries(files))
    writeFileSync(join(dir, name, file), content);
  return join(dir, name);
};
async function parquet(path: string, query: string): Promise<void> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  await connection.run(`COPY (${query}) TO '${path}' (FORMAT parquet)`);
  connection.closeSync();
}

test('CSV files with the same header, each in its own encoding and line ends; a column names the file', async () => {
  const path = folder('csv', {
    'a2.csv': 'x,y\r\n3,30.5\r\n4,40.5\r\n',
    'a10.csv': '\ufeffx,y\n5,50.5\n6,60.5\n7,70.5\n',
    'notes.md': '# no table',
  });
  const table = await room.open(path);
  const profile = await table.profile();
  expect(profile).toMatchObject({ rows: 5, files: 2 });
  expect(profile.columns.map((c) => c.name)).toEqual(['x', 'y', 'file']);
  expect([...(await table.rows(['x', 'y'])).values]).toEqual([
    3, 30.5, 4, 40.5, 5, 50.5, 6, 60.5, 7, 70.5,
  ]);
  await table.filter("file = 'a10.csv'");
  expect([...(await table.rows(['x'])).rowNumbers]).toEqual([2, 3, 4]);
  expect(await table.changed()).toBe(false);
  writeFileSync(join(path, 'a2.csv'), 'x,y\n1,2\n');
  expect(await table.changed()).toBe(true);
});

test('what is said of a folder counts for every file, and its first rows can be seen before', async () => {
  const path = folder('said', { '1.csv': 'x:y\n1:2\n3:4\n', '2.csv': 'x:y\n5:6\n' });
  const preview = await previewOf(path, { delimiter: ':' });
  expect([preview.names, preview.rows]).toEqual([
    ['x', 'y'],
    [
      ['1', '2'],
      ['3', '4'],
    ],
  ]);
  expect(english(preview.notes[0]!)).toBe(
    'These are rows of 1.csv; all 2 files are read like this.',
  );
  const table = await room.open(path, { said: { delimiter: ':', types: { y: 'text' } } });
  const { columns, rows } = await table.profile();
  expect(rows).toBe(3);
  expect(columns.map((c) => [c.name, c.modelled])).toEqual([
    ['x', true],
    ['y', false],
    ['file', false],
  ]);
  table.close();
});

test('Parquet files by a pattern, also in a folder whose name looks like a partition', async () => {
  const path = folder('year=2024', {});
  await parquet(join(path, 'p1.parquet'), "SELECT 1.5 AS x, 'a' AS lane UNION ALL SELECT 2.5, 'b'");
  await parquet(join(path, 'p2.parquet'), "SELECT 3.5 AS x, 'a' AS lane");
  const table = await room.open(join(path, '*.parquet'));
  const profile = await table.profile();
  expect(profile.columns.map((c) => c.name)).toEqual(['x', 'lane', 'file']);
  expect([...(await table.rows(['x'])).values]).toEqual([1.5, 2.5, 3.5]);
  expect(
    (await (await room.open(join(path, 'p1.parquet'))).profile()).columns.map((c) => c.name),
  ).toEqual(['x', 'lane']);
});

test('a column that is a number in one file and not in another is judged on all rows', async () => {
  const table = await room.open(
    folder('late', { '1.csv': 'x,y\n1,2\n2,3\n', '2.csv': 'x,y\n3,far\n4,away\n' }),
  );
  expect((await table.profile()).columns.map((c) => [c.name, c.modelled])).toEqual([
    ['x', true],
    ['y', false],
    ['file', false],
  ]);
});

test('files that differ are refused, with the file and the column', async () => {
  await expect(
    room.open(folder('lacks', { '1.csv': 'x,y\n1,2\n3,4\n', '2.csv': 'x\n1\n2\n' })),
  ).rejects.toThrow('2.csv lacks the column "y", unlike 1.csv');
  await expect(
    room.open(folder('more', { '1.csv': 'x,y\n1,2\n3,4\n', '2.csv': 'x,y,z\n1,2,3\n4,5,6\n' })),
  ).rejects.toThrow('2.csv has a column "z", unlike 1.csv');
  await expect(
    room.open(folder('moved', { '1.csv': 'x,y\n1,2\n3,4\n', '2.csv': 'y,x\n1,2\n3,4\n' })),
  ).rejects.toThrow(/2.csv has its columns in another order/);
  await expect(
    room.open(folder('marks', { '1.csv': 'x;y\n1,5;2\n3,5;4\n', '2.csv': 'x;y\n1.5;2\n3.5;4\n' })),
  ).rejects.toThrow('2.csv has decimal points');
});

test('an empty folder, one with files of several forms, and a pattern nothing is like', async () => {
  await expect(room.open(folder('empty', {}))).rejects.toThrow(
    /holds no CSV, TSV, Parquet or JSON file/,
  );
  await expect(room.open(folder('both', { 'a.csv': 'x\n1\n2\n', 'b.json': '[]' }))).rejects.toThrow(
    /holds 1 .csv and 1 .json files. Say which/,
  );
  await expect(room.open(join(dir, 'csv', '*.parquet'))).rejects.toThrow(
    /No file in .* has a name like \*\.parquet/,
  );
});
