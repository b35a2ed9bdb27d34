// @vitest-environment happy-dom
// What is left out is said where columns are chosen, with one click to take it in.
import { afterEach, expect, test, vi } from 'vitest';
import { act } from 'preact/test-utils';
import { Exploration } from '../../webview/pages/exploration';
import { Inspector } from '../../webview/pages/inspector';
import { exploration, useHost } from '../../webview/state/store';
import { functions } from '../../webview/state/called-by-host';
import { button, click, mount, reads, unmount } from './page';
import { column, fakeHost, profile, state } from './fixtures';
import { say } from '../../src/protocol/sentence';

vi.mock('@vscode/webview-ui-toolkit', async () => (await import('./page')).plainToolkit);

let root: HTMLElement | null = null;
afterEach(() => {
  if (root) unmount(root);
  root = null;
  exploration.value = null;
});

function open(next: ReturnType<typeof state>, page = <Exploration />) {
  const fake = fakeHost({});
  useHost(fake.host);
  exploration.value = next;
  root = mount(page);
  const selected = () => fake.calls.filter((c) => c.name === 'select').at(-1)?.args;
  return { page: root, selected };
}

const counted = () => ({
  ...profile(),
  columns: [
    column('row', { type: 'integer', identifier: say('its name says so') }),
    ...profile().columns,
  ],
});
const SENTENCE = '"row" is left out as an identifier: its name says so.';

test('an identifier is named with its reason, and one click takes it in', async () => {
  const { page, selected } = open(state({ profile: counted(), selected: ['height', 'age'] }));
  await reads(page, SENTENCE);
  await click(button(page, 'Take In row'));
  expect(selected()).toEqual({ columns: ['row', 'height', 'age'] });
  await act(() =>
    functions.stateChanged(state({ profile: counted(), selected: ['row', 'height', 'age'] })),
  );
  expect(page.querySelector('.left-out')).toBeNull();
});

test('one that is given is not left out', () => {
  const { page } = open(state({ profile: counted(), selected: ['height'], given: ['row'] }));
  expect(page.querySelector('.left-out')).toBeNull();
});

test('all columns that measure something are chosen by Choose All', async () => {
  const { page, selected } = open(state({ profile: counted(), selected: ['age'] }));
  await click(button(page, 'Choose All'));
  expect(selected()).toEqual({ columns: ['height', 'weight', 'age'] });
});

test('the first columns of many are said to be the first, with all of them one click away', async () => {
  const names = Array.from({ length: 40 }, (_, k) => `c${k}`);
  const first = state({ profile: profile(names), selected: names.slice(0, 12) });
  const { page, selected } = open(first);
  await reads(page, 'The first 12 of 40 numeric columns are chosen.');
  await click(button(page, 'Choose All 40'));
  expect(selected()).toEqual({ columns: names });
  // somebody chose
  await act(() => functions.stateChanged({ ...first, selected: names.slice(0, 11) }));
  expect(page.textContent).not.toContain('The first 12');
});

test('many identifiers: the first are named', async () => {
  const ids = Array.from({ length: 5 }, (_, k) =>
    column(`id ${k}`, { type: 'integer', identifier: say('its name says so') }),
  );
  const { page } = open(
    state({ profile: { ...profile(), columns: [...ids, column('x')] }, selected: ['x'] }),
  );
  await reads(page, '2 more identifiers are left out: see the list of columns.');
});

test('the side panel says the same', async () => {
  const { page } = open(state({ profile: counted(), selected: ['height', 'age'] }), <Inspector />);
  await reads(page, SENTENCE);
});
