// Numbers as people and programs write them: the right values, what is said about them, and reasons
// where they are not read. Both ways of reading agree.
import { DuckDBInstance } from '@duckdb/node-api';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DataRoom, openDataRoom, previewOf } from '../../../src/data';
import { formedSql, partsSql } from '../../../src/data/duckdb/forms-sql';
import { type Mark, wornBy } from '../../../src/data/text/forms';
import type { Reading } from '../../../src/protocol/data';
import { english } from '../../../src/protocol/sentence';

const dir = mkdtempSync(join(tmpdir(), 'flowscope-forms-'));
let rooms: DataRoom[];
beforeAll(async () => {
  const temporary = () => mkdtempSync(join(tmpdir(), 'flowscope-room-'));
  rooms = [
    await openDataRoom({ threads: 1, temporary: temporary() }),
    await openDataRoom({
      threads: 1,
      temporary: temporary(),
      limits: { straight: 0, everything: 0 },
    }),
  ];
});
afterAll(() => rooms.forEach((room) => room.close()));

let next = 0;
const fileOf = (content: string | Uint8Array) => {
  const path = join(dir, `${next++}.csv`);
  writeFileSync(path, content);
  return path;
};
/** What both ways of reading find: the values of a column, its type and unit, and the notes. */
async function read(content: string, column: string, said?: Reading) {
  const path = fileOf(content);
  const [a, b] = await Promise.all(
    rooms.map(async (room) => {
      const table = await room.open(path, { said });
      const profile = await table.profile();
      const found = profile.columns.find((c) => c.name === column)!;
      const values = found.modelled ? [...(await table.rows([column])).values] : null;
      table.close();
      return {
        type: found.type,
        unit: found.unit,
        missing: found.missing,
        values,
        notes: profile.notes.map(english).join(' '),
      };
    }),
  );
  expect(b).toEqual(a);
  return a!;
}
const table = (values: string[], delimiter = ';') =>
  `k${delimiter}v\n` + values.map((v, i) => `row ${i}${delimiter}${v}\n`).join('');

describe('the parts of a number', () => {
  const READ: [string, Mark, number, string][] = [
    ['1,234.5', '.', 1234.5, ''],
    ['1.234,5', ',', 1234.5, ''],
    ['1 234,5', ',', 1234.5, ''],
    ["1'234.5", '.', 1234.5, ''],
    ['1,23,456.5', '.', 123456.5, ''],
    ['98,20,772', '.', 9820772, ''],
    ['\u22120.5', '.', -0.5, ''],
    ['\u2013 5', '.', -5, ''],
    ['\u00a0 7\u00a0', '.', 7, ''],
    ['(1,234.50)', '.', -1234.5, ''],
    ['1060.08-', '.', -1060.08, ''],
    ['1.060,08-', ',', -1060.08, ''],
    ['1.5D+02', '.', 150, ''],
    ['\u22121.5e\u22123', '.', -0.0015, ''],
    ['1.2×10^-3', '.', 0.0012, ''],
    ['5.2 ± 0.1', '.', 5.2, ''],
    ['5.2 +- 0.1', '.', 5.2, ''],
    ['5.2+/-0.1 mm', '.', 5.2, 'mm'],
    ['12.1k', '.', 12100, ''],
    ['3M', '.', 3e6, ''],
    ['1.2 Mrd. €', '.', 1.2e9, '€'],
    ['US$3bn', '.', 3e9, 'US$'],
    ['£3.5m', '.', 3.5e6, '£'],
    ['3 million', '.', 3e6, ''],
    ['10 mm', '.', 10, 'mm'],
    ['10mm', '.', 10, 'mm'],
    ['12kg', '.', 12, 'kg'],
    ['5 kg/m3', '.', 5, 'kg/m3'],
    ['20 °C', '.', 20, '°C'],
    ['50%', '.', 50, '%'],
    ['5 EUR', '.', 5, 'EUR'],
    ['-$3.50', '.', -3.5, '$'],
    ['$(1,234.50)', '.', -1234.5, '$'],
    ['($1,234.50)', '.', -1234.5, '$'],
    ['CHF -5', '.', -5, 'CHF'],
    ['007', '.', 7, ''],
    ['5 years', '.', 5, 'years'],
  ];
  const NONE: [string, Mark][] = [
    ...[
      '0,125',
      '12A',
      '3rd',
      '10 AM',
      '5 Jan',
      '1990s',
      'abc',
      '',
      '5-3',
      '2024-01-01',
      '12:30',
      '1.2.3',
      '(5',
      '5)',
      '1-800',
      '<0.5',
      '0,5',
      'B12',
    ].map((v): [string, Mark] => [v, '.']),
    ['1,234.5', ','],
    ['0.125', ','],
    ['1,23,456', ','],
  ];
  test('in JavaScript and in SQL alike', async () => {
    const connection = await (await DuckDBInstance.create(':memory:')).connect();
    const rows = [...READ, ...NONE];
    for (const [k, [text, mark, number, unit]] of rows.entries()) {
      const field = `'${text.replaceAll("'", "''")}'`;
      const found = (
        await connection.runAndReadAll(
          'SELECT number, wears FROM ' +
            `(${partsSql(`SELECT s FROM (SELECT ${field} AS s) WHERE ${formedSql('s', mark)}`, mark)})`,
        )
      ).getRows();
      expect(found, text).toEqual(k < READ.length ? [[number, unit]] : []);
      expect(wornBy(text, mark), text).toBe(k < READ.length ? unit : null);
    }
    connection.closeSync();
  });
});

describe('whole columns', () => {
  test.each([
    [
      'another minus sign',
      ['0.5', '\u22121.5', '2.5'],
      [0.5, -1.5, 2.5],
      /with another minus sign, such as "\u22121.5", are read as negative/,
    ],
    [
      'powers of ten with a D',
      ['1.0D+02', '2.5D-01', '1.0D+00'],
      [100, 0.25, 1],
      /"1.0D\+0[02]" are read as powers of ten/,
    ],
    [
      'Indian groups',
      ['1,23,456', '98,20,772', '999'],
      [123456, 9820772, 999],
      /separators between thousands/,
    ],
    [
      'a minus behind',
      ['1060.08-', '5', '7.5'],
      [-1060.08, 5, 7.5],
      /a minus behind them, such as "1060.08-"/,
    ],
    [
      'uncertainties',
      ['5.2 ± 0.1', '4.1 +- 0.2', '3 +/- 1'],
      [5.2, 4.1, 3],
      /the uncertainty is left out/,
    ],
    [
      'thousands and millions',
      ['12.1k', '3M', '525'],
      [12100, 3e6, 525],
      /"(12.1k|3M)" are multiplied as their letter or word says/,
    ],
    [
      'brackets',
      ['(1,234.50)', '12', '3.5'],
      [-1234.5, 12, 3.5],
      /in brackets, such as "\(1,234.50\)", are read as negative/,
    ],
    [
      'blanks that do not break',
      ['\u00a05.5', '6.5\u00a0', '\u202f7.5'],
      [5.5, 6.5, 7.5],
      /Read with/,
    ],
  ])('%s', async (_, fields, values, note) => {
    expect((await read(table(fields), 'v')).values).toEqual(values);
    expect((await read(table(fields), 'v')).notes).toMatch(note);
    expect((await read(table(fields), 'v', { types: { v: 'number' } })).values).toEqual(values);
    expect((await previewOf(fileOf(table(fields)), {})).types).toEqual(['text', 'number']);
  });
  test('one unit belongs to the column, also in one and many', async () => {
    expect(await read(table(['10 mm', '12.5 mm', '7 mm']), 'v')).toMatchObject({
      values: [10, 12.5, 7],
      unit: 'mm',
      missing: 0,
    });
    expect(await read(table(['1 year', '2 years', '5 years']), 'v')).toMatchObject({
      values: [1, 2, 5],
      unit: 'years',
    });
    expect(await read(table(['12kg', 'NA', '7kg']), 'v')).toMatchObject({
      values: [12, 7],
      unit: 'kg',
      missing: 1,
    });
  });
  test('several units, or none here and there: text, the reason, and advice that is true', async () => {
    const units = ['10 mm', '12 mm', '7 cm'];
    const found = await read(table(units), 'v');
    expect(found.type).toBe('text');
    expect(found.notes).toMatch(
      /different units, "cm" and "mm" among them. Settled as number, those with the most frequent one/,
    );
    expect(await read(table(units), 'v', { types: { v: 'number' } })).toMatchObject({
      values: [10, 12],
      missing: 1,
      unit: 'mm',
      notes: expect.stringMatching(
        /1 values of "v" are not numbers and count as missing, such as "7 cm"/,
      ),
    });
    expect((await read(table(['10 mm', '12 mm', '7']), 'v')).notes).toMatch(
      /"v" is read as text because some of its numbers have "mm" beside them and others do not/,
    );
  });
  test('all in brackets', async () => {
    expect((await read(table(['(1)', '(2)', '(3)']), 'v')).notes).toMatch(
      /all of its numbers stand in brackets. Settled as number, they are negative/,
    );
    expect(
      (await read(table(['(1)', '(2)', '(3)']), 'v', { types: { v: 'number' } })).values,
    ).toEqual([-1, -2, -3]);
  });
  test('a word among numbers of other forms is named', async () => {
    expect((await read(table(['5 ± 1', '6 ± 1', '7 ± 1', 'n.d.']), 'v')).notes).toMatch(
      /"v" is read as text because one value is not a number, such as "n.d."/,
    );
  });
  test.each([
    ['12A', '14A', '15A'],
    ['3rd', '4th', '5th'],
    ['10 AM', '11 AM', '12 AM'],
    ['1990s', '2000s', '2010s'],
    ['1-', '2+', '3-'],
    ['<0.5', '0.7', '<0.1'],
  ])('no numbers: %s, %s, %s', async (...fields) => {
    expect((await read(table(fields), 'v')).values).toBeNull();
  });
  test('said to be numbers, and none is one: an error', async () => {
    const path = fileOf(table(['x', 'y', 'z']));
    for (const room of rooms) {
      const opened = await room.open(path, { said: { types: { v: 'number' } } });
      await expect(opened.profile()).rejects.toThrow(
        /"v" is said to hold numbers, and none of its values is one, such as "x"/,
      );
      opened.close();
    }
  });
});

describe('decimal marks', () => {
  test('a group of thousands never begins with 0', async () => {
    expect((await read('id,v\n1,"0,125"\n2,"0,250"\n3,"0,500"\n', 'v')).values).toEqual([
      0.125, 0.25, 0.5,
    ]);
    expect((await read('"id","v"\n"1","-1,177"\n"2","0,250"\n"3","2,500"\n', 'v')).values).toEqual([
      -1.177, 0.25, 2.5,
    ]);
  });
  test('a column with points in a file of decimal commas, by its own numbers', async () => {
    const found = await read('a;v\n5,50;899.21\n6,25;898.2\n7,10;12.5\n', 'v');
    expect(found.values).toEqual([899.21, 898.2, 12.5]);
    expect(found.notes).toMatch(/"v" is read with a decimal point, unlike the rest of the table/);
    expect((await read('a;v\n5,50;0.125\n6,25;8.375\n7,10;9.000\n', 'v')).values).toEqual([
      0.125, 8.375, 9,
    ]);
    expect(
      (await read('a;b;v\n5.5;1.5;"8,21"\n6.25;2.5;"98,2"\n7.1;2.5;"12,5"\n', 'v')).values,
    ).toEqual([8.21, 98.2, 12.5]);
  });
  test('what may be thousands is said, and can be settled', async () => {
    const text = 'price;lat\n5,50;52.125\n6,25;48.250\n7,10;50.500\n';
    expect(await read(text, 'lat')).toMatchObject({
      values: [52125, 48250, 50500],
      notes: expect.stringMatching(
        /"lat" such as "48.250" are read with points between thousands \(48250\): settle its type/,
      ),
    });
    expect((await read(text, 'lat', { types: { lat: 'point' } })).values).toEqual([
      52.125, 48.25, 50.5,
    ]);
    expect((await read('a;v\n1,5;1.234\n2,5;12\n3,5;100\n4,5;1.234.567\n', 'v')).notes).not.toMatch(
      /between thousands \(/,
    );
    const quoted = 'x,v\n1.5,"4,676"\n2.5,"6,991"\n';
    expect((await read(quoted, 'v')).values).toEqual([4676, 6991]);
    expect((await read(quoted, 'v', { types: { v: 'comma' } })).values).toEqual([4.676, 6.991]);
  });
});
