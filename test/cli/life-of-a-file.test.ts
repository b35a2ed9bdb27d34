// Tables that are renamed, moved, deleted or written while a page shows them.
import { copyFileSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { ExplorationState } from '../../src/protocol/exploration';
import { examples, folder } from './run';
import { type Running, startService, until } from './start-service';

let running: Running;
let [dir, path] = ['', ''];
beforeAll(async () => void (running = await startService(folder())));
afterAll(() => void running.child.kill('SIGKILL'));
beforeEach(() => {
  dir = folder();
  path = join(dir, 'runs', 'first.csv');
  mkdirSync(dirname(path));
  copyFileSync(join(examples, 'gaussian.csv'), path);
});

const open = async (at = path) =>
  (await running.service.call('open', { path: at, folders: [dir] })).id;
const stateOf = (id: string) => running.states.get(id);
const news = (id: string) => stateOf(id)?.file?.kind ?? null;
const call = (id: string): Promise<ExplorationState> => running.service.call('state', { id });
const short = { flow: 'affine', engine: 'auto', seed: 1, steps: 20 } as const;

test.each([
  ['renamed', () => join(dir, 'runs', 'second.csv')],
  ['moved to another folder', () => join(dir, 'archive', 'deep', 'first.csv')],
] as const)(
  '%s outside the editor: the page follows',
  async (_, place) => {
    const id = await open();
    const to = place();
    mkdirSync(dirname(to), { recursive: true });
    renameSync(path, to);
    await until(() => news(id) === 'moved');
    expect(stateOf(id)).toMatchObject({
      dataPath: to,
      label: to.split('/').at(-1),
      file: { from: path },
      error: null,
    });
    await running.service.call('fit', { id, options: short });
    expect(
      await running.service.call('score', { id, path: join(dir, 'scored.csv') }),
    ).toMatchObject({ rows: 6000 });
    // and it is looked at there
    rmSync(to);
    await until(() => news(id) === 'gone');
  },
  60_000,
);

test('its folder is renamed outside the editor: every page follows, a folder as one table too', async () => {
  const other = join(dir, 'runs', 'other.csv');
  copyFileSync(join(examples, 'two-moons.csv'), other);
  const table = join(dir, 'parts');
  mkdirSync(table);
  for (const k of [1, 2])
    writeFileSync(join(table, `${k}.csv`), `x,y\n${k},${k * k}\n${k + 0.5},3\n${k + 0.25},4\n`);
  const ids = [await open(), await open(other), await open(table)];
  renameSync(join(dir, 'runs'), join(dir, 'done'));
  renameSync(table, join(dir, 'pieces'));
  await until(() => ids.every((id) => news(id) === 'moved'));
  expect(ids.map((id) => stateOf(id)!.dataPath)).toEqual(
    ['done/first.csv', 'done/other.csv', 'pieces'].map((end) => join(dir, end)),
  );
}, 60_000);

test('renamed within the editor, a page, its model and how the file is read follow at once', async () => {
  writeFileSync(path, readFileSync(path, 'utf8').replaceAll(',', ';'));
  const { id } = await running.service.call('open', { path, reading: { delimiter: ';' } });
  await running.service.call('fit', { id, options: short });
  await running.service.call('save', { id, path: join(dir, 'runs', 'm.flow.safetensors') });
  const [from, to] = [join(dir, 'runs'), join(dir, 'kept')];
  renameSync(from, to);
  await running.service.call('moved', { from, to });
  const after = join(to, 'first.csv');
  expect(await call(id)).toMatchObject({
    dataPath: after,
    model: { path: join(to, 'm.flow.safetensors') },
    file: { kind: 'moved' },
  });
  await running.service.call('close', { id });
  expect(await running.service.call('open', { path: after })).toMatchObject({
    reading: { delimiter: ';' },
    model: { path: join(to, 'm.flow.safetensors') },
  });
}, 60_000);

test('deleted: said, what was read stays, a copy that was there before is not taken for it, and the file can be chosen', async () => {
  const copy = join(dir, 'runs', 'copy.csv');
  copyFileSync(path, copy);
  await new Promise((later) => setTimeout(later, 2100)); // a copy made within two seconds might be the file itself
  const id = await open();
  await new Promise((later) => setTimeout(later, 100));
  rmSync(path);
  await until(() => news(id) === 'gone');
  expect(await running.service.call('marginals', { id })).toHaveLength(3);
  expect(await running.service.call('useFile', { id, path: copy })).toMatchObject({
    dataPath: copy,
    file: { kind: 'moved', from: path },
  });

  copyFileSync(join(examples, 'two-moons.csv'), path);
  expect(await running.service.call('useFile', { id, path })).toMatchObject({
    dataPath: path,
    selected: ['x', 'y'],
    file: null,
  });
}, 60_000);

test('grown: read again by itself, with the columns that were chosen', async () => {
  const { id } = await running.service.call('open', { path, columns: ['c', 'a'] });
  writeFileSync(path, `${readFileSync(path, 'utf8').trimEnd()}\n1,2,3\n`);
  await until(() => news(id) === 'read again');
  expect(stateOf(id)).toMatchObject({
    file: { rows: 6001, before: 6000 },
    selected: ['c', 'a'],
    profile: { rows: 6001 },
  });
}, 60_000);

test('a file replaced by another, as editors write, is changed and not gone; where a fit is shown, it is said only', async () => {
  const id = await open();
  await running.service.call('fit', { id, options: short });
  const beside = join(dir, 'runs', 'first.csv.tmp');
  copyFileSync(path, join(dir, 'runs', 'first.csv~'));
  writeFileSync(beside, `${readFileSync(path, 'utf8').trimEnd()}\n1,2,3\n`);
  renameSync(beside, path);
  await until(() => news(id) !== null);
  expect(stateOf(id)).toMatchObject({ file: { kind: 'changed' }, profile: { rows: 6000 } });
  expect(await running.service.call('refresh', { id })).toMatchObject({
    file: null,
    profile: { rows: 6001 },
  });
}, 60_000);

test('a saved model finds its table by content, under another name in its folder or elsewhere', async () => {
  copyFileSync(join(examples, 'rings.csv'), path); // content that no page shows
  const id = await open();
  await running.service.call('fit', { id, options: short });
  const model = join(dir, 'm.flow.safetensors');
  await running.service.call('save', { id, path: model });
  await running.service.call('close', { id });
  const elsewhere = join(dir, 'runs', 'other-name.csv');
  renameSync(path, elsewhere);
  expect(await running.service.call('dataOf', { path: model, candidates: [] })).toBeNull();
  expect(
    await running.service.call('dataOf', { path: model, candidates: [], folders: [dir] }),
  ).toBe(elsewhere);
  renameSync(elsewhere, join(dir, 'beside.csv'));
  expect(await running.service.call('openModel', { path: model })).toMatchObject({
    dataPath: join(dir, 'beside.csv'),
  });
}, 60_000);
