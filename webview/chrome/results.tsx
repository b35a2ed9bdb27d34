// What can be done with a finished model, and what it consists of.
import type { ExplorationState, ModelState } from '../../src/protocol/exploration';
import type { ActionName } from '../../src/protocol/webview';
import { Button } from '../controls/controls';
import { IconButton, type IconName } from '../controls/icon';
import { Popover } from '../controls/popover';
import { narrow } from '../state/layout';
import { attempt, busy, host } from '../state/store';
import { baseName } from '../text/format';
import { t } from '../text/translate';
import { About } from './about';
import { Bounds } from './bounds';

export function Results({ state: { model, dataPath } }: { state: ExplorationState }) {
  if (!model || model.provisional || busy.value) return null;
  const { atoms, atomsAccepted } = model.metadata;
  const often = [
    <Act key="save" name="saveModel" icon="save" words={t('Save')} label={t('Save Model')} />,
    <Act
      key="draw"
      name="drawSamples"
      icon="beaker"
      words={t('Samples')}
      label={t('Draw Samples')}
    />,
    dataPath !== null && (
      <Act
        key="score"
        name="scoreRows"
        icon="checklist"
        words={t('Score')}
        label={t('Score Rows')}
      />
    ),
  ];
  return (
    <div class="results" role="group" aria-label={t('Results')}>
      {atoms.length > 0 && !atomsAccepted && (
        <Button primary small onClick={() => void attempt(() => host().call('acceptAtoms', {}))}>
          {t('Give the Verdict Anyway')}
        </Button>
      )}
      {!narrow.value && often}
      <Popover kind="more-results" label={t('More about this model')} icon="ellipsis">
        <div class="row">
          {narrow.value && often}
          <Button small onClick={() => act('exportModel')}>
            {t('Export Model')}
          </Button>
          {dataPath !== null && (
            <Button small onClick={() => act('compareGaussian')}>
              {t('Compare with Gaussian Baseline')}
            </Button>
          )}
        </div>
        <p class="muted">{statusSentence(model)}</p>
        <Bounds metadata={model.metadata} />
        <About metadata={model.metadata} />
      </Popover>
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

const act = (name: ActionName) => void attempt(() => host().action(name));

function Act({
  name,
  ...shown
}: {
  name: ActionName;
  icon: IconName;
  words: string;
  label: string;
}) {
  return <IconButton {...shown} onClick={() => act(name)} />;
}
