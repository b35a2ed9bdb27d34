// @vitest-environment happy-dom
// What is given as a slice of the joint distribution.
import { afterEach, expect, test, vi } from 'vitest';
import { FIRST_LOOK, lookAs, look } from '../../webview/state/look';
import { theme } from '../../webview/state/theme';
import { Slice, sliceLines, slicePair } from '../../webview/views/operations/chain/slice';
import { chainView } from './fixtures';
import { click, mount, reads, unmount } from './page';

vi.mock('@vscode/webview-ui-toolkit', async () => (await import('./page')).plainToolkit);

let root: HTMLElement | null = null;
afterEach(() => {
  if (root) unmount(root);
  root = null;
  look.value = FIRST_LOOK;
});

test('one axis is free and the other given, whatever pair was chosen', () => {
  const names = ['a', 'b', 'c'];
  expect(slicePair(names, { b: 1 })).toEqual([0, 1]);
  expect(slicePair(names, { a: 1 })).toEqual([1, 0]);
  expect(slicePair(names, { c: 1 })).toEqual([0, 2]);
  expect(slicePair(names, { a: 1, b: 2 })).toEqual([2, 0]);
  lookAs({ across: 'c', up: 'a' });
  expect(slicePair(names, { a: 1 })).toEqual([2, 0]);
});

test('the density stands on the line of the slice, a quarter of the axis high', () => {
  const marginal = {
    column: 'a',
    edges: [0, 4],
    histogram: null,
    curve: { x: [0, 2, 4], y: [0, 0.5, 0.1] },
  };
  const [line, ridge] = sliceLines(7, marginal, [-1, 5], 8, theme.value);
  expect([...line!.points[0]!]).toEqual([-1, 7, 5, 7]);
  const points = [...ridge!.points[0]!];
  expect(points.slice(0, 4)).toEqual([0, 7, 2, 9]);
  expect(points[5]).toBeCloseTo(7.4, 5);
  expect(sliceLines(7, undefined, [-1, 5], 8, theme.value)).toHaveLength(1);
});

test('it says where it is, and has a table', async () => {
  const joint = chainView();
  const given = { [joint.names[2]!]: 1.25 };
  root = mount(<Slice joint={joint} view={chainView()} given={given} />);
  await reads(root, `${joint.names[2]} = 1.25, with the density of ${joint.names[0]} along it`);
  const table = [...root.querySelectorAll('button')].find((b) => b.title === 'Show as table')!;
  await click(table);
  await reads(root, 'density');
  expect(root.querySelectorAll('tbody tr').length).toBeGreaterThan(3);
});
