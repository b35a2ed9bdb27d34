// What can be done with a finished model, and what it consists of.
import type { ExplorationState, ModelState } from '../../src/protocol/exploration';
import type { ActionName } from '../../src/protocol/webview';
import { Button } from '../controls/controls';
import { Fold } from '../controls/fold';
import { attempt, busy, host } from '../state/store';
import { baseName } from '../text/format';
import { t } from '../text/translate';
import { About } from './about';
import { Bounds } from './bounds';

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
      <Bounds metadata={model.metadata} />
      <Fold summary={t('Results')}>
        <Act name="saveModel">{t('Save Model')}</Act>
        <Act name="exportModel">{t('Export Model')}</Act>
        <Act name="drawSamples">{t('Draw Samples')}</Act>
        {dataPath !== null && <Act name="scoreRows">{t('Score Rows')}</Act>}
        {dataPath !== null && (
          <Act name="compareGaussian">{t('Compare with Gaussian Baseline')}</Act>
        )}
        <About metadata={model.metadata} />
        <p class="muted nothing-to-do">{statusSentence(model)}</p>
      </Fold>
    </div>
  );
}

/** What is left to be done, when nothing is running. */
export function statusSentence({ path, stored }: ModelState): string {
  if (path) return t('Nothing is left to do: this model is saved in {0}.', baseName(path));
  return stored
    ? t("Not saved yet: it stays in Flowscope's list until you save or delete it.")
    : t('This model is not saved yet.');
}

function Act({ name, children }: { name: ActionName; children: string }) {
  return <Button onClick={() => void attempt(() => host().action(name))}>{children}</Button>;
}
