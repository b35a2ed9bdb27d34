// Parquet out, read back by DuckDB: the same numbers, in types.
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import fc from 'fast-check';
import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDataRoom, type DataRoom } from '../../../src/data';

const dir = mkdtempSync(join(tmpdir(), 'flowscope-parquet-'));
let room: DataRoom;
let reader: DuckDBConnection;
beforeAll(async () => {
  room = await openDataRoom({ temporary: mkdtempSync(join(tmpdir(), 'flowscope-room-')) });
  reader = await (await DuckDBInstance.create(':memory:')).connect();
});
afterAll(() => room.close());

async function read(path: string): Promise<{ types: [string, string][]; rows: unknown[][] }> {
  const described = (
    await reader.runAndReadAll(`DESCRIBE SELECT * FROM read_parquet('${path}')`)
  ).getRows();
  const rows = (await reader.runAndReadAll(`SELECT * FROM read_parquet('${path}')`)).getRowsJS();
  return { types: described.map((r) => [String(r[0]), String(r[1])]), rows };
}

test('rows of numbers come back to the last bit, whole numbers as BIGINT', async () => {
  const path = join(dir, 'drawn.parquet');
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.double(), fc.integer()), { minLength: 1, maxLength: 30 }),
      fc.integer({ min: 0, max: 5000 }),
      async (some, extra) => {
        const count = some.length + extra;
        const values = Float64Array.from(
          { length: 2 * count },
          (_, i) => some[(i >> 1) % some.length]![i % 2]!,
        );
        await room.write(path, ['a "x" [m]', 'n'], values, count, [false, true]);
        const { types, rows } = await read(path);
        expect(types).toEqual([
          ['a "x" [m]', 'DOUBLE'],
          ['n', 'BIGINT'],
        ]);
        expect(rows).toHaveLength(count);
        rows.forEach(([a, n], i) => {
          expect(a).toBe(values[2 * i]!);
          expect(Number(n)).toBe(values[2 * i + 1]!);
        });
      },
    ),
    { numRuns: 15 },
  );
});

test('whole numbers too large for BIGINT stay numbers', async () => {
  const path = join(dir, 'large.parquet');
  await room.write(path, ['n'], Float64Array.of(1e30, 2.4), 2, [true]);
  expect(await read(path)).toEqual({ types: [['n', 'DOUBLE']], rows: [[1e30], [2]] });
});

test('a text table with scores: numbers, text and gaps each as what they are', async () => {
  const csv = join(dir, 'mixed.csv');
  writeFileSync(
    csv,
    'id;länge, cm;n;name;log_density\n007;1,5;3;"a;""b""";x\n008;NA;4;;y\n009;2,25;;plain;z\n' +
      '010;3,5;5;plain;z\n'.repeat(20),
  );
  const table = await room.open(csv);
  const out = join(dir, 'scored.parquet');
  const { rows: count } = await table.profile();
  await table.writeWithColumn(
    out,
    'log_density',
    Float64Array.from({ length: count }, (_, n) => (n === 1 ? NaN : n === 2 ? -Infinity : -n / 7)),
  );
  const { types, rows } = await read(out);
  expect(types).toEqual([
    ['id', 'VARCHAR'],
    ['länge, cm', 'DOUBLE'],
    ['n', 'BIGINT'],
    ['name', 'VARCHAR'],
    ['log_density', 'VARCHAR'],
    ['log_density_2', 'DOUBLE'],
  ]);
  expect(rows.slice(0, 4)).toEqual(
    [
      ['007', 1.5, 3n, 'a;"b"', 'x', -0],
      ['008', null, 4n, null, 'y', null],
      ['009', 2.25, null, 'plain', 'z', -Infinity],
      ['010', 3.5, 5n, 'plain', 'z', -3 / 7],
    ].map((row) => row.map((v) => (Object.is(v, -0) ? 0 : v))),
  );
  expect(readdirSync(dir).filter((name) => name.startsWith('.'))).toEqual([]);
  table.close();
});

test('a Parquet table keeps the types of its columns', async () => {
  const source = join(dir, 'source [1].parquet');
  await reader.run(
    `COPY (SELECT i::FLOAT / 3 AS f, i AS n, DATE '2024-01-01' + i::INTEGER AS day, i % 2 = 0 AS ` +
      `even, '0' || i AS code, [i, i] AS list FROM range(30) r(i)) TO '${source}' (FORMAT parquet)`,
  );
  const table = await room.open(source);
  const out = join(dir, 'kept.parquet');
  await table.writeWithColumn(out, 'log_density', new Float64Array(30).fill(-1.25));
  const { types, rows } = await read(out);
  expect(types).toEqual([
    ['f', 'FLOAT'],
    ['n', 'BIGINT'],
    ['day', 'DATE'],
    ['even', 'BOOLEAN'],
    ['code', 'VARCHAR'],
    ['list', 'BIGINT[]'],
    ['log_density', 'DOUBLE'],
  ]);
  expect(rows[2]).toEqual([
    Math.fround(2 / 3),
    2n,
    new Date('2024-01-03'),
    true,
    '02',
    [2n, 2n],
    -1.25,
  ]);
  table.close();
});

test('where it cannot be written, a sentence, and nothing is left', async () => {
  await expect(
    room.write(join(dir, 'no', 'x.parquet'), ['a'], Float64Array.of(1), 1),
  ).rejects.toThrow(/does not exist/);
  expect(readdirSync(dir).filter((name) => name.startsWith('.'))).toEqual([]);
});
