// The answer in one sentence, and how far a fit has come.
import type { ExplorationState } from '../../src/protocol/exploration';
import type { Scores } from '../../src/protocol/model';
import { modelWords, said } from '../../src/protocol/words/verdict';
import { ProgressRing } from '../controls/controls';
import { Help } from '../controls/help';
import { useAtMostEvery } from '../controls/quiet';
import { formatNats, formatSeconds, formatSteps } from '../text/format';
import { speech, t } from '../text/translate';

/** Announced when it changes; of the running figures below it only every tenth of the way is. */
export function Verdict({ state }: { state: ExplorationState }) {
  const { fit, model } = state;
  const answered =
    model !== null &&
    !model.provisional &&
    (model.metadata.atoms.length === 0 || model.metadata.atomsAccepted);
  const settled = fit.phase === 'idle' && answered;
  const { data } = model?.metadata ?? {};
  const ofOthers =
    answered && data && state.profile && data.fingerprint.hash !== state.profile.fingerprint.hash;
  return (
    <>
      <p
        class={`verdict ${settled ? `of-${model.verdict.verdict}` : 'quiet'}`}
        role="status"
        aria-live="polite"
      >
        {verdictSentence(state)}
      </p>
      {settled && <VerdictHelp on={model.metadata.scores.on} />}
      {settled && ofOthers && (
        <p class="muted">
          {t(
            'This is about the rows of {0} that the model was fitted on, not about these.',
            data.name,
          )}
        </p>
      )}
    </>
  );
}

/** What the words of a verdict mean; beside it, as its own words are announced. */
export function VerdictHelp({ on }: Pick<Scores, 'on'>) {
  const rows = on === 'cross-fitted' ? 'cross-fitted rows' : 'test rows';
  return <Help of={['verdict', 'nats', rows]} />;
}

export function verdictSentence({
  obstacle,
  fit,
  model,
  selected,
  dataPath,
}: ExplorationState): string {
  if (obstacle) return obstacle;
  if (fit.phase === 'scoring') return t('Scoring the flow and the Gaussian on test rows.');
  if (fit.phase === 'stopping') return t('Stopping. The best parameters so far are kept.');
  if (fit.phase !== 'idle')
    return t(
      'A flow is being fitted beside the Gaussian. The verdict comes from test rows, at the end.',
    );
  if (fit.error) return fit.error;
  if (model && !model.provisional)
    return said(model.verdict.sentence, (s) => modelWords(model.metadata, s), speech);
  if (dataPath && selected.length === 0)
    return t('Choose at least one numeric column to see its distribution.');
  if (model?.provisional) return t('No verdict yet: it comes from test rows, at the end of a fit.');
  return t(
    'The Gaussian is fitted. Fit a normalizing flow to see whether it describes the data better.',
  );
}

const ANNOUNCE_EVERY = 5000;

export function Progress({ state: { fit } }: { state: ExplorationState }) {
  const planned = fit.plannedSteps > 0;
  const part = planned ? Math.min(1, fit.step / fit.plannedSteps) : 0;
  const announced = useAtMostEvery(
    ANNOUNCE_EVERY,
    part > 0 ? t('{0} percent of the steps are done.', Math.floor(part * 10) * 10) : '',
  );
  if (fit.phase === 'idle') return null;
  const text = [
    fit.message,
    planned ? t('step {0}', formatSteps(fit.step, fit.plannedSteps)) : '',
    fit.seconds > 0 ? formatSeconds(fit.seconds) : '',
    fit.bestValidation === null
      ? ''
      : t('{0} nats per row on validation rows', formatNats(fit.bestValidation)),
    fit.gaussianValidation === null ? '' : t('Gaussian {0}', formatNats(fit.gaussianValidation)),
  ]
    .filter(Boolean)
    .join(' · ');
  return (
    <div class="progress">
      <ProgressRing />
      <progress aria-label={t('Progress of the fit')} max={1} value={planned ? part : undefined} />
      <span class="muted">{text}</span>
      <span class="unseen" aria-live="polite">
        {announced}
      </span>
    </div>
  );
}
