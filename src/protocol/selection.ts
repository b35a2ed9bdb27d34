// Rows that somebody picked, as steps that the service follows, and what it finds: rows by their number in the file.
import * as z from 'zod';
import type { Sentence } from './sentence';

const name = z.string().max(1000);
const row = z.number().int().min(0).max(4_294_967_294);

/** Numbers of one column, both ends among them; with `above` the lower end is not, as between two bars. */
const range = z.object({
  column: name,
  from: z.number(),
  to: z.number(),
  above: z.boolean().optional(),
});
export type SelectedRange = z.infer<typeof range>;

/** Corners of a lasso, and rows named one by one, are at most so many. */
export const [MOST_CORNERS, MOST_NAMED] = [200, 20_000];

const shape = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('every row') }),
  /** rows within all of these */
  z.object({ kind: z.literal('box'), ranges: z.array(range).min(1).max(20) }),
  /** rows with one of these texts; with `others` those with any other text, gaps not among them */
  z.object({
    kind: z.literal('levels'),
    column: name,
    levels: z.array(name).min(1).max(200),
    others: z.boolean().optional(),
  }),
  /** in milliseconds since 1970; the end is not among them, as in a bar */
  z.object({ kind: z.literal('dates'), column: name, from: z.number(), to: z.number() }),
  /** a closed line through x0, y0, x1, y1, ..., straight as seen on axes that may be logarithmic */
  z.object({
    kind: z.literal('lasso'),
    x: name,
    y: name,
    logX: z.boolean(),
    logY: z.boolean(),
    corners: z
      .array(z.number())
      .min(6)
      .max(2 * MOST_CORNERS),
  }),
  z.object({
    kind: z.literal('rows'),
    rows: z.array(row).min(1).max(MOST_NAMED),
    /** a gesture met only points that were drawn, and there may be others in its place */
    drawn: z.boolean().optional(),
  }),
]);
export type Shape = z.infer<typeof shape>;

const step = z.object({ how: z.enum(['add', 'take away']), shape });
export type SelectionStep = z.infer<typeof step>;

/** From no row on, one step after the other. */
export const selection = z.array(step).max(100);

/** Row numbers that a page asks about at once are at most so many. */
export const MOST_ASKED = 500;
export const rowNumbers = z.array(row).max(MOST_ASKED);
export const rowNumber = row;

export interface SelectedRows {
  count: number;
  /** of these, rows that are complete in the chosen columns: others are in no cloud */
  complete: number;
  /** rows that the filter keeps */
  of: number;
  /** a bit for each row of the file: that of row r is bit r % 8 of byte r / 8 */
  bits: Uint8Array;
}

export const hasRow = (bits: Uint8Array, row: number): boolean =>
  ((bits[Math.floor(row / 8)] ?? 0) & (1 << (row % 8))) !== 0;

/** Selected rows in the bins of a marginal. */
export interface SelectedBars {
  column: string;
  counts: number[];
}

/** Rows with the lowest log density, lowest first. */
export interface Surprising {
  rows: number[];
  /** rows that have a density */
  of: number;
  /** which density says so */
  by: 'flow' | 'Gaussian';
}

/** What draws of the density that rows are judged by have for log densities, lowest first. */
export interface DrawnDensities {
  values: Float64Array;
  by: 'flow' | 'Gaussian';
  /** the revisions of table and model that they are of */
  of: { dataRevision: number; modelRevision: number };
}

/** Rows as a table shows them. */
export interface RowsView {
  columns: { name: string; unit: string | null; numeric: boolean }[];
  rows: RowView[];
  /** why no line of the file can be named; null where each row has one */
  reason: Sentence | null;
}

export interface RowView {
  row: number;
  /** line of the file where it begins, from 1 */
  line: number | null;
  /** numbers, and what is none as it stands in the file; null for a gap */
  cells: (number | string | null)[];
  /** log densities in nats; null where a row has none, and -Infinity where it cannot occur */
  flow: number | null;
  gaussian: number | null;
}

/** Where a row stands in its file. */
export interface RowPlace {
  path: string;
  line: number;
}
