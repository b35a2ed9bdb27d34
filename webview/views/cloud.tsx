// Two columns against each other: rows of the data, samples of the Gaussian, samples of the flow.
import { useMemo, useState } from 'preact/hooks';
import type { CloudView, ExplorationState, Points } from '../../src/protocol/exploration';
import { alphaFor, sizeFor } from '../charts/points';
import { rangeOf } from '../charts/scale';
import { Scatter, type ScatterSet } from '../charts/scatter';
import { parseColour, type Theme, theme } from '../charts/theme';
import { useFetched } from '../fetched';
import { defaults } from '../store';
import { Checkbox, Dropdown } from '../ui/controls';
import { formatCount, formatValue } from '../ui/format';
import { ChartOrTable, Empty, Loading, Problem, Table } from '../ui/states';

const LARGEST = 100_000;
const TABLE_ROWS = 100;
type Source = 'data' | 'gaussian' | 'flow';
const LABELS: Record<Source, string> = { data: 'Data', gaussian: 'Gaussian samples', flow: 'Flow samples' };

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
  const drawn = (['data', 'gaussian', 'flow'] as const).filter((s) => shown[s] && view[s]).map((s) => LABELS[s].toLowerCase());
  const label = `${strip ? view.columns[0] : `${view.columns[xIndex]} against ${view.columns[yIndex]}`}: ${drawn.join(', ') || 'nothing chosen'}`;
  return (
    <div>
      <div class="row">
        {!strip && <Dropdown label="across" value={view.columns[xIndex]} options={options} onChange={setX} />}
        {!strip && <Dropdown label="up" value={view.columns[yIndex]} options={options} onChange={setY} />}
        {(['data', 'gaussian', 'flow'] as const).map((s) => (
          <span key={s} class={`key key-${s}`}>
            <Checkbox checked={shown[s] && view[s] !== null} disabled={view[s] === null} onChange={(on) => setShown({ ...shown, [s]: on })}>
              {LABELS[s]}
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

/** Points and axes of the chosen pair, no source above the others. The range is the data's; without data, the samples'. */
export function cloudPicture(view: CloudView, xIndex: number, yIndex: number, shown: Record<Source, boolean>, colours: Theme) {
  const strip = view.columns.length === 1;
  const dim = view.columns.length;
  const drawn = (['data', 'gaussian', 'flow'] as const).filter((s) => shown[s] && view[s]);
  const total = drawn.reduce((sum, s) => sum + view[s]!.count, 0);
  const sets = drawn.map((s) => setOf(view[s]!, dim, xIndex, yIndex, strip, parseColour(colours[s]), total));
  const framing = [view.data, view.flow, view.gaussian].find((p) => p && p.count > 0) ?? view.data;
  return {
    set: alternating(sets, total),
    x: { name: view.columns[xIndex], range: rangeOf(framing.values, xIndex, dim, framing.count) },
    y: strip
      ? { name: null, range: [0, 1] as [number, number] }
      : { name: view.columns[yIndex], range: rangeOf(framing.values, yIndex, dim, framing.count) },
  };
}

function setOf(
  points: Points,
  dim: number,
  xIndex: number,
  yIndex: number,
  strip: boolean,
  [r, g, b]: [number, number, number],
  total: number,
): Omit<ScatterSet, 'size'> {
  const { count, values } = points;
  const alpha = Math.round(255 * alphaFor(total));
  const x = new Float32Array(count);
  const y = new Float32Array(count);
  const colours = new Uint8Array(4 * count);
  for (let i = 0; i < count; i++) {
    x[i] = values[i * dim + xIndex];
    y[i] = strip ? jitter(i) : values[i * dim + yIndex];
    colours.set([r * 255, g * 255, b * 255, alpha], 4 * i);
  }
  return { x, y, colours, count };
}

/** The sets as one whose points take turns: what is drawn later lies above, and no set hides another. */
function alternating(sets: Omit<ScatterSet, 'size'>[], total: number): ScatterSet {
  const all = {
    x: new Float32Array(total),
    y: new Float32Array(total),
    colours: new Uint8Array(4 * total),
    count: total,
    size: sizeFor(total),
  };
  let at = 0;
  for (let i = 0; at < total; i++)
    for (const { x, y, colours, count } of sets) {
      if (i >= count) continue;
      [all.x[at], all.y[at]] = [x[i], y[i]];
      all.colours.set(colours.subarray(4 * i, 4 * i + 4), 4 * at++);
    }
  return all;
}

/** A fixed place in [0.1, 0.9] for point `i` of a strip (golden ratio sequence). */
export function jitter(i: number): number {
  return 0.1 + 0.8 * ((i * 0.618033988749895) % 1);
}

function CloudTable({ view, shown }: { view: CloudView; shown: Record<Source, boolean> }) {
  const dim = view.columns.length;
  const rows = (['data', 'gaussian', 'flow'] as const).flatMap((s) => {
    const points = view[s];
    if (!shown[s] || !points) return [];
    return Array.from({ length: Math.min(TABLE_ROWS, points.count) }, (_, i) => ({
      key: `${s}${i}`,
      cells: [LABELS[s], ...Array.from(points.values.subarray(i * dim, (i + 1) * dim), (v) => formatValue(v))],
    }));
  });
  return <Table caption={`The first ${TABLE_ROWS} points of each kind that is shown.`} head={['kind', ...view.columns]} rows={rows} />;
}
