// The frame of a picture of one column: its size and its axes. Plots lie at the same place in every panel, so that neighbours line up.
import { axisTitle, densityTitle } from '../ui/names';
import { charactersIn } from './scale';
import type { Theme } from './theme';

/** CSS pixels: between panels, and beside a plot for the numbers and the title of each axis. */
export const SPACING = 16;
const LABELS = 42;
const TITLE = 20;
const MARGIN = 12;
const ABOVE = 8;
const BELOW = 38;
const NARROWEST = 240;
const HEIGHT = { least: 150, most: 280, ofWidth: 0.36 };
const COMPACT_HEIGHT = 90;
/** Numbers beyond these are written with powers of ten, where that tells them apart: they have room beside an axis. */
const [SMALL, LARGE] = [0.005, 1e5];
const POWERS = "datum.value === 0 ? '0' : replace(format(datum.value, '~e'), 'e+', 'e')";

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
  const height = compact ? COMPACT_HEIGHT : Math.round(Math.max(HEIGHT.least, Math.min(HEIGHT.most, outer * HEIGHT.ofWidth)));
  return { width: Math.max(90, outer - left - MARGIN), height, left, titled };
}

/** Height of the whole picture in CSS pixels, before it is drawn. */
export const panelHeight = (outer: number, compact: boolean) => panelOf(outer, compact).height + ABOVE + BELOW;

/** The place of the plot in a picture of one panel. */
export const placed = ({ left }: Panel) => ({ autosize: 'none', padding: { left, top: ABOVE, right: MARGIN, bottom: BELOW } });

interface Column {
  name: string;
  unit?: string | null;
  /** ends of the axis */
  ends: [number, number];
  log?: boolean;
  whole?: boolean;
}

/** The axis of a column, without its scale. */
export function columnAxis({ name, unit, ends, log = false, whole = false }: Column, { width }: Panel, { fontSize }: Theme): object {
  return {
    title: axisTitle(name, unit, charactersIn(width, fontSize - 1)),
    titleLimit: width + 2 * MARGIN,
    tickCount: Math.max(3, Math.floor(width / 60)),
    labelFlush: true,
    labelBound: MARGIN,
    ...(log ? { format: '~g' } : powers(ends)),
    ...(whole && !log ? { tickMinStep: 1 } : {}),
  };
}

/** The axis of a density of that column. @param largest value on it */
export function densityAxis({ name, unit, log = false }: Column, largest: number, { titled, height }: Panel): object {
  return {
    title: titled ? densityTitle(name, log, unit) : null,
    titleLimit: height,
    tickCount: 4,
    format: '~g',
    ...powers([0, largest]),
    minExtent: LABELS,
    maxExtent: LABELS,
  };
}

/** Where numbers are much larger than what they differ by, powers of ten would all read the same. */
function powers([low, high]: [number, number]): object {
  const largest = Math.max(Math.abs(low), Math.abs(high));
  const far = largest > 0 && (largest < SMALL || largest > LARGE);
  return far && (high - low) * 20 > largest ? { labelExpr: POWERS } : {};
}
