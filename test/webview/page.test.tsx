// @vitest-environment happy-dom
// The pages: what the user reads and can press, what is asked of the host, what is remembered.
import { afterEach, expect, test, vi } from 'vitest';
import { act } from 'preact/test-utils';
import { Exploration } from '../../webview/pages/exploration';
import { Inspector } from '../../webview/pages/inspector';
import {
  keptTogether,
  exploration,
  problem,
  transforms,
  useHost,
  view,
} from '../../webview/state/store';
import { fitChoices, lastFit } from '../../webview/state/fit-choices';
import { functions } from '../../webview/state/called-by-host';
import { mainChart } from '../../webview/state/saved-charts';
import { button, click, mount, reads, unmount, eventually } from './page';
import { fakeHost, idle, marginal, model, NAMES, profile, state, training } from './fixtures';
import { english, say } from '../../src/protocol/sentence';

vi.mock('@vscode/webview-ui-toolkit', async () => (await import('./page')).plainToolkit);

let root: HTMLElement | null = null;
afterEach(() => {
  if (root) unmount(root);
  root = null;
  exploration.value = null;
  problem.value = null;
  transforms.value = {};
  view.value = 'marginals';
  [fitChoices.value, lastFit.value] = [{}, null];
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
  await reads(page, '12,345 rows, 4 columns');
  await reads(page, '3 rows left out (missing values in the chosen columns).');
  expect(page.querySelector('details.reading > summary')!.getAttribute('title')).toContain(
    'separator semicolon, decimal comma, with a header, utf-8',
  );
  // too many fields, counted and noticed, and gaps
  expect(page.querySelector('details.notes > summary')!.textContent).toBe('3 notes');
  await act(() => functions.stateChanged(state({ given: ['site', 'day'], withoutGiven: 7 })));
  await reads(page, '7 rows more left out by a fit (no value of site, day).');
});

test('a changed file offers to read it again', async () => {
  const { page, calls } = open(state({ file: { kind: 'changed' } }), { refresh: state() });
  await reads(page, 'The file changed on disk');
  await click(button(page, 'Refresh'));
  expect(calls.map((c) => c.name)).toContain('refresh');
});

test('Fit asks for a fit with the choices; while it runs the button stops it; a stopped one can be resumed', async () => {
  const { page, calls } = open();
  await click(button(page, 'Fit Normalizing Flow'));
  expect(calls.find((c) => c.name === 'fit')!.args).toEqual({
    options: { flow: 'auto', engine: 'auto', seed: 1, seconds: 45 },
  });
  await act(() => functions.stateChanged(state({ fit: training })));
  await reads(page, 'step 200 of 1,000');
  await click(button(page, 'Stop and Keep Best'));
  expect(calls.map((c) => c.name)).toContain('stop');
  await act(() =>
    functions.stateChanged(state({ fit: { ...idle, resumable: true }, model: model() })),
  );
  await click(button(page, 'Resume'));
  expect(calls.map((c) => c.name)).toContain('resume');
});

test('several seeds are asked for when there is more than one', async () => {
  const { page, calls } = open();
  const field = [...page.querySelectorAll('label')]
    .find((l) => l.textContent === 'seeds')!
    .querySelector('input')!;
  for (const [typed, asked] of [
    ['5', 5],
    ['1000', 100],
    ['x', undefined],
  ] as const) {
    await act(async () => {
      field.value = typed;
      field.dispatchEvent(new Event('change', { bubbles: true }));
    });
    await click(button(page, 'Fit Normalizing Flow'));
    expect(
      (calls.filter((c) => c.name === 'fit').at(-1)!.args as { options: { seeds?: number } })
        .options.seeds,
    ).toBe(asked);
  }
});

test('what is kept together is asked for where the table has it, and said of a model', async () => {
  const { page, calls } = open(state({ model: model() }));
  const asked = async () => {
    await click(button(page, 'Fit Normalizing Flow'));
    return (calls.filter((c) => c.name === 'fit').at(-1)!.args as { options: { split?: unknown } })
      .options.split;
  };
  expect(await asked()).toBeUndefined();
  keptTogether.value = { by: 'blocks' };
  expect(await asked()).toEqual({ by: 'blocks' });
  keptTogether.value = { by: 'column', column: 'elsewhere' };
  expect(await asked()).toBeUndefined();
  keptTogether.value = { by: 'auto' };
  expect(page.querySelector('.about')!.textContent).toContain('kept togethernothing');
  const found = model();
  const { metadata } = found;
  const grouped = {
    ...metadata,
    split: { by: 'column' as const, column: 'city' },
    scores: {
      ...metadata.scores,
      rows: 900,
      on: 'test' as const,
      clusters: { by: 'column' as const, count: 31 },
    },
  };
  await act(() => functions.stateChanged(state({ model: { ...found, metadata: grouped } })));
  expect(page.querySelector('.about')!.textContent).toContain('kept togetherrows of one city');
  expect(page.querySelector('.about')!.textContent).toContain('900 test rows in 31 groups');
});

test('the verdict is one announced sentence; an obstacle takes its place', async () => {
  const { page } = open(state({ model: model() }));
  const verdict = page.querySelector('.verdict')!;
  expect(verdict.getAttribute('aria-live')).toBe('polite');
  expect(verdict.textContent).toBe(english(model().verdict.sentence));
  await act(() =>
    functions.stateChanged(state({ obstacle: say('weight is twice height: leave one out.') })),
  );
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

test('described columns are sent in the order of the file', async () => {
  const { page, calls } = open(state({ selected: ['age'] }));
  await click(page.querySelector<HTMLElement>('[aria-label="height: left out"]')!);
  expect(calls.find((c) => c.name === 'select')!.args).toEqual({ columns: ['height', 'age'] });
});

test('arrow keys move between tabs and the host is told', async () => {
  const { page, calls } = open();
  const list = page.querySelector('[role=tablist]')!;
  await act(
    async () =>
      void list.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowLeft', bubbles: true })),
  );
  expect(view.value).toBe('posterior');
  await act(
    async () =>
      void list.dispatchEvent(new KeyboardEvent('keydown', { key: 'Home', bubbles: true })),
  );
  expect(page.querySelector('[aria-selected=true]')!.textContent).toBe('Marginals');
  expect(calls.filter((c) => c.name.startsWith('shown')).map((c) => c.name)).toEqual([
    'shown posterior',
    'shown marginals',
  ]);
});

test('pictures are asked for again when the model grows, one at a time, the latest last', async () => {
  const { page, calls } = open(state(), { marginals: NAMES.map((n) => marginal(n, false)) });
  await reads(page, 'Show as table');
  for (const modelRevision of [1, 2, 3])
    await act(() => functions.stateChanged(state({ modelRevision })));
  await act(() =>
    functions.stateChanged(state({ modelRevision: 3, fit: { ...training, step: 201 } })),
  );
  await reads(page, 'step 201');
  expect(calls.filter((c) => c.name === 'marginals').length).toBeLessThanOrEqual(4);
  expect(calls.filter((c) => c.name === 'marginals').length).toBeGreaterThan(1);
});

test('the chart on screen is saved from its frame or when the host asks; without one there is a sentence', async () => {
  const { page, charts } = open(state(), { marginals: [marginal('height', true)] });
  await eventually(() => expect(page.querySelector('.chart svg')).toBeTruthy());
  await click(button(page, 'Save as SVG'));
  functions.requestChart('svg');
  await eventually(() => expect(charts).toHaveLength(2));
  for (const chart of charts) {
    expect(chart).toMatchObject({ name: 'marginals', format: 'svg' });
    expect(chart.content).toContain('<svg');
  }
  await act(() => void (view.value = 'training'));
  expect(mainChart.slot).toBeNull();
  functions.requestChart('png');
  await reads(page, 'There is no chart on screen to save');
});

test('results are offered only of a finished model; what needs the file only with one', async () => {
  const { page, calls } = open(state({ model: model({ provisional: true }), fit: training }));
  const results = () =>
    [...page.querySelectorAll('.results button, .results vscode-button')].map(
      (b) => b.getAttribute('aria-label') ?? b.textContent,
    );
  expect(results()).toEqual([]);
  await act(() => functions.stateChanged(state({ model: model() })));
  expect(results()).toEqual([
    'Save Model',
    'Draw Samples',
    'Score Rows',
    'Export Model',
    'Compare with Gaussian Baseline',
  ]);
  for (const name of results()) await click(button(page, name!));
  expect(calls.filter((c) => c.name.startsWith('action')).map((c) => c.name)).toEqual([
    'action saveModel',
    'action drawSamples',
    'action scoreRows',
    'action exportModel',
    'action compareGaussian',
  ]);
  await act(() => functions.stateChanged(state({ model: model(), dataPath: null })));
  expect(results()).toEqual(['Save Model', 'Draw Samples', 'Export Model']);
});

test('the engine is chosen in plain words; one that had to be used instead is said', async () => {
  const { page, calls } = open(state({ model: model() }));
  expect(page.textContent).not.toContain('used:');
  await act(() =>
    functions.stateChanged(
      state({ model: model(), fit: { ...idle, notice: say('tfjs-node died.') } }),
    ),
  );
  await reads(page, 'used: TensorFlow.js, WebAssembly');
  await act(() => functions.stateChanged(state({ model: model() })));
  const engine = page.querySelector<HTMLSelectElement>('select[aria-label=engine]')!;
  expect([...engine.children].map((o) => o.textContent)).toEqual([
    'choose for me',
    'kernel (fastest)',
    'TensorFlow.js, WebAssembly',
    'TensorFlow.js, plain JavaScript',
    'double precision (slow)',
    'tfjs-node (native TensorFlow)',
  ]);
  await act(async () => {
    engine.value = 'reference';
    engine.dispatchEvent(new Event('change', { bubbles: true }));
  });
  expect(page.textContent).not.toContain('used:');
  await click(button(page, 'Fit Normalizing Flow'));
  expect(calls.find((c) => c.name === 'fit')!.args).toEqual({
    options: { flow: 'auto', engine: 'reference', seed: 1, seconds: 45 },
  });
});

test('a verdict withheld for an atom can be asked for', async () => {
  const { metadata } = model();
  const withheld = { ...metadata, atoms: [{ column: 'age', value: 0, share: 0.6 }] };
  const { page, calls } = open(state({ model: model({ metadata: withheld }) }), {
    acceptAtoms: state(),
  });
  await click(button(page, 'Give the Verdict Anyway'));
  expect(calls.find((c) => c.name === 'acceptAtoms')!.args).toEqual({});
  await act(() =>
    functions.stateChanged(
      state({ model: model({ metadata: { ...withheld, atomsAccepted: true } }) }),
    ),
  );
  expect(page.textContent).not.toContain('Give the Verdict Anyway');
});

test('a chosen column takes a transform, which the fit is asked for; one that does not suit is said and stops the fit', async () => {
  const { page, calls } = open(state({ selected: ['age', 'height'] }));
  const select = (name: string) =>
    page.querySelector<HTMLSelectElement>(`select[aria-label="transform of ${name}"]`)!;
  const set = (field: HTMLInputElement | HTMLSelectElement, value: string) =>
    act(async () => {
      field.value = value;
      field.dispatchEvent(new Event('change', { bubbles: true }));
    });
  const details = (name: string) =>
    click(page.querySelector<HTMLElement>(`[aria-label="Details of ${name}"]`)!);
  await details('weight');
  expect(select('weight')).toBeNull(); // it is left out
  await details('age');
  await set(select('age'), 'asinh');
  await details('height');
  await set(select('height'), 'log');
  await reads(page, 'log needs positive values; the smallest is −3');
  expect(button(page, 'Fit Normalizing Flow').hasAttribute('disabled')).toBe(true);
  await set(select('height'), 'logit');
  await set(page.querySelector<HTMLInputElement>('[aria-label="upper bound of height"]')!, '2');
  await reads(page, 'they reach from −3 to 3');
  await set(page.querySelector<HTMLInputElement>('[aria-label="upper bound of height"]')!, '4');
  await click(button(page, 'Fit Normalizing Flow'));
  expect(calls.find((c) => c.name === 'fit')!.args).toEqual({
    options: {
      flow: 'auto',
      engine: 'auto',
      seed: 1,
      seconds: 45,
      transforms: { age: { kind: 'asinh' }, height: { kind: 'logit', lower: -3.3, upper: 4 } },
    },
  });
});

test('about a model: its layers, columns, figures and notes in words', async () => {
  const { metadata } = model();
  const specification = {
    ...metadata.specification,
    layers: [
      { kind: 'triangular' as const },
      {
        kind: 'spline-autoregressive' as const,
        hidden: [32, 16] as [number, number],
        order: [2, 0, 1],
        bins: 8,
        bound: 5,
      },
    ],
    preprocessing: [
      { kind: 'none' as const, shift: 1.5, scale: 2 },
      { kind: 'log' as const, shift: 0, scale: 1, integer: true },
      { kind: 'logit' as const, shift: 0, scale: 1, lower: 0, upper: 100 },
    ],
  };
  const data = { name: 'people.csv', fingerprint: profile().fingerprint };
  const { page } = open(
    state({
      model: model({
        metadata: { ...metadata, specification, data, notes: [say('"weight" was logged.')] },
      }),
    }),
  );
  const about = page.querySelector<HTMLElement>('details.about')!;
  await reads(about, 'standardised: centre 1.5, scale 2');
  await reads(about, 'log, then standardised; whole numbers');
  await reads(about, 'logit between 0 and 100');
  await reads(
    about,
    'spline autoregressive (8 bins within ±5) in the order age, height, weight; hidden layers of 32 and 16',
  );
  for (const text of [
    'people.csv',
    '900 of 1,000',
    'WebAssembly',
    '9,876 training',
    '0.300 ± 0.010',
    '"weight" was logged.',
  ])
    expect(about.textContent).toContain(text);
  expect(about.textContent).not.toMatch(/NaN|undefined|null/);
});

test('progress is announced in tenths of the way, at most every five seconds', async () => {
  const { page } = open(state({ fit: { ...training, part: 0.11 } }));
  const live = page.querySelector('.progress [aria-live]')!;
  expect(live.textContent).toBe('10 percent of the fit are done.');
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  const pass = (milliseconds: number) => act(() => void vi.advanceTimersByTime(milliseconds));
  const done = (part: number) =>
    act(() => functions.stateChanged(state({ fit: { ...training, part } })));
  try {
    await done(0.21);
    await pass(0);
    expect(live.textContent).toContain('20 percent');
    for (const part of [0.31, 0.32, 0.41]) {
      await done(part);
      await pass(1000);
      expect(live.textContent).toContain('20 percent');
    }
    await pass(2001);
    expect(live.textContent).toContain('40 percent');
  } finally {
    vi.useRealTimers();
  }
});

test('Escape closes a menu and gives the focus back, a press elsewhere closes it', async () => {
  const { page } = open(state(), { marginals: NAMES.map((n) => marginal(n, false)) });
  await reads(page, 'Show as table');
  const menu = page.querySelector<HTMLDetailsElement>('details.save-chart')!;
  menu.open = true;
  await act(
    async () =>
      void menu.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true })),
  );
  expect(menu.open).toBe(false);
  expect(document.activeElement).toBe(menu.querySelector('summary'));
  menu.open = true;
  await act(
    async () => void document.body.dispatchEvent(new Event('pointerdown', { bubbles: true })),
  );
  expect(menu.open).toBe(false);
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
