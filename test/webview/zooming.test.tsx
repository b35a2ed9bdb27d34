// @vitest-environment happy-dom
// Gestures over a cloud that enlarge and move it: the wheel, a drag with the hand, a double click, keys.
import { act } from 'preact/test-utils';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FIRST_LOOK, look } from '../../webview/state/look';
import { selection, tool } from '../../webview/state/selection';
import { useHost } from '../../webview/state/store';
import { Cloud } from '../../webview/views/cloud/cloud';
import { button, choose, click, mount, reads, unmount } from './page';
import { cloudView, fakeHost, state } from './fixtures';

vi.mock('@vscode/webview-ui-toolkit', async () => (await import('./page')).plainToolkit);

const COLUMNS = ['height', 'weight'];
let root: HTMLElement;
let plot: HTMLElement;
beforeEach(async () => {
  useHost(fakeHost({ cloud: cloudView(COLUMNS, 50) }).host);
  root = mount(<Cloud state={state({ selected: COLUMNS })} />);
  await reads(root, 'rows are drawn');
  await choose(root, 'layout', 'over');
  plot = root.querySelector<HTMLElement>('.gestures')!;
  plot.getBoundingClientRect = () => new DOMRect(0, 0, 400, 300);
});
afterEach(async () => {
  await press('0');
  unmount(root);
  look.value = FIRST_LOOK;
  tool.value = 'box';
});

const press = (key: string, ctrlKey = false) =>
  act(
    async () =>
      void plot.dispatchEvent(new KeyboardEvent('keydown', { key, ctrlKey, bubbles: true })),
  );
const wheel = async (deltaY: number, ctrlKey = false) => {
  const event = new WheelEvent('wheel', { deltaY, cancelable: true });
  // which this document's wheel events do not take
  const own = { clientX: { value: 100 }, clientY: { value: 150 }, ctrlKey: { value: ctrlKey } };
  Object.defineProperties(event, own);
  await act(async () => void plot.dispatchEvent(event));
  return event.defaultPrevented;
};
const ticks = () => [...root.querySelectorAll('.axes text')].map((e) => e.textContent).join('|');
const enlarged = () => root.textContent!.includes('enlarged: show all');

test('plus and minus enlarge, Ctrl with arrows moves, 0 shows all', async () => {
  const whole = ticks();
  await press('+');
  await press('+');
  expect(root.textContent).toContain('2.3 × enlarged');
  const near = ticks();
  expect(near).not.toBe(whole);
  await press('ArrowRight', true);
  expect(ticks()).not.toBe(near);
  await press('-');
  expect(enlarged()).toBe(true);
  await press('0');
  expect(ticks()).toBe(whole);
  expect(enlarged()).toBe(false);
});

test('the wheel enlarges; turned outwards where all is seen it scrolls the page', async () => {
  const whole = ticks();
  expect(await wheel(-400)).toBe(true);
  expect(enlarged()).toBe(true);
  expect(await wheel(4000)).toBe(true);
  expect(ticks()).toBe(whole);
  expect(await wheel(100)).toBe(false);
  // the page is scrolling, and goes on
  expect(await wheel(-100)).toBe(false);
  expect(await wheel(-40, true)).toBe(true);
});

test('the hand moves the picture and selects nothing; a double click shows all', async () => {
  await press('+');
  await click(button(root, 'Move: dragging moves the picture, the wheel enlarges it'));
  const before = ticks();
  const drag = (type: string, clientX: number) =>
    act(
      async () =>
        void plot.dispatchEvent(
          new PointerEvent(type, {
            bubbles: true,
            pointerId: 1,
            clientX,
            clientY: 150,
            isPrimary: true,
          }),
        ),
    );
  await drag('pointerdown', 200);
  await drag('pointermove', 290);
  await drag('pointerup', 290);
  expect(ticks()).not.toBe(before);
  expect(selection.value).toEqual([]);
  await act(async () => void plot.dispatchEvent(new MouseEvent('dblclick', { bubbles: true })));
  expect(enlarged()).toBe(false);
});

test('buttons do the same, and say how much larger it is', async () => {
  expect(button(root, 'Make smaller')).toHaveProperty('disabled', true);
  await click(button(root, 'Enlarge'));
  expect(root.textContent).toContain('1.5 × enlarged: show all');
  await click(button(root, 'Make smaller'));
  expect(enlarged()).toBe(false);
});
