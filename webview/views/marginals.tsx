// Each column by itself: data, Gaussian and flow samples on one axis.
import { useState } from 'preact/hooks';
import type { ExplorationState, MarginalView } from '../../src/protocol/exploration';
import { marginalSpec } from '../charts/marginal-spec';
import { theme } from '../charts/theme';
import { Chart } from '../charts/vega';
import { useFetched } from '../fetched';
import { Button } from '../ui/controls';
import { formatCount, formatValue } from '../ui/format';
import { useWidth } from '../ui/size';
import { ChartOrTable, Empty, Loading, Problem, Table } from '../ui/states';

const FIRST_CHARTS = 24;

export function Marginals({ state, compact = false }: { state: ExplorationState; compact?: boolean }) {
  const key =
    state.dataPath && state.selected.length > 0 ? `${state.dataRevision}/${state.modelRevision}/${state.selected.join('\n')}` : null;
  const { data, error, loading, retry } = useFetched('marginals', {}, key);
  if (!state.dataPath) return <Empty>There is no data file here. Open the CSV that belongs to this model to see its marginals.</Empty>;
  if (key === null) return <Empty>No column is chosen. Choose at least one numeric column above.</Empty>;
  if (error) return <Problem sentence={error} retry={retry} />;
  if (!data) return <Loading sentence="Counting rows for the histograms…" />;
  if (data.length === 0) return <Empty>There are no marginals to show. Choose a numeric column above.</Empty>;
  return <MarginalCharts views={data} loading={loading} compact={compact} />;
}

function MarginalCharts({ views, loading, compact }: { views: MarginalView[]; loading: boolean; compact: boolean }) {
  const [holder, width] = useWidth<HTMLDivElement>();
  const [shown, setShown] = useState(FIRST_CHARTS);
  const drawn = views.slice(0, shown);
  const label = `Marginal distributions of ${drawn.map((v) => v.column).join(', ')}`;
  return (
    <div ref={holder}>
      <ChartOrTable
        label={label}
        loading={loading}
        savable={!compact}
        chart={() => <Chart spec={marginalSpec(drawn, theme.value, width, compact)} label={label} name="marginals" />}
        table={() => <MarginalTable views={views} />}
      />
      {shown < views.length && (
        <p class="row">
          <span>{`The first ${formatCount(shown)} of ${formatCount(views.length)} columns are drawn.`}</span>
          <Button onClick={() => setShown(shown + FIRST_CHARTS)}>Show More</Button>
        </p>
      )}
    </div>
  );
}

/** Figures of each column; the flow's mean is of its samples within the histogram. */
function MarginalTable({ views }: { views: MarginalView[] }) {
  return (
    <Table
      caption="Figures of each column. The flow's mean comes from samples within the range of the histogram."
      head={[
        'column',
        'rows missing',
        'minimum',
        'median',
        'maximum',
        'mean (data)',
        'mean (Gaussian)',
        'standard deviation (Gaussian)',
        'mean (flow samples)',
      ]}
      rows={views.map((v) => ({
        key: v.column,
        cells: [
          v.column,
          formatCount(v.profile?.missing),
          formatValue(v.profile?.min),
          formatValue(v.profile?.quantiles?.[3]),
          formatValue(v.profile?.max),
          formatValue(v.profile?.mean),
          formatValue(v.gaussian.standardDeviation > 0 ? v.gaussian.mean : null),
          formatValue(v.gaussian.standardDeviation > 0 ? v.gaussian.standardDeviation : null),
          formatValue(flowMean(v)),
        ],
      }))}
    />
  );
}

/** Mean of the flow's histogram; null without samples in it. */
export function flowMean({ flow, histogram: { edges } }: MarginalView): number | null {
  if (!flow) return null;
  let mass = 0;
  let sum = 0;
  flow.density.forEach((density, b) => {
    const part = density * (edges[b + 1] - edges[b]);
    mass += part;
    sum += (part * (edges[b] + edges[b + 1])) / 2;
  });
  return mass > 0 ? sum / mass : null;
}
