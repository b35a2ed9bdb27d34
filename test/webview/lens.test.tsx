// @vitest-environment happy-dom
// What pictures are drawn of: splitting, axes, undoing; and what is asked of the service for it.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { act } from 'preact/test-utils';
import { ellipse } from '../../webview/charts/contour-lines';
import { logTicks, partOf, shownRange, valueAt } from '../../webview/charts/scale';
import {
  chooseAxis,
  chooseColumns,
  chooseSplit,
  forgetChoices,
  redo,
  undo,
  undoable,
} from '../../webview/state/choices';
import { Exploration } from '../../webview/pages/exploration';
import { axes, exploration, problem, split, useHost, view } from '../../webview/state/store';
import { axisTitle, densityTitle, parseHeader } from '../../webview/text/titles';
import { button, choose, click, mount, reads, unmount } from './page';
import { column, fakeHost, layersView, marginal, model, NAMES, state } from './fixtures';
import { layerPicture } from '../../webview/views/layers/layer-scatter';
import { theme } from '../../webview/state/theme';
import { say } from '../../src/protocol/sentence';

vi.mock('@vscode/webview-ui-toolkit', async () => (await import('./page')).plainToolkit);

let root: HTMLElement | null = null;
beforeEach(() => useHost(fakeHost().host));
afterEach(() => {
  if (root) unmount(root);
  root = null;
  [exploration.value, problem.value, axes.value, split.value, view.value] = [
    null,
    null,
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

/** Opens "Axis and range" of every column, as a click on each would. */
async function openMenus(page: HTMLElement): Promise<void> {
  await reads(page, 'Axis and range');
  await act(async () => {
    for (const menu of page.querySelectorAll<HTMLDetailsElement>('.axis-menu')) {
      menu.open = true;
      menu.dispatchEvent(new Event('toggle'));
    }
  });
  await reads(page, 'log axis');
}

test('a split is offered for categories, colours every bar, and says how fits use it', async () => {
  const parts = {
    levels: ['north', 'south'],
    rows: [300, 300],
    counts: [
      marginal('height', false).histogram.counts,
      marginal('height', false).histogram.counts,
    ],
  };
  const { page, last } = open({ marginals: NAMES.map((n) => ({ ...marginal(n, false), parts })) });
  await reads(page, 'split by');
  await choose(page, 'split by', 'city');
  expect(last('marginals')).toEqual({ lens: { split: 'city' } });
  await reads(page, 'to fit with them as a condition, mark it as given');
  await reads(page, /north \(300\)\s*south \(300\)/);
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
    const log = { age: { log: true } };
    await act(() => chooseAxis('age', { log: true }));
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
    expect(axes.value).toEqual({});
    await press(page.querySelector('main')!, 'z', { ctrlKey: true, shiftKey: true });
    expect(axes.value).toEqual(log);
    await act(redo);
    expect(split.value).toBe('city');
    await act(() => chooseAxis('age', { log: false }));
    await act(redo);
    expect(axes.value).toEqual({ age: { log: false } }); // a new choice ends what could be done again
    await act(undo);
    expect(axes.value).toEqual(log);
  });
  test("Ctrl+Z in a field is the field's own", async () => {
    const { page } = open({ marginals: NAMES.map((n) => marginal(n, false)) });
    await openMenus(page);
    await act(() => chooseAxis('age', { log: true }));
    await press(page.querySelector('input[type=number]')!, 'z', { ctrlKey: true });
    expect(axes.value).toEqual({ age: { log: true } });
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
    notes: [say('"{0}" is positive and skewed: it is modelled on a log scale.', 'height')],
  };
  const { page, last } = open({ transformPreview: preview });
  await click(page.querySelector<HTMLElement>('[aria-label="Details of height"]')!);
  await click(page.querySelector<HTMLElement>('[aria-label="Effect of the transform of height"]')!);
  await reads(page, 'after: log, then standardised');
  await reads(page, 'From 4,000 rows');
  expect(last('transformPreview')).toEqual({ column: 'height', choice: { kind: 'auto' } });
  expect(page.querySelectorAll('.rail-card svg[role=img]')).toHaveLength(2);
  await click(button(page.querySelector<HTMLElement>('.rail-card')!, 'Show as table'));
  expect(page.querySelectorAll('.rail-card tbody tr')).toHaveLength(40);
  await reads(page, 'before−3−2.7');
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
    boxes[0]!.checked = true;
    boxes[0]!.dispatchEvent(new Event('change'));
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
      const [dx, dy] = [points[k]! - 1, points[k + 1]! - 5];
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
