// @vitest-environment happy-dom
// Charts as files: on the background that was chosen, with its colours, and as Vega-Lite that stands by itself.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { compile, type TopLevelSpec } from 'vega-lite';
import { webviewRequest } from '../../src/protocol/webview-request';
import { contrast } from '../../webview/state/colours';
import { coloursOn, readTheme, watchTheme } from '../../webview/state/theme';
import { specExporter } from '../../webview/charts/vega';
import { marginalSpec } from '../../webview/charts/marginal-spec';
import { background } from '../../webview/state/saved-charts';
import { FIRST_LOOK, look } from '../../webview/state/look';
import { exploration, problem, useHost, view } from '../../webview/state/store';
import { Exploration } from '../../webview/pages/exploration';
import { act } from 'preact/test-utils';
import { button, choose, click, mount, reads, unmount, eventually } from './page';
import { cloudView, fakeHost, marginal, NAMES, state } from './fixtures';

vi.mock('@vscode/webview-ui-toolkit', async () => (await import('./page')).plainToolkit);

let root: HTMLElement | null = null;
const dark = {
  'editor-background': '#1f1f1f',
  foreground: '#cccccc',
  'charts-blue': '#59a4f9',
  'charts-orange': '#ea5c00',
  'charts-green': '#89d185',
  'charts-yellow': '#cca700',
  'charts-purple': '#b180d7',
  'charts-red': '#f14c4c',
};
beforeEach(() => {
  for (const [name, colour] of Object.entries(dark))
    document.documentElement.style.setProperty(`--vscode-${name}`, colour);
  watchTheme();
});
afterEach(() => {
  if (root) unmount(root);
  root = null;
  look.value = FIRST_LOOK;
  document.documentElement.style.cssText = '';
  [exploration.value, problem.value, background.value, view.value] = [
    null,
    null,
    'theme',
    'marginals',
  ];
});

const views = NAMES.map((n) => marginal(n, true));
const exporter = () => specExporter('marginals', (colours) => marginalSpec(views, colours, 800));

test('on white the text is dark and every series is told from white; transparent has no background at all', async () => {
  const [theme, white, transparent] = [
    await exporter().svg('theme'),
    await exporter().svg('white'),
    await exporter().svg('transparent'),
  ];
  expect(theme).toContain('fill="#1f1f1f"');
  expect(theme).toContain(dark['charts-green']);
  expect(white).toContain('fill="#ffffff"');
  expect(white).not.toContain('#cccccc');
  const colours = coloursOn('white');
  for (const colour of [colours.data, colours.gaussian, colours.flow, ...colours.categories])
    expect(contrast(colour, '#ffffff')).toBeGreaterThanOrEqual(3);
  expect(white).toContain(colours.flow);
  expect(transparent).not.toContain('fill="#1f1f1f"');
  expect(transparent).toContain('#cccccc');
});

test('Vega-Lite JSON names its schema, holds its data, and compiles by itself', async () => {
  const text = await exporter().vegaLite!('white');
  const spec = JSON.parse(text) as TopLevelSpec & { $schema: string };
  expect(spec.$schema).toBe('https://vega.github.io/schema/vega-lite/v6.json');
  expect(text).not.toMatch(/"url"|NaN|undefined/);
  const warnings: string[] = [];
  const logger = {
    warn: (...words: string[]) => (warnings.push(...words), logger),
    info: () => logger,
    debug: () => logger,
    error: () => logger,
    level: () => logger,
  };
  const { data } = compile(spec, { logger: logger as never }).spec;
  expect(warnings).toEqual([]);
  const bars = data!.find(
    (d) =>
      'values' in d && Array.isArray(d.values) && (d.values as object[]).some((v) => 'from' in v),
  ) as unknown as { values: { from: number; to: number; high: number }[] };
  bars.values.forEach((v, b) => expect(v.high).toBeCloseTo(views[0]!.density[b]!, 12));
});

test('colours of categories are told from one another and from both models', () => {
  const { categories, gaussian, flow } = readTheme();
  expect(new Set([...categories, gaussian, flow]).size).toBe(categories.length + 2);
});

test('the menu of a chart saves it in each form it has, which the host accepts', async () => {
  const fake = fakeHost({ marginals: views, cloud: cloudView() });
  useHost(fake.host);
  exploration.value = state();
  root = mount(<Exploration />);
  await eventually(() => expect(root!.querySelector('.chart svg')).toBeTruthy());
  await act(async () => {
    const menu = root!.querySelector<HTMLDetailsElement>('.save-chart')!;
    menu.open = true;
    menu.dispatchEvent(new Event('toggle'));
  });
  await act(async () => {
    const select = root!.querySelector<HTMLSelectElement>('[aria-label="background"]')!;
    select.value = 'white';
    select.dispatchEvent(new Event('change', { bubbles: true }));
  });
  await click(button(root, 'Save as Vega-Lite JSON'));
  await eventually(() => expect(fake.charts).toHaveLength(1));
  expect(fake.charts[0]).toMatchObject({ name: 'marginals', format: 'vl.json' });
  expect(JSON.parse(fake.charts[0]!.content as string).config.background).toBe('#ffffff');
  expect(webviewRequest.saveChart.safeParse([fake.charts[0]]).success).toBe(true);
  expect(webviewRequest.saveChart.safeParse([{ ...fake.charts[0], format: 'exe' }]).success).toBe(
    false,
  );
});

test('points take the colours of the chosen background too', async () => {
  const fake = fakeHost({ cloud: cloudView(NAMES, 30) });
  useHost(fake.host);
  exploration.value = state();
  view.value = 'cloud';
  background.value = 'white';
  root = mount(<Exploration />);
  await reads(root, 'rows are drawn');
  await choose(root, 'layout', 'over');
  await click(button(root, 'Save as SVG'));
  await eventually(() => expect(fake.charts).toHaveLength(1));
  const svg = fake.charts[0]!.content as string;
  const rgb = (hex: string) =>
    `rgb(${[1, 3, 5].map((i) => Number.parseInt(hex.slice(i, i + 2), 16)).join()})`;
  expect(svg).toContain(rgb(coloursOn('white').flow));
  expect(svg).not.toContain(rgb(readTheme().flow));
  expect(svg).toContain('fill="#ffffff"');
});
