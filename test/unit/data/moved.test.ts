// A table whose file was renamed: what is read from the file again is read from its new place.
import { mkdirSync, mkdtempSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DataRoom, movedTo, openDataRoom, withContent } from '../../../src/data';

const dir = mkdtempSync(join(tmpdir(), 'flowscope-moved-'));
let room: DataRoom;
beforeAll(
  async () =>
    void (room = await openDataRoom({
      temporary: dir,
      limits: { straight: 0, everything: 0, columns: 2000 },
    })),
);
afterAll(() => room.close());

test('a large text, whose fields are not kept', async () => {
  const [path, to, out] = ["it's [1].csv", 'second.csv', 'out.csv'].map((name) =>
    join(dir, name),
  ) as [string, string, string];
  writeFileSync(path, 'a,b\n1.50,x\n2.50,y\n3.50,z\n');
  const table = await room.open(path);
  renameSync(path, to);
  expect(await table.changed()).toBe(true);
  table.moved(to);
  expect(await table.changed()).toBe(false);
  expect((await table.profile()).path).toBe(to);
  await table.writeWithColumn(out, 'p', Float64Array.of(1, 2, 3));
  expect(readFileSync(out, 'utf8')).toBe('a,b,p\n1.50,x,1.0\n2.50,y,2.0\n3.50,z,3.0\n');
  table.close();
});

test('a search skips other sizes, other content and folders of tools', async () => {
  const folder = join(dir, 'search');
  for (const inner of ['node_modules', 'deep/er'])
    mkdirSync(join(folder, inner), { recursive: true });
  const path = join(folder, 'deep', 'er', 'b.csv');
  for (const file of [path, join(folder, 'node_modules', 'b.csv')])
    writeFileSync(file, 'a,b\n1,2\n3,4\n');
  writeFileSync(join(folder, 'same-size.csv'), 'a,b\n1,2\n3,5\n');
  writeFileSync(join(folder, 'other.csv'), 'a,b\n1,2\n');
  const table = await room.open(path);
  const { fingerprint } = await table.profile();
  table.close();
  expect(await withContent(folder, fingerprint)).toBe(path);
  expect(await withContent(folder, fingerprint, { deep: 2 })).toBeNull();
  const there = { ino: -1, dev: -1, isFile: () => true };
  // it was there all the time, so it is no new name of anything
  expect(
    await movedTo({ path: join(folder, 'a.csv'), fingerprint, there, at: Date.now() + 60_000 }, [
      folder,
    ]),
  ).toBeNull();
  expect(await movedTo({ path: join(folder, 'a.csv'), fingerprint, there, at: 0 }, [folder])).toBe(
    path,
  );
});
