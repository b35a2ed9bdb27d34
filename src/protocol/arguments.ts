// What calls are given, as schemas.
import * as z from 'zod';
import { SETTLED_TYPES } from './data';

export const id = z.string().min(1).max(100);
export const path = z.string().min(1).max(4096);
export const name = z.string().max(1000);
export const where = z.string().max(2000);
export const folders = z.array(path).max(100).optional();
export const count = z.number().int().min(0).max(10_000_000);

export const baseChoice = z.union([
  z.object({ kind: z.literal('column'), name }),
  z.object({ kind: z.literal('model') }),
  z.object({ kind: z.literal('typed'), text: z.string().max(2000) }),
]);
/** What a user says about a text table: see Reading. */
export const reading = z.object({
  delimiter: z
    .string()
    .length(1)
    .regex(/[^"\r\n]/)
    .optional(),
  decimal: z.enum(['.', ',']).optional(),
  quote: z.enum(['"', "'", 'none']).optional(),
  escape: z.enum(['backslash', 'none']).optional(),
  header: z.boolean().optional(),
  headerRows: z.number().int().min(0).max(5).optional(),
  rowNames: z.boolean().optional(),
  footer: z.number().int().min(0).max(1000).optional(),
  encoding: z.string().min(1).max(40).optional(),
  comment: z.string().max(10).optional(),
  types: z.record(name, z.enum(SETTLED_TYPES)).optional(),
});
