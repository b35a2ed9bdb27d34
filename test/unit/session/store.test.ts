// Finished fits in our own storage: renamed, thrown away, taken back.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { catalogue } from '../../../src/engines/catalogue';
import { Model } from '../../../src/session/models/model';
import { Store } from '../../../src/session/models/store';
import { metadataOf } from './metadata';

const { specification, parameters } = catalogue.find((e) => e.name === 'affine, D = 3')!;
const dropped: string[] = [];
let folder: string;
let store: Store;
let path: string;
beforeEach(async () => {
  dropped.length = 0;
  folder = mkdtempSync(join(tmpdir(), 'flowscope-store-'));
  store = new Store(folder, (why) => dropped.push(why));
  path = await store.keep(new Model(metadataOf(specification), parameters));
});
const labels = async () => (await store.list([])).map((m) => m.label);

test('a name stays with the model, whoever reads it', async () => {
  expect(await labels()).toEqual([
    expect.stringMatching(/^table · spline-autoregressive · \d\d:\d\d$/),
  ]);
  await store.rename(path, 'the good one');
  expect(await labels()).toEqual(['the good one']);
  expect((await store.read(path)).label).toBe('the good one');
  expect((await store.read(path)).tensors).toEqual((await Model.read(path)).tensors);
});

test('what was thrown away is not listed, and comes back as it was', async () => {
  const before = await store.list([]);
  await store.discard(path);
  expect(await store.list([])).toEqual([]);
  expect(existsSync(path)).toBe(false);
  await store.restore(path);
  expect(await store.list([])).toEqual(before);
  await expect(store.restore(path)).rejects.toThrow('no longer in the trash');
});

test('the trash keeps what was thrown away within a day', async () => {
  const other = await store.keep(new Model(metadataOf(specification), parameters));
  await store.discard(path);
  await store.discard(other);
  const yesterday = new Date(Date.now() - 25 * 60 * 60_000);
  utimesSync(join(folder, 'trash', basename(path)), yesterday, yesterday);
  await store.emptyTrash();
  expect(readdirSync(join(folder, 'trash'))).toEqual([basename(other)]);
});

test('of interrupted fits the newest fifty are kept', async () => {
  const checkpoints = join(folder, 'checkpoints');
  mkdirSync(checkpoints);
  for (let k = 0; k < 52; k++) {
    const one = join(checkpoints, `${k}.flow.safetensors`);
    writeFileSync(one, 'x');
    utimesSync(one, k, k);
  }
  await store.dropOldCheckpoints();
  const left = readdirSync(checkpoints);
  expect(left).toHaveLength(50);
  for (const gone of ['0.flow.safetensors', '1.flow.safetensors']) expect(left).not.toContain(gone);
});

describe('files of the user', () => {
  test('are neither renamed nor thrown away here', async () => {
    const mine = join(mkdtempSync(join(tmpdir(), 'flowscope-mine-')), 'mine.flow.safetensors');
    writeFileSync(mine, 'x');
    for (const act of ['discard', 'restore'] as const)
      await expect(store[act](mine)).rejects.toThrow('is a file of yours');
    await expect(store.rename(mine, 'other')).rejects.toThrow('is a file of yours');
    await expect(store.discard(join(folder, '..', basename(mine)))).rejects.toThrow(
      'is a file of yours',
    );
    expect(existsSync(mine)).toBe(true);
  });
});

test('a checkpoint that cannot be read is no interrupted fit, and the log says why', async () => {
  const model = new Model(metadataOf(specification), parameters);
  await store.keepCheckpoint(model);
  const data = { fingerprint: model.metadata.data!.fingerprint };
  expect((await store.checkpoint(data, model.columns))?.tensors).toEqual(parameters);
  const [file] = readdirSync(join(folder, 'checkpoints'));
  writeFileSync(join(folder, 'checkpoints', file!), 'x');
  expect(await store.checkpoint(data, model.columns)).toBeNull();
  expect(dropped).toEqual([expect.stringContaining('the file is too short')]);
});
