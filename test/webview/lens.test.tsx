// @vitest-environment happy-dom
// What pictures are drawn of: brushing by keys and numbers, splitting, axes, undoing;
// and what is asked of the service for it.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { act } from 'preact/test-utils';
import { moved } from '../../webview/charts/brush';
import { ellipse } from '../../webview/charts/contour-lines';
import { logTicks, partOf, shownRange, valueAt } from '../../webview/charts/scale';
import {
  brush,
  chooseColumns,
  chooseSplit,
  forgetChoices,
  redo,
  undo,
  undoable,
} from '../../webview/state/choices';
import { Exploration } from '../../webview/pages/exploration';
import {
  axes,
  exploration,
  problem,
  ranges,
  split,
  useHost,
  view,
} from '../../webview/state/store';
import { axisTitle, densityTitle, parseHeader } from '../../webview/text/titles';
import { button, choose, click, mount, reads, unmount, eventually } from './page';
import {
  cloudView,
  column,
  fakeHost,
  layersView,
  marginal,
  model,
  NAMES,
  profile,
  state,
} from './fixtures';
import { layerPicture } from '../../webview/views/layers/layer-scatter';
import { theme } from '../../webview/state/theme';

vi.mock('@vscode/webview-ui-toolkit', async () => (await import('./page')).plainToolkit);

let root: HTMLElement | null = null;
beforeEach(() => useHost(fakeHost().host));
afterEach(() => {
  if (root) unmount(root);
  root = null;
  [exploration.value, problem.value, ranges.value, axes.value, split.value, view.value] = [
    null,
    null,
    {},
    {},
    null,
    'marginals',
  ];
  forgetChoices();
});

function open(answers: Partial<Record<string, unknown>>, next = state()) {
  const fake = fakeHost(answers);
  useHost(fake.host);
  exploration.value = next;
  root = mount(<Exploration />);
  return {
    page: root,
    ...fake,
    last: (name: string) => fake.calls.filter((c) => c.name === name).at(-1)?.args,
  };
}
const press = (element: Element, key: string, more: object = {}) =>
  act(
    async () =>
      void element.dispatchEvent(
        new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }),
      ),
  );

/** Opens "Axis and filter" of every column, as a click on each would. */
async function openMenus(page: HTMLElement): Promise<void> {
  await reads(page, 'Axis and filter');
  await act(async () => {
    for (const menu of page.querySelectorAll<HTMLDetailsElement>('.axis-menu')) {
      menu.open = true;
      menu.dispatchEvent(new Event('toggle'));
    }
  });
  await reads(page, 'log axis');
}

describe('a brush', () => {
  const axis = { range: [0, 40] as [number, number], log: false };
  test('starts as the whole axis, moves either end by a step, and never turns over', () => {
    expect(moved(null, axis, 'ArrowLeft')).toEqual([0, 39]);
    expect(moved([0, 39], axis, 'ArrowUp')).toEqual([1, 39]);
    expect(moved([1, 39], axis, 'ArrowDown')).toEqual([0, 39]);
    expect(moved([5, 6], axis, 'ArrowLeft')).toEqual([5, 6]);
    expect(moved([0, 40], axis, 'ArrowRight')).toEqual([0, 40]);
    expect(moved([0, 40], axis, 'Tab')).toBeNull();
    const [low, high] = moved([1, 100], { range: [1, 10_000], log: true }, 'ArrowUp')!;
    expect(low).toBeCloseTo(10 ** 0.1, 1);
    expect(high).toBe(100);
  });
  test('by keys on a focused chart asks for the rows within; counts are shown; Escape on the page clears', async () => {
    const { page, last } = open({
      marginals: NAMES.map((n) => ({ ...marginal(n, true), rows: 120, of: 300 })),
    });
    await eventually(() => expect(page.querySelectorAll('.brush')).toHaveLength(3));
    const target = page.querySelector('.brush')!;
    expect(target.getAttribute('tabindex')).toBe('0');
    await press(target, 'ArrowLeft', { shiftKey: true });
    expect(last('marginals')).toEqual({ lens: { ranges: { height: [-3, 2.85] } } });
    await reads(page, '120 of 300 rows are within the filter');
    await reads(page, 'curves of the Gaussian and of the flow are those of all rows');
    expect(target.getAttribute('aria-label')).toContain('−3 to 2.85');
    await press(page.querySelector('main')!, 'Escape');
    expect(ranges.value).toEqual({});
    await eventually(() => expect(last('marginals')).toEqual({ lens: {} }));
  });
  test('two fields set it; several combine and are cleared one by one or together', async () => {
    const { page, last } = open({ marginals: NAMES.map((n) => marginal(n, false)) });
    await openMenus(page);
    const field = page.querySelector<HTMLInputElement>(
      '[aria-label="lower end of the filter of weight"]',
    )!;
    field.value = '-1.5';
    await act(async () => void field.dispatchEvent(new Event('change', { bubbles: true })));
    expect(ranges.value).toEqual({ weight: [-1.5, 3] });
    await act(() => brush('age', [0, 1]));
    await eventually(() =>
      expect(last('marginals')).toEqual({ lens: { ranges: { weight: [-1.5, 3], age: [0, 1] } } }),
    );
    await click(page.querySelector<HTMLElement>('[aria-label="Clear the filter of weight"]')!);
    expect(ranges.value).toEqual({ age: [0, 1] });
    await click(button(page, 'Clear Filter'));
    expect(ranges.value).toEqual({});
  });
  test('holds for the cloud and for test rows in the layers', async () => {
    ranges.value = { age: [0, 1] };
    const { page, last } = open(
      { cloud: { ...cloudView(), matching: 40 } },
      state({ model: model() }),
    );
    await act(async () => void (view.value = 'cloud'));
    await reads(page, '40 of 12,342 rows are within the filter');
    expect(last('cloud')).toMatchObject({ lens: { ranges: { age: [0, 1] } } });
    expect(last('contours')).toMatchObject({ x: 'height', y: 'weight', masses: [0.5, 0.8, 0.95] });
    await act(async () => void (view.value = 'layers'));
    await eventually(() =>
      expect(last('layers')).toEqual({ from: 'test rows', ranges: { age: [0, 1] } }),
    );
  });
  test('that no row is within says so', async () => {
    ranges.value = { age: [7, 8] };
    const { page } = open({
      marginals: NAMES.map((n) => ({
        ...marginal(n, false),
        rows: 0,
        density: marginal(n, false).density.map(() => 0),
      })),
    });
    await reads(page, 'No row is within the filter');
    expect(page.textContent).not.toContain('NaN');
  });
});

test('a split is offered for categories, colours every bar, and says how fits use it', async () => {
  const parts = {
    levels: ['north', 'south'],
    counts: [
      marginal('height', false).histogram.counts,
      marginal('height', false).histogram.counts,
    ],
  };
  const { page, last } = open({ marginals: NAMES.map((n) => ({ ...marginal(n, false), parts })) });
  await reads(page, 'split by');
  await choose(page, 'split by', 'city');
  expect(last('marginals')).toEqual({ lens: { split: 'city' } });
  await reads(page, 'to fit with them as a condition, choose it as given');
  await reads(page, /north\s*south/);
  await reads(page, '2 rows have no value of "city".');
});

test('in the layers, test rows have the colours of their categories instead of log|det J|', async () => {
  split.value = 'city';
  const plain = layersView();
  const layers = {
    ...plain,
    split: {
      column: 'city',
      levels: ['north', 'south'],
      level: Uint8Array.from(plain.rows, (_, i) => i % 2),
    },
  };
  const { page, last } = open({ layers }, state({ model: model() }));
  await act(async () => void (view.value = 'layers'));
  await reads(page, /north\s*south/);
  expect(last('layers')).toEqual({ from: 'test rows', split: 'city' });
  const { set, logDet } = layerPicture(layers, 2, 0, 1, theme.value);
  expect(logDet).toBeNull();
  expect(layerPicture(plain, 2, 0, 1, theme.value).logDet).not.toBeNull();
  expect([...set.colours.subarray(0, 3)]).toEqual([...set.colours.subarray(8, 11)]);
});

describe('choices', () => {
  test('are taken back and done again, the columns through the service', async () => {
    const { page, calls } = open({
      select: state(),
      marginals: NAMES.map((n) => marginal(n, false)),
    });
    await act(() => brush('age', [0, 1]));
    await act(() => chooseSplit('city'));
    await act(() => chooseColumns(['age']));
    expect(calls.filter((c) => c.name === 'select').at(-1)!.args).toEqual({ columns: ['age'] });
    await act(async () => void (exploration.value = state({ selected: ['age'] })));
    await click(button(page, 'Undo'));
    expect(calls.filter((c) => c.name === 'select').at(-1)!.args).toEqual({ columns: NAMES });
    expect(undoable.value).toBe('split by city');
    await press(page.querySelector('main')!, 'z', { ctrlKey: true });
    expect(split.value).toBeNull();
    await press(page.querySelector('main')!, 'z', { ctrlKey: true });
    expect(ranges.value).toEqual({});
    await press(page.querySelector('main')!, 'z', { ctrlKey: true, shiftKey: true });
    expect(ranges.value).toEqual({ age: [0, 1] });
    await act(redo);
    expect(split.value).toBe('city');
    await act(() => brush('age', null));
    await act(redo);
    expect(ranges.value).toEqual({}); // a new choice ends what could be done again
    await act(undo);
    expect(ranges.value).toEqual({ age: [0, 1] });
  });
  test("Ctrl+Z in a field is the field's own", async () => {
    const { page } = open({ marginals: NAMES.map((n) => marginal(n, false)) });
    await openMenus(page);
    await act(() => brush('age', [0, 1]));
    await press(page.querySelector('input[type=number]')!, 'z', { ctrlKey: true });
    expect(ranges.value).toEqual({ age: [0, 1] });
  });
});

test("a column's transform shows its effect before the fit", async () => {
  const preview = {
    before: marginal('height', false).histogram,
    after: marginal('height', false).histogram,
    density: marginal('height', false).density,
    rows: 4000,
    kind: 'log',
    integer: false,
    notes: ['"height" is positive and skewed: it is modelled on a log scale.'],
  };
  const { page, last } = open({ transformPreview: preview });
  await click(page.querySelector<HTMLElement>('[aria-label="Effect of the transform of height"]')!);
  await reads(page, 'after: log, then standardised');
  await reads(page, 'From 4,000 rows');
  expect(last('transformPreview')).toEqual({ column: 'height', choice: { kind: 'auto' } });
  expect(page.querySelectorAll('svg[role=img]')).toHaveLength(2);
});

test('log axes are offered for positive columns only, and asked of the service', async () => {
  const positive = { ...marginal('height', false), profile: column('height', { min: 1, max: 9 }) };
  const { page, last } = open(
    { marginals: [positive, marginal('weight', false)] },
    state({ selected: ['height', 'weight'] }),
  );
  await openMenus(page);
  const boxes = [
    ...page.querySelectorAll<HTMLElement & { checked: boolean; disabled: boolean }>(
      '.axis-menu vscode-checkbox',
    ),
  ].filter((b) => b.textContent === 'log axis');
  expect(boxes.map((b) => b.hasAttribute('disabled'))).toEqual([false, true]);
  await act(async () => {
    boxes[0].checked = true;
    boxes[0].dispatchEvent(new Event('change'));
  });
  expect(last('marginals')).toEqual({ lens: { axes: { height: { log: true } } } });
});

test('units are read from headers, and remarks are not units', () => {
  expect(parseHeader('speed [km/h]')).toEqual({ name: 'speed', unit: 'km/h' });
  expect(parseHeader('reaction time [ms]')).toEqual({ name: 'reaction time', unit: 'ms' });
  expect(parseHeader('flow (m^3/s)')).toEqual({ name: 'flow', unit: 'm^3/s' });
  expect(parseHeader('temperature (°C)')).toEqual({ name: 'temperature', unit: '°C' });
  expect(parseHeader('rate [1/s]')).toEqual({ name: 'rate', unit: '1/s' });
  for (const header of [
    'age (years since birth)',
    'x (mean)',
    '[km]',
    'plain',
    'a (b)',
    'sum (total)',
  ])
    expect(parseHeader(header).unit).toBeNull();
  expect(axisTitle('speed [km/h]')).toBe('speed (km/h)');
  expect(axisTitle('speed', 'm/s')).toBe('speed (m/s)');
  expect(axisTitle('temperature of the northern station [°C]', null, 20)).toBe(
    'temperature of… (°C)',
  );
  expect(densityTitle('speed [km/h]', false)).toBe('density per km/h');
  expect(densityTitle('speed [km/h]', true)).toBe('density per factor of 10');
});

test('the ellipse of the Gaussian holds the mass it says, for any pair of columns', () => {
  const covariance = [4, 1.2, -0.8, 1.2, 2, 0.3, -0.8, 0.3, 1];
  const gaussian = { names: NAMES, mean: [1, -2, 5], covariance, rows: 100 };
  for (const mass of [0.5, 0.8, 0.95]) {
    const points = ellipse(gaussian, 'height', 'age', mass)!;
    // the squared Mahalanobis distance, by the inverse of the 2 x 2 covariance
    const [a, b, d] = [4, -0.8, 1];
    const det = a * d - b * b;
    for (let k = 0; k < points.length; k += 2) {
      const [dx, dy] = [points[k] - 1, points[k + 1] - 5];
      expect(
        1 - Math.exp(-0.5 * ((d * dx * dx - 2 * b * dx * dy + a * dy * dy) / det)),
      ).toBeCloseTo(mass, 4);
    }
  }
  expect(
    ellipse({ ...gaussian, covariance: [0, 0, 0, 0, 2, 0, 0, 0, 1] }, 'height', 'age', 0.5),
  ).toBeNull();
});

test('places on a log axis go back and forth, and its ticks are round', () => {
  const axis = { range: shownRange({ low: 0.03, high: 5000, log: true }), log: true };
  for (const part of [0, 0.2, 0.77, 1])
    expect(partOf(valueAt(part, axis), axis)).toBeCloseTo(part, 12);
  expect(partOf(-1, axis)).toBeNaN();
  expect(logTicks(axis.range, 6)).toEqual([0.1, 1, 10, 100, 1000]);
  expect(logTicks([90, 900], 8)).toEqual([100, 200, 500]);
});

test('a column that was taken out of the file leaves a sentence, not a blank page', async () => {
  ranges.value = { gone: [0, 1] };
  const { page } = open(
    { marginals: new Error('There is no column "gone" to filter by. Clear the filter.') },
    state({ profile: profile() }),
  );
  await reads(page, 'Clear the filter.');
  await click(button(page, 'Clear Filter'));
  expect(ranges.value).toEqual({});
});
