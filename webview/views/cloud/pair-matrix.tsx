// Every pair of columns at once:
// one canvas, a cell for each pair below the diagonal, and each column's histogram on it.
import { useMemo } from 'preact/hooks';
import type { CloudView } from '../../../src/protocol/exploration';
import { type Source, SOURCES } from '../../../src/protocol/look';
import { AxisName, EndNumbers } from '../../charts/axes';
import { paint } from '../../charts/cloud-picture';
import { alphaFor, type PointCloud } from '../../charts/point-cloud';
import { PointsPicture } from '../../charts/points-picture';
import { NARROW, partOf, shownRange } from '../../charts/scale';
import { useSelected } from '../../charts/scatter';
import { endTexts } from '../../charts/ticks';
import { selected } from '../../state/selection';
import { useWidth } from '../../state/size';
import { type Theme, theme } from '../../state/theme';
import { formatCount } from '../../text/format';
import { t } from '../../text/translate';
import { PairCells } from './pair-cells';
import { drawnBars } from './pair-bars';

/** More columns than this make cells too small to read. */
const LARGEST = 6;
const MOST_POINTS = 200_000;
const GAP = 6;
const LEFT = 46;
const BOTTOM = 40;
/** A cell of so many CSS pixels has room for the numbers at both ends. */
const ROOM_FOR_ENDS = 90;
/** Of the window's height. */
const TALLEST = 0.95;

/** Distances between cells and their sizes, as parts of the whole. */
interface Cell {
  x: number;
  y: number;
  width: number;
  height: number;
}

interface Props {
  view: CloudView;
  shown: Record<Source, boolean>;
  label: string;
  title: (column: string) => string;
}

export function PairMatrix({ view, shown, label, title }: Props) {
  const [holder, width] = useWidth<HTMLDivElement>();
  const n = Math.min(LARGEST, view.columns.length);
  const left = width < NARROW ? 18 : LEFT;
  const across = Math.max(36, Math.floor((width - left) / n));
  const up = Math.max(36, Math.min(across, Math.round((innerHeight * TALLEST) / n)));
  const plot = { width: across * n, height: up * n };
  const frame = {
    width: left + plot.width,
    height: plot.height + BOTTOM,
    left,
    top: 0,
    plotWidth: plot.width,
    plotHeight: plot.height,
  };
  const cell = { width: across - GAP, height: up - GAP };
  const colours = theme.value;
  const parts = {
    x: across / plot.width,
    y: up / plot.height,
    width: cell.width / plot.width,
    height: cell.height / plot.height,
  };
  const { cloud, rows } = useMemo(
    () => matrixCloud(view, shown, n, parts, colours),
    [view, shown, n, across, up, colours],
  );
  const picked = useSelected(cloud, (i) => rows[i]!);
  const names = view.columns.slice(0, n);
  const bars = (i: number, of: 'all' | 'selected') =>
    drawnBars(view, i, { left: left + i * across, top: i * up, ...cell }, of);
  return (
    <div ref={holder}>
      <PointsPicture
        cloud={picked}
        frame={frame}
        label={label}
        name="pairs"
        circles={false}
        gestures={<PairCells view={view} n={n} left={left} across={across} up={up} cell={cell} />}
      >
        {names.map((column, i) => (
          <g key={column}>
            {names.slice(0, i + 1).map((_, j) => (
              <rect
                key={j}
                x={left + j * across}
                y={i * up}
                width={cell.width}
                height={cell.height}
                fill="none"
                stroke="currentColor"
                stroke-opacity={0.35}
              />
            ))}
            <path d={bars(i, 'all')} fill={colours.area} />
            {selected.value && <path d={bars(i, 'selected')} fill={colours.selection} />}
            <AxisName
              side="below"
              middle={left + i * across + cell.width / 2}
              baseline={plot.height + 30}
              text={shortened(title(column), cell.width)}
            />
            {cell.width >= ROOM_FOR_ENDS && (
              <EndNumbers
                texts={endTexts(shownRange(view.axes[i]!))}
                x={left + i * across}
                y={plot.height + 12}
                length={cell.width}
              />
            )}
            {i > 0 && (
              <AxisName
                side="left"
                middle={i * up + cell.height / 2}
                baseline={12}
                text={shortened(title(column), cell.height)}
              />
            )}
          </g>
        ))}
      </PointsPicture>
      {view.columns.length > n && (
        <p class="muted">
          {t(
            'The first {0} of {1} chosen columns are drawn. Choose fewer to see others.',
            n,
            formatCount(view.columns.length),
          )}
        </p>
      )}
    </div>
  );
}

const shortened = (text: string, width: number) =>
  text.length * 6 > width ? `${text.slice(0, Math.max(3, Math.floor(width / 6) - 1))}…` : text;

/** Points of all cells in the clip coordinates of one canvas; those beyond their axes are not drawn. */
function matrixCloud(
  view: CloudView,
  shown: Record<Source, boolean>,
  n: number,
  cell: Cell,
  colours: Theme,
): { cloud: PointCloud; rows: Float64Array } {
  const dim = view.columns.length;
  const sources = SOURCES.filter((s) => shown[s] && view[s]);
  const cells = (n * (n - 1)) / 2;
  const each = Math.floor(MOST_POINTS / Math.max(1, cells * sources.length));
  const drawn = sources.map((s) => {
    const { values, count } = view[s]!;
    const rowNumbers = s === 'data' ? view.rows : undefined;
    return { values, count: Math.min(each, count), colourOf: paint(view, s, colours), rowNumbers };
  });
  const total = cells * drawn.reduce((sum, { count }) => sum + count, 0);
  const cloud: PointCloud = {
    positions: new Float32Array(2 * total).fill(NaN),
    colours: new Uint8Array(4 * total),
    count: total,
    size: 2,
  };
  const rows = new Float64Array(total).fill(-1);
  const alpha = Math.round(255 * Math.min(0.85, 2 * alphaFor(total / Math.max(1, cells))));
  const axes = view.axes.map((a) => ({ range: shownRange(a), log: a.log }));
  let at = 0;
  const most = Math.max(0, ...drawn.map(({ count }) => count));
  for (let k = 0; k < most; k++)
    for (const { values, count, colourOf, rowNumbers } of drawn) {
      if (k >= count) continue;
      const colour = colourOf(k);
      for (let i = 1; i < n; i++)
        for (let j = 0; j < i; j++, at++) {
          const [px, py] = [
            partOf(values[k * dim + j]!, axes[j]!),
            partOf(values[k * dim + i]!, axes[i]!),
          ];
          if (!(px >= 0 && px <= 1 && py >= 0 && py <= 1)) continue;
          cloud.positions[2 * at] = 2 * (j * cell.x + px * cell.width) - 1;
          cloud.positions[2 * at + 1] = 1 - 2 * (i * cell.y + (1 - py) * cell.height);
          cloud.colours.set([...colour, alpha], 4 * at);
          rows[at] = rowNumbers?.[k] ?? -1;
        }
    }
  return { cloud, rows };
}
