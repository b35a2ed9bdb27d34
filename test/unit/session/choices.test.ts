// Choices of columns that come faster than they are answered.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DataRoom, openDataRoom } from '../../../src/data';
import { Explorations } from '../../../src/session/explorations';

const dir = mkdtempSync(join(tmpdir(), 'flowscope-choices-'));
let data: DataRoom;
beforeAll(
  async () =>
    void (data = await openDataRoom({ temporary: mkdtempSync(join(tmpdir(), 'flowscope-room-')) })),
);
afterAll(() => data.close());

test('the last of several is the one that holds, however long each takes', async () => {
  const path = join(dir, 'table.csv');
  writeFileSync(
    path,
    'a,b,kind\n' +
      Array.from({ length: 500 }, (_, i) => `${i % 13}.5,${i % 17}.25,${'xyz'[i % 3]}\n`).join(''),
  );
  let [begin, release] = [() => {}, () => {}];
  const begun = new Promise<void>((resolve) => (begin = resolve));
  const released = new Promise<void>((resolve) => (release = resolve));
  // counting rows takes long where something is given
  const slow = Object.create(data, {
    open: {
      value: async (...given: Parameters<DataRoom['open']>) => {
        const table = await data.open(...given);
        const own = table.withoutGiven.bind(table);
        table.withoutGiven = async (columns, named) => {
          if (named.length > 0) {
            begin();
            await released;
          }
          return own(columns, named);
        };
        return table;
      },
    },
  }) as DataRoom;
  const explorations = new Explorations(
    {
      data: slow,
      storage: mkdtempSync(join(dir, 'storage-')),
      dist: join(__dirname, '../../../dist'),
      version: '0.0.0',
      log: () => undefined,
    },
    () => undefined,
  );
  const { id } = await explorations.call('open', { path });
  const first = explorations.call('select', { id, columns: ['a', 'b'], given: ['kind'] });
  await begun;
  expect(await explorations.call('select', { id, columns: ['b'], given: [] })).toMatchObject({
    selected: ['b'],
    given: [],
  });
  release();
  expect(await first).toMatchObject({ selected: ['b'], given: [] });
  expect(
    await explorations.call('select', { id, columns: ['b', 'a'], given: ['kind'] }),
  ).toMatchObject({ selected: ['b', 'a'], given: ['kind'] });
});
