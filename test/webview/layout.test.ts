// What the layout computes: which tabs have room, and which pair of columns is shown.
import { afterEach, expect, test } from 'vitest';
import { withRoom } from '../../webview/chrome/tabs';
import { FIRST_LOOK, look, lookAs, pairIn } from '../../webview/state/look';

afterEach(() => void (look.value = FIRST_LOOK));

test('the first tabs that fit are shown, and the chosen one in any case', () => {
  const [names, widths] = [
    ['a', 'b', 'c', 'd'],
    [80, 60, 70, 90],
  ];
  expect(withRoom(names, widths, 300, 'd')).toEqual(names);
  expect(withRoom(names, widths, 299, 'a')).toEqual(['a', 'b', 'c']);
  expect(withRoom(names, widths, 210, 'd')).toEqual(['a', 'd']);
  expect(withRoom(names, widths, 60, 'c')).toEqual(['c']);
});

test('the chosen pair is shown where a table has it, and two columns elsewhere', () => {
  const columns = ['x', 'y', 'z'];
  expect(pairIn(columns)).toEqual([0, 1]);
  lookAs({ across: 'z', up: 'x' });
  expect(pairIn(columns)).toEqual([2, 0]);
  expect(pairIn(['z', 'w'])).toEqual([0, 1]);
  expect(pairIn(['w', 'x'])).toEqual([0, 1]);
  expect(pairIn(['x', 'w'])).toEqual([1, 0]);
  expect(pairIn(['w'])).toEqual([0, 0]);
});
