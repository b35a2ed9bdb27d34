// Each column by itself: data, Gaussian and flow samples on one axis.
import { widthsOf } from '../../../src/protocol/bins';
import { binsOf, middleOf } from '../../charts/bins';
import type { DataProfile } from '../../../src/protocol/data';
import type { ExplorationState, MarginalView } from '../../../src/protocol/exploration';
import type { SelectedBars } from '../../../src/protocol/selection';
import { ChartOrTable } from '../../charts/chart-or-table';
import { marginalKey, marginalSpec } from '../../charts/marginal-spec';
import { SlotContext, useExporter } from '../../charts/saving';
import { specExporter } from '../../charts/vega';
import { LensBar } from '../../controls/lens-bar';
import { Swatch } from '../../controls/split-key';
import { Empty, Loading, Problem } from '../../controls/states';
import { Table } from '../../controls/table';
import { useFetched } from '../../state/fetched';
import { selection } from '../../state/selection';
import { useWidth } from '../../state/size';
import { lens } from '../../state/store';
import { theme } from '../../state/theme';
import { formatCount, formatValue } from '../../text/format';
import { axisTitle, unitOf } from '../../text/titles';
import { t } from '../../text/translate';
import { MarginalPanel, overflow } from './marginal-panel';

/** CSS pixels: a panel is at least so wide, with a gap between two. */
const NARROWEST = 260;
const GAP = 16;
const NONE: SelectedBars[] = [];

export function Marginals({
  state,
  compact = false,
}: {
  state: ExplorationState;
  compact?: boolean;
}) {
  const asked = compact ? {} : { lens: lens.value };
  const key =
    state.dataPath && state.selected.length > 0
      ? `${state.dataRevision}/${state.modelRevision}/${state.selected.join('\n')}/${JSON.stringify(asked)}`
      : null;
  const { data, error, loading, retry } = useFetched('marginals', asked, key);
  const steps = compact ? [] : selection.value;
  const bars = useFetched(
    'selectedBars',
    { selection: steps, ...asked },
    key !== null && steps.length > 0 ? `${key}/${JSON.stringify(steps)}` : null,
  );
  const selected = steps.length > 0 ? (bars.data ?? NONE) : NONE;
  const bar = compact ? null : <LensBar state={state} />;
  const around = (shown: preact.ComponentChildren) => (
    <>
      {bar}
      {shown}
    </>
  );
  if (!state.dataPath)
    return (
      <Empty>
        {t(
          'There is no data file here. Open the CSV that belongs to this model to see its marginals.',
        )}
      </Empty>
    );
  if (key === null)
    return around(
      <Empty>
        {state.profile?.columns.some((c) => c.modelled)
          ? t(
              'No column is chosen. Choose at least one numeric column: each gets a picture of its own here.',
            )
          : t(
              'Only columns of numbers with different values are drawn. If one was taken for text, say so under Reading above.',
            )}
      </Empty>,
    );
  if (error) return around(<Problem sentence={error} retry={retry} />);
  if (!data) return <Loading sentence={t('Counting rows for the histograms…')} />;
  if (data.length === 0)
    return <Empty>{t('There are no marginals to show. Choose a numeric column.')}</Empty>;
  return around(
    <MarginalCharts
      views={data}
      selected={selected}
      profile={state.profile}
      loading={loading}
      compact={compact}
    />,
  );
}

function MarginalCharts({
  views,
  selected,
  profile,
  loading,
  compact,
}: {
  views: MarginalView[];
  selected: SelectedBars[];
  profile: DataProfile | null;
  loading: boolean;
  compact: boolean;
}) {
  const [holder, width] = useWidth<HTMLDivElement>();
  const label = t(
    'Marginal distributions of {0}',
    views.length > 12
      ? t('{0} columns', formatCount(views.length))
      : views.map((v) => v.column).join(', '),
  );
  const columns = Math.max(
    1,
    Math.min(views.length, Math.floor((width + GAP) / (NARROWEST + GAP))),
  );
  const panelWidth = Math.floor((width - GAP * (columns - 1)) / columns);
  const empty = views[0]?.rows === 0;
  return (
    <div ref={holder}>
      <ChartOrTable
        label={label}
        loading={loading}
        savable={!compact}
        help={compact ? undefined : ['marginal', 'density', 'Gaussian']}
        caption={<Key views={views} selected={selected.length > 0} />}
        chart={() => (
          <>
            {empty && <Empty>{t('No row is beside these conditions. Choose others.')}</Empty>}
            <WholePicture views={views} selected={selected} width={width} />
            <SlotContext.Provider value={null}>
              <div
                class="marginals"
                style={{ gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` }}
              >
                {views.map((view) => (
                  <MarginalPanel
                    key={view.column}
                    view={view}
                    selected={selected}
                    width={panelWidth}
                    compact={compact}
                  />
                ))}
              </div>
            </SlotContext.Provider>
          </>
        )}
        table={() => <MarginalTable views={views} profile={profile} />}
      />
    </div>
  );
}

/** Saves all panels as one picture. */
function WholePicture({
  views,
  selected,
  width,
}: {
  views: MarginalView[];
  selected: SelectedBars[];
  width: number;
}) {
  useExporter(
    specExporter('marginals', (colours) =>
      marginalSpec(views, colours, Math.max(width, NARROWEST), selected),
    ),
  );
  return null;
}

function Key({ views, selected }: { views: MarginalView[]; selected: boolean }) {
  const { names, colours } = marginalKey(views, theme.value);
  if (selected) {
    names.push(t('selected'));
    colours.push(theme.value.selection);
  }
  return (
    <ul class="split-key" aria-label={t('Colours')}>
      {names.map((name, k) => (
        <li key={name}>
          <Swatch colour={colours[k]!} />
          {name}
        </li>
      ))}
    </ul>
  );
}

/** Figures of each column; the flow's mean is of its samples within the histogram. */
function MarginalTable({ views, profile }: { views: MarginalView[]; profile: DataProfile | null }) {
  // medians come after the pictures: in the profile that is known now
  const median = (column: string) =>
    profile?.columns.find((c) => c.name === column)?.quantiles?.[3];
  const levels = views[0]?.parts?.levels ?? [];
  return (
    <Table
      caption={[
        t('Figures of each column.'),
        views.some((v) => v.whole)
          ? t(
              'Counts are of the {0} rows beside the conditions, the other figures of all rows.',
              formatCount(views[0]?.rows),
            )
          : '',
        t("The flow's mean comes from samples within the range of the histogram."),
      ]
        .filter(Boolean)
        .join(' ')}
      head={[
        t('column'),
        t('rows missing'),
        t('rows beyond the axis'),
        t('minimum'),
        t('median'),
        t('maximum'),
        t('mean (data)'),
        t('mean (Gaussian)'),
        t('standard deviation (Gaussian)'),
        t('mean (flow samples)'),
        ...levels.map((level) => t('rows: {0}', level)),
      ]}
      rows={views.map((v) => ({
        key: v.column,
        cells: [
          axisTitle(v.column, unitOf(v.profile)),
          formatCount(v.profile?.missing),
          overflow(v) ? t('{0} below, {1} above', formatCount(v.below), formatCount(v.above)) : '0',
          formatValue(v.profile?.min),
          formatValue(median(v.column)),
          formatValue(v.profile?.max),
          formatValue(v.profile?.mean),
          formatValue(v.gaussian.standardDeviation > 0 ? v.gaussian.mean : null),
          formatValue(v.gaussian.standardDeviation > 0 ? v.gaussian.standardDeviation : null),
          formatValue(flowMean(v)),
          ...(v.parts?.counts ?? []).map((counts) =>
            formatCount(counts.reduce((a, b) => a + b, 0)),
          ),
        ],
      }))}
    />
  );
}

/** Mean of the flow's histogram; null without samples in it. */
export function flowMean({ flow, histogram: { edges }, axis }: MarginalView): number | null {
  if (!flow) return null;
  let mass = 0;
  let sum = 0;
  const widths = widthsOf(edges, axis.log);
  binsOf(edges).forEach((bin, b) => {
    const part = flow.density[b]! * widths[b]!;
    mass += part;
    sum += part * middleOf(bin);
  });
  return mass > 0 ? sum / mass : null;
}
