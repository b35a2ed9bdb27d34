// @vitest-environment happy-dom
// A column of a result as lines and bars: at their places on the axes, with nothing that is no number.
import { render } from 'preact';
import { expect, test } from 'vitest';
import type { ChainMarginal } from '../../src/protocol/operations';
import { panelOf, PLOT_TOP } from '../../webview/charts/panel';
import { ResultPanel } from '../../webview/charts/result-panel';

const WIDTH = 400;
const { left, width, height } = panelOf(WIDTH);
const marginal: ChainMarginal = {
  column: 'a column',
  edges: [0, 1, 2, 4],
  histogram: { density: [0.2, 0, 0.4], standardError: [0.1, 0, 0.5], below: 0, above: 0 },
  curve: { x: [0, 2, 4], y: [0, 0.4, 0] },
};

function drawn(of: ChainMarginal, before?: ChainMarginal): HTMLElement {
  const page = document.createElement('div');
  render(<ResultPanel marginal={of} before={before} width={WIDTH} label="density" />, page);
  return page;
}

const numbers = (path: string) => path.match(/-?[\d.]+/g)!.map(Number);
const placed = (x: number, density: number, ends: [number, number], most: number) => [
  left + ((x - ends[0]) / (ends[1] - ends[0])) * width,
  PLOT_TOP + height - (density / most) * height,
];

test('a curve and bars stand at their values', () => {
  const page = drawn(marginal);
  const most = 0.4 * 1.05;
  const curve = numbers(page.querySelector('path.curve')!.getAttribute('d')!);
  const expected = [0, 2, 4].flatMap((x, k) => placed(x, [0, 0.4, 0][k]!, [0, 4], most));
  curve.forEach((v, k) => expect(v).toBeCloseTo(expected[k]!, 0));
  const [bars, band] = [...page.querySelectorAll('svg svg path')].map((p) => p.getAttribute('d')!);
  expect(bars!.match(/M/g)).toHaveLength(2); // an empty bin has no bar
  expect(band!.match(/M/g)).toHaveLength(2);
  const foot = PLOT_TOP + height;
  expect(
    Math.max(...band!.split('M').flatMap((p) => numbers(p || '0').slice(1, 2))),
  ).toBeLessThanOrEqual(foot);
  expect(page.textContent).toContain('a column');
  expect(page.innerHTML).not.toMatch(/NaN|undefined|Infinity/);
});

test('what was there before the step lies on the same axes', () => {
  const before: ChainMarginal = {
    column: 'a column',
    edges: [-4, 8],
    histogram: null,
    curve: { x: [-4, 8], y: [0.8, 0] },
  };
  const page = drawn({ ...marginal, histogram: null }, before);
  const most = 0.8 * 1.05;
  const [dashed] = [...page.querySelectorAll('path[stroke-dasharray]')];
  const found = numbers(dashed!.getAttribute('d')!);
  const expected = [...placed(-4, 0.8, [-4, 8], most), ...placed(8, 0, [-4, 8], most)];
  found.forEach((v, k) => expect(v).toBeCloseTo(expected[k]!, 0));
});
