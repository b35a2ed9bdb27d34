// What is looked at where nobody chose: columns that measure something, and the first twelve of them.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DataRoom, openDataRoom } from '../../../src/data';
import { Explorations } from '../../../src/session/explorations';
import { streamOf } from '../../../src/data/stream';
import { tableBase } from '../../../src/session/chains/transform-bases';
import { english } from '../../../src/protocol/sentence';

const dir = mkdtempSync(join(tmpdir(), 'flowscope-first-columns-'));
let data: DataRoom;
beforeAll(
  async () =>
    void (data = await openDataRoom({ temporary: mkdtempSync(join(tmpdir(), 'flowscope-room-')) })),
);
afterAll(() => data.close());

const open = async (path: string, columns?: string[]) => {
  const explorations = new Explorations(
    {
      data,
      storage: mkdtempSync(join(dir, 'storage-')),
      dist: join(__dirname, '../../../dist'),
      version: '0.0.0',
      log: () => undefined,
    },
    () => undefined,
  );
  return explorations.call('open', { path, ...(columns ? { columns } : {}) });
};
const table = (name: string, columns: string[], cell: (row: number, column: number) => number) => {
  const path = join(dir, name);
  writeFileSync(
    path,
    [
      columns.join(','),
      ...Array.from({ length: 60 }, (_, k) => columns.map((__, c) => cell(k, c)).join(',')),
    ].join('\n'),
  );
  return path;
};
const ordinary = (k: number, c: number) => ((k * (7 + 2 * c)) % 53) + 0.5;

test('an identifier is left out, unless it is asked for or there is nothing else', async () => {
  const path = table('counted.csv', ['place', 'x', 'y'], (k, c) =>
    c === 0 ? k + 1 : ordinary(k, c),
  );
  expect((await open(path)).selected).toEqual(['x', 'y']);
  expect((await open(path, ['place', 'y'])).selected).toEqual(['place', 'y']);
  expect((await open(table('only.csv', ['place', 'other'], (k, c) => k + c))).selected).toEqual([
    'place',
    'other',
  ]);
  const stream = await streamOf(await data.open(path));
  expect(stream.names).toEqual(['x', 'y']);
  expect(stream.notes.map(english)).toContainEqual(
    '"place" is left out as an identifier: it goes on in even steps from row to row. Name it with --columns to take it in.',
  );
  await stream.close();
  const whole = await data.open(path);
  expect((await tableBase(whole)).names).toEqual(['x', 'y']);
  whole.close();
});

test('of many columns the first twelve', async () => {
  const names = Array.from({ length: 20 }, (_, c) => `c${c}`);
  expect((await open(table('many.csv', names, ordinary))).selected).toEqual(names.slice(0, 12));
});
