// @vitest-environment happy-dom
// Every view in each of its states: empty, loading, failed, drawn, as a table.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type ComponentChild, render } from 'preact';
import { act } from 'preact/test-utils';
import { FIRST_LOOK, look } from '../../webview/state/look';
import { problem, useHost } from '../../webview/state/store';
import { Cloud } from '../../webview/views/cloud/cloud';
import { Compare } from '../../webview/views/compare/compare';
import { Layers } from '../../webview/views/layers/layers';
import { Marginals } from '../../webview/views/marginals/marginals';
import { Training } from '../../webview/views/training/training';
import { button, check, choose, click, mount, reads, unmount, eventually } from './page';
import {
  cloudView,
  compareColumns,
  comparison,
  fakeHost,
  idle,
  layersView,
  marginal,
  mixture,
  model,
  NAMES,
  state,
  training,
} from './fixtures';
import { inParts } from '../../src/protocol/cloud-parts';
import { say } from '../../src/protocol/sentence';

// the toolkit fills style sheets in a way this document does not know: its elements stay plain here
vi.mock('@vscode/webview-ui-toolkit', async () => (await import('./page')).plainToolkit);

let root: HTMLElement | null = null;
const shown = (node: ComponentChild) => (root = mount(node));
beforeEach(() => useHost(fakeHost().host));
afterEach(() => {
  if (root) unmount(root);
  root = null;
  look.value = FIRST_LOOK;
});

describe('marginals', () => {
  test('says what to do when no column is chosen', async () => {
    await reads(
      shown(<Marginals state={state({ selected: [] })} />),
      'Choose at least one numeric column',
    );
  });
  test('waits while the service counts', async () => {
    await reads(shown(<Marginals state={state()} />), 'Counting rows');
  });
  test('shows the sentence of a failure and asks again', async () => {
    const fake = fakeHost({ marginals: new Error('The file is gone. Put it back and refresh.') });
    useHost(fake.host);
    const page = shown(<Marginals state={state()} />);
    await reads(page, 'The file is gone');
    await click(button(page, 'Try Again'));
    await reads(page, 'The file is gone');
    expect(fake.calls.filter((c) => c.name === 'marginals')).toHaveLength(2);
  });
  test('draws one chart for all columns, and a table of their figures', async () => {
    useHost(fakeHost({ marginals: NAMES.map((n) => marginal(n, true)) }).host);
    const page = shown(<Marginals state={state()} />);
    await reads(page, 'flow samples ±1 SE');
    expect(page.querySelector('section')!.getAttribute('aria-label')).toContain(
      'height, weight, age',
    );
    await eventually(() => expect(page.querySelectorAll('.chart svg')).toHaveLength(3));
    expect(page.querySelector('[role=img]')!.getAttribute('aria-label')).toMatch(
      /Distribution of height: 300 rows.*Gaussian with mean 0/,
    );
    await check(page, 'Show as table');
    await reads(page, 'mean (Gaussian)');
    expect(page.querySelectorAll('tbody tr')).toHaveLength(3);
    expect(page.textContent).not.toMatch(/NaN|undefined|null/);
  });
});

describe('cloud', () => {
  test('says so without columns, and without rows', async () => {
    await reads(shown(<Cloud state={state({ selected: [] })} />), 'No column is chosen');
    unmount(root!);
    useHost(fakeHost({ cloud: { ...cloudView(NAMES, 0), gaussian: null, flow: null } }).host);
    await reads(shown(<Cloud state={state()} />), 'No row is complete');
  });
  test('of a cloud that comes in parts the rest is asked for, and it is drawn when it is whole', async () => {
    const { begun, parts } = inParts(cloudView(NAMES, 120), 400);
    const fake = fakeHost({ cloud: { ...begun, rest: { ticket: 4, parts: parts.length } } });
    const host = {
      ...fake.host,
      call: (name: string, args: { part: number }) =>
        name === 'cloudPart'
          ? (fake.calls.push({ name, args }), Promise.resolve(parts[args.part]))
          : fake.host.call(name as never, args as never),
    };
    useHost(host as unknown as typeof fake.host);
    const page = shown(<Cloud state={state()} />);
    await reads(page, '120 of 12,342 rows are drawn');
    const asked = fake.calls.filter((c) => c.name === 'cloudPart');
    expect(asked.map((c) => (c.args as { part: number }).part)).toEqual([...parts.keys()]);
    await check(page, 'Show as table');
    await reads(page, 'The first 100 points');
    expect(page.textContent).not.toMatch(/NaN|undefined/);
  });
  test('where nothing can be drawn, points to the table, which holds the points', async () => {
    useHost(fakeHost({ cloud: cloudView() }).host);
    const page = shown(<Cloud state={state()} />);
    await reads(page, 'cannot draw points');
    await reads(page, '50 of 12,342 rows are drawn');
    await check(page, 'Show as table');
    await reads(page, 'The first 100 points');
    expect(page.querySelectorAll('tbody tr')).toHaveLength(150);
    await check(page, 'Gaussian samples', false);
    await eventually(() => expect(page.querySelectorAll('tbody tr')).toHaveLength(100));
  });
  test('is saved as SVG: circles of up to 5,000 points with the axes, which the title says', async () => {
    const fake = fakeHost({ cloud: cloudView(['a<b', 'weight'], 2400) });
    useHost(fake.host);
    const page = shown(<Cloud state={state({ selected: ['a<b', 'weight'] })} />);
    await reads(page, 'rows are drawn');
    await choose(page, 'layout', 'over');
    await click(button(page, 'Save as SVG'));
    await eventually(() => expect(fake.charts).toHaveLength(1));
    const svg = fake.charts[0]!.content as string;
    expect(svg.match(/<circle/g)).toHaveLength(4800);
    expect(svg).toMatch(/<title>a&#60;b against weight.*every point is a circle/);
    expect(svg).toContain('weight</text>');
    expect(svg).not.toMatch(/NaN|undefined/);
  });
  test('more points are an image, for which there must be a canvas', async () => {
    const fake = fakeHost({ cloud: cloudView(NAMES, 2600) });
    useHost(fake.host);
    await reads(shown(<Cloud state={state()} />), 'rows are drawn');
    await choose(root!, 'layout', 'over');
    await click(button(root!, 'Save as SVG'));
    await eventually(() => expect(problem.value).toContain('cannot draw points'));
    expect(fake.charts).toHaveLength(0);
  });
  test('the corner plot is there from two columns on, with quantiles above each column', async () => {
    useHost(fakeHost({ cloud: cloudView(['height', 'weight'], 400) }).host);
    const page = shown(<Cloud state={state({ selected: ['height', 'weight'] })} />);
    await reads(page, 'rows are drawn');
    await choose(page, 'layout', 'pairs');
    await reads(page, 'Above each column stands the median');
    const titles = [...page.querySelectorAll('text.quantiles')].map((e) => e.textContent);
    expect(titles).toHaveLength(2);
    for (const title of titles) expect(title).toMatch(/^\w+ [−\d.,]+ \[[−\d.,]+, [−\d.,]+\]$/);
    expect(page.querySelectorAll('.gestures')).toHaveLength(1);
    expect(page.querySelectorAll('.brush')).toHaveLength(2);
    expect(page.innerHTML).not.toMatch(/NaN|undefined/);
  });
  test('a tour is there from three columns on: it plays, and says how columns lie', async () => {
    useHost(fakeHost({ cloud: cloudView(NAMES, 400) }).host);
    const page = shown(<Cloud state={state()} />);
    await reads(page, 'rows are drawn');
    await choose(page, 'layout', 'tour');
    await reads(page, 'All columns are projected onto a plane');
    await reads(page, 'Pause');
    await click(button(page, 'Pause'));
    await click(button(page, 'From the start'));
    const arrows = [...page.querySelectorAll('text.on-points')].map((e) => e.textContent);
    expect(arrows.sort()).toEqual([NAMES[0], NAMES[1]].sort());
    const before = page.querySelector('.axes')!.innerHTML;
    const plot = page.querySelector<HTMLElement>('.gestures')!;
    await act(
      async () =>
        void plot.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', ctrlKey: true })),
    );
    await eventually(() => expect(page.querySelector('.axes')!.innerHTML).not.toBe(before));
    expect(page.innerHTML).not.toMatch(/NaN|undefined/);
    await choose(page, 'layout', 'beside');
    await reads(page, 'rows are drawn');
  });
  test('one column is a strip without a choice of pairs', async () => {
    useHost(fakeHost({ cloud: cloudView(['height']) }).host);
    const page = shown(<Cloud state={state({ selected: ['height'] })} />);
    await reads(page, 'spread evenly across the strip');
    expect([...page.querySelectorAll('select')].map((d) => d.getAttribute('aria-label'))).toEqual([
      'split by',
      'layout',
      'background',
      'background',
      'background',
    ]);
    expect(page.querySelectorAll('[aria-label="layout"] option')).toHaveLength(2);
  });
});

describe('layers', () => {
  test('needs a flow', async () => {
    await reads(shown(<Layers state={state()} />), 'no flow to look into yet');
  });
  test('scrubs from base to data and accounts for a chosen point', async () => {
    const view = layersView();
    useHost(fakeHost({ layers: view }).host);
    const page = shown(<Layers state={state({ model: model() })} />);
    await reads(page, 'after preprocessing (3 of 3)');
    const slider = page.querySelector<HTMLInputElement>('input[type=range]')!;
    slider.value = '0';
    slider.dispatchEvent(new Event('input', { bubbles: true }));
    await reads(page, 'base u (0 of 3)');
    await reads(page, 'u1');
    const point = page.querySelector<HTMLInputElement>('input[type=number]')!;
    point.value = '3';
    point.dispatchEvent(new Event('input', { bubbles: true }));
    await reads(page, 'Log density of row 20');
    await reads(page, view.logDensity[2]!.toFixed(4).replace('-', '−'));
  });
  test('keys step by whole layers, dragging stops between them, and Play goes from base to data', async () => {
    useHost(fakeHost({ layers: layersView() }).host);
    const page = shown(<Layers state={state({ model: model() })} />);
    await reads(page, 'after preprocessing (3 of 3)');
    const slider = page.querySelector<HTMLInputElement>('input[type=range]')!;
    const drag = async (to: string) => {
      slider.value = to;
      slider.dispatchEvent(new Event('input', { bubbles: true }));
    };
    const press = async (key: string) =>
      void slider.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
    await drag('1.4');
    await reads(page, 'between layer 1 and layer 2, for the eye only');
    await press('ArrowRight');
    await reads(page, 'after layer 2: triangular (2 of 3)');
    await drag('1.4');
    await press('ArrowLeft');
    await reads(page, 'after layer 1: spline-autoregressive (1 of 3)');
    await press('End');
    await reads(page, 'after preprocessing (3 of 3)');
    await click(button(page, 'Play'));
    await reads(page, 'between base and layer 1');
    await click(button(page, 'Pause'));
    expect(button(page, 'Play')).toBeTruthy();
  });
  test('where less motion is wanted Play steps by whole layers and stops at the data', async () => {
    document.body.classList.add('vscode-reduce-motion');
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    try {
      useHost(fakeHost({ layers: layersView() }).host);
      const page = shown(<Layers state={state({ model: model() })} />);
      await reads(page, 'after preprocessing (3 of 3)');
      await click(button(page, 'Play'));
      await reads(page, 'base u (0 of 3)');
      for (const stage of ['after layer 1', 'after layer 2', 'after preprocessing']) {
        vi.advanceTimersByTime(1500);
        await reads(page, stage);
      }
      await reads(page, /^(?!.*Pause)/);
    } finally {
      vi.useRealTimers();
      document.body.classList.remove('vscode-reduce-motion');
    }
  });
  test('shows the failure of a trace', async () => {
    useHost(fakeHost({ layers: new Error('There is no data file here.') }).host);
    await reads(shown(<Layers state={state({ model: model() })} />), 'There is no data file here.');
  });
});

describe('training', () => {
  test('is empty before the first fit, waits for the first point, and shows a failure', async () => {
    await reads(shown(<Training state={state()} />), 'No training to show');
    unmount(root!);
    await reads(
      shown(
        <Training
          state={state({ fit: { ...idle, phase: 'preparing', message: say('Reading rows') } })}
        />,
      ),
      'Reading rows',
    );
    unmount(root!);
    await reads(
      shown(
        <Training
          state={state({ fit: { ...idle, error: say('Only 12 rows: a flow needs 30.') } })}
        />,
      ),
      'a flow needs 30',
    );
  });
  test('draws both curves and the line of the Gaussian', async () => {
    const page = shown(<Training state={state({ fit: training })} />);
    await reads(page, 'Gaussian, validation rows');
    expect(page.textContent).not.toContain('200 of 1,000'); // that stands above the views
    await reads(page, '9,876 training');
    await reads(page, 'Gaussian −4.200');
    await check(page, 'Show as table');
    await reads(page, '−4.150');
  });
  test('asks for samples of the flow each time it has moved, and keeps the last ones', async () => {
    const samples = {
      columns: NAMES,
      count: 2,
      flow: Float32Array.from([0.5, 1, 2, 1, 2, 3]),
      gaussian: null,
      moved: 1,
    };
    const fake = fakeHost({ trainingSamples: samples, cloud: cloudView() });
    useHost(fake.host);
    const asked = () => fake.calls.filter((c) => c.name === 'trainingSamples').length;
    const page = shown(<Training state={state({ fit: training })} />);
    expect(asked()).toBe(0);
    const show = (fit: typeof training) =>
      act(() => render(<Training state={state({ fit })} />, page));
    await show({ ...training, moved: 1 });
    await reads(page, '2 samples, each from the same base point');
    await show({ ...training, moved: 2 });
    await eventually(() => expect(asked()).toBe(2));
    await show({ ...training, phase: 'idle', moved: 2 });
    await reads(page, '2 samples, each from the same base point');
    const [, beside] = page.querySelectorAll('section');
    await click(button(beside as HTMLElement, 'Show as table'));
    await reads(page, 'The first 2 samples of the flow now');
    expect(page.textContent).not.toMatch(/NaN|undefined|null/);
  });
  test('of one column they are a histogram', async () => {
    const samples = { columns: ['height'], count: 3, flow: Float32Array.from([0.1, 0.2, 0.9]) };
    useHost(
      fakeHost({
        trainingSamples: { ...samples, gaussian: null, moved: 1 },
        cloud: cloudView(['height']),
      }).host,
    );
    const page = shown(
      <Training state={state({ selected: ['height'], fit: { ...training, moved: 1 } })} />,
    );
    await reads(page, '3 samples');
    const paths = [...page.querySelectorAll('.scatter svg path')].map((p) => p.getAttribute('d')!);
    expect(paths.length).toBeGreaterThan(2);
    expect(paths.join()).not.toMatch(/NaN|undefined/);
  });
});

describe('compare', () => {
  test('asks for nothing without a finished model, or while fitting', async () => {
    const fake = fakeHost({ compare: comparison() });
    useHost(fake.host);
    await reads(shown(<Compare state={state()} />), 'nothing to compare');
    unmount(root!);
    await reads(
      shown(<Compare state={state({ model: model(), fit: training })} />),
      'A fit is under way',
    );
    expect(fake.calls).toHaveLength(0);
  });
  test('waits, then shows scores, gains and the verdict; what is not a number is a dash', async () => {
    await reads(shown(<Compare state={state({ model: model() })} />), 'Scoring held-out rows');
    unmount(root!);
    useHost(fakeHost({ compare: comparison(), compareColumns, cloud: cloudView() }).host);
    const verdict = { ...model().verdict, sentence: say('Of other rows.') };
    const page = shown(<Compare state={state({ model: { ...model(), verdict } })} />);
    await reads(page, '−3.900 ± 0.020');
    await reads(page, '1,232 test rows');
    await reads(page, 'all columns');
    expect(page.querySelector('td[data-head=verdict].text')).toBeTruthy();
    await reads(page, 'The flow describes these rows better');
    await reads(page, 'Flow samples, 50 points');
    await check(page, 'Show as table');
    await reads(page, 'one-column flow');
    const beside = page.querySelector<HTMLElement>(
      '[aria-label^="Data and samples beside"] section',
    )!;
    expect(beside.querySelector('tbody')).toBeNull();
    await check(beside, 'Show as table');
    await reads(beside, 'The first 100 points');
    expect(beside.querySelectorAll('tbody tr')).toHaveLength(150);
    await check(beside, 'Show as table', false);
    expect(page.querySelectorAll('td[title]')).toHaveLength(3);
    expect(page.textContent).not.toContain('NaN');
  });
  test('a verdict that stands above the views is not said once more', async () => {
    useHost(fakeHost({ compare: comparison(), compareColumns, cloud: cloudView() }).host);
    const { verdict } = comparison().models[0]!;
    const page = shown(<Compare state={state({ model: { ...model(), verdict } })} />);
    await reads(page, '−3.900 ± 0.020');
    expect(page.querySelector('td[data-head=verdict]')).toBeNull();
    expect(page.textContent).not.toContain(verdict.sentence);
  });
  test('cross-fitted rows decide: those of the test alone are told apart, without a verdict', async () => {
    useHost(fakeHost({ compare: comparison(), compareColumns, cloud: cloudView() }).host);
    const verdict = { ...model().verdict, sentence: say('Of other rows.') };
    const { metadata } = model();
    const scores = { ...metadata.scores, on: 'cross-fitted' as const, rows: 400 };
    const page = shown(
      <Compare
        state={state({ model: { ...model(), verdict, metadata: { ...metadata, scores } } })}
      />,
    );
    await reads(page, 'of 400 cross-fitted rows');
    expect(page.querySelector('td[data-head=verdict]')).toBeNull();
  });
  test('several models: paired differences, the band of their seeds, and a choice of others', async () => {
    const entry = comparison().models[0]!;
    const score = { mean: -3.9, standardError: 0.02 };
    const seeds = [0.28, 0.3, 0.33].map((mean, k) => ({
      seed: k + 1,
      flow: entry.flow,
      validation: -3.9,
      test: score,
      gain: { mean, standardError: 0.01 },
    }));
    const other = { ...entry, label: 'people, affine' };
    const differences = [
      {
        of: entry.label,
        minus: other.label,
        difference: { mean: 0.123, standardError: 0.004 },
        rows: 1230,
      },
    ];
    const fake = fakeHost({
      compare: comparison({ models: [{ ...entry, seeds }, other], differences }),
      compareColumns,
      cloud: cloudView(),
    });
    useHost(fake.host);
    const page = shown(
      <Compare state={state({ model: model(), compared: [{ path: '/m', label: other.label }] })} />,
    );
    await reads(page, '0.123 ± 0.004, on 1,230 rows');
    await reads(
      page,
      'people, spline: 3 seeds: gain 0.303 nats per row on average, standard deviation 0.025, from 0.280 to 0.330.',
    );
    expect(page.textContent).not.toContain('NaN');
    await check(page, 'Show as table');
    await reads(page, 'Seeds of people, spline, on test rows');
    await reads(page, '0.280 ± 0.010');
    expect(page.textContent).not.toContain('NaN');
    await click(button(page, 'Compare With…'));
    expect(fake.calls.map((c) => c.name)).toContain('action compareWith');
  });
  test('models of other columns: the reason, and a choice of others', async () => {
    useHost(
      fakeHost({ compare: new Error('Log densities of different column sets are never compared.') })
        .host,
    );
    const page = shown(
      <Compare state={state({ model: model(), compared: [{ path: '/m', label: 'm' }] })} />,
    );
    await reads(page, 'never compared');
    expect(button(page, 'Compare With…')).toBeTruthy();
  });
  test('a mixture of Gaussians stands beside the Gaussian once it is fitted, and only on test rows', async () => {
    const fake = fakeHost({
      compare: comparison(),
      compareMixture: mixture,
      compareColumns,
      cloud: cloudView(),
    });
    useHost(fake.host);
    const page = shown(<Compare state={state({ model: model() })} />);
    await reads(page, 'mixture of 5 Gaussians');
    const cells = [...page.querySelectorAll('tr')]
      .map((row) => [...row.children].map((c) => c.textContent))
      .find((row) => row[0] === 'mixture of 5 Gaussians');
    expect(cells!.slice(1, 3)).toEqual(['−3.950 ± 0.020', '0.250 ± 0.012']);
    unmount(root!);
    const failing = fakeHost({
      compare: comparison(),
      compareMixture: new Error('too few rows.'),
      compareColumns,
      cloud: cloudView(),
    });
    useHost(failing.host);
    await reads(
      shown(<Compare state={state({ model: model() })} />),
      'No mixture of Gaussians: too few rows.',
    );
    unmount(root!);
    const elsewhere = fakeHost({
      compare: comparison({ on: 'all' }),
      compareMixture: mixture,
      cloud: cloudView(),
    });
    useHost(elsewhere.host);
    await reads(shown(<Compare state={state({ model: model() })} />), 'all 1,232 rows');
    expect(elsewhere.calls.map((c) => c.name)).not.toContain('compareMixture');
  });
  test('shows the whole while single columns are still fitted, and asks for them only on test rows', async () => {
    const fake = fakeHost({ compare: comparison(), cloud: cloudView() });
    useHost(fake.host);
    await reads(
      shown(<Compare state={state({ model: model() })} />),
      'Fitting a small flow to each column',
    );
    unmount(root!);
    const other = fakeHost({ compare: comparison({ on: 'all' }), cloud: cloudView() });
    useHost(other.host);
    await reads(shown(<Compare state={state({ model: model() })} />), 'all 1,232 rows');
    expect(other.calls.map((c) => c.name)).not.toContain('compareColumns');
  });
});
