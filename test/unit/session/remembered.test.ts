// Lists that earlier versions wrote into our own storage reopen; what is not ours is left alone, with a reason.
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { readProbes, writeProbes } from '../../../src/engines/native/probes';
import { Readings } from '../../../src/session/opening/readings';
import { type Entry, listOf, Remembered } from '../../../src/session/opening/remembered';
import { english } from '../../../src/protocol/sentence';

const fixtures = join(__dirname, '../../fixtures/stored');
const json = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));

function stored(file: string, content: (to: string) => void) {
  const folder = mkdtempSync(join(tmpdir(), 'flowscope-stored-'));
  content(join(folder, file));
  const dropped: string[] = [];
  const inFile = () => json(join(folder, file));
  return { folder, dropped, inFile, hears: (why: string) => void dropped.push(why) };
}
const asWritten = (name: string) => (to: string) => cpSync(join(fixtures, name), to);

/** Version 0 is the bare list, 1 has it as `entries`. */
function entriesOf(name: string): Entry<unknown>[] {
  const written = json(join(fixtures, name)) as Entry<unknown>[] | { entries: Entry<unknown>[] };
  return Array.isArray(written) ? written : written.entries;
}

describe.each(['readings-0.json', 'readings-1.json'])('%s', (name) => {
  test('reopens, and stays when another reading comes', async () => {
    const { folder, dropped, hears, inFile } = stored('readings.json', asWritten(name));
    const readings = new Readings(folder, hears);
    const earlier = entriesOf(name);
    expect(earlier.length).toBeGreaterThan(1);
    for (const [path, said] of earlier) expect(await readings.of(path)).toEqual(said);
    await readings.keep('/tables/new.csv', { rowNames: true });
    expect(inFile()).toEqual({
      version: 1,
      entries: [...earlier, ['/tables/new.csv', { rowNames: true }]],
    });
    expect(dropped).toEqual([]);
  });
});

test.each(['saved-0.json', 'saved-1.json'])('%s: which models were saved', async (name) => {
  const { folder, dropped, hears, inFile } = stored('saved.json', asWritten(name));
  const saved = new Remembered(folder, 'saved.json', listOf('saved models', z.string()), hears);
  expect(await saved.all()).toEqual(entriesOf(name));
  await saved.moved('/models', '/kept');
  expect(inFile()).toEqual({
    version: 1,
    entries: entriesOf(name).map(([path, hash]) => [path.replace('/models', '/kept'), hash]),
  });
  expect(dropped).toEqual([]);
});

test.each(['probes-0.json', 'probes-1.json', 'probes-2.json'])(
  '%s: what probes found',
  async (name) => {
    const { folder, inFile } = stored('probes.json', asWritten(name));
    const found = await readProbes(folder);
    expect(found).toHaveLength(2);
    expect(found.map(({ probe }) => probe.report?.version ?? null)).toEqual(['4.22.0', null]);
    expect(found.map(({ probe }) => english(probe.reason))).toEqual([
      'tfjs-node 4.22.0 on TensorFlow 2.13.1 (CPU)',
      'Its native part does not fit this version of Node.',
    ]);
    await writeProbes(folder, found);
    expect(inFile()).toEqual({ version: 2, probes: found });
    expect(await readProbes(folder)).toEqual(found);
  },
);

test.each([
  ['{', 'it is not as expected'],
  ['{}', 'it is not as expected'],
  ['{ "version": 2, "entries": [] }', 'a newer Flowscope wrote it (version 2'],
])('what is not ours is no reading: %s', async (content, why) => {
  const { folder, dropped, hears } = stored('readings.json', (to) => writeFileSync(to, content));
  const readings = new Readings(folder, hears);
  expect(await readings.of('/tables/a.csv')).toBeNull();
  expect(dropped).toEqual([expect.stringContaining(why)]);
  await readings.keep('/tables/a.csv', { header: false });
  expect(await readings.of('/tables/a.csv')).toEqual({ header: false });
});

test('of a list, what is not understood is left out', async () => {
  const list = [['/tables/a.csv', { delimiter: 7 }], 3, ['/tables/b.csv', { header: true }]];
  const { folder, dropped, hears } = stored('readings.json', (to) =>
    writeFileSync(to, JSON.stringify({ version: 1, entries: list })),
  );
  const readings = new Readings(folder, hears);
  expect(await readings.of('/tables/a.csv')).toBeNull();
  expect(await readings.of('/tables/b.csv')).toEqual({ header: true });
  expect(dropped).toEqual([]);
});
