// @vitest-environment happy-dom
// Specifications of charts run while code generation is forbidden, as in the webview;
// scales, colours and numbers are right.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TopLevelSpec } from 'vega-lite';
import { gainSpec } from '../../webview/charts/compare-spec';
import { logDetSpec, meanOf } from '../../webview/charts/log-det-spec';
import { gaussianCurve } from '../../webview/charts/gaussian-curve';
import { axisEnds, marginalSpec, panelSpec } from '../../webview/charts/marginal-spec';
import { rangeOf, shownRange, ticks } from '../../webview/charts/scale';
import { axisTicks, endTexts, styleOf, tickTexts, vegaTicks } from '../../webview/charts/ticks';
import { contrast, parseColour, seriesColour } from '../../webview/state/colours';
import { readTheme, watchTheme } from '../../webview/state/theme';
import { trainingSpec } from '../../webview/charts/training-spec';
import { runChart } from '../../webview/charts/vega';
import { comparison, layersView, marginal, NAMES, training } from './fixtures';

const colours = {
  ...readTheme(),
  foreground: '#111111',
  background: '#ffffff',
  data: '#0000ff',
  area: '#8888ff',
  gaussian: '#ff8800',
  flow: '#00aa00',
  accent: '#8800ff',
};

describe('charts without code generation', () => {
  const original = globalThis.Function;
  beforeAll(() => {
    globalThis.Function = new Proxy(original, {
      construct() {
        throw new EvalError('code generation is forbidden');
      },
      apply() {
        throw new EvalError('code generation is forbidden');
      },
    });
  });
  afterAll(() => void (globalThis.Function = original));

  test('the ban works', () => {
    expect(() => new Function('return 1')).toThrow(EvalError);
  });
  const specs: [string, () => TopLevelSpec, string][] = [
    [
      'marginals',
      () =>
        marginalSpec(
          NAMES.map((n) => marginal(n, true)),
          colours,
          900,
        ),
      'weight',
    ],
    [
      'marginals without a flow, narrow',
      () => panelSpec(marginal('a.b [c] "d"', false), colours, 300, true),
      'a.b [c] "d"',
    ],
    ['training', () => trainingSpec(training, colours, 600), 'training step'],
    ['log determinants', () => logDetSpec(layersView(), colours, 600), 'layer 2: triangular'],
    [
      'gains',
      () =>
        gainSpec(
          [
            ...comparison().models,
            { label: 'undefined gain', gain: { mean: NaN, standardError: NaN } },
          ],
          colours,
          600,
        ),
      'people, spline',
    ],
    [
      'gains with a band of seeds',
      () =>
        gainSpec(
          [
            { ...comparison().models[0]!, seedGains: [0.28, NaN, 0.32] },
            { label: 'one seed', gain: { mean: 0.1, standardError: 0.01 }, seedGains: [0.1] },
          ],
          colours,
          600,
        ),
      'one seed',
    ],
  ];
  test.each(specs)('%s', async (_, spec, text) => {
    const view = await runChart(spec(), colours, null);
    const svg = await view.toSVG();
    view.finalize();
    expect(svg).toContain(text);
    expect(svg).not.toContain('NaN');
  });
  test('colours come from the theme', async () => {
    const svg = await (
      await runChart(marginalSpec([marginal('a', true)], colours, 400), colours, null)
    ).toSVG();
    for (const colour of [colours.area, colours.gaussian, colours.flow, colours.background])
      expect(svg).toContain(colour);
  });
});

/** A marginal of a standard normal with these edges. */
const withEdges = (edges: number[], log = false) => ({
  ...marginal('a', false),
  histogram: { edges, counts: edges.slice(1).map(() => 1) },
  gaussian: { mean: 0, standardDeviation: 1 },
  axis: { log, robust: false, automatic: false, low: edges[0]!, high: edges.at(-1)! },
});

test('the Gaussian curve is its mass over a bin, as bars are, and absent without width', () => {
  // P(-1/2 < Z < 1/2), P(1/2 < Z < 3/2)
  const wide = gaussianCurve(withEdges([-3.5, -2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 3.5]));
  const at = (x: number) =>
    wide.reduce((a, b) => (Math.abs(b.x - x) < Math.abs(a.x - x) ? b : a)).y;
  expect(at(0)).toBeCloseTo(0.3829249, 6);
  expect(at(1.00625)).toBeCloseTo(0.24, 2);
  const narrow = gaussianCurve(withEdges(Array.from({ length: 201 }, (_, k) => -2 + k / 50)));
  expect(Math.max(...narrow.map((p) => p.y))).toBeCloseTo(1 / Math.sqrt(2 * Math.PI), 6);
  // per factor of ten, between 1 and 10: P(1 < Z < 10)
  const factor = gaussianCurve(withEdges([0.1, 1, 10], true));
  expect(factor[120]!.y).toBeCloseTo(0.1586553, 6);
  expect(factor[40]!.y).toBeCloseTo(0.3015168, 6);
  expect(
    gaussianCurve({ ...marginal('a', false), gaussian: { mean: 0, standardDeviation: 0 } }),
  ).toEqual([]);
});

test('ranges hold the finite values of one column', () => {
  const values = Float32Array.from([1, 100, NaN, 100, 3, 100, Infinity, 100]);
  const [low, high] = rangeOf(values, 0, 2, 4);
  expect(low).toBeCloseTo(0.92);
  expect(high).toBeCloseTo(3.08);
  expect(rangeOf(values, 1, 2, 4)).toEqual([99.5, 100.5]);
  expect(rangeOf(new Float32Array(0), 0, 1, 0)).toEqual([-1, 1]);
});

test('panels beside each other have their plots at the same place, and long names keep their unit', () => {
  const spec = (name: string) =>
    panelSpec(marginal(name, true), colours, 300) as unknown as Record<string, unknown>;
  const [short, long] = [
    spec('a'),
    spec('average daytime surface temperature of the northern station [°C]'),
  ];
  expect([long.autosize, long.padding, long.width, long.height]).toEqual([
    short.autosize,
    short.padding,
    short.width,
    short.height,
  ]);
  expect(short.autosize).toBe('none');
  expect(JSON.stringify(long)).toContain('… (°C)');
});

/** What an axis says. */
const said = (low: number, high: number, count: number, kind = {}) =>
  tickTexts(axisTicks([low, high], count, kind));

test.each<[string, number, number, string[]]>([
  ['a small range', 0, 1, ['0', '0.2', '0.4', '0.6', '0.8', '1']],
  ['a narrow range far from zero', 1000.04, 1000.49, ['1,000.1', '1,000.2', '1,000.3', '1,000.4']],
  ['a range around a thousand', 998, 1049, ['1,000', '1,020', '1,040']],
  ['hundreds', 0, 1000, ['0', '200', '400', '600', '800', '1,000']],
  ['below zero', -40, 10, ['−40', '−30', '−20', '−10', '0', '10']],
  ['large numbers', 0, 4e8, ['0', '1e8', '2e8', '3e8', '4e8']],
  [
    'large numbers that differ by little',
    1.6e9,
    1.6e9 + 40,
    ['1,600,000,000', '1,600,000,010', '1,600,000,020', '1,600,000,030', '1,600,000,040'],
  ],
  ['small numbers', 0, 0.0004, ['0', '1e−4', '2e−4', '3e−4', '4e−4']],
])('ticks of %s', (_, low, high, texts) => expect(said(low, high, 5)).toEqual(texts));

test('ticks of log axes, of whole numbers, and of one value', () => {
  expect(said(0.5, 2e7, 8, { log: true })).toEqual([
    '1',
    '10',
    '100',
    '1,000',
    '10,000',
    '100,000',
    '1e6',
    '1e7',
  ]);
  expect(said(1000.1, 1002.2, 4, { log: true })).toEqual(['1,001', '1,002']);
  expect(said(-0.5, 3.5, 6, { whole: true })).toEqual(['0', '1', '2', '3']);
  expect(tickTexts({ values: [3], style: styleOf([3]) })).toEqual(['3']);
  expect(tickTexts({ values: [], style: styleOf([]) })).toEqual([]);
});

test('the ends of a narrow axis read differently', () => {
  expect(endTexts([1000.04, 1049.2])).toEqual(['1,000', '1,049.2']);
  expect(endTexts([1000.1, 1000.9])).toEqual(['1,000.1', '1,000.9']);
  expect(endTexts([-3.24, 4.16])).toEqual(['−3.2', '4.2']);
  expect(endTexts([0, 5e8])).toEqual(['0', '5e8']);
});

describe('in Vega', () => {
  const texts = async (low: number, high: number, kind: { log?: boolean } = {}) => {
    const axis = vegaTicks(axisTicks([low, high], 5, kind));
    const x = {
      field: 'x',
      type: 'quantitative',
      title: null,
      scale: {
        nice: false,
        domain: [low, high],
        ...(kind.log ? { type: 'log' } : { zero: false }),
      },
      axis,
    };
    const view = await runChart(
      {
        width: 2000,
        data: { values: [{ x: low }, { x: high }] },
        mark: 'point',
        encoding: { x },
      } as unknown as TopLevelSpec,
      colours,
      null,
    );
    const svg = await view.toSVG();
    view.finalize();
    return [...svg.matchAll(/<text[^>]*>([^<]+)</g)].map((m) => m[1]);
  };
  test.each<[number, number, { log?: boolean }]>([
    [0, 1000, {}],
    [0, 480, {}],
    [1000.04, 1000.49, {}],
    [0, 4e8, {}],
    [-40, 10, {}],
    [3, 900, { log: true }],
    [0.5, 2e7, { log: true }],
  ])('an axis from %d to %d says the same', async (low, high, kind) => {
    const ours = tickTexts(axisTicks([low, high], 5, kind));
    expect(ours.length).toBeGreaterThan(1);
    expect(await texts(low, high, kind)).toEqual(ours);
  });
});

test('axes of what is never negative begin at 0, unless the bar of 0 itself lies around it', () => {
  expect(axisEnds(withEdges([-0.5, 4.5, 9.5]))).toEqual([-0.5, 9.5]); // some are negative
  const counts = (edges: number[]) => ({
    ...withEdges(edges),
    axis: { ...withEdges(edges).axis, low: 0 },
  });
  expect(axisEnds(counts([-0.5, 4.5, 9.5]))).toEqual([0, 9.5]);
  expect(axisEnds(counts([-0.5, 0.5, 1.5]))).toEqual([-0.5, 1.5]);
  // but for half a point, so that those of 0 are seen
  expect(rangeOf(Float32Array.from([0, 100]), 0, 1, 2)).toEqual([-0.8, 104]);
  expect(shownRange({ low: 0, high: 100, log: false })).toEqual([-0.8, 104]);
  expect(shownRange({ low: 1, high: 101, log: false })).toEqual([0, 105]);
  expect(shownRange({ low: 50, high: 150, log: false })).toEqual([46, 154]);
  expect(shownRange({ low: -1, high: 99, log: false })).toEqual([-5, 103]);
});

test('ticks are round and inside', () => {
  expect(ticks([-1.04, 1.04], 4)).toEqual([-1, 0, 1]);
  expect(ticks([0, 10], 5)).toEqual([0, 2, 4, 6, 8, 10]);
  expect(ticks([0.0012, 0.0049], 4)).toEqual([0.002, 0.003, 0.004]);
});

test('colours of a theme become numbers', () => {
  expect(parseColour('#ff0080')).toEqual([1, 0, 128 / 255]);
  expect(parseColour('#f00')).toEqual([1, 0, 0]);
  expect(parseColour('rgba(255, 0, 51, 0.5)')).toEqual([1, 0, 0.2]);
});

test('a series is opaque and told from the background, in light and in dark', () => {
  expect(seriesColour('#EA5C0055', '#cccccc', '#1f1f1f')).toBe('#ea5c00');
  expect(seriesColour('#EA5C0055', '#3b3b3b', '#ffffff')).toBe('#ea5c00');
  for (const [foreground, background] of [
    ['#3b3b3b', '#ffffff'],
    ['#cccccc', '#1f1f1f'],
  ] as const)
    for (const weak of ['#ffff00', '#222222', '#89d18510']) {
      const series = seriesColour(weak, foreground, background);
      expect(series).toMatch(/^#[0-9a-f]{6}$/);
      expect(contrast(series, background)).toBeGreaterThanOrEqual(3);
    }
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21);
});

test('style sheets get the colours that charts draw with, and the grid is faint', async () => {
  const root = document.documentElement.style;
  root.setProperty('--vscode-editor-background', '#ffffff');
  root.setProperty('--vscode-foreground', '#3b3b3b');
  root.setProperty('--vscode-charts-orange', '#ea5c0055');
  watchTheme();
  expect(readTheme().gaussian).toBe('#ea5c00');
  expect(root.getPropertyValue('--flowscope-gaussian')).toBe('#ea5c00');
  expect(contrast(readTheme().grid, '#ffffff')).toBeLessThan(1.6);
  root.cssText = '';
});

test('the mean leaves out what is not finite', () => {
  expect(meanOf(Float32Array.from([1, NaN, 3]))).toBe(2);
  expect(meanOf(new Float32Array(0))).toBeNaN();
});
