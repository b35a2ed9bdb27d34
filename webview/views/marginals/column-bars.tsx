// The bars of a column of categories or dates, what is selected in them, and what they say as a table.
import { useMemo, useState } from 'preact/hooks';
import type { LevelsView, TimesView } from '../../../src/protocol/column-views';
import { BarPicker } from '../../charts/bar-picker';
import { datesShape, isPicked, levelShape, rangeIn } from '../../charts/bars';
import { binsOf, endsOf } from '../../charts/bins';
import { Brush } from '../../charts/brush';
import { ChartOrTable } from '../../charts/chart-or-table';
import {
  barNames,
  levelsHeight,
  levelsSpec,
  selectedLevels,
  shareOf,
} from '../../charts/levels-spec';
import { SELECTED } from '../../charts/marginal-spec';
import { formatTime } from '../../charts/time-axis';
import { selectedTimes, timesSpec } from '../../charts/times-spec';
import { Chart, type PlotBox } from '../../charts/vega';
import { SplitKey } from '../../controls/split-key';
import { Table } from '../../controls/table';
import type { Shape } from '../../../src/protocol/selection';
import { select } from '../../state/choices';
import { type How, selection } from '../../state/selection';
import { formatCount, formatMoment, formatNumberOf } from '../../text/format';
import { t } from '../../text/translate';

export function Bars({
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
  const { column, selected } = view;
  const [box, setBox] = useState<PlotBox | null>(null);
  const label = useMemo(() => barsLabel(view, title), [view, title]);
  const data = useMemo(
    () => ({
      [SELECTED]: view.kind === 'levels' ? selectedLevels(view) : selectedTimes(view),
    }),
    [view.counts, selected],
  );
  const pick = (shape: Shape, how: How) =>
    void select(shape, how, isPicked(selection.peek(), shape));
  return (
    <>
      <ChartOrTable
        label={label}
        main={false}
        savable={!compact}
        caption={<strong>{title}</strong>}
        chart={() => (
          <div
            class="plot"
            style={view.kind === 'levels' ? { minHeight: `${levelsHeight(view)}px` } : {}}
          >
            <Chart
              spec={(colours) =>
                view.kind === 'levels'
                  ? levelsSpec(view, colours, width, title)
                  : timesSpec(view, colours, width, title, compact)
              }
              label={label}
              name={`marginal ${column}`}
              data={data}
              onLayout={setBox}
            />
            {box && !compact && view.kind === 'levels' && (
              <BarPicker
                box={box}
                count={view.counts.length}
                name={column}
                describe={(bar) => barLines(view, bar)}
                onBar={(bar, how) => pick(levelShape(view, bar), how)}
              />
            )}
            {box && !compact && view.kind === 'times' && (
              <Brush
                box={box}
                axis={{ range: endsOf(view.edges), log: false }}
                edges={view.edges}
                range={rangeIn(selection.value, column)}
                write={formatMoment}
                whole
                name={column}
                describe={(bar) => barLines(view, bar)}
                onRange={([from, to], how) => void select({ kind: 'dates', column, from, to }, how)}
                onBar={(bar, how) => pick(datesShape(column, view.edges, bar), how)}
              />
            )}
          </div>
        )}
        table={() => <BarTable view={view} title={title} />}
      />
      {view.parts && <SplitKey levels={view.parts.levels} />}
      <figcaption class="muted">{countWords(view)}</figcaption>
    </>
  );
}

/** What there is to say of one bar. */
function barLines(view: LevelsView | TimesView, bar: number): string[] {
  const { counts, rows, parts, selected } = view;
  return [
    view.kind === 'levels'
      ? namesOf(view)[bar]!
      : t(
          '{0} until before {1}',
          formatMoment(view.edges[bar]!),
          formatMoment(view.edges[bar + 1]!),
        ),
    t(
      '{0} of {1}: {2}',
      formatCount(counts[bar]),
      formatNumberOf(rows, 'row'),
      shareOf(counts[bar]!, rows),
    ),
    ...(parts?.levels ?? []).map(
      (level, g) => `${level}: ${shareOf(parts!.counts[g]![bar]!, parts!.rows[g]!)}`,
    ),
    ...(selected ? [t('{0} selected', formatNumberOf(selected[bar], 'row'))] : []),
  ];
}

/** What each bar stands for. */
const namesOf = (view: LevelsView | TimesView): string[] =>
  view.kind === 'levels'
    ? barNames(view)
    : binsOf(view.edges).map(({ low }) => formatTime(low, view.stretch));

function BarTable({ view, title }: { view: LevelsView | TimesView; title: string }) {
  const { counts, rows, parts, selected } = view;
  return (
    <Table
      caption={t('Rows of {0}', title)}
      head={[
        view.kind === 'levels' ? t('level') : t('from'),
        t('rows'),
        t('share'),
        ...(selected ? [t('selected')] : []),
        ...(parts?.levels ?? []).map((level) => t('rows: {0}', level)),
      ]}
      rows={namesOf(view).map((name, k) => ({
        key: String(k),
        cells: [
          name,
          formatCount(counts[k]),
          shareOf(counts[k]!, rows),
          ...(selected ? [formatCount(selected[k])] : []),
          ...(parts?.counts ?? []).map((list) => formatCount(list[k])),
        ],
      }))}
    />
  );
}

function countWords({ rows, missing, selected }: LevelsView | TimesView): string {
  const count = formatNumberOf(rows, 'row');
  const words = missing > 0 ? t('{0}, {1} without a value', count, formatCount(missing)) : count;
  const picked = selected?.reduce((sum, n) => sum + n, 0) ?? 0;
  return picked > 0 ? `${words}; ${t('{0} selected', formatNumberOf(picked, 'row'))}` : words;
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
