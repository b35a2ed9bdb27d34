// A fit as a page asks for it, and as it is shown.
import type { EngineName, FlowName } from './choices';
import type { FitOptions } from './fit-options';
import type { ModelMetadata, RowCounts, TrainingPoint } from './model';
import type { Sentence } from './sentence';

export type Phase = 'idle' | 'preparing' | 'training' | 'stopping' | 'scoring';

export interface FitState {
  phase: Phase;
  flow: FlowName | null;
  engine: EngineName | null;
  /** what that engine runs on, and why it is the one; null before it is known */
  engineReason?: Sentence | null;
  step: number;
  plannedSteps: number;
  seconds: number;
  /** how much of the whole fit is done, over all its rounds and seeds, from 0 to 1; null before that is known */
  part?: number | null;
  /** validation curve of the flow in training; the Gaussian's line is constant */
  curve: TrainingPoint[];
  gaussianValidation: number | null;
  bestValidation: number | null;
  rows: RowCounts | null;
  /** what is done at the moment, or how it ended; null before the first fit */
  message: Sentence | null;
  /** a sentence that stays to the end of the fit: another engine computes than the one that was asked for */
  notice?: Sentence | null;
  /** grows by one whenever the flow in training has moved; absent before it has */
  moved?: number;
  /** a plain sentence if the last fit failed */
  error: Sentence | null;
  /** a stopped fit can be taken up again */
  resumable: boolean;
}

/** A fit that never came to its end, and can be resumed. */
export type InterruptedFit = Pick<
  ModelMetadata,
  'steps' | 'plannedSteps' | 'seconds' | 'created'
> & { flow: FlowName };

/** What a model was fitted with, to fit another table in the same way. */
export interface FitSettings {
  columns: string[];
  /** columns that it is given; absent without conditions */
  given?: string[];
  options: FitOptions;
}
