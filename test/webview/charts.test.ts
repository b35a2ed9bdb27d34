// @vitest-environment happy-dom
// Specifications of charts run while code generation is forbidden, as in the webview; scales, colours and numbers are right.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TopLevelSpec } from 'vega-lite';
import { gainSpec } from '../../webview/charts/compare-spec';
import { logDetSpec, meanOf } from '../../webview/charts/log-det-spec';
import { gaussianCurve, marginalSpec, panelSpec } from '../../webview/charts/marginal-spec';
import { rangeOf, ticks } from '../../webview/charts/scale';
import { formatTicks } from '../../webview/ui/format';
import { contrast, parseColour, readTheme, seriesColour, watchTheme } from '../../webview/charts/theme';
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
    ['marginals without a flow, narrow', () => panelSpec(marginal('a.b [c] "d"', false), colours, 300, true), 'a.b [c] "d"'],
    ['training', () => trainingSpec(training, colours, 600), 'training step'],
    ['log determinants', () => logDetSpec(layersView(), colours, 600), 'layer 2: triangular'],
    [
      'gains',
      () => gainSpec([...comparison().models, { label: 'undefined gain', gain: { mean: NaN, standardError: NaN } }], colours, 600),
      'people, spline',
    ],
    [
      'gains with a band of seeds',
      () =>
        gainSpec(
          [
            { ...comparison().models[0], seedGains: [0.28, NaN, 0.32] },
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
    const svg = await (await runChart(marginalSpec([marginal('a', true)], colours, 400), colours, null)).toSVG();
    for (const colour of [colours.area, colours.gaussian, colours.flow, colours.background]) expect(svg).toContain(colour);
  });
});

test('the Gaussian curve is its density, and absent without width', () => {
  const curve = gaussianCurve(marginal('a', false));
  const peak = Math.max(...curve.map((p) => p.y));
  expect(peak).toBeCloseTo(1 / Math.sqrt(2 * Math.PI), 6);
  expect(gaussianCurve({ ...marginal('a', false), gaussian: { mean: 0, standardDeviation: 0 } })).toEqual([]);
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
  const spec = (name: string) => panelSpec(marginal(name, true), colours, 300) as unknown as Record<string, unknown>;
  const [short, long] = [spec('a'), spec('average daytime surface temperature of the northern station [°C]')];
  expect([long.autosize, long.padding, long.width, long.height]).toEqual([short.autosize, short.padding, short.width, short.height]);
  expect(short.autosize).toBe('none');
  expect(JSON.stringify(long)).toContain('… (°C)');
});

test('ticks that differ are written differently', () => {
  expect(formatTicks([0, 0.5, 1])).toEqual(['0', '0.5', '1']);
  expect(formatTicks([100_000, 100_005, 100_010])).toEqual(['100,000', '100,005', '100,010']);
  expect(formatTicks([1000.5, 1000.55, 1000.6])).toEqual(['1,000.5', '1,000.55', '1,000.6']);
  expect(formatTicks([3])).toEqual(['3']);
  expect(formatTicks([])).toEqual([]);
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
  ])
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
