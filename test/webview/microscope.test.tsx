// @vitest-environment happy-dom
// The microscope: the plane as lines, one layer at one row, densities under the stops, and the inverse step by step.
import { afterEach, expect, test, vi } from 'vitest';
import { act } from 'preact/test-utils';
import { hoverNothing, hoverRow } from '../../webview/state/hover';
import { selected } from '../../webview/state/selection';
import { shadesOf } from '../../webview/charts/density-tile';
import { heatMapSpec } from '../../webview/charts/heat-map-spec';
import { mapSpec } from '../../webview/charts/map-spec';
import { type Theme, theme } from '../../webview/state/theme';
import { useHost } from '../../webview/state/store';
import { gridLines } from '../../webview/views/layers/grid-lines';
import { Layers } from '../../webview/views/layers/layers';
import {
  fakeHost,
  layersView,
  microscopeView,
  model,
  NAMES,
  stageDensities,
  state,
} from './fixtures';
import { button, click, eventually, mount, reads, unmount } from './page';

vi.mock('@vscode/webview-ui-toolkit', async () => (await import('./page')).plainToolkit);

let root: HTMLElement | null = null;
afterEach(() => {
  if (root) unmount(root);
  root = null;
});

const colours: Theme = {
  ...theme.value,
  background: '#101010',
  flow: '#40c040',
  low: '#a040c0',
  high: '#e0c020',
};
const two = () => layersView(NAMES.slice(0, 2));

function opened() {
  const fake = fakeHost({
    layers: two(),
    microscope: microscopeView(),
    stages: stageDensities(),
  });
  useHost(fake.host);
  return { ...fake, page: (root = mount(<Layers state={state({ model: model() })} />)) };
}

test('a row is looked at: the map of a column, the matrix, and the running account', async () => {
  const { page, calls } = opened();
  await reads(page, 'preprocessing at row 0');
  await reads(page, 'Nothing above the diagonal');
  await reads(page, 'as the sum of 2 terms');
  const slider = page.querySelector<HTMLInputElement>('input[type=range]')!;
  slider.value = '0.4';
  slider.dispatchEvent(new Event('input', { bubbles: true }));
  await reads(page, 'layer 1: spline-autoregressive at row 0');
  await reads(page, 'the row lies in bin 2, from 0 to 5');
  slider.value = '1';
  slider.dispatchEvent(new Event('input', { bubbles: true }));
  await reads(page, 'after layer 1');
  const marked = page.querySelectorAll('table tr.strong');
  expect(marked[0]!.textContent).toContain('layer 1');
  expect(calls.find((c) => c.name === 'microscope')!.args).toEqual({
    row: 0,
    pair: [0, 1],
    column: 0,
  });
});

test('a click under the slider goes to that stage', async () => {
  const { page } = opened();
  await reads(page, 'after preprocessing (3 of 3)');
  await click(page.querySelectorAll<HTMLElement>('.stage-tile')[1]!);
  await reads(page, 'after layer 1: spline-autoregressive (1 of 3)');
  expect(page.querySelectorAll('.stage-tile[aria-pressed="true"]')).toHaveLength(1);
});

test('densities, the matrix and the map have tables', async () => {
  const { page } = opened();
  await reads(page, 'preprocessing at row 0');
  const tables = [...page.querySelectorAll('button')].filter((b) => b.title === 'Show as table');
  expect(tables).toHaveLength(5);
  for (const table of tables) await click(table);
  await reads(page, 'the mass that it holds there');
  await reads(page, '0.9975');
  await reads(page, 'Values of the curve');
  await reads(page, 'd (row) / d (column)');
});

test('the inverse is followed column by column, with what each waits for and costs', async () => {
  const { page } = opened();
  await reads(page, 'so that there are 2 passes');
  const steps = page.querySelector<HTMLInputElement>('.inverse-steps input')!;
  const known = () => page.querySelectorAll('.inverse-steps tbody tr')[1]!.textContent;
  expect(known()).toContain('1,000');
  expect(known()).toContain('−0.25');
  steps.value = '1';
  steps.dispatchEvent(new Event('input', { bubbles: true }));
  await reads(page, '1 of 2');
  expect(known()).not.toContain('−0.25');
});

test('points or the grid can be drawn alone', async () => {
  const { page } = opened();
  await reads(page, 'preprocessing at row 0');
  expect(page.querySelectorAll('.scatter path.contour').length).toBeGreaterThan(0);
  const drawn = page.querySelector<HTMLSelectElement>('select[aria-label="drawn"]')!;
  drawn.value = 'points';
  drawn.dispatchEvent(new Event('change', { bubbles: true }));
  await reads(page, 'points');
  expect(page.querySelectorAll('.scatter path.contour')).toHaveLength(0);
  expect(button(page, 'Play')).toBeTruthy();
});

test('lines are halfway between two stages, in shades of what the layer stretches', () => {
  const { grid } = microscopeView();
  const all = (at: number, scale: [number, number] | null) =>
    gridLines(grid, at, scale, theme.value);
  const [plain] = all(0.5, null);
  expect(plain!.points).toHaveLength(4);
  expect(plain!.points[0]![0]).toBeCloseTo((grid.states[0]![0]! + grid.states[1]![0]!) / 2, 6);
  const shades = all(1, [0, 7]);
  expect(shades.length).toBeGreaterThan(1);
  expect(shades.reduce((sum, s) => sum + s.points.length, 0)).toBe(4);
});

test('an entry that is exactly zero has the colour of the background', () => {
  const spec = heatMapSpec(
    { rows: ['a', 'b'], columns: ['c', 'd'], values: [2, 0, -1, 1] },
    colours,
    400,
  ) as unknown as { data: { values: { colour: string; text: string }[] } };
  const [first, zero, negative, positive] = spec.data.values;
  expect(zero!.text).toBe('0');
  expect(new Set([first, zero, negative, positive].map((v) => v!.colour)).size).toBe(4);
});

test('the map of a spline shows its knots, and the row on it', () => {
  const { curves } = microscopeView();
  const knots = [-5, 0, 5].map((u) => ({ u, x: u }));
  const spec = JSON.stringify(
    mapSpec(
      { ...curves[0]!, knots, at: { u: 1, x: 2 }, names: { u: 'u1', x: 'h1' }, diagonal: true },
      theme.value,
      400,
    ),
  );
  expect(spec).toContain('"title":"h1"');
  expect(spec.match(/"rule"/g)).toHaveLength(2);
});

test('a density is drawn with its first row lowest', () => {
  const [density] = stageDensities();
  const pixels = shadesOf(density!, colours);
  expect([...pixels.subarray(0, 4)]).not.toEqual([...pixels.subarray(-16, -12)]);
  expect(pixels[3]).toBe(255);
});

test('the plane follows the row under the pointer, and goes back to the one that was selected', async () => {
  const { page, calls } = opened();
  await reads(page, 'preprocessing at row 0');
  const rows = () =>
    calls.filter((c) => c.name === 'microscope').map((c) => (c.args as { row: number }).row);
  const all = two().rows;
  const other = all[1]!;
  await act(async () => hoverRow(other, { x: 0, y: 0 }));
  await eventually(() => expect(rows().at(-1)).toBe(other));
  await act(async () => hoverRow(1_000_000, { x: 0, y: 0 })); // a row that is no point here
  await eventually(() => expect(rows().at(-1)).toBe(all[0]));
  await act(async () => hoverRow(other, { x: 0, y: 0 }));
  await eventually(() => expect(rows().at(-1)).toBe(other));
  await act(async () => hoverNothing());
  await eventually(() => expect(rows().at(-1)).toBe(all[0]));
  const bits = new Uint8Array(Math.ceil((Math.max(...all) + 1) / 8));
  bits[other >> 3]! |= 1 << (other & 7);
  await act(async () => void (selected.value = { bits, count: 1 } as never));
  await eventually(() => expect(rows().at(-1)).toBe(other));
  await act(async () => void (selected.value = null));
});
