// @vitest-environment happy-dom
// The chain of operations on the page:
// crumbs, the menu with its reasons, forms with a live result, undo, and what is remembered.
import { act } from 'preact/test-utils';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { chain as schema, type ChainView, type Step } from '../../src/protocol/operations';
import { CALLS } from '../../src/protocol/calls';
import { FIRST_CHAIN } from '../../src/protocol/webview';
import { adding, chain, lookedAt } from '../../webview/state/chain';
import { forgetChoices, redo, undo } from '../../webview/state/choices';
import { remember } from '../../webview/state/remembered';
import { useHost, view as shownView } from '../../webview/state/store';
import { Operations } from '../../webview/views/operations/operations';
import { segment } from '../../webview/views/operations/state';
import { chainView, fakeHost, model, NAMES, state } from './fixtures';
import { button, check, choose, click, eventually, mount, reads, unmount } from './page';
import { say } from '../../src/protocol/sentence';

vi.mock('@vscode/webview-ui-toolkit', async () => (await import('./page')).plainToolkit);

const drawn: Partial<ChainView> = {
  kind: 'weighted draws',
  method: 'Monte Carlo',
  density: null,
  draws: { count: 20_000, effective: 4321.2 },
  mean: NAMES.map(() => ({ value: 1.25, standardError: 0.015 })),
  covarianceError: new Array<number>(9).fill(0.03),
  entropy: null,
  logZ: { of: 'product', estimate: { value: -7.5, standardError: 0.02 } },
  marginals: NAMES.map((column) => ({
    column,
    edges: [0, 1, 2],
    histogram: { density: [0.4, 0.6], standardError: [0.01, 0.02], below: 1, above: 0 },
    curve: null,
  })),
};

let root: HTMLElement | null = null;
const shown = (part = {}) => (root = mount(<Operations state={state(part)} />));
beforeEach(() => {
  [segment.value, chain.value, lookedAt.value, adding.value] = ['chain', FIRST_CHAIN, null, null];
  forgetChoices();
});
afterEach(() => {
  if (root) unmount(root);
  root = null;
});
const crumbs = (page: HTMLElement) =>
  [...page.querySelectorAll('.crumbs button')].map((b) => b.textContent);
const asked = (fake: ReturnType<typeof fakeHost>) =>
  fake.calls
    .filter((c) => c.name === 'operations')
    .map((c) => c.args as { chain: { steps: Step[] } });
const menu = (page: HTMLElement, name: string) =>
  [...page.querySelectorAll<HTMLButtonElement>('.choices button')].find(
    (b) => b.firstElementChild!.textContent === name,
  )!;
const input = (page: HTMLElement, label: string) =>
  page.querySelector<HTMLInputElement>(`[aria-label="${label}"]`)!;
async function write(
  element: HTMLInputElement | HTMLTextAreaElement,
  value: string,
  event = 'input',
): Promise<void> {
  await act(async () => {
    element.value = value;
    element.dispatchEvent(new Event(event, { bubbles: true }));
  });
}

describe('the chain', () => {
  test('begins with the Gaussian of the chosen columns, in a form that the service understands', async () => {
    const fake = fakeHost({ operations: chainView() });
    useHost(fake.host);
    const page = shown();
    await reads(page, 'Gaussian of height, weight, age, in closed form: every figure is exact.');
    await reads(page, 'Fitted to 12,342 rows');
    expect(crumbs(page)).toEqual(['people.csv', 'Gaussian of height, weight, age']);
    expect(asked(fake)[0]).toEqual({
      chain: { start: { from: 'gaussian' }, steps: [] },
      place: null,
    });
    expect(CALLS.operations.args.safeParse({ id: 'a', ...asked(fake)[0] }).success).toBe(true);
    expect(page.textContent).not.toMatch(/NaN|undefined|Infinity/);
  });

  test('an estimate has its error, its sample size and log Z', async () => {
    useHost(fakeHost({ operations: chainView(drawn) }).host);
    const page = shown();
    await reads(
      page,
      'by Monte Carlo: figures are of 20,000 draws that are worth 4,321 of equal weight',
    );
    await reads(page, '1.25 ± 0.015');
    await reads(page, 'log Z?−7.5 ± 0.02');
    await reads(page, 'log densitiesnot known');
    expect(
      [...page.querySelectorAll('vscode-button')].some((b) => b.textContent === 'Export as JSON…'),
    ).toBe(false);
  });

  test('the rank and the support of a degenerate Gaussian', async () => {
    useHost(
      fakeHost({
        operations: chainView({
          names: ['u', 'v'],
          degenerate: {
            rank: 1,
            basis: [0.6, 0.8],
            sentence: say('The column "v" is an exact combination of "u".'),
          },
        }),
      }).host,
    );
    await reads(shown(), /exact combination.*direction 1u0\.6v0\.8.*rank1 of 2/);
  });

  test('an operation that cannot be done is there with its reason', async () => {
    useHost(
      fakeHost({
        operations: chainView({
          names: ['y'],
          cannot: { ...chainView().cannot, condition: 'one column', multiply: 'degenerate' },
        }),
      }).host,
    );
    const page = shown();
    await reads(page, 'in closed form');
    expect(menu(page, 'Condition').disabled).toBe(true);
    expect(menu(page, 'Condition').textContent).toContain('not with one column');
    expect(menu(page, 'Multiply').textContent).toContain('no density in all columns');
    expect(menu(page, 'Map').disabled).toBe(false);
  });

  test('crumbs look back, remove takes the last away, undo and redo step through', async () => {
    const steps: Step[] = [
      { operation: 'condition', values: { age: 40 } },
      { operation: 'transform', formulas: ['y = log(height)'], keep: true },
    ];
    chain.value = { start: { from: 'gaussian' }, steps };
    const fake = fakeHost({ operations: chainView() });
    useHost(fake.host);
    const page = shown();
    await reads(page, 'in closed form');
    expect(crumbs(page)).toEqual([
      'people.csv',
      'Gaussian of height, weight, age',
      'given age = 40',
      'y = log(height)',
    ]);
    await click(button(page, 'given age = 40'));
    await reads(page, 'You look at an earlier place');
    await eventually(() =>
      expect(asked(fake).map((c) => c.chain.steps)).toContainEqual(steps.slice(0, 1)),
    );
    expect(page.querySelector('[aria-current]')!.textContent).toBe('given age = 40');
    expect(chain.value.steps).toEqual(steps);
    await click(button(page, 'Remove Last'));
    expect(chain.value.steps).toEqual(steps.slice(0, 1));
    await act(undo);
    expect(chain.value.steps).toEqual(steps);
    await act(redo);
    expect(chain.value.steps).toEqual(steps.slice(0, 1));
    await click(button(page, 'Begin Again'));
    expect(chain.value).toEqual(FIRST_CHAIN);
  });

  test('another beginning keeps the steps; a typed one is written', async () => {
    const fake = fakeHost({ operations: chainView() });
    useHost(fake.host);
    const page = shown();
    await reads(page, 'in closed form');
    await choose(page, 'begin with', 'rows');
    expect(chain.value).toEqual({ start: { from: 'rows' }, steps: [] });
    await choose(page, 'begin with', 'typed');
    await write(
      page.querySelector<HTMLInputElement>('input[type="text"]')!,
      'u=uniform(0,1), v=normal(0,1)',
      'change',
    );
    expect(chain.value.start).toEqual({ from: 'typed', text: 'u=uniform(0,1), v=normal(0,1)' });
    await eventually(() => expect(asked(fake).at(-1)!.chain).toEqual(chain.value));
  });

  test('the flow can be the beginning only when there is one', async () => {
    useHost(fakeHost({ operations: chainView() }).host);
    const options = (page: HTMLElement) =>
      [...page.querySelectorAll('vscode-dropdown[aria-label="begin with"] vscode-option')].map(
        (o) => o.textContent,
      );
    const page = shown();
    await reads(page, 'in closed form');
    expect(options(page)).not.toContain('the fitted flow');
    unmount(page);
    expect(options(shown({ model: model() }))).toContain('the fitted flow');
  });

  test('without columns nothing is asked', async () => {
    const fake = fakeHost({ operations: chainView() });
    useHost(fake.host);
    await reads(shown({ selected: [] }), 'No column is chosen');
    expect(asked(fake)).toEqual([]);
  });

  test('a chain that cannot be done says why, and its last step can be taken away', async () => {
    chain.value = {
      start: { from: 'gaussian' },
      steps: [{ operation: 'marginalise', keep: ['shoe size'] }],
    };
    useHost(fakeHost({ operations: new Error('There is no column "shoe size".') }).host);
    const page = shown();
    await reads(page, 'There is no column "shoe size".');
    await click(button(page, 'Remove Last'));
    expect(chain.value.steps).toEqual([]);
  });
});

describe('forms', () => {
  /** Opens a form and hands back what Add sends. */
  async function open(
    name: string,
    answers: Partial<Record<string, unknown>> = { operations: chainView() },
  ) {
    const fake = fakeHost(answers);
    useHost(fake.host);
    const page = shown();
    await eventually(() => expect(page.querySelector('.method')).not.toBeNull());
    await click(menu(page, name));
    await eventually(() => expect(page.querySelector('.step-form')).not.toBeNull());
    const add = async () => {
      await click(button(page, 'Add'));
      await eventually(() => expect(page.querySelector('.step-form')).toBeNull());
      expect(schema.safeParse(chain.value).success).toBe(true);
      return chain.value.steps.at(-1)!;
    };
    return { page, fake, add };
  }

  test('condition: the result follows the slider before anything is added', async () => {
    const { page, fake, add } = await open('Condition');
    await eventually(() =>
      expect(asked(fake).at(-1)!.chain.steps).toEqual([
        { operation: 'condition', values: { age: 4.5 } },
      ]),
    );
    await write(input(page, 'known value of age'), '1.25');
    await eventually(() =>
      expect(asked(fake).at(-1)!.chain.steps).toEqual([
        { operation: 'condition', values: { age: 1.25 } },
      ]),
    );
    await reads(page, 'Preview: given age = 1.25');
    expect(chain.value.steps).toEqual([]);
    expect(await add()).toEqual({ operation: 'condition', values: { age: 1.25 } });
    expect(crumbs(page).at(-1)).toBe('given age = 1.25');
    expect(document.activeElement!.textContent).toBe('given age = 1.25'); // so that Ctrl+Z reaches the page
  });

  test('condition: follows its sliders on a flow, too, with fewer draws', async () => {
    const { page, fake } = await open('Condition', { operations: chainView(drawn) });
    await reads(page, 'Preview: given age');
    await reads(page, 'along it');
    const quick = fake.calls.filter((c) => (c.args as { quick?: boolean }).quick);
    expect(quick.length).toBeGreaterThan(0);
  });

  test('condition: leaves a column free, and knows equations', async () => {
    const { page, add } = await open('Condition');
    for (const name of ['height', 'weight']) await check(page, name);
    await reads(page, 'Leave at least one column free.');
    await choose(page, 'known', 'equations');
    expect(await add()).toEqual({ operation: 'condition', matrix: [[1, 1, 0]], equals: [2] });
  });

  test('marginalise, project and mean of k begin with something sensible', async () => {
    const marginal = await open('Marginalise');
    expect(await marginal.add()).toEqual({ operation: 'marginalise', keep: ['height', 'weight'] });
    unmount(root!);
    chain.value = FIRST_CHAIN;
    const project = await open('Project');
    expect(await project.add()).toEqual({
      operation: 'project',
      onto: { height: 0.577, weight: 0.577, age: 0.577 },
    });
    unmount(root!);
    chain.value = FIRST_CHAIN;
    expect(await (await open('Mean of k')).add()).toEqual({ operation: 'mean of k', k: 16 });
  });

  test('map: cells, an offset, names, and the consent to a degenerate result', async () => {
    const { page, add } = await open('Map');
    await write(input(page, 'row 1, height'), '3', 'change');
    await write(input(page, 'row 1, + b'), '-1', 'change');
    await write(input(page, 'name of result 1'), 'total', 'change');
    await check(page, 'accept a degenerate result (a matrix without full rank)');
    expect(await add()).toEqual({
      operation: 'map',
      matrix: [
        [3, 1, 0],
        [1, -1, 0],
      ],
      offset: [-1, 0],
      names: ['total', 'difference'],
      allowDegenerate: true,
    });
  });

  test('multiply: with the table, or with what is typed once that is a Gaussian', async () => {
    const { page, add } = await open('Multiply');
    await choose(page, 'with', 'typed');
    const text = page.querySelector('textarea')!;
    await write(text, '{"names": ["height"]');
    await reads(page, 'This is not valid JSON.');
    await write(
      text,
      '{"names": ["height", "weight", "age"], "mean": [0, 0, 0], "covariance": [[1, 0, 0], [0, 1, 0]]}',
    );
    await reads(page, 'a row of numbers for each column');
    await write(
      text,
      '{"names": ["height", "weight", "age"], "mean": [0, 0, 0], "covariance": [[1, 0, 0], [0, 1, 0], [0, 0, 1]]}',
    );
    expect(await add()).toMatchObject({
      operation: 'multiply',
      factor: { kind: 'typed', mean: [0, 0, 0] },
    });
  });

  test('transform: several formulas, an inverse, and columns that stay', async () => {
    const { page, add } = await open('Transform');
    const [formulas, inverse] = [...page.querySelectorAll('textarea')];
    await write(formulas!, 'u = x1 + x2\n\n v = x1 - x2 ');
    await write(inverse!, 'x1 = (u + v)/2\nx2 = (u - v)/2');
    expect(await add()).toEqual({
      operation: 'transform',
      formulas: ['u = x1 + x2', 'v = x1 - x2'],
      inverse: ['x1 = (u + v)/2', 'x2 = (u - v)/2'],
      keep: true,
    });
  });

  test('a step that is refused stays in its form, and the chain as it was', async () => {
    const answers: Record<string, unknown> = { operations: chainView() };
    const { page } = await open('Map', answers);
    answers.operations = new Error('The result has rank 1, not 2: "y2" - 2 "y1" never varies.');
    await click(button(page, 'Add'));
    await reads(page, 'The result has rank 1');
    expect(chain.value.steps).toEqual([]);
    await click(button(page, 'Cancel'));
    expect(page.querySelector('.step-form')).toBeNull();
  });
});

describe('what is kept', () => {
  test('the chain comes back with the page; what is not understood does not', () => {
    const steps: Step[] = [{ operation: 'mean of k', k: 4 }];
    const written: { operations?: unknown }[] = [];
    const api = (kept: unknown) => ({
      postMessage: () => undefined,
      getState: () => kept,
      setState: (s: object) => void written.push(s),
    });
    remember(api({ operations: { start: { from: 'rows' }, steps } }));
    expect(chain.value).toEqual({ start: { from: 'rows' }, steps });
    shownView.value = 'operations';
    expect(written.at(-1)!.operations).toEqual({ start: { from: 'rows' }, steps });
    for (const kept of [
      null,
      {},
      { operations: { start: { from: 'file' }, steps } },
      { operations: { start: { from: 'typed' }, steps } },
      { operations: { start: { from: 'rows' }, steps: 'x' } },
      { operations: { start: { from: 'rows' }, steps: [3] } },
    ]) {
      remember(api(kept));
      expect(chain.value).toEqual(FIRST_CHAIN);
    }
  });
});
