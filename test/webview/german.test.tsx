// @vitest-environment happy-dom
// The pages in German: the host's element is there before anything loads, as in a real page.
import { afterEach, expect, test, vi } from 'vitest';
import type { ExplorationState } from '../../src/protocol/exploration';
import { VIEW_NAMES, type ViewName } from '../../src/protocol/webview';
import { modelWords } from '../../src/protocol/words/verdict';
import { Exploration } from '../../webview/pages/exploration';
import { Inspector } from '../../webview/pages/inspector';
import { exploration, useHost, view } from '../../webview/state/store';
import { formatCount, formatNats, formatValue } from '../../webview/text/format';
import { layerName, shortName } from '../../webview/text/names';
import { language, t } from '../../webview/text/translate';
import { VIEWS } from '../../webview/views';
import {
  calibration,
  chainView,
  cloudView,
  compareColumns,
  comparison,
  conditionalModel,
  fakeHost,
  idle,
  layersView,
  marginal,
  mixture,
  model,
  NAMES,
  posteriorView,
  state,
  training,
} from './fixtures';
import { button, click, mount, reads, unmount } from './page';

vi.mock('@vscode/webview-ui-toolkit', async () => (await import('./page')).plainToolkit);
const bundle = await vi.hoisted(async () => {
  const { readFileSync: read } = await import('node:fs');
  const texts: Record<string, string> = JSON.parse(read('media/l10n/bundle.l10n.de.json', 'utf8'));
  const element = document.createElement('script');
  element.type = 'application/json';
  element.id = 'language';
  element.textContent = JSON.stringify({ language: 'de', bundle: texts });
  document.body.append(element);
  return texts;
});

let root: HTMLElement | null = null;
afterEach(() => {
  if (root) unmount(root);
  root = null;
  exploration.value = null;
  view.value = 'marginals';
});

function open(next = state(), answers: Partial<Record<string, unknown>> = {}): HTMLElement {
  useHost(fakeHost(answers).host);
  exploration.value = next;
  root = mount(<Exploration />);
  return root;
}

/** Every text, label and title of the page. */
function said(page: HTMLElement): string[] {
  const attributes = ['aria-label', 'title', 'placeholder', 'aria-valuetext'];
  return [page, ...page.querySelectorAll('*')].flatMap((element) => [
    ...[...element.childNodes].filter((n) => n.nodeType === 3).map((n) => n.textContent!.trim()),
    ...attributes.flatMap((name) => element.getAttribute(name) ?? []),
  ]);
}

/** Names of columns are no texts, also where a text is the same word. */
const english = new Set(
  Object.keys(bundle).filter(
    (text) =>
      !NAMES.includes(text) && bundle[text] !== text && !Object.values(bundle).includes(text),
  ),
);

test('the page reads German, with a decimal comma', async () => {
  const page = open();
  await reads(page, '12.345 Zeilen, 4 Spalten');
  await reads(page, '3 Zeilen ausgelassen');
  expect(said(page).join('\n')).toContain('Trennzeichen Semikolon, Dezimalkomma, mit Kopfzeile');
  button(page, 'Normalisierenden Fluss anpassen');
  expect(language).toBe('de');
  expect([formatCount(1234567), formatNats(-1.5), formatValue(0.25)]).toEqual([
    '1.234.567',
    '−1,500',
    '0,25',
  ]);
});

const answers = {
  marginals: NAMES.map((name) => marginal(name, true)),
  cloud: cloudView(),
  layers: layersView(),
  compare: comparison(),
  compareColumns,
  compareMixture: mixture,
  operations: chainView(),
  posterior: posteriorView(),
  calibrate: calibration(),
};
/** What each view says once its data are there. */
const DRAWN: Record<ViewName, string> = {
  marginals: 'Fluss-Stichproben ±1 SE',
  cloud: 'Zeilen sind gezeichnet.',
  layers: 'Die Rechnung einer Zeile',
  training: 'Als Tabelle zeigen',
  compare: 'Mischung von',
  operations: 'in geschlossener Form',
  posterior: 'lagen außerhalb des Priors',
};

test.each([...VIEW_NAMES])(
  '%s has no English text of its own: without a flow, with one, as tables',
  async (name) => {
    const opened = (next: ExplorationState) => {
      view.value = name;
      return open(next, answers);
    };
    const empty = opened(state());
    await reads(empty, VIEWS[name].label);
    expect(said(empty).filter((text) => english.has(text))).toEqual([]);
    unmount(empty);
    const fitted = name === 'posterior' ? conditionalModel() : model();
    const page = opened(state({ model: fitted, fit: name === 'training' ? training : idle }));
    await reads(page, DRAWN[name]);
    if (name === 'posterior') {
      await click(button(page, 'An Paaren der Tabelle prüfen'));
      await reads(page, 'Die Ränge der wahren Parameter');
    }
    expect(said(page).filter((text) => english.has(text))).toEqual([]);
    for (const toggle of [...page.querySelectorAll<HTMLElement>('button')].filter(
      (b) => b.textContent === 'Als Tabelle zeigen',
    ))
      await click(toggle);
    if (name !== 'operations') expect(page.querySelector('table caption')).not.toBeNull();
    expect(said(page).filter((text) => english.has(text))).toEqual([]);
  },
);

test('a verdict is said in German, from its figures', async () => {
  const fitted = model();
  const sentence = modelWords(fitted.metadata);
  await reads(
    open(state({ model: { ...fitted, verdict: { ...fitted.verdict, sentence } } })),
    /Der Fluss beschreibt|Gauß-Verteilung genügt|Noch nicht zu entscheiden|Kein Urteil/,
  );
});

test('the inspector speaks German too', async () => {
  useHost(fakeHost({}).host);
  root = mount(<Inspector />);
  await reads(root, 'Verteilung erkunden');
});

test('names of layers that the service gives are translated', () => {
  expect(layerName('layer 2: triangular')).toBe('Schicht 2: dreieckig');
  expect(shortName('layer 12: spline-coupling')).toBe('Schicht 12');
  expect([layerName('base'), layerName('of another version')]).toEqual([
    'Basis',
    'of another version',
  ]);
});

test('a text without a translation stays English, values are put in once, also those that look like places', () => {
  expect(t('not in the bundle {0}', '{1}', 'never')).toBe('not in the bundle {1}');
  expect(t('{0} of {1}', 1, 2)).toBe('1 von 2');
});
