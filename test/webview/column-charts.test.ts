// @vitest-environment happy-dom
// Pictures of columns by themselves: categories, dates, groups over one another, small bars in the rail.
import { describe, expect, test } from 'vitest';
import { widthsOf } from '../../src/protocol/bins';
import type { LevelsView, TimesView } from '../../src/protocol/column-views';
import { startsOf } from '../../src/protocol/calendar';
import { barsOf, levelsHeight, levelsSpec } from '../../webview/charts/levels-spec';
import { groupDensities, marginalKey, panelSpec } from '../../webview/charts/marginal-spec';
import { perStretch, timeTicks } from '../../webview/charts/time-axis';
import { timesSpec } from '../../webview/charts/times-spec';
import { barsPath } from '../../webview/charts/tiny-bars';
import { runChart } from '../../webview/charts/vega';
import { theme } from '../../webview/state/theme';
import { marginal } from './fixtures';

const levels = (part: Partial<LevelsView> = {}): LevelsView => ({
  kind: 'levels',
  column: 'species',
  levels: ['Adelie', 'Gentoo', 'Chinstrap'],
  counts: [152, 124, 68],
  others: 0,
  rows: 344,
  missing: 0,
  parts: null,
  ...part,
});
const stretch = { unit: 'month', every: 1 } as const;
const edges = startsOf(stretch, Date.UTC(2023, 0, 5), Date.UTC(2024, 11, 20));
const times = (part: Partial<TimesView> = {}): TimesView => ({
  kind: 'times',
  column: 'day',
  edges,
  counts: edges.slice(1).map((_, k) => 10 + k),
  stretch,
  rows: 500,
  missing: 3,
  parts: null,
  ...part,
});
const split = {
  levels: ['a', 'b'],
  rows: [200, 100],
  counts: [
    [100, 60, 40],
    [10, 10, 80],
  ],
};
const drawn = async (spec: ReturnType<typeof levelsSpec>) => {
  const view = await runChart(spec, theme.value, null);
  const svg = await view.toSVG();
  view.finalize();
  return svg;
};

describe('levels', () => {
  test('a bar each, with its count and share; the rest together', async () => {
    expect(barsOf(levels()).map((b) => b.text)).toEqual(['152 · 44.2%', '124 · 36%', '68 · 19.8%']);
    const many = levels({ others: 12, counts: [152, 124, 68, 20], rows: 364 });
    expect(barsOf(many).at(-1)).toMatchObject({ name: '12 others', value: 20 });
    expect(levelsHeight(many)).toBeGreaterThan(levelsHeight(levels()));
    const svg = await drawn(levelsSpec(many, theme.value, 400, 'species'));
    for (const words of ['Adelie', 'Gentoo', '12 oth', '152 · 41.8%', 'species, rows'])
      expect(svg).toContain(words);
  });
  test('with a split, the share of each group on one line', async () => {
    const svg = await drawn(levelsSpec(levels({ parts: split }), theme.value, 300, 'species'));
    expect(svg).toContain('share of each group');
    expect(svg.match(/aria-roledescription="point"/g)).toHaveLength(6);
  });
});

describe('dates', () => {
  test('ticks begin where months or years do, as many as have room', () => {
    const range: [number, number] = [edges[0]!, edges.at(-1)!];
    const wide = timeTicks(range, 600);
    expect(wide.ticks.length).toBeGreaterThanOrEqual(4);
    expect(wide.ticks.every(({ value }) => new Date(value).getUTCDate() === 1)).toBe(true);
    expect(wide.ticks[0]!.text).toBe('Jan 2023');
    expect(timeTicks(range, 120).ticks.length).toBeLessThanOrEqual(3);
    const days = timeTicks([Date.UTC(2024, 2, 1), Date.UTC(2024, 2, 6)], 400);
    expect(days.rest).toBe('2024');
    expect(days.ticks[0]!.text).toBe('Mar 1');
    const hours = timeTicks([Date.UTC(2024, 2, 1, 8), Date.UTC(2024, 2, 1, 20)], 400);
    expect([hours.rest, hours.ticks[0]!.text]).toEqual(['Mar 1, 2024', '08:00']);
  });
  test('bars on a time axis, rows per month beside it', async () => {
    const svg = await drawn(timesSpec(times(), theme.value, 420, 'day'));
    expect(svg).toContain('Jan 2023');
    expect(svg).toContain('rows per month');
    expect(svg.match(/aria-roledescription="rect mark"/g)).toHaveLength(edges.length - 1);
    expect(perStretch({ unit: 'minute', every: 15 })).toBe('rows per 15 minutes');
  });
  test('groups as shares over one another', async () => {
    const counts = [0, 1].map((g) => times().counts.map((n, k) => (k % 2 === g ? n : 0)));
    const rows = counts.map((list) => list.reduce((a, b) => a + b, 0));
    const svg = await drawn(
      timesSpec(times({ parts: { levels: ['a', 'b'], rows, counts } }), theme.value, 420, 'day'),
    );
    expect(svg).toContain('share of each group');
    expect(svg.match(/mark-line/g)).toHaveLength(2);
  });
});

describe('groups of a split', () => {
  const base = marginal('height', false);
  const counts = [
    base.histogram.counts.map((n) => Math.floor(n / 3)),
    base.histogram.counts.map((n) => n - Math.floor(n / 3)),
  ];
  const rows = counts.map((list) => list.reduce((a, b) => a + b, 0));
  const all = rows[0]! + rows[1]!;
  const widths = widthsOf(base.histogram.edges);
  const view = {
    ...base,
    rows: all,
    density: base.histogram.counts.map((n, b) => n / all / widths[b]!),
    parts: { levels: ['a', 'b'], rows, counts },
  };

  test('have densities of their own: each has the mass 1, however many rows it has', () => {
    for (const density of groupDensities(view))
      expect(density.reduce((sum, d, b) => sum + d * widths[b]!, 0)).toBeCloseTo(1, 9);
  });
  test('lie over one another, and the legend names them with their rows', async () => {
    expect(marginalKey([view], theme.value).names.slice(0, 2)).toEqual([
      `a (${rows[0]})`,
      `b (${rows[1]})`,
    ]);
    const svg = await drawn(panelSpec(view, theme.value, 400));
    expect(svg.match(/mark-area/g)).toHaveLength(2);
    expect(svg.match(/mark-line/g)!.length).toBeGreaterThanOrEqual(2);
  });
  test('rows near a condition are named so', () => {
    expect(marginalKey([{ ...base, beside: true }], theme.value).names[0]).toBe(
      'rows near these conditions',
    );
  });
});

test('small bars fill their picture, and a few rows among many can be seen', () => {
  expect(barsPath([1, 2], false, 10, 8)).toBe('M0 8v-4h5V8ZM5 8v-8h5V8Z');
  expect(barsPath([1, 100000, 0], true, 30, 18)).toBe('M0 18v-1.5h9V18ZM10 18v-18h9V18Z');
  expect(barsPath([], false, 10, 8)).toBe('');
  expect(barsPath([0, 0], false, 10, 8)).toBe('');
});
