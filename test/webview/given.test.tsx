// @vitest-environment happy-dom
// Columns as conditions: their role, the bar of conditions over the pictures, and what is asked of the service for it.
import { act } from 'preact/test-utils';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Condition } from '../../src/protocol/model';
import { givenNames } from '../../src/protocol/words/conditions';
import { verdictWords } from '../../src/protocol/words/verdict';
import { forgetChoices, undo } from '../../webview/state/choices';
import { Exploration } from '../../webview/pages/exploration';
import { conditions, exploration, problem, useHost, view } from '../../webview/state/store';
import { givenWords } from '../../webview/chrome/given-bar';
import {
  cloudView,
  column,
  compareColumns,
  comparison,
  fakeHost,
  layersView,
  marginal,
  model,
  NAMES,
  profile,
  state,
} from './fixtures';
import { choose, click, eventually, mount, reads, unmount } from './page';
import { english } from '../../src/protocol/sentence';

vi.mock('@vscode/webview-ui-toolkit', async () => (await import('./page')).plainToolkit);

const species: Condition = { kind: 'category', column: 'species', levels: ['Adelie', 'Gentoo'] };
const mass: Condition = { kind: 'number', column: 'mass', shift: 4000, scale: 500 };
const given = { conditions: [species, mass], slopes: [] };
const conditional = () => {
  const base = model();
  return model({
    metadata: { ...base.metadata, specification: { ...base.metadata.specification, given } },
  });
};
const table = () => ({
  ...profile([...NAMES, 'mass']),
  columns: [
    ...profile([...NAMES, 'mass']).columns.slice(0, 4),
    column('species', { type: 'category', modelled: false }),
    column('note', { type: 'text', modelled: false, distinct: 900 }),
  ],
});
const answers = {
  given: {
    conditions: given.conditions,
    rows: 152,
    of: 152,
    reach: {},
    range: { mass: [2700, 6300] },
  },
  marginals: NAMES.map((n) => marginal(n, true)),
  cloud: cloudView(),
  layers: layersView(),
  compareColumns,
};

let root: HTMLElement | null = null;
beforeEach(() => useHost(fakeHost().host));
afterEach(() => {
  if (root) unmount(root);
  root = null;
  [exploration.value, problem.value, conditions.value, view.value] = [null, null, {}, 'marginals'];
  forgetChoices();
});

function open(
  more: Partial<Record<string, unknown>> = {},
  next = state({ profile: table(), model: conditional() }),
) {
  const fake = fakeHost({ ...answers, ...more });
  useHost(fake.host);
  exploration.value = next;
  root = mount(<Exploration />);
  return {
    page: root,
    ...fake,
    last: (name: string) => fake.calls.filter((c) => c.name === name).at(-1)?.args,
  };
}
const box = (page: HTMLElement, label: string) =>
  page.querySelector<HTMLElement & { checked: boolean }>(`vscode-checkbox[aria-label="${label}"]`);
const tick = (element: HTMLElement & { checked: boolean }, on: boolean) =>
  act(async () => {
    element.checked = on;
    element.dispatchEvent(new Event('change'));
  });
/** The control of a column in the list at the left. */
const role = (page: HTMLElement, name: string) =>
  [...page.querySelectorAll<HTMLElement>('.rail [role=checkbox]')].find((e) =>
    e.getAttribute('aria-label')!.startsWith(`${name}:`),
  )!;

describe('the role of a column', () => {
  test('a category can be given, a text of many values cannot; undo takes it back', async () => {
    const { page, last } = open({ select: state() }, state({ profile: table() }));
    expect(role(page, 'note').getAttribute('aria-disabled')).toBe('true');
    await click(role(page, 'species'));
    expect(last('select')).toEqual({ columns: NAMES, given: ['species'] });
    await act(
      async () => void (exploration.value = state({ profile: table(), given: ['species'] })),
    );
    expect(role(page, 'species').getAttribute('aria-label')).toBe('species: given');
    await act(() => undo());
    expect(last('select')).toEqual({ columns: NAMES, given: [] });
  });

  test('a numeric column is either described or given', async () => {
    const { page, last } = open({}, state({ profile: table(), given: ['mass'] }));
    await click(role(page, 'height'));
    const [weight, age] = NAMES.filter((n) => n !== 'height');
    expect(last('select')).toEqual({ columns: [weight, age], given: ['mass', 'height'] });
    await click(role(page, 'mass')); // left out
    await click(role(page, 'mass')); // described
    expect(last('select')).toEqual({ columns: [weight, age, 'mass'], given: ['height'] });
  });

  test('a choice that comes before the one before it is answered builds on it', async () => {
    const { page, calls } = open({}, state({ profile: table() })); // select is never answered
    await click(role(page, 'species'));
    await click(role(page, 'height'));
    expect(calls.filter((c) => c.name === 'select').map((c) => c.args)).toEqual([
      { columns: NAMES, given: ['species'] },
      { columns: NAMES.filter((n) => n !== 'height'), given: ['species', 'height'] },
    ]);
  });
});

describe('the bar of conditions', () => {
  test('is there for a model with conditions only, and begins as in the data', async () => {
    const { page } = open();
    await reads(page, 'Samples of the flow are drawn with the conditions of the rows');
    expect(page.querySelector('.given vscode-dropdown')!.textContent).toBe(
      'as in the dataAdelieGentoo',
    );
    expect(page.querySelector('.given input[type=range]')).toBeNull();
    await act(async () => void (exploration.value = state({ profile: table(), model: model() })));
    expect(page.querySelector('.given')).toBeNull();
  });

  test('a level goes to every picture, and says which rows stand beside it', async () => {
    const { page, last } = open();
    await eventually(() => expect(page.querySelector('.given vscode-dropdown')).not.toBeNull());
    await choose(page, 'species', 'Adelie');
    await eventually(() =>
      expect(last('marginals')).toEqual({ lens: { given: { species: 'Adelie' } } }),
    );
    expect(last('given')).toEqual({ chosen: { species: 'Adelie' } });
    await reads(
      page,
      'Rows beside it: the 152 with species = Adelie. The other conditions are those of these rows.',
    );
    await act(async () => void (view.value = 'cloud'));
    await eventually(() =>
      expect(last('contours')).toMatchObject({ given: { species: 'Adelie' } }),
    );
    expect(last('cloud')).toMatchObject({ lens: { given: { species: 'Adelie' } } });
    await act(async () => void (view.value = 'layers'));
    await eventually(() =>
      expect(last('layers')).toEqual({ from: 'test rows', given: { species: 'Adelie' } }),
    );
    await act(() => undo());
    expect(conditions.value).toEqual({});
  });

  test('a number has a slider over its range, and a field', async () => {
    const { page } = open();
    await eventually(() => expect(box(page, 'mass as in the data')).not.toBeNull());
    await tick(box(page, 'mass as in the data')!, false);
    expect(conditions.value).toEqual({ mass: 4000 });
    const slider = page.querySelector<HTMLInputElement>('.given input[type=range]')!;
    await eventually(() => expect([slider.min, slider.max]).toEqual(['2700', '6300']));
    const field = page.querySelector<HTMLInputElement>('[aria-label="value of mass"]')!;
    field.value = '4512.5';
    await act(async () => void field.dispatchEvent(new Event('change', { bubbles: true })));
    expect(conditions.value).toEqual({ mass: 4512.5 });
    field.value = '';
    await act(async () => void field.dispatchEvent(new Event('change', { bubbles: true })));
    expect(conditions.value).toEqual({ mass: 4512.5 });
    await tick(box(page, 'mass as in the data')!, true);
    expect(conditions.value).toEqual({});
  });

  test('its words', () => {
    const own = given.conditions;
    const near = { ...answers.given, range: {}, rows: 200, of: 4000, reach: { mass: 120.04 } };
    expect(givenWords(own, { species: 'Adelie', mass: 3700 }, near)).toBe(
      'Rows beside it: of the 4,000 with species = Adelie the nearest 200, mass within ±120 of 3,700. The Gaussian is the linear Gaussian under these conditions.',
    );
    expect(givenWords(own, { mass: 3700 }, near)).toContain(
      'Rows beside it: of 4,000 the nearest 200, mass within ±120 of 3,700.',
    );
    expect(
      givenWords(own, { species: 'Adelie' }, { ...near, rows: 0, of: 0, reach: {} }),
    ).toContain('No row has these conditions');
  });
});

test('Compare names the linear Gaussian, lists the gain of each level, and asks for no mixture', async () => {
  const score = (mean: number) => ({ mean, standardError: 0.01 });
  const entry = comparison().models[0]!;
  const conditionalEntry = {
    ...entry,
    given: ['species', 'mass'],
    baseline: score(-4.2),
    overUnconditional: score(0.9),
    verdict: {
      ...entry.verdict,
      sentence: verdictWords({
        rows: 1232,
        on: 'test',
        gain: entry.gain,
        verdict: 'flow',
        given: ['species', 'mass'],
      }),
    },
    groups: [
      { column: 'species', level: 'Adelie', rows: 800, gain: score(0.25) },
      { column: 'species', level: 'Gentoo', rows: 432, gain: score(0.4) },
    ],
  };
  const { page, calls } = open({ compare: comparison({ models: [conditionalEntry] }) });
  await act(async () => void (view.value = 'compare'));
  await reads(page, 'linear Gaussian, given species, mass');
  await reads(page, 'Over the Gaussian that is given nothing it gains');
  await reads(page, 'species = Gentoo');
  await reads(page, 'A mixture of Gaussians with conditions is not fitted');
  expect(calls.map((c) => c.name)).not.toContain('compareMixture');
});

test('the verdict says what is given', () => {
  const scores = {
    rows: 1000,
    on: 'test' as const,
    gain: { mean: 0.52, standardError: 0.01 },
    verdict: 'flow' as const,
  };
  expect(english(verdictWords({ ...scores, given: givenNames({ given }) }))).toBe(
    'Given species, mass, the flow describes these data better than a linear Gaussian: +0.52 ± 0.01 nats per row on 1,000 test rows.',
  );
});
