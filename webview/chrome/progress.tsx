// How far a fit has come: its figures in a line, and a thin bar that goes forward over all of its rounds and seeds.
import type { ExplorationState } from '../../src/protocol/exploration';
import { useAtMostEvery } from '../controls/quiet';
import { formatNats, formatSeconds, formatSteps } from '../text/format';
import { sentence, t } from '../text/translate';

const ANNOUNCE_EVERY = 5000;

export function Progress({ state: { fit } }: { state: ExplorationState }) {
  const { part = null } = fit;
  const announced = useAtMostEvery(
    ANNOUNCE_EVERY,
    part ? t('{0} percent of the fit are done.', Math.floor(part * 10) * 10) : '',
  );
  if (fit.phase === 'idle') return null;
  const text = [
    fit.message && sentence(fit.message),
    fit.plannedSteps > 0 ? t('step {0}', formatSteps(fit.step, fit.plannedSteps)) : '',
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
      <span class="muted">{text}</span>
      <progress aria-label={t('Progress of the fit')} max={1} value={part ?? undefined} />
      <span class="unseen" aria-live="polite">
        {announced}
      </span>
    </div>
  );
}
