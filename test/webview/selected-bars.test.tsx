// @vitest-environment happy-dom
// Bars of categories and of dates take part in the selection: by pointer, by keys, and in their tables.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { act } from 'preact/test-utils';
import type { LevelsView, TimesView } from '../../src/protocol/column-views';
import { startsOf } from '../../src/protocol/calendar';
import { movedBars } from '../../webview/charts/brush';
import { levelsSpec, selectedLevels } from '../../webview/charts/levels-spec';
import { selectedTimes, timesSpec } from '../../webview/charts/times-spec';
import { forgetChoices, undo } from '../../webview/state/choices';
import { hovered } from '../../webview/state/hover';
import { selection } from '../../webview/state/selection';
import { theme } from '../../webview/state/theme';
import { useHost } from '../../webview/state/store';
import { selectionWords } from '../../webview/text/selection-words';
import { ColumnPanel } from '../../webview/views/marginals/column-panel';
import { button, click, eventually, mount, reads, unmount } from './page';
import { column, fakeHost, state } from './fixtures';

vi.mock('@vscode/webview-ui-toolkit', async () => (await import('./page')).plainToolkit);

let root: HTMLElement | null = null;
beforeEach(() => useHost(fakeHost().host));
afterEach(() => {
  if (root) unmount(root);
  root = null;
  [selection.value, hovered.value] = [[], null];
  forgetChoices();
});

const levels: LevelsView = {
  kind: 'levels',
  column: 'species',
  levels: ['Adelie', 'Gentoo'],
  counts: [152, 124, 68],
  others: 9,
  rows: 344,
  missing: 2,
  parts: null,
  selected: [12, 0, 3],
};
const stretch = { unit: 'month', every: 1 } as const;
const edges = startsOf(stretch, Date.UTC(2023, 0, 5), Date.UTC(2023, 5, 20));
const times: TimesView = {
  kind: 'times',
  column: 'day',
  edges,
  counts: edges.slice(1).map((_, k) => 10 + k),
  stretch,
  rows: 75,
  missing: 0,
  parts: null,
  selected: edges.slice(1).map((_, k) => (k === 2 ? 5 : 0)),
};
const press = (element: Element, key: string, more: object = {}) =>
  act(
    async () =>
      void element.dispatchEvent(
        new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }),
      ),
  );

async function open(view: LevelsView | TimesView) {
  const fake = fakeHost({ columnViews: [view] });
  useHost(fake.host);
  const profile = column(view.column, {
    type: view.kind === 'levels' ? 'category' : 'date',
    modelled: false,
  });
  root = mount(<ColumnPanel state={state()} column={profile} width={420} />);
  await eventually(() => expect(root!.querySelector('.brush')).not.toBeNull());
  return { page: root, bars: root.querySelector('.brush')!, ...fake };
}

test('a bar of a category by keys: what it holds, its rows, the others together', async () => {
  const { page, bars, calls } = await open(levels);
  await press(bars, 'ArrowDown');
  expect(hovered.value).toMatchObject({
    by: 'keys',
    title: 'species',
    lines: ['Adelie', '152 of 344 rows: 44.2%'],
  });
  await press(bars, ' ');
  const first = { kind: 'levels', column: 'species', levels: ['Adelie'] };
  expect(selection.value).toEqual([{ how: 'add', shape: first }]);
  expect(selectionWords(selection.value)).toBe('species: Adelie');
  // the service counts the selected rows in every bar
  await eventually(() =>
    expect(calls.at(-1)!.args).toMatchObject({
      columns: ['species'],
      selection: [{ how: 'add', shape: first }],
    }),
  );
  await reads(page, '344 rows, 2 without a value; 15 rows selected');
  expect(page.querySelector('figure')!.dataset.selected).toBe('15');
  await press(bars, 'ArrowUp');
  await press(bars, 'ArrowDown');
  await press(bars, 'ArrowDown');
  expect(hovered.value).toMatchObject({
    lines: ['9 others', '68 of 344 rows: 19.8%', '3 rows selected'],
  });
  await press(bars, ' ', { shiftKey: true });
  expect(selectionWords(selection.value)).toBe(
    'species: Adelie, also species: other than the 2 most frequent',
  );
  await act(undo);
  expect(selection.value).toHaveLength(1);
  await click(button(page, 'Show as table'));
  expect([...page.querySelectorAll('tbody tr')].map((tr) => tr.textContent)).toEqual([
    'Adelie15244.2%12',
    'Gentoo12436%0',
    '9 others6819.8%3',
  ]);
});

test('a bar of a category by pointer', async () => {
  const { bars } = await open(levels);
  bars.getBoundingClientRect = () => new DOMRect(0, 100, 300, 60);
  const at = (type: string, y: number, more: object = {}) =>
    act(
      async () =>
        void bars.dispatchEvent(
          new MouseEvent(type, { clientX: 50, clientY: y, bubbles: true, ...more }),
        ),
    );
  await at('click', 130);
  await at('click', 110, { shiftKey: true });
  expect(selectionWords(selection.value)).toBe('species: Gentoo, Adelie');
  await at('click', 110, { ctrlKey: true });
  expect(selectionWords(selection.value)).toBe('species: Gentoo');
});

test('dates by keys: a month, and more of them', async () => {
  const { bars } = await open(times);
  await press(bars, 'ArrowRight');
  await press(bars, ' ');
  expect(selectionWords(selection.value)).toBe('day from Jan 1, 2023 until before Feb 1, 2023');
  await press(bars, 'ArrowRight', { shiftKey: true });
  expect(selectionWords(selection.value)).toBe('day from Jan 1, 2023 until before Mar 1, 2023');
  await eventually(() => expect(bars.getAttribute('aria-label')).toContain('to Mar 1, 2023'));
  expect(movedBars(null, edges, 'ArrowUp')).toEqual([edges[1], edges.at(-1)]);
  expect(movedBars([edges[1]!, edges[2]!], edges, 'ArrowLeft')).toEqual([edges[1], edges[2]]);
  expect(movedBars([edges[1]!, edges[3]!], edges, 'ArrowDown')).toEqual([edges[0], edges[3]]);
});

test('the selected part is as long as its rows are many; with a split, as a share of all rows', () => {
  expect(selectedLevels(levels)).toEqual([
    { place: 0, value: 12 },
    { place: 2, value: 3 },
  ]);
  expect(selectedTimes(times)).toEqual([{ low: edges[2], high: edges[3], count: 5 }]);
  const parts = { levels: ['a'], rows: [344], counts: [levels.counts] };
  expect(selectedLevels({ ...levels, parts })[1]).toEqual({ place: 2, value: 3 / 344 });
  for (const spec of [
    levelsSpec({ ...levels, parts }, theme.value, 300, 'species'),
    timesSpec(times, theme.value, 300, 'day'),
  ])
    expect(JSON.stringify(spec)).toContain('{"name":"selected","values":[]}');
});
