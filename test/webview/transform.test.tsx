// @vitest-environment happy-dom
// The picture of y = f(x) and the mean of k, in each of their states.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { act } from 'preact/test-utils';
import type { MeanView, TransformView } from '../../src/protocol/change-of-variables';
import { CALLS } from '../../src/protocol/calls';
import { webviewRequest } from '../../src/protocol/webview-request';
import { mainChart } from '../../webview/state/saved-charts';
import { useHost } from '../../webview/state/store';
import { Operations } from '../../webview/views/operations/operations';
import { base, formula, place, segment } from '../../webview/views/operations/state';
import { button, check, click, mount, reads, unmount } from './page';
import { fakeHost, state } from './fixtures';
import { say } from '../../src/protocol/sentence';

vi.mock('@vscode/webview-ui-toolkit', async () => (await import('./page')).plainToolkit);

const view: TransformView = {
  base: say('uniform(100, 160)'),
  unit: null,
  variable: 'x',
  result: 'y',
  xRange: [96, 164],
  yRange: [192, 328],
  x: [96, 100, 160, 164],
  baseDensity: [0, 1 / 60, 1 / 60, 0],
  curve: [
    [
      [100, 200],
      [160, 320],
    ],
  ],
  yEdges: [200, 260, 320],
  density: [1 / 120, 1 / 120],
  atoms: [],
  intervals: [
    { x: [100, 130], y: [200, 260] },
    { x: [130, 160], y: [260, 320] },
  ],
  omittedMass: 0,
  diffeomorphism: 'yes',
  reason: say('Yes: on [100, 160] f is differentiable.'),
  marks: [],
  notes: [say('A note.')],
  place: {
    x: 130,
    y: 260,
    density: 1 / 120,
    roots: [{ x: 130, slope: 2, baseDensity: 1 / 60 }],
    atom: 0,
  },
};
const step = (k: number) => ({
  k,
  distance: 0.2 / k,
  standardError: 0.01,
  noise: 0.01,
  bound: 1 / k,
  gaussian: { mean: 1, standardDeviation: 1 / Math.sqrt(k) },
});
const mean: MeanView = {
  base: say('normal(0, 1)'),
  k: 2,
  steps: [step(1), step(2)],
  edges: [0, 1, 2],
  density: [0.4, 0.6],
  draws: 4000,
  tail: { estimate: 1.5, low: 1.2, high: 1.8, order: 50 },
  notes: [say('Warning: the tail index reaches below 2.')],
};

let root: HTMLElement | null = null;
const shown = () => (root = mount(<Operations state={state()} />));
beforeEach(() => {
  [segment.value, base.value, formula.value, place.value] = ['transform', null, '2*x', null];
  useHost(fakeHost().host);
});
afterEach(() => {
  if (root) unmount(root);
  root = null;
});

describe('transform', () => {
  test('asks for the first column, in a form that the service understands', async () => {
    const fake = fakeHost();
    useHost(fake.host);
    await reads(shown(), 'Looking for every root');
    const [call] = fake.calls;
    expect(call).toEqual({
      name: 'changeOfVariables',
      args: { base: { kind: 'column', name: 'height' }, formula: '2*x', place: null },
    });
    expect(
      CALLS.changeOfVariables.args.safeParse({ id: 'a', ...(call!.args as object) }).success,
    ).toBe(true);
  });

  test('the autobahn is one click away', async () => {
    const fake = fakeHost({ changeOfVariables: view });
    useHost(fake.host);
    const page = shown();
    await click(button(page, 'Autobahn'));
    await reads(page, 'Yes: on [100, 160]');
    expect(fake.calls.at(-1)).toMatchObject({
      args: { base: { kind: 'typed', text: 'uniform(100, 160)' }, formula: 'y = 2*x' },
    });
    expect(fake.segments.at(-1)).toEqual({
      name: 'transform',
      base: { kind: 'typed', text: 'uniform(100, 160)' },
      formula: 'y = 2*x',
      at: null,
    });
    await click(button(page, 'Three roots'));
    await vi.waitFor(() =>
      expect(fake.segments.at(-1)).toMatchObject({ formula: 'y = x^3 - x', at: 0.2 }),
    );
    for (const told of fake.segments)
      expect(webviewRequest.segmentShown.safeParse([told]).success).toBe(true);
  });

  test('draws the picture, says the sum with its numbers, and shows a table', async () => {
    useHost(fakeHost({ changeOfVariables: view }).host);
    const page = shown();
    await reads(page, 'p(y = 260) = 0.01667 / 2 = 0.008333');
    expect(page.querySelector('svg.transform-picture')!.getAttribute('aria-label')).toContain(
      'the density of y at the side',
    );
    await check(page, 'Show as table');
    await reads(page, 'stretched by');
    expect(page.textContent).not.toMatch(/NaN|undefined|Infinity/);
  });

  test('the picture is saved as it stands, on each background', async () => {
    useHost(fakeHost({ changeOfVariables: view }).host);
    const page = shown();
    await reads(page, 'A note.');
    await vi.waitFor(() => expect(mainChart.slot?.current?.name).toBe('change-of-variables'));
    const exporter = mainChart.slot!.current!;
    const [white, none] = [await exporter.svg('white'), await exporter.svg('transparent')];
    expect(white).toMatch(/^<svg[^>]* xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
    expect(white).toContain('fill="#ffffff"');
    expect(none).not.toContain('#ffffff');
    for (const text of [white, none]) {
      expect(text).toContain('the density of y at the side</title>');
      expect(text).not.toMatch(/NaN|undefined|class="transform-picture"|cursor/);
    }
    expect(page.querySelectorAll('svg.transform-picture')).toHaveLength(1);
    expect(page.textContent).toContain('Save as PNG');
  });

  test('a place is chosen by keyboard, in x and in y', async () => {
    const fake = fakeHost({ changeOfVariables: view });
    useHost(fake.host);
    const page = shown();
    await reads(page, 'A note.');
    for (const [name, wanted] of [
      ['place in x', { x: 120 }],
      ['place in y', { y: 240 }],
    ] as const) {
      const slider = page.querySelector<HTMLInputElement>(`input[aria-label="${name}"]`)!;
      await act(async () => {
        slider.value = String(Object.values(wanted)[0]);
        slider.dispatchEvent(new Event('input', { bubbles: true }));
      });
      await vi.waitFor(() =>
        expect(fake.calls.at(-1)).toMatchObject({
          args: {
            place: { [Object.keys(wanted)[0]!]: expect.closeTo(Object.values(wanted)[0]!, 0) },
          },
        }),
      );
    }
  });

  test('shows the sentence of a refusal', async () => {
    useHost(
      fakeHost({
        changeOfVariables: new Error('"constructor" is no name that a formula here knows.'),
      }).host,
    );
    await reads(shown(), 'no name that a formula here knows');
  });

  test('atoms, marks and an undefined place', async () => {
    const odd: TransformView = {
      ...view,
      atoms: [{ value: 200, probability: 0.5, exact: true }],
      marks: [
        { x: 120, y: 240, sentence: say('f has a kink.') },
        { x: 150, y: NaN, sentence: say('f is not defined.') },
      ],
      place: { x: 101, y: NaN, density: 0, roots: [], atom: 0 },
    };
    useHost(fakeHost({ changeOfVariables: odd }).host);
    const page = shown();
    await reads(page, 'f is not defined at x = 101');
    expect([...page.querySelectorAll('svg title')].map((t) => t.textContent)).toEqual(
      expect.arrayContaining([
        'f has a kink.',
        'f is not defined.',
        'y = 200 has the probability 0.5',
      ]),
    );
    for (const shape of page.querySelectorAll('svg *'))
      for (const { value } of [...shape.attributes]) expect(value).not.toMatch(/NaN|Infinity/);
  });
});

describe('mean of k', () => {
  test('draws the means, the falling distance and the warning', async () => {
    segment.value = 'mean of k';
    const fake = fakeHost({ meanOfDraws: mean });
    useHost(fake.host);
    const page = shown();
    await reads(page, 'Means of 2 draws: their distribution function is at most 0.1');
    await reads(page, 'Warning: the tail index');
    await reads(page, 'mean of 2 draws');
    expect(
      CALLS.meanOfDraws.args.safeParse({ id: 'a', ...(fake.calls[0]!.args as object) }).success,
    ).toBe(true);
    await check(page, 'Show as table');
    await reads(page, 'simulated means');
  });
});
