// In which line of its file a row begins: in files as they come, read both ways.
import fc from 'fast-check';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { DataRoom } from '../../../src/data';
import type { Reading } from '../../../src/protocol/data';
import { bothWays } from './both-ways';
import { writtenTable } from './tables';

const rooms = bothWays();
const dir = mkdtempSync(join(tmpdir(), 'flowscope-lines-'));
let next = 0;

/** What stands in the lines that rows are said to begin in. */
async function beginnings(room: DataRoom, content: string | Uint8Array, said?: Reading) {
  const path = join(dir, `${next++}.csv`);
  writeFileSync(path, content);
  const table = await room.open(path, { said });
  try {
    const { rows } = await table.profile();
    const numbers = Array.from({ length: await table.rowEnd() }, (_, row) => row);
    const there = (await table.cells(numbers, [])).flatMap((row, k) => (row ? [k] : []));
    const text = typeof content === 'string' ? content : Buffer.from(content).toString('utf8');
    const lines = text.replace(/^\ufeff/, '').split(/\r\n|\n|\r/);
    const found = (await table.lines(there)).map((line) => lines[line - 1]!);
    expect(found).toHaveLength(rows);
    return found;
  } finally {
    table.close();
  }
}

const FILES: Record<string, [content: string | Uint8Array, beginnings: string[], said?: Reading]> =
  {
    'a plain file': ['x,y\n1,2\n3,4\n5,6\n', ['1,2', '3,4', '5,6']],
    'without a header': ['1,2\n3,4\n5,6\n', ['1,2', '3,4', '5,6'], { header: false }],
    'quoted line ends': [
      'x,word\n1,"two\nlines"\n2,"three\r\nmore\nlines"\n3,plain\n',
      ['1,"two', '2,"three', '3,plain'],
    ],
    'a mark of byte order, and CRLF': ['\ufeffx,y\r\n1,2\r\n3,4\r\n5,6\r\n', ['1,2', '3,4', '5,6']],
    'CR alone': ['x,y\r1,2\r3,4\r5,6\r', ['1,2', '3,4', '5,6']],
    'comments above and between': [
      '# measured by hand\n# in May\nx,y\n1,2\n# a pause\n3,4\n5,6\n',
      ['1,2', '3,4', '5,6'],
    ],
    'lines before the table': [
      'Report of the station\n\nmade on Monday\nx,y\n1,2\n3,4\n5,6\n',
      ['1,2', '3,4', '5,6'],
    ],
    'a row of units': ['speed,time\nkm/h,s\n1,2\n3,4\n5,6\n', ['1,2', '3,4', '5,6']],
    'a header that is repeated': ['x,y\n1,2\nx,y\n3,4\n5,6\n', ['1,2', '3,4', '5,6']],
    'blank lines': ['x,y\n1,2\n\n\n3,4\n\n5,6\n', ['1,2', '3,4', '5,6']],
    'rows that are too short or too long': [
      'x,y,z\n1,2,3\n4,5\n6,7,8,9\n1,1,1\n2,2,2\n',
      ['1,2,3', '4,5', '1,1,1', '2,2,2'],
    ],
    'a separator that is told': ['sep=;\nx;y\n1;2\n3;4\n5;6\n', ['1;2', '3;4', '5;6']],
    'columns with blanks between': [
      'x    y\n1    2\n33   4\n5   66\n',
      ['1    2', '33   4', '5   66'],
    ],
    'a header with a line end in it': ['"x\n(mm)",y\n1,2\n3,4\n5,6\n', ['1,2', '3,4', '5,6']],
  };

describe.each(Object.entries(FILES))('%s', (_, [content, expected, said]) => {
  test.each([0, 1])('read one way or the other (%i)', async (way) => {
    expect(await beginnings(rooms[way]!, content, said)).toEqual(expected);
  });
});

test('whatever a table is written like, its rows begin where they are said to', async () => {
  await fc.assert(
    fc.asyncProperty(writtenTable, async ({ rows, bytes, story }) => {
      const text = decoded(bytes);
      if (text === null) return;
      const path = join(dir, `${next++}.csv`);
      writeFileSync(path, bytes);
      const opened = await rooms[0]!.open(path).catch(() => null);
      if (!opened) return; // refused with a reason: see dirt.test.ts
      try {
        const end = await opened.rowEnd();
        const names = (await opened.profile()).columns.map((c) => c.name);
        const numbers = Array.from({ length: end }, (_, row) => row);
        const cells = await opened.cells(numbers, names);
        const there = numbers.filter((row) => cells[row] !== null);
        const at = await opened.lines(there);
        expect(
          at.every((line, k) => k === 0 || line > at[k - 1]!),
          story,
        ).toBe(true);
        const lines = text.split(/\r\n|\n|\r/);
        for (const [k, row] of there.entries()) {
          const texts = cells[row]!.filter((cell): cell is string => typeof cell === 'string');
          const upTo = lines.slice(at[k]! - 1, (at[k + 1] ?? lines.length + 1) - 1).join('\n');
          for (const word of texts) if (/^\w+$/.test(word)) expect(upTo, story).toContain(word);
        }
        expect(there.length, story).toBeLessThanOrEqual(rows.length + 1);
      } finally {
        opened.close();
      }
    }),
    { numRuns: 40 },
  );
}, 300_000);

/** The text of bytes in utf-8; null for another encoding. */
function decoded(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

test('what has no lines of its own says why', async () => {
  const path = (name: string, content: string | Uint8Array) => {
    const full = join(dir, name);
    writeFileSync(full, content);
    return full;
  };
  const line = async (name: string, content: string | Uint8Array) => {
    const table = await rooms[0]!.open(path(name, content));
    try {
      return await table.lines([0]);
    } finally {
      table.close();
    }
  };
  await expect(line('packed.csv.gz', gzipSync('x,y\n1,2\n3,4\n'))).rejects.toThrow('compressed');
  await expect(line('rows.json', '[{"x":1,"y":2},{"x":3,"y":4}]')).rejects.toThrow('JSON');
});

test('a file that is another one now is not given lines', async () => {
  const path = join(dir, 'changing.csv');
  writeFileSync(path, 'x,y\n1,2\n3,4\n');
  const table = await rooms[0]!.open(path);
  expect(await table.lines([1])).toEqual([3]);
  writeFileSync(path, 'one line more\nx,y\n1,2\n3,4\n');
  await expect(table.lines([1])).rejects.toThrow('no longer what was read');
  table.close();
});
