// A fit that never came to its end: go on with it, or give it up.
import type { ExplorationState } from '../../src/protocol/exploration';
import { Button } from '../controls/controls';
import { attempt, busy, host } from '../state/store';
import { formatSeconds, formatSteps } from '../text/format';
import { t } from '../text/translate';

export function Interrupted({
  state: { interrupted, model, obstacle, dataPath },
}: {
  state: ExplorationState;
}) {
  if (!interrupted || busy.value) return null;
  const { steps, plannedSteps, seconds } = interrupted;
  const how = t(
    'The last fit was interrupted at step {0}, after {1}.',
    formatSteps(steps, plannedSteps),
    formatSeconds(seconds),
  );
  const shown = model?.provisional ? t('Its best so far is drawn.') : '';
  return (
    <div class="banner interrupted" role="status">
      <span>{`${how} ${shown}`.trim()}</span>
      <Button
        primary
        disabled={dataPath === null || obstacle !== null}
        onClick={() => void attempt(() => host().resume())}
      >
        {t('Resume')}
      </Button>
      <Button
        title={t('Give this fit up for good')}
        onClick={() => void attempt(() => host().call('discard', {}))}
      >
        {t('Discard')}
      </Button>
    </div>
  );
}
