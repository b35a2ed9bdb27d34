// What a fit is given, what it reports on the way, and what comes out of it.
import type { Bound } from '../../protocol/bounds';
import type { GivenRows } from '../../protocol/data';
import type {
  Atom,
  FlowSpecification,
  ModelMetadata,
  RowCounts,
  TrainingPoint,
} from '../../protocol/model';
import type { FlowName } from '../../protocol/choices';
import type { FitOptions } from '../../protocol/fit-options';
import type { Tensors } from '../layout';
import type { Divided } from '../split/split';
import { say } from '../../protocol/sentence';
import type { Sentence } from '../../protocol/sentence';
import { UserError } from '../../protocol/user-error';
import { DistributionError } from '../../distributions/distribution';

export class FitError extends UserError {
  constructor(sentence: Sentence) {
    super('fit', sentence);
  }
}

/** The fit was left, as `shouldLeave` asked: what there was lies in the last checkpoint. */
export class FitLeft extends Error {
  override name = 'FitLeft';
}

/** A column has one value only among rows that train: the others can be fitted without it. */
export class ConstantError extends FitError {
  constructor(readonly column: string) {
    super(say('"{0}" has one value only in a part of the rows: leave this column out.', column));
  }
}

/** Runs `make`; a refusal of a distribution becomes a refusal of the fit. */
export function orFitError<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (error instanceof DistributionError) throw new FitError(error.sentence);
    throw error;
  }
}

/** Complete rows of the chosen columns, in original units. */
export interface FitInput {
  columns: string[];
  /** row-major count x D */
  values: Float64Array;
  rowNumbers: Float64Array;
  count: number;
  read: number;
  leftOut: number;
  /** of these: complete, but without a value of something that is given */
  withoutGiven?: number | undefined;
  integer: boolean[];
  /** columns that were left out, as they have one value only in a part of the rows */
  constant?: string[] | undefined;
  /** plausible bounds of columns, which every row keeps */
  bounds?: Bound[] | undefined;
  /** columns that the density is given; absent: none */
  given?: GivenRows | undefined;
  /** what goes to one side of every split; absent: each row by itself */
  divided?: Omit<Divided, 'rowNumbers'> | undefined;
  /** what was noticed before the fit */
  notes?: Sentence[] | undefined;
}

/** What of the options concerns training itself, and not the rows, the engine or several seeds. */
export interface FitRequest extends Omit<
  FitOptions,
  'engine' | 'rows' | 'seeds' | 'split' | 'threads'
> {
  /** tensors may hold `optimizer.*` */
  resume?: { metadata: ModelMetadata; tensors: Tensors } | undefined;
}

export interface FitProgress {
  phase: 'preparing' | 'training' | 'scoring';
  flow: FlowName;
  step: number;
  plannedSteps: number;
  seconds: number;
  /** original units */
  points: TrainingPoint[];
  gaussianValidation: number | null;
  bestValidation: number | null;
  rows: RowCounts;
  message: Sentence;
  /** the best so far, where it is better than before: about once a second */
  snapshot?: { specification: FlowSpecification; tensors: Tensors };
  /** the flow in training as it is, about twice a second */
  moving?: { specification: FlowSpecification; tensors: Tensors };
  /**
   * at the start, then every few seconds, and at the end of a round: what is needed to go on from here in
   * another process (tensors with `optimizer.*`)
   */
  checkpoint?: Pick<FitOutcome, 'metadata' | 'tensors'>;
}

export interface FitHooks {
  progress(progress: FitProgress): void;
  shouldStop(): boolean;
  /** before the training: values that hold many rows, so that there will be no verdict */
  atoms?(atoms: Atom[]): void;
  /**
   * Whoever waited is gone: the best so far becomes a checkpoint, and nothing is scored. Then `shouldStop` is
   * true as well.
   */
  shouldLeave?(): boolean;
  now?(): number;
}

export interface FitOutcome {
  metadata: Omit<ModelMetadata, 'data' | 'created' | 'build'>;
  tensors: Tensors;
  checkpoint: Tensors;
  curve: TrainingPoint[];
  /** mean log density of the validation rows under the kept parameters, in original units */
  validation: number;
  stopped: boolean;
}

/** @throws FitLeft */
export function requireStay(hooks: FitHooks): void {
  if (hooks.shouldLeave?.()) throw new FitLeft();
}
