// @vitest-environment happy-dom
// The view Posterior: what is asked of the service for it, and what it says.
import { act } from 'preact/test-utils';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { checksOf } from '../../webview/views/posterior/checks';
import { priors } from '../../webview/views/posterior/prior-options';
import { Exploration } from '../../webview/pages/exploration';
import { forgetChoices } from '../../webview/state/choices';
import { conditions, exploration, useHost, view } from '../../webview/state/store';
import {
  calibration,
  conditionalModel,
  fakeHost,
  model,
  NAMES,
  posteriorView,
  state,
} from './fixtures';
import { button, choose, click, mount, reads, unmount } from './page';

vi.mock('@vscode/webview-ui-toolkit', async () => (await import('./page')).plainToolkit);

let root: HTMLElement | null = null;
afterEach(() => {
  if (root) unmount(root);
  root = null;
  [exploration.value, conditions.value, view.value] = [null, {}, 'marginals'];
  priors.value = { prior: null, tablePrior: null };
  forgetChoices();
});

const answers = {
  given: { conditions: [], rows: 0, of: 0, reach: {}, range: { dose: [2700, 6300] } },
  posterior: posteriorView(),
  calibrate: calibration(),
  rows: {
    columns: [...NAMES, 'species', 'dose'].map((name) => ({ name, unit: null, numeric: true })),
    rows: [{ row: 0, line: 2, cells: [1.5, 2.5, 3.5, 'Gentoo', 5100], flow: null, gaussian: null }],
    reason: null,
  },
};

function open(fitted = conditionalModel()) {
  const fake = fakeHost(answers);
  useHost(fake.host);
  view.value = 'posterior';
  exploration.value = state({ model: fitted });
  root = mount(<Exploration />);
  return {
    page: root,
    asked: (name: string) => fake.calls.filter((c) => c.name === name).map((c) => c.args),
  };
}

describe('the view', () => {
  test('of a model that is given nothing says what a posterior needs', async () => {
    const { page, asked } = open(model());
    await reads(page, 'describe the parameters, give the observations');
    expect(asked('posterior')).toEqual([]);
  });

  test('begins in the middle of the observations, and says what the draws say', async () => {
    const { page, asked } = open();
    await reads(page, '2.1 ± 0.1 % of the mass of the flow was outside the prior');
    expect(asked('posterior')).toEqual([
      { observed: { species: 'Adelie', dose: 4000 }, prior: null, tablePrior: null, count: 4000 },
    ]);
    await reads(page, 'worth 812 equal ones; Pareto k 0.31');
    expect(page.querySelector('table')!.textContent).toContain(NAMES[2]);
  });

  test('follows a slider while it is dragged, and a category', async () => {
    const { page, asked } = open();
    await reads(page, 'outside the prior');
    const slider = page.querySelector<HTMLInputElement>('.observation input[type=range]')!;
    await act(async () => {
      slider.value = '5000';
      slider.dispatchEvent(new Event('input', { bubbles: true }));
    });
    expect(asked('posterior').at(-1)).toMatchObject({ observed: { dose: 5000 } });
    expect(conditions.value).toEqual({}); // what is chosen is where it stops
    await act(async () => void slider.dispatchEvent(new Event('change', { bubbles: true })));
    expect(conditions.value).toEqual({ dose: 5000 });
    await choose(page, 'species', 'Gentoo');
    expect(asked('posterior').at(-1)).toMatchObject({
      observed: { species: 'Gentoo', dose: 5000 },
    });
  });

  test('takes an observation from a row, and marks its parameters', async () => {
    const { page, asked } = open();
    await reads(page, 'outside the prior');
    await click(button(page, 'Take From the Table'));
    await reads(page, 'as in row 0');
    expect(conditions.value).toEqual({ species: 'Gentoo', dose: 5100 });
    expect(asked('posterior').at(-1)).toMatchObject({
      observed: { species: 'Gentoo', dose: 5100 },
    });
    expect(page.textContent).toContain('in row 0');
    expect(page.textContent).toContain('parameters of that row');
  });

  test('checks on demand, for the observation that is shown', async () => {
    const { page, asked } = open();
    await reads(page, 'outside the prior');
    expect(asked('calibrate')).toEqual([]);
    await click(button(page, 'Check on Pairs of the Table'));
    await reads(page, 'Ranks of the true parameters are uniform');
    expect(asked('calibrate')).toEqual([
      { pairs: 1000, observed: { species: 'Adelie', dose: 4000 } },
    ]);
    await reads(page, 'unlike those of the table (p < 0.001)');
  });
});

describe('checks', () => {
  const named = (part: Partial<ReturnType<typeof calibration>>, name: string) =>
    checksOf({ ...calibration(), ...part }).find((check) => check.name.startsWith(name))!;

  test('p-values count how many parameters were looked at', () => {
    const ranks = calibration().sbc.ranks;
    expect(named({ sbc: { ranks, pValues: [0.004, 0.5, 0.5] } }, 'Sim').holds).toBe(true);
    const failing = named({ sbc: { ranks, pValues: [0.5, 0.001, 0.5] } }, 'Sim');
    expect(failing.holds).toBe(false);
    expect(failing.words).toContain(`Ranks of ${NAMES[1]} are not uniform (p = 0.003)`);
  });

  test('coverage is off where it is more than three standard errors away', () => {
    expect(named({ coverage: [[0.9, 0.925]] }, 'Exp').holds).toBe(true);
    const off = named({ coverage: [[0.9, 0.935]] }, 'Exp');
    expect(off.holds).toBe(false);
    expect(off.words).toContain('which is not 90 %');
  });

  test('without enough pairs, and without an observation, two are left out', () => {
    const { misspecification: _, ...rest } = calibration();
    const names = checksOf({ ...rest, conformal: { '0.9': null } }).map((check) => check.name);
    expect(names).toHaveLength(3);
  });
});
