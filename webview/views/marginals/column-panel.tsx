// The marginal of a column that is not described, whatever it holds; asked for when it comes near the screen.
import { useMemo } from 'preact/hooks';
import type { ColumnView } from '../../../src/protocol/column-views';
import type { ColumnProfile } from '../../../src/protocol/data';
import type { ExplorationState } from '../../../src/protocol/exploration';
import { panelHeight } from '../../charts/panel';
import { Loading, Problem } from '../../controls/states';
import { useFetched } from '../../state/fetched';
import { selection } from '../../state/selection';
import { lens } from '../../state/store';
import { useNear } from '../../state/visible';
import { reasonAgainst } from '../../text/column-words';
import { axisTitle, unitOf } from '../../text/titles';
import { t } from '../../text/translate';
import { Bars } from './column-bars';
import { MarginalPanel } from './marginal-panel';
import { useSought } from './sought';

/** CSS pixels above and below a picture: its name, and how many rows it shows. */
const AROUND = 64;

interface Props {
  state: ExplorationState;
  column: ColumnProfile;
  width: number;
  compact?: boolean;
}

export function ColumnPanel({ state, column, width, compact = false }: Props) {
  const [element, isNear] = useNear<HTMLElement>();
  const near = isNear || compact;
  const isSought = useSought(column.name, element);
  const steps = compact ? [] : selection.value;
  const asked = {
    columns: [column.name],
    ...(compact ? {} : { lens: lens.value }),
    ...(steps.length > 0 ? { selection: steps } : {}),
  };
  const key = near ? `${state.dataRevision}/${state.modelRevision}/${JSON.stringify(asked)}` : null;
  const { data, error, retry } = useFetched('columnViews', asked, key);
  const view = data?.find((v) => v.column === column.name);
  const own = steps.length > 0 && view && 'selected' in view ? view.selected : undefined;
  const bars = useMemo(() => (own ? [{ column: column.name, counts: own }] : []), [own]);
  if (view?.kind === 'numbers')
    return <MarginalPanel view={view.marginal} selected={bars} width={width} compact={compact} />;
  const count = own?.reduce((sum, n) => sum + n, 0) ?? 0;
  return (
    <figure
      ref={element}
      class={isSought ? 'marginal sought' : 'marginal'}
      data-column={column.name}
      data-selected={count > 0 ? count : undefined}
      style={view ? {} : { minHeight: `${panelHeight(width, compact) + AROUND}px` }}
    >
      {error && <Problem sentence={error} retry={retry} />}
      {!error && !view && near && <Loading sentence={t('Counting rows…')} />}
      {view && <Shown view={view} selected={own} column={column} width={width} compact={compact} />}
    </figure>
  );
}

function Shown({
  view,
  selected,
  column,
  width,
  compact,
}: {
  view: Exclude<ColumnView, { kind: 'numbers' }>;
  selected: number[] | undefined;
  column: ColumnProfile;
  width: number;
  compact: boolean;
}) {
  const title = axisTitle(column.name, unitOf(column));
  if (view.kind === 'nothing')
    return (
      <>
        <strong>{title}</strong>
        <p class="muted">{whyNothing(view.why, column)}</p>
      </>
    );
  const bars = { ...view };
  // what was selected before may not be any more
  if (selected) bars.selected = selected;
  else delete bars.selected;
  return <Bars view={bars} title={title} width={width} compact={compact} />;
}

function whyNothing(why: (ColumnView & { kind: 'nothing' })['why'], column: ColumnProfile): string {
  switch (why) {
    case 'text':
      return t('Free text: its values hardly repeat, so that there are no bars to draw.');
    case 'empty':
      return t('No row that is shown has a value of it.');
    default:
      return reasonAgainst(column) ?? '';
  }
}
