// How a file was looked at last, with which its page begins: choices about pictures, not about the rows or a fit.
import * as z from 'zod';
import { path } from './arguments';
import { look } from './look';
import { entries, rail } from './page-parts';
import { axis, lens } from './pictures';
import { bySchema, Stored } from './stored';

export const fileLook = z.object({
  look: look.optional().catch(undefined),
  axes: entries(axis),
  split: lens.shape.split.catch(undefined),
  rail,
  /** whether the drawer of rows is open */
  rowsOpen: z.boolean().catch(false),
});
export type FileLook = z.infer<typeof fileLook>;

/** More files than this are not remembered: the ones that were looked at longest ago are let go. */
export const MOST_FILES = 100;

const looks = z.object({ files: z.array(z.object({ path, look: fileLook })).max(MOST_FILES) });
export type FileLooks = z.infer<typeof looks>;

/** The last one was looked at last. */
export const fileLooks = new Stored<FileLooks>('how files were looked at', bySchema(looks), [
  (before) => before,
]);
