// The answer in one sentence, and how far a fit has come.
import type { ExplorationState } from '../../src/protocol/exploration';
import { ProgressRing } from './controls';
import { formatCount, formatNats, formatSeconds } from './format';

/** Announced when it changes; the running figures beside it are not, or a reader would never fall silent. */
export function Verdict({ state }: { state: ExplorationState }) {
  return (
    <p class="verdict" role="status" aria-live="polite">
      {verdictSentence(state)}
    </p>
  );
}

export function verdictSentence({ obstacle, fit, model, selected, dataPath }: ExplorationState): string {
  if (obstacle) return obstacle;
  if (fit.phase === 'scoring') return 'Scoring the flow and the Gaussian on test rows.';
  if (fit.phase === 'stopping') return 'Stopping. The best parameters so far are kept.';
  if (fit.phase !== 'idle') return 'A flow is being fitted beside the Gaussian. The verdict comes from test rows, at the end.';
  if (fit.error) return fit.error;
  if (model && !model.provisional) return model.verdict.sentence;
  if (dataPath && selected.length === 0) return 'Choose at least one numeric column to see its distribution.';
  return 'The Gaussian is fitted. Fit a normalizing flow to see whether it describes the data better.';
}

export function Progress({ state: { fit } }: { state: ExplorationState }) {
  if (fit.phase === 'idle') return null;
  const planned = fit.plannedSteps > 0;
  const text = [
    fit.message,
    planned ? `step ${formatCount(fit.step)} of ${formatCount(fit.plannedSteps)}` : '',
    fit.seconds > 0 ? formatSeconds(fit.seconds) : '',
    fit.bestValidation === null ? '' : `${formatNats(fit.bestValidation)} nats per row on validation rows`,
    fit.gaussianValidation === null ? '' : `Gaussian ${formatNats(fit.gaussianValidation)}`,
  ]
    .filter(Boolean)
    .join(' · ');
  return (
    <div class="progress">
      <ProgressRing />
      <progress aria-label="Progress of the fit" max={1} value={planned ? Math.min(1, fit.step / fit.plannedSteps) : undefined} />
      <span class="muted">{text}</span>
    </div>
  );
}
