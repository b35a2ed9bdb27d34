// The marginal of a column that is not described, whatever it holds; asked for when it comes near the screen.
import { useMemo } from 'preact/hooks';
import type { ColumnView, LevelsView, TimesView } from '../../../src/protocol/column-views';
import type { ColumnProfile } from '../../../src/protocol/data';
import type { ExplorationState } from '../../../src/protocol/exploration';
import { binsOf } from '../../charts/bins';
import { ChartOrTable } from '../../charts/chart-or-table';
import { barNames, levelsHeight, levelsSpec, shareOf } from '../../charts/levels-spec';
import { panelHeight } from '../../charts/panel';
import { formatTime } from '../../charts/time-axis';
import { timesSpec } from '../../charts/times-spec';
import { Chart } from '../../charts/vega';
import { SplitKey } from '../../controls/split-key';
import { Loading, Problem } from '../../controls/states';
import { Table } from '../../controls/table';
import { useFetched } from '../../state/fetched';
import { lens } from '../../state/store';
import { useNear } from '../../state/visible';
import { reasonAgainst } from '../../text/column-words';
import { formatCount, formatNumberOf } from '../../text/format';
import { axisTitle, unitOf } from '../../text/titles';
import { t } from '../../text/translate';
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
  const asked = compact ? { columns: [column.name] } : { columns: [column.name], lens: lens.value };
  const key = near ? `${state.dataRevision}/${state.modelRevision}/${JSON.stringify(asked)}` : null;
  const { data, error, retry } = useFetched('columnViews', asked, key);
  const view = data?.find((v) => v.column === column.name);
  if (view?.kind === 'numbers')
    return <MarginalPanel view={view.marginal} width={width} compact={compact} />;
  return (
    <figure
      ref={element}
      class={isSought ? 'marginal sought' : 'marginal'}
      data-column={column.name}
      style={view ? {} : { minHeight: `${panelHeight(width, compact) + AROUND}px` }}
    >
      {error && <Problem sentence={error} retry={retry} />}
      {!error && !view && near && <Loading sentence={t('Counting rows…')} />}
      {view && <Shown view={view} column={column} width={width} compact={compact} />}
    </figure>
  );
}

function Shown({
  view,
  column,
  width,
  compact,
}: {
  view: Exclude<ColumnView, { kind: 'numbers' }>;
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
  return <Bars view={view} title={title} width={width} compact={compact} />;
}

function Bars({
  view,
  title,
  width,
  compact,
}: {
  view: LevelsView | TimesView;
  title: string;
  width: number;
  compact: boolean;
}) {
  const label = useMemo(() => barsLabel(view, title), [view, title]);
  return (
    <>
      <ChartOrTable
        label={label}
        main={false}
        savable={!compact}
        caption={<strong>{title}</strong>}
        chart={() => (
          <div style={view.kind === 'levels' ? { minHeight: `${levelsHeight(view)}px` } : {}}>
            <Chart
              spec={(colours) =>
                view.kind === 'levels'
                  ? levelsSpec(view, colours, width, title)
                  : timesSpec(view, colours, width, title, compact)
              }
              label={label}
              name={`marginal ${view.column}`}
            />
          </div>
        )}
        table={() => <BarTable view={view} title={title} />}
      />
      {view.parts && <SplitKey levels={view.parts.levels} />}
      <figcaption class="muted">{countWords(view)}</figcaption>
    </>
  );
}

/** What each bar stands for. */
const namesOf = (view: LevelsView | TimesView): string[] =>
  view.kind === 'levels'
    ? barNames(view)
    : binsOf(view.edges).map(({ low }) => formatTime(low, view.stretch));

function BarTable({ view, title }: { view: LevelsView | TimesView; title: string }) {
  const { counts, rows, parts } = view;
  return (
    <Table
      caption={t('Rows of {0}', title)}
      head={[
        view.kind === 'levels' ? t('level') : t('from'),
        t('rows'),
        t('share'),
        ...(parts?.levels ?? []).map((level) => t('rows: {0}', level)),
      ]}
      rows={namesOf(view).map((name, k) => ({
        key: String(k),
        cells: [
          name,
          formatCount(counts[k]),
          shareOf(counts[k]!, rows),
          ...(parts?.counts ?? []).map((list) => formatCount(list[k])),
        ],
      }))}
    />
  );
}

function countWords({ rows, missing }: LevelsView | TimesView): string {
  const words = formatNumberOf(rows, 'row');
  return missing > 0 ? t('{0}, {1} without a value', words, formatCount(missing)) : words;
}

function barsLabel(view: LevelsView | TimesView, title: string): string {
  const names = namesOf(view);
  const most = view.counts.indexOf(Math.max(...view.counts));
  return t(
    'Distribution of {0}: {1}; most frequent is {2} with {3}',
    title,
    countWords(view),
    names[most] ?? '',
    shareOf(view.counts[most] ?? 0, view.rows),
  );
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
