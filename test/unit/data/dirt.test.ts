// Dirty files nobody has seen before: read right, or refused with a reason; never silently wrong.
// And the fast way reads what the careful way reads.
import fc from 'fast-check';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDataRoom, type DataRoom } from '../../../src/data';
import { recordsOf } from '../../../src/data/text/records';
import { DataError } from '../../../src/data/errors';
import type { Reading } from '../../../src/protocol/data';
import { writtenTable } from './tables';
import { english } from '../../../src/protocol/sentence';

const dir = mkdtempSync(join(tmpdir(), 'flowscope-dirt-'));
let careful: DataRoom;
/** gives every plain file to DuckDB as it is, and keeps no field of a numeric column */
let straight: DataRoom;
/** stores every table as one of very many columns */
let packed: DataRoom;
beforeAll(async () => {
  careful = await openDataRoom({
    threads: 1,
    temporary: mkdtempSync(join(tmpdir(), 'flowscope-room-')),
  });
  straight = await openDataRoom({
    threads: 1,
    temporary: mkdtempSync(join(tmpdir(), 'flowscope-room-')),
    limits: { straight: 0, everything: 0 },
  });
  packed = await openDataRoom({
    threads: 1,
    temporary: mkdtempSync(join(tmpdir(), 'flowscope-room-')),
    limits: { columns: 0 },
  });
});
afterAll(() => [careful, straight, packed].forEach((room) => room.close()));

/** More find more: 1000 take some minutes. */
const RUNS = Number(process.env.FLOWSCOPE_RUNS ?? 50);
const PATIENCE = Math.max(300_000, 500 * RUNS);
let next = 0;
/** What was read, written again as text: every row with its fields. */
async function read(room: DataRoom, bytes: Uint8Array | string, said?: Reading) {
  const path = join(dir, `${next++}.csv`);
  writeFileSync(path, bytes);
  const table = await room.open(path, { said });
  const profile = await table.profile();
  const out = join(dir, `${next++}.csv`);
  const last = await table.rowEnd();
  await table.writeWithColumn(
    out,
    'row number',
    Float64Array.from({ length: last }, (_, i) => i),
  );
  const [, ...rows] = [...recordsOf(readFileSync(out, 'utf8'), profile.dialect.delimiter ?? ',')];
  table.close();
  return {
    profile,
    rows: rows.map((r) => r.slice(0, -1)),
    rowNumbers: rows.map((r) => Number(r.at(-1)!.replace(',', '.'))),
  };
}
const plain = (text: string) => text.replaceAll('\r\n', '\n').trim();

type Read = Awaited<ReturnType<typeof read>>;
/** Fails where another way than the careful one reads something else, down to the row numbers and moments. */
function sameAs(found: Read, meant: Read, way: 'straight' | 'packed', story: string) {
  expect(found.rows, story).toEqual(meant.rows);
  expect(found.rowNumbers, story).toEqual(meant.rowNumbers);
  const facts = ({ profile }: Read) =>
    profile.columns.map(({ name, type, missing, min, max }) => ({ name, type, missing, min, max }));
  expect(facts(found), story).toEqual(facts(meant));
  // values far out are looked for in histograms, which very many columns do not have
  const notes = ({ profile }: Read) =>
    profile.notes.filter((note) => way !== 'packed' || !note.text.includes('so far from all'));
  expect(notes(found), story).toEqual(notes(meant));
  found.profile.columns.forEach(
    (c, i) => c.mean !== null && expect(c.mean).toBeCloseTo(meant.profile.columns[i]!.mean!, 6),
  );
}

test(
  'random tables in random dialects, with random dirt, come back as they were, in each of three ways',
  { timeout: PATIENCE },
  async () => {
    await fc.assert(
      fc.asyncProperty(writtenTable, async ({ names, rows, means, bytes, story }) => {
        const found = await read(careful, bytes).catch((error: Error) => {
          throw new Error(`${error.message} ${story}`);
        });
        const { decimal } = found.profile.dialect;
        expect(
          found.profile.columns.map((c) => c.name),
          story,
        ).toEqual(names.map((n) => n.trim()));
        const meant = rows.map((row) => row.map((v) => plain(v)));
        const got = found.rows.map((row) =>
          row.map((v) =>
            plain(decimal === ',' ? v.replace(/^([+\-\u2212]?\d+),(\d+.*)$/, '$1.$2') : v),
          ),
        );
        expect(got, story).toEqual(meant);
        means.forEach(
          (mean, i) =>
            mean !== null &&
            expect(
              Math.abs(found.profile.columns[i]!.mean! - mean),
              `${names[i]} ${story}`,
            ).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(mean))),
        );
        sameAs(await read(straight, bytes), found, 'straight', story);
        sameAs(await read(packed, bytes), found, 'packed', story);
      }),
      { numRuns: RUNS },
    );
  },
);

test(
  'cut or with bytes changed at random: read or refused with a sentence, the same both ways',
  { timeout: PATIENCE },
  async () => {
    await fc.assert(
      fc.asyncProperty(
        writtenTable,
        fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 3 }),
        fc.nat(),
        async ({ bytes, story }, changes, cut) => {
          const damaged = Uint8Array.from(bytes);
          for (const [at, byte] of changes) damaged[at % damaged.length] = byte;
          const part = damaged.subarray(0, Math.max(1, damaged.length - (cut % 40)));
          const outcome = (room: DataRoom) =>
            read(room, part).then(
              ({ rows, rowNumbers }) => ({ rows, rowNumbers }),
              (error: unknown) => ({ refused: error instanceof DataError }),
            );
          const [a, b] = [await outcome(careful), await outcome(straight)];
          if ('refused' in a) expect(a.refused, story).toBe(true);
          expect(b, story).toEqual(a);
        },
      ),
      { numRuns: RUNS },
    );
  },
);

describe('one kind of dirt each', () => {
  const facts = async (content: string | Uint8Array, said?: Reading) => {
    const { profile, rowNumbers } = await read(careful, content, said);
    return {
      columns: profile.columns.map((c) => [
        c.name,
        c.type,
        c.mean === null ? null : Number(c.mean.toFixed(6)),
        c.missing,
      ]),
      rows: profile.rows,
      notes: profile.notes.map(english).join(' '),
      rowNumbers,
    };
  };

  test('lines before the table and after it', async () => {
    const found = await facts(
      'Exported by Instrument 7\nDate: 2024-01-01\n\nt,v\n1,2.5\n2,3.5\n3,4.5\nend of measurement\n',
    );
    expect(found.columns).toEqual([
      ['t', 'integer', 2, 0],
      ['v', 'numeric', 3.5, 0],
    ]);
    expect(found.notes).toMatch(
      /first 2 lines are not part of the table.*last line has too few fields and is left out/,
    );
  });
  test('a row of units', async () => {
    const { profile } = await read(
      careful,
      'speed,length\n[km/h],[m]\n100,4.5\n120,4.1\n90,3.9\n80,5\n',
    );
    expect(profile.columns.map((c) => [c.name, c.unit, c.type, c.min])).toEqual([
      ['speed', 'km/h', 'integer', 80],
      ['length', 'm', 'numeric', 3.9],
    ]);
    expect(profile.notes.map(english).join(' ')).toMatch(/names units and is left out/);
  });
  test('a repeated header, and a row number that stays that of the file', async () => {
    const found = await facts('a,b\n1,2\na,b\n3,4\n5,6,7\n8,9\n');
    expect(found.rowNumbers).toEqual([0, 2, 4]);
    expect(found.notes).toMatch(/1 row repeats the header.*1 row has too many fields/);
  });
  test('a number that is also the name of its column is a value', async () => {
    const found = await facts('sample,405\n1.5,1.5\nsample,405\n2.5,405\n,2\n3.5,\n');
    expect(found.rowNumbers).toEqual([0, 2, 3, 4]);
    expect(found.columns.map((c) => c[1])).toEqual(['numeric', 'numeric']);
    expect(found.notes).toMatch(/1 row repeats the header/);
  });
  test.each([
    ['a;b\n1.234,5;2\n2.345,25;3\n3,5;4\n', 'a', 'numeric', (1234.5 + 2345.25 + 3.5) / 3],
    ['a;b\n1,234.5;2\n2,345.25;3\n3.5;4\n', 'a', 'numeric', (1234.5 + 2345.25 + 3.5) / 3],
    ['a,b\n"1,234",2\n"12,345,678",3\n7,4\n', 'a', 'integer', (1234 + 12345678 + 7) / 3],
    ["a,b\n1'234.5,2\n2'345.25,3\n3.5,4\n", 'a', 'numeric', (1234.5 + 2345.25 + 3.5) / 3],
  ])('thousands apart: %j', async (content, name, type, mean) => {
    const found = await facts(content);
    expect(found.columns[0]!.slice(0, 2)).toEqual([name, type]);
    expect(found.columns[0]![2]).toBeCloseTo(mean, 4);
    expect(found.notes).toMatch(/"a" has separators between thousands/);
  });
  test('what could be thousands or a decimal comma is said', async () => {
    expect((await facts('a;b\n1,234;2\n2,345;3\n')).notes).toMatch(
      /read with a decimal comma \(1.234\): settle the decimal mark/,
    );
    expect((await facts('a,b\n"1,234",2\n"2,345",3\n')).notes).toMatch(
      /a comma between thousands \(1234\)/,
    );
  });
  test('decimal commas and a point in one column are not mixed up', async () => {
    expect((await facts('a;b\n1,5;2,5\n1.5;3,5\n2,5;4,5\n')).columns.map((c) => c[1])).toEqual([
      'text',
      'numeric',
    ]);
  });
  test('one column, also with decimal commas', async () => {
    expect((await facts('x\n1\n2\n4\n')).columns).toEqual([['x', 'integer', 2.333333, 0]]);
    const found = await facts('x\n1,5\n2,5\n');
    expect(found.columns).toEqual([['x', 'numeric', 2, 0]]);
    expect(found.notes).toMatch(/every row is read as one number with a decimal comma/);
  });
  test('a header that names years', async () => {
    expect((await facts('place,2019,2020\nA,1.5,2\nB,2.5,4\n')).columns.map((c) => c[0])).toEqual([
      'place',
      '2019',
      '2020',
    ]);
  });
  test('names that repeat, or are missing', async () => {
    const found = await facts('a,a,,a\n1,2,3,4\n5,6,7,8\n');
    expect(found.columns.map((c) => c[0])).toEqual(['a', 'a_2', 'column_3', 'a_3']);
    expect(found.notes).toMatch(/Several columns are named "a"/);
  });
  test('the line of a spreadsheet that names the delimiter', async () => {
    expect((await facts('sep=|\na|b\n1|2\n3|5\n')).columns.map((c) => c[0])).toEqual(['a', 'b']);
  });
  test('a few values that are no numbers are named, with what to do', async () => {
    const found = await facts(
      `a,b\n${Array.from({ length: 60 }, (_, i) => `${i + 0.5},${i === 33 ? 'n.d.' : i}`).join('\n')}\n`,
    );
    expect(found.notes).toMatch(
      /"b" is read as text because one value is not a number, such as "n.d."/,
    );
  });
  test('numbers in columns, with blanks between them', async () => {
    const found = await facts('   x      y  z\n 1.5   10.25  3\n12.5    9.75  4 \n -3.5  8  5\n');
    expect(found.columns.map((c) => c.slice(0, 3))).toEqual([
      ['x', 'numeric', 3.5],
      ['y', 'numeric', 9.333333],
      ['z', 'integer', 4],
    ]);
    expect(found.notes).toMatch(/Read with blanks between fields/);
    expect((await facts('lon lat\n1.5 2.5\n3.5 4.5\n')).columns.map((c) => c[0])).toEqual([
      'lon',
      'lat',
    ]);
    expect(
      (await facts('remark\nall is well\nnothing  to  say\n')).columns.map((c) => c[0]),
    ).toEqual(['remark']);
  });
  test('300 columns', async () => {
    const names = Array.from({ length: 300 }, (_, i) => `c${i}`);
    const rows = Array.from({ length: 50 }, (_, r) => names.map((_, i) => r * i + 0.5).join(','));
    const found = await facts(`${[names.join(','), ...rows].join('\n')}\n`);
    expect(found.columns.length).toBe(300);
    expect(found.columns[299]![2]).toBeCloseTo(24.5 * 299 + 0.5, 6);
  });
  test('NDJSON whose keys come late', async () => {
    const { profile } = await read(
      careful,
      '{"a": 1.5}\n{"a": 2.5, "b": "x\\ny"}\n\n{"b": "z", "c": [1, 2]}\n',
    );
    expect(profile.columns.map((c) => [c.name, c.missing])).toEqual([
      ['a', 1],
      ['b', 1],
      ['c', 2],
    ]);
  });

  test.each([
    ['a NUL', `a,b\n${'1,2\n'.repeat(200)}3,\u00004\n`, /NUL character in line 202/],
    ['a quote that stays open', 'a,b\n1,2\n3,"4\n5,6\n', /quote that opens in row 3 is not closed/],
    [
      'utf-8 with damage',
      Buffer.concat([Buffer.from('größe,b\n1,2\n'), Buffer.from([0xff]), Buffer.from(',3\n')]),
      /mostly utf-8, but some bytes/,
    ],
    [
      'utf-16 cut in half',
      Buffer.from('\ufeffa,b\n1,2\n', 'utf16le').subarray(0, -1),
      /is not utf-16le/,
    ],
    ['only a header', 'a,b\n', /header but no rows/],
    ['nothing', '', /is empty/],
    [
      'a header that names too few',
      'a,b\n0.5,2,3\n0.5,4,5\n',
      /header has one name less than its rows have fields/,
    ],
    [
      'gzip with damage',
      gzipSync('a,b\n' + '1,2\n'.repeat(1000)).subarray(0, 40),
      /compressed with gzip, and damaged/,
    ],
  ])('%s is refused', async (_, content, reason) => {
    await expect(read(careful, content)).rejects.toThrow(reason);
    await expect(read(straight, content)).rejects.toThrow(reason);
  });
});
