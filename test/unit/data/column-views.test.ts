// Columns that are no numbers in bars, against plain counts; bins beside a condition; columns that repeat others.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Table } from '../../../src/data';
import type { ColumnView, LevelsView, TimesView } from '../../../src/protocol/column-views';
import type { Shape } from '../../../src/protocol/selection';
import { columnViews } from '../../../src/session/pictures/marginals';
import { datesShape, levelShape } from '../../../webview/charts/bars';
import { conditionOf } from '../../../webview/text/condition';
import { tableReader } from './read-table';

const { dir, room } = tableReader();
const noise = (i: number) => (((Math.sin(i * 12.9898) * 43758.5453) % 1) + 1) % 1;

interface Row {
  x: number;
  group: string;
  city: string;
  day: string;
}
const ROWS: Row[] = Array.from({ length: 2000 }, (_, i) => ({
  x: Math.round(100 * (noise(i) + (i % 2 ? 5 : 0))) / 100,
  group: i % 2 ? 'late' : 'early',
  city:
    i % 50 === 0 ? '' : `city ${String(Math.floor(45 * noise(i + 7000) ** 2)).padStart(2, '0')}`,
  day: new Date(Date.UTC(2022, 0, 1 + Math.floor(700 * noise(i + 3000))))
    .toISOString()
    .slice(0, 10),
}));
const TEXT = [
  'x,y,group,city,day,note,id',
  ...ROWS.map(
    (r, i) =>
      `${r.x},${i % 100 === 3 ? '' : noise(i + 1).toFixed(4)},${r.group},${r.city},${r.day},note ${i} of ${Math.floor(1e6 * noise(i + 9))},${String(i).padStart(6, '0')}`,
  ),
].join('\n');

async function using<T>(text: string, name: string, act: (table: Table) => Promise<T>): Promise<T> {
  const path = join(dir, name);
  writeFileSync(path, `${text}\n`);
  const table = await room().open(path);
  try {
    return await act(table);
  } finally {
    table.close();
  }
}
const sum = (list: number[]) => list.reduce((a, b) => a + b, 0);
function counted(values: string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const v of values) counts.set(v, (counts.get(v) ?? 0) + 1);
  return [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
}

test('levels by their count: the most frequent by themselves, the others together, gaps apart', () =>
  using(TEXT, 'levels.csv', async (table) => {
    const all = counted(ROWS.flatMap((r) => (r.city ? [r.city] : [])));
    const found = await table.levels('city', [], {}, 30);
    expect(found.levels).toEqual(all.slice(0, 30).map(([name]) => name));
    expect(found.counts.slice(0, 30)).toEqual(all.slice(0, 30).map(([, n]) => n));
    expect(found.others).toBe(all.length - 30);
    expect(found.counts[30]).toBe(sum(all.slice(30).map(([, n]) => n)));
    expect([found.rows, found.missing]).toEqual([1960, 40]);
  }));

test('a lens counts the rows that it shows, by group', () =>
  using(TEXT, 'lens.csv', async (table) => {
    const shown = ROWS.filter((r, i) => r.group === 'early' && i % 100 !== 3);
    const found = await table.levels(
      'city',
      ['x', 'y'],
      { given: { group: 'early' }, split: 'group' },
      5,
    );
    expect(found.rows + found.missing).toBe(shown.length);
    expect(found.parts!.levels).toEqual(['early', 'late']);
    expect(found.parts!.rows).toEqual([found.rows, 0]);
    const whole = await table.levels('city', [], { split: 'group' }, 5);
    expect(whole.parts!.counts[0]!.map((n, k) => n + whole.parts!.counts[1]![k]!)).toEqual(
      whole.counts,
    );
    const [name] = whole.levels;
    expect(whole.parts!.counts[0]![0]).toBe(
      ROWS.filter((r) => r.city === name && r.group === 'early').length,
    );
  }));

test('dates lie in months, each row in one of them, and on the right side of their edges', () =>
  using(TEXT, 'dates.csv', async (table) => {
    const found = await table.times('day', [], { split: 'group' });
    expect(found.stretch).toEqual({ unit: 'month', every: 1 });
    const months = counted(ROWS.map((r) => r.day.slice(0, 7)));
    const named = found.edges.slice(0, -1).map((e) => new Date(e).toISOString().slice(0, 7));
    expect(Object.fromEntries(named.map((name, k) => [name, found.counts[k]]))).toEqual(
      Object.fromEntries(months),
    );
    expect(sum(found.counts)).toBe(found.rows);
    expect(sum(found.parts!.rows)).toBe(found.rows);
  }));

test('every column has a view, or a reason why there is none', () =>
  using(TEXT, 'views.csv', async (table) => {
    const names = ['x', 'group', 'city', 'day', 'note', 'id'];
    const views = await columnViews(table, [], names, {});
    expect(views.map((v) => [v.column, v.kind])).toEqual([
      ['x', 'numbers'],
      ['group', 'levels'],
      ['city', 'levels'],
      ['day', 'times'],
      ['note', 'nothing'],
      ['id', 'nothing'],
    ]);
    expect(views.slice(4).map((v) => v.kind === 'nothing' && v.why)).toEqual([
      'text',
      'identifier',
    ]);
    const [x] = await columnViews(table, ['y'], ['x'], {});
    expect(x!.kind === 'numbers' && x!.marginal.rows).toBe(1980); // y has 20 gaps
  }));

test('beside a condition the bins are those of the rows there, and of what a model draws', () =>
  using(TEXT, 'beside.csv', async (table) => {
    const lens = { given: { group: 'late' } };
    const late = ROWS.filter((r) => r.group === 'late').map((r) => r.x);
    const counts = await table.counts(['x'], lens);
    const { axis, edges } = counts.bins[0]!;
    expect(axis.low).toBeCloseTo(Math.min(...late), 1);
    expect(axis.high).toBeCloseTo(Math.max(...late), 1);
    expect(edges.length).toBeGreaterThan(20);
    expect([counts.rows, counts.of, counts.beside]).toEqual([1000, 2000, true]);
    expect(sum(counts.within[0]!.counts[0]!)).toBe(1000);
    const reached = await table.counts(['x'], lens, { reach: [[4, 9]] });
    expect(reached.bins[0]!.axis.low).toBeCloseTo(4, 1);
    expect(reached.bins[0]!.axis.high).toBeCloseTo(Math.max(...late), 1); // never beyond all rows
    expect((await table.counts(['x'], {})).beside).toBe(false);
  }));

test('groups of a split know their rows, also those beyond a robust axis', () =>
  using(
    ['v,g', ...Array.from({ length: 300 }, (_, i) => `${i === 7 ? 1e6 : i % 40},${i % 3}`)].join(
      '\n',
    ),
    'groups.csv',
    async (table) => {
      const { groups, within } = await table.counts(['v'], { split: 'g' });
      expect(groups).toEqual({ levels: ['0', '1', '2'], rows: [100, 100, 100] });
      expect(within[0]!.above).toBe(1);
    },
  ));

test('a column that repeats another is known, as it is or on another scale', () => {
  const value = (i: number) => Number((10 * noise(i)).toFixed(3));
  const lines = Array.from({ length: 200 }, (_, i) => {
    const [a, b] = [value(i), value(i + 500)];
    return [a, b, a, (1.8 * a + 32).toFixed(4), -a, i === 9 ? 99 : b, (1.8 * a + 32).toFixed(0)];
  });
  const text = ['a,b,same,fahrenheit,negative,nearly,rounded', ...lines.map((l) => l.join(','))];
  return using(text.join('\n'), 'copies.csv', async (table) => {
    const { columns } = await table.profile();
    expect(columns.map((c) => [c.name, c.copyOf ?? null])).toEqual([
      ['a', null],
      ['b', null],
      ['same', { column: 'a', scaled: false }],
      ['fahrenheit', { column: 'a', scaled: true }],
      ['negative', { column: 'a', scaled: true }],
      ['nearly', null],
      ['rounded', null],
    ]);
  });
});

test('selected rows in bars of categories and dates, and a bar selects the rows that it counts', () =>
  using(TEXT, 'selected.csv', async (table) => {
    const [low, high] = [Date.UTC(2022, 2, 1), Date.UTC(2022, 5, 1)];
    const dates: Shape = { kind: 'dates', column: 'day', from: low, to: high };
    const within = (day: string) => Date.parse(day) >= low && Date.parse(day) < high;
    const picked = [{ how: 'add' as const, shape: dates }];
    const names = ['city', 'day', 'x'];
    const views = await columnViews(table, [], names, {}, picked);
    const [city, day, x] = views as [LevelsView, TimesView, ColumnView & { kind: 'numbers' }];
    const own = counted(ROWS.flatMap((r) => (r.city && within(r.day) ? [r.city] : [])));
    const found = new Map(own);
    expect(city.selected!.slice(0, 30)).toEqual(city.levels.map((name) => found.get(name) ?? 0));
    expect(sum(city.selected!)).toBe(sum(own.map(([, n]) => n)));
    expect(day.selected).toEqual(
      day.counts.map((n, b) => (day.edges[b]! >= low && day.edges[b + 1]! <= high ? n : 0)),
    );
    expect(sum(day.selected!)).toBe(ROWS.filter((r) => within(r.day)).length);
    expect(sum(x.selected!)).toBe(sum(day.selected!));
    const count = async (shape: Shape) => (await table.selected([{ how: 'add', shape }], [])).count;
    for (const bar of [0, 7, 30]) expect(await count(levelShape(city, bar))).toBe(city.counts[bar]);
    for (const bar of [0, 5])
      expect(await count(datesShape('day', day.edges, bar))).toBe(day.counts[bar]);
    // the same dates as a filter
    await table.filter(conditionOf(picked, null, false));
    expect(await count({ kind: 'every row' })).toBe(sum(day.selected!));
    await table.filter(null);
    expect(conditionOf([{ how: 'add', shape: levelShape(city, 30) }], null, false)).toBeNull();
    const [plain] = await columnViews(table, [], ['city'], {});
    expect(plain).not.toHaveProperty('selected');
  }));
