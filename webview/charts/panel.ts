// The frame of a picture of one column: its size and its axes.
// Plots lie at the same place in every panel, so that neighbours line up.
import type { Theme } from '../state/theme';
import { axisTitle, densityTitle } from '../text/titles';
import { charactersIn, DIGIT } from './scale';
import { type AxisTicks, axisTicks, tickTexts, vegaTicks } from './ticks';

/** CSS pixels: between panels, and beside a plot for the numbers and the title of each axis. */
export const SPACING = 16;
const LABELS = 50;
const TITLE = 20;
const MARGIN = 12;
/** Where a plot begins, from the top of its panel. */
export const PLOT_TOP = 8;
const BELOW = 38;
const NARROWEST = 240;
const HEIGHT = { least: 150, most: 340, ofWidth: 0.5 };
const COMPACT_HEIGHT = 90;
/** CSS pixels between two numbers. */
const BETWEEN = 22;

export interface Panel {
  width: number;
  height: number;
  left: number;
  /** whether there is room for the title of the vertical axis */
  titled: boolean;
}

/** @param outer width of the panel in CSS pixels  @param compact for the side panel */
export function panelOf(outer: number, compact = false): Panel {
  const titled = !compact && outer >= NARROWEST;
  const left = LABELS + (titled ? TITLE : 0);
  const height = compact
    ? COMPACT_HEIGHT
    : Math.round(Math.max(HEIGHT.least, Math.min(HEIGHT.most, outer * HEIGHT.ofWidth)));
  return { width: Math.max(90, outer - left - MARGIN), height, left, titled };
}

/** Height of the whole picture in CSS pixels, before it is drawn. */
export const panelHeight = (outer: number, compact: boolean) =>
  panelOf(outer, compact).height + PLOT_TOP + BELOW;

/** The place of the plot in a picture of one panel. */
export const placed = ({ left }: Panel) => ({
  autosize: 'none',
  padding: { left, top: PLOT_TOP, right: MARGIN, bottom: BELOW },
});

interface Column {
  name: string;
  unit?: string | null;
  /** ends of the axis */
  ends: [number, number];
  log?: boolean;
  whole?: boolean;
}

/** The axis of a column, without its scale. */
export function columnAxis(
  { name, unit, ends, log = false, whole = false }: Column,
  { width }: Panel,
  { fontSize }: Theme,
): object {
  return {
    title: axisTitle(name, unit, charactersIn(width, fontSize - 1)),
    titleLimit: width + 2 * MARGIN,
    labelFlush: true,
    labelBound: MARGIN,
    ...vegaTicks(columnTicks(ends, width, { log, whole })),
  };
}

/** As many numbers as have room: long ones are fewer, and two are left wherever there are two. */
export function columnTicks(
  ends: [number, number],
  width: number,
  kind: { log?: boolean; whole?: boolean } = {},
): AxisTicks {
  let best: AxisTicks | null = null;
  for (let wanted = Math.max(3, Math.floor(width / 60)); wanted >= 2; wanted--) {
    const ticks = axisTicks(ends, wanted, kind);
    if (best && ticks.values.length < 2) break;
    best = ticks;
    if (widthOf(tickTexts(ticks)) <= width) break;
  }
  return best!;
}

const widthOf = (texts: string[]) =>
  texts.reduce((sum, text) => sum + text.length * DIGIT + BETWEEN, -BETWEEN);

/** The axis of a density of that column. @param largest value on it */
export function densityAxis(
  { name, unit, log = false }: Column,
  largest: number,
  { titled, height }: Panel,
): object {
  return {
    title: titled ? densityTitle(name, log, unit) : null,
    titleLimit: height,
    ...vegaTicks(axisTicks([0, largest > 0 ? largest : 1], 5)),
    minExtent: LABELS,
    maxExtent: LABELS,
  };
}
