// Two columns against each other: rows of the data, samples of the Gaussian, samples of the flow.
import { useMemo, useState } from 'preact/hooks';
import type { CloudView, ExplorationState } from '../../src/protocol/exploration';
import { cloudPicture, type Source, SOURCES, SOURCE_LABELS } from '../charts/cloud-picture';
import { Scatter } from '../charts/scatter';
import { theme } from '../charts/theme';
import { useFetched } from '../fetched';
import { defaults } from '../store';
import { Checkbox, Dropdown } from '../ui/controls';
import { formatCount, formatValue } from '../ui/format';
import { ChartOrTable, Empty, Loading, Problem, Table } from '../ui/states';

const LARGEST = 100_000;
const TABLE_ROWS = 100;

export function Cloud({ state }: { state: ExplorationState }) {
  const count = Math.min(defaults.value.cloudPoints, LARGEST);
  const key = state.selected.length > 0 ? `${count}/${state.dataRevision}/${state.modelRevision}/${state.selected.join('\n')}` : null;
  const { data, error, loading, retry } = useFetched('cloud', { count }, key);
  if (key === null) return <Empty>No column is chosen. Choose one or two numeric columns above.</Empty>;
  if (error) return <Problem sentence={error} retry={retry} />;
  if (!data) return <Loading sentence="Reading rows and drawing samples…" />;
  if (data.data.count === 0 && !data.flow && !data.gaussian)
    return <Empty>No row is complete in the chosen columns, so there are no points. Choose fewer columns.</Empty>;
  return <CloudChart view={data} loading={loading} />;
}

function CloudChart({ view, loading }: { view: CloudView; loading: boolean }) {
  const [x, setX] = useState(view.columns[0]);
  const [y, setY] = useState(view.columns[1] ?? view.columns[0]);
  const [shown, setShown] = useState<Record<Source, boolean>>({ data: true, gaussian: false, flow: true });
  const xIndex = Math.max(0, view.columns.indexOf(x));
  const found = view.columns.indexOf(y);
  const yIndex = found >= 0 ? found : Math.min(1, view.columns.length - 1);
  const strip = view.columns.length === 1;
  const colours = theme.value;
  const picture = useMemo(() => cloudPicture(view, xIndex, yIndex, shown, colours), [view, xIndex, yIndex, shown, colours]);
  const options = view.columns.map((c) => ({ value: c, label: c }));
  const drawn = SOURCES.filter((s) => shown[s] && view[s]).map((s) => SOURCE_LABELS[s].toLowerCase());
  const label = `${strip ? view.columns[0] : `${view.columns[xIndex]} against ${view.columns[yIndex]}`}: ${drawn.join(', ') || 'nothing chosen'}`;
  return (
    <div>
      <div class="row">
        {!strip && <Dropdown label="across" value={view.columns[xIndex]} options={options} onChange={setX} />}
        {!strip && <Dropdown label="up" value={view.columns[yIndex]} options={options} onChange={setY} />}
        {SOURCES.map((s) => (
          <span key={s} class={`key key-${s}`}>
            <Checkbox checked={shown[s] && view[s] !== null} disabled={view[s] === null} onChange={(on) => setShown({ ...shown, [s]: on })}>
              {SOURCE_LABELS[s]}
            </Checkbox>
          </span>
        ))}
      </div>
      <ChartOrTable
        label={label}
        loading={loading}
        chart={() => <Scatter {...picture} label={label} name="cloud" />}
        table={() => <CloudTable view={view} shown={shown} />}
      />
      <p class="muted">
        {`${formatCount(view.data.count)} of ${formatCount(view.totalRows)} rows are drawn.`}
        {view.flow ? '' : ' Fit a flow to see its samples here.'}
        {strip ? ' One column has no second axis: points are spread evenly across the strip.' : ''}
      </p>
    </div>
  );
}

function CloudTable({ view, shown }: { view: CloudView; shown: Record<Source, boolean> }) {
  const dim = view.columns.length;
  const rows = SOURCES.flatMap((s) => {
    const points = view[s];
    if (!shown[s] || !points) return [];
    return Array.from({ length: Math.min(TABLE_ROWS, points.count) }, (_, i) => ({
      key: `${s}${i}`,
      cells: [SOURCE_LABELS[s], ...Array.from(points.values.subarray(i * dim, (i + 1) * dim), (v) => formatValue(v))],
    }));
  });
  return <Table caption={`The first ${TABLE_ROWS} points of each kind that is shown.`} head={['kind', ...view.columns]} rows={rows} />;
}
