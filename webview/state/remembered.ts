// What VS Code remembers of the page while it is hidden:
// written when it changes, and taken up again where it is understood.
import { computed } from '@preact/signals';
import type { TransformChoice } from '../../src/protocol/choices';
import type { Chain, Start, Step } from '../../src/protocol/operations';
import type { Lens } from '../../src/protocol/pictures';
import type { SplitChoice } from '../../src/protocol/split';
import { FIRST_CHAIN, type ViewName } from '../../src/protocol/webview';
import { chain } from './chain';
import type { VsCodeApi } from './host';
import {
  axes,
  conditions,
  exploration,
  keptTogether,
  lens,
  ranges,
  split,
  transforms,
  view,
  withinBounds,
} from './store';

/** What is remembered while the webview is hidden: enough to open the same exploration again. */
export interface RememberedState {
  dataPath: string | null;
  columns: string[];
  /** columns that the next fit is given */
  given: string[];
  /** condition in SQL on the rows */
  where: string | null;
  modelPath: string | null;
  comparedPaths: string[];
  view: ViewName;
  transforms: Record<string, TransformChoice>;
  keptTogether: SplitChoice;
  lens: Lens;
  operations: Chain;
}

/** Takes up what VS Code kept for this page, and keeps there what opens it again. Writes only what changed. */
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
  const next = computed<RememberedState>(() => ({
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

/** Choices of transforms in what was remembered, perhaps by another version: only those that are understood. */
export function keptTransforms(state: unknown): Record<string, TransformChoice> {
  const kept = Object.entries((state as Partial<RememberedState> | null)?.transforms ?? {});
  return Object.fromEntries(kept.filter(([, choice]) => isTransform(choice)));
}

/** What was to be kept together, in what was remembered. */
export function keptSplit(state: unknown): SplitChoice {
  const kept = (state as Partial<RememberedState> | null)?.keptTogether;
  if (kept?.by === 'column' && typeof kept.column === 'string')
    return { by: 'column', column: kept.column };
  return kept?.by === 'rows' || kept?.by === 'blocks' ? { by: kept.by } : { by: 'auto' };
}

/** What pictures were drawn of, in what was remembered: only what is understood. */
export function keptLens(state: unknown): Lens {
  const kept = (state as Partial<RememberedState> | null)?.lens;
  const entries = <T>(record: Record<string, T> | undefined, known: (value: T) => boolean) =>
    Object.fromEntries(Object.entries(record ?? {}).filter(([, value]) => known(value)));
  const given = entries(kept?.given, (v) => typeof v === 'string' || Number.isFinite(v));
  const maybe = (value: unknown) => value === undefined || typeof value === 'boolean';
  return {
    ranges: entries(
      kept?.ranges,
      (r) => Array.isArray(r) && r.length === 2 && r.every(Number.isFinite),
    ),
    axes: entries(
      kept?.axes,
      (a) => typeof a === 'object' && a !== null && maybe(a.log) && maybe(a.robust),
    ),
    ...(typeof kept?.split === 'string' ? { split: kept.split } : {}),
    ...(Object.keys(given).length > 0 ? { given } : {}),
    ...(kept?.within === true ? { within: true } : {}),
  };
}

function isTransform(choice: TransformChoice): boolean {
  if (choice?.integer !== undefined && typeof choice.integer !== 'boolean') return false;
  if (choice?.kind === 'logit')
    return Number.isFinite(choice.lower) && Number.isFinite(choice.upper);
  return ['auto', 'none', 'log', 'asinh'].includes(choice?.kind);
}

const STARTS: readonly string[] = [
  'rows',
  'gaussian',
  'mixture',
  'flow',
  'typed',
] satisfies Start['from'][];

/** The chain in what was remembered, perhaps by another version: the service checks its steps. */
export function keptChain(state: unknown): Chain {
  const kept = (
    state as { operations?: { start?: { from?: unknown; text?: unknown }; steps?: unknown } } | null
  )?.operations;
  const { start, steps } = kept ?? {};
  const known =
    typeof start?.from === 'string' &&
    STARTS.includes(start.from) &&
    (start.from !== 'typed' || typeof start.text === 'string');
  if (
    !known ||
    !Array.isArray(steps) ||
    !steps.every(
      (s: unknown) =>
        typeof s === 'object' && s !== null && typeof (s as Step).operation === 'string',
    )
  )
    return FIRST_CHAIN;
  return { start: start as Start, steps: steps as Step[] };
}
