// @vitest-environment happy-dom
// The "?" beside a word: opened and closed by pointer and keys, with the words and the picture of the glossary.
import { act } from 'preact/test-utils';
import { afterEach, expect, test, vi } from 'vitest';
import { Help } from '../../webview/controls/help';
import { PICTURES } from '../../webview/controls/help-pictures';
import { meanOfUniform } from '../../webview/controls/help-pictures/distributions';
import { HALVED } from '../../webview/controls/help-pictures/figures';
import { GLOSSARY, type Term } from '../../webview/text/glossary';
import { click, mount, unmount } from './page';

vi.mock('@vscode/webview-ui-toolkit', async () => (await import('./page')).plainToolkit);

let root: HTMLElement;
afterEach(() => unmount(root));

const details = () => root.querySelector('details')!;
const mark = () => root.querySelector('summary')!;
const box = () => root.querySelector('.explanation');
const press = (element: Element, key: string) =>
  act(() => void element.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true })));
/** what a browser does when a summary is clicked, or pressed with Enter or the space bar */
const toggle = () =>
  act(() => {
    details().open = !details().open;
    details().dispatchEvent(new Event('toggle'));
  });

test('it is named by its words, and explains them when it is opened', async () => {
  root = mount(<Help of={['nats', 'test rows']} />);
  expect(mark().textContent!.trim()).toBe('?');
  expect(mark().getAttribute('aria-label')).toBe('What it means: nats per row, test rows');
  expect(box()).toBeNull();
  await toggle();
  for (const term of ['nats', 'test rows'] as const) {
    expect(box()!.textContent).toContain(GLOSSARY[term].title);
    expect(box()!.textContent).toContain(GLOSSARY[term].sentences.join(' '));
  }
  const pictures = [...box()!.querySelectorAll('svg')];
  expect(pictures).toHaveLength(2);
  expect(pictures.every((svg) => svg.getAttribute('aria-hidden') === 'true')).toBe(true);
});

test('Escape closes it, gives the focus back, and is not heard by the page', async () => {
  const heard = vi.fn();
  root = mount(
    <main onKeyDown={heard}>
      <Help of="nats" />
    </main>,
  );
  await toggle();
  await press(box()!, 'Escape');
  expect(details().open).toBe(false);
  expect(box()).toBeNull();
  expect(document.activeElement).toBe(mark());
  expect(heard).not.toHaveBeenCalled();
});

test('it closes when the focus goes on, when somebody presses elsewhere, and when the page scrolls', async () => {
  root = mount(
    <div>
      <Help of="nats" />
      <button type="button">next</button>
    </div>,
  );
  const ways = [
    () =>
      mark().dispatchEvent(
        new FocusEvent('focusout', { bubbles: true, relatedTarget: root.querySelector('button') }),
      ),
    () => document.body.dispatchEvent(new Event('pointerdown', { bubbles: true })),
    () => document.dispatchEvent(new Event('scroll')),
  ];
  for (const way of ways) {
    await toggle();
    expect(box()).not.toBeNull();
    await act(() => void way());
    expect(box()).toBeNull();
  }
  await toggle();
  await click(box() as HTMLElement);
  expect(box()).not.toBeNull();
});

test.each(Object.keys(GLOSSARY) as Term[])('%s has a picture whose numbers are numbers', (term) => {
  root = mount(<svg>{PICTURES[term]()}</svg>);
  const drawn = root.querySelectorAll('path, rect, circle');
  expect(drawn.length).toBeGreaterThan(0);
  for (const element of drawn)
    for (const { name, value } of Array.from(element.attributes))
      if (name !== 'class')
        expect(value, `${name} of ${term}`).not.toMatch(/NaN|Infinity|undefined/);
});

test('what the pictures claim: means of uniform draws, and what halved weights are worth', () => {
  for (const k of [1, 2, 6]) {
    const step = 1e-3;
    const places = Array.from({ length: 2000 }, (_, i) => -1 + (i + 0.5) * step);
    const moment = (power: number) =>
      places.reduce((sum, x) => sum + x ** power * meanOfUniform(k, x) * step, 0);
    expect(moment(0)).toBeCloseTo(1, 4);
    expect(moment(2)).toBeCloseTo(1 / 3 / k, 4);
  }
  const total = HALVED.reduce((sum, w) => sum + w, 0);
  expect(Math.round(total ** 2 / HALVED.reduce((sum, w) => sum + w * w, 0))).toBe(3);
});
