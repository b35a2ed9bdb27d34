// What could be read in two ways: read the right one or refused, and said where it is doubtful. Never silently wrong.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { previewOf } from '../../../src/data';
import { tableReader } from './read-table';

const { dir, read, room } = tableReader();
const lines = (line: (i: number) => string, count = 40) =>
  Array.from({ length: count }, (_, i) => line(i) + '\n').join('');
const rows = lines((i) => `${i + 0.5},${(i * 7) % 11},${'xyz'[i % 3]}`);
const ABC = [
  ['a', 'numeric', 20],
  ['b', 'integer', 5.05],
  ['c', 'category', null],
];

describe('lines around the table', () => {
  test.each([
    ['a title that a spreadsheet padded', 'Report of the quarter,,\n,,\na,b,c\n'],
    ['a padded title alone', 'Report of the quarter,,\na,b,c\n'],
    ['more lines of prose than rows', lines((i) => `setting ${i}`, 60) + 'a,b,c\n'],
    ['a line drawn below the header', 'a,b,c\n---,---,---\n'],
  ])('%s', async (_, before) =>
    expect(await read(before + rows)).toMatchObject({ columns: ABC, rows: 40 }),
  );
  test('as a database prints a table', async () => {
    const found = await read(
      ' a | b\n---+---\n' + lines((i) => ` ${i + 0.5} | ${(i * 7) % 11}`) + '(40 rows)\n',
    );
    expect(found.columns).toEqual(ABC.slice(0, 2));
    expect(found.notes).toMatch(/line below the header is drawn/);
  });
  test('a mark that stands by itself before the names', async () => {
    expect((await read('# a b\n' + lines((i) => `${i + 0.5} ${(i * 7) % 11}`))).columns).toEqual(
      ABC.slice(0, 2),
    );
  });
  test('a header that names half of the columns, as decimal commas between commas make it', async () => {
    await expect(read('a,b\n' + lines((i) => `${i},5,${i},25`))).rejects.toThrow(
      /no row has as many fields as the header/,
    );
  });
  test('most rows longer than the header', async () => {
    await expect(read('a,b,c\n' + lines((i) => (i % 3 ? '1,2,3,4' : '1,2,3')))).rejects.toThrow(
      /most rows have more fields than the header/,
    );
  });
});

describe('quotes that take in rows', () => {
  test('closed within a field: refused', async () => {
    await expect(
      read('a,b\n' + lines((i) => `${i},${i === 3 || i === 25 ? '"' : ''}n${i}`)),
    ).rejects.toThrow(/quote that opens in row 5 is closed some lines later/);
  });
  test('but not a name of two lines', async () => {
    expect((await read('"a\n(K)","b",c\n' + rows)).columns.map((c) => c[0])).toEqual([
      'a\n(K)',
      'b',
      'c',
    ]);
  });
  test('closed at the end of one: said', async () => {
    expect(
      (await read('a,b\n' + lines((i) => `${i},${i === 3 ? '"' : ''}n${i}${i === 25 ? '"' : ''}`)))
        .notes,
    ).toMatch(/21 lines within quotes look like rows/);
  });
});

test.each([
  ['windows1251', 'windows-1251', Buffer.from([0xf2, 0xe5, 0xec, 0xef]), 'темп'],
  ['shiftjis', 'shift_jis', Buffer.from([0x89, 0xb7, 0x93, 0x78]), '温度'],
  ['utf8', 'windows-1252', Buffer.from([0x67, 0x72, 0xf6]), 'grö'],
  ['only the editor knows it', 'windows-1252', Buffer.from([0x67, 0x72, 0xf6]), 'grö'],
])(
  "the editor's encoding counts where a text is not utf-8: %s",
  async (hint, encoding, name, read) => {
    const path = join(dir, `${hint}.csv`);
    writeFileSync(path, Buffer.concat([name, Buffer.from(',b\n1.5,2\n2.5,3\n')]));
    const table = await room().open(path, { encodingHint: hint });
    expect(await table.profile()).toMatchObject({
      dialect: { encoding },
      columns: [{ name: read }, { name: 'b' }],
    });
    table.close();
    expect((await previewOf(path, {}, hint)).names).toEqual([read, 'b']);
    writeFileSync(path, 'größe,b\n1,2\n2,3\n');
    expect((await previewOf(path, {}, hint)).names).toEqual(['größe', 'b']);
  },
);

describe('a last row of totals', () => {
  test.each([
    ['at the end', '800,202,Total'],
    ['in another language', '800,202,razem'],
  ])('%s', async (_, last) => {
    const found = await read(`a,b,c\n${rows}${last}\n`);
    expect(found.notes).toMatch(/last row \("(Total|razem)"\) sums up the others and is left out/);
    expect(found).toMatchObject({ columns: ABC, rows: 40 });
  });
  test('without a word that is known', async () => {
    expect((await read(`a,b,c\n${rows}800,202,all of it\n`)).notes).toMatch(
      /numbers of the last row are the sums of those above it/,
    );
  });
  test('by chance, among zeros, is none', async () => {
    expect((await read('a\n' + lines(() => '0') + '3\n3\n')).notes).not.toMatch(/sums/);
  });
});

describe('numbers', () => {
  test('a mark for gaps far from all others', async () => {
    expect(
      (await read('t x,u\n' + lines((i) => `${i % 8 ? 20 + (i % 5) : -999},${i}`))).notes,
    ).toMatch(/"t x" holds -999 5 times, far from all other values: .* "t x" <> -999/);
    expect((await read('t\n' + lines((i) => String(-99 + i * 3)))).notes).not.toMatch(/holds/);
  });
  test('but not in a table of few rows', async () => {
    expect((await read('a\n1\n2\n9\n')).notes).not.toMatch(/holds/);
  });
  test('a value of any form that cannot belong to the others', async () => {
    const normal = (i: number) =>
      Math.sqrt(-2 * Math.log((i + 0.5) / 4000)) * Math.cos(2 * Math.PI * i * 0.618034);
    expect(
      (await read('x\n' + lines((i) => (i === 7 ? '1e9' : normal(i).toFixed(6)), 4000))).notes,
    ).toMatch(/"x" holds 1000000000 once, so far from all other values .* "x" < 1000000000/);
    expect(
      (await read('x\n' + lines((i) => (i < 3 ? String(-5e5 - i) : normal(i).toFixed(6)), 4000)))
        .notes,
    ).toMatch(/"x" holds 3 values from -500000 on, .* "x" > -500000/);
    expect((await read('x\n' + lines((i) => normal(i).toFixed(6), 4000))).notes).not.toMatch(
      /holds/,
    );
    // heavy tails have far values
    expect(
      (
        await read(
          'x\n' + lines((i) => Math.tan(Math.PI * ((i + 0.5) / 4000 - 0.5)).toFixed(6), 4000),
        )
      ).notes,
    ).not.toMatch(/holds/);
    expect((await read('x\n' + lines((i) => (i === 7 ? '5' : '0'), 400))).notes).not.toMatch(
      /holds/,
    );
  });
  test('a point that may stand between thousands', async () => {
    expect((await read('a;b\n' + lines((i) => `${1 + (i % 3)}.${200 + i};${i}`))).notes).toMatch(
      /Numbers like "1.234" are read with a decimal point/,
    );
    expect(
      (await read('a;b\n' + lines((i) => `${1 + (i % 3)}.${200 + i};${i}.5`))).notes,
    ).not.toMatch(/decimal point/);
    expect(
      (await read('a,b\n' + lines((i) => `${1 + (i % 3)}.${200 + i},${i}`))).notes,
    ).not.toMatch(/decimal point/);
  });
  test('dates with points beside decimal commas', async () => {
    const found = await read('day;x\n' + lines((i) => `${1 + (i % 28)}.${1 + (i % 12)};${i},5`));
    expect(found.columns).toEqual([
      ['day', 'text', null],
      ['x', 'numeric', 20],
    ]);
    expect(found.notes).toMatch(/others a decimal point: they are read with a comma/);
  });
  test('identifiers that look like powers of ten', async () => {
    expect((await read('id,x\n' + lines((i) => `${1 + (i % 9)}e${i % 7},${i}`))).notes).toMatch(
      /"id" such as "1e0" are read as powers of ten/,
    );
    expect((await read('id,x\n' + lines((i) => `${i}.5e3,${i}`))).notes).not.toMatch(/powers/);
  });
  test.each(['.', '--', 'n.a.', '#DIV/0!', '<NA>', 'missing'])('a gap: %s', async (gap) => {
    expect((await read('a,b\n' + lines((i) => `${i % 8 ? i : gap},${i}`))).columns[0]![1]).toBe(
      'integer',
    );
  });
});

test('a header that counts', async () => {
  expect(
    (await read('plate,1,2,3\n' + lines((i) => `p${i},${i}.5,7,${i}`))).columns.map((c) => c[0]),
  ).toEqual(['plate', '1', '2', '3']);
});

describe('delimiters', () => {
  test('a colon divides names and numbers, and no times of day', async () => {
    expect((await read('a:b:c\n' + rows.replaceAll(',', ':'))).columns).toEqual(ABC);
    expect((await read('time\n' + lines((i) => `12:${10 + i}:00`))).columns).toHaveLength(1);
    expect((await read(lines((i) => `12:${10 + i}:00`))).columns).toHaveLength(1);
  });
  test('none at all, or one of several characters, is said', async () => {
    expect((await read('a::b\n' + lines((i) => `${i}::x`))).notes).toMatch(
      /No delimiter was found/,
    );
    const found = await read('a||b||c\n' + rows.replaceAll(',', '||'));
    expect(found.columns.filter((_, i) => i % 2 === 0)).toEqual(ABC);
    expect(found.notes).toMatch(/Every second column is empty/);
  });
});

test('a name that stands in the file stays that of its column', async () => {
  expect(
    (await read('t,t,t_2\n' + lines((i) => `1.5,2.5,${i}`))).columns.map((c) => [c[0], c[2]]),
  ).toEqual([
    ['t', 1.5],
    ['t_3', 2.5],
    ['t_2', 19.5],
  ]);
  expect(
    (
      await read(
        JSON.stringify([
          ['t', 't', 't_2'],
          [1, 2, 3],
          [4, 5, 6],
        ]),
      )
    ).columns.map((c) => c[0]),
  ).toEqual(['t', 't_3', 't_2']);
});

describe('JSON of other libraries', () => {
  const table = Array.from({ length: 40 }, (_, i) => ({ a: i + 0.5, b: (i * 7) % 11 }));
  const byNumber = (values: unknown[]) => Object.fromEntries(values.map((v, i) => [i, v]));
  test.each([
    [
      'columns of numbered rows',
      { a: byNumber(table.map((r) => r.a)), b: byNumber(table.map((r) => r.b)) },
    ],
    ['numbered rows', byNumber(table)],
    ['named rows', Object.fromEntries(table.map((r, i) => [`row ${i}`, r]))],
    ['rows deep within', { answer: { status: 'ok', page: { rows: table } } }],
    [
      'names and rows apart',
      { columns: ['a', 'b'], index: [1, 2], data: table.map((r) => [r.a, r.b]) },
    ],
  ])('%s', async (_, value) =>
    expect(await read(JSON.stringify(value))).toMatchObject({ columns: ABC.slice(0, 2), rows: 40 }),
  );
  test('objects within rows are taken apart, but not those that hold data under their keys', async () => {
    const many = Object.fromEntries(Array.from({ length: 200 }, (_, k) => [`k${k}`, k]));
    expect(
      (
        await read(
          JSON.stringify(table.map(({ a, b }) => ({ at: { x: a, deep: { y: b } }, many }))),
        )
      ).columns.map((c) => c.slice(0, 2)),
    ).toEqual([
      ['at.x', 'numeric'],
      ['at.deep.y', 'integer'],
      ['many', 'constant'],
    ]);
  });
});

test.each([
  ['PK\x03\x04\x14\x00\x00\x00\x08\x00t.csv', /ZIP archive/],
  ['PK\x03\x04\x14\x00\x06\x00\x08\x00[Content_Types].xml', /workbook/],
  ['BZh91AY&SY', /bzip2/],
  ['SQLite format 3\x00', /SQLite/],
  ['@relation weather\n@attribute a numeric\n@data\n1\n', /ARFF/],
  ['\x93NUMPY\x01\x00v\x00', /NumPy/],
  ['\xff\xfe\x00\x00a\x00\x00\x00', /UTF-32/],
])('no text, by its first bytes: %j', async (bytes, reason) =>
  expect(read(Buffer.from(bytes, 'latin1'))).rejects.toThrow(reason),
);
test('lines that end as no line of a table does', async () => {
  await expect(read('a,b\u20281,2\u20283,4')).rejects.toThrow(/U\+2028/);
});
test('lines that end with CR alone take no longer than others', { timeout: 20_000 }, async () => {
  expect((await read(('a,b,c\n' + rows.repeat(5000)).replaceAll('\n', '\r'))).rows).toBe(200_000);
});
test('nor do lines without a delimiter', { timeout: 20_000 }, async () => {
  expect(
    (await read('a,b,c\n' + rows + 'a line\n'.repeat(400_000))).columns.map((c) => c[0]),
  ).toEqual(['a', 'b', 'c']);
});
test('what is wrong with a large file is said with its name', async () => {
  await expect(read(Buffer.concat([Buffer.from('BZh9'), Buffer.alloc(17e6, 65)]))).rejects.toThrow(
    /table.csv cannot be read: it is compressed with bzip2/,
  );
});
