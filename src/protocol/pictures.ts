// How pictures of the data are asked for: axes, a split by categories, values of conditions; and pictures on demand.
import * as z from 'zod';
import type { Histogram } from './data';
import type { Condition } from './model';
import type { Sentence } from './sentence';

const name = z.string().max(1000);
const number = z.number();

/**
 * `log`: equal steps are equal factors. `robust`: the range leaves the
 * outermost rows out, and counts them; absent: where the picture needs it.
 */
export const axis = z.object({ log: z.boolean().optional(), robust: z.boolean().optional() });
export type AxisChoice = z.infer<typeof axis>;
export type AxisChoices = Record<string, AxisChoice>;

/** Values of conditions, by column; those that are not there are as in the data. */
export const givenValues = z.record(name, z.union([name, number]));

/** What a picture of the data shows beside the chosen columns; `within`: draws of the flow keep the bounds it knows. */
export const lens = z.object({
  axes: z.record(name, axis).optional(),
  split: name.optional(),
  given: givenValues.optional(),
  within: z.boolean().optional(),
});
export type Lens = z.infer<typeof lens>;

/** At most so many categories have a name of their own in a split; the rest are "other". */
export const LARGEST_SPLIT = 8;

/** The groups of a split: how many rows each has, and its part of every bar. */
export interface Parts {
  levels: string[];
  rows: number[];
  /** counts[group][bar] */
  counts: number[][];
}

/** The axis that a picture of a column lies on. */
export interface AxisView {
  log: boolean;
  robust: boolean;
  /** nobody asked for it: the outermost rows would make the rest unreadable */
  automatic: boolean;
  low: number;
  high: number;
  /** of bins that suit the values of the column; absent where only samples are known */
  edges?: number[];
}

/** One contour: closed or ending at the border of the grid, as x0, y0, x1, y1, ... in original units. */
export type Contour = Float32Array;

export interface ContourLevel {
  mass: number;
  lines: Contour[];
}

/** Lines around the densest part of the flow that holds each of `masses`, for a pair of columns. */
export interface ContourView {
  x: string;
  y: string;
  levels: ContourLevel[];
  /** masses whose line lies (partly) outside the axes */
  outside: number[];
  /** null: from the exact log density; otherwise estimated from so many samples of the flow */
  samples: number | null;
  /** one standard error of the mass within a line that is estimated; the widest of them */
  standardError: number | null;
  /** points of the grid, a side */
  grid: number;
}

/** Draws of the flow in training, from the same base points each time, and of the Gaussian, from these as well. */
export interface TrainingSamples {
  columns: string[];
  count: number;
  /** row-major count x D, in original units */
  flow: Float32Array;
  /** null where there is no Gaussian of these columns */
  gaussian: Float32Array | null;
  /** `moved` of the fit, of which these are */
  moved: number;
}

/** Which rows stand beside a density whose conditions were chosen. */
export interface GivenView {
  conditions: Condition[];
  /** rows that are shown, and complete rows with the chosen levels */
  rows: number;
  of: number;
  /** of numeric conditions: rows are taken so far to either side of the chosen value */
  reach: Record<string, number>;
  /** range of numeric conditions in the data */
  range: Record<string, [number, number]>;
}

/** A column before and after the transform that a fit would use: made from `rows` of its rows. */
export interface TransformPreview {
  before: Histogram;
  after: Histogram;
  /** density of `after`, per unit of the transformed column */
  density: number[];
  rows: number;
  /** what `auto` comes to */
  kind: 'none' | 'log' | 'asinh' | 'logit';
  /** noise is added to whole numbers */
  integer: boolean;
  notes: Sentence[];
}
