// Histograms of columns of limited resolution show no gap that is not there, and keep what is there.
import { describe, expect, test } from 'vitest';
import { binOf, countIn, edgesOf, widthsOf } from '../../../src/protocol/bins';
import { gridOf, stepAt } from '../../../src/protocol/grid';
import { fromTrend, limited } from './limited';

const BINS = 40;

const ends = (values: ArrayLike<number>): [number, number] =>
  Array.from(values).reduce(
    ([low, high], v) => [Math.min(low, v), Math.max(high, v)],
    [Infinity, -Infinity],
  );
/** The bars of a column: counts, and edges. */
function bars(values: ArrayLike<number>, log = false) {
  const [low, high] = ends(values);
  const edges = edgesOf(low, high, BINS, gridOf(values), log);
  return { edges, counts: countIn(edges, Array.from(values)).counts, widths: widthsOf(edges, log) };
}
const worst = (values: number[]) => values.reduce((most, v) => Math.max(most, Math.abs(v)), 0);

test(
  'of 2,000 columns of limited resolution no bar is far from the trend of its neighbours',
  { timeout: 120_000 },
  () => {
    const [far, farEvenly]: string[][] = [[], []];
    let [seen, gaps] = [0, 0];
    for (let seed = 1; seed <= 2000; seed++) {
      const { story, values } = limited(seed);
      const grid = gridOf(values);
      let [low, high] = [Infinity, -Infinity];
      for (const v of values) [low, high] = [v < low ? v : low, v > high ? v : high];
      const offOf = (edges: number[]) => fromTrend(countIn(edges, values).counts, widthsOf(edges));
      const off = offOf(edgesOf(low, high, BINS, grid));
      seen += off.length;
      gaps += grid ? 0 : 1;
      if (worst(off) > 5.5) far!.push(`${worst(off).toFixed(1)} in ${story}`);
      // the measure finds what bins of any width invent
      if (seed <= 100 && worst(offOf(edgesOf(low, high, BINS, null))) > 5.5) farEvenly!.push(story);
    }
    expect(far).toEqual([]);
    expect(gaps).toBeLessThan(20); // steps too fine for a bar to show
    expect(seen).toBeGreaterThan(40_000);
    expect(farEvenly!.length).toBeGreaterThan(10);
  },
);

describe('the bars of', () => {
  const decimals = (values: number[], digits: number) =>
    values.map((v) => Number(v.toFixed(digits)));
  const spread = Array.from({ length: 20_000 }, (_, k) => (k * 0.6180339887) % 1);

  test('one decimal hold equally many tenths', () => {
    const values = decimals(
      spread.map((v) => 9.95 * v),
      1,
    );
    const { counts, edges } = bars(values);
    const [least, most] = ends(counts.slice(1, -1));
    expect(most / least).toBeLessThan(1.02);
    for (const edge of edges) expect(Math.abs((edge * 10) % 1)).toBeCloseTo(0.5, 6);
  });

  test('whole numbers of a small range stand around each', () => {
    const { edges, counts } = bars([0, 0, 1, 1, 1, 3]);
    expect(edges).toEqual([-0.5, 0.5, 1.5, 2.5, 3.5]);
    expect(counts).toEqual([2, 3, 0, 1]);
  });

  test.each<[string, number, (v: number) => number]>([
    ['quarters', 0.25, (v) => Math.round(80 * v) / 4],
    ['fives', 5, (v) => 5 * Math.round(70 * v)],
    ['minutes of an hour', 1 / 60, (v) => Number((Math.round(130 * v) / 60).toFixed(6))],
    ['sums of tenths', 0.1, (v) => Math.round(90 * v) * 0.1 + 0.2],
    ['seconds of dates', 1, (v) => 1.6e9 + Math.round(500 * v)],
    [
      'degrees Celsius that were Fahrenheit',
      5 / 9,
      (v) => Number((((Math.round(100 * v) - 32) * 5) / 9).toFixed(2)),
    ],
  ])('%s', (_, step, of) => {
    const values = spread.map(of);
    expect(gridOf(values)!.step / step).toBeCloseTo(1, 3);
    const { counts, widths } = bars(values);
    const densities = counts.map((c, b) => c / widths[b]!).slice(1, -1);
    const [least, most] = ends(densities);
    expect(most / least).toBeLessThan(1.06);
  });

  test('three digits: tenths below a hundred, whole numbers above', () => {
    const values = spread.map((v) => Number((10 + 290 * v).toPrecision(3)));
    const grid = gridOf(values)!;
    expect([stepAt(grid, 50), stepAt(grid, 200)].map((s) => Number(s.toFixed(9)))).toEqual([
      0.1, 1,
    ]);
    for (const log of [false, true]) {
      const { counts, widths, edges } = bars(values, log);
      const densities = counts.map((c, b) => c / (edges[b + 1]! - edges[b]!)).slice(1, -1);
      const [least, most] = ends(densities);
      expect(most / least).toBeLessThan(1.15);
      expect(widths.length).toBeGreaterThan(25);
    }
  });

  test('two digits around 0: each size has a step of its own', () => {
    const grid = gridOf(spread.map((v) => Number((40 * (v - 0.5)).toPrecision(2))))!;
    expect([-15, -5, -0.5, 0.5, 5, 15].map((v) => stepAt(grid, v))).toEqual([
      1, 0.1, 0.01, 0.01, 0.1, 1,
    ]);
  });

  test('a log axis: the few whole numbers at its beginning have a bar each, as wide as its place', () => {
    const values = spread.map((v) => Math.round(Math.exp(Math.log(1000) * v)));
    const { edges, counts, widths } = bars(values, true);
    expect(edges.slice(1, 5)).toEqual([1.5, 2.5, 3.5, 4.5]);
    const densities = counts.map((c, b) => c / widths[b]!).slice(1, -1);
    const [least, most] = ends(densities);
    expect(most / least).toBeLessThan(1.06);
  });

  test('ages that many round to fives', () => {
    const values = spread.map((v, k) => (k % 2 ? 5 * Math.round(20 * v) : Math.round(100 * v)));
    const { counts } = bars(values);
    const [least, most] = ends(counts.slice(2, -2));
    expect(most / least).toBeLessThan(1.06);
  });

  test('values of which a thousandth is off the grid', () => {
    const values = spread.map((v, k) => (k % 1000 === 7 ? 60 * v : Math.round(60 * v)));
    expect(gridOf(values)!.step).toBe(1);
  });

  test('numbers that lie anywhere are equally wide from the first to the last', () => {
    const values = spread.slice(0, 2000).map((v) => Math.sin(v) * 3);
    expect(gridOf(values)).toBeNull();
    const { edges } = bars(values);
    expect([edges[0], edges[BINS]]).toEqual(ends(values));
  });

  test('one value with half of the rows stays one tall bar', () => {
    const values = spread.map((v, k) => (k % 2 ? 0 : Number((10 * v).toFixed(1))));
    const { edges, counts } = bars(values);
    expect(counts[binOf(edges, 0)]).toBeGreaterThan(10_000);
    expect(worst(fromTrend(counts.slice(1), widthsOf(edges.slice(1))))).toBeLessThan(5.5);
  });

  test('a value alone, two values, and values too close for their size', () => {
    expect(edgesOf(3, 3, BINS, gridOf([3, 3])).length).toBe(BINS + 1);
    expect(bars([2, 8, 8]).counts).toEqual([1, 2]);
    const close = bars([1e15, 1e15 + 1, 1e15 + 2]);
    expect(close.counts.reduce((a, b) => a + b)).toBe(3);
    for (const values of [
      [-1e308, 0, 1e308],
      [2 ** 53, 2 ** 53 + 2, 2 ** 53 + 8],
      [5e-324, 1e-323],
      [1e300],
      [1, 2, 3, 1000, 2000, 3000],
    ]) {
      const { edges, counts } = bars(values);
      expect(
        edges.every((edge, b) => Number.isFinite(edge) && (b === 0 || edge > edges[b - 1]!)),
      ).toBe(true);
      expect(counts.reduce((a, b) => a + b)).toBe(values.length);
    }
    // steps of thousands say nothing about those of one
    expect(bars([1, 2, 3, 1000, 2000, 3000]).edges.length).toBeGreaterThan(20);
  });
});

test('a bin holds what lies above its lower edge, up to its upper one', () => {
  const edges = [0, 1, 2.5, 4];
  expect([-0.1, 0, 0.5, 1, 1.1, 2.5, 4, 4.1].map((v) => binOf(edges, v))).toEqual([
    -1, 0, 0, 0, 1, 1, 2, 3,
  ]);
  expect(countIn(edges, [-1, 0.5, 3, 9, NaN], (n) => n + 1)).toEqual({
    counts: [2, 0, 3],
    below: 1,
    above: 4,
  });
});
