// Lines over points, cut at the edges of the plot.
import type { DrawnLine } from './contour-lines';
import { partOf } from './scale';
import type { Axis, Frame } from './scatter-frame';

interface Props {
  lines: DrawnLine[];
  frame: Frame;
  x: Axis;
  y: Axis;
}

/**
 * Each line twice: a wider one in the colour of the background below it, so that it is seen among points of its
 * colour.
 */
export function DrawnLines({ lines, frame, x, y }: Props) {
  const { left, top, plotWidth, plotHeight } = frame;
  const path = (points: Float32Array) => {
    let d = '';
    let pen = false;
    for (let k = 0; k + 1 < points.length; k += 2) {
      const [px = NaN, py = NaN] = points.subarray(k, k + 2);
      const [across, up] = [partOf(px, x), partOf(py, y)];
      if (!Number.isFinite(across) || !Number.isFinite(up)) {
        pen = false;
        continue;
      }
      const at = `${(across * plotWidth).toFixed(1)} ${((1 - up) * plotHeight).toFixed(1)}`;
      d += `${pen ? 'L' : 'M'}${at}`;
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
