// A fit as a page asks for it, and as it is shown.
import type {
  Direction,
  EngineChoice,
  EngineName,
  FlowChoice,
  FlowName,
  ModelMetadata,
  Ordering,
  RowCounts,
  TrainingPoint,
  TransformChoice,
} from './model';
import type { SplitChoice } from './split';

export type Phase = 'idle' | 'preparing' | 'training' | 'stopping' | 'scoring';

export interface FitState {
  phase: Phase;
  flow: FlowName | null;
  engine: EngineName | null;
  /** what that engine runs on, and why it is the one; null before it is known */
  engineReason?: string | null;
  step: number;
  plannedSteps: number;
  seconds: number;
  /** validation curve of the flow in training; the Gaussian's line is constant */
  curve: TrainingPoint[];
  gaussianValidation: number | null;
  bestValidation: number | null;
  rows: RowCounts | null;
  message: string;
  /** a sentence that stays to the end of the fit: another engine computes than the one that was asked for */
  notice?: string | null;
  /** a plain sentence if the last fit failed */
  error: string | null;
  /** a stopped fit can be taken up again */
  resumable: boolean;
}

/** A fit that never came to its end, and can be resumed. */
export type InterruptedFit = Pick<
  ModelMetadata,
  'steps' | 'plannedSteps' | 'seconds' | 'created'
> & { flow: FlowName };

export interface FitOptions {
  flow: FlowChoice;
  /** of autoregressive flows; density by default */
  direction?: Direction | undefined;
  /** mixed by default */
  order?: Ordering | undefined;
  engine: EngineChoice;
  seed: number;
  seconds?: number | undefined;
  steps?: number | undefined;
  rows?: number | undefined;
  transforms?: Record<string, TransformChoice> | undefined;
  /** give a verdict in nats although a column has an atom */
  acceptAtoms?: boolean | undefined;
  /** fits with this many seeds, from `seed` on, which share the time; the best by validation is kept */
  seeds?: number | undefined;
  /** that train together; without it, as many as the machine has, up to the engine's limit */
  threads?: number | undefined;
  /** what goes to one side of training, validation and test; by default copies, and blocks where the order of the file matters */
  split?: SplitChoice | undefined;
}

/** What a model was fitted with, to fit another table in the same way. */
export interface FitSettings {
  columns: string[];
  /** columns that it is given; absent without conditions */
  given?: string[];
  options: FitOptions;
}
