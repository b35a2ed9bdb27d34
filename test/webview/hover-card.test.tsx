// @vitest-environment happy-dom
// The card of a row: values, log densities, and how many samples of the model are rarer, with where that comes from.
import { afterEach, expect, test, vi } from 'vitest';
import { act } from 'preact/test-utils';
import { HoverCard } from '../../webview/controls/hover-card';
import { hovered, hoverRow } from '../../webview/state/hover';
import { useHost } from '../../webview/state/store';
import { rarityWords } from '../../webview/text/rarity';
import { mount, reads, unmount } from './page';
import { fakeHost, model, state, training } from './fixtures';

vi.mock('@vscode/webview-ui-toolkit', async () => (await import('./page')).plainToolkit);

let root: HTMLElement | null = null;
afterEach(() => {
  if (root) unmount(root);
  [root, hovered.value] = [null, null];
});

const drawn = Float64Array.from({ length: 1000 }, (_, k) => k - 1000);

test('as a percentage where it is usual, as 1 in so many where it is rare, and honest at the end', () => {
  expect(rarityWords(-500, drawn, 'flow')).toBe('50 % of 1,000 flow samples are rarer');
  expect(rarityWords(5, drawn, 'model')).toBe('100 % of 1,000 model samples are rarer');
  expect(rarityWords(-989, drawn, 'Gaussian')).toBe('1 in 91 of 1,000 Gaussian samples is rarer');
  expect(rarityWords(-999, drawn, 'flow')).toBe('1 in 1,000 of 1,000 flow samples is rarer');
  expect(rarityWords(-1000, drawn, 'flow')).toBe('rarer than each of 1,000 flow samples');
  expect(rarityWords(-Infinity, drawn, 'flow')).toBe('rarer than each of 1,000 flow samples');
  expect(rarityWords(null, drawn, 'flow')).toBeNull();
  expect(rarityWords(-3, new Float64Array(0), 'flow')).toBeNull();
});

const rows = {
  columns: [{ name: 'height', unit: 'cm', numeric: true }],
  rows: [{ row: 7, line: 9, cells: [1.5], flow: -980, gaussian: -990 }],
  reason: null,
};
const densities = (modelRevision: number) => ({
  values: drawn,
  by: 'flow' as const,
  of: { dataRevision: 1, modelRevision },
});

test('the card of a row says it, and not of another model or while a fit goes on', async () => {
  const fake = fakeHost({ rows, drawnDensities: densities(3) });
  useHost(fake.host);
  const asked = () => fake.calls.filter((c) => c.name === 'drawnDensities').length;
  root = mount(<HoverCard state={state({ model: model(), modelRevision: 3 })} />);
  expect(asked()).toBe(0); // nothing is drawn before somebody looks
  await act(async () => hoverRow(7, { x: 5, y: 5 }, 'keys'));
  await reads(
    root,
    'log density −980.00 nats (Gaussian −990.00)1 in 50 of 1,000 flow samples is rarer',
  );
  expect(root.querySelector('[role=status]')).not.toBeNull();
  unmount(root);
  root = mount(<HoverCard state={state({ model: model(), modelRevision: 4 })} />);
  await reads(root, 'log density −980.00');
  expect(asked()).toBe(2);
  expect(root.textContent).not.toContain('rarer');
  unmount(root);
  root = mount(<HoverCard state={state({ model: model(), modelRevision: 3, fit: training })} />);
  await reads(root, 'log density −980.00');
  expect(asked()).toBe(2);
});
