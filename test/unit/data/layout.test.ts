// What stands around the values of a text table: quotes, comments, lines before it, names of columns and rows, units.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { previewOf } from '../../../src/data';
import type { Reading } from '../../../src/protocol/data';
import { tableReader } from './read-table';
import { english } from '../../../src/protocol/sentence';

const { dir, read, room } = tableReader();
const rows = (line: (i: number) => string, count = 30) =>
  Array.from({ length: count }, (_, i) => line(i)).join('\n') + '\n';
/** the mean of 0, 0.5, 1, ... over 30 rows */
const HALVES = 7.25;
let next = 0;
/** Names, types and means as somebody says the text is read. */
async function told(content: string, said: Reading) {
  const path = join(dir, `told-${next++}.csv`);
  writeFileSync(path, content);
  const table = await room().open(path, { said });
  const { columns, notes } = await table.profile();
  table.close();
  return {
    columns: columns.map((c) => [c.name, c.type, c.mean]),
    notes: notes.map(english).join(' '),
    preview: await previewOf(path, said),
  };
}
/** The fields of the first rows. */
async function fields(content: string, said: Reading = {}) {
  const path = join(dir, `fields-${next++}.csv`);
  writeFileSync(path, content);
  return (await previewOf(path, said)).rows;
}

describe('quotes', () => {
  test('a field in quotes may end or begin with a blank', async () => {
    expect(
      (await read('a,b,c\n' + rows((i) => `${i},${i === 7 ? '"sold "' : `n${i}`},${i / 2}`)))
        .columns[2],
    ).toEqual(['c', 'numeric', HALVES]);
    expect(await fields('who,pay\nA,"x "\nB," y"\nC,z\n')).toEqual([
      ['A', 'x '],
      ['B', ' y'],
      ['C', 'z'],
    ]);
  });
  test('amounts as a spreadsheet prints them for an account', async () => {
    const found = await read(
      'month,paid,due\n' + rows((i) => `m${i},"$ ${i + 1},200.50 "," ${i + 1},000.00 "`, 9),
    );
    expect(found.columns.slice(1)).toEqual([
      ['paid', 'numeric', 5200.5],
      ['due', 'integer', 5000],
    ]);
  });
  test('blanks before an opening quote, and after a closing one, are no text', async () => {
    const found = await read('a, "b", c\n' + rows((i) => `${i}, "Lee, ${i % 3}", ${i / 2}`));
    expect(found.columns).toEqual([
      ['a', 'integer', 14.5],
      ['b', 'category', null],
      ['c', 'numeric', HALVES],
    ]);
    expect(await fields('"a" ;"b" ; "c"\n"x;1" ;"2" ; "y"\n"z" ;"3" ; "w"\n')).toEqual([
      ['x;1', '2', 'y'],
      ['z', '3', 'w'],
    ]);
    expect((await read('a, b\n' + rows((i) => `"${i}", "${i / 2}"`))).columns).toEqual([
      ['a', 'integer', 14.5],
      ['b', 'numeric', HALVES],
    ]);
  });
  test('but inches and nicknames are', async () => {
    expect(await fields('a,b\n5, "Bo" Diddley\n6, 3" pipe\n7, x\n')).toEqual([
      ['5', ' "Bo" Diddley'],
      ['6', ' 3" pipe'],
      ['7', ' x'],
    ]);
  });
  test('backslashes before quotes and delimiters', async () => {
    const text = 'a,b,c\n' + rows((i) => `${i},"he said \\"yes, no\\" and left",${i / 2}`);
    const found = await read(text);
    expect(found.columns).toEqual([
      ['a', 'integer', 14.5],
      ['b', 'constant', null],
      ['c', 'numeric', HALVES],
    ]);
    expect(found.notes).toContain('backslashes as escapes');
    expect((await fields(text))[0]![1]).toBe('he said "yes, no" and left');
    expect((await fields('a,b,c\n' + rows((i) => `${i},x\\, y,${i / 2}`)))[1]).toEqual([
      '1',
      'x, y',
      '0.5',
    ]);
    expect(
      (await fields('a,b,c\n' + rows((i) => `${i},'it\\'s ${i}, is it',${i / 2}`)))[1],
    ).toEqual(['1', "it's 1, is it", '0.5']);
    expect((await fields('a,b,c\n' + rows((i) => `${i}, "North\\, unit", ${i / 2}`)))[1]).toEqual([
      '1',
      'North, unit',
      ' 0.5',
    ]);
  });
  test('but those of paths are text', async () => {
    expect((await fields('a,b\n' + rows((i) => `${i},"C:\\data\\"`)))[0]).toEqual([
      '0',
      'C:\\data\\',
    ]);
    expect((await fields('a,b\n' + rows((i) => `${i},C:\\new\\table`)))[0]).toEqual([
      '0',
      'C:\\new\\table',
    ]);
  });
  test('an escape can be said', async () => {
    expect(await fields('a,b\n1,"x\\n\\\\y"\n2,\\N\n', { escape: 'backslash' })).toEqual([
      ['1', 'x\\n\\y'],
      ['2', ''],
    ]);
    expect(await fields('a,b\n1,"x\\"\n', { escape: 'none' })).toEqual([['1', 'x\\']]);
  });
  test('advice in a refusal was tried', async () => {
    await expect(read('a,b\n' + rows((i) => `${i},${i === 5 ? '"' : ''}n${i}`))).rejects.toThrow(
      /opens in row 7 is not closed. Correct the file, or choose to read without quotes/,
    );
    const within = 'a,b\n' + rows((i) => `${i},${i === 3 || i === 25 ? '"' : ''}n${i}`);
    await expect(read(within)).rejects.toThrow(
      /closed some lines later, within a field. Correct the file, or choose to read without quotes/,
    );
    expect((await told(within, { quote: 'none' })).columns[0]).toEqual(['a', 'integer', 14.5]);
    await expect(
      read('a,b,c\n' + rows((i) => `${i},${i === 5 ? '"x, y' : `n${i}`},2`, 8)),
    ).rejects.toThrow(/is not closed. Correct the file.$/);
  });
});

describe('comments', () => {
  test.each([60, 5000])('%i lines', async (count) => {
    const found = await read(
      rows((i) => `# line ${i} says, for "example`, count) + 'a,b\n' + rows((i) => `${i},${i / 2}`),
    );
    expect(found.columns).toEqual([
      ['a', 'integer', 14.5],
      ['b', 'numeric', HALVES],
    ]);
    expect(found.notes).toContain(`The first ${count} lines are not part`);
    expect(found.rows).toBe(30);
  });
  test('also more than decide how a text is read', { timeout: 30_000 }, async () => {
    const found = await read(
      rows((i) => `# line ${i} ${'x'.repeat(90)}`, 6000) + 'a;b\n' + rows((i) => `${i};${i},5`),
    );
    expect(found.columns).toEqual([
      ['a', 'integer', 14.5],
      ['b', 'numeric', 15],
    ]);
  });
  test.each([
    ['# t v\n', ' ', ['t', 'v']],
    ['#t v\n', ' ', ['t', 'v']],
    ['# made by hand\n# t, v\n', ',', ['t', 'v']],
    ['# t v\n', ',', ['t', 'v']],
    ['# Data:  t   v\n', '   ', ['t', 'v']],
    ['% t,v\n', ',', ['t', 'v']],
    ['#  1 T_REL   time since start   [s]\n#  2 V       speed\n', '  ', ['T_REL', 'V']],
  ])('the last one names the columns: %j', async (above, between, names) => {
    const found = await read(above + rows((i) => `${i}${between}${i / 2}`));
    expect(found.columns.map((c) => c[0])).toEqual(names);
    expect(found.rows).toBe(30);
  });
  test.each([
    '# This file is from an old catalogue\n',
    '# of stars\n',
    '# Measured twice.\n',
    '# x y z\n',
    '# t v\n#\n# see https://example.org/a\n',
  ])('a sentence, or words of another number, does not: %j', async (above) => {
    const found = await read(above + rows((i) => `${i}.5  ${i / 2}`));
    expect(found.columns).toEqual([
      ['column_1', 'numeric', 15],
      ['column_2', 'numeric', HALVES],
    ]);
  });
  test('a header below them counts', async () => {
    expect(
      (await read('# x,y\na,b\n' + rows((i) => `${i},${i / 2}`))).columns.map((c) => c[0]),
    ).toEqual(['a', 'b']);
  });
  test('among the rows they are left out and counted, with the mark of those above or without', async () => {
    for (const above of ['# log of today\n', '']) {
      const found = await read(
        above + 'a,b\n' + rows((i) => (i === 9 ? '# restarted' : `${i},${i / 2}`)),
      );
      expect(found.rows).toBe(29);
      expect(found.notes).toContain('1 line is a comment');
      expect(found.columns.map((c) => c[1])).toEqual(['integer', 'numeric']);
    }
  });
  test('but "#" may be a name, and names of rows may begin with it', async () => {
    expect((await read('#,v\n' + rows((i) => `${i},${i / 2}`))).columns.map((c) => c[0])).toEqual([
      '#',
      'v',
    ]);
    expect((await read('id,v\n' + rows((i) => `#${i},${i / 2}`))).rows).toBe(30);
    expect(
      (await told('#1,5\n#2,6\n#3,9\n', { comment: '', header: false })).columns[1]![2],
    ).toBeCloseTo(20 / 3, 9);
  });
});

describe('names of columns that are numbers', () => {
  const values = (i: number) => `${(i % 7) / 10},${(i % 5) / 10 + 1},${(i % 3) / 10 + 2}`;
  test.each([
    ['wavelengths', 'sample,300.5,305.5,310.5\n', (i: number) => `s${i},${values(i)}`],
    [
      'in quotes',
      '"sample","300.5","305.5","310.5"\n',
      (i: number) => `"s${i}","${values(i).replaceAll(',', '","')}"`,
    ],
    [
      'doses within the range of the values',
      'dose,0,0.1,10\n',
      (i: number) => `x${i},${values(i)}`,
    ],
    ['below zero', 'depth,-10,-5,0\n', (i: number) => `${i},${values(i)}`],
    ['powers', 'id,1e3,1e4,1e5\n', (i: number) => `x${i},${values(i)}`],
    ['one among words', 'place,area,100,rate\n', (i: number) => `p${i},${values(i)}`],
    ['beside an index without a name', ',2.5,1.5,4\n', (i: number) => `${i},${values(i)}`],
    ['falling', 'unlike,900,800,700\n', (i: number) => `${'ab'[i % 2]},${values(i)}`],
  ])('%s', async (_, header, line) => {
    const found = await read(header + rows(line));
    expect(found.rows).toBe(30);
    expect(found.columns.map((c) => c[0])).toEqual(
      header
        .trim()
        .replaceAll('"', '')
        .split(',')
        .map((name) => name || 'column_1'),
    );
    expect(found.columns[3]![2]).toBeCloseTo(2.1, 9);
    expect(found.notes).toMatch(
      /The first row names the columns, although numbers stand in it, such as/,
    );
  });
  test.each([
    ['even steps', '400,410,420,430,440\n', (i: number) => `${values(i)},3,${i}`],
    [
      'counted from 0, as programs number columns',
      '0,1,2\n',
      (i: number) => `${(i + 0.3) / 7},0.${i + 11},1.5`,
    ],
    ['in quotes, and the values are not', '"0.7","0.2","9"\n', values],
  ])('numbers alone: %s', async (_, header, line) => {
    const found = await read(header + rows(line));
    expect(found.rows).toBe(30);
    expect(found.columns.map((c) => c[0])).toEqual(header.trim().replaceAll('"', '').split(','));
  });
  test('counts and names of levels are no values of the columns below', async () => {
    const found = await read(
      '150,4,setosa,other,third\n' + rows((i) => `${values(i)},0.${i % 9},${i % 3}`),
    );
    expect(found.rows).toBe(30);
    expect(found.columns[0]![2]).toBeCloseTo(8.5 / 30, 5);
    expect(found.notes).toContain('such as "150": settle the header as none if it is a row');
  });
  test.each([
    ['numbers', (i: number) => `${i % 7}.5,${i % 5},${i % 3}`],
    [
      'words and numbers',
      (i: number) => `${i % 50},${['Private', 'Public'][i % 2]},${(i * 37) % 11}`,
    ],
    ['a table of products', (i: number) => `${i},${2 * i},${3 * i}`],
    ['names and numbers', (i: number) => `n${i},${(i * 17) % 50},${(i * 7) % 50}`],
    ['a gap in the first row', (i: number) => (i === 0 ? ',1,2' : `${i / 2},${i % 7},${i % 5}`)],
    ['a word for a gap in it', (i: number) => (i === 0 ? '1,failed,2' : `${i},${i / 2},${i % 5}`)],
  ])('rows without a header stay rows: %s', async (_, line) => {
    const found = await read(rows(line));
    expect(found.rows).toBe(30);
    expect(found.notes).not.toMatch(/first row/);
    expect(found.columns.map((c) => c[0])).toEqual(['column_1', 'column_2', 'column_3']);
  });
  test('what may be either is a row, and a doubt', async () => {
    const found = await read(
      'b,100,200\n' + rows((i) => `${'acdefghijklmnopqrstuvwxyzABCDE'[i]},${i % 5},${i % 7}`),
    );
    expect(found.rows).toBe(31);
    expect(found.notes).toContain(
      'The first row may name the columns: settle the header if it does.',
    );
    const settled = await told('b,100,200\nc,1,2\nd,2,3\n', { header: true });
    expect(settled.columns.map((c) => c[0])).toEqual(['b', '100', '200']);
  });
});

describe('rows of names, units and kinds', () => {
  const line = (i: number) => `${i},${i / 2},${(i % 5) + 0.5},${i % 7},${i % 3}`;
  const means = [14.5, HALVES, 2.5, 85 / 30, 1].map((m) => Number(m.toFixed(6)));
  test.each([
    ['groups over names', ',A,A,B,B\n,x,y,x,y\n', ['column_1', 'A x', 'A y', 'B x', 'B y']],
    ['over their first column alone', 't,A,,B,\n,x,y,x,y\n', ['t', 'A x', 'A y', 'B x', 'B y']],
    [
      'with a title for all',
      'who,net,net,net,net\npart,nose,nose,tail,tail\naxis,x,y,x,y\n',
      ['axis', 'nose x', 'nose y', 'tail x', 'tail y'],
    ],
    [
      'in three rows',
      'who,M1,M1,M2,M2\npart,nose,tail,nose,tail\naxis,x,x,x,x\n',
      ['part', 'M1 nose', 'M1 tail', 'M2 nose', 'M2 tail'],
    ],
    [
      'with the name of the index',
      ',A,A,B,B\n,x,y,x,y\nframe,,,,\n',
      ['frame', 'A x', 'A y', 'B x', 'B y'],
    ],
  ])('%s', async (_, header, names) => {
    const found = await read(header + rows(line));
    expect(found.columns.map((c) => c[0])).toEqual(names);
    expect(found.columns.map((c) => c[2])).toEqual(means);
    expect(found.rows).toBe(30);
    expect(found.notes).toMatch(/first \d rows name the columns/);
  });
  test('units below names of groups', async () => {
    const found = await read('run,in,in,out,out\n,p,T,p,T\ns,bar,C,bar,C\n' + rows(line));
    expect(found.columns.map((c) => c[0])).toEqual(['run', 'in p', 'in T', 'out p', 'out T']);
    expect(found.units).toEqual(['s', 'bar', 'C', 'bar', 'C']);
  });
  test('a data logger: the station, names, units, kinds', async () => {
    const found = await read(
      '"TOA5","Hill","CR6","77","Std.1","prog","1","Met"\n"TIMESTAMP","RECORD","Air_Avg","Wind"\n"TS","RN","Deg ' +
        'C","m/s"\n"","","Avg","Smp"\n' +
        rows(
          (i) =>
            `"2024-03-01 00:${String(i).padStart(2, '0')}:00",${i},${i === 3 ? '"NAN"' : i / 2},${i % 7}`,
        ),
    );
    expect(found.columns.map((c) => c[0])).toEqual(['TIMESTAMP', 'RECORD', 'Air_Avg', 'Wind']);
    expect(found.units).toEqual([null, null, 'Deg C', 'm/s']);
    expect(found.rows).toBe(30);
    expect(found.columns[3]).toEqual(['Wind', 'integer', Number((85 / 30).toFixed(6))]);
  });
  test('widths of the fields are no units', async () => {
    const found = await read(
      '# made on Monday\nsite\tflow\n5s\t12n\n' + rows((i) => `a${i}\t${i / 2}`),
    );
    expect(found.columns).toEqual([
      ['site', 'text', null],
      ['flow', 'numeric', HALVES],
    ]);
    expect(found.units).toEqual([null, null]);
    expect(found.notes).toContain('The row below the header is no row of the table');
  });
  test('rows of words stay rows', async () => {
    expect((await read('name,city\nBo,Ulm\nAnn,Bonn\nTim,Ulm\nZoe,Bonn\n')).rows).toBe(4);
    expect((await read('name,v\nBo,none\nAnn,lost\n' + rows((i) => `n${i},${i}`))).rows).toBe(32);
  });
  test('how many they are can be said', async () => {
    const text = 'a,b\nx,y\n' + rows((i) => `${i},${i % 2 ? 'p' : 'q'}`);
    expect((await told(text, { headerRows: 2 })).preview.rows[0]).toEqual(['0', 'q']);
    expect((await told(text, { headerRows: 0 })).columns.map((c) => c[0])).toEqual([
      'column_1',
      'column_2',
    ]);
    const groups = await told('1,1,2,2\nx,y,x,y\n' + rows((i) => `${i},${i / 2},3,${i}`), {
      headerRows: 2,
    });
    expect(groups.columns.slice(0, 2)).toEqual([
      ['1 x', 'integer', 14.5],
      ['1 y', 'numeric', HALVES],
    ]);
    expect(groups.preview.names).toEqual(['1 x', '1 y', '2 x', '2 y']);
  });
});

describe('a header with one name less than the rows have fields', () => {
  test.each([
    ['words', (i: number) => `r${i},${i},${i / 2}`],
    ['numbers in quotes', (i: number) => `"${i + 1}",${i},${i / 2}`],
    ['numbers', (i: number) => `${3 * i},${i},${i / 2}`],
  ])('names of rows: %s', async (_, line) => {
    const found = await read('x,y\n' + rows(line));
    expect(found.columns).toEqual([
      ['row_name', 'text', null],
      ['x', 'integer', 14.5],
      ['y', 'numeric', HALVES],
    ]);
    expect(found.notes).toContain('the first column holds names of rows');
    expect(
      (await read('x y\n' + rows(line).replaceAll(',', ' '))).columns.map((c) => c[0]),
    ).toEqual(['row_name', 'x', 'y']);
  });
  test('above names that are numbers', async () => {
    expect(
      (await read('300.5,305.5\n' + rows((i) => `r${i},${i},${i / 2}`))).columns.map((c) => c[0]),
    ).toEqual(['row_name', '300.5', '305.5']);
  });
  test('where it cannot be told it is refused, and can be said', async () => {
    const text = 'x,y\n' + rows((i) => `0.${i % 3},${i},${i / 2}`);
    await expect(read(text)).rejects.toThrow(
      /one name less than its rows have fields. Settle whether the first column holds names of rows/,
    );
    expect((await told(text, { rowNames: true })).columns[1]).toEqual(['x', 'integer', 14.5]);
    expect((await told(text, { rowNames: false })).columns[1]).toEqual(['y', 'integer', 14.5]);
    expect((await told('a,b\nr1,1\nr2,2\n', { rowNames: true })).columns.map((c) => c[1])).toEqual([
      'text',
      'integer',
    ]);
  });
  test('a delimiter at the end of the rows alone is none', async () => {
    const found = await read(
      'Station on the hill\nMade: today\n\nx;y\n' + rows((i) => `${i};${i / 2};`),
    );
    expect(found.columns).toEqual([
      ['x', 'integer', 14.5],
      ['y', 'numeric', HALVES],
    ]);
  });
  test('a title is no name', async () => {
    expect(
      (await read('Measured on the hill\n' + rows((i) => `${i},${i / 2}`))).columns.map(
        (c) => c[0],
      ),
    ).toEqual(['column_1', 'column_2']);
  });
});
