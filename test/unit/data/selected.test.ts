// Rows that were selected, against plain JavaScript: steps of areas and rows, their bars, the same rows as a filter.
import fc from 'fast-check';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDataRoom, type DataRoom, type Table } from '../../../src/data';
import { hasRow, type SelectionStep, type Shape } from '../../../src/protocol/selection';
import { isIn } from '../../../webview/charts/gesture';
import { conditionOf } from '../../../webview/text/condition';
import { rowsBetween } from '../../../webview/state/selection';

interface Row {
  x: number | null;
  y: number;
  kind: string;
}
const noise = (i: number) => (((Math.sin(i * 12.9898) * 43758.5453) % 1) + 1) % 1;
const KINDS = ['a', "it's", 'c'];
const ROWS: Row[] = Array.from({ length: 500 }, (_, i) => ({
  x: i % 17 === 3 ? null : Math.round(100 * noise(i)) / 10,
  y: Math.round(1000 * Math.exp(2 * noise(i + 7000))) / 1000,
  kind: KINDS[Math.floor(3 * noise(i + 300))]!,
}));
let room: DataRoom;
let table: Table;
beforeAll(async () => {
  room = await openDataRoom({ temporary: mkdtempSync(join(tmpdir(), 'flowscope-room-')) });
  const path = join(mkdtempSync(join(tmpdir(), 'flowscope-selected-')), 'rows.csv');
  writeFileSync(path, `x,y,kind\n${ROWS.map((r) => `${r.x ?? ''},${r.y},${r.kind}`).join('\n')}\n`);
  table = await room.open(path);
});
afterAll(() => {
  table.close();
  room.close();
});

const span = (low: number, high: number) =>
  fc
    .tuple(
      fc.double({ min: low, max: high, noNaN: true }),
      fc.double({ min: low, max: high, noNaN: true }),
    )
    .map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) }));
const box: fc.Arbitrary<Shape> = fc
  .tuple(span(-1, 11), fc.option(span(1, 8)), fc.boolean())
  .map(([x, y, above]) => ({
    kind: 'box',
    ranges: [
      { column: 'x', ...x, ...(above ? { above } : {}) },
      ...(y ? [{ column: 'y', ...y }] : []),
    ],
  }));
const levels: fc.Arbitrary<Shape> = fc
  .tuple(fc.subarray(KINDS, { minLength: 1 }), fc.boolean())
  .map(([some, others]) => ({
    kind: 'levels',
    column: 'kind',
    levels: some,
    ...(others ? { others } : {}),
  }));
const lasso: fc.Arbitrary<Shape> = fc
  .tuple(
    fc.array(
      fc.tuple(
        fc.double({ min: 0, max: 10, noNaN: true }),
        fc.double({ min: 1, max: 8, noNaN: true }),
      ),
      { minLength: 3, maxLength: 12 },
    ),
    fc.boolean(),
  )
  .map(([corners, logY]) => ({
    kind: 'lasso',
    x: 'x',
    y: 'y',
    logX: false,
    logY,
    corners: corners.flat(),
  }));
const named: fc.Arbitrary<Shape> = fc
  .uniqueArray(fc.integer({ min: 0, max: 520 }), { minLength: 1, maxLength: 30 })
  .map((rows) => ({ kind: 'rows', rows }));
const stepOf = (shape: fc.Arbitrary<Shape>): fc.Arbitrary<SelectionStep> =>
  fc.record({ how: fc.constantFrom('add' as const, 'take away' as const), shape });
const steps = (shape: fc.Arbitrary<Shape>) =>
  fc.array(stepOf(shape), { minLength: 1, maxLength: 4 });

function meant(all: SelectionStep[]): number[] {
  const within = ({ x, y, kind }: Row, row: number, shape: Shape): boolean => {
    switch (shape.kind) {
      case 'every row':
        return true;
      case 'box':
        return shape.ranges.every(({ column, from, to, above }) => {
          const value = column === 'x' ? x : y;
          return value !== null && (above ? value > from : value >= from) && value <= to;
        });
      case 'levels':
        return shape.levels.includes(kind) !== (shape.others === true);
      case 'dates':
        return false; // of columns of dates, in column-views.test.ts
      case 'lasso': {
        const on = (v: number) => (shape.logY ? Math.log(v) : v);
        const corners = shape.corners.map((v, k) => (k % 2 ? on(v) : v));
        return x !== null && isIn({ kind: 'lasso', corners }, x, on(y));
      }
      case 'rows':
        return shape.rows.includes(row);
    }
  };
  return ROWS.flatMap((r, row) =>
    all.reduce((is, { how, shape }) => (within(r, row, shape) ? how === 'add' : is), false)
      ? [row]
      : [],
  );
}
const rowsOf = (bits: Uint8Array) =>
  Array.from({ length: 8 * bits.length }, (_, row) => row).filter((row) => hasRow(bits, row));

test('any steps lead to the rows that plain code finds, each by its number', async () => {
  await fc.assert(
    fc.asyncProperty(steps(fc.oneof(box, levels, lasso, named)), async (all) => {
      const expected = meant(all);
      const found = await table.selected(all, ['x', 'y']);
      expect(rowsOf(found.bits)).toEqual(expected);
      expect(found).toMatchObject({
        count: expected.length,
        complete: expected.filter((row) => ROWS[row]!.x !== null).length,
        of: ROWS.length,
      });
      expect(rowsBetween(found.bits, 3, 5)).toEqual(expected.slice(3, 8));
    }),
    { numRuns: 150 },
  );
});

test('a selection that can be written as a filter keeps exactly its rows', async () => {
  let written = 0;
  await fc.assert(
    fc.asyncProperty(steps(fc.oneof(box, levels, named)), async (all) => {
      const expected = meant(all);
      const condition = conditionOf(all, expected, false);
      if (condition === null || expected.length === 0) return;
      written++;
      await table.filter(condition);
      try {
        const kept = await table.selected([{ how: 'add', shape: { kind: 'every row' } }], []);
        expect(rowsOf(kept.bits), condition).toEqual(expected);
      } finally {
        await table.filter(null);
      }
    }),
    { numRuns: 60 },
  );
  expect(written).toBeGreaterThan(20);
});

test('bars are counted among the selected complete rows, within the filter', async () => {
  const shape: Shape = { kind: 'box', ranges: [{ column: 'y', from: 2, to: 5 }] };
  const { bins } = await table.counts(['x', 'y'], {});
  const bars = await table.selectedBars(['x', 'y'], {}, [{ how: 'add', shape }]);
  const rows = ROWS.filter((r) => r.x !== null && r.y >= 2 && r.y <= 5);
  bars.forEach(({ column, counts }, k) => {
    const { edges } = bins[k]!;
    const values = rows.map((r) => (column === 'x' ? r.x! : r.y));
    const plain = counts.map(
      (_, b) =>
        values.filter((v) => (b === 0 ? v >= edges[0]! : v > edges[b]!) && v <= edges[b + 1]!)
          .length,
    );
    expect(counts).toEqual(plain);
  });
  // one bar, as a click on it selects it, holds as many rows as the bar counts
  const { counts } = (await table.counts(['x', 'y'], {})).within[1]!;
  const { edges } = bins[1]!;
  const range = { column: 'y', from: edges[4]!, to: edges[5]!, above: true };
  const bar = await table.selected(
    [{ how: 'add', shape: { kind: 'box', ranges: [range] } }],
    ['x', 'y'],
  );
  expect(bar.complete).toBe(counts[0]![4]);
});

test('what cannot be selected by is said, and fields are those of the file', async () => {
  const by = (column: string): SelectionStep[] => [
    { how: 'add', shape: { kind: 'box', ranges: [{ column, from: 0, to: 1 }] } },
  ];
  await expect(table.selected(by('nowhere'), [])).rejects.toThrow('no column "nowhere"');
  await expect(table.selected(by('kind'), [])).rejects.toThrow('no numbers to select rows by');
  expect(await table.cells([3, 0, 9999], ['x', 'y', 'kind'])).toEqual([
    [null, ROWS[3]!.y, ROWS[3]!.kind],
    [ROWS[0]!.x, ROWS[0]!.y, ROWS[0]!.kind],
    null,
  ]);
});

test('of a large table, where only numbers are kept, groups and levels have the names of the file', async () => {
  const large = await openDataRoom({
    temporary: mkdtempSync(join(tmpdir(), 'flowscope-room-')),
    limits: { everything: 0 },
  });
  const path = join(mkdtempSync(join(tmpdir(), 'flowscope-selected-')), 'groups.csv');
  writeFileSync(path, `x,group\n${ROWS.map(({ y }, i) => `${y},${i % 3}`).join('\n')}\n`);
  const groups = await large.open(path);
  const levels = ['0', '1', '2'];
  const own: Shape = { kind: 'levels', column: 'group', levels: ['2'] };
  const picked = await groups.selected([{ how: 'add', shape: own }], ['x']);
  expect(rowsOf(picked.bits)).toEqual(ROWS.flatMap((_, i) => (i % 3 === 2 ? [i] : [])));
  expect((await groups.levels('group', ['x'], {}, 30)).levels.toSorted()).toEqual(levels);
  const { groups: split } = await groups.counts(['x'], { split: 'group' });
  expect(split!.levels.toSorted()).toEqual(levels);
  groups.close();
  large.close();
});
