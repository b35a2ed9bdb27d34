// What the page knows: signals every view reads, and the few ways to change them. The service owns all state.
import { computed, signal } from '@preact/signals';
import type { ExplorationState } from '../src/protocol/exploration';
import type { GivenValues, TransformChoice } from '../src/protocol/model';
import type { AxisChoices, Lens, Ranges } from '../src/protocol/pictures';
import type { SplitChoice } from '../src/protocol/split';
import type {
  ChartFormat,
  PageName,
  ViewName,
  WebviewFunctions,
  WebviewHostFunctions,
} from '../src/protocol/webview';
import type { Background } from './charts/theme';
import { keptLens, keptSplit, keptTransforms, sentenceOf, type VsCodeApi } from './host';
import { chain, keptChain, lookedAt } from './operations';
import { spoken, t } from './ui/translate';

export const VIEW_LABELS: Record<ViewName, string> = {
  marginals: t('Marginals'),
  cloud: t('Cloud'),
  layers: t('Layers'),
  training: t('Training'),
  compare: t('Compare'),
  operations: t('Operations'),
};

export interface Defaults {
  flow: string;
  engine: string;
  seconds: number;
  seeds: number;
  cloudPoints: number;
}

/** Draws a chart on screen into a file. */
export interface ChartExporter {
  name: string;
  svg: (background: Background) => Promise<string>;
  png: (background: Background) => Promise<Uint8Array>;
  /** a specification that draws the same elsewhere, with its data; absent where there is none */
  vegaLite?: (background: Background) => Promise<string>;
}

/** Where a chart on screen leaves its exporter; null while there is none. */
export interface ChartSlot {
  current: ChartExporter | null;
}

export const page = signal<PageName | null>(null);
export const exploration = signal<ExplorationState | null>(null);
export const view = signal<ViewName>('marginals');
export const defaults = signal<Defaults>({
  flow: 'auto',
  engine: 'auto',
  seconds: 45,
  seeds: 1,
  cloudPoints: 10_000,
});
/** what was asked for columns before a fit; the others are left to Flowscope */
export const transforms = signal<Record<string, TransformChoice>>({});
/** values that hold many rows, and that a fit may give a verdict about all the same */
export const acceptedAtoms = signal<string[]>([]);
/** what goes to one side of training, validation and test in the next fit */
export const keptTogether = signal<SplitChoice>({ by: 'auto' });
/** brushed ranges: every view shows the rows within all of them */
export const ranges = signal<Ranges>({});
/** axes that were asked for; the others are left to Flowscope */
export const axes = signal<AxisChoices>({});
/** the column whose categories split the pictures; null for none */
export const split = signal<string | null>(null);
/** values of the model's conditions that pictures are drawn under; a condition that is not there is as in the data */
export const conditions = signal<GivenValues>({});
/** whether draws of the flow keep the bounds that all rows keep */
export const withinBounds = signal(false);
/** what pictures are drawn of, as a request says it */
export const lens = computed<Lens>(() => ({
  ...(Object.keys(ranges.value).length > 0 ? { ranges: ranges.value } : {}),
  ...(Object.keys(axes.value).length > 0 ? { axes: axes.value } : {}),
  ...(split.value === null ? {} : { split: split.value }),
  ...(Object.keys(conditions.value).length > 0 ? { given: conditions.value } : {}),
  ...(withinBounds.value ? { within: true } : {}),
}));
/** the background of charts that are saved or copied */
export const background = signal<Background>('theme');
/** a sentence about the last thing that did not work; null when there is none */
export const problem = signal<string | null>(null);
/** the chart that is meant when none is named */
export const mainChart: { slot: ChartSlot | null } = { slot: null };
export const busy = computed(() => (exploration.value?.fit.phase ?? 'idle') !== 'idle');

let currentHost: WebviewHostFunctions | null = null;

/** @throws if nothing was connected yet */
export function host(): WebviewHostFunctions {
  if (!currentHost)
    throw new Error(t('The page is not connected to VS Code. Close it and open the file again.'));
  return currentHost;
}

export function useHost(next: WebviewHostFunctions): void {
  // calls are made by name: `next` may be a proxy
  currentHost = {
    ready: () => next.ready(),
    call: async (name, args) => spoken(await next.call(name, args)),
    action: (name) => next.action(name),
    saveChart: (chart) => next.saveChart(chart),
    viewShown: (view) => next.viewShown(view),
    operationsShown: (shown) => next.operationsShown(shown),
    segmentShown: (shown) => next.segmentShown(shown),
  };
}

/** Runs a request of the user; a failure becomes the sentence in the page's banner. */
export async function attempt(run: () => Promise<unknown>): Promise<void> {
  problem.value = null;
  try {
    await run();
  } catch (error) {
    problem.value = sentenceOf(error);
  }
}

/** Shows another view and tells the host. */
export function show(next: ViewName): void {
  if (view.value === next) return;
  view.value = next;
  void attempt(() => host().viewShown(next));
}

function exporterIn(slot: ChartSlot | null): ChartExporter {
  const exporter = slot?.current;
  if (!exporter)
    throw new Error(t('There is no chart on screen to save. Choose a view that shows one.'));
  return exporter;
}

/** Draws a chart and hands it to the host, which asks where to write it. */
export function saveChart(
  format: ChartFormat,
  slot: ChartSlot | null = mainChart.slot,
): Promise<void> {
  return attempt(async () => {
    const exporter = exporterIn(slot);
    if (format === 'vl.json' && !exporter.vegaLite)
      throw new Error(t('This chart has too many points for Vega-Lite. Save it as SVG or PNG.'));
    const content = await (format === 'vl.json'
      ? exporter.vegaLite!(background.value)
      : exporter[format](background.value));
    await host().saveChart({ name: exporter.name, format, content });
  });
}

/** Puts a chart on the clipboard, as pixels. */
export function copyChart(slot: ChartSlot | null): Promise<void> {
  return attempt(async () => {
    const bytes = await exporterIn(slot).png(background.value);
    try {
      await navigator.clipboard.write([
        new ClipboardItem({ 'image/png': new Blob([bytes as BlobPart], { type: 'image/png' }) }),
      ]);
    } catch {
      throw new Error(
        t(
          'The picture could not be copied: this window does not allow it. Save it as PNG instead.',
        ),
      );
    }
  });
}

/** What the host may call here. */
export const functions: WebviewFunctions = {
  stateChanged: (state) => void (exploration.value = spoken(state)),
  showView: (next) => void (view.value = next),
  requestChart: (format) => void saveChart(format),
  showOperations: (next) => {
    chain.value = next;
    lookedAt.value = null;
  },
  serviceRestarted: (message) => void (problem.value = message),
};

/** Takes up what VS Code kept for this page, and keeps there what is needed to open it again. Writes only what changed. */
export function remember(vscode: VsCodeApi): void {
  transforms.value = keptTransforms(vscode.getState());
  keptTogether.value = keptSplit(vscode.getState());
  const kept = keptLens(vscode.getState());
  withinBounds.value = kept.within ?? false;
  [ranges.value, axes.value, split.value, conditions.value] = [
    kept.ranges ?? {},
    kept.axes ?? {},
    kept.split ?? null,
    kept.given ?? {},
  ];
  chain.value = keptChain(vscode.getState());
  let last = '';
  const next = computed(() => ({
    dataPath: exploration.value?.dataPath ?? null,
    columns: exploration.value?.selected ?? [],
    given: exploration.value?.given ?? [],
    where: exploration.value?.where ?? null,
    modelPath: exploration.value?.model?.path ?? exploration.value?.model?.stored ?? null,
    comparedPaths: exploration.value?.compared.map((m) => m.path) ?? [],
    view: view.value,
    transforms: transforms.value,
    keptTogether: keptTogether.value,
    lens: lens.value,
    operations: chain.value,
  }));
  next.subscribe((state) => {
    const text = JSON.stringify(state);
    if (text === last) return;
    last = text;
    vscode.setState(state);
  });
}
