// @vitest-environment happy-dom
// The filter of rows, and how a file is read: what is asked of the host, and what the user reads.
import { afterEach, expect, test, vi } from 'vitest';
import { act } from 'preact/test-utils';
import { Exploration } from '../../webview/pages/exploration';
import { exploration, problem, useHost } from '../../webview/state/store';
import { functions } from '../../webview/state/called-by-host';
import { button, click, mount, reads, unmount } from './page';
import { fakeHost, profile, state } from './fixtures';
import type { ReadingPreview } from '../../src/protocol/data';
import { say } from '../../src/protocol/sentence';

vi.mock('@vscode/webview-ui-toolkit', async () => (await import('./page')).plainToolkit);

let root: HTMLElement | null = null;
afterEach(() => {
  if (root) unmount(root);
  root = null;
  exploration.value = null;
  problem.value = null;
});

function open(next = state(), answers: Partial<Record<string, unknown>> = {}) {
  const fake = fakeHost(answers);
  useHost(fake.host);
  exploration.value = next;
  root = mount(<Exploration />);
  return { page: root, ...fake };
}
const type = (input: HTMLInputElement, text: string) =>
  act(() => {
    input.value = text;
    input.dispatchEvent(new Event('input', { bubbles: true }));
  });
const choose = (page: HTMLElement, label: string, value: string) =>
  act(() => {
    const select = page.querySelector<HTMLSelectElement>(`select[aria-label="${label}"]`)!;
    select.value = value;
    select.dispatchEvent(new Event('change', { bubbles: true }));
  });

const preview: ReadingPreview = {
  dialect: { format: 'csv', delimiter: ';', decimal: ',', header: true, encoding: 'utf-8' },
  names: ['height', 'city'],
  types: ['number', 'text'],
  rows: [
    ['1,5', 'Ulm'],
    ['2,5', 'Bonn'],
  ],
  notes: [say('Read with ";" between fields and a decimal comma.')],
};

test('a condition is asked for, shown with its rows, and taken away; a wrong one is a sentence beside it', async () => {
  const { page, calls } = open(state(), {
    filter: new Error('The filter names "hight", and there is no such column.'),
  });
  const input = page.querySelector<HTMLInputElement>('form.filter input')!;
  await type(input, 'hight > 3');
  await click(button(page, 'Apply'));
  expect(calls.at(-1)).toEqual({ name: 'filter', args: { where: 'hight > 3' } });
  await reads(page, 'there is no such column');
  expect(input.getAttribute('aria-invalid')).toBe('true');
  expect(problem.value).toBeNull();
  await act(() =>
    functions.stateChanged(
      state({
        where: 'height > 3',
        profile: { ...profile(), where: 'height > 3', rows: 120, fileRows: 12345 },
      }),
    ),
  );
  expect(input.value).toBe('height > 3');
  await reads(page, '120 of 12,345 rows');
  await click(button(page, 'All Rows'));
  expect(calls.at(-1)).toEqual({ name: 'filter', args: { where: null } });
});

test('the first rows of a large file are called that, and reading the rest can be stopped and taken up', async () => {
  const { page, calls } = open(state({ soFar: { about: 5_000_000, stopped: false } }), {
    stop: null,
    refresh: state(),
  });
  await reads(page, 'The first 12,345 rows so far, of about 5,000,000: the others are being read');
  await click(button(page, 'Stop Reading'));
  expect(calls.at(-1)!.name).toBe('stop');
  await act(() => functions.stateChanged(state({ soFar: { about: 5_000_000, stopped: true } })));
  await reads(page, 'Only the first 12,345 rows were read');
  await click(button(page, 'Read All'));
  expect(calls.at(-1)!.name).toBe('refresh');
});

test('several files are read in one way, which can be settled too; how text is quoted is a choice', async () => {
  const { page, calls } = open(state({ profile: { ...profile(), files: 3 } }), {
    previewReading: preview,
  });
  const details = page.querySelector<HTMLDetailsElement>('details.reading')!;
  await act(() => {
    details.open = true;
    details.dispatchEvent(new Event('toggle'));
  });
  await reads(page, 'Bonn');
  await choose(page, 'quotes', "'");
  expect(calls.filter((c) => c.name === 'previewReading').at(-1)!.args).toEqual({
    reading: { quote: "'" },
  });
});

test('Reading shows the first rows as they would be read, asks again for every change, and reads like this', async () => {
  const { page, calls } = open(state(), { previewReading: preview, reread: state() });
  const details = page.querySelector<HTMLDetailsElement>('details.reading')!;
  await act(() => {
    details.open = true;
    details.dispatchEvent(new Event('toggle'));
  });
  await reads(page, 'Bonn');
  await reads(page, 'a decimal comma');
  expect(page.querySelector('table.preview caption')!.textContent).toBe(
    'The first rows as they would be read',
  );
  await choose(page, 'delimiter', '\t');
  await choose(page, 'header', 'no');
  await choose(page, 'type of city', 'number');
  await reads(page, 'Bonn');
  const asked = { delimiter: '\t', header: false, types: { city: 'number' } };
  expect(calls.filter((c) => c.name === 'previewReading').at(-1)!.args).toEqual({ reading: asked });
  await click(button(page, 'Read Like This'));
  expect(calls.at(-1)).toEqual({ name: 'reread', args: { reading: asked } });
});

test('escape, rows of names, names of rows and comments are choices; each can be taken back', async () => {
  const { page, calls } = open(state(), { previewReading: preview });
  const details = page.querySelector<HTMLDetailsElement>('details.reading')!;
  await act(() => {
    details.open = true;
    details.dispatchEvent(new Event('toggle'));
  });
  await reads(page, 'Bonn');
  const asked = () =>
    (calls.filter((c) => c.name === 'previewReading').at(-1)!.args as { reading: unknown }).reading;
  await choose(page, 'escape', 'backslash');
  await choose(page, 'header', '3');
  await choose(page, 'row names', 'yes');
  await choose(page, 'comments', 'none');
  await vi.waitFor(() =>
    expect(asked()).toEqual({ escape: 'backslash', headerRows: 3, rowNames: true, comment: '' }),
  );
  await choose(page, 'header', 'yes');
  await choose(page, 'row names', 'no');
  const field = [...page.querySelectorAll('.reading-form label')].find(
    (l) => l.textContent === 'lines left out begin with',
  )!;
  await type(field.querySelector('input')!, '%');
  await vi.waitFor(() =>
    expect(asked()).toEqual({ escape: 'backslash', header: true, rowNames: false, comment: '%' }),
  );
  for (const label of ['escape', 'header', 'row names', 'comments'])
    await choose(page, label, 'auto');
  await vi.waitFor(() => expect(asked()).toEqual({}));
});

test('a settled reading can be given up; Parquet has none', async () => {
  const { page, calls } = open(state({ reading: { delimiter: ';' } }), {
    previewReading: preview,
    reread: state(),
  });
  await reads(page, 'Reading (settled by you)');
  const details = page.querySelector<HTMLDetailsElement>('details.reading')!;
  await act(() => {
    details.open = true;
    details.dispatchEvent(new Event('toggle'));
  });
  await reads(page, 'Bonn');
  await click(button(page, 'Read as It Seems'));
  expect(calls.at(-1)).toEqual({ name: 'reread', args: { reading: {} } });
  const parquet = {
    ...profile(),
    dialect: {
      format: 'parquet' as const,
      delimiter: null,
      decimal: null,
      header: true,
      encoding: null,
    },
  };
  await act(() => functions.stateChanged(state({ profile: parquet })));
  await reads(page, 'Parquet.');
  expect(page.querySelector('.reading-form')).toBeNull();
});
