// What the page knows: signals every view reads, and the few ways to change them. The service owns all state.
import { computed, signal } from '@preact/signals';
import type { ExplorationState } from '../../src/protocol/exploration';
import type { GivenValues } from '../../src/protocol/model';
import type { TransformChoice } from '../../src/protocol/choices';
import type { AxisChoices, Lens } from '../../src/protocol/pictures';
import type { SplitChoice } from '../../src/protocol/split';
import type {
  PageDefaults,
  PageName,
  ViewName,
  WebviewHostFunctions,
} from '../../src/protocol/webview';
import { t } from '../text/translate';
import { sentenceOf } from './host';

export const page = signal<PageName | null>(null);
export const exploration = signal<ExplorationState | null>(null);
export const view = signal<ViewName>('marginals');
export const defaults = signal<PageDefaults>({
  flow: 'auto',
  engine: 'auto',
  seconds: 45,
  seeds: 1,
  direction: 'density',
  order: 'mixed',
  cloudPoints: 10_000,
});
/** what was asked for columns before a fit; the others are left to Flowscope */
export const transforms = signal<Record<string, TransformChoice>>({});
/** values that hold many rows, and that a fit may give a verdict about all the same */
export const acceptedAtoms = signal<string[]>([]);
/** what goes to one side of training, validation and test in the next fit */
export const keptTogether = signal<SplitChoice>({ by: 'auto' });
/** axes that were asked for; the others are left to Flowscope */
export const axes = signal<AxisChoices>({});
/** the column whose categories split the pictures; null for none */
export const split = signal<string | null>(null);
/** the same where the table has it: a split is remembered for a file, which may be another by now */
const knownSplit = computed(() =>
  exploration.value?.profile?.columns.some((c) => c.name === split.value) === false
    ? null
    : split.value,
);
/** values of the model's conditions that pictures are drawn under; one that is not there is as in the data */
export const conditions = signal<GivenValues>({});
/** whether draws of the flow keep the bounds that all rows keep */
export const withinBounds = signal(false);
/** what pictures are drawn of, as a request says it */
export const lens = computed<Lens>(() => ({
  ...(Object.keys(axes.value).length > 0 ? { axes: axes.value } : {}),
  ...(knownSplit.value === null ? {} : { split: knownSplit.value }),
  ...(Object.keys(conditions.value).length > 0 ? { given: conditions.value } : {}),
  ...(withinBounds.value ? { within: true } : {}),
}));
/** the column that the side panel shows; null: the first one */
export const inspected = signal<string | null>(null);
/** a sentence about the last thing that did not work; null when there is none */
export const problem = signal<string | null>(null);
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
    call: (name, args) => next.call(name, args),
    fit: (options) => next.fit(options),
    resume: () => next.resume(),
    action: (name) => next.action(name),
    openRow: (row) => next.openRow(row),
    saveChart: (chart) => next.saveChart(chart),
    viewShown: (view) => next.viewShown(view),
    columnShown: (column) => next.columnShown(column),
    operationsShown: (shown) => next.operationsShown(shown),
    segmentShown: (shown) => next.segmentShown(shown),
    lookedAt: (look) => next.lookedAt(look),
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

/** Shows a row in its file. */
export const openRow = (row: number): void => void attempt(() => host().openRow(row));

/** Shows another view and tells the host. */
export function show(next: ViewName): void {
  if (view.value === next) return;
  view.value = next;
  void attempt(() => host().viewShown(next));
}
