// Parameters given an observation: draws of the posterior beside the prior, what they say of each parameter, and
// whether such posteriors can be believed.
import { useState } from 'preact/hooks';
import type { ExplorationState } from '../../../src/protocol/exploration';
import type { PosteriorView } from '../../../src/protocol/inference';
import { ChartOrTable } from '../../charts/chart-or-table';
import { Swatch } from '../../controls/split-key';
import { Empty, Loading, Problem } from '../../controls/states';
import { ViewOptions } from '../../controls/view-options';
import { useFetched } from '../../state/fetched';
import { conditions } from '../../state/store';
import { theme } from '../../state/theme';
import { columnTitle } from '../../text/titles';
import { t } from '../../text/translate';
import { PairMatrix } from '../../charts/pairs/pair-matrix';
import { Honesty } from './honesty';
import { Observation, observedNow, type Truth } from './observation';
import { figuresOf, ParameterTable } from './parameters';
import { priors, PriorOptions } from './prior-options';

const DRAWS = 4000;

export function Posterior({ state }: { state: ExplorationState }) {
  const own = state.model?.metadata.specification.given?.conditions ?? [];
  const [moving, setMoving] = useState<Record<string, number>>({});
  const [truth, setTruth] = useState<Truth | null>(null);
  const observed = { ...observedNow(own, conditions.value), ...moving };
  const asked = { observed, ...priors.value, count: DRAWS };
  const ready = own.length > 0 && !state.model?.provisional;
  const revision = `${state.dataRevision}/${state.modelRevision}`;
  const { data, error, loading, retry } = useFetched(
    'posterior',
    asked,
    ready ? `${revision}/${JSON.stringify(asked)}` : null,
  );
  if (!ready) return <Empty>{emptyWords(state)}</Empty>;
  return (
    <>
      <ViewOptions>
        <PriorOptions columns={state.model!.metadata.specification.columns} />
      </ViewOptions>
      <Observation
        state={state}
        observed={observed}
        truth={truth}
        onTruth={setTruth}
        onMoving={(column, value) => {
          setTruth(null);
          setMoving(value === null ? {} : { [column]: value });
        }}
      />
      {error && <Problem sentence={error} retry={retry} />}
      {!data && !error && <Loading sentence={t('Drawing from the posterior…')} />}
      {data && <Drawn state={state} view={data} truth={truth} loading={loading} />}
      {state.dataPath !== null && <Honesty key={revision} observed={observed} />}
    </>
  );
}

function emptyWords(state: ExplorationState): string {
  if (state.fit.phase !== 'idle' || state.model?.provisional)
    return t('A fit is under way. The posterior is drawn from the flow when it has finished.');
  return t(
    'A posterior is the density of parameters given observations, from a table of simulations: describe the parameters, give the observations (the third state of a column at the left), and choose "Fit".',
  );
}

function Drawn({
  state,
  view,
  truth,
  loading,
}: {
  state: ExplorationState;
  view: PosteriorView;
  truth: Truth | null;
  loading: boolean;
}) {
  const { pairs, parameters } = view;
  const typed = priors.value.prior !== null;
  const label = t('The posterior of {0}', pairs.columns.join(', '));
  return (
    <>
      <ChartOrTable
        label={label}
        loading={loading}
        help="posterior"
        caption={<Key typed={typed} truth={truth !== null} />}
        chart={() => (
          <PairMatrix
            view={pairs}
            shown={{ data: true, gaussian: false, flow: true }}
            gaussian={null}
            label={label}
            title={(column) => columnTitle(state.profile, column)}
            titled="flow"
            marks={pairs.columns.map((column) => truth?.values[column] ?? null)}
          />
        )}
      />
      <ParameterTable parameters={parameters} truth={truth} />
      <ul class="notes-list">
        {figuresOf(view).map((words) => (
          <li key={words}>{words}</li>
        ))}
      </ul>
    </>
  );
}

/** What the colours of the picture mean. */
function Key({ typed, truth }: { typed: boolean; truth: boolean }) {
  const { data, flow, selection } = theme.value;
  return (
    <ul class="split-key" aria-label={t('Colours')}>
      <li>
        <Swatch colour={data} />
        {typed ? t('prior') : t('prior: the rows of the table')}
      </li>
      <li>
        <Swatch colour={flow} />
        {t('posterior')}
      </li>
      {truth && (
        <li>
          <Swatch colour={selection} />
          {t('parameters of that row')}
        </li>
      )}
    </ul>
  );
}
