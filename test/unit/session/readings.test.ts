// What was remembered by an earlier version is read as it was said; what is not ours is left alone.
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Reading } from '../../../src/protocol/data';
import { Readings } from '../../../src/session/opening/readings';

/** As it lay on disk before there were escapes, row names, footers and several rows of names. */
const EARLIER: [string, Reading][] = [
  [
    '/tables/rents.csv',
    {
      delimiter: ';',
      decimal: ',',
      quote: "'",
      header: false,
      encoding: 'windows-1252',
      comment: '#',
      types: { rent: 'number', zip: 'text' },
    },
  ],
  ['/tables/plain.csv', { header: true }],
];

function stored(content: string): { folder: string; readings: Readings } {
  const folder = mkdtempSync(join(tmpdir(), 'flowscope-readings-'));
  writeFileSync(join(folder, 'readings.json'), content);
  return { folder, readings: new Readings(folder) };
}

test('readings of an earlier version reopen, and stay when another one comes', async () => {
  const { folder, readings } = stored(JSON.stringify(EARLIER));
  for (const [path, said] of EARLIER) expect(await readings.of(path)).toEqual(said);
  await readings.keep('/tables/new.csv', { rowNames: true });
  expect(JSON.parse(readFileSync(join(folder, 'readings.json'), 'utf8'))).toEqual([
    ...EARLIER,
    ['/tables/new.csv', { rowNames: true }],
  ]);
});

test.each(['{', '{}', '[["/tables/a.csv", { "delimiter": 7 }], 3]'])(
  'what is not ours is no reading: %s',
  async (content) => {
    const { readings } = stored(content);
    expect(await readings.of('/tables/a.csv')).toBeNull();
    await readings.keep('/tables/a.csv', { header: false });
    expect(await readings.of('/tables/a.csv')).toEqual({ header: false });
  },
);
