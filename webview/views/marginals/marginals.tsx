// Each column by itself: data, Gaussian and flow samples on one axis.
import type { DataProfile } from '../../../src/protocol/data';
import type { ExplorationState, MarginalView } from '../../../src/protocol/exploration';
import type { SelectedBars } from '../../../src/protocol/selection';
import { ChartOrTable } from '../../charts/chart-or-table';
import { marginalSpec } from '../../charts/marginal-spec';
import { SlotContext, useExporter } from '../../charts/saving';
import { specExporter } from '../../charts/vega';
import { LensBar } from '../../controls/lens-bar';
import { Empty, Loading, Problem } from '../../controls/states';
import { useFetched } from '../../state/fetched';
import { selection } from '../../state/selection';
import { useWidth } from '../../state/size';
import { lens } from '../../state/store';
import { formatCount } from '../../text/format';
import { t } from '../../text/translate';
import { gridOf, NARROWEST } from './grid';
import { MarginalKey } from './marginal-key';
import { MarginalPanel } from './marginal-panel';
import { MarginalTable } from './marginal-table';
import { OtherColumns } from './other-columns';

const NONE: SelectedBars[] = [];

export function Marginals({ state }: { state: ExplorationState }) {
  const asked = { lens: lens.value };
  const key =
    state.dataPath && state.selected.length > 0
      ? `${state.dataRevision}/${state.modelRevision}/${state.selected.join('\n')}/${JSON.stringify(asked)}`
      : null;
  const { data, error, loading, retry } = useFetched('marginals', asked, key);
  const steps = selection.value;
  const bars = useFetched(
    'selectedBars',
    { selection: steps, ...asked },
    key !== null && steps.length > 0 ? `${key}/${JSON.stringify(steps)}` : null,
  );
  const selected = steps.length > 0 ? (bars.data ?? NONE) : NONE;
  const around = (shown: preact.ComponentChildren) => (
    <>
      <LensBar state={state} />
      {shown}
      <OtherColumns state={state} />
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
    <MarginalCharts views={data} selected={selected} profile={state.profile} loading={loading} />,
  );
}

function MarginalCharts({
  views,
  selected,
  profile,
  loading,
}: {
  views: MarginalView[];
  selected: SelectedBars[];
  profile: DataProfile | null;
  loading: boolean;
}) {
  const [holder, width] = useWidth<HTMLDivElement>();
  const label = t(
    'Marginal distributions of {0}',
    views.length > 12
      ? t('{0} columns', formatCount(views.length))
      : views.map((v) => v.column).join(', '),
  );
  const { style, panelWidth } = gridOf(width, views.length);
  const empty = views[0]?.rows === 0;
  return (
    <div ref={holder}>
      <ChartOrTable
        label={label}
        loading={loading}
        help={['marginal', 'density', 'Gaussian']}
        caption={<MarginalKey views={views} selected={selected.length > 0} />}
        chart={() => (
          <>
            {empty && <Empty>{t('No row is beside these conditions. Choose others.')}</Empty>}
            <WholePicture views={views} selected={selected} width={width} />
            <SlotContext.Provider value={null}>
              <div class="marginals" style={style}>
                {views.map((view) => (
                  <MarginalPanel
                    key={view.column}
                    view={view}
                    selected={selected}
                    width={panelWidth}
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
