// What can be done with a finished model, and what it consists of.
import type { ExplorationState } from '../../src/protocol/exploration';
import type { ActionName } from '../../src/protocol/webview';
import { attempt, busy, host } from '../store';
import { About } from './about';
import { Button } from './controls';
import { t } from './translate';

export function Results({ state: { model, dataPath } }: { state: ExplorationState }) {
  if (!model || model.provisional || busy.value) return null;
  const { atoms, atomsAccepted } = model.metadata;
  return (
    <div class="results" role="group" aria-label={t('Results')}>
      {atoms.length > 0 && !atomsAccepted && (
        <Button primary onClick={() => void attempt(() => host().call('acceptAtoms', {}))}>
          {t('Give the Verdict Anyway')}
        </Button>
      )}
      <Act name="saveModel">{t('Save Model')}</Act>
      <Act name="exportModel">{t('Export Model')}</Act>
      <Act name="drawSamples">{t('Draw Samples')}</Act>
      {dataPath !== null && <Act name="scoreRows">{t('Score Rows')}</Act>}
      {dataPath !== null && <Act name="compareGaussian">{t('Compare with Gaussian Baseline')}</Act>}
      <About metadata={model.metadata} />
    </div>
  );
}

function Act({ name, children }: { name: ActionName; children: string }) {
  return <Button onClick={() => void attempt(() => host().action(name))}>{children}</Button>;
}
