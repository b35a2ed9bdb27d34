// @vitest-environment happy-dom
// The selection: how steps combine, what gestures and keys select, what every view shows of it, and when it is let go.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { act } from 'preact/test-utils';
import type { Shape } from '../../src/protocol/selection';
import { barShape } from '../../webview/charts/bars';
import { moved } from '../../webview/charts/brush';
import { drawnIn, isIn, shapeOf, thinned } from '../../webview/charts/gesture';
import { nearestPoint, nextPoint, pickedOut } from '../../webview/charts/point-cloud';
import { Exploration } from '../../webview/pages/exploration';
import { forgetChoices, select, undo } from '../../webview/state/choices';
import { followSelection } from '../../webview/state/follow-selection';
import { rowsOpen } from '../../webview/state/drawer';
import { hovered } from '../../webview/state/hover';
import {
  combined,
  dropped,
  howOf,
  isSelected,
  rowsBetween,
  selected,
  selection,
} from '../../webview/state/selection';
import { exploration, problem, useHost, view } from '../../webview/state/store';
import { conditionOf, narrowed } from '../../webview/text/condition';
import { selectionWords } from '../../webview/text/selection-words';
import { button, click, eventually, mount, reads, unmount } from './page';
import { cloudView, fakeHost, marginal, model, NAMES, profile, state } from './fixtures';
import { say } from '../../src/protocol/sentence';

vi.mock('@vscode/webview-ui-toolkit', async () => (await import('./page')).plainToolkit);

let root: HTMLElement | null = null;
let end = () => {};
beforeEach(() => useHost(fakeHost().host));
afterEach(async () => {
  if (root) unmount(root);
  root = null;
  [selection.value, dropped.value, hovered.value] = [[], null, null];
  end();
  end = () => {};
  [exploration.value, problem.value, view.value] = [null, null, 'marginals'];
  rowsOpen.value = false;
  forgetChoices();
});

const rows = (...numbers: number[]): Shape => ({ kind: 'rows', rows: numbers });
const box = (column: string, from: number, to: number): Shape => ({
  kind: 'box',
  ranges: [{ column, from, to }],
});
const bitsOf = (numbers: number[]) => {
  const bits = new Uint8Array(Math.ceil((Math.max(0, ...numbers) + 1) / 8));
  for (const row of numbers) bits[row >> 3]! |= 1 << (row % 8);
  return bits;
};
const found = (numbers: number[], of = 12_345) => ({
  count: numbers.length,
  complete: numbers.length,
  of,
  bits: bitsOf(numbers),
});

function open(answers: Partial<Record<string, unknown>>, next = state()) {
  const fake = fakeHost(answers);
  useHost(fake.host);
  exploration.value = next;
  end = followSelection();
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
const none = { shiftKey: false, altKey: false, ctrlKey: false, metaKey: false };

describe('steps', () => {
  test('set begins anew, add and take away go on, a toggle does one or the other', () => {
    const one = combined([], box('age', 0, 1), 'set');
    expect(one).toEqual([{ how: 'add', shape: box('age', 0, 1) }]);
    const two = combined(one, box('age', 3, 4), 'add');
    expect(two.map((s) => s.how)).toEqual(['add', 'add']);
    expect(combined(two, box('height', 0, 9), 'take away')).toHaveLength(3);
    expect(combined(two, rows(5), 'set')).toEqual([{ how: 'add', shape: rows(5) }]);
    expect(combined([], rows(5), 'take away')).toEqual([]);
    expect(combined(one, box('age', 0, 1), 'take away')).toEqual([]);
    expect(combined(one, box('age', 0, 1), 'add')).toBe(one);
    expect(combined(one, rows(2), 'toggle', true).at(-1)).toEqual({
      how: 'take away',
      shape: rows(2),
    });
  });
  test('rows picked one after the other are one step, and may be put back', () => {
    const all = combined(combined(combined([], rows(5), 'set'), rows(2), 'add'), rows(9), 'add');
    expect(all).toEqual([{ how: 'add', shape: rows(2, 5, 9) }]);
    expect(combined(all, rows(5), 'toggle', true)).toEqual([{ how: 'add', shape: rows(2, 9) }]);
    // a row that an area holds is taken away from it
    const area = combined([], box('age', 0, 1), 'set');
    expect(combined(area, rows(5), 'take away')).toHaveLength(2);
  });
  test('keys say how', () => {
    expect(howOf(none)).toBe('set');
    expect(howOf({ ...none, shiftKey: true })).toBe('add');
    expect(howOf({ ...none, altKey: true })).toBe('take away');
    expect(howOf({ ...none, ctrlKey: true })).toBe('take away');
    expect(howOf({ ...none, metaKey: true }, true)).toBe('toggle');
  });
  test('rows are found at their places among the selected ones', () => {
    const numbers = [0, 7, 8, 9, 300, 301, 4000];
    const bits = bitsOf(numbers);
    expect(rowsBetween(bits, 0, 99)).toEqual(numbers);
    expect(rowsBetween(bits, 2, 3)).toEqual([8, 9, 300]);
    expect(rowsBetween(bits, 6, 3)).toEqual([4000]);
    expect(rowsBetween(bits, 7, 3)).toEqual([]);
  });
  test('in words, and as a filter', () => {
    const steps = combined(combined([], box('age', 0.5, 1), 'set'), rows(1, 2), 'take away');
    expect(selectionWords(steps)).toBe('age from 0.5 to 1, without 2 rows picked');
    expect(conditionOf([{ how: 'add', shape: box('a "b"', 1, 2) }], null, false)).toBe(
      '"a ""b""" BETWEEN 1 AND 2',
    );
    expect(conditionOf([{ how: 'add', shape: rows(1) }], [1, 2, 3, 9], false)).toBe(
      'row IN (9) OR row BETWEEN 1 AND 3',
    );
    expect(conditionOf([{ how: 'add', shape: rows(1) }], [1], true)).toBeNull();
    expect(conditionOf([{ how: 'add', shape: rows(1) }], null, false)).toBeNull();
    expect(narrowed('age > 3', 'row IN (1)')).toBe('(age > 3) AND (row IN (1))');
    expect(narrowed('x'.repeat(1990), 'row IN (1)')).toBeNull();
  });
});

describe('areas', () => {
  const axis = (column: string) => ({ name: column, column, range: [0, 10] as [number, number] });
  const corners = [0.1, 0.1, 0.9, 0.1, 0.5, 0.9];
  test('are ranges and lassos in the numbers of the columns', () => {
    const area = {
      kind: 'box' as const,
      x: [0.8, 0.2] as [number, number],
      y: [0, 1] as [number, number],
    };
    expect(shapeOf(area, axis('a'), axis('b'))).toEqual({
      kind: 'box',
      ranges: [
        { column: 'a', from: 2, to: 8 },
        { column: 'b', from: 0, to: 10 },
      ],
    });
    expect(shapeOf(area, axis('a'), { name: null, range: [0, 1] })).toEqual(box('a', 2, 8));
    const lasso = shapeOf({ kind: 'lasso', corners }, axis('a'), {
      ...axis('b'),
      range: [1, 100],
      log: true,
    });
    expect(lasso).toMatchObject({ kind: 'lasso', logX: false, logY: true });
    expect((lasso as { corners: number[] }).corners[1]).toBeCloseTo(10 ** 0.2, 10);
  });
  test('where axes are no columns, the rows of the points that are drawn in them', () => {
    const cloud = {
      positions: Float32Array.from([0, -0.4, 0.9, 0.9, 0, 0, -0.9, -0.9]),
      colours: new Uint8Array(16),
      count: 4,
      size: 3,
    };
    const rowOf = (i: number) => [40, 41, -1, 43][i]!;
    expect(drawnIn({ kind: 'lasso', corners }, cloud, rowOf)).toEqual({
      kind: 'rows',
      rows: [40],
      drawn: true,
    });
    expect(drawnIn({ kind: 'box', x: [0.96, 1], y: [0, 0.1] }, cloud, rowOf)).toBeNull();
    expect(isIn({ kind: 'lasso', corners }, 0.5, 0.2)).toBe(true);
    expect(isIn({ kind: 'lasso', corners }, 0.1, 0.8)).toBe(false);
    expect(thinned(Array.from({ length: 2000 }, (_, k) => k))).toHaveLength(400);
  });
  test('the nearest point is met, keys go on to the next one, and the selected ones lie above', () => {
    const cloud = {
      positions: Float32Array.from([0, 0, 0.5, 0, 0.2, 0.9, -0.5, 0]),
      colours: new Uint8Array(16),
      count: 4,
      size: 3,
    };
    const size = { width: 100, height: 100 };
    expect(nearestPoint(cloud, [0.45, 0], size, 10)).toBe(1);
    expect(nearestPoint(cloud, [0.45, 0], size, 2)).toBe(-1);
    expect(nearestPoint(cloud, [0.45, 0], size, 30, (i) => i !== 1)).toBe(0);
    const all = () => true;
    expect(nextPoint(cloud, -1, [1, 0], all)).toBe(0);
    expect(nextPoint(cloud, 0, [1, 0], all)).toBe(1);
    expect(nextPoint(cloud, 0, [-1, 0], all)).toBe(3);
    expect(nextPoint(cloud, 0, [0, 1], all)).toBe(2);
    expect(nextPoint(cloud, 3, [-1, 0], all)).toBe(-1);
    const over = pickedOut(
      cloud,
      (i) => 10 * i,
      (row) => row === 10,
      [9, 8, 7],
      [0, 0, 0],
    )!;
    expect([...over.over!.positions, ...over.over!.colours]).toEqual([0.5, 0, 9, 8, 7, 255]);
    expect(over.rows).toEqual([10]);
    expect(
      pickedOut(
        cloud,
        (i) => i,
        () => false,
        [9, 8, 7],
        [0, 0, 0],
      ),
    ).toBeNull();
  });
  test('a bar is taken as it is counted: without its lower edge, unless it is the first', () => {
    expect(barShape('a', [0, 1, 2], 0)).toEqual(box('a', 0, 1));
    expect(barShape('a', [0, 1, 2], 1)).toEqual({
      kind: 'box',
      ranges: [{ column: 'a', from: 1, to: 2, above: true }],
    });
  });
});

describe('a marginal', () => {
  const axis = { range: [0, 40] as [number, number], log: false };
  test('a range starts as the whole axis, moves either end by a step, and never turns over', () => {
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
  test('by keys: a range, a bar with what there is to say of it; the service finds the rows; Escape clears', async () => {
    const { page, last } = open({
      marginals: NAMES.map((n) => marginal(n, true)),
      selectedRows: found([3, 5, 8]),
      selectedBars: NAMES.map((column) => ({
        column,
        counts: marginal(column, true).histogram.counts.map((_, b) => (b === 3 ? 2 : 0)),
      })),
    });
    await eventually(() => expect(page.querySelectorAll('.brush')).toHaveLength(3));
    const target = page.querySelector('.brush')!;
    await press(target, 'ArrowLeft', { shiftKey: true });
    expect(last('selectedRows')).toEqual({
      selection: [{ how: 'add', shape: box('height', -3, 2.85) }],
    });
    await reads(page, '3 of 12,345 rows selected: height from −3 to 2.85.');
    expect([isSelected(3), isSelected(4)]).toEqual([true, false]);
    expect(last('selectedBars')).toMatchObject({ selection: selection.value });
    expect(target.getAttribute('aria-label')).toContain('−3 to 2.85');
    await press(target, 'ArrowRight');
    await reads(page, /Gaussian [\d.]+ %/);
    await press(target, ' ', { shiftKey: true });
    expect(selection.value).toHaveLength(2);
    await act(undo);
    expect(selection.value).toHaveLength(1);
    await press(page.querySelector('main')!, 'Escape');
    expect([selection.value, selected.value]).toEqual([[], null]);
    expect(page.textContent).not.toContain('selected:');
  });
  test('two fields set a range', async () => {
    const { page } = open({ marginals: NAMES.map((n) => marginal(n, false)) });
    await reads(page, 'Axis and range');
    await act(async () => {
      for (const menu of page.querySelectorAll<HTMLDetailsElement>('.axis-menu')) {
        menu.open = true;
        menu.dispatchEvent(new Event('toggle'));
      }
    });
    const field = page.querySelector<HTMLInputElement>(
      '[aria-label="lower end of what is selected of weight"]',
    )!;
    field.value = '-1.5';
    await act(async () => void field.dispatchEvent(new Event('change', { bubbles: true })));
    expect(selection.value).toEqual([{ how: 'add', shape: box('weight', -1.5, 3) }]);
  });
});

test('in a cloud by keys: from point to point, a row is selected, opened, and a box drawn', async () => {
  const { page, calls } = open({ cloud: cloudView(), selectedRows: found([3]) });
  await act(async () => void (view.value = 'cloud'));
  await eventually(() => expect(page.querySelector('.gestures')).not.toBeNull());
  const target = page.querySelector('.gestures')!;
  await press(target, 'ArrowRight');
  const { row } = hovered.value as { row: number };
  expect(row % 3).toBe(0);
  await press(target, ' ');
  expect(selection.value).toEqual([{ how: 'add', shape: rows(row) }]);
  await press(target, 'Enter');
  expect(calls.filter((c) => c.name === 'open row').map((c) => c.args)).toEqual([{ row }]);
  await press(target, 'ArrowUp', { shiftKey: true });
  await press(target, 'ArrowRight', { shiftKey: true });
  expect(selection.value).toMatchObject([
    { how: 'add', shape: { kind: 'box', ranges: [{ column: 'height' }, { column: 'weight' }] } },
  ]);
});

describe('the drawer', () => {
  const rowsView = (numbers: number[]) => ({
    columns: [
      { name: 'height', unit: 'cm', numeric: true },
      { name: 'city', unit: null, numeric: false },
    ],
    rows: numbers.map((row) => ({
      row,
      line: row + 2,
      cells: [row + 0.123456789, 'north'],
      flow: -3.25,
      gaussian: -4.5,
    })),
    reason: null,
  });
  test('lists what is selected with values, lines and densities; a line opens; another list needs a click', async () => {
    const numbers = [3, 5, 8];
    const { page, calls, last } = open(
      {
        marginals: [marginal('height', false)],
        selectedRows: found(numbers),
        rows: rowsView(numbers),
        surprising: { rows: [8], of: 300, by: 'flow' },
      },
      state({ model: model() }),
    );
    await act(() => select(box('height', 0, 1)));
    await reads(page, '3 of 12,345 rows selected');
    expect(page.querySelector('table.rows')).toBeNull();
    await click(page.querySelector<HTMLElement>('.rows-drawer .fold')!);
    await reads(page, '3.123456789');
    expect(last('rows')).toEqual({ rows: numbers });
    await reads(page, /−3\.25\s*−4\.50/);
    await click(page.querySelector<HTMLElement>('table.rows tbody button.link')!);
    expect(calls.some((c) => c.name === 'open row')).toBe(true);
    expect(calls.some((c) => c.name === 'surprising')).toBe(false);
    await click(button(page, 'Surprising'));
    await reads(page, 'of 300 complete rows');
    await eventually(() => expect(last('rows')).toEqual({ rows: [8] }));
  });
  test('where no line can be named, says why', async () => {
    const { page } = open({
      marginals: [marginal('height', false)],
      selectedRows: found([1, 2]),
      rows: { ...rowsView([1, 2]), reason: say('A Parquet file has no lines.') },
    });
    await click(page.querySelector<HTMLElement>('.rows-drawer .fold')!);
    await reads(page, 'A Parquet file has no lines.');
    expect(page.querySelector('table.rows button.link')).toBeNull();
  });
  test('rows are picked by clicks and keys', async () => {
    const numbers = [1, 2, 4];
    const { page } = open({
      marginals: [marginal('height', false)],
      selectedRows: found(numbers),
      rows: rowsView(numbers),
    });
    await click(page.querySelector<HTMLElement>('.rows-drawer .fold')!);
    await click(button(page, 'All'));
    await reads(page, '1.123456789');
    const line = (k: number) => page.querySelectorAll<HTMLElement>('table.rows tbody tr')[k]!;
    await click(line(0));
    expect(selection.value).toEqual([{ how: 'add', shape: rows(1) }]);
    await press(line(0), 'ArrowDown', { shiftKey: true });
    await press(line(1), 'ArrowDown', { shiftKey: true });
    expect(selection.value).toEqual([{ how: 'add', shape: rows(1, 2, 4) }]);
  });
  test('the selection becomes the filter, or says why not', async () => {
    const { page, last } = open(
      { marginals: [marginal('height', false)], selectedRows: found([3]), filter: state() },
      state({ where: 'age > 2' }),
    );
    await act(() => select(box('height', 0, 1)));
    await reads(page, '1 of 12,345 rows');
    await click(button(page, 'Make a Filter'));
    expect(last('filter')).toEqual({ where: '(age > 2) AND ("height" BETWEEN 0 AND 1)' });
    await eventually(() => expect(selection.value).toEqual([]));
  });
});

test('the selection goes when the table is another one, and says so; it stays when columns change', async () => {
  const { page } = open({ marginals: [marginal('height', false)], selectedRows: found([3]) });
  await act(() => select(rows(3)));
  await reads(page, '1 of 12,345 rows selected');
  await act(async () => void (exploration.value = state({ dataRevision: 2, selected: ['age'] })));
  expect(selection.value).toHaveLength(1);
  const changed = { ...profile(), fingerprint: { size: 11, modified: 2, hash: 'other' } };
  await act(async () => void (exploration.value = state({ dataRevision: 3, profile: changed })));
  expect(selection.value).toEqual([]);
  await reads(page, 'The selection is gone');
  await act(undo);
  expect(selection.value).toEqual([]);
});
