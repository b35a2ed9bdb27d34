// @vitest-environment happy-dom
// The list of columns: roles by keyboard, search, order, pictures, and thousands of columns.
import { act } from 'preact/test-utils';
import { afterEach, expect, test, vi } from 'vitest';
import type { ColumnProfile } from '../../src/protocol/data';
import { pageState } from '../../src/protocol/page-state';
import { Rail } from '../../webview/chrome/rail/rail';
import { forgetChoices } from '../../webview/state/choices';
import { keepGains } from '../../webview/state/column-gains';
import { rail } from '../../webview/state/rail';
import { alsoShown, sought } from '../../webview/state/shown-columns';
import { exploration, useHost, view } from '../../webview/state/store';
import { column, fakeHost, NAMES, profile, state, training } from './fixtures';
import { button, click, eventually, mount, reads, unmount } from './page';
import { say } from '../../src/protocol/sentence';

vi.mock('@vscode/webview-ui-toolkit', async () => (await import('./page')).plainToolkit);

let root: HTMLElement | null = null;
afterEach(() => {
  if (root) unmount(root);
  root = null;
  rail.value = { folded: false, order: 'file' };
  [exploration.value, view.value] = [null, 'marginals'];
  forgetChoices();
});

function open(columns: ColumnProfile[], part = {}, answers: Partial<Record<string, unknown>> = {}) {
  const fake = fakeHost(answers);
  useHost(fake.host);
  const now = state({ profile: { ...profile(), columns }, ...part });
  exploration.value = now;
  const Page = () => <Rail state={exploration.value!} />;
  root = mount(<Page />);
  const asked = (name: string) => fake.calls.filter((c) => c.name === name).map((c) => c.args);
  return { page: root, asked, last: (name: string) => asked(name).at(-1) };
}
const mixed = () => [
  ...NAMES.map((n) => column(n)),
  column('species', { type: 'category', modelled: false, distinct: 3 }),
  column('same', { copyOf: { column: 'height', scaled: false } }),
  column('note', { type: 'text', modelled: false, distinct: 900 }),
  column('one', { type: 'constant', modelled: false, distinct: 1 }),
];
const role = (page: HTMLElement, name: string) =>
  [...page.querySelectorAll<HTMLElement>('[role=checkbox]')].find((e) =>
    e.getAttribute('aria-label')!.startsWith(`${name}:`),
  )!;
const names = (page: HTMLElement) =>
  [...page.querySelectorAll('[role=row]')]
    .sort(
      (a, b) =>
        Number(a.ariaRowIndex ?? a.getAttribute('aria-rowindex')) -
        Number(b.getAttribute('aria-rowindex')),
    )
    .map((row) => row.querySelector('.rail-words')!.textContent);
const press = (key: string) =>
  act(
    async () =>
      void document.activeElement!.dispatchEvent(
        new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }),
      ),
  );

test('a role goes round through described, given and left out, and is seen before the service answers', async () => {
  const { page, asked } = open(mixed());
  expect(role(page, 'weight').getAttribute('aria-checked')).toBe('true');
  await click(role(page, 'weight'));
  expect(role(page, 'weight').getAttribute('aria-label')).toBe('weight: given');
  expect(role(page, 'weight').getAttribute('aria-checked')).toBe('mixed');
  await click(role(page, 'weight'));
  expect(role(page, 'weight').getAttribute('aria-checked')).toBe('false');
  await click(role(page, 'species')); // a category is given, or left out
  expect(role(page, 'species').getAttribute('aria-checked')).toBe('mixed');
  expect(asked('select')).toEqual([
    { columns: ['height', 'age'], given: ['weight'] },
    { columns: ['height', 'age'], given: [] },
    { columns: ['height', 'age'], given: ['species'] },
  ]);
});

test('keys alone: arrows move between columns and cells, Tab finds one of them', async () => {
  const { page } = open(mixed());
  expect(page.querySelectorAll('[role=grid] [tabindex="0"]')).toHaveLength(1);
  await act(async () => role(page, 'height').focus());
  await press('ArrowDown');
  expect(document.activeElement).toBe(role(page, 'weight'));
  // two keys before anything is drawn
  await act(async () => {
    for (let k = 0; k < 2; k++)
      document.activeElement!.dispatchEvent(
        new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true, cancelable: true }),
      );
  });
  expect(document.activeElement).toBe(role(page, 'species'));
  await act(async () => role(page, 'weight').focus());
  await press('ArrowUp');
  expect(document.activeElement).toBe(role(page, 'height'));
  await press('End');
  expect(document.activeElement).toBe(role(page, 'one'));
  await press('ArrowRight');
  expect(document.activeElement!.getAttribute('aria-label')).toBe('one, show its marginal');
  await press('Home');
  expect(document.activeElement!.getAttribute('aria-label')).toBe('height, show its marginal');
  await press('ArrowRight');
  expect(document.activeElement!.getAttribute('aria-label')).toBe('Details of height');
  expect(page.querySelectorAll('[role=grid] [tabindex="0"]')).toHaveLength(1);
});

test('what cannot be described or given says why, and stays as it is', async () => {
  const { page, asked } = open(mixed());
  for (const name of ['note', 'one']) {
    expect(role(page, name).getAttribute('aria-disabled')).toBe('true');
    await click(role(page, name));
  }
  expect(asked('select')).toEqual([]);
  expect(role(page, 'one').title).toBe('It has one value only.');
});

test('a copy beside the column that it repeats is said to make no sense', async () => {
  const { page } = open(mixed(), { selected: ['height', 'same'] });
  await reads(page, 'same: A copy of "height": together they have no density.');
  await act(
    async () =>
      void (exploration.value = state({
        profile: { ...profile(), columns: mixed() },
        selected: ['same'],
      })),
  );
  expect(page.querySelector('.rail-foot [role=status]')!.textContent).toBe('');
});

test('while a fit runs no role changes', async () => {
  const { page, asked } = open(mixed(), { fit: training });
  await click(role(page, 'height'));
  expect(asked('select')).toEqual([]);
});

test('details show the figures of a column, and the transform of one that is described', async () => {
  const { page } = open(mixed());
  await click(page.querySelector<HTMLElement>('[aria-label="Details of height"]')!);
  const card = page.querySelector('[role=dialog]')!;
  expect(card.textContent).toContain('minimum−3');
  expect(card.textContent).toContain('distinct values90');
  expect(card.textContent).toContain('gaps2');
  expect(card.querySelector('select[aria-label="transform of height"]')).not.toBeNull();
  await act(
    async () =>
      void card.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true })),
  );
  expect(page.querySelector('[role=dialog]')).toBeNull();
  expect(document.activeElement!.getAttribute('aria-label')).toBe('Details of height');
});

test('a click on a name shows its marginal, also of one that is not described', async () => {
  const { page } = open(mixed());
  view.value = 'cloud';
  await click(page.querySelector<HTMLElement>('[aria-label="species, show its marginal"]')!);
  expect([view.value, alsoShown.value, sought.value]).toEqual([
    'marginals',
    ['species'],
    { column: 'species' },
  ]);
  await click(page.querySelector<HTMLElement>('[aria-label="age, show its marginal"]')!);
  expect(alsoShown.value).toEqual(['species']);
});

test('search and order', async () => {
  const many = Array.from({ length: 12 }, (_, k) =>
    column(`c${(k * 7) % 12}`, { missing: (k * 5) % 12 }),
  );
  const { page } = open(many, { selected: ['c0', 'c7'] });
  expect(names(page)).toEqual(many.map((c) => c.name));
  const list = page.querySelector<HTMLSelectElement>('[aria-label="Order of the columns"]')!;
  const order = (value: string) =>
    act(async () => {
      list.value = value;
      list.dispatchEvent(new Event('change', { bubbles: true }));
    });
  await order('name');
  expect(names(page).slice(0, 4)).toEqual(['c0', 'c1', 'c2', 'c3']);
  await order('gaps');
  const gaps = new Map(many.map((c) => [c.name, c.missing]));
  expect(names(page).map((n) => gaps.get(n!))).toEqual([11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
  expect([...list.options].map((o) => o.value)).toEqual(['file', 'name', 'gaps']);
  const score = (mean: number) => ({ mean, standardError: 0.01 });
  const gain = (name: string, mean: number) => ({
    column: name,
    gaussian: score(-1),
    flow: score(-1),
    gain: score(mean),
  });
  await act(async () => keepGains([gain('c3', 0.2), gain('c5', 0.9), gain('c1', NaN)]));
  await order('gain');
  expect(names(page).slice(0, 2)).toEqual(['c5', 'c3']);
  const search = page.querySelector<HTMLInputElement>('input[type=search]')!;
  await act(async () => {
    search.value = 'C1';
    search.dispatchEvent(new Event('input', { bubbles: true }));
  });
  expect(names(page).sort()).toEqual(['c1', 'c10', 'c11']);
});

test('all that measures something is chosen by one press; copies and identifiers only when they are looked for', async () => {
  const { page, last } = open(
    [column('id', { type: 'integer', identifier: say('its name says so') }), ...mixed()],
    { selected: ['age'], given: ['weight'] },
  );
  await click(button(page, 'Choose All'));
  expect(last('select')).toEqual({ columns: ['height', 'age'] });
  await click(button(page, 'Choose None'));
  expect(last('select')).toMatchObject({ columns: [] });
});

test('of thousands of columns only those on screen are made, and only these are asked for', async () => {
  const many = Array.from({ length: 3000 }, (_, k) =>
    column(`c${k}`, { type: 'category', modelled: false, distinct: 4 }),
  );
  const levels = (name: string) => ({
    kind: 'levels',
    column: name,
    levels: ['a', 'b'],
    counts: [3, 1],
    others: 0,
    rows: 4,
    missing: 0,
    parts: null,
  });
  const fake = fakeHost();
  const asked: string[][] = [];
  useHost({
    ...fake.host,
    call: ((name: string, { columns }: { columns: string[] }) => {
      if (name !== 'columnViews') return new Promise(() => undefined);
      asked.push(columns);
      return Promise.resolve(columns.map(levels));
    }) as typeof fake.host.call,
  });
  exploration.value = state({ id: 'wide', profile: { ...profile(), columns: many }, selected: [] });
  root = mount(<Rail state={exploration.value} />);
  const page = root;
  expect(page.querySelectorAll('[role=row]').length).toBeLessThan(60);
  expect(page.querySelector('[role=grid]')!.getAttribute('aria-rowcount')).toBe('3000');
  await eventually(() =>
    expect(page.querySelectorAll('.tiny-bars').length).toBe(
      page.querySelectorAll('[role=row]').length,
    ),
  );
  expect(new Set(asked.flat()).size).toBe(asked.flat().length); // nothing twice
  expect(asked.flat().length).toBeLessThan(60);
  const list = page.querySelector<HTMLElement>('[role=grid]')!;
  await act(async () => {
    list.scrollTop = 2000 * 28;
    list.dispatchEvent(new Event('scroll'));
  });
  await eventually(() => expect(asked.flat()).toContain('c2005'));
  expect(names(page)).toContain('c2005');
  expect(page.querySelectorAll('[role=row]').length).toBeLessThan(60);
});

test('folded it shows roles and types, and is remembered', async () => {
  const { page } = open(mixed());
  await click(page.querySelector<HTMLElement>('.rail-fold')!);
  expect(rail.value.folded).toBe(true);
  expect(page.querySelector('.rail-words')).toBeNull();
  expect(role(page, 'height')).toBeDefined();
  const { rail: kept } = pageState.read({ rail: { folded: true, order: 'odd' } }).content!;
  expect(kept).toEqual({ folded: true, order: 'file' });
});
