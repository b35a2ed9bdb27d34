// How files were looked at, kept for a workspace: each its own, the newest only, and what is not understood dropped.
import { expect, test } from 'vitest';
import { FileLooks } from '../../../src/host/file-looks';
import { type FileLook, fileLook, MOST_FILES } from '../../../src/protocol/file-look';

function memory(first?: unknown) {
  const kept = new Map<string, unknown>(first === undefined ? [] : [[KEY, first]]);
  const warned: string[] = [];
  const memento = {
    get: (key: string) => kept.get(key),
    // as VS Code does: what is kept has gone through JSON, a little later
    update: async (key: string, value: unknown) => {
      await new Promise((resolve) => setTimeout(resolve));
      kept.set(key, JSON.parse(JSON.stringify(value)));
    },
  };
  const looks = new FileLooks(memento as never, { warn: (text: string) => void warned.push(text) });
  return { looks, kept, warned };
}
const KEY = 'flowscope.fileLooks';
const LOOK: FileLook = {
  look: {
    across: 'a',
    up: 'b',
    layout: 'over',
    shown: { over: { data: true, gaussian: false, flow: true } },
    lines: { gaussian: false, flow: true },
  },
  axes: { a: { log: true } },
  split: 'kind',
  rail: { folded: true, order: 'gain' },
  rowsOpen: true,
};

test('each file has its own, the last one that was said', async () => {
  const { looks } = memory();
  expect(await looks.get('/a.csv')).toBeNull();
  void looks.keep('/a.csv', { ...LOOK, rowsOpen: false });
  void looks.keep('/b.csv', { ...LOOK, split: undefined });
  void looks.keep('/a.csv', LOOK);
  expect(await looks.get('/a.csv')).toEqual(LOOK);
  expect((await looks.get('/b.csv'))!.split).toBeUndefined();
});

test('the files that were looked at longest ago are let go', async () => {
  const { looks } = memory();
  for (let k = 0; k < MOST_FILES; k++) await looks.keep(`/${k}.csv`, LOOK);
  await looks.keep('/0.csv', LOOK);
  await looks.keep('/new.csv', LOOK);
  expect(await looks.get('/1.csv')).toBeNull();
  for (const path of ['/0.csv', '/2.csv', '/new.csv']) expect(await looks.get(path)).toEqual(LOOK);
});

test('of a newer version nothing is read, and that is logged; of a part that is not understood only the rest', async () => {
  const newer = memory({ version: 99, files: [{ path: '/a.csv', look: LOOK }] });
  expect(await newer.looks.get('/a.csv')).toBeNull();
  expect(newer.warned[0]).toContain('a newer Flowscope wrote it');
  const strange = { ...LOOK, look: { layout: 'round' }, axes: { a: 5, b: { log: true } }, rail: 3 };
  const odd = memory({ version: 1, files: [{ path: '/a.csv', look: strange }] });
  expect(await odd.looks.get('/a.csv')).toEqual({
    look: undefined,
    axes: { b: { log: true } },
    split: 'kind',
    rail: { folded: false, order: 'file' },
    rowsOpen: true,
  });
  expect(fileLook.parse({})).toMatchObject({ axes: {}, rowsOpen: false });
});
