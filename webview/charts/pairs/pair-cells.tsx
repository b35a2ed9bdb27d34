// What can be selected and looked at in the cells of all pairs: points below the diagonal, bars on it.
import { useMemo } from 'preact/hooks';
import type { CloudView } from '../../../src/protocol/exploration';
import { barShape } from '../bars';
import { Brush } from '../brush';
import { shapeOf } from '../gesture';
import { Gestures } from '../gestures';
import type { PointCloud } from '../point-cloud';
import { partOf } from '../scale';
import type { PlotBox } from '../vega';
import { select } from '../../state/choices';
import { formatCount, formatValue } from '../../text/format';
import { t } from '../../text/translate';
import { drawnAxis, drawnCounts } from './pair-bars';
import { axisIn } from './pair-frame';

interface Props {
  view: CloudView;
  /** columns that are drawn */
  n: number;
  boxOf: (row: number, column: number) => PlotBox;
}

export function PairCells({ view, n, boxOf }: Props) {
  const places = Array.from({ length: n }, (_, i) => i);
  return (
    <>
      {places.map((i) => (
        <DrawnBrush key={`${i}`} view={view} index={i} box={boxOf(i, i)} />
      ))}
      {places.flatMap((i) =>
        places
          .slice(0, i)
          .map((j) => <PairCell key={`${i}/${j}`} view={view} x={j} y={i} box={boxOf(i, j)} />),
      )}
    </>
  );
}

function PairCell({ view, x, y, box }: { view: CloudView; x: number; y: number; box: PlotBox }) {
  const points = useMemo(() => {
    let made: PointCloud | null = null;
    return () => (made ??= pointsOf(view, x, y)); // for the cell that the pointer is on
  }, [view, x, y]);
  return (
    <Gestures
      box={box}
      name={t('{0} against {1}', view.columns[x]!, view.columns[y]!)}
      points={points}
      rowOf={(index) => view.rows?.[index] ?? -1}
      onArea={(area, how) => {
        const shape = shapeOf(area, axisIn(view, x), axisIn(view, y));
        if (shape) void select(shape, how);
      }}
    />
  );
}

/** Drawn rows in the coordinates of a cell. */
function pointsOf(view: CloudView, x: number, y: number): PointCloud {
  const { values, count } = view.data;
  const dim = view.columns.length;
  const positions = new Float32Array(2 * count);
  [x, y].forEach((index, offset) => {
    const axis = axisIn(view, index);
    for (let i = 0; i < count; i++)
      positions[2 * i + offset] = 2 * partOf(values[i * dim + index]!, axis) - 1;
  });
  return { positions, colours: new Uint8Array(0), count, size: 2 };
}

function DrawnBrush({ view, index, box }: { view: CloudView; index: number; box: PlotBox }) {
  const { axis, edges } = drawnAxis(view, index);
  const column = view.columns[index]!;
  const counts = useMemo(() => drawnCounts(view, index), [view, index]);
  return (
    <Brush
      box={box}
      axis={axis}
      edges={edges}
      range={null}
      name={column}
      describe={(bar) => [
        t('{0} to {1}', formatValue(edges[bar]), formatValue(edges[bar + 1])),
        t('{0} of {1} drawn rows', formatCount(counts[bar]), formatCount(view.data.count)),
      ]}
      onRange={([from, to], how) =>
        void select({ kind: 'box', ranges: [{ column, from, to }] }, how)
      }
      onBar={(bar, how) => void select(barShape(column, edges, bar), how)}
    />
  );
}
