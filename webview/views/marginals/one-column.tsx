// One column at a glance, for the side panel: its figures, and its marginal whatever it holds.
import type { ExplorationState } from '../../../src/protocol/exploration';
import type { ColumnProfile } from '../../../src/protocol/data';
import { Facts } from '../../controls/facts';
import { Loading, Problem } from '../../controls/states';
import { useFetched } from '../../state/fetched';
import { useWidth } from '../../state/size';
import { columnFacts, reasonAgainst } from '../../text/column-words';
import { COLUMN_TYPES } from '../../text/names';
import { t } from '../../text/translate';
import { ColumnPanel } from './column-panel';
import { MarginalKey } from './marginal-key';
import { MarginalPanel } from './marginal-panel';

export function OneColumn({ state, column }: { state: ExplorationState; column: ColumnProfile }) {
  const [holder, width] = useWidth<HTMLDivElement>(260);
  const described = state.selected.includes(column.name);
  const reason = described ? null : reasonAgainst(column);
  const facts = columnFacts(column, state.profile?.rows ?? 0);
  return (
    <div ref={holder} class="one-column">
      <Facts facts={facts.filter(({ first }) => first).map(({ fact }) => fact)} />
      {reason && <p class="muted">{reason}</p>}
      {described ? (
        <Described key={column.name} state={state} column={column.name} width={width} />
      ) : (
        <ColumnPanel key={column.name} state={state} column={column} width={width} compact />
      )}
      <Facts
        facts={[
          [t('type'), COLUMN_TYPES[column.type]],
          ...facts.filter(({ first }) => !first).map(({ fact }) => fact),
        ]}
      />
    </div>
  );
}

function Described({
  state,
  column,
  width,
}: {
  state: ExplorationState;
  column: string;
  width: number;
}) {
  const key = `${state.id}/${state.dataRevision}/${state.modelRevision}`;
  const { data, error, retry } = useFetched('marginals', {}, state.dataPath ? key : null);
  const view = data?.find((v) => v.column === column);
  if (error) return <Problem sentence={error} retry={retry} />;
  if (view)
    return (
      <>
        <MarginalPanel view={view} width={width} compact />
        <MarginalKey views={[view]} />
      </>
    );
  return state.dataPath ? <Loading sentence={t('Counting rows for the histograms…')} /> : null;
}
