// Surprising rows of a page: those with the lowest log density of all, and nothing goes on when the page is closed.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DataRoom, openDataRoom } from '../../../src/data';
import { Explorations } from '../../../src/session/explorations';

const dir = mkdtempSync(join(tmpdir(), 'flowscope-surprising-'));
const ROWS = 60_000;
const value = (i: number) => [Math.sin(i), Math.cos(3 * i)] as const;
let data: DataRoom;
beforeAll(async () => {
  data = await openDataRoom({ temporary: mkdtempSync(join(tmpdir(), 'flowscope-room-')) });
});
afterAll(() => data.close());

async function open(rows: readonly (readonly number[])[]) {
  const path = join(dir, `${rows.length}.csv`);
  writeFileSync(path, ['a,b', ...rows.map((row) => row.join(','))].join('\n'));
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
  return { explorations, id: (await explorations.call('open', { path })).id };
}

test('planted rows come first, the farthest before all, and every row is counted', async () => {
  const rows: (readonly number[])[] = Array.from({ length: 5000 }, (_, i) => value(i));
  rows[1234] = [40, 0];
  rows[17] = [0, -30];
  const { explorations, id } = await open(rows);
  const found = await explorations.call('surprising', { id });
  expect(found.by).toBe('Gaussian');
  expect(found.of).toBe(5000);
  expect(found.rows.slice(0, 2)).toEqual([1234, 17]);
  expect(found.rows).toHaveLength(1000);
});

test('a page that is closed under way answers, with a sentence', async () => {
  const { explorations, id } = await open(Array.from({ length: ROWS }, (_, i) => value(i)));
  const asked = explorations.call('surprising', { id });
  const outcome = asked.then(
    () => 'answered',
    (error: Error) => error.message,
  );
  await explorations.call('close', { id });
  expect(await outcome).toMatch(/^answered$|no longer open/);
});

test('draws say how rare a log density is: of a Gaussian of two columns, exp(-d²/2) are beyond the distance d', async () => {
  const rows = Array.from({ length: 400 }, (_, i) => value(i));
  const { explorations, id } = await open(rows);
  const state = await explorations.call('state', { id });
  const found = (await explorations.call('drawnDensities', { id }))!;
  expect(found).toMatchObject({
    by: 'Gaussian',
    of: { dataRevision: state.dataRevision, modelRevision: state.modelRevision },
  });
  const { values } = found;
  expect(values).toHaveLength(10_000);
  expect([...values].every((v, k) => k === 0 || v >= values[k - 1]!)).toBe(true);
  const [a, b, , c] = state.gaussian!.covariance as [number, number, number, number];
  const top = -Math.log(2 * Math.PI) - Math.log(a * c - b * b) / 2;
  for (const d of [0.5, 1, 2, 3]) {
    const share = Math.exp((-d * d) / 2);
    const beyond = values.filter((v) => v < top - (d * d) / 2).length / values.length;
    expect(Math.abs(beyond - share)).toBeLessThan(4 * Math.sqrt((share * (1 - share)) / 10_000));
  }
  expect((await explorations.call('drawnDensities', { id }))!.values).toBe(values);
  await explorations.call('select', { id, columns: [] });
  expect(await explorations.call('drawnDensities', { id })).toBeNull();
});
