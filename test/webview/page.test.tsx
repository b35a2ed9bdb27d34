// @vitest-environment happy-dom
// The pages: what the user reads and can press, what is asked of the host, what is remembered.
import { afterEach, expect, test, vi } from 'vitest';
import { act } from 'preact/test-utils';
import { Exploration } from '../../webview/pages/exploration';
import { Inspector } from '../../webview/pages/inspector';
import { chartExporter, exploration, functions, problem, remember, useHost, view } from '../../webview/store';
import { button, click, mount, reads, unmount } from './page';
import { fakeHost, idle, marginal, model, NAMES, profile, state, training } from './fixtures';

vi.mock('@vscode/webview-ui-toolkit', async () => (await import('./page')).plainToolkit);

let root: HTMLElement | null = null;
afterEach(() => {
  if (root) unmount(root);
  root = null;
  exploration.value = null;
  problem.value = null;
  chartExporter.value = null;
  view.value = 'marginals';
});

function open(next = state(), answers: Partial<Record<string, unknown>> = {}) {
  const fake = fakeHost(answers);
  useHost(fake.host);
  exploration.value = next;
  root = mount(<Exploration />);
  return { page: root, ...fake };
}

test('the header says what was read and how', async () => {
  const { page } = open();
  await reads(page, '12,345 rows, 4 columns, 3 rows left out');
  await reads(page, 'separator semicolon, decimal comma, with a header, utf-8');
  await reads(page, '1 note about this file');
});

test('a changed file offers to read it again', async () => {
  const { page, calls } = open(state({ dataChanged: true }), { refresh: state() });
  await reads(page, 'The file changed on disk');
  await click(button(page, 'Refresh'));
  expect(calls.map((c) => c.name)).toContain('refresh');
});

test('Fit asks for a fit with the choices; while it runs the button stops it; a stopped one can be resumed', async () => {
  const { page, calls } = open();
  await click(button(page, 'Fit Normalizing Flow'));
  expect(calls.find((c) => c.name === 'fit')!.args).toEqual({ options: { flow: 'auto', engine: 'auto', seed: 1, seconds: 45 } });
  await act(() => functions.stateChanged(state({ fit: training })));
  await reads(page, 'step 200 of 1,000');
  await click(button(page, 'Stop and Keep Best'));
  expect(calls.map((c) => c.name)).toContain('stop');
  await act(() => functions.stateChanged(state({ fit: { ...idle, resumable: true }, model: model() })));
  await click(button(page, 'Resume'));
  expect(calls.map((c) => c.name)).toContain('resume');
});

test('the verdict is one announced sentence; an obstacle takes its place', async () => {
  const { page } = open(state({ model: model() }));
  const verdict = page.querySelector('.verdict')!;
  expect(verdict.getAttribute('aria-live')).toBe('polite');
  expect(verdict.textContent).toBe(model().verdict.sentence);
  await act(() => functions.stateChanged(state({ obstacle: 'weight is twice height: leave one out.' })));
  expect(verdict.textContent).toBe('weight is twice height: leave one out.');
  expect(button(page, 'Fit Normalizing Flow').hasAttribute('disabled')).toBe(true);
});

test('a failed request becomes a sentence that can be dismissed', async () => {
  const { page } = open(state({ model: model(), fit: { ...idle, resumable: true } }), {
    resume: new Error('The service stopped. Try again.'),
  });
  await click(button(page, 'Resume'));
  await reads(page, 'The service stopped. Try again.');
  await click(button(page, 'Dismiss'));
  expect(page.textContent).not.toContain('The service stopped');
});

test('choosing columns sends the numeric ones in the order of the file', async () => {
  const { page, calls } = open(state({ selected: ['age'] }));
  const boxes = [...page.querySelectorAll<HTMLElement & { checked: boolean }>('.boxes vscode-checkbox')];
  expect(boxes.map((b) => b.textContent)).toEqual(NAMES);
  await act(async () => {
    boxes[0].checked = true;
    boxes[0].dispatchEvent(new Event('change'));
  });
  expect(calls.find((c) => c.name === 'select')!.args).toEqual({ columns: ['height', 'age'] });
  await reads(page, 'Not modelled: city (text)');
});

test('arrow keys move between tabs and the host is told', async () => {
  const { page, calls } = open();
  const list = page.querySelector('[role=tablist]')!;
  await act(async () => void list.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowLeft', bubbles: true })));
  expect(view.value).toBe('compare');
  await act(async () => void list.dispatchEvent(new KeyboardEvent('keydown', { key: 'Home', bubbles: true })));
  expect(page.querySelector('[aria-selected=true]')!.textContent).toBe('Marginals');
  expect(calls.filter((c) => c.name.startsWith('shown')).map((c) => c.name)).toEqual(['shown compare', 'shown marginals']);
});

test('pictures are asked for again when the model grows, one at a time, the latest last', async () => {
  const { page, calls } = open(state(), { marginals: NAMES.map((n) => marginal(n, false)) });
  await reads(page, 'Show as table');
  for (const modelRevision of [1, 2, 3]) await act(() => functions.stateChanged(state({ modelRevision })));
  await act(() => functions.stateChanged(state({ modelRevision: 3, fit: { ...training, step: 201 } })));
  await reads(page, 'step 201');
  expect(calls.filter((c) => c.name === 'marginals').length).toBeLessThanOrEqual(4);
  expect(calls.filter((c) => c.name === 'marginals').length).toBeGreaterThan(1);
});

test('the chart on screen is saved as SVG text; pixels refuse SVG with a sentence', async () => {
  const { page, charts } = open(state(), { marginals: [marginal('height', true)] });
  await reads(page, 'density');
  functions.requestChart('svg');
  await vi.waitFor(() => expect(charts).toHaveLength(1));
  expect(charts[0]).toMatchObject({ name: 'marginals', format: 'svg' });
  expect(charts[0].content).toContain('<svg');
  chartExporter.value = { name: 'cloud', svg: null, png: async () => new Uint8Array([1]) };
  functions.requestChart('svg');
  await reads(page, 'Save it as PNG instead');
  functions.requestChart('png');
  await vi.waitFor(() => expect(charts).toHaveLength(2));
  expect(charts[1].content).toEqual(new Uint8Array([1]));
});

test('what is needed to open the page again is remembered, and written only when it changes', () => {
  const written: unknown[] = [];
  remember({ postMessage: () => undefined, getState: () => null, setState: (s) => written.push(s) });
  exploration.value = state();
  exploration.value = state({ fit: training });
  view.value = 'cloud';
  expect(written.slice(1)).toEqual([
    { dataPath: '/data/people.csv', columns: NAMES, modelPath: null, view: 'marginals' },
    { dataPath: '/data/people.csv', columns: NAMES, modelPath: null, view: 'cloud' },
  ]);
});

test('the inspector welcomes, then follows the active exploration', async () => {
  const fake = fakeHost({ marginals: [marginal('height', true)] });
  useHost(fake.host);
  root = mount(<Inspector />);
  await reads(root, 'Right-click a CSV file');
  await act(() => functions.stateChanged(state({ model: model(), profile: profile() })));
  await reads(root, 'people.csv');
  await reads(root, 'The flow describes these rows better');
  await reads(root, 'flow samples ±1 SE');
  await act(() => functions.stateChanged(state({ id: 'e2', label: 'other.csv' })));
  await reads(root, 'other.csv');
  expect(fake.calls.filter((c) => c.name === 'marginals')).toHaveLength(2); // same revisions, another exploration
});
