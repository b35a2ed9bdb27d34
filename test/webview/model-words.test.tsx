// @vitest-environment happy-dom
// A fit may return a Gaussian as its model: pictures say so, and call nothing a flow.
import { afterEach, expect, test, vi } from 'vitest';
import { panelSpec } from '../../webview/charts/marginal-spec';
import { exploration, useHost } from '../../webview/state/store';
import { theme } from '../../webview/state/theme';
import { barLines } from '../../webview/views/marginals/bar-lines';
import { marginalLabel } from '../../webview/views/marginals/marginal-panel';
import { Cloud } from '../../webview/views/cloud/cloud';
import { Compare } from '../../webview/views/compare/compare';
import { Marginals } from '../../webview/views/marginals/marginals';
import { check, mount, reads, unmount } from './page';
import {
  cloudView,
  compareColumns,
  comparison,
  fakeHost,
  marginal,
  model,
  NAMES,
  state,
} from './fixtures';

vi.mock('@vscode/webview-ui-toolkit', async () => (await import('./page')).plainToolkit);

let root: HTMLElement | null = null;
afterEach(() => {
  if (root) unmount(root);
  [root, exploration.value] = [null, null];
});

const flow = model();
const gaussian = {
  ...flow,
  metadata: {
    ...flow.metadata,
    specification: { ...flow.metadata.specification, flow: 'gaussian' as const },
  },
};

test.each([
  [flow, 'Flow samples', 'flow samples ±1 SE', /^flow /],
  [
    gaussian,
    'Model samples (a Gaussian)',
    'model samples ±1 SE (a Gaussian)',
    /^model \(a Gaussian\) /,
  ],
])('of %#', async (shown, samples, key, bar) => {
  const now = state({ model: shown });
  exploration.value = now;
  useHost(
    fakeHost({
      cloud: cloudView(),
      compare: comparison(),
      compareColumns,
      marginals: NAMES.map((n) => marginal(n, true)),
    }).host,
  );
  root = mount(
    <>
      <Marginals state={now} />
      <Cloud state={now} />
      <Compare state={now} />
    </>,
  );
  await reads(root, key);
  await reads(root, `${samples}, 50 points`);
  await check(root, 'Show as table');
  expect(root.textContent).toContain(
    shown === flow ? 'mean (flow samples)' : 'mean (model samples)',
  );
  if (shown === gaussian) expect(root.textContent).not.toMatch(/flow samples/i);
  const view = marginal('height', true);
  expect(JSON.stringify(panelSpec(view, theme.value, 400))).toContain(key);
  expect(barLines(view, 5).at(-1)).toMatch(bar);
  expect(marginalLabel(view)).toContain(
    shown === flow ? 'of the flow' : 'of the model, a Gaussian',
  );
});
