// The flow as it learns: its samples beside the data, moving from the Gaussian on, each from the same base point.
import { useMemo, useRef } from 'preact/hooks';
import type { CloudView, ExplorationState } from '../../../src/protocol/exploration';
import type { TrainingSamples } from '../../../src/protocol/pictures';
import { bytesOf } from '../../state/colours';
import { ChartOrTable } from '../../charts/chart-or-table';
import { useMoving } from '../../charts/moving';
import { partOf, shownRange } from '../../charts/scale';
import { PairOption } from '../../controls/pair-option';
import { Swatch } from '../../controls/split-key';
import { Problem } from '../../controls/states';
import { Table } from '../../controls/table';
import { useCloud } from '../../state/cloud';
import { useFetched } from '../../state/fetched';
import { pairIn } from '../../state/look';
import { sourceLabel } from '../../state/model-words';
import { axes } from '../../state/store';
import { theme } from '../../state/theme';
import { formatCount, formatValue } from '../../text/format';
import { columnTitle } from '../../text/titles';
import { t } from '../../text/translate';
import { MovingBars } from './moving-bars';
import { MovingCloud } from './moving-cloud';

/** Few enough to be drawn several times a second beside a fit; a histogram needs more. */
const POINTS = { cloud: 1200, bars: 4000 };
const TABLE_ROWS = 50;

export function TrainingShow({ state }: { state: ExplorationState }) {
  const { fit, selected } = state;
  const under = fit.phase !== 'idle';
  const count = selected.length > 1 ? POINTS.cloud : POINTS.bars;
  const now = useFetched(
    'trainingSamples',
    { count },
    under && fit.moved !== undefined ? `${state.id}/${fit.moved}` : null,
  );
  const asked = { count, lens: Object.keys(axes.value).length > 0 ? { axes: axes.value } : {} };
  const rows = useCloud(
    asked,
    now.data ? `${state.dataRevision}/${selected.join('\n')}/${JSON.stringify(asked)}` : null,
  );
  // the last ones stay when the fit has ended
  const last = useRef<TrainingSamples | null>(null);
  if (under && now.data) last.current = now.data;
  const samples = last.current;
  if (now.error) return <Problem sentence={now.error} retry={now.retry} />;
  if (!samples || !rows.data) return null;
  const known = samples.columns.every((column) => rows.data!.columns.includes(column));
  return known ? <Show state={state} samples={samples} view={rows.data} /> : null;
}

interface ShowProps {
  state: ExplorationState;
  samples: TrainingSamples;
  view: CloudView;
}

function Show({ state, samples, view }: ShowProps) {
  const { columns } = samples;
  const [xIndex, yIndex] = pairIn(columns);
  const pair = columns.length > 1 ? [xIndex, yIndex] : [0];
  const names = pair.map((k) => columns[k]!);
  const title = (column: string) => columnTitle(state.profile, column);
  const axisOf = (column: string) => {
    const axis = view.axes[view.columns.indexOf(column)]!;
    return { name: title(column), column, range: shownRange(axis), log: axis.log };
  };
  const shownAxes = names.map(axisOf);
  const key = JSON.stringify([names, shownAxes]);
  /** as parts of the axes, so that what is beyond a log axis is nowhere */
  const placesIn = (values: Float32Array | null, dim: number, of: number[]) =>
    values &&
    Float32Array.from({ length: pair.length * (values.length / dim) }, (_, i) =>
      partOf(
        values[Math.floor(i / pair.length) * dim + of[i % pair.length]!]!,
        shownAxes[i % pair.length]!,
      ),
    );
  const [next, start, data] = useMemo(
    () => [
      placesIn(samples.flow, columns.length, pair),
      placesIn(samples.gaussian, columns.length, pair),
      placesIn(
        view.data.values,
        view.columns.length,
        names.map((name) => view.columns.indexOf(name)),
      )!,
    ],
    [samples, view, key],
  );
  const moving = useMoving(next, start) ?? next!;
  const one = names.length === 1;
  const label = one
    ? t('Samples of the flow as it learns: {0}', names[0]!)
    : t('Samples of the flow as it learns: {0} against {1}', names[0]!, names[1]!);
  const colours = theme.value;
  return (
    <div>
      <PairOption columns={columns} pair={[xIndex, yIndex]} />
      <ChartOrTable
        label={label}
        main={false}
        help="flow"
        caption={
          <ul class="split-key" aria-label={t('Colours')}>
            {(['data', 'flow'] as const).map((source) => (
              <li key={source}>
                <Swatch colour={colours[source]} />
                {sourceLabel(source)}
              </li>
            ))}
          </ul>
        }
        chart={() =>
          one ? (
            <MovingBars data={data} moving={moving} axis={shownAxes[0]!} label={label} />
          ) : (
            <MovingCloud
              data={data}
              moving={moving}
              x={shownAxes[0]!}
              y={shownAxes[1]!}
              label={label}
              colours={{ data: bytesOf(colours.data), flow: bytesOf(colours.flow) }}
            />
          )
        }
        table={() => (
          <Table
            caption={t(
              'The first {0} samples of the flow now',
              Math.min(TABLE_ROWS, samples.count),
            )}
            head={[t('draw'), ...columns]}
            rows={Array.from({ length: Math.min(TABLE_ROWS, samples.count) }, (_, n) => ({
              key: String(n),
              cells: [
                formatCount(n + 1),
                ...columns.map((__, d) => formatValue(samples.flow[n * columns.length + d])),
              ],
            }))}
          />
        )}
      />
      <p class="muted">
        {t(
          '{0} samples, each from the same base point all the time: they begin as the Gaussian and move as the flow of the round under way learns.',
          formatCount(samples.count),
        )}
      </p>
    </div>
  );
}
