// Every pair of columns at once:
// one canvas, a cell for each pair below the diagonal, and each column by itself on it.
import { useMemo } from 'preact/hooks';
import type { GaussianSummary } from '../../../src/protocol/data';
import type { CloudView } from '../../../src/protocol/exploration';
import type { ContourView } from '../../../src/protocol/pictures';
import { type Source, SOURCES } from '../../../src/protocol/look';
import { paint } from '../cloud-picture';
import { alphaFor, type PointCloud } from '../point-cloud';
import { PointsPicture } from '../points-picture';
import { NARROW, partOf, shownRange } from '../scale';
import { useSelected } from '../scatter';
import { selected } from '../../state/selection';
import { useWidth } from '../../state/size';
import { type Theme, theme } from '../../state/theme';
import { formatCount } from '../../text/format';
import { t } from '../../text/translate';
import { PairCells } from './pair-cells';
import { diagonalOf, diagonalPaths } from './pair-bars';
import { PairRow } from './pair-frame';

/** More columns than this make cells too small to read. */
export const LARGEST = 8;
const MOST_POINTS = 400_000;
/** CSS pixels: between cells, for the numbers and names at the left, for the title at the top, and for both below. */
const GAP = 8;
const LEFT = { narrow: 18, wide: 76 };
const TOP = 18;
const BOTTOM = 36;
const LEAST = 36;
/** Of the window's height, and of one cell. */
const TALLEST = 0.66;
const TALLEST_CELL = 260;

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
  /** whose curves and lines are drawn; null: of none */
  gaussian: GaussianSummary | null;
  /** lines of the flow for each pair that has some */
  contours?: readonly ContourView[];
  label: string;
  title: (column: string) => string;
  /** of which source the quantiles over the diagonal are */
  titled?: 'data' | 'flow';
  /** a value of each column that is marked, or none */
  marks?: readonly (number | null)[];
}

export function PairMatrix({
  view,
  shown,
  gaussian,
  contours = [],
  label,
  title,
  titled = 'data',
  marks = [],
}: Props) {
  const [holder, width] = useWidth<HTMLDivElement>();
  const n = Math.min(LARGEST, view.columns.length);
  const left = width < NARROW ? LEFT.narrow : LEFT.wide;
  const across = Math.max(LEAST, Math.floor((width - left) / n));
  const tallest = Math.min(TALLEST_CELL, Math.round((innerHeight * TALLEST) / n));
  const up = Math.max(LEAST, Math.min(across, tallest));
  const plot = { width: across * n, height: up * n };
  const frame = {
    width: left + plot.width,
    height: TOP + plot.height + BOTTOM,
    left,
    top: TOP,
    plotWidth: plot.width,
    plotHeight: plot.height,
  };
  const cell = { width: across - GAP, height: up - GAP };
  const boxOf = (row: number, column: number) => ({
    left: left + column * across,
    top: TOP + row * up,
    ...cell,
  });
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
  const diagonal = useMemo(
    () => names.map((_, i) => diagonalOf(view, i, { gaussian, flow: shown.flow })),
    [view, gaussian, shown.flow, n],
  );
  return (
    <div ref={holder}>
      <PointsPicture
        cloud={picked}
        frame={frame}
        label={label}
        name="pairs"
        circles={false}
        gestures={<PairCells view={view} n={n} boxOf={boxOf} />}
      >
        {names.map((column, index) => (
          <PairRow
            key={column}
            {...{ view, index, n, boxOf, gaussian, contours, colours, titled, marks }}
            name={title(column)}
            width={frame.width}
            foot={boxOf(n - 1, 0).top + cell.height}
            paths={diagonalPaths(
              diagonal[index]!,
              boxOf(index, index),
              colours,
              selected.value !== null,
            )}
          />
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
