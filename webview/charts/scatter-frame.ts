// Where the plot, the ticks and the names of a scatter lie, in CSS pixels.
import { axisTitle } from '../text/titles';
import type { Tick } from './axes';
import { charactersIn, DIGIT, partOf, type Range, valueAt } from './scale';
import { labelledTicks } from './ticks';

/** An axis; a null name draws no axis (the jitter of a strip has no meaning). */
export interface Axis {
  name: string | null;
  range: Range;
  log?: boolean;
  /** the column of the table that it shows; absent where it shows something else */
  column?: string;
}

/** The axis of the part of it that is seen. */
export function axisSeen(axis: Axis, [from, to]: readonly [number, number]): Axis {
  if (from <= 0 && to >= 1) return axis;
  return { ...axis, range: [valueAt(from, axis), valueAt(to, axis)] };
}

export interface Frame {
  width: number;
  height: number;
  left: number;
  top: number;
  plotWidth: number;
  plotHeight: number;
}

/** The text of axes, and what is left of the numbers: the name of the axis, and ticks. */
const FONT = 11;
const BESIDE = { least: 58, name: 16, tick: 9, grain: 12 };
const Y_TICKS = 5;

/** The frame of a picture of this width. Less than half of the window's height: what belongs to it stays in sight. */
export function frameOf(width: number, y: Axis, tallest = 0.46, aspect = 0.75): Frame {
  const strip = y.name === null;
  const longest = longestOf(ticksOf(y, Y_TICKS));
  const left = strip
    ? 12
    : Math.max(BESIDE.least, inGrains(BESIDE.name + longest * DIGIT + BESIDE.tick));
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

/** The plot seldom changes its place while a picture is enlarged or moved. */
const inGrains = (length: number) => Math.ceil(length / BESIDE.grain) * BESIDE.grain;

export function tickPlaces(frame: Frame, x: Axis, y: Axis): { x: Tick[]; y: Tick[] } {
  const place = (axis: Axis, count: number, to: (part: number) => number) =>
    ticksOf(axis, count).map(({ value, text }) => ({ at: to(partOf(value, axis)), text }));
  const across = (count: number) => place(x, count, (part) => frame.left + part * frame.plotWidth);
  const most = Math.max(4, Math.min(8, Math.floor(frame.plotWidth / 50)));
  const wide = longestOf(across(most)) * DIGIT + 12;
  return {
    x: across(Math.min(most, Math.max(2, Math.floor(frame.plotWidth / wide)))),
    y: place(y, Y_TICKS, (part) => frame.top + (1 - part) * frame.plotHeight),
  };
}

const ticksOf = ({ name, range, log }: Axis, count: number) =>
  name === null ? [] : labelledTicks(range, count, { log });

const longestOf = (ticks: { text: string }[]) =>
  Math.max(0, ...ticks.map(({ text }) => text.length));

/** A name cut to the length of its axis. */
export const named = (name: string | null, length: number) =>
  name && axisTitle(name, null, charactersIn(length, FONT));
