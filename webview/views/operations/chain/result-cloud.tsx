// Two columns of a result against each other: its draws, and of a Gaussian the lines that hold 50, 80 and 95 %.
import { useMemo } from 'preact/hooks';
import type { CloudView } from '../../../../src/protocol/exploration';
import type { ChainView } from '../../../../src/protocol/operations';
import type { ContourLevel } from '../../../../src/protocol/pictures';
import { ChartOrTable } from '../../../charts/chart-or-table';
import { cloudPicture } from '../../../charts/cloud-picture';
import { flowLines, gaussianLines } from '../../../charts/contour-lines';
import { rangeOf } from '../../../charts/scale';
import { Scatter } from '../../../charts/scatter';
import { PairOption } from '../../../controls/pair-option';
import { Table } from '../../../controls/table';
import { pairIn } from '../../../state/look';
import { theme } from '../../../state/theme';
import { formatCount, formatValue } from '../../../text/format';
import { t } from '../../../text/translate';

const ROWS = 50;

/** @param before the axes hold the distribution before the step too, so that a change is seen */
export function ResultCloud({
  view,
  before,
  loading,
}: {
  view: ChainView;
  before: ChainView | null;
  loading: boolean;
}) {
  const { names, points } = view;
  const [xIndex, yIndex] = pairIn(names);
  const [x, y] = [names[xIndex]!, names[yIndex]!];
  const colours = theme.value;
  const picture = useMemo(() => {
    const cloud = cloudOf(view, before);
    return cloudPicture(cloud, xIndex, yIndex, { data: true, gaussian: true, flow: true }, colours);
  }, [view, before, xIndex, yIndex, colours]);
  const lines =
    view.lines && xIndex !== yIndex
      ? flowLines({ levels: turned(view.lines, xIndex > yIndex) }, colours)
      : view.kind === 'gaussian'
        ? gaussianLines(
            { names, mean: view.mean.map((m) => m.value), covariance: view.covariance, rows: 0 },
            x,
            y,
            colours,
          )
        : [];
  const label = t('Draws of the result: {0} against {1}', x, y);
  return (
    <div class="one-cloud">
      <PairOption columns={names} pair={[xIndex, yIndex]} />
      <ChartOrTable
        label={label}
        loading={loading}
        main={false}
        caption={
          <>
            <h2>{t('Cloud')}</h2>
            <span class="muted">
              {lines.length > 0
                ? t('{0} draws; lines hold 50, 80 and 95 %', formatCount(points.count))
                : t('{0} draws', formatCount(points.count))}
            </span>
          </>
        }
        chart={() => (
          <Scatter
            {...picture}
            lines={lines}
            aspect={0.6}
            label={label}
            name="result-cloud"
            selects={false}
          />
        )}
        table={() => (
          <Table
            caption={t('The first {0} draws', Math.min(ROWS, points.count))}
            head={[t('draw'), ...names]}
            rows={Array.from({ length: Math.min(ROWS, points.count) }, (_, n) => ({
              key: String(n),
              cells: [
                formatCount(n + 1),
                ...names.map((__, d) => formatValue(points.values[n * names.length + d])),
              ],
            }))}
          />
        )}
      />
    </div>
  );
}

/** The lines of a pair, or of the same pair the other way round. */
const turned = (levels: ContourLevel[], around: boolean): ContourLevel[] =>
  around
    ? levels.map(({ mass, lines }) => ({
        mass,
        lines: lines.map((line) => line.map((_, k) => line[k % 2 === 0 ? k + 1 : k - 1]!)),
      }))
    : levels;

/** The draws in the form that pictures of clouds take, in the colour of what they come from. */
export function cloudOf({ kind, names, points }: ChainView, before: ChainView | null): CloudView {
  const empty = { values: new Float32Array(0), count: 0 };
  const axes = names.map((name, d) => {
    const own = rangeOf(points.values, d, names.length, points.count);
    const place = before ? before.names.indexOf(name) : -1;
    const earlier =
      place < 0
        ? own
        : rangeOf(before!.points.values, place, before!.names.length, before!.points.count);
    const [low, high] = [Math.min(own[0], earlier[0]), Math.max(own[1], earlier[1])];
    return { log: false, robust: false, automatic: false, low, high };
  });
  const source =
    kind === 'gaussian' || kind === 'mixture'
      ? 'gaussian'
      : kind === 'rows' || kind === 'weighted rows'
        ? 'data'
        : 'flow';
  return {
    columns: names,
    data: empty,
    gaussian: null,
    flow: null,
    totalRows: points.count,
    matching: points.count,
    axes,
    split: null,
    [source]: points,
  };
}
