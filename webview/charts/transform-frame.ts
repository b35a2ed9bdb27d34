// Where things lie in the picture of y = f(x), in CSS pixels: f over the axes of x and y, p_X below, p_Y at the side.
import type { TransformView } from '../../src/protocol/change-of-variables';
import type { Range } from './scale';

/** An x or a y that is held. */
export type Place = { x: number } | { y: number };

/** A side of so many CSS pixels has room for the scale of its density. */
const WIDE = 120;

export interface Frame {
  /** of the whole picture */
  width: number;
  height: number;
  left: number;
  top: number;
  /** the plot of f */
  plot: number;
  high: number;
  bottom: number;
  /** the axis of p_Y, and how wide it is with its density */
  end: number;
  side: number;
  roomy: boolean;
  /** the axis of p_X, and how high it is with its density */
  foot: number;
  below: number;
}

export function frameOf(width: number): Frame {
  const narrow = width < 480;
  const [left, top] = [52, 12];
  const side = narrow ? 64 : Math.min(180, Math.round(width * 0.2));
  const plot = Math.max(120, Math.min(720, width - left - side - 14));
  const high = Math.round(Math.min(380, Math.max(180, plot * 0.72)));
  const below = narrow ? 70 : 110;
  const bottom = top + high;
  const foot = bottom + 8 + below;
  return {
    width: left + plot + side + 8,
    height: foot + 40,
    left,
    top,
    plot,
    high,
    bottom,
    end: left + plot + 6,
    side,
    roomy: side >= WIDE,
    foot,
    below,
  };
}

/** From values and densities to CSS pixels. */
export interface Scales {
  px: (x: number) => number;
  py: (y: number) => number;
  /** heights of p_X and of p_Y */
  down: (density: number) => number;
  across: (density: number) => number;
  /** the densities at the ends of their axes */
  highest: number;
  widest: number;
  inside: (y: number) => boolean;
}

export function scalesOf(
  { xRange, yRange, baseDensity, density }: TransformView,
  frame: Frame,
): Scales {
  const { left, bottom, plot, high, side, end, foot, below } = frame;
  const highest = Math.max(...baseDensity.filter(Number.isFinite)) || 1;
  const widest = cap(density);
  return {
    px: (x) => left + ((x - xRange[0]) / (xRange[1] - xRange[0])) * plot,
    py: (y) => bottom - ((y - yRange[0]) / (yRange[1] - yRange[0])) * high,
    down: (p) => foot - (p / highest) * (below - 10),
    across: (p) => end + (Math.min(p, widest) / widest) * (side - 12),
    highest,
    widest,
    inside: (y) => y >= yRange[0] && y <= yRange[1],
  };
}

/** What is pointed at: a y beside the plot, an x on it or below it; null at its left. */
export function placeAt(
  [across, up]: readonly [number, number],
  { xRange, yRange }: TransformView,
  { left, bottom, plot, high }: Frame,
): Place | null {
  if (across > left + plot + 2 && up < bottom + 4)
    return { y: valueIn(yRange, (bottom - up) / high) };
  return across >= left - 8 ? { x: valueIn(xRange, (across - left) / plot) } : null;
}

const valueIn = ([low, high]: Range, part: number) => clamp(low + part * (high - low), low, high);
export const clamp = (v: number, low: number, high: number) => Math.max(low, Math.min(high, v));

/** The largest density that is drawn in full: a spike where f turns would flatten all the rest. */
function cap(density: readonly number[]): number {
  const sorted = density.filter((d) => d > 0).sort((a, b) => a - b);
  const [most, usual] = [sorted.at(-1), sorted[Math.floor(0.9 * (sorted.length - 1))]];
  return most === undefined || usual === undefined ? 1 : Math.min(most, 2.5 * usual);
}
