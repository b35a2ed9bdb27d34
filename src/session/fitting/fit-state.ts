// What is shown of a fit: nothing yet, its figures, and the model of the moment.
import type { FitProgress } from '../../flows/fit/request';
import { UNSCORED } from '../../flows/verdict';
import type { ExplorationState } from '../../protocol/exploration';
import type { FitState, InterruptedFit } from '../../protocol/fit';
import type { ModelMetadata, TrainingPoint } from '../../protocol/model';
import { say } from '../../protocol/sentence';

const CURVE_POINTS = 150;

export const IDLE: FitState = {
  phase: 'idle',
  flow: null,
  engine: null,
  engineReason: null,
  step: 0,
  plannedSteps: 0,
  seconds: 0,
  part: null,
  curve: [],
  gaussianValidation: null,
  bestValidation: null,
  rows: null,
  message: null,
  notice: null,
  error: null,
  resumable: false,
};

/** At most CURVE_POINTS of them, the last one included: a state is sent several times a second. */
export function thinned(points: TrainingPoint[]): TrainingPoint[] {
  const step = Math.ceil(points.length / CURVE_POINTS);
  return step <= 1 ? points : points.filter((_, i) => (points.length - 1 - i) % step === 0);
}

/** The figures of a fit that came to its end. */
export function figuresOf({
  specification,
  engine,
  steps,
  plannedSteps,
  seconds,
  rows,
}: ModelMetadata): Partial<FitState> {
  return { flow: specification.flow, engine, step: steps, plannedSteps, seconds, rows };
}

export function interruptedFit({
  specification,
  steps,
  plannedSteps,
  seconds,
  created,
}: ModelMetadata): InterruptedFit {
  return { flow: specification.flow, steps, plannedSteps, seconds, created };
}

/** The model of the moment, without test scores: they are computed once, at the end. */
export function provisional(
  state: ExplorationState,
  progress: FitProgress,
  build: string,
): ExplorationState['model'] {
  const { specification } = progress.snapshot!;
  const metadata: ModelMetadata = {
    format: 'flowscope',
    version: 1,
    specification,
    seed: 0,
    engine: state.fit.engine!,
    steps: progress.step,
    plannedSteps: progress.plannedSteps,
    seconds: progress.seconds,
    batch: 0,
    data: state.profile && {
      name: state.label,
      fingerprint: state.profile.fingerprint,
      ...(state.where ? { where: state.where } : {}),
    },
    rows: progress.rows,
    gaussian: { mean: [], covariance: [] },
    scores: UNSCORED,
    atoms: [],
    atomsAccepted: false,
    parameters: 0,
    created: '',
    build,
    notes: [],
  };
  return {
    metadata,
    path: null,
    stored: null,
    label: 'in training',
    provisional: true,
    verdict: {
      verdict: 'undecided',
      sentence: say('Training: the verdict comes from the test rows, once, at the end.'),
    },
  };
}
