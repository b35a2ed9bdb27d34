// @vitest-environment happy-dom
// Our first flow: before it is begun, on its way, with its steps and matrices, and the price of a determinant.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { act } from 'preact/test-utils';
import type { BuildUpView, DeterminantPrice, JacobianAtRow } from '../../src/protocol/first-flow';
import { CALLS } from '../../src/protocol/calls';
import { webviewRequest } from '../../src/protocol/webview-request';
import { problem, useHost } from '../../webview/state/store';
import { FirstFlow } from '../../webview/views/operations/first-flow/first-flow';
import { determinantText, product, sum } from '../../webview/views/operations/first-flow/diagonal';
import {
  building,
  place,
  seconds,
  seed,
  stage,
  timing,
} from '../../webview/views/operations/first-flow/state';
import { Operations } from '../../webview/views/operations/operations';
import { segment } from '../../webview/views/operations/state';
import { button, check, choose, click, mount, reads, unmount } from './page';
import { fakeHost, state } from './fixtures';
import { say } from '../../src/protocol/sentence';

vi.mock('@vscode/webview-ui-toolkit', async () => (await import('./page')).plainToolkit);

const columns = ['height', 'weight'];
const at = (row: number, values: number[]): JacobianAtRow => ({
  row,
  x: [170 + row, 70],
  u: [0.1, -0.2],
  values,
  logDet: 2.5,
  byLu: 2.5 + 1e-10,
});
const view: BuildUpView = {
  columns,
  seed: 1,
  rows: 12_000,
  heldOut: 1200,
  on: 'test',
  engine: 'kernel',
  linear: { parameters: 2e-15, logDensity: 1e-14 },
  notes: [say('A note.')],
  clouds: {
    count: 3,
    base: Float32Array.of(-1, 0, 0, 1, 1.5, -0.5),
    steps: [
      { stage: 'diagonal', x: Float32Array.of(160, 68, 170, 71, 182, 69) },
      { stage: 'linear', x: Float32Array.of(160, 65, 170, 72, 182, 75) },
      { stage: 'network', x: Float32Array.of(161, 64, 170, 72, 184, 78) },
    ],
    rows: Float32Array.of(150, 60, 190, 85),
  },
  stopped: false,
  seconds: 9,
  diagonal: {
    a: [2, 0.5],
    b: [170, 70],
    mean: [170, 70],
    standardDeviation: [Math.exp(2), Math.exp(0.5)],
    iterations: 6,
    logDet: 2.5,
    difference: { parameters: 3e-16, logDensity: 2e-15 },
  },
  stages: [
    {
      name: 'diagonal',
      layers: 1,
      parameters: 4,
      steps: 0,
      plannedSteps: 0,
      cut: false,
      seconds: 0.1,
      score: { mean: -7, standardError: 0.03 },
      gain: null,
    },
    {
      name: 'linear',
      layers: 1,
      parameters: 5,
      steps: 0,
      plannedSteps: 0,
      cut: false,
      seconds: 0.1,
      score: { mean: -6.58, standardError: 0.03 },
      gain: { mean: 0.42, standardError: 0.01 },
    },
    {
      name: 'network',
      layers: 2,
      parameters: 4000,
      steps: 1400,
      plannedSteps: 1500,
      cut: false,
      seconds: 2,
      score: { mean: -6.581, standardError: 0.03 },
      gain: { mean: -0.001, standardError: 0.01 },
    },
    {
      name: 'affine stack',
      layers: 6,
      parameters: 20_000,
      steps: 1900,
      plannedSteps: 2000,
      cut: false,
      seconds: 4,
      score: { mean: -6.9, standardError: 0.03 },
      gain: { mean: -0.319, standardError: 0.01 },
    },
  ],
  total: { mean: 0.1, standardError: 0.02 },
  jacobians: [
    {
      stage: 'network',
      triangular: true,
      rows: [at(3, [7, 0, -1, 1.74]), at(12, [7.5, 0, -2, 1.6])],
    },
    {
      stage: 'affine stack',
      triangular: false,
      rows: [at(3, [7, 0.3, -1, 1.7]), at(12, [7, 0.1, -1, 1.7])],
    },
  ],
};
const price: DeterminantPrice = {
  sizes: [2, 64, 128, 512].map((n) => ({ n, lu: 1e-9 * n ** 3, sum: 1e-9 * n })),
  slopes: { from: 64, lu: 2.9, sum: 1.02 },
  engine: 'kernel',
  stopped: false,
  flows: [
    { flow: 'affine-autoregressive', columns: 2, layers: 6, parameters: 20_000, seconds: 4e-6 },
    { flow: 'spline-autoregressive', columns: 2, layers: 6, parameters: 50_000, seconds: 9e-6 },
  ],
};

let root: HTMLElement | null = null;
const shown = (part = {}) =>
  (root = mount(<FirstFlow state={state({ selected: columns, ...part })} />));
beforeEach(() => {
  [building.value, timing.value, stage.value, place.value, problem.value] = [
    false,
    false,
    'network',
    0,
    null,
  ];
  [seconds.value, seed.value] = [20, 1];
});
afterEach(() => {
  if (root) unmount(root);
  root = null;
});

describe('the build-up', () => {
  test('asks whether there is one, and begins when the button is pressed, in a form that the service understands', async () => {
    const fake = fakeHost({ buildUp: null, determinantPrice: null });
    useHost(fake.host);
    const page = shown();
    await reads(page, 'Build Up Our First Flow');
    expect(fake.calls.map((c) => c.args)).toEqual(
      expect.arrayContaining([{ seed: 1, start: false }, { start: false }]),
    );
    await click(button(page, 'Build Up Our First Flow'));
    expect(fake.calls.filter((c) => c.name === 'buildUp').map((c) => c.args)).toContainEqual({
      seed: 1,
      seconds: 20,
      start: true,
    });
    for (const { name, args } of fake.calls) {
      expect(
        CALLS[name as 'buildUp'].args.safeParse({ id: 'a', ...(args as object) }).success,
      ).toBe(true);
      expect(webviewRequest.call.safeParse([name, args]).success).toBe(true);
    }
  });

  test('seconds and seed are chosen, and a finished build-up is made again with them', async () => {
    const fake = fakeHost({ buildUp: view, determinantPrice: null });
    useHost(fake.host);
    segment.value = 'first flow';
    const page = (root = mount(<Operations state={state({ selected: columns })} />));
    await reads(page, 'Build Up Again');
    const set = async (label: string, value: string) => {
      const field = page.querySelector<HTMLInputElement>(`input[aria-label="${label}"]`)!;
      await act(async () => {
        field.value = value;
        field.dispatchEvent(new Event('change'));
      });
    };
    await set('seconds', '90');
    await set('seed', '7.4');
    await set('seconds', '');
    expect(page.querySelector<HTMLInputElement>('input[aria-label="seconds"]')!.value).toBe('90');
    await click(button(page, 'Build Up Again'));
    expect(fake.calls.map((c) => c.args)).toContainEqual({ seed: 7, seconds: 90, start: true });
    await reads(page, 'Build Up Again');
    await set('seconds', '1e6');
    expect(fake.segments.at(-1)).toEqual({ name: 'first flow', seconds: 600, seed: 7 });
    expect(webviewRequest.segmentShown.safeParse([fake.segments.at(-1)]).success).toBe(true);
    await click(button(page, 'Copy as Command Line'));
    expect(fake.calls.at(-1)!.name).toBe('action copyCommandLine');
  });

  test('on its way it says which step, and can be stopped', async () => {
    const fake = fakeHost({ determinantPrice: null, stopFirstFlow: null });
    useHost(fake.host);
    const page = shown({ buildUp: { stage: 'network', index: 2, of: 5, done: 0.5 } });
    await reads(page, 'Step 3 of 5: One autoregressive layer');
    expect(page.querySelector('progress')!.value).toBeCloseTo(0.5, 10);
    await click(button(page, 'Stop and Keep Finished Steps'));
    expect(fake.calls.at(-1)!.name).toBe('stopFirstFlow');
  });

  test('steps in words: a gain, nothing, and a loss; a chart and a table', async () => {
    useHost(fakeHost({ buildUp: view, determinantPrice: null }).host);
    const page = shown();
    await reads(page, 'Dependence along straight lines is worth 0.420 ± 0.010 nats a row');
    await reads(page, 'This step gains nothing that these rows can show: −0.001 ± 0.010');
    await reads(page, 'This step loses: −0.319 ± 0.010');
    await reads(
      page,
      'From the first step to the last: 0.100 ± 0.020 nats a row, on 1,200 held-out rows.',
    );
    await reads(page, 'gain over the step before');
    await check(page, 'Show as table');
    await reads(page, 'none: in closed form');
    await reads(page, '1,400 of 1,500');
    expect(page.textContent).not.toMatch(/NaN|undefined|Infinity/);
  });

  test('the same base points in a picture of each step, beside rows, and as a table', async () => {
    useHost(fakeHost({ buildUp: view, determinantPrice: null }).host);
    const page = shown();
    await reads(page, '3 base points, the same in each picture');
    const part = page.querySelector<HTMLElement>(
      'section[aria-label="The same 3 base points after each step"]',
    )!;
    expect([...part.querySelectorAll('figcaption')].map((f) => f.textContent)).toEqual([
      'base u',
      'Diagonal affine flow',
      'Linear dependence',
      'One autoregressive layer',
      'held-out rows',
    ]);
    await check(part, 'Show as table');
    await reads(page, '20; 1170; 71170; 72170; 72');
    expect(page.textContent).not.toMatch(/NaN|undefined|Infinity/);
  });

  test('the first step with its numbers and its determinant written out', async () => {
    useHost(fakeHost({ buildUp: view, determinantPrice: null }).host);
    const page = shown();
    await reads(page, 'parameters differ by at most 3e−16 standard deviations');
    await reads(page, 'det J = 7.389 × 1.649 = 12.18');
    await reads(page, 'log det J = 2.0000 + 0.5000 = 2.5000');
  });

  test('the Jacobian at a row that the slider chooses, and of a step that is chosen', async () => {
    useHost(fakeHost({ buildUp: view, determinantPrice: null }).host);
    const page = shown();
    await reads(page, 'det J = 7 × 1.74 = 12.18');
    await reads(page, 'Zeros above the diagonal stand there at every row');
    await reads(page, 'Difference 1e−10 nats');
    const matrix = page.querySelector('[aria-label^="Jacobian of the whole flow at row"]')!;
    await click(matrix.querySelector<HTMLElement>('button[title="Show as table"]')!);
    const first = () =>
      [...matrix.querySelectorAll('tbody tr')[0]!.children].map((c) => c.textContent);
    expect(first().at(-1)).toBe('0');
    const slider = page.querySelector<HTMLInputElement>('input[aria-label^="held-out row"]')!;
    await act(async () => {
      slider.value = '1';
      slider.dispatchEvent(new Event('input', { bubbles: true }));
    });
    await reads(page, 'row 12: 182, 70');
    await reads(page, 'det J = 7.5 × 1.6 = 12');
    await choose(page, 'step', 'affine stack');
    await reads(page, 'The layers take the columns in different orders');
    expect(first().at(-1)).not.toBe('0');
  });

  test('a refusal becomes a sentence; without columns there is nothing to build', async () => {
    useHost(
      fakeHost({
        buildUp: new Error('Only 10 complete rows: a flow needs at least 30.'),
        determinantPrice: null,
      }).host,
    );
    await reads(shown(), 'Only 10 complete rows');
    unmount(root!);
    await reads(shown({ selected: [] }), 'needs a table with at least one numeric column');
  });
});

describe('the price of a determinant', () => {
  test('is measured when asked for, drawn, and said', async () => {
    const fake = fakeHost({ buildUp: null, determinantPrice: price });
    useHost(fake.host);
    const page = shown();
    await reads(page, 'With N = 512 columns');
    await reads(
      page,
      'From N = 64 on, LU grows like N to the power 2.90, and the sum like N to the power 1.02',
    );
    await reads(page, 'takes 4 µs with 6 affine layers');
    await reads(page, 'seconds for one row');
    await check(page, 'Show as table');
    await reads(page, '134 ms');
    expect(page.textContent).not.toMatch(/NaN|undefined|Infinity/);
    await click(button(page, 'Measure Again'));
    expect(
      fake.calls
        .filter((c) => c.name === 'determinantPrice')
        .some((c) => (c.args as { start: boolean }).start),
    ).toBe(true);
  });
});

test('products and sums are written out as far as they are short', () => {
  expect(product([2, 0.5, 3])).toBe('2 × 0.5 × 3');
  expect(product([1, 2, 3, 4, 5, 6, 7, 8])).toBe('1 × 2 × 3 × 4 × 5 × 6 × … (2 more)');
  expect(sum([1, -0.25])).toBe('1.0000 + (−0.2500)');
  expect([determinantText(0), determinantText(800), determinantText(-900)]).toEqual([
    '1',
    'e^800.00',
    'e^−900.00',
  ]);
});
