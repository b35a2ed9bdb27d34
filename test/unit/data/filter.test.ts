// Conditions on rows: the rows that fulfil them, with their numbers; and everything refused that is
// more than a condition.
import fc from 'fast-check';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDataRoom, type DataRoom, type Table } from '../../../src/data';

const dir = mkdtempSync(join(tmpdir(), 'flowscope-filter-'));
const lanes = ['left', 'middle', 'right'];
const rows = Array.from({ length: 300 }, (_, i) => ({
  speed: i % 7 === 3 ? null : 60 + ((i * 37) % 101) + 0.5,
  count: (i * 13) % 10,
  lane: lanes[i % 3]!,
  'top gear': i % 5,
}));
const path = join(dir, 'cars.csv');
writeFileSync(
  path,
  'speed,count,lane,top gear\n' +
    rows.map((r) => `${r.speed ?? 'NA'},${r.count},${r.lane},${r['top gear']}`).join('\n') +
    '\n',
);
let rooms: DataRoom[];
let tables: Table[];
beforeAll(async () => {
  // as a small file, whose fields are kept, and as a large one, whose numbers alone are
  rooms = await Promise.all(
    [undefined, { straight: 0, everything: 0 }, { columns: 0 }].map((limits) =>
      openDataRoom({
        threads: 1,
        temporary: mkdtempSync(join(tmpdir(), 'flowscope-room-')),
        limits,
      }),
    ),
  );
  tables = await Promise.all(rooms.map((room) => room.open(path)));
});
afterAll(() => rooms.forEach((room) => room.close()));

type Row = (typeof rows)[number];
const kept = async (table: Table, where: string | null, column = 'count') => {
  await table.filter(where);
  return [...(await table.rows([column])).rowNumbers];
};
const expected = (keep: (row: Row) => boolean) => rows.flatMap((row, i) => (keep(row) ? [i] : []));

describe('rows that fulfil a condition, with the numbers they have in the file', () => {
  test.each<[string, (row: Row) => boolean]>([
    ['speed > 100', (r) => r.speed !== null && r.speed > 100],
    [
      "speed > 100 AND lane = 'left'",
      (r) => r.speed !== null && r.speed > 100 && r.lane === 'left',
    ],
    [
      "lane IN ('left', 'right') AND NOT count BETWEEN 2 AND 5",
      (r) => r.lane !== 'middle' && !(r.count >= 2 && r.count <= 5),
    ],
    ['speed IS NULL', (r) => r.speed === null],
    ['"top gear" = 3 OR abs(count - 9) < 1', (r) => r['top gear'] === 3 || r.count === 9],
    [
      "SPEED > 1e2 and upper(LANE) like 'M%'",
      (r) => r.speed !== null && r.speed > 100 && r.lane === 'middle',
    ],
    [
      "CASE WHEN lane = 'left' THEN count ELSE 0 END > 4 -- fast ones",
      (r) => r.lane === 'left' && r.count > 4,
    ],
    ['9007199254740993 > 9007199254740992 AND count <> 4.0', (r) => r.count !== 4],
    ['coalesce(speed, 0) < 61 and sqrt(count) >= 1', (r) => (r.speed ?? 0) < 61 && r.count >= 1],
  ])('%s', async (where, keep) => {
    for (const table of tables) {
      expect(await kept(table, where)).toEqual(expected(keep));
      const profile = await table.profile();
      expect(profile).toMatchObject({ where, rows: expected(keep).length, fileRows: 300 });
    }
  });

  test('random comparisons agree with JavaScript', async () => {
    const comparison = fc.record({
      column: fc.constantFrom('speed', 'count', 'top gear'),
      sign: fc.constantFrom('<', '<=', '>', '>=', '=', '<>'),
      value: fc.integer({ min: -5, max: 170 }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(comparison, { minLength: 1, maxLength: 3 }),
        fc.constantFrom('AND', 'OR'),
        async (parts, joined) => {
          const holds = (r: Row) => (p: (typeof parts)[number]) => {
            const v = r[p.column as 'speed'];
            if (v === null) return false;
            return {
              '<': v < p.value,
              '<=': v <= p.value,
              '>': v > p.value,
              '>=': v >= p.value,
              '=': v === p.value,
              '<>': v !== p.value,
            }[p.sign]!;
          };
          const meant = expected((r) =>
            joined === 'AND' ? parts.every(holds(r)) : parts.some(holds(r)),
          );
          const where = parts.map((p) => `"${p.column}" ${p.sign} ${p.value}`).join(` ${joined} `);
          for (const table of tables) {
            if (meant.length === 0)
              await expect(table.filter(where)).rejects.toThrow(/No row fulfils/);
            else expect(await kept(table, where)).toEqual(meant);
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  test('moments, ranges and gaps are those of these rows; without the condition, of all', async () => {
    for (const table of tables) {
      await table.filter("lane = 'left'");
      const left = rows.filter((r) => r.lane === 'left');
      const profile = await table.profile();
      expect(profile.columns[0]!.missing).toBe(left.filter((r) => r.speed === null).length);
      expect(profile.columns[0]!.max).toBe(Math.max(...left.map((r) => r.speed ?? 0)));
      const { gaussian, leftOut } = await table.moments(['speed', 'count']);
      const complete = left.filter((r) => r.speed !== null);
      expect([gaussian.rows, leftOut]).toEqual([complete.length, left.length - complete.length]);
      expect(gaussian.mean[1]).toBeCloseTo(
        complete.reduce((s, r) => s + r.count, 0) / complete.length,
        10,
      );
      await table.filter(null);
      expect((await table.profile()).rows).toBe(300);
      expect((await table.detail()).columns[1]!.distinct).toBe(10);
    }
  });

  test('a column without variation among them is not modelled', async () => {
    for (const table of tables) {
      await table.filter('count = 3');
      const profile = await table.profile();
      expect(profile.columns.map((c) => [c.name, c.modelled])).toEqual([
        ['speed', true],
        ['count', false],
        ['lane', false],
        ['top gear', false],
      ]);
    }
  });

  test('scores of these rows are written beside all rows', async () => {
    for (const table of tables) {
      const numbers = await kept(table, "lane = 'left'");
      const scores = new Float64Array(await table.rowEnd()).fill(NaN);
      for (const n of numbers) scores[n] = n / 2;
      const out = join(dir, 'scored.csv');
      await table.writeWithColumn(out, 'log_density', scores);
      const lines = readFileSync(out, 'utf8').trim().split('\n').slice(1);
      expect(lines.length).toBe(300);
      lines.forEach((line, i) =>
        expect(line.split(',').slice(0, 4)).toEqual([
          rows[i]!.speed === null ? 'NA' : String(rows[i]!.speed),
          String(rows[i]!.count),
          rows[i]!.lane,
          String(rows[i]!['top gear']),
        ]),
      );
      expect(lines.flatMap((line, i) => (line.endsWith(',') ? [] : [i]))).toEqual(numbers);
    }
  });
});

describe('what is more than a condition on a row, or less, is refused; what was shown stays', () => {
  test.each([
    ['speed > (SELECT 1)', /cannot hold a query/],
    ['EXISTS (SELECT 1)', /cannot hold a query/],
    ["count IN (SELECT count FROM read_csv('/etc/passwd'))", /cannot hold a query/],
    ['speed > 1; DROP TABLE t1_data', /not one condition/],
    ["read_text('/etc/passwd') = 'x'", /cannot use the function read_text/],
    ["getenv('HOME') = 'x'", /cannot use the function getenv/],
    ["nextval('s') = 1", /cannot use the function nextval/],
    ['random() < 0.5', /cannot use the function random/],
    ['main.abs(speed) > 1', /cannot use the function abs/],
    ['sum(speed) > 1', /cannot use the function sum/],
    ['row_number() OVER () > 1', /cannot hold a window/],
    ['speed > ?', /cannot hold a|one condition/],
    ['speed > $1', /cannot hold a|one condition/],
    ['1 = 1) UNION SELECT (2', /not one condition|must be one condition/],
    ['speed > 1 GROUP BY lane', /not one condition/],
    ['COLUMNS(*) > 1', /cannot hold|cannot use/],
    ['* > 1', /cannot hold/],
    ['list_transform([1], x -> x) = [1]', /cannot/],
    ['speed', /a value, and not a condition/],
    [
      'sped > 3',
      /names "sped", and there is no such column\. Columns: speed, count, lane, "top gear"/,
    ],
    ['lane = "left"', /names "left".*A text stands in single quotes/],
    ["speed > 'fast'", /does not suit the columns/],
    ['speed >', /not one condition in SQL/],
    ['count > 1000', /No row fulfils/],
  ])('%s', async (where, reason) => {
    for (const table of tables) {
      await table.filter('count = 3 OR count = 4');
      await expect(table.filter(where)).rejects.toThrow(reason);
      expect(table.where).toBe('count = 3 OR count = 4');
      expect((await table.profile()).rows).toBe(
        expected((r) => r.count === 3 || r.count === 4).length,
      );
    }
  });
});
