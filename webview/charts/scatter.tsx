// A point cloud with axes: pixels from WebGL2, ticks and names in SVG around them.
import type { RefObject } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { axisTitle } from '../ui/names';
import { useWidth } from '../ui/size';
import { Problem } from '../ui/states';
import { type PointCloud, PointsCanvas } from './points';
import type { DrawnLine } from './contour-lines';
import { charactersIn, DIGIT, partOf, type Range } from './scale';
import { axisTicks, tickTexts } from './ticks';
import { useExporter } from './saving';
import {
  LARGEST_CIRCLES,
  rasterised,
  recolouredCloud,
  recolouredText,
  scatterSvg,
} from './scatter-file';
import { type Background, coloursOn, theme } from './theme';
import { t } from '../ui/translate';

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
  log?: boolean;
}

export interface Frame {
  width: number;
  height: number;
  left: number;
  top: number;
  plotWidth: number;
  plotHeight: number;
}

export const NO_WEBGL = t(
  'This window cannot draw points. Choose "Show as table", or look at the marginals.',
);

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
  /** lines over the points, in data coordinates */
  lines?: DrawnLine[];
  /** the largest part of the window's height, and the widest and tallest shape, of the plot */
  tallest?: number;
  aspect?: number;
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
}: Props) {
  const [holder, width] = useWidth<HTMLDivElement>();
  const canvas = useRef<HTMLCanvasElement>(null);
  const axes = useRef<SVGSVGElement>(null);
  const points = useRef<PointsCanvas | null>(null);
  const [missing, setMissing] = useState(false);
  const frame = frameOf(width, y, tallest, aspect);
  const cloud = useMemo(
    () => project(set, x, y),
    [set, x.range[0], x.range[1], x.log, y.range[0], y.range[1], y.log],
  );

  useEffect(() => {
    points.current = PointsCanvas.open(canvas.current!);
    setMissing(points.current === null);
    return () => points.current?.close();
  }, []);
  useEffect(
    () => points.current?.draw(cloud, frame.plotWidth, frame.plotHeight),
    [cloud, frame.plotWidth, frame.plotHeight],
  );
  const file = (background: Background) => {
    const many = cloud.count > LARGEST_CIRCLES;
    if (many && !points.current) throw new Error(NO_WEBGL);
    const [here, there] = [theme.peek(), coloursOn(background)];
    const recoloured = recolouredCloud(cloud, here, there);
    points.current?.draw(recoloured, frame.plotWidth, frame.plotHeight);
    try {
      return recolouredText(
        scatterSvg(axes.current!, frame, many ? canvas.current! : recoloured, label, there),
        here,
        there,
      );
    } finally {
      points.current?.draw(cloud, frame.plotWidth, frame.plotHeight);
    }
  };
  useExporter({
    name,
    svg: async (background) => file(background),
    png: (background) => rasterised(file(background), frame),
  });

  const pick = (event: MouseEvent) => {
    const box = canvas.current!.getBoundingClientRect();
    const at = [
      ((event.clientX - box.left) / box.width) * 2 - 1,
      1 - ((event.clientY - box.top) / box.height) * 2,
    ];
    const index = nearest(cloud, at[0] * frame.plotWidth, at[1] * frame.plotHeight, frame);
    if (index >= 0) onPick?.(index);
  };
  const mark =
    marked !== null && marked < cloud.count
      ? cloud.positions.subarray(2 * marked, 2 * marked + 2)
      : null;
  return (
    <div class="scatter" ref={holder}>
      {missing && <Problem sentence={NO_WEBGL} />}
      <div
        class="scatter-frame"
        role="img"
        aria-label={label}
        style={{ height: `${frame.height}px` }}
        hidden={missing}
      >
        <canvas
          ref={canvas}
          class={onPick ? 'pickable' : undefined}
          onClick={onPick ? pick : undefined}
          style={{
            left: `${frame.left}px`,
            top: `${frame.top}px`,
            width: `${frame.plotWidth}px`,
            height: `${frame.plotHeight}px`,
          }}
        />
        <Axes svg={axes} frame={frame} x={x} y={y} mark={mark} lines={lines} />
      </div>
    </div>
  );
}

/** CSS pixels: the text of axes, a digit of it, and what is left of the numbers: the name of the axis, and ticks. */
const FONT = 11;
const BESIDE = { least: 58, name: 16, tick: 9 };
const Y_TICKS = 5;

/** Where the plot lies in a picture of this width, in CSS pixels. Less than half of the window's height: what belongs to it stays in sight. */
export function frameOf(width: number, y: Axis, tallest = 0.46, aspect = 0.75): Frame {
  const strip = y.name === null;
  const longest = Math.max(0, ...ticksOf(y, Y_TICKS).map(({ text }) => text.length));
  const left = strip
    ? 12
    : Math.max(BESIDE.least, Math.ceil(BESIDE.name + longest * DIGIT + BESIDE.tick));
  const height = strip
    ? 180
    : Math.round(Math.max(220, Math.min(width * aspect, innerHeight * tallest)));
  return {
    width,
    height,
    left,
    top: 8,
    plotWidth: Math.max(40, width - left - 12),
    plotHeight: height - 8 - 44,
  };
}

function tickPlaces(
  frame: Frame,
  x: Axis,
  y: Axis,
): { x: { at: number; text: string }[]; y: { at: number; text: string }[] } {
  const place = (axis: Axis, count: number, to: (part: number) => number) =>
    ticksOf(axis, count).map(({ value, text }) => ({ at: to(partOf(value, axis)), text }));
  const across = (count: number) => place(x, count, (part) => frame.left + part * frame.plotWidth);
  const most = Math.max(4, Math.min(8, Math.floor(frame.plotWidth / 50)));
  const wide = Math.max(0, ...across(most).map(({ text }) => text.length)) * DIGIT + 12;
  return {
    x: across(Math.min(most, Math.max(2, Math.floor(frame.plotWidth / wide)))),
    y: place(y, Y_TICKS, (part) => frame.top + (1 - part) * frame.plotHeight),
  };
}

function ticksOf(axis: Axis, count: number): { value: number; text: string }[] {
  if (axis.name === null) return [];
  const found = axisTicks(axis.range, count, { log: axis.log });
  const texts = tickTexts(found);
  return found.values.map((value, k) => ({ value, text: texts[k] }));
}

/** Where the number of a tick stands: below it, and never beyond the picture. */
const below = ({ at, text }: { at: number; text: string }, width: number) =>
  at + (text.length * DIGIT) / 2 > width
    ? { x: width, 'text-anchor': 'end' as const }
    : { x: at, 'text-anchor': 'middle' as const };

/** A name cut to the length of its axis. */
const named = (name: string | null, length: number) =>
  name && axisTitle(name, null, charactersIn(length, FONT));

/** The only drawing of the axes: on screen, and in saved pictures. */
function Axes(props: {
  svg: RefObject<SVGSVGElement>;
  frame: Frame;
  x: Axis;
  y: Axis;
  mark: Float32Array | null;
  lines: DrawnLine[];
}) {
  const { svg, frame, x, y, mark, lines } = props;
  const { left, top, plotWidth, plotHeight, width, height } = frame;
  const bottom = top + plotHeight;
  const places = tickPlaces(frame, x, y);
  return (
    <svg
      ref={svg}
      class="axes"
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      aria-hidden="true"
    >
      <path
        d={`M${left} ${y.name === null ? bottom : top}V${bottom}H${left + plotWidth}`}
        fill="none"
        stroke="currentColor"
      />
      {places.x.map((t) => (
        <g key={t.text}>
          <path d={`M${t.at} ${bottom}v5`} stroke="currentColor" />
          <text {...below(t, width)} y={bottom + 17}>
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
        {named(x.name, plotWidth)}
      </text>
      {y.name !== null && (
        <text x={-(top + plotHeight / 2)} y={12} transform="rotate(-90)" text-anchor="middle">
          {named(y.name, plotHeight)}
        </text>
      )}
      {lines.length > 0 && <Lines lines={lines} frame={frame} x={x} y={y} />}
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

/** Each line twice: a wider one in the colour of the background below it, so that it is seen among points of its own colour. */
function Lines({ lines, frame, x, y }: { lines: DrawnLine[]; frame: Frame; x: Axis; y: Axis }) {
  const { left, top, plotWidth, plotHeight } = frame;
  const path = (points: Float32Array) => {
    let d = '';
    let pen = false;
    for (let k = 0; k + 1 < points.length; k += 2) {
      const [px, py] = [partOf(points[k], x), partOf(points[k + 1], y)];
      if (!Number.isFinite(px) || !Number.isFinite(py)) {
        pen = false;
        continue;
      }
      d += `${pen ? 'L' : 'M'}${(px * plotWidth).toFixed(1)} ${((1 - py) * plotHeight).toFixed(1)}`;
      pen = true;
    }
    return d;
  };
  return (
    <svg x={left} y={top} width={plotWidth} height={plotHeight} overflow="hidden">
      {lines.map(({ points, colour, under, width }, i) => {
        const d = points.map(path).join('');
        return (
          <g key={i} fill="none" stroke-linejoin="round">
            <path d={d} stroke={under} stroke-width={width + 2.5} stroke-opacity={0.75} />
            <path d={d} stroke={colour} stroke-width={width} class="contour" />
          </g>
        );
      })}
    </svg>
  );
}

function project(set: ScatterSet, x: Axis, y: Axis): PointCloud {
  const positions = new Float32Array(set.count * 2);
  for (let i = 0; i < set.count; i++) {
    positions[2 * i] = partOf(set.x[i], x) * 2 - 1;
    positions[2 * i + 1] = partOf(set.y[i], y) * 2 - 1;
  }
  return { positions, colours: set.colours, count: set.count, size: set.size };
}

/** Index of the point nearest to a click (half pixels from the middle), -1 when none lies within 20 pixels. */
function nearest(cloud: PointCloud, atX: number, atY: number, frame: Frame): number {
  let best = -1;
  let distance = 40 ** 2;
  for (let i = 0; i < cloud.count; i++) {
    const d =
      (cloud.positions[2 * i] * frame.plotWidth - atX) ** 2 +
      (cloud.positions[2 * i + 1] * frame.plotHeight - atY) ** 2;
    if (d < distance) [best, distance] = [i, d];
  }
  return best;
}
