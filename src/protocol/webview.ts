// The calls between a webview and the host. The webview names no explorations: its host fills in the id.
import type { ExplorationState } from './exploration';
import type { BaseChoice } from './change-of-variables';
import type { Chain } from './operations';
import type { Arguments, Results, WebviewCall } from './calls';
import type { Direction, EngineChoice, FlowChoice, Ordering } from './choices';
import type { FileLook } from './file-look';
import type { FitOptions } from './fit-options';

/** Which page the bundle shows: the panel of one exploration, or the small inspector in the side panel. */
export type PageName = 'exploration' | 'inspector';
export const VIEW_NAMES = [
  'marginals',
  'cloud',
  'layers',
  'training',
  'compare',
  'operations',
  'posterior',
] as const;
export type ViewName = (typeof VIEW_NAMES)[number];

/** Forms of a saved chart: lines and text, pixels, or a Vega-Lite specification with its data. */
export const CHART_FORMATS = ['svg', 'png', 'vl.json'] as const;
export type ChartFormat = (typeof CHART_FORMATS)[number];

/** Actions that need VS Code (dialogs, files): the webview asks, the host does. */
export const ACTIONS = [
  'saveModel',
  'exportModel',
  'drawSamples',
  'scoreRows',
  'compareGaussian',
  'compareWith',
  'chooseFile',
  'exploreExample',
  'showLog',
  'openSettings',
  'saveOperations',
  'sampleOperations',
  'exportOperations',
  'copyCommandLine',
] as const;
export type ActionName = (typeof ACTIONS)[number];

/** The chain of operations of a page where nobody chose another. */
export const FIRST_CHAIN: Chain = { start: { from: 'gaussian' }, steps: [] };
/** What the view Operations shows: the chain, or something by itself, at a y that is held. */
export type ShownSegment =
  | { name: 'chain' }
  | { name: 'first flow'; seconds: number; seed: number }
  | { name: 'transform'; base: BaseChoice; formula: string; at: number | null }
  | { name: 'mean of k'; base: BaseChoice; k: number };
/** How files end that keep a chain. */
export const OPERATIONS_SUFFIX = '.flowscope.json';

/**
 * Where the page finds its language: a JSON element, there
 * before scripts run, as texts are also made while they load.
 */
export const BUNDLE_ELEMENT = 'language';
export interface PageLanguage {
  /** "en" where there is no bundle for the language of VS Code */
  language: string;
  /** texts by their English original */
  bundle: Record<string, string>;
}

/** What the settings say, where nobody chose otherwise on the page. */
export interface PageDefaults {
  flow: FlowChoice;
  engine: EngineChoice;
  seconds: number;
  seeds: number;
  direction: Direction;
  order: Ordering;
  cloudPoints: number;
}

/** Functions the host offers to its webview over birpc. */
export interface WebviewHostFunctions {
  /**
   * state of the page when it opens; null when there is no exploration
   * (inspector). `operations`: a chain that was opened from a file; `column`: the
   * one that the inspector shows; `remembered`: how the file was looked at last
   */
  ready(): Promise<{
    page: PageName;
    state: ExplorationState | null;
    view: ViewName;
    defaults: PageDefaults;
    operations?: Chain | null;
    column?: string | null;
    remembered?: FileLook | null;
  }>;
  /** arguments without `id`, which the host adds */
  call<N extends WebviewCall>(name: N, args: Omit<Arguments<N>, 'id'>): Promise<Results[N]>;
  /** as the command does: with progress, questions and a message at the end */
  fit(options: FitOptions): Promise<void>;
  resume(): Promise<void>;
  action(name: ActionName): Promise<void>;
  /** opens the file of the table at the line where a row begins */
  openRow(row: number): Promise<void>;
  /** `content`: text or PNG bytes; the host asks where to write it */
  saveChart(chart: {
    name: string;
    format: ChartFormat;
    content: string | Uint8Array;
  }): Promise<void>;
  viewShown(view: ViewName): Promise<void>;
  /** the side panel shows this column now */
  columnShown(column: string): Promise<void>;
  /** the chain of operations of the page, whenever it changes: commands save it */
  operationsShown(chain: Chain): Promise<void>;
  /** what the view Operations shows, whenever that changes: it can be copied as a command line */
  segmentShown(segment: ShownSegment): Promise<void>;
  /** how the file of the page is looked at, whenever that changes: its next page begins so */
  lookedAt(look: FileLook): Promise<void>;
}
/** Functions the webview offers to its host. */
export interface WebviewFunctions {
  stateChanged(state: ExplorationState | null): void;
  showView(view: ViewName): void;
  /** the side panel shows this column */
  showColumn(column: string): void;
  /** draws the chart of the current view into a file: answered through saveChart */
  requestChart(format: ChartFormat): void;
  showOperations(chain: Chain): void;
  serviceRestarted(message: string): void;
}
