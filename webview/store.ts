// What the page knows: signals every view reads, and the few ways to change them. The service owns all state.
import { computed, signal } from '@preact/signals';
import type { ExplorationState } from '../src/protocol/exploration';
import type { TransformChoice } from '../src/protocol/model';
import type { PageName, ViewName, WebviewFunctions, WebviewHostFunctions } from '../src/protocol/webview';
import { keptTransforms, sentenceOf, type VsCodeApi } from './host';

export const VIEW_LABELS: Record<ViewName, string> = {
  marginals: 'Marginals',
  cloud: 'Cloud',
  layers: 'Layers',
  training: 'Training',
  compare: 'Compare',
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
  svg: () => Promise<string>;
  png: () => Promise<Uint8Array>;
}

/** Where a chart on screen leaves its exporter; null while there is none. */
export interface ChartSlot {
  current: ChartExporter | null;
}

export const page = signal<PageName | null>(null);
export const exploration = signal<ExplorationState | null>(null);
export const view = signal<ViewName>('marginals');
export const defaults = signal<Defaults>({ flow: 'auto', engine: 'auto', seconds: 45, seeds: 1, cloudPoints: 10_000 });
/** what was asked for columns before a fit; the others are left to Flowscope */
export const transforms = signal<Record<string, TransformChoice>>({});
/** a sentence about the last thing that did not work; null when there is none */
export const problem = signal<string | null>(null);
/** the chart that is meant when none is named */
export const mainChart: { slot: ChartSlot | null } = { slot: null };
export const busy = computed(() => (exploration.value?.fit.phase ?? 'idle') !== 'idle');

let currentHost: WebviewHostFunctions | null = null;

/** @throws if nothing was connected yet */
export function host(): WebviewHostFunctions {
  if (!currentHost) throw new Error('The page is not connected to VS Code. Close it and open the file again.');
  return currentHost;
}

export function useHost(next: WebviewHostFunctions): void {
  currentHost = next;
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

/** Draws a chart and hands it to the host, which asks where to write it. */
export function saveChart(format: 'svg' | 'png', slot: ChartSlot | null = mainChart.slot): Promise<void> {
  return attempt(async () => {
    const exporter = slot?.current;
    if (!exporter) throw new Error('There is no chart on screen to save. Choose a view that shows one.');
    const content = await exporter[format]();
    await host().saveChart({ name: exporter.name, format, content });
  });
}

/** What the host may call here. */
export const functions: WebviewFunctions = {
  stateChanged: (state) => void (exploration.value = state),
  showView: (next) => void (view.value = next),
  requestChart: (format) => void saveChart(format),
  serviceRestarted: (message) => void (problem.value = message),
};

/** Takes up what VS Code kept for this page, and keeps there what is needed to open it again. Writes only what changed. */
export function remember(vscode: VsCodeApi): void {
  transforms.value = keptTransforms(vscode.getState());
  let last = '';
  const next = computed(() => ({
    dataPath: exploration.value?.dataPath ?? null,
    columns: exploration.value?.selected ?? [],
    modelPath: exploration.value?.model?.path ?? exploration.value?.model?.stored ?? null,
    comparedPaths: exploration.value?.compared.map((m) => m.path) ?? [],
    view: view.value,
    transforms: transforms.value,
  }));
  next.subscribe((state) => {
    const text = JSON.stringify(state);
    if (text === last) return;
    last = text;
    vscode.setState(state);
  });
}
