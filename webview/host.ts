// The line to the extension host: birpc over the webview's message channel, and what VS Code remembers for this page.
import { createBirpc } from 'birpc';
import type { TransformChoice } from '../src/protocol/model';
import type { Chain } from '../src/protocol/operations';
import type { Lens } from '../src/protocol/pictures';
import type { SplitChoice } from '../src/protocol/split';
import type { ViewName, WebviewFunctions, WebviewHostFunctions } from '../src/protocol/webview';
import { sentence, t } from './ui/translate';

/** What is remembered while the webview is hidden: enough to open the same exploration again. */
export interface RememberedState {
  dataPath: string | null;
  columns: string[];
  /** columns that the next fit is given */
  given: string[];
  /** condition in SQL on the rows */
  where: string | null;
  modelPath: string | null;
  view: ViewName;
  transforms: Record<string, TransformChoice>;
  keptTogether: SplitChoice;
  lens: Lens;
  operations: Chain;
}

export interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: RememberedState): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

/** Connects to the host. Calls have no time limit: a comparison may take minutes. */
export function connect(functions: WebviewFunctions): {
  host: WebviewHostFunctions;
  vscode: VsCodeApi;
} {
  const vscode = acquireVsCodeApi();
  const rpc = createBirpc<WebviewHostFunctions, WebviewFunctions>(functions, {
    post: (message) => vscode.postMessage(message),
    on: (receive) => window.addEventListener('message', (event) => receive(event.data)),
    timeout: -1,
  });
  return { host: rpc as unknown as WebviewHostFunctions, vscode };
}

/** The choices of transforms in what was remembered, perhaps by another version: only those that are understood. */
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

/** The sentence of a rejected call, whatever shape it has after travelling. */
export function sentenceOf(error: unknown): string {
  if (typeof error === 'string' && error) return sentence(error);
  const message = (error as { message?: unknown } | null)?.message;
  return typeof message === 'string' && message
    ? sentence(message)
    : t(
        'Flowscope did not answer as expected. Try again; if it happens again, see the Flowscope log.',
      );
}
