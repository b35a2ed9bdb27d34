// What stands around the values of a text table: quotes, comments, lines before it, names of columns and rows, units.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { previewOf } from '../../../src/data';
import type { Reading } from '../../../src/protocol/data';
import { tableReader } from './read-table';

const { dir, read, room } = tableReader();
const rows = (line: (i: number) => string, count = 30) => Array.from({ length: count }, (_, i) => line(i)).join('\n') + '\n';
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
  return { columns: columns.map((c) => [c.name, c.type, c.mean]), notes: notes.join(' '), preview: await previewOf(path, said) };
}
/** The fields of the first rows. */
async function fields(content: string, said: Reading = {}) {
  const path = join(dir, `fields-${next++}.csv`);
  writeFileSync(path, content);
  return (await previewOf(path, said)).rows;
}

describe('quotes', () => {
  test('a field in quotes may end or begin with a blank', async () => {
    expect((await read('a,b,c\n' + rows((i) => `${i},${i === 7 ? '"sold "' : `n${i}`},${i / 2}`))).columns[2]).toEqual(['c', 'numeric', HALVES]);
    expect(await fields('who,pay\nA,"x "\nB," y"\nC,z\n')).toEqual([['A', 'x '], ['B', ' y'], ['C', 'z']]);
  });
  test('amounts as a spreadsheet prints them for an account', async () => {
    const found = await read('month,paid,due\n' + rows((i) => `m${i},"$ ${i + 1},200.50 "," ${i + 1},000.00 "`, 9));
    expect(found.columns.slice(1)).toEqual([['paid', 'numeric', 5200.5], ['due', 'integer', 5000]]);
  });
  test('blanks before an opening quote, and after a closing one, are no text', async () => {
    const found = await read('a, "b", c\n' + rows((i) => `${i}, "Lee, ${i % 3}", ${i / 2}`));
    expect(found.columns).toEqual([['a', 'integer', 14.5], ['b', 'category', null], ['c', 'numeric', HALVES]]);
    expect(await fields('"a" ;"b" ; "c"\n"x;1" ;"2" ; "y"\n"z" ;"3" ; "w"\n')).toEqual([['x;1', '2', 'y'], ['z', '3', 'w']]);
    expect((await read('a, b\n' + rows((i) => `"${i}", "${i / 2}"`))).columns).toEqual([['a', 'integer', 14.5], ['b', 'numeric', HALVES]]);
  });
  test('but inches and nicknames are', async () => {
    expect(await fields('a,b\n5, "Bo" Diddley\n6, 3" pipe\n7, x\n')).toEqual([['5', ' "Bo" Diddley'], ['6', ' 3" pipe'], ['7', ' x']]);
  });
  test('backslashes before quotes and delimiters', async () => {
    const text = 'a,b,c\n' + rows((i) => `${i},"he said \\"yes, no\\" and left",${i / 2}`);
    const found = await read(text);
    expect(found.columns).toEqual([['a', 'integer', 14.5], ['b', 'constant', null], ['c', 'numeric', HALVES]]);
    expect(found.notes).toContain('backslashes as escapes');
    expect((await fields(text))[0]![1]).toBe('he said "yes, no" and left');
    expect((await fields('a,b,c\n' + rows((i) => `${i},x\\, y,${i / 2}`)))[1]).toEqual(['1', 'x, y', '0.5']);
    expect((await fields("a,b,c\n" + rows((i) => `${i},'it\\'s ${i}, is it',${i / 2}`)))[1]).toEqual(['1', "it's 1, is it", '0.5']);
    expect((await fields('a,b,c\n' + rows((i) => `${i}, "North\\, unit", ${i / 2}`)))[1]).toEqual(['1', 'North, unit', ' 0.5']);
  });
  test('but those of paths are text', async () => {
    expect((await fields('a,b\n' + rows((i) => `${i},"C:\\data\\"`)))[0]).toEqual(['0', 'C:\\data\\']);
    expect((await fields('a,b\n' + rows((i) => `${i},C:\\new\\table`)))[0]).toEqual(['0', 'C:\\new\\table']);
  });
  test('an escape can be said', async () => {
    expect(await fields('a,b\n1,"x\\n\\\\y"\n2,\\N\n', { escape: 'backslash' })).toEqual([['1', 'x\\n\\y'], ['2', '']]);
    expect(await fields('a,b\n1,"x\\"\n', { escape: 'none' })).toEqual([['1', 'x\\']]);
  });
  test('advice in a refusal was tried', async () => {
    await expect(read('a,b\n' + rows((i) => `${i},${i === 5 ? '"' : ''}n${i}`))).rejects.toThrow(/opens in row 7 is not closed. Correct the file, or choose to read without quotes/);
    await expect(read('a,b,c\n' + rows((i) => `${i},${i === 5 ? '"x, y' : `n${i}`},2`, 8))).rejects.toThrow(/is not closed. Correct the file.$/);
  });
});

describe('comments', () => {
  test.each([60, 5000])('%i lines', async (count) => {
    const found = await read(rows((i) => `# line ${i} says, for "example`, count) + 'a,b\n' + rows((i) => `${i},${i / 2}`));
    expect(found.columns).toEqual([['a', 'integer', 14.5], ['b', 'numeric', HALVES]]);
    expect(found.notes).toContain(`The first ${count} lines are not part`);
    expect(found.rows).toBe(30);
  });
  test('also more than decide how a text is read', { timeout: 30_000 }, async () => {
    const found = await read(rows((i) => `# line ${i} ${'x'.repeat(90)}`, 6000) + 'a;b\n' + rows((i) => `${i};${i},5`));
    expect(found.columns).toEqual([['a', 'integer', 14.5], ['b', 'numeric', 15]]);
  });
  test.each([
    ['# t v\n', ' ', ['t', 'v']], ['#t v\n', ' ', ['t', 'v']], ['# made by hand\n# t, v\n', ',', ['t', 'v']],
    ['# t v\n', ',', ['t', 'v']], ['# Data:  t   v\n', '   ', ['t', 'v']], ['% t,v\n', ',', ['t', 'v']],
    ['#  1 T_REL   time since start   [s]\n#  2 V       speed\n', '  ', ['T_REL', 'V']],
  ])('the last one names the columns: %j', async (above, between, names) => {
    const found = await read(above + rows((i) => `${i}${between}${i / 2}`));
    expect(found.columns.map((c) => c[0])).toEqual(names);
    expect(found.rows).toBe(30);
  });
  test.each([
    '# This file is from an old catalogue\n', '# of stars\n', '# Measured twice.\n', '# x y z\n', '# t v\n#\n# see https://example.org/a\n',
  ])('a sentence, or words of another number, does not: %j', async (above) => {
    const found = await read(above + rows((i) => `${i}.5  ${i / 2}`));
    expect(found.columns).toEqual([['column_1', 'numeric', 15], ['column_2', 'numeric', HALVES]]);
  });
  test('a header below them counts', async () => {
    expect((await read('# x,y\na,b\n' + rows((i) => `${i},${i / 2}`))).columns.map((c) => c[0])).toEqual(['a', 'b']);
  });
  test('among the rows they are left out and counted, with the mark of those above or without', async () => {
    for (const above of ['# log of today\n', '']) {
      const found = await read(above + 'a,b\n' + rows((i) => (i === 9 ? '# restarted' : `${i},${i / 2}`)));
      expect(found.rows).toBe(29);
      expect(found.notes).toContain('1 line is a comment');
      expect(found.columns.map((c) => c[1])).toEqual(['integer', 'numeric']);
    }
  });
  test('but "#" may be a name, and names of rows may begin with it', async () => {
    expect((await read('#,v\n' + rows((i) => `${i},${i / 2}`))).columns.map((c) => c[0])).toEqual(['#', 'v']);
    expect((await read('id,v\n' + rows((i) => `#${i},${i / 2}`))).rows).toBe(30);
    expect((await told('#1,5\n#2,6\n#3,9\n', { comment: '', header: false })).columns[1]![2]).toBeCloseTo(20 / 3, 9);
  });
});
