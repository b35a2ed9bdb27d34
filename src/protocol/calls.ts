// Every call between extension host, service and pages, in one table: what it is given, and what it resolves to.
// A call that fails rejects with a plain sentence for the user.
import * as z from 'zod';
import { baseChoice, count, folders, id, name, path, reading, where } from './arguments';
import { type Call, call, gives, PAGE } from './call';
import type { MeanView, TransformView } from './change-of-variables';
import type { ReadingPreview } from './data';
import type { EngineState } from './engines';
import type { BuildUpView, DeterminantPrice } from './first-flow';
import type {
  CompareColumn,
  Comparison,
  ExplorationState,
  MixtureScore,
  StoredModel,
} from './exploration';
import type { FitSettings } from './fit';
import { fitOptions, transform } from './fit-options';
import { chain, type Chain, chainPlace, type ChainView } from './operations';
import type { ScoreResult } from './scoring';
import {
  givenValues,
  type GivenView,
  lens,
  type TrainingSamples,
  type TransformPreview,
} from './pictures';
import {
  type DrawnDensities,
  type RowPlace,
  rowNumber,
  rowNumbers,
  type RowsView,
  type SelectedBars,
  type SelectedRows,
  selection,
  type Surprising,
} from './selection';
import type { SelfTestCheck } from './self-test';
import { PICTURE_CALLS } from './picture-calls';
import { EXPORT_FORMATS } from './choices';
import { INFERENCE_CALLS } from './inference';
import { MICROSCOPE_CALLS } from './microscope-calls';
import type { Score } from './model';
import type { Sentence } from './sentence';

export const CALLS = {
  // answered in session/opening
  /** explorations that are open in the service */
  openExplorations: call({}, gives<{ count: number }>),
  /**
   * A file, a folder or a pattern. `reading` is said for a text, and remembered. With `columns`, those of them
   * that can be modelled are chosen, without them those of the last fit of this content, with what it was given
   * and its rows. `model` is the model file to show, without it that of the last finished fit of these columns;
   * `folders` are searched for a table that vanishes; `where` is a condition in SQL; `encoding` is the editor's,
   * for texts that do not say their own; `ticket` names the call for `cancelOpening`.
   */
  open: call(
    {
      path,
      folders,
      model: path.optional(),
      columns: z.array(name).max(2000).optional(),
      given: z.array(name).max(20).optional(),
      where: where.nullable().optional(),
      reading: reading.optional(),
      encoding: z.string().max(40).optional(),
      ticket: id.optional(),
    },
    gives<ExplorationState>,
  ),
  openModel: call(
    { path, folders, data: path.optional(), ticket: id.optional() },
    gives<ExplorationState>,
  ),
  cancelOpening: call({ ticket: id }, gives<null>),
  state: call({ id }, gives<ExplorationState>, PAGE),
  /** a file or folder has another path now */
  moved: call({ from: path, to: path }, gives<null>),
  /** the table of a page lies there now */
  useFile: call({ id, path }, gives<ExplorationState>),
  close: call({ id }, gives<null>),
  refresh: call({ id }, gives<ExplorationState>, PAGE),
  /** a condition in SQL on the rows; null takes it away */
  filter: call({ id, where: where.nullable() }, gives<ExplorationState>, PAGE),
  /** reads the text again as is said, and remembers that; `{}`: as it seems */
  reread: call({ id, reading }, gives<ExplorationState>, PAGE),
  previewReading: call({ id, reading }, gives<ReadingPreview>, PAGE),
  /** the file that a model was fitted on: beside it, open already, or among the candidates; null when it is nowhere */
  dataOf: call({ path, folders, candidates: z.array(path).max(100) }, gives<string | null>),
  // answered in session/choosing
  /** `given`: columns that the next fit is given; absent: as they are */
  select: call(
    {
      id,
      columns: z.array(name).max(2000),
      given: z.array(name).max(20).optional(),
    },
    gives<ExplorationState>,
    PAGE,
  ),
  /** which rows stand beside the model at these values of its conditions; null where the model has no conditions */
  given: call({ id, chosen: givenValues }, gives<GivenView | null>, PAGE),
  transformPreview: call({ id, column: name, choice: transform }, gives<TransformPreview>, PAGE),
  ...PICTURE_CALLS,
  ...MICROSCOPE_CALLS,
  ...INFERENCE_CALLS,

  // answered in session/rows
  selectedRows: call({ id, selection }, gives<SelectedRows>, PAGE),
  /** how many of the selected rows stand in each bar of the marginals */
  selectedBars: call({ id, selection, lens: lens.optional() }, gives<SelectedBars[]>, PAGE),
  rows: call({ id, rows: rowNumbers }, gives<RowsView>, PAGE),
  /** every row is scored the first time: seconds for millions */
  surprising: call({ id }, gives<Surprising>, PAGE),
  /** how rare a row is, is read off them; computed once for a density; null where none is known */
  drawnDensities: call({ id }, gives<DrawnDensities | null>, PAGE),
  placeOfRow: call({ id, row: rowNumber }, gives<RowPlace>),

  // answered in session/comparing
  compare: call({ id }, gives<Comparison>, PAGE),
  /** a small flow is fitted to each column by itself the first time: seconds to minutes */
  compareColumns: call({ id }, gives<CompareColumn[]>, PAGE),
  /** fitted the first time, in a thread of its own: seconds */
  compareMixture: call({ id }, gives<MixtureScore>, PAGE),
  /** models of the same columns, instead of those that were compared before */
  compareWith: call({ id, paths: z.array(path).max(20) }, gives<ExplorationState>),

  // answered in session/chains
  /** y = f(x) of one column; with `place`, the exact numbers there */
  changeOfVariables: call(
    {
      id,
      base: baseChoice,
      formula: z.string().max(4000),
      place: z.union([z.object({ x: z.number() }), z.object({ y: z.number() })]).nullable(),
    },
    gives<TransformView>,
    PAGE,
  ),
  meanOfDraws: call(
    {
      id,
      base: baseChoice,
      k: z.number().int().min(1).max(1024),
      seed: count,
    },
    gives<MeanView>,
    PAGE,
  ),
  /**
   * a chain of operations on a distribution; with `place`, the exact numbers there if it ends in y = f(x);
   * `quick`: with fewer draws
   */
  operations: call(
    { id, chain, place: chainPlace, quick: z.boolean().optional() },
    gives<ChainView>,
    PAGE,
  ),
  /** draws of its result into a file */
  sampleOperations: call({ id, chain, path, count, seed: count }, gives<{ rows: number }>),
  /** its result, a Gaussian or a mixture of them, as JSON */
  exportOperations: call({ id, chain, path }, gives<null>),
  /** the chain itself with where its table and model lie, and back */
  saveOperations: call({ id, chain, path }, gives<null>),
  openOperations: call(
    { path, ticket: id.optional() },
    gives<{ state: ExplorationState; chain: Chain }>,
  ),

  // answered in session/first-flow
  /**
   * our first flow, step by step, on the chosen columns: begun with `start` unless it
   * is there; seconds, in a thread of its own; null: there is none of these columns
   */
  buildUp: call(
    {
      id,
      seed: z.number().int().min(0).max(4294967295),
      seconds: z.number().min(1).max(600).optional(),
      start: z.boolean(),
    },
    gives<BuildUpView | null>,
    PAGE,
  ),
  /**
   * log |det J| by LU and as a sum, timed anew with `start`;
   * about two seconds, in its own thread; null: not measured yet
   */
  determinantPrice: call({ id, start: z.boolean() }, gives<DeterminantPrice | null>, PAGE),
  /** ends either; what is finished is kept */
  stopFirstFlow: call({ id }, gives<null>, PAGE),

  // answered in session/fitting
  /** resolve when training has ended (finished or stopped): the state then */
  fit: call({ id, options: fitOptions }, gives<ExplorationState>),
  resume: call({ id }, gives<ExplorationState>),
  /** gives up an interrupted fit for good */
  discard: call({ id }, gives<ExplorationState>, PAGE),
  stop: call({ id }, gives<null>, PAGE),
  /** what the flow in training draws now; null: none has moved yet, or its fit is over */
  trainingSamples: call({ id, count }, gives<TrainingSamples | null>, PAGE),
  /** gives the verdict that was withheld because of atoms */
  acceptAtoms: call({ id }, gives<ExplorationState>, PAGE),

  // answered in session/models
  save: call({ id, path }, gives<ExplorationState>),
  export: call({ id, path, format: z.enum(EXPORT_FORMATS) }, gives<null>),
  /** `given`: values of conditions; of categories that have none, levels are drawn as in the training rows */
  sample: call(
    {
      id,
      path,
      count,
      seed: count,
      given: givenValues.optional(),
      within: z.literal('data').optional(),
    },
    gives<{
      rows: number;
      within?: { acceptance: Score };
      notFinite?: number;
      warnings?: Sentence[];
    }>,
  ),
  score: call({ id, path }, gives<ScoreResult>),
  storedModels: call({ folders: z.array(path).max(100) }, gives<StoredModel[]>),
  saveStored: call({ path, to: path }, gives<null>),
  /** into a trash of our own, from which `restoreStored` takes it back to the same path */
  deleteStored: call({ path }, gives<null>),
  restoreStored: call({ path }, gives<null>),
  renameStored: call({ path, name: z.string().trim().min(1).max(200) }, gives<null>),
  settingsOf: call({ path }, gives<FitSettings>),

  // answered in session/machine
  selfTest: call({}, gives<SelfTestCheck[]>),
  /** where tfjs-node may be besides our storage: the setting, and allowed folders of a trusted workspace */
  tensorflowPlaces: call(
    {
      path: path.nullable(),
      workspace: z.array(path).max(100),
      untrusted: z.boolean(),
    },
    gives<null>,
  ),
  engines: call({}, gives<EngineState[]>),
  /** downloads and installs, minutes; a sentence: what was installed */
  setUpTensorflow: call({}, gives<Sentence>),
  cancelSetUp: call({}, gives<null>),
  /** a sentence */
  removeTensorflow: call({}, gives<Sentence>),
};

export type CallName = keyof typeof CALLS;
export type Arguments<N extends CallName> = z.infer<(typeof CALLS)[N]['args']>;
export type Results = {
  [N in CallName]: (typeof CALLS)[N] extends Call<z.ZodRawShape, infer Result, boolean>
    ? Result
    : never;
};
/** Calls that a page may make. */
export type WebviewCall = {
  [N in CallName]: (typeof CALLS)[N]['page'] extends true ? N : never;
}[CallName];
export const WEBVIEW_CALLS = (Object.keys(CALLS) as CallName[]).filter(
  (name): name is WebviewCall => CALLS[name].page,
);
