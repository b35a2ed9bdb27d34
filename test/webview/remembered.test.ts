// @vitest-environment happy-dom
// What is remembered of a page: by VS Code for its tab, and by the host for its file.
import { afterEach, expect, test, vi } from 'vitest';
import { fileLook } from '../../src/protocol/file-look';
import { pageState } from '../../src/protocol/page-state';
import { FIRST_CHAIN } from '../../src/protocol/webview';
import { rowsOpen } from '../../webview/state/drawer';
import { FIRST_LOOK, look } from '../../webview/state/look';
import { rail } from '../../webview/state/rail';
import { remember } from '../../webview/state/remembered';
import { selectedOn, selection } from '../../webview/state/selection';
import {
  axes,
  exploration,
  keptTogether,
  lens,
  split,
  transforms,
  useHost,
  view,
} from '../../webview/state/store';
import { eventually } from './page';
import { column, fakeHost, NAMES, profile, state, training } from './fixtures';

let end = () => {};
afterEach(() => end());

vi.mock('@vscode/webview-ui-toolkit', async () => (await import('./page')).plainToolkit);

test('what is needed to open the page again is remembered, and written only when it changes', () => {
  useHost(fakeHost().host);
  const written: unknown[] = [];
  const kept = {
    keptTogether: { by: 'column', column: 'city' },
    transforms: { age: { kind: 'log' } },
    lens: { split: 'city' },
    selection: {
      steps: [{ how: 'add', shape: { kind: 'rows', rows: [3, 4] } }],
      on: '["abc",{}]',
    },
  };
  end = remember({
    postMessage: () => undefined,
    getState: () => pageState.write(kept as never),
    setState: (s) => written.push(s),
  });
  expect(transforms.value).toEqual(kept.transforms);
  expect(lens.value).toEqual(kept.lens);
  expect(selection.value).toEqual(kept.selection.steps);
  exploration.value = state();
  exploration.value = state({ fit: training });
  view.value = 'cloud';
  transforms.value = {};
  const page = {
    version: pageState.version,
    dataPath: '/data/people.csv',
    columns: NAMES,
    given: [],
    where: null,
    comparedPaths: [],
    modelPath: null,
    operations: FIRST_CHAIN,
    look: FIRST_LOOK,
    fit: { choices: {}, last: null },
    rail: { folded: false, order: 'file' },
    rowsOpen: false,
  };
  expect(written.slice(1)).toEqual([
    { ...page, view: 'marginals', ...kept },
    { ...page, view: 'cloud', ...kept },
    { ...page, view: 'cloud', ...kept, transforms: {} },
  ]);
  [selection.value, selectedOn.value, split.value, keptTogether.value] = [
    [],
    null,
    null,
    { by: 'auto' },
  ];
});

test('a new page of a file begins as the file was looked at last, and tells the host what changes', async () => {
  const fake = fakeHost();
  useHost(fake.host);
  const before = {
    look: { ...FIRST_LOOK, layout: 'pairs' as const, across: 'age', up: 'height' },
    axes: { age: { log: true } },
    split: 'city',
    rail: { folded: true, order: 'name' as const },
    rowsOpen: true,
  };
  const api = (kept: unknown) => ({
    postMessage: () => undefined,
    getState: () => kept,
    setState: () => undefined,
  });
  end = remember(api(undefined), before);
  expect([look.value, rail.value, rowsOpen.value]).toEqual([before.look, before.rail, true]);
  expect(lens.value).toEqual({ axes: before.axes, split: 'city' });
  // the file may have lost the column by now
  exploration.value = state({ profile: { ...profile(), columns: [column('age')] } });
  expect(lens.value).toEqual({ axes: before.axes });
  expect(fake.calls).toEqual([]);
  rowsOpen.value = false;
  await eventually(() => expect(fake.calls.map((c) => c.name)).toContain('looked at'));
  const told = fake.calls.at(-1)!.args as { look: unknown };
  expect(fileLook.parse(told.look)).toEqual({ ...before, rowsOpen: false });
  end();
  // a page that VS Code brings back is as it was itself
  end = remember(api(pageState.write({ rowsOpen: true } as never)), before);
  expect([look.value, split.value, rowsOpen.value]).toEqual([FIRST_LOOK, null, true]);
  [rail.value, rowsOpen.value, axes.value] = [{ folded: false, order: 'file' }, false, {}];
});
