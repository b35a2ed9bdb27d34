// A point cloud with its axes, lines over it, the selected rows, and a marked point.
import { useMemo } from 'preact/hooks';
import { select } from '../state/choices';
import { bytesOf } from '../state/colours';
import { type How, isSelected, selected } from '../state/selection';
import { useWidth } from '../state/size';
import { inSeen, type Place, see, type Seen, seenOf, WHOLE } from '../state/zoom';
import { type Theme, theme } from '../state/theme';
import { AxisName, Ticks } from './axes';
import type { DrawnLine } from './contour-lines';
import { DrawnLines } from './drawn-lines';
import { type Area, drawnIn, shapeOf } from './gesture';
import { Gestures } from './gestures';
import { pickedOut, type PointCloud } from './point-cloud';
import { PointsPicture } from './points-picture';
import { partOf } from './scale';
import { type Axis, axisSeen, type Frame, frameOf, named, tickPlaces } from './scatter-frame';
import type { Zooming } from './zooming';

/**
 * Points in data coordinates, drawn over one another in this order; `colours` holds red, green, blue, alpha (0 to 255)
 * for each point.
 */
export interface ScatterSet {
  x: Float32Array;
  y: Float32Array;
  colours: Uint8Array;
  /** row of the table of each point, -1 for a draw of a model */
  rows: Float64Array;
  count: number;
  size: number;
}

interface Props {
  set: ScatterSet;
  x: Axis;
  y: Axis;
  label: string;
  /** name of the saved picture */
  name: string;
  /** called with the index of a point that is clicked, or reached by keys */
  onPick?: (index: number) => void;
  /** a point to mark */
  marked?: number | null;
  /** lines over the points, in data coordinates */
  lines?: DrawnLine[];
  /** the largest part of the window's height, and the widest and tallest shape, of the plot */
  tallest?: number;
  aspect?: number;
  /** whether rows of the table can be selected here */
  selects?: boolean;
  /** pictures of the same name show the same part of it; absent: it is always seen whole */
  zoom?: string | undefined;
}

export function Scatter({
  set,
  x,
  y,
  label,
  name,
  onPick,
  marked = null,
  lines = [],
  tallest,
  aspect,
  selects = true,
  zoom,
}: Props) {
  const [holder, width] = useWidth<HTMLDivElement>();
  const seen = zoom === undefined ? WHOLE : seenOf(zoom);
  const zooming: Zooming | null =
    zoom === undefined ? null : { seen, see: (next) => see(zoom, next) };
  const [seenX, seenY] = [axisSeen(x, seen.x), axisSeen(y, seen.y)];
  const frame = frameOf(width, seenY, tallest, aspect);
  const cloud = useMemo(
    () => project(set, x, y),
    [set, x.range[0], x.range[1], x.log, y.range[0], y.range[1], y.log],
  );
  const shown = useSelected(cloud, (i) => set.rows[i]!);
  const rowOf = (index: number) => set.rows[index] ?? -1;
  const areaDrawn = (area: Area, how: How) => {
    const shape = x.column === undefined ? drawnIn(area, cloud, rowOf) : shapeOf(area, x, y);
    if (shape) void select(shape, how);
  };
  const { left, top, plotWidth, plotHeight } = frame;
  return (
    <div class="scatter" ref={holder}>
      <PointsPicture
        cloud={shown}
        frame={frame}
        label={label}
        name={name}
        circles
        seen={seen}
        gestures={
          selects && (
            <Gestures
              box={{ left, top, width: plotWidth, height: plotHeight }}
              name={label}
              points={() => cloud}
              rowOf={rowOf}
              onArea={areaDrawn}
              onPoint={onPick}
              zooming={zooming}
            />
          )
        }
      >
        <Axes frame={frame} x={seenX} y={seenY} />
        {lines.length > 0 && <DrawnLines lines={lines} frame={frame} x={seenX} y={seenY} />}
        {marked !== null && marked < cloud.count && (
          <Mark cloud={cloud} index={marked} frame={frame} seen={seen} />
        )}
      </PointsPicture>
    </div>
  );
}

/** A cloud with the selected rows above its points. */
export function useSelected(cloud: PointCloud, rowOf: (index: number) => number): PointCloud {
  const rows = selected.value;
  const colours: Theme = theme.value;
  return useMemo(() => {
    const over =
      rows &&
      pickedOut(cloud, rowOf, isSelected, bytesOf(colours.selection), bytesOf(colours.background));
    return over ? { ...cloud, over } : cloud;
  }, [cloud, rows, colours]);
}

/** Lines, ticks, numbers and names of both axes. */
export function Axes({ frame, x, y }: { frame: Frame; x: Axis; y: Axis }) {
  const { left, top, plotWidth, plotHeight, width, height } = frame;
  const bottom = top + plotHeight;
  const ticks = tickPlaces(frame, x, y);
  return (
    <>
      <path
        d={`M${left} ${y.name === null ? bottom : top}V${bottom}H${left + plotWidth}`}
        fill="none"
        stroke="currentColor"
      />
      <Ticks
        side="below"
        ticks={ticks.x}
        line={[bottom, bottom + 5]}
        numbers={bottom + 17}
        right={width}
      />
      <Ticks side="left" ticks={ticks.y} line={[left, left - 5]} numbers={left - 7} />
      <AxisName
        side="below"
        middle={left + plotWidth / 2}
        baseline={height - 6}
        text={named(x.name, plotWidth)}
      />
      {y.name !== null && (
        <AxisName
          side="left"
          middle={top + plotHeight / 2}
          baseline={12}
          text={named(y.name, plotHeight)}
        />
      )}
    </>
  );
}

function Mark({
  cloud: { positions },
  index,
  frame,
  seen,
}: {
  cloud: PointCloud;
  index: number;
  frame: Frame;
  seen: Seen;
}) {
  const { left, top, plotWidth, plotHeight } = frame;
  const whole: Place = [(positions[2 * index]! + 1) / 2, (positions[2 * index + 1]! + 1) / 2];
  const [x, y] = inSeen(whole, seen);
  return (
    <circle
      class="mark"
      cx={left + x * plotWidth}
      cy={top + (1 - y) * plotHeight}
      r={7}
      fill="none"
      stroke="currentColor"
      stroke-width={2}
    />
  );
}

function project({ x, y, colours, count, size }: ScatterSet, across: Axis, up: Axis): PointCloud {
  const positions = new Float32Array(count * 2);
  const place = (values: Float32Array, axis: Axis, offset: number) =>
    values
      .subarray(0, count)
      .forEach((value, i) => (positions[2 * i + offset] = partOf(value, axis) * 2 - 1));
  place(x, across, 0);
  place(y, up, 1);
  return { positions, colours, count, size };
}
