// Operations as a chain: the way to the distribution at hand, what can be done to it, and what it is.
import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { ExplorationState } from '../../../../src/protocol/exploration';
import type { Chain as ChainOf, OperationName, Step } from '../../../../src/protocol/operations';
import { FIRST_CHAIN } from '../../../../src/protocol/webview';
import { Button } from '../../../controls/controls';
import { CopyLine } from '../../../controls/copy-line';
import { IconButton } from '../../../controls/icon';
import { Loading, Problem } from '../../../controls/states';
import { ViewOptions } from '../../../controls/view-options';
import { adding, chain, lookedAt, shownChain } from '../../../state/chain';
import { chooseChain } from '../../../state/choices';
import { useFetched } from '../../../state/fetched';
import { attempt, host } from '../../../state/store';
import { t } from '../../../text/translate';
import { place } from '../state';
import { Breadcrumb } from './breadcrumb';
import { AddOperation } from './menu';
import { Result } from './result';
import { StartField } from './start-field';
import { StepForm } from './step-form';
import { stepWords } from './forms';

export function Chain({ state }: { state: ExplorationState }) {
  const { start, steps } = chain.value;
  const shown = shownChain();
  const ready =
    start.from === 'typed' ||
    (start.from === 'flow'
      ? state.model !== null && !state.model.provisional
      : state.dataPath !== null && state.selected.length > 0);
  const model = start.from === 'flow' || usesFlow(shown) ? state.modelRevision : '';
  const revision = `${state.dataRevision}/${model}/${state.selected.join('\n')}`;
  const key = ready ? `${revision}/${JSON.stringify(shown)}/${JSON.stringify(place.value)}` : null;
  const { data, error, loading, retry } = useFetched(
    'operations',
    { chain: shown, place: place.value },
    key,
  );
  const [draft, setDraft] = useState<Step | null>(null);
  const name = adding.value;
  // what is given follows its sliders at once, with fewer draws where it is not exact
  const live = name === 'condition' && data ? draft : null;
  const drafted = {
    chain: { start, steps: live ? [...shown.steps, live] : shown.steps },
    place: null,
    quick: true,
  };
  const preview = useFetched(
    'operations',
    drafted,
    live ? `${revision}/${JSON.stringify(drafted)}` : null,
  );
  const last = shown.steps.at(-1);
  const earlier = { chain: { start, steps: shown.steps.slice(0, -1) }, place: null };
  const earlierKey =
    ready && last && COMPARED.includes(last.operation)
      ? `${revision}/${JSON.stringify(earlier)}`
      : null;
  const before = useFetched('operations', earlier, earlierKey);
  useEffect(() => () => void (adding.value = null), []);
  const page = useFormFocus(name);
  const removeLast = () =>
    void chooseChain(t('removal of {0}', stepWords(steps.at(-1)!)), {
      start,
      steps: steps.slice(0, -1),
    });
  const looking = lookedAt.value !== null && lookedAt.value < steps.length;
  return (
    <div class="operations" ref={page}>
      <ViewOptions>
        <StartField state={state} />
      </ViewOptions>
      <div class="operations-bar">
        <Breadcrumb state={state} />
        {steps.length > 0 && (
          <IconButton icon="remove" label={t('Remove Last')} onClick={removeLast} />
        )}
        {(steps.length > 0 || start.from !== FIRST_CHAIN.start.from) && (
          <IconButton
            icon="clear-all"
            label={t('Begin Again')}
            onClick={() => void chooseChain(t('a new beginning'), FIRST_CHAIN)}
          />
        )}
        <AddOperation view={data} />
      </div>
      {looking && (
        <p class="muted">
          {t(
            'You look at an earlier place. An operation that is added here replaces the steps after it; Undo brings them back.',
          )}
        </p>
      )}
      {name && data && (
        <StepForm key={name} name={name} view={data} state={state} onDraft={setDraft} />
      )}
      {!ready ? (
        <p class="state empty">
          {start.from === 'flow'
            ? t('There is no finished flow yet. Fit one, or begin with something else.')
            : t(
                'No column is chosen. Choose at least one numeric column, or begin with a distribution that you type.',
              )}
        </p>
      ) : live && preview.data ? (
        <Result
          view={preview.data}
          before={data}
          given={givenIn(live)}
          loading={preview.loading}
          preview={t('Preview: {0}', stepWords(live))}
        />
      ) : live && preview.error ? (
        <Problem sentence={preview.error} />
      ) : error ? (
        <Problem sentence={error} retry={retry} />
      ) : data ? (
        <Result
          view={data}
          before={earlierKey === null || before.loading ? null : before.data}
          given={last ? givenIn(last) : null}
          loading={loading}
          preview={null}
        />
      ) : (
        <Loading sentence={t('Computing the distribution…')} />
      )}
      {data && !name && <Actions view={data} />}
    </div>
  );
}

/** A form that opens takes the focus; when it closes the crumb at hand has it, so that keys go on working. */
function useFormFocus(name: OperationName | null): RefObject<HTMLDivElement> {
  const page = useRef<HTMLDivElement>(null);
  const before = useRef(name);
  useEffect(() => {
    if (before.current === name) return;
    before.current = name;
    page.current
      ?.querySelector<HTMLElement>(name ? '.step-form h2' : '.crumbs [aria-current]')
      ?.focus();
  }, [name]);
  return page;
}

/** Values of columns that a step gives. */
const givenIn = (step: Step) =>
  step.operation === 'condition' && 'values' in step ? step.values : null;

/** Steps whose result is looked at beside what was there before: the same columns, otherwise distributed. */
const COMPARED: readonly OperationName[] = ['condition', 'multiply', 'mean of k'];

const usesFlow = ({ steps }: ChainOf) =>
  steps.some((s) => s.operation === 'multiply' && s.factor.kind === 'flow');

function Actions({ view: { kind } }: { view: { kind: string } }) {
  const act = (name: 'saveOperations' | 'sampleOperations' | 'exportOperations') =>
    void attempt(() => host().action(name));
  return (
    <div class="row" role="group" aria-label={t('Keep the result')}>
      <Button
        small
        title={t('The steps and where the table lies, as a small file that opens again')}
        onClick={() => act('saveOperations')}
      >
        {t('Save Operations…')}
      </Button>
      <Button
        small
        title={t('Draws of the result, as CSV or Parquet')}
        onClick={() => act('sampleOperations')}
      >
        {t('Draw Samples…')}
      </Button>
      {(kind === 'gaussian' || kind === 'mixture') && (
        <Button
          small
          title={t('Mean and covariance as JSON, for other commands')}
          onClick={() => act('exportOperations')}
        >
          {t('Export as JSON…')}
        </Button>
      )}
      <CopyLine />
    </div>
  );
}
