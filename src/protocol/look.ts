// How pictures are looked at: the pair of columns, the layout of clouds, and what is drawn in them.
import { z } from 'zod';
import { name } from './arguments';

export const LAYOUTS = ['beside', 'over', 'pairs', 'tour'] as const;
export type Layout = (typeof LAYOUTS)[number];
export const SOURCES = ['data', 'gaussian', 'flow'] as const;
export type Source = (typeof SOURCES)[number];

const shown = z.object({ data: z.boolean(), gaussian: z.boolean(), flow: z.boolean() });
export type Shown = z.infer<typeof shown>;

export const look = z.object({
  /** columns across and up; those that a table lacks are left to Flowscope */
  across: name.nullable(),
  up: name.nullable(),
  layout: z.enum(LAYOUTS),
  /** what is drawn in each layout, where it was chosen */
  shown: z.partialRecord(z.enum(LAYOUTS), shown),
  /** lines that hold stated masses */
  lines: z.object({ gaussian: z.boolean(), flow: z.boolean() }),
});
export type Look = z.infer<typeof look>;
