// Lines, bars and ellipses of the small pictures: 120 by 64, y upwards from the lower edge of a frame.
import type { JSX } from 'preact';

export type Kind = 'data' | 'gaussian' | 'flow' | 'plain' | 'faint';
type Point = readonly [number, number];

/** Where a picture's numbers lie. */
export interface Frame {
  x: [number, number];
  y: [number, number];
  left?: number;
  right?: number;
  top?: number;
  bottom?: number;
}

/** Halves of a picture, and the plane about its middle. */
export const LEFT = { left: 4, right: 56 };
export const RIGHT = { left: 64, right: 116 };
export const PLANE: Frame = { x: [-3, 3], y: [-3, 3] };

export type Pictures = Record<string, () => JSX.Element>;

/** Points of the picture from those of a frame. */
export function placed({ x, y, left = 4, right = 116, top = 4, bottom = 60 }: Frame) {
  return ([a, b]: Point): Point => [
    left + ((a - x[0]) / (x[1] - x[0])) * (right - left),
    bottom - ((b - y[0]) / (y[1] - y[0])) * (bottom - top),
  ];
}

const POINTS = 60;
const rounded = (v: number) => v.toFixed(1);
const path = (points: readonly Point[]) =>
  points.map(([x, y], k) => `${k === 0 ? 'M' : 'L'}${rounded(x)} ${rounded(y)}`).join('');

export const gauss = (z: number, mean = 0, sd = 1) =>
  Math.exp(-0.5 * ((z - mean) / sd) ** 2) / (sd * Math.sqrt(2 * Math.PI));

/** f over the width of a frame, or over a part of it; `filled`: the area below. */
export function curve(
  frame: Frame,
  f: (x: number) => number,
  kind: Kind,
  { from = frame.x[0], to = frame.x[1], filled = false } = {},
): JSX.Element {
  const at = placed(frame);
  const points = Array.from({ length: POINTS + 1 }, (_, k) => {
    const x = from + (k / POINTS) * (to - from);
    return at([x, f(x)]);
  });
  const closed = filled
    ? `${path([at([from, frame.y[0]]), ...points, at([to, frame.y[0]])])}Z`
    : path(points);
  return <path class={`${kind} ${filled ? 'area' : 'line'}`} d={closed} />;
}

/** A closed curve through the images of a circle. */
export function ring(
  frame: Frame,
  map: (u: Point) => Point,
  radius: number,
  kind: Kind,
): JSX.Element {
  const at = placed(frame);
  const points = Array.from({ length: POINTS }, (_, k) => {
    const angle = (2 * Math.PI * k) / POINTS;
    return at(map([radius * Math.cos(angle), radius * Math.sin(angle)]));
  });
  return <path class={`${kind} line`} d={`${path(points)}Z`} />;
}

export function bars(frame: Frame, heights: readonly number[], kind: Kind, gap = 1): JSX.Element {
  const at = placed({ ...frame, x: [0, heights.length] });
  return (
    <>
      {heights.map((height, k) => {
        const [[left, top], [right, bottom]] = [at([k, height]), at([k + 1, frame.y[0]])];
        return (
          <rect
            key={k}
            class={`${kind} area`}
            x={rounded(left + gap / 2)}
            y={rounded(top)}
            width={rounded(right - left - gap)}
            height={rounded(bottom - top)}
          />
        );
      })}
    </>
  );
}

export function line(frame: Frame, points: readonly Point[], kind: Kind): JSX.Element {
  return <path class={`${kind} line`} d={path(points.map(placed(frame)))} />;
}

export function shape(frame: Frame, points: readonly Point[], kind: Kind): JSX.Element {
  return <path class={`${kind} area`} d={`${path(points.map(placed(frame)))}Z`} />;
}

export function dot(frame: Frame, point: Point, kind: Kind, radius = 2.5): JSX.Element {
  const [x, y] = placed(frame)(point);
  return <circle class={`${kind} area`} cx={rounded(x)} cy={rounded(y)} r={radius} />;
}

/** Squares in rows, each of a kind; null stays empty. */
export function squares(grid: readonly (readonly (Kind | null)[])[], side: number): JSX.Element {
  const [width, height] = [grid[0]!.length * side, grid.length * side];
  return (
    <>
      {grid.flatMap((row, i) =>
        row.map((kind, j) => (
          <rect
            key={`${i} ${j}`}
            class={kind ? `${kind} area` : 'faint line'}
            x={60 - width / 2 + j * side + 1}
            y={32 - height / 2 + i * side + 1}
            width={side - 2}
            height={side - 2}
          />
        )),
      )}
    </>
  );
}

export function words(x: number, y: number, text: string): JSX.Element {
  return (
    <text x={x} y={y} text-anchor="middle">
      {text}
    </text>
  );
}
