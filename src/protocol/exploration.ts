// The state of one exploration and the pictures of it. Snapshots are always whole: the latest one wins.
import type { ColumnProfile, DataProfile, GaussianSummary, Histogram, Reading } from './data';
import type { BuildUpProgress } from './first-flow';
import type { FitState, InterruptedFit } from './fit';
import type {
  Atom,
  CovarianceKind,
  GroupGain,
  ModelMetadata,
  Score,
  Scores,
  SeedScore,
} from './model';
import type { FlowName } from './choices';
import type { AxisView, Parts } from './pictures';
import type { Sentence } from './sentence';

/** What happened to the file of a page. */
export type FileNews =
  /** it is another one now than what was read */
  | { kind: 'changed' }
  /** and was read again by itself */
  | { kind: 'read again'; rows: number; before: number }
  | { kind: 'gone' }
  /** it has another path now, which `dataPath` says */
  | { kind: 'moved'; from: string };

/** A sentence the user reads, made in one place. */
export interface VerdictText {
  verdict: Scores['verdict'];
  sentence: Sentence;
}

export interface ModelState {
  metadata: ModelMetadata;
  /** where it was saved; null while it lives only in storage */
  path: string | null;
  /** where it lies in our own storage until then; null when it was opened from a file */
  stored: string | null;
  /** the name shown in lists */
  label: string;
  verdict: VerdictText;
  /** true while training goes on: these are the parameters of the moment, without test scores */
  provisional: boolean;
}

export interface ExplorationState {
  id: string;
  dataPath: string | null;
  label: string;
  profile: DataProfile | null;
  /** condition in SQL: only rows that fulfil it are looked at, fitted and compared */
  where?: string | null;
  /** what the user said about how the text is read; the rest is found out from it */
  reading?: Reading;
  /**
   * the pictures are of the first rows of a large file, and the others are being read;
   * `about`: rows of the file, as far as one can guess; `stopped`: the others are not read
   */
  soFar?: { about: number | null; stopped: boolean } | null;
  selected: string[];
  /** columns that the next fit is given: it describes p(selected | given) */
  given?: string[];
  /** rows with a missing or non-finite value in a selected column */
  leftOut: number;
  /** others that a fit leaves out, as they lack a value of what is given */
  withoutGiven?: number;
  gaussian: GaussianSummary | null;
  /** why no Gaussian or flow can be shown for the chosen columns, as one sentence; null when it can */
  obstacle: Sentence | null;
  fit: FitState;
  /**
   * values that hold many rows of a chosen column: a fit gives
   * no verdict unless that is accepted; absent while unknown
   */
  atoms?: Atom[] | undefined;
  /**
   * the last fit of these columns and rows never came to its
   * end; null or absent: there is none, or one is under way
   */
  interrupted?: InterruptedFit | null;
  /** a build-up of our first flow under way; null or absent while there is none */
  buildUp?: BuildUpProgress | null;
  model: ModelState | null;
  /** models that are compared with it */
  compared: { path: string; label: string }[];
  /** grow by one whenever the pictures of the data, or of the model, have to be drawn again */
  dataRevision: number;
  modelRevision: number;
  /** what happened to the file on disk; null or absent: nothing */
  file?: FileNews | null;
  error: Sentence | null;
}

export interface MarginalView {
  column: string;
  profile: ColumnProfile;
  /** of the rows beside the chosen conditions; rows beyond the axis are in no bin */
  histogram: Histogram;
  /** counts of the histogram as densities of these rows: per unit of the column, or per factor of ten on a log axis */
  density: number[];
  axis: AxisView;
  /** rows below and above the axis, among those beside the chosen conditions */
  below: number;
  above: number;
  /** rows beside the chosen conditions, and all complete rows */
  rows: number;
  of: number;
  /** density of all complete rows while some are not shown; null when all are */
  whole: number[] | null;
  /** null without a split */
  parts: Parts | null;
  /** the rows are those beside chosen values of conditions, and the axis is theirs */
  beside?: boolean;
  gaussian: { mean: number; standardDeviation: number };
  /**
   * histogram of flow samples on the same edges, as a density
   * like the data's, with standard errors; null without a model
   */
  flow: { density: number[]; standardError: number[]; samples: number } | null;
}

/** Row-major n x D points, in original units. */
export interface Points {
  values: Float32Array;
  count: number;
}

export interface CloudView {
  columns: string[];
  data: Points;
  /** row numbers of `data`; absent where these are draws */
  rows?: Float64Array;
  gaussian: Points | null;
  flow: Points | null;
  /** complete rows */
  totalRows: number;
  /** complete rows beside the chosen conditions */
  matching: number;
  /** an axis for each column */
  axes: AxisView[];
  /** null without a split */
  split: SplitRows | null;
  /**
   * the linear Gaussian where every condition of the model has
   * a value: `gaussian` is drawn from it; absent elsewhere
   */
  linear?: GaussianSummary;
}

/** The category of each row that is drawn, as a place in `levels`. */
export interface SplitRows {
  column: string;
  levels: string[];
  level: Uint8Array;
}

export interface LayersView {
  columns: string[];
  /** names from base to preprocessing */
  names: string[];
  /** row numbers; -1 - k for the k-th sample of the flow */
  rows: number[];
  /** states[l] is row-major n x D */
  states: Float32Array[];
  /** logDets[l][row] */
  logDets: Float32Array[];
  baseLogDensity: Float32Array;
  logDensity: Float32Array;
  from: 'test rows' | 'chosen rows' | 'flow samples';
  /** whether the flow is given anything, so that densities are those of a row */
  conditioned?: boolean;
  /** absent without a split, and for points that are not test rows */
  split?: SplitRows;
}

export interface CompareColumn {
  column: string;
  gaussian: Score;
  /** one-column spline flow on the same split; there is no closed form for a flow's own column */
  flow: Score;
  gain: Score;
}

export interface ComparisonEntry {
  /** different for every model of a comparison */
  label: string;
  flow: FlowName;
  columns: string[];
  score: Score;
  gain: Score;
  /** as in the scores of a model */
  most?: Scores['most'];
  verdict: VerdictText;
  /** columns that the density is given; absent without conditions */
  given?: string[];
  /** of the Gaussian that it is compared with; with conditions, the one whose mean follows them linearly */
  baseline?: Score;
  /** of that Gaussian, where it is given nothing; absent: full */
  covariance?: CovarianceKind;
  /** with conditions: what is gained over the Gaussian that is given nothing, and among the rows of each level */
  overUnconditional?: Score;
  groups?: GroupGain[];
  /** test scores of every seed that was fitted, where the same test rows are compared; absent when there was one */
  seeds?: SeedScore[];
}

/** Mean of the log densities of one model minus those of another, row by row. */
export interface PairedDifference {
  of: string;
  minus: string;
  difference: Score;
  /** rows it is computed on: those outside the support of both are left out */
  rows: number;
}

/** The second baseline: a mixture of Gaussians, its number of components chosen on validation rows. */
export interface MixtureScore {
  components: number;
  score: Score;
  /** over the comparison Gaussian, row by row */
  gain: Score;
  /** training rows it was fitted to, which may be a part of them */
  rows: number;
  seconds: number;
}

export interface Comparison {
  columns: string[];
  rows: number;
  on: 'test' | 'all';
  note: Sentence;
  gaussian: Score;
  /** where it was asked for, and the models were fitted on this file */
  mixture?: MixtureScore;
  models: ComparisonEntry[];
  /** the first model minus each other; empty for one */
  differences: PairedDifference[];
}

/** A finished fit kept in storage, or a model file of the workspace. */
export interface StoredModel {
  path: string;
  label: string;
  saved: boolean;
  flow: FlowName;
  columns: string[];
  /** columns that it is given; absent without conditions */
  given?: string[];
  created: string;
  sentence: Sentence;
  /** name of the file it was fitted on */
  data: string | null;
}
