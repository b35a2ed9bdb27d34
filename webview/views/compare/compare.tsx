// Flow against Gaussian on the same held-out rows, for the whole and for each column.
import type { ExplorationState } from '../../../src/protocol/exploration';
import { IconButton } from '../../controls/icon';
import { LensBar } from '../../controls/lens-bar';
import { Empty, Loading, Problem } from '../../controls/states';
import { ViewOptions } from '../../controls/view-options';
import { useFetched } from '../../state/fetched';
import { attempt, host } from '../../state/store';
import { sentence, t } from '../../text/translate';
import { Gains } from './gains';
import { SamplesBeside } from './samples-beside';
import { Scores } from './scores';

export function Compare({ state }: { state: ExplorationState }) {
  const ready =
    state.model !== null &&
    !state.model.provisional &&
    state.fit.phase === 'idle' &&
    state.dataPath !== null;
  const key = ready
    ? `${state.dataRevision}/${state.modelRevision}/${state.compared.map((m) => m.path).join('\n')}`
    : null;
  const { data, error, loading, retry } = useFetched('compare', {}, key);
  const conditional = state.model?.metadata.specification.given !== undefined;
  const mixture = useFetched(
    'compareMixture',
    {},
    data?.on === 'test' && !conditional ? key : null,
  );
  if (!state.dataPath)
    return (
      <Empty>
        {t('There is no data file here to compare on. Open the CSV that belongs to this model.')}
      </Empty>
    );
  if (state.fit.phase !== 'idle')
    return (
      <Empty>
        {t(
          'A fit is under way. The comparison is made when it has finished, or when you choose "Stop and Keep Best".',
        )}
      </Empty>
    );
  if (!state.model || state.model.provisional)
    return (
      <Empty>
        {t(
          'There is nothing to compare with the Gaussian yet. Choose "Fit" above: both are then scored here on rows that neither was fitted to, in nats per row.',
        )}
      </Empty>
    );
  if (error)
    return (
      <>
        <Problem sentence={error} retry={retry} />
        {state.compared.length > 0 && <CompareWith />}
      </>
    );
  if (!data) return <Loading sentence={t('Scoring held-out rows…')} />;
  const comparison =
    data.on === 'test' && mixture.data && !conditional ? { ...data, mixture: mixture.data } : data;
  const { scores } = state.model.metadata;
  return (
    <>
      <LensBar state={state} />
      <ViewOptions>
        <CompareWith />
      </ViewOptions>
      <Gains
        comparison={comparison}
        columnsKey={data.on === 'test' ? key : null}
        loading={loading}
      />
      <Scores
        comparison={comparison}
        headline={sentence(state.model.verdict.sentence)}
        crossFitted={scores.on === 'cross-fitted' ? scores.rows : null}
      />
      {mixture.loading && !mixture.data && (
        <Loading sentence={t('Fitting a mixture of Gaussians…')} />
      )}
      {mixture.error && (
        <Problem
          sentence={t('No mixture of Gaussians: {0}', mixture.error)}
          retry={mixture.retry}
        />
      )}
      {conditional && (
        <p class="muted">
          {t(
            'A mixture of Gaussians with conditions is not fitted: the linear Gaussian is the baseline here.',
          )}
        </p>
      )}
      <SamplesBeside state={state} />
    </>
  );
}

/** Asks which other models are compared. */
function CompareWith() {
  return (
    <IconButton
      icon="add"
      label={t('Compare With…')}
      onClick={() => void attempt(() => host().action('compareWith'))}
    />
  );
}
