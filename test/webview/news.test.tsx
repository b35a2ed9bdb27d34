// @vitest-environment happy-dom
// What the page says of itself: an interrupted fit, what happened to the file, values that a fit cannot describe.
import { act } from 'preact/test-utils';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ExplorationState, FileNews } from '../../src/protocol/exploration';
import { acceptedAtoms, exploration, useHost, view } from '../../webview/state/store';
import { functions } from '../../webview/state/called-by-host';
import { Exploration } from '../../webview/pages/exploration';
import { fileWords } from '../../webview/chrome/file-banner';
import { fakeHost, idle, model, state, training } from './fixtures';
import { button, click, mount, reads, unmount } from './page';

vi.mock('@vscode/webview-ui-toolkit', async () => (await import('./page')).plainToolkit);

let page: HTMLElement | null = null;
beforeEach(() => {
  acceptedAtoms.value = [];
  view.value = 'marginals';
});
afterEach(() => page && unmount(page));
function open(shown: ExplorationState) {
  const fake = fakeHost({ resume: shown, discard: shown, filter: shown, fit: shown });
  useHost(fake.host);
  exploration.value = shown;
  page = mount(<Exploration />);
  return { page, calls: fake.calls };
}
const buttons = (root: HTMLElement) =>
  [...root.querySelectorAll('vscode-button')].map((b) => b.textContent);

test('an interrupted fit is resumed or discarded; a second button for it would say nothing new', async () => {
  const interrupted = {
    flow: 'affine-autoregressive',
    steps: 340,
    plannedSteps: 4000,
    seconds: 12,
    created: '',
  } as const;
  const { page, calls } = open(
    state({ interrupted, fit: { ...training, phase: 'idle', resumable: true } }),
  );
  await reads(page, 'The last fit was interrupted at step 340 of 4,000, after 12');
  expect(buttons(page).filter((text) => text === 'Resume')).toHaveLength(1);
  await click(button(page, 'Resume'));
  await click(button(page, 'Discard'));
  expect(calls.map((c) => c.name)).toEqual(expect.arrayContaining(['resume', 'discard']));
  await act(() => functions.stateChanged(state({ interrupted, fit: training })));
  expect(page.querySelector('.interrupted')).toBeNull();
});

test.each<[FileNews, string]>([
  [{ kind: 'moved', from: '/data/old.csv' }, 'old.csv was renamed. It is now people.csv.'],
  [{ kind: 'moved', from: '/before/people.csv' }, 'people.csv was moved. Its folder is now /data.'],
  [{ kind: 'moved', from: '/before/old.csv' }, 'old.csv was moved. It is now /data/people.csv.'],
  [{ kind: 'read again', rows: 1, before: 2000 }, 'read again: 1 row now, 2,000 rows before.'],
  [{ kind: 'gone' }, 'people.csv is no longer there'],
])('%j', (news, words) => expect(fileWords(news, '/data/people.csv')).toContain(words));

test('a word about a file that is settled can be dismissed, and another one comes again', async () => {
  const { page } = open(state({ file: { kind: 'moved', from: '/data/old.csv' } }));
  await click(button(page, 'Dismiss'));
  expect(page.querySelector('.file-news')).toBeNull();
  await act(() => functions.stateChanged(state({ file: { kind: 'gone' } })));
  await reads(page, 'people.csv is no longer there');
  expect(buttons(page)).toContain('Choose the File…');
});

test('values that hold many rows are said before the fit, filtered by a click, or accepted', async () => {
  const atoms = [{ column: 'height', value: state().profile!.columns[0]!.min!, share: 0.12 }];
  const { page, calls } = open(state({ atoms, where: 'age > 3' }));
  await reads(page, 'a fit of these rows gives no verdict');
  expect(page.querySelector('.atoms')!.getAttribute('role')).toBe('status');
  await click(button(page, `Only Rows with height > ${atoms[0]!.value}`));
  expect(calls.find((c) => c.name === 'filter')!.args).toEqual({
    where: `(age > 3) AND height > ${atoms[0]!.value}`,
  });

  const accepts = async () => {
    await click(button(page, 'Fit Normalizing Flow'));
    return (
      calls.filter((c) => c.name === 'fit').at(-1)!.args as { options: { acceptAtoms?: boolean } }
    ).options.acceptAtoms;
  };
  expect(await accepts()).toBeUndefined();
  const box = page.querySelector<HTMLElement & { checked: boolean }>('.atoms vscode-checkbox')!;
  await act(async () => {
    box.checked = true;
    box.dispatchEvent(new Event('change'));
  });
  expect(await accepts()).toBe(true);
});

test.each(['flow', 'gaussian', 'undecided'] as const)(
  'the colour of a verdict is that of the winner: %s',
  (verdict) => {
    const found = model();
    const { page } = open(state({ model: { ...found, verdict: { ...found.verdict, verdict } } }));
    expect(page.querySelector('.verdict')!.className).toBe(`verdict of-${verdict}`);
  },
);

test('no verdict is no success, and a verdict of other rows says so', async () => {
  const { metadata } = model();
  const withheld = model({
    metadata: { ...metadata, atoms: [{ column: 'height', value: 0, share: 0.12 }] },
  });
  const { page } = open(state({ model: withheld }));
  expect(page.querySelector('.verdict')!.className).toContain('quiet');
  const data = { name: 'old.csv', fingerprint: { size: 1, modified: 1, hash: 'other' } };
  await act(() =>
    functions.stateChanged(state({ model: model({ metadata: { ...metadata, data } }) })),
  );
  await reads(
    page,
    'This is about the rows of old.csv that the model was fitted on, not about these.',
  );
});

test('Training and About say the same about what a fit took', async () => {
  const training = { rounds: 3, steps: 12_400, bestRound: { steps: 4000, seconds: 12 } };
  const { page } = open(
    state({
      model: model({ metadata: { ...model().metadata, training, seconds: 43 } }),
      fit: { ...idle, curve: [{ step: 1, seconds: 1, train: -4, validation: -4 }] },
    }),
  );
  view.value = 'training';
  await reads(page, 'Log likelihood');
  const facts = (root: Element) =>
    new Map(
      [...root.querySelectorAll('dl.facts > div')].map((d) => [
        d.querySelector('dt')!.textContent,
        d.querySelector('dd')!.textContent,
      ]),
    );
  const [about, shown] = [
    facts(page.querySelector('.about')!),
    facts(page.querySelector('#view')!),
  ];
  expect(shown.get('steps')).toBe('12,400 in all, 4,000 in the best round');
  expect(shown.get('time')).toMatch(/^43.* in all, 12.* in the best round$/);
  for (const term of ['steps', 'kept step', 'time']) expect(shown.get(term)).toBe(about.get(term));
});
