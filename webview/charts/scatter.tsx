// A point cloud with axes: pixels from WebGL2, ticks and names in SVG around them.
import type { RefObject } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { formatValue } from '../ui/format';
import { useWidth } from '../ui/size';
import { Problem } from '../ui/states';
import { type PointCloud, PointsCanvas } from './points';
import { type Range, ticks } from './scale';
import { useExporter } from './saving';
import { LARGEST_CIRCLES, rasterised, scatterSvg } from './scatter-file';
import { theme } from './theme';

/** Points in data coordinates, drawn over one another in this order; `colours` holds red, green, blue, alpha (0 to 255) for each point. */
export interface ScatterSet {
  x: Float32Array;
  y: Float32Array;
  colours: Uint8Array;
  count: number;
  size: number;
}

/** An axis; a null name draws no axis (the jitter of a strip has no meaning). */
export interface Axis {
  name: string | null;
  range: Range;
}

export interface Frame {
  width: number;
  height: number;
  left: number;
  top: number;
  plotWidth: number;
  plotHeight: number;
}

export const NO_WEBGL = 'This machine offers no WebGL2, so the points cannot be drawn. Choose "Show as table", or look at the marginals.';

interface Props {
  set: ScatterSet;
  x: Axis;
  y: Axis;
  label: string;
  /** name of the saved picture */
  name: string;
  /** called with the index of the nearest point */
  onPick?: (index: number) => void;
  /** a point to mark */
  marked?: number | null;
}

export function Scatter({ set, x, y, label, name, onPick, marked = null }: Props) {
  const [holder, width] = useWidth<HTMLDivElement>();
  const canvas = useRef<HTMLCanvasElement>(null);
  const axes = useRef<SVGSVGElement>(null);
  const points = useRef<PointsCanvas | null>(null);
  const [missing, setMissing] = useState(false);
  const frame = frameOf(width, y.name === null);
  const cloud = useMemo(() => project(set, x.range, y.range), [set, x.range[0], x.range[1], y.range[0], y.range[1]]);

  useEffect(() => {
    points.current = PointsCanvas.open(canvas.current!);
    setMissing(points.current === null);
    return () => points.current?.close();
  }, []);
  useEffect(() => points.current?.draw(cloud, frame.plotWidth, frame.plotHeight), [cloud, frame.plotWidth, frame.plotHeight]);
  const file = () => {
    const many = cloud.count > LARGEST_CIRCLES;
    if (many && !points.current) throw new Error(NO_WEBGL);
    points.current?.redraw();
    return scatterSvg(axes.current!, frame, many ? canvas.current! : cloud, label, theme.peek());
  };
  useExporter({ name, svg: async () => file(), png: () => rasterised(file(), frame) });

  const pick = (event: MouseEvent) => {
    const box = canvas.current!.getBoundingClientRect();
    const at = [((event.clientX - box.left) / box.width) * 2 - 1, 1 - ((event.clientY - box.top) / box.height) * 2];
    const index = nearest(cloud, at[0] * frame.plotWidth, at[1] * frame.plotHeight, frame);
    if (index >= 0) onPick?.(index);
  };
  const mark = marked !== null && marked < cloud.count ? cloud.positions.subarray(2 * marked, 2 * marked + 2) : null;
  return (
    <div class="scatter" ref={holder}>
      {missing && <Problem sentence={NO_WEBGL} />}
      <div class="scatter-frame" role="img" aria-label={label} style={{ height: `${frame.height}px` }} hidden={missing}>
        <canvas
          ref={canvas}
          class={onPick ? 'pickable' : undefined}
          onClick={onPick ? pick : undefined}
          style={{ left: `${frame.left}px`, top: `${frame.top}px`, width: `${frame.plotWidth}px`, height: `${frame.plotHeight}px` }}
        />
        <Axes svg={axes} frame={frame} x={x} y={y} mark={mark} />
      </div>
    </div>
  );
}

/** Where the plot lies in a picture of this width, in CSS pixels. Less than half of the window's height: what belongs to it stays in sight. */
export function frameOf(width: number, strip: boolean): Frame {
  const left = strip ? 12 : 58;
  const height = strip ? 180 : Math.round(Math.max(220, Math.min(width * 0.75, innerHeight * 0.46)));
  return { width, height, left, top: 8, plotWidth: Math.max(40, width - left - 12), plotHeight: height - 8 - 44 };
}

function tickPlaces(frame: Frame, x: Axis, y: Axis): { x: { at: number; text: string }[]; y: { at: number; text: string }[] } {
  const place = ({ name, range }: Axis, count: number, to: (part: number) => number) =>
    name === null ? [] : ticks(range, count).map((t) => ({ at: to((t - range[0]) / (range[1] - range[0])), text: formatValue(t) }));
  return {
    x: place(x, Math.max(4, Math.min(8, Math.floor(frame.plotWidth / 50))), (part) => frame.left + part * frame.plotWidth),
    y: place(y, 5, (part) => frame.top + (1 - part) * frame.plotHeight),
  };
}

/** The only drawing of the axes: on screen, and in saved pictures. */
function Axes({ svg, frame, x, y, mark }: { svg: RefObject<SVGSVGElement>; frame: Frame; x: Axis; y: Axis; mark: Float32Array | null }) {
  const { left, top, plotWidth, plotHeight, width, height } = frame;
  const bottom = top + plotHeight;
  const places = tickPlaces(frame, x, y);
  return (
    <svg ref={svg} class="axes" width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      <path d={`M${left} ${y.name === null ? bottom : top}V${bottom}H${left + plotWidth}`} fill="none" stroke="currentColor" />
      {places.x.map((t) => (
        <g key={t.text}>
          <path d={`M${t.at} ${bottom}v5`} stroke="currentColor" />
          <text x={t.at} y={bottom + 17} text-anchor="middle">
            {t.text}
          </text>
        </g>
      ))}
      {places.y.map((t) => (
        <g key={t.text}>
          <path d={`M${left} ${t.at}h-5`} stroke="currentColor" />
          <text x={left - 7} y={t.at + 4} text-anchor="end">
            {t.text}
          </text>
        </g>
      ))}
      <text x={left + plotWidth / 2} y={height - 6} text-anchor="middle">
        {x.name}
      </text>
      {y.name !== null && (
        <text x={-(top + plotHeight / 2)} y={12} transform="rotate(-90)" text-anchor="middle">
          {y.name}
        </text>
      )}
      {mark && (
        <circle
          class="mark"
          cx={left + ((mark[0] + 1) / 2) * plotWidth}
          cy={top + ((1 - mark[1]) / 2) * plotHeight}
          r={7}
          fill="none"
          stroke="currentColor"
          stroke-width={2}
        />
      )}
    </svg>
  );
}

function project(set: ScatterSet, [x0, x1]: Range, [y0, y1]: Range): PointCloud {
  const positions = new Float32Array(set.count * 2);
  for (let i = 0; i < set.count; i++) {
    positions[2 * i] = ((set.x[i] - x0) / (x1 - x0)) * 2 - 1;
    positions[2 * i + 1] = ((set.y[i] - y0) / (y1 - y0)) * 2 - 1;
  }
  return { positions, colours: set.colours, count: set.count, size: set.size };
}

/** Index of the point nearest to a click (half pixels from the middle), -1 when none lies within 20 pixels. */
function nearest(cloud: PointCloud, atX: number, atY: number, frame: Frame): number {
  let best = -1;
  let distance = 40 ** 2;
  for (let i = 0; i < cloud.count; i++) {
    const d = (cloud.positions[2 * i] * frame.plotWidth - atX) ** 2 + (cloud.positions[2 * i + 1] * frame.plotHeight - atY) ** 2;
    if (d < distance) [best, distance] = [i, d];
  }
  return best;
}
