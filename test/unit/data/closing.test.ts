// A table that is closed while its rows are being counted: what runs ends first, and the room goes on.
import { DuckDBInstance } from '@duckdb/node-api';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DataRoom, openDataRoom } from '../../../src/data';
import { connect } from '../../../src/data/duckdb/connection';

const folder = mkdtempSync(join(tmpdir(), 'flowscope-closing-'));
const path = join(folder, 'table.csv');
let room: DataRoom;
beforeAll(async () => {
  room = await openDataRoom({ temporary: folder, threads: 2 });
  const rows = Array.from({ length: 5000 }, (_, n) => `${n % 97},${(n * n) % 101},k${n % 5}`);
  writeFileSync(path, ['a,b,kind', ...rows].join('\n'));
});
afterAll(() => room.close());

test('closed at any moment, with queries under way: each is answered or refused', async () => {
  for (let k = 0; k < 25; k++) {
    const table = await room.open(path);
    const asked = [
      table.profile(),
      table.detail(),
      table.histograms(['a', 'b']),
      table.rows(['a', 'b']),
      table.moments(['a', 'b']),
    ].map((query) =>
      query.then(
        () => 'answered',
        () => 'refused',
      ),
    );
    for (let turn = 0; turn < k; turn++) await new Promise(setImmediate);
    table.close();
    const outcomes = await Promise.all(asked);
    expect(outcomes.every((o) => o === 'answered' || o === 'refused')).toBe(true);
    await expect(table.histograms(['a'])).rejects.toThrow('no longer open');
  }
  const again = await room.open(path);
  expect((await again.profile()).rows).toBe(5000);
  again.close();
});

test('what is done last comes after the queries, and before the end', async () => {
  const connection = await connect(await DuckDBInstance.create(':memory:'));
  const order: string[] = [];
  const long = connection
    .run('SELECT count(*) FROM range(1e10::BIGINT) a, range(100) b')
    .catch(({ message }: Error) => order.push(message));
  const end = connection.end(async (bare) => {
    await bare.run('SELECT 1');
    order.push('last');
  });
  expect(connection.end()).toBe(end);
  await expect(connection.run('SELECT 1')).rejects.toThrow('no longer open');
  await Promise.all([long, end]);
  expect(order).toEqual([expect.stringContaining('no longer open'), 'last']);
});
