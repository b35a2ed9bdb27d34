// Files as people have them: read right, or refused with a reason; never silently wrong.
import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDataRoom, writeCsv, type DataRoom } from '../../../src/data';
import { fingerprintOf, requireUnchanged } from '../../../src/data/files/fingerprint';
import type { DataProfile, Reading } from '../../../src/protocol/data';
import { english } from '../../../src/protocol/sentence';

const dir = mkdtempSync(join(tmpdir(), 'flowscope-data-'));
let room: DataRoom;
beforeAll(
  async () =>
    void (room = await openDataRoom({ temporary: mkdtempSync(join(tmpdir(), 'flowscope-room-')) })),
);
afterAll(() => room.close());

const write = (name: string, content: string | Uint8Array) => {
  const path = join(dir, name);
  writeFileSync(path, content);
  return path;
};
const open = async (name: string, content: string | Uint8Array) => room.open(write(name, content));
const profile = async (name: string, content: string | Uint8Array) =>
  (await open(name, content)).profile();
const types = async (name: string, content: string | Uint8Array) =>
  Object.fromEntries((await profile(name, content)).columns.map((c) => [c.name, c.type]));

describe('what DuckDB would get wrong', () => {
  test('a name with brackets is that file, not a pattern', async () => {
    write('d1.csv', 'wrong\n1\n2\n');
    expect((await profile('d[1].csv', 'right\n1.5\n2.5\n')).columns[0]!.name).toBe('right');
  });
  test('semicolons with decimal commas are numbers', async () => {
    const { columns, dialect } = await profile('comma.csv', 'a;b\n1,5;2,5\n2,5;3,5\n4,25;1,0\n');
    expect(columns.map((c) => c.type)).toEqual(['numeric', 'numeric']);
    expect(columns[0]!.mean).toBeCloseTo(2.75, 12);
    expect(dialect).toMatchObject({ delimiter: ';', decimal: ',' });
  });
  test('short and long rows are counted and said', async () => {
    const p = await profile('ragged.csv', 'a,b\n1,2\n3\n4,5,6\n7,8\n9,1.5\n');
    expect(p).toMatchObject({ rows: 4, shortRows: 1, longRows: 1 });
    expect(p.notes.map(english).join(' ')).toMatch(/too few fields.*too many fields/);
    expect(p.columns[1]!.missing).toBe(1);
  });
  test('a leading zero after 30,000 rows makes an identifier', async () => {
    const rows = Array.from(
      { length: 30_100 },
      (_, i) => (i === 30_050 ? '00017' : String(i + 1)) + `,${i % 7}.5`,
    ).join('\n');
    expect(await types('late.csv', `code,x\n${rows}\n`)).toEqual({
      code: 'identifier',
      x: 'numeric',
    });
  });
  test.each([
    [
      'utf-16be',
      (s: string) =>
        Uint8Array.from([
          0xfe,
          0xff,
          ...[...Buffer.from(s, 'utf16le')].map((_, i, all) => all[i ^ 1]!),
        ]),
    ],
    ['utf-16le', (s: string) => Uint8Array.from([0xff, 0xfe, ...Buffer.from(s, 'utf16le')])],
    ['utf-8 with BOM', (s: string) => Buffer.from('\ufeff' + s)],
    ['windows-1252', (s: string) => Buffer.from(s, 'latin1')],
    ['utf-8', (s: string) => Buffer.from(s)],
  ])('%s is read as such', async (encoding, encode) => {
    const p = await profile(`${encoding}.csv`, encode('größe,x\n1.5,2\n2.5,3\n4,4\n'));
    expect(p.columns.map((c) => c.name)).toEqual(['größe', 'x']);
    expect(p).toMatchObject({ rows: 3, dialect: { encoding } });
  });
});

describe('rows', () => {
  test('CRLF, CR, blank lines, quotes with line ends and delimiters inside', async () => {
    const p = await profile('ends.csv', '"a, b",c\r\n1,"x\ny"\r\n\r\n2,"say ""hi"", twice"\r3,z\n');
    expect(p.columns.map((c) => c.name)).toEqual(['a, b', 'c']);
    expect(p.rows).toBe(3);
    expect(p).toMatchObject({ shortRows: 0, longRows: 0 });
  });
  test('gaps and infinities are left out and counted; the numbers are right', async () => {
    const table = await open('gaps.csv', 'x,y\n1,2\nNA,3\n3,inf\n5,6\n,\n9,4\n');
    const { values, rowNumbers, read, leftOut } = await table.rows(['x', 'y']);
    expect([...values]).toEqual([1, 2, 5, 6, 9, 4]);
    expect([...rowNumbers]).toEqual([0, 3, 5]);
    expect([read, leftOut]).toEqual([6, 3]);
    const { gaussian } = await table.moments(['x', 'y']);
    expect(gaussian.mean).toEqual([5, 4]);
    expect(gaussian.covariance.map((v) => Number(v.toFixed(10)))).toEqual(
      [32 / 3, 8 / 3, 8 / 3, 8 / 3].map((v) => Number(v.toFixed(10))),
    );
  });
  test('moments do not cancel far from zero', async () => {
    const table = await open(
      'far.csv',
      'x\n' + [1e9 + 0.1, 1e9 + 0.2, 1e9 + 0.3, 1e9 + 0.4].join('\n') + '\n',
    );
    expect((await table.moments(['x'])).gaussian.covariance[0]).toBeCloseTo(0.0125, 6);
  });
  test('a limited sample is the same every time and in file order', async () => {
    const table = await open(
      'many.csv',
      'x\n' + Array.from({ length: 2000 }, (_, i) => (i * 37) % 1009).join('\n') + '\n',
    );
    const [a, b] = [
      await table.rows(['x'], { limit: 100 }),
      await table.rows(['x'], { limit: 100 }),
    ];
    expect([...a.rowNumbers]).toEqual([...b.rowNumbers]);
    expect(a.count).toBe(100);
    expect([...a.rowNumbers]).toEqual([...a.rowNumbers].sort((p, q) => p - q));
  });
  test('chosen rows come in the order asked for', async () => {
    const table = await open('at.csv', 'x\n10\n20\n30\n40\n');
    expect(await table.rowsAt(['x'], [3, 0, 99])).toMatchObject({
      values: Float64Array.of(40, 10),
      found: [3, 0],
    });
  });
  test('without a header columns are numbered', async () => {
    expect((await profile('bare.csv', '1,2\n3,4.5\n')).columns.map((c) => c.name)).toEqual([
      'column_1',
      'column_2',
    ]);
  });
});

test('types are judged on all rows', async () => {
  const rows = Array.from(
    { length: 60 },
    (_, i) =>
      `${i + 0.5},${i},${['a', 'b'][i % 2]},note ` +
      `${i * 7},2024-01-${String(1 + (i % 28)).padStart(2, '0')},7,0x1F,1_000`,
  ).join('\n');
  expect(await types('types.csv', `n,i,c,t,d,k,h,u\n${rows}\n`)).toEqual({
    n: 'numeric',
    i: 'integer',
    c: 'category',
    t: 'text',
    d: 'date',
    k: 'constant',
    h: 'constant',
    u: 'constant',
  });
});

test('the second pass brings distinct counts and quantiles', async () => {
  const table = await open(
    'quantiles.csv',
    'x\n' + Array.from({ length: 101 }, (_, i) => i / 2).join('\n') + '\n',
  );
  const column = (await table.detail()).columns[0]!;
  expect(column.distinct).toBe(101);
  expect(column.quantiles![3]).toBeCloseTo(25, 10);
  expect(column.histogram!.counts.reduce((a, b) => a + b, 0)).toBe(101);
});

test('Parquet opens, also under a name that is a pattern', async () => {
  const source = await open('source.csv', 'x,y\n1.5,2\n2.5,3\n');
  const path = join(dir, 'p[0-9]*.parquet');
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  await connection.run(
    `COPY (SELECT 1.5 AS x, 'a' AS y UNION ALL SELECT 2.5, 'b') TO '${path}' (FORMAT parquet)`,
  );
  connection.closeSync();
  expect((await (await room.open(path)).profile()).columns.map((c) => [c.name, c.type])).toEqual([
    ['x', 'numeric'],
    ['y', expect.stringMatching(/category|text/)],
  ]);
  source.close();
});

describe('writing', () => {
  test('a scored table keeps every field as it was', async () => {
    const table = await open('keep.csv', 'id;"na;me";x\n007;"a ""b""";1,50\n008;;2,25\n009;c;\n');
    const out = join(dir, 'kept.csv');
    await table.writeWithColumn(out, 'log_density', Float64Array.of(-1.5, NaN, 0.1));
    expect(readFileSync(out, 'utf8').trim().split('\n')).toEqual([
      'id;"na;me";x;log_density',
      '007;"a ""b""";1,50;-1,5',
      expect.stringMatching(/^008;(|"");2,25;$/),
      expect.stringMatching(/^009;c;(|"");0,1$/),
    ]);
  });
  test('numbers read back to the same double, and nothing is left beside', async () => {
    const out = join(dir, 'samples.csv');
    const values = Float64Array.of(0.1 + 0.2, 1e-300, -123456789.123456789, 5);
    await writeCsv(out, ['a, b', 'c'], values, 2);
    const table = await room.open(out);
    expect([...(await table.rows(['a, b', 'c'])).values]).toEqual([...values]);
    expect(readdirSync(dir).filter((f) => f.endsWith('.tmp'))).toEqual([]);
  });
  test('a missing folder is a sentence', async () => {
    await expect(writeCsv(join(dir, 'no', 'x.csv'), ['a'], Float64Array.of(1), 1)).rejects.toThrow(
      /does not exist/,
    );
  });
});

test('a changed or deleted file is noticed', async () => {
  const table = await open('changing.csv', 'x\n1\n2\n');
  expect(await table.changed()).toBe(false);
  write('changing.csv', 'x\n1\n3\n');
  expect(await table.changed()).toBe(true);
});

test.each([
  ['empty.csv', '', /is empty/],
  ['blank.csv', '\n\n  \n', /is empty/],
  ['header.csv', 'a,b\n', /no rows/],
  [
    'noise.csv',
    Uint8Array.from({ length: 3000 }, (_, i) => (i * i * 31 + i * 7) % 256),
    /not hold text/,
  ],
  ['fake.parquet', 'hello', /not a Parquet/],
  ['broken.parquet', 'PAR1 and nothing else', /cannot be read as Parquet/],
])('%s is refused with a reason', async (name, content, reason) => {
  await expect(open(name, content)).rejects.toThrow(reason);
});

test('a folder and a missing file are refused', async () => {
  await expect(room.open(dir)).rejects.toThrow(/holds 3 .parquet and \d+ .csv files. Say which/);
  await expect(room.open(join(dir, 'nowhere.csv'))).rejects.toThrow(/cannot be found/);
});

describe('a file that does not stay as it was', () => {
  test('changed or deleted while it is read: a sentence', async () => {
    const path = write('moving.csv', 'a,b\n1,2\n3,4\n');
    const fingerprint = await fingerprintOf(path);
    await requireUnchanged(path, fingerprint);
    appendFileSync(path, '5,6\n');
    await expect(requireUnchanged(path, fingerprint)).rejects.toThrow(
      /moving.csv changed while it was read/,
    );
    rmSync(path);
    await expect(requireUnchanged(path, fingerprint)).rejects.toThrow(
      /moving.csv was deleted while it was read/,
    );
  });
  test('changed or deleted after it was read: what was read stays, and the change is seen', async () => {
    const table = await open('gone.csv', 'a,b\n1,2.5\n3,4.5\n');
    expect(await table.changed()).toBe(false);
    appendFileSync(table.path, '5,6\n');
    expect(await table.changed()).toBe(true);
    rmSync(table.path);
    expect(await table.changed()).toBe(true);
    expect((await table.rows(['a', 'b'])).count).toBe(2);
    await expect(room.open(table.path)).rejects.toThrow(/cannot be found/);
  });
});

describe('what the user says is not guessed', () => {
  const told = async (name: string, content: string | Uint8Array, said: Reading) =>
    (await room.open(write(name, content), { said })).profile();
  test('delimiter, decimal mark, header and comments', async () => {
    const p = await told('odd.csv', '# made by hand\n1,5:2\n2,5:3\n# a note\n3,5:9\n', {
      delimiter: ':',
      decimal: ',',
      header: false,
      comment: '#',
    });
    expect(p).toMatchObject({ rows: 3, dialect: { delimiter: ':', decimal: ',', header: false } });
    expect(p.columns.map((c) => [c.name, c.type, c.mean])).toEqual([
      ['column_1', 'numeric', 2.5],
      ['column_2', 'integer', 14 / 3],
    ]);
    expect(p.notes.map(english).join(' ')).toMatch(/2 lines are comments/);
  });
  test('an encoding, which must fit', async () => {
    const bytes = Uint8Array.from([...Buffer.from('gr\xf6\xdfe,b\n1.5,2\n2.5,1\n', 'latin1')]);
    expect((await told('latin.csv', bytes, { encoding: 'latin1' })).columns[0]!.name).toBe('größe');
    await expect(told('latin.csv', bytes, { encoding: 'utf-8' })).rejects.toThrow(
      /latin.csv cannot be read: it is not utf-8/,
    );
    await expect(told('latin.csv', bytes, { encoding: 'klingon' })).rejects.toThrow(
      /the encoding "klingon" is not known/,
    );
  });
  test('types: numbers that are names, and numbers among words', async () => {
    const p = await told('types.csv', 'zip,value\n12345,1.5\n23456,broken\n34567,2.5\n', {
      types: { zip: 'text', value: 'number' },
    });
    expect(p.columns.map((c) => [c.name, c.modelled, c.missing])).toEqual([
      ['zip', false, 0],
      ['value', true, 1],
    ]);
    expect(p.notes.map(english).join(' ')).toMatch(/1 values of "value" are not numbers/);
    await expect(told('types.csv', 'zip\n1\n2\n', { types: { zap: 'text' } })).rejects.toThrow(
      /no column "zap"/,
    );
  });
});

describe('other forms of tables', () => {
  const expected = [
    ['a', 'numeric', 1],
    ['b', 'category', 0],
  ];
  const rows = Array.from({ length: 40 }, (_, i) => ({
    a: i === 3 ? null : i + 0.5,
    b: ['x', 'y, "z"'][i % 2],
    nested: { deep: i },
  }));
  const check = (p: DataProfile) => {
    expect(p.rows).toBe(40);
    expect(p.columns.slice(0, 2).map((c) => [c.name, c.type, c.missing])).toEqual(expected);
    expect(p.columns[2]).toMatchObject({ name: 'nested.deep', modelled: true });
  };
  test('an array of objects in JSON', async () =>
    check(await profile('rows.json', JSON.stringify(rows))));
  test('one object a line', async () =>
    check(await profile('rows.ndjson', rows.map((r) => JSON.stringify(r)).join('\n') + '\n')));
  test('compressed with gzip', async () => {
    const p = await profile('rows.csv.gz', gzipSync('a;b\n1,5;2\n2,5;3\n'));
    expect(p).toMatchObject({ rows: 2, dialect: { delimiter: ';', decimal: ',', gzip: true } });
    await expect(
      open('cut.csv.gz', gzipSync('a,b\n' + '1,2\n'.repeat(1000)).subarray(0, 40)),
    ).rejects.toThrow(/compressed with gzip, and damaged/);
  });
  test('JSON that is no table is refused with its place', async () => {
    await expect(open('a.json', '[{"a": 1}, 5]')).rejects.toThrow(
      /entry 2 of its array is neither an object nor an array/,
    );
    await expect(open('b.json', '{"a": 1}\n{"a": \n')).rejects.toThrow(/line 2 is not valid JSON/);
    await expect(open('c.json', '[{"a": 1}, ')).rejects.toThrow(/not valid JSON/);
  });
});
