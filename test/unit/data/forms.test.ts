// Forms of tables that are met in the wild: what each is read as, or why it is refused. And the
// beginning of a large text as a table of its own.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { previewOf } from '../../../src/data';
import { tableReader } from './read-table';

const { dir, read, room } = tableReader();

const linesOf = (count: number, line: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => line(i)).join('\n') + '\n';
const AB = [
  ['a', 'integer', 24.5],
  ['b', 'numeric', 12.5],
];
const lines = (line: (a: number, b: number) => string) => linesOf(50, (i) => line(i, i / 2 + 0.25));

describe('single quotes', () => {
  test('around every field, doubled inside, with delimiters and line ends in them', async () => {
    const found = await read(
      "'a','b','c'\n" + lines((a, b) => `'${a}','${b}','x, ''y''\n${a % 3}'`),
    );
    expect(found.columns.slice(0, 2)).toEqual(AB);
    expect(found.columns[2]!.slice(0, 2)).toEqual(['c', 'category']);
    expect(found.dialect.quote).toBe("'");
    expect(found.notes).toContain('fields in single quotes');
  });
  test('around some fields, with double quotes in others', async () => {
    const path = join(dir, 'inches.csv');
    writeFileSync(
      path,
      'a,b,c\n' + lines((a, b) => (a % 2 ? `${a},${b},'p "q", r'` : `${a},${b},5" pipe`)),
    );
    const table = await room().open(path);
    const out = join(dir, 'inches-out.parquet');
    await table.writeWithColumn(out, 's', new Float64Array(50));
    table.close();
    const again = await room().open(out);
    expect((await again.profile()).columns[2]!.type).toBe('category');
    expect((await previewOf(path, {})).rows[1]).toEqual(['1', '0.75', 'p "q", r']);
    again.close();
  });
  test.each(["O'Brien", "'s-Hertogenbosch", "'tis", '6\' 2"'])(
    'apostrophes are no quotes: %s',
    async (text) => {
      const found = await read('a,b,c\n' + lines((a, b) => `${a},${b},${a % 2 ? text : 'plain'}`));
      expect(found.columns.slice(0, 2)).toEqual(AB);
      expect(found.rows).toBe(50);
      expect(found.dialect.quote).toBeUndefined();
    },
  );
  test('what is said counts', async () => {
    const path = join(dir, 'said.csv');
    writeFileSync(path, `a,c\n1,"x\n2,'y'\n`);
    expect((await previewOf(path, { quote: 'none' })).rows).toEqual([
      ['1', '"x'],
      ['2', "'y'"],
    ]);
    expect((await previewOf(path, { quote: "'" })).rows).toEqual([
      ['1', '"x'],
      ['2', 'y'],
    ]);
  });
});

test.each([
  ['percent', (b: number) => `${b}%`, '%', 12.5],
  ['currency before', (b: number) => `"$${(b + 1000).toLocaleString('en')}"`, '$', 1012.5],
  ['a minus before it', (b: number) => `-£${b}`, '£', -12.5],
])('numbers with a sign: %s', async (_, form, sign, mean) => {
  const found = await read('a,p\n' + lines((a, b) => `${a},${form(b)}`));
  expect(found.columns[1]).toEqual(['p', 'numeric', mean]);
  expect(found.units[1]).toBe(sign);
  expect(found.notes).toContain(`have the sign ${sign}`);
});
test('numbers with a sign: euros after a decimal comma', async () => {
  expect(
    (await read('a;p\n' + lines((a, b) => `${a};${(b + 1000).toLocaleString('de')} €`))).columns[1],
  ).toEqual(['p', 'numeric', 1012.5]);
});
test('numbers of which only some have a sign stay text, and that is said', async () => {
  const found = await read('a,p\n' + lines((a, b) => `${a},${a % 2 ? `${b}%` : b}`));
  expect(found.columns[1]![1]).toBe('text');
  expect(found.notes).toMatch(
    /"p" is read as text because some of its numbers have "%" beside them and others do not/,
  );
});
test('numbers beyond double precision are counted', async () => {
  expect((await read('a,b\n' + lines((a, b) => `${a === 7 ? '1e400' : a},${b}`))).notes).toContain(
    'One value of "a" is infinite or too large',
  );
});

test.each([
  [
    'prose as wide as the table',
    'Made on Monday, by the logger.\nPlease do not edit, share\n\na,b\n',
  ],
  ['keys and values', 'Instrument,XR-7\nSerial,12345\nDate,2024-01-01\n\na,b\n'],
  [
    'comments with more fields than the table',
    '// made by logger, with commas, many\n// units SI\na,b\n',
  ],
  ['comments with a percent sign', '% made by logger\n% units SI\na,b\n'],
])('lines before the table: %s', async (_, before) => {
  const found = await read(before + lines((a, b) => `${a},${b}`));
  expect(found.columns).toEqual(AB);
  expect(found.notes).toMatch(/first \d lines are not part of the table/);
});
test('short rows at the end are rows where others are short, too', async () => {
  const found = await read(
    'v,name,from,to\n1,buzz,1996,1999\n2,rex,1998\n3,bo,2000,2003\n4,sarge,2002,2006\n5,sid\n6,trixie\n',
  );
  expect(found.rows).toBe(6);
  expect(found.notes).toContain('3 rows have too few fields');
});
test('a row of gaps after a blank line is no header', async () => {
  expect((await read('a,b\n1,2\n2,3\n\nNA,NA\n' + lines((a, b) => `${a},${b}`))).rows).toBe(53);
});

describe('JSON', () => {
  const rows = Array.from({ length: 50 }, (_, i) => ({ a: i, b: i / 2 + 0.25 }));
  test.each([
    ['arrays with a header', JSON.stringify([['a', 'b'], ...rows.map((r) => [r.a, r.b])])],
    [
      'an array for each column',
      JSON.stringify({ a: rows.map((r) => r.a), b: rows.map((r) => r.b) }),
    ],
    ['rows under a key', JSON.stringify({ meta: { version: 1 }, data: rows })],
    ['indented', JSON.stringify(rows, null, 2)],
    [
      'columns beside a plain value',
      JSON.stringify({
        a: rows.map((r) => r.a),
        run: 'third',
        b: rows.map((r) => r.b),
        shape: [50, 2],
      }),
    ],
    [
      'columns deep within',
      JSON.stringify({
        version: 2,
        result: { run: 3, data: { a: rows.map((r) => r.a), b: rows.map((r) => r.b) } },
      }),
    ],
    ['one object a line', rows.map((r) => JSON.stringify(r)).join('\n')],
    ['with a mark at the beginning', `\ufeff${JSON.stringify(rows)}`],
  ])('%s', async (_, text) => expect((await read(text, 'table.json')).columns).toEqual(AB));
  test('matrices are columns, one for each place, beside others', async () => {
    const found = await read(
      JSON.stringify({
        meta: 'run 3',
        theta: rows.map((r) => [r.a, r.b]),
        y: rows.map((r) => r.a),
      }),
    );
    expect(found.columns).toEqual([
      ['theta_1', 'integer', 24.5],
      ['theta_2', 'numeric', 12.5],
      ['y', 'integer', 24.5],
    ]);
    expect(found.notes).toMatch(
      /arrays in "theta" have one for each of their places. Beside the rows stand "meta": left out/,
    );
  });
  test('one matrix holds the rows, perhaps below their names, also deep within', async () => {
    const values = rows.map((r) => [String(r.a), r.b]);
    expect((await read(JSON.stringify({ star: { light: values } }))).columns).toEqual([
      ['light_1', 'integer', 24.5],
      ['light_2', 'numeric', 12.5],
    ]);
    expect(
      (await read(JSON.stringify({ light: [['a', 'b'], ...rows.map((r) => [r.a, r.b])] }))).columns,
    ).toEqual(AB);
  });
  test('an array a line', async () =>
    expect(
      (await read(rows.map((r) => `[${r.a},${r.b}]`).join('\n'))).columns.map((c) => c.slice(1)),
    ).toEqual(AB.map((c) => c.slice(1))));
  test('bare NaN and Infinity, but not within texts', async () => {
    const found = await read(
      '[{"a": NaN, "t": "NaN, x"}, {"a": 1.5, "t": "Infinity"}, {"a": -Infinity, "t": "z"}, {"a": 2.5, "t": "w"}]',
    );
    expect(found.columns[0]).toEqual(['a', 'numeric', 2]);
  });
  test.each([
    ['[1, 2, 3]', /entry 1 of its array is neither an object nor an array/],
    ['{"a": [1, 2], "b": [1, 2, 3]}', /differ in length: "a" has 2 values and "b" 3/],
    ['{"a": [{"x": 1}], "b": [{"y": 1}]}', /several tables: "a", "b"/],
    ['{"a": {"x": [1, 2]}, "b": {"x": [1, 2]}}', /several tables: "a", "b"/],
  ])('refused: %s', async (text, reason) => expect(read(text)).rejects.toThrow(reason));
  test('a header in brackets is no JSON', async () =>
    expect((await read('[m],[s]\n' + lines((a, b) => `${a},${b}`))).rows).toBe(50));
});

test.each([
  ['<!DOCTYPE html>\n<html><body><p>Sorry, not here, at all</p></body></html>\n', /web page/],
  ['%PDF-1.7\n1 0 obj\n', /PDF/],
  ['version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 3\n', /git lfs pull/],
])('no table: %j', async (text, reason) => expect(read(text)).rejects.toThrow(reason));

describe('the beginning of a large text', () => {
  const large =
    'a,b,c\n' +
    linesOf(400_000, (i) => `${i % 1000},${(i % 77) / 7},some words to fill the row ${i}`);
  test.each([
    ['plain', (t: string) => Buffer.from(t)],
    ['compressed', (t: string) => gzipSync(t, { level: 1 })],
    ['utf-16le', (t: string) => Buffer.from(t, 'utf16le')],
    ['utf-16be', (t: string) => Buffer.from('\ufeff' + t, 'utf16le').swap16()],
  ])('%s: shown before the whole, its rows a part of it', { timeout: 120_000 }, async (_, pack) => {
    const path = join(dir, `large-${_}.csv`);
    writeFileSync(path, pack(large));
    const { beginningOf } = await import('../../../src/data/duckdb/loading/beginning');
    const { DuckDBInstance } = await import('@duckdb/node-api');
    const instance = await DuckDBInstance.create(':memory:');
    const { connect } = await import('../../../src/data/duckdb/connection');
    const connection = await connect(instance);
    const found = await beginningOf(
      path,
      {
        connection,
        temporary: dir,
        table: 'part',
        said: {},
        limits: { straight: 1e6, everything: 1e6, columns: 500 },
      },
      { from: 1000, part: 1 << 20 },
    );
    expect(found!.loaded.rows).toBeGreaterThan(10_000);
    expect(found!.loaded.rows).toBeLessThan(400_000);
    expect(found!.loaded.path).toBe(path);
    if (_ === 'compressed') expect(found!.about).toBeNull();
    else expect(Math.abs(found!.about! / 400_000 - 1)).toBeLessThan(0.05);
    connection.closeSync();
    instance.closeSync();
  });
});
