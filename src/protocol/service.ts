// The calls between extension host and service, and from the webview through the host. Every call settles.
import { z } from 'zod';
import type { MeanView, TransformView } from './change-of-variables';
import { type ReadingPreview, SETTLED_TYPES } from './data';
import type { EngineState } from './engines';
import type { BuildUpView, DeterminantPrice } from './first-flow';
import type {
  CloudView,
  CompareColumn,
  Comparison,
  ExplorationState,
  FitSettings,
  LayersView,
  MarginalView,
  MixtureScore,
  StoredModel,
} from './exploration';
import { chain, type Chain, chainPlace, type ChainView } from './operations';
import type { ScoreResult } from './scoring';
import { LARGEST_SEEDS } from './seeds';
import {
  type ContourView,
  givenValues,
  type GivenView,
  lens,
  ranges,
  type TransformPreview,
} from './pictures';
import type { SelfTestCheck } from './self-test';
import {
  DIRECTIONS,
  ENGINE_CHOICES,
  EXPORT_FORMATS,
  FLOW_CHOICES,
  ORDERINGS,
  type Score,
} from './model';

const id = z.string().min(1).max(100);
const path = z.string().min(1).max(4096);
const name = z.string().max(1000);
const where = z.string().max(2000);
const folders = z.array(path).max(100).optional();
const count = z.number().int().min(0).max(10_000_000);

const transform = z.union([
  z.object({ kind: z.enum(['auto', 'none', 'log', 'asinh']), integer: z.boolean().optional() }),
  z.object({
    kind: z.literal('logit'),
    lower: z.number(),
    upper: z.number(),
    integer: z.boolean().optional(),
  }),
]);
export const fitOptions = z.object({
  flow: z.enum(FLOW_CHOICES),
  direction: z.enum(DIRECTIONS).optional(),
  order: z.enum(ORDERINGS).optional(),
  engine: z.enum(ENGINE_CHOICES),
  seed: z.number().int().min(0).max(4294967295),
  seconds: z.number().min(1).max(86_400).optional(),
  steps: z.number().int().min(1).max(10_000_000).optional(),
  rows: z.number().int().min(1).max(10_000_000).optional(),
  transforms: z.record(name, transform).optional(),
  acceptAtoms: z.boolean().optional(),
  seeds: z.number().int().min(1).max(LARGEST_SEEDS).optional(),
  split: z
    .union([
      z.object({ by: z.enum(['auto', 'rows', 'blocks']) }),
      z.object({ by: z.literal('column'), column: z.string().max(10_000) }),
    ])
    .optional(),
  threads: z.number().int().min(1).max(256).optional(),
});

export const baseChoice = z.union([
  z.object({ kind: z.literal('column'), name }),
  z.object({ kind: z.literal('model') }),
  z.object({ kind: z.literal('typed'), text: z.string().max(2000) }),
]);
/** What a user says about a text table: see Reading. */
export const reading = z.object({
  delimiter: z
    .string()
    .length(1)
    .regex(/[^"\r\n]/)
    .optional(),
  decimal: z.enum(['.', ',']).optional(),
  quote: z.enum(['"', "'", 'none']).optional(),
  escape: z.enum(['backslash', 'none']).optional(),
  header: z.boolean().optional(),
  headerRows: z.number().int().min(0).max(5).optional(),
  rowNames: z.boolean().optional(),
  footer: z.number().int().min(0).max(1000).optional(),
  encoding: z.string().min(1).max(40).optional(),
  comment: z.string().max(10).optional(),
  types: z.record(name, z.enum(SETTLED_TYPES)).optional(),
});

/** Argument schemas of every call. Calls marked in `WEBVIEW_CALLS` may come from a webview. */
export const CALLS = {
  /** explorations that are open in the service */
  openExplorations: z.object({}),
  /**
   * A file, a folder or a pattern. `reading` is said for a text, and remembered. With `columns`, those of them that can be modelled are chosen, without them those of the last fit of this content, with what it was given and its rows.
   * `model` is the model file to show, without it that of the last finished fit of these columns; `folders` are searched for a table that vanishes; `where` is a condition in SQL; `encoding` is the
   * editor's, for texts that do not say their own; `ticket` names the call for `cancelOpening`.
   */
  open: z.object({
    path,
    folders,
    model: path.optional(),
    columns: z.array(name).max(2000).optional(),
    given: z.array(name).max(20).optional(),
    where: where.nullable().optional(),
    reading: reading.optional(),
    encoding: z.string().max(40).optional(),
    ticket: id.optional(),
  }),
  openModel: z.object({ path, folders, data: path.optional(), ticket: id.optional() }),
  cancelOpening: z.object({ ticket: id }),
  state: z.object({ id }),
  /** a file or folder has another path now */
  moved: z.object({ from: path, to: path }),
  /** the table of a page lies there now */
  useFile: z.object({ id, path }),
  close: z.object({ id }),
  refresh: z.object({ id }),
  /** a condition in SQL on the rows; null takes it away */
  filter: z.object({ id, where: where.nullable() }),
  /** reads the text again as is said, and remembers that; `{}`: as it seems */
  reread: z.object({ id, reading }),
  previewReading: z.object({ id, reading }),
  /** `given`: columns that the next fit is given; absent: as they are */
  select: z.object({
    id,
    columns: z.array(name).max(2000),
    given: z.array(name).max(20).optional(),
  }),
  /** which rows stand beside the model at these values of its conditions */
  given: z.object({ id, chosen: givenValues }),
  marginals: z.object({ id, lens: lens.optional() }),
  cloud: z.object({ id, count, lens: lens.optional() }),
  /** null: another flow or other columns came meanwhile */
  contours: z.object({
    id,
    x: name,
    y: name,
    masses: z.array(z.number().gt(0).lt(1)).min(1).max(9),
    axes: lens.shape.axes,
    given: givenValues.optional(),
  }),
  transformPreview: z.object({ id, column: name, choice: transform }),
  layers: z.object({
    id,
    from: z.enum(['test rows', 'chosen rows', 'flow samples']),
    rows: z.array(count).max(1000).optional(),
    ranges: ranges.optional(),
    split: name.optional(),
    given: givenValues.optional(),
  }),
  compare: z.object({ id }),
  compareColumns: z.object({ id }),
  compareMixture: z.object({ id }),
  /** models of the same columns, instead of those that were compared before */
  compareWith: z.object({ id, paths: z.array(path).max(20) }),
  /** y = f(x) of one column; with `place`, the exact numbers there */
  changeOfVariables: z.object({
    id,
    base: baseChoice,
    formula: z.string().max(4000),
    place: z.union([z.object({ x: z.number() }), z.object({ y: z.number() })]).nullable(),
  }),
  meanOfDraws: z.object({
    id,
    base: baseChoice,
    k: z.number().int().min(1).max(1024),
    seed: count,
  }),
  /** our first flow, step by step, on the chosen columns: begun with `start` unless it is there */
  buildUp: z.object({
    id,
    seed: z.number().int().min(0).max(4294967295),
    seconds: z.number().min(1).max(600).optional(),
    start: z.boolean(),
  }),
  /** log |det J| by LU and as a sum, timed anew with `start` */
  determinantPrice: z.object({ id, start: z.boolean() }),
  /** ends either; what is finished is kept */
  stopFirstFlow: z.object({ id }),
  /** a chain of operations on a distribution; with `place`, the exact numbers there, where the last step is y = f(x) of one column */
  operations: z.object({ id, chain, place: chainPlace }),
  /** draws of its result into a file */
  sampleOperations: z.object({ id, chain, path, count, seed: count }),
  /** its result, a Gaussian or a mixture of them, as JSON */
  exportOperations: z.object({ id, chain, path }),
  /** the chain itself with where its table and model lie, and back */
  saveOperations: z.object({ id, chain, path }),
  openOperations: z.object({ path, ticket: id.optional() }),
  fit: z.object({ id, options: fitOptions }),
  resume: z.object({ id }),
  /** gives up an interrupted fit for good */
  discard: z.object({ id }),
  stop: z.object({ id }),
  acceptAtoms: z.object({ id }),
  save: z.object({ id, path }),
  export: z.object({ id, path, format: z.enum(EXPORT_FORMATS) }),
  /** `given`: values of conditions; of categories that have none, levels are drawn as in the training rows */
  sample: z.object({
    id,
    path,
    count,
    seed: count,
    given: givenValues.optional(),
    within: z.literal('data').optional(),
  }),
  score: z.object({ id, path }),
  storedModels: z.object({ folders: z.array(path).max(100) }),
  saveStored: z.object({ path, to: path }),
  /** into a trash of our own, from which `restoreStored` takes it back to the same path */
  deleteStored: z.object({ path }),
  restoreStored: z.object({ path }),
  renameStored: z.object({ path, name: z.string().trim().min(1).max(200) }),
  settingsOf: z.object({ path }),
  dataOf: z.object({ path, folders, candidates: z.array(path).max(100) }),
  selfTest: z.object({}),
  /** where tfjs-node may be looked for, besides our own storage: the setting, and folders of a trusted workspace that the user allowed */
  tensorflowPlaces: z.object({
    path: path.nullable(),
    workspace: z.array(path).max(100),
    untrusted: z.boolean(),
  }),
  engines: z.object({}),
  setUpTensorflow: z.object({}),
  cancelSetUp: z.object({}),
  removeTensorflow: z.object({}),
} as const;
export type CallName = keyof typeof CALLS;
export type Arguments<N extends CallName> = z.infer<(typeof CALLS)[N]>;

/** What each call resolves to. A call that fails rejects with a plain sentence for the user. */
export interface Results {
  openExplorations: { count: number };
  open: ExplorationState;
  openModel: ExplorationState;
  state: ExplorationState;
  moved: null;
  useFile: ExplorationState;
  cancelOpening: null;
  close: null;
  filter: ExplorationState;
  reread: ExplorationState;
  previewReading: ReadingPreview;
  refresh: ExplorationState;
  select: ExplorationState;
  /** null where the model has no conditions */
  given: GivenView | null;
  marginals: MarginalView[];
  cloud: CloudView;
  contours: ContourView | null;
  transformPreview: TransformPreview;
  layers: LayersView;
  compare: Comparison;
  /** a small flow is fitted to each column by itself the first time: seconds to minutes */
  compareColumns: CompareColumn[];
  /** fitted the first time, in a thread of its own: seconds */
  compareMixture: MixtureScore;
  compareWith: ExplorationState;
  changeOfVariables: TransformView;
  meanOfDraws: MeanView;
  /** seconds, in a thread of its own; null: there is none of these columns */
  buildUp: BuildUpView | null;
  /** about two seconds, in a thread of its own; null: it was not measured yet */
  determinantPrice: DeterminantPrice | null;
  stopFirstFlow: null;
  operations: ChainView;
  sampleOperations: { rows: number };
  exportOperations: null;
  saveOperations: null;
  openOperations: { state: ExplorationState; chain: Chain };
  /** resolve when training has ended (finished or stopped): the state then */
  fit: ExplorationState;
  resume: ExplorationState;
  discard: ExplorationState;
  stop: null;
  /** gives the verdict that was withheld because of atoms */
  acceptAtoms: ExplorationState;
  save: ExplorationState;
  export: null;
  sample: { rows: number; within?: { acceptance: Score }; notFinite?: number; warnings?: string[] };
  score: ScoreResult;
  storedModels: StoredModel[];
  saveStored: null;
  deleteStored: null;
  restoreStored: null;
  renameStored: null;
  settingsOf: FitSettings;
  /** the file that a model was fitted on: beside it, open already, or among the candidates; null when it is nowhere */
  dataOf: string | null;
  selfTest: SelfTestCheck[];
  tensorflowPlaces: null;
  engines: EngineState[];
  /** downloads and installs, minutes; a sentence: what was installed */
  setUpTensorflow: string;
  cancelSetUp: null;
  /** a sentence */
  removeTensorflow: string;
}

export const WEBVIEW_CALLS = [
  'state',
  'refresh',
  'filter',
  'reread',
  'previewReading',
  'select',
  'given',
  'marginals',
  'cloud',
  'contours',
  'transformPreview',
  'layers',
  'compare',
  'compareColumns',
  'compareMixture',
  'changeOfVariables',
  'meanOfDraws',
  'operations',
  'buildUp',
  'determinantPrice',
  'stopFirstFlow',
  'fit',
  'resume',
  'discard',
  'stop',
  'acceptAtoms',
] as const satisfies CallName[];
export type WebviewCall = (typeof WEBVIEW_CALLS)[number];

/** Functions the service offers over birpc. `call` checks its arguments against `CALLS`. */
export interface ServiceFunctions {
  call<N extends CallName>(name: N, args: Arguments<N>): Promise<Results[N]>;
  /** sent once at start */
  start(options: { storage: string; version: string; threads: number }): Promise<void>;
}
/** Functions the host offers to the service. */
export interface HostFunctions {
  /** a whole snapshot, about three a second for each exploration */
  stateChanged(state: ExplorationState): void;
  /** how far the setup of TensorFlow is, from 0 to 1 */
  setUpProgress(message: string, done: number): void;
  log(level: 'info' | 'warn' | 'error', message: string): void;
}
