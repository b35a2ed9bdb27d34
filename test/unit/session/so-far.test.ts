// A large text: its first rows at once, then all; stopped, the first rows stay and nothing else is done with them.
import { createWriteStream, mkdtempSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DataRoom, openDataRoom } from '../../../src/data';
import type { ExplorationState } from '../../../src/protocol/exploration';
import type { SessionContext } from '../../../src/session/context';
import { Explorations } from '../../../src/session/explorations';

const dir = mkdtempSync(join(tmpdir(), 'flowscope-so-far-'));
const path = join(dir, 'large.csv');
const BLOCK = 10_000;
const BLOCKS = 100;
const ROWS = BLOCK * BLOCKS;
let data: DataRoom;
beforeAll(async () => {
  data = await openDataRoom({ temporary: mkdtempSync(join(tmpdir(), 'flowscope-room-')) });
  const file = createWriteStream(path);
  file.write('a,b,c\n');
  const block = Array.from(
    { length: BLOCK },
    (_, i) => `${i % 997}.25,${(i * 7919) % 1009}.5,${Math.sin(i).toFixed(40)}\n`,
  ).join('');
  for (let k = 0; k < BLOCKS; k++) if (!file.write(block)) await once(file, 'drain');
  file.end();
  await once(file, 'close');
}, 60_000);
afterAll(() => data.close());

function open() {
  const states: ExplorationState[] = [];
  const context: SessionContext = {
    data,
    storage: mkdtempSync(join(dir, 'storage-')),
    dist: join(__dirname, '../../../dist'),
    version: '0.0.0',
    log: () => undefined,
  };
  const waiting: { when: (state: ExplorationState) => boolean; resolve: () => void }[] = [];
  const explorations = new Explorations(context, (state) => {
    states.push(state);
    for (const { when, resolve } of waiting) if (when(state)) resolve();
  });
  const until = (when: (state: ExplorationState) => boolean) =>
    states.some(when)
      ? Promise.resolve()
      : new Promise<void>((resolve) => waiting.push({ when, resolve }));
  return { explorations, until };
}

test('the first rows, then all', { timeout: 120_000 }, async () => {
  const { explorations, until } = open();
  const first = await explorations.call('open', { path });
  expect(first.soFar?.stopped).toBe(false);
  expect(first.profile!.rows).toBeLessThan(ROWS / 2);
  expect(Math.abs(first.soFar!.about! / ROWS - 1)).toBeLessThan(0.02);
  const [part] = await explorations.call('marginals', { id: first.id });
  expect(part!.rows).toBe(first.profile!.rows);
  await explorations.call('select', { id: first.id, columns: ['c', 'a'] });
  // a filter waits for every row
  const filtered = await explorations.call('filter', { id: first.id, where: 'b > 500' });
  expect(filtered.profile!.fileRows).toBe(ROWS);
  await until((state) => state.soFar === null && state.profile?.rows === ROWS);
  const whole = await explorations.call('filter', { id: first.id, where: null });
  expect(whole.soFar).toBeNull();
  expect(whole.gaussian!.rows).toBe(ROWS);
  expect(whole.selected).toEqual(['c', 'a']);
  expect(
    (await explorations.call('marginals', { id: first.id }))[0]!.histogram.counts.reduce(
      (a, b) => a + b,
      0,
    ),
  ).toBe(ROWS);
  await explorations.call('close', { id: first.id });
});

test('where nobody chose, all rows decide what is left out', { timeout: 120_000 }, async () => {
  // a counter among the first rows, that begins again later
  const counted = join(dir, 'counted.csv');
  const file = createWriteStream(counted);
  file.write('n,x\n');
  for (let k = 0; k < 90; k++) {
    const block = Array.from(
      { length: 50_000 },
      (_, i) => `${(k * 50_000 + i) % 3_000_000},${((i * 7919) % 1009) / 8}\n`,
    ).join('');
    if (!file.write(block)) await once(file, 'drain');
  }
  file.end();
  await once(file, 'close');
  const { explorations, until } = open();
  const first = await explorations.call('open', { path: counted });
  expect([first.soFar === null, first.selected]).toEqual([false, ['x']]);
  await until((state) => state.soFar === null && state.selected.join() === 'n,x');
  await explorations.call('close', { id: first.id });
});

test(
  'stopped: the first rows stay, and all can be read after all',
  { timeout: 120_000 },
  async () => {
    const { explorations, until } = open();
    const first = await explorations.call('open', { path });
    await explorations.call('stop', { id: first.id });
    await until((state) => state.soFar?.stopped === true);
    await expect(explorations.call('filter', { id: first.id, where: 'b > 500' })).rejects.toThrow(
      /Only the first rows of this file were read/,
    );
    expect((await explorations.call('marginals', { id: first.id }))[0]!.rows).toBe(
      first.profile!.rows,
    );
    const whole = await explorations.call('refresh', { id: first.id });
    expect([whole.soFar, whole.profile!.rows]).toEqual([null, ROWS]);
    await explorations.call('close', { id: first.id });
  },
);

test('closed under way: nothing is read on', { timeout: 120_000 }, async () => {
  const { explorations } = open();
  const { id } = await explorations.call('open', { path });
  await explorations.call('close', { id });
  await expect(explorations.call('marginals', { id })).rejects.toThrow(/no longer open/);
});
