// What a fit is asked for: each option once, as it is checked where it comes in.
import * as z from 'zod';
import { DIRECTIONS, ENGINE_CHOICES, FLOW_CHOICES, LARGEST_SEEDS, ORDERINGS } from './choices';

const name = z.string().max(1000);

export const transform = z.union([
  z.object({ kind: z.enum(['auto', 'none', 'log', 'asinh']), integer: z.boolean().optional() }),
  z.object({
    kind: z.literal('logit'),
    lower: z.number(),
    upper: z.number(),
    integer: z.boolean().optional(),
  }),
]);

const end = z.number().nullable();
const ends = z.boolean().optional();
export const bound = z.object({
  column: z.string().max(10_000),
  low: end,
  high: end,
  open: z.object({ low: ends, high: ends }).optional(),
});

export const fitOptions = z.object({
  flow: z.enum(FLOW_CHOICES),
  /** of autoregressive flows; density by default */
  direction: z.enum(DIRECTIONS).optional(),
  /** mixed by default */
  order: z.enum(ORDERINGS).optional(),
  engine: z.enum(ENGINE_CHOICES),
  seed: z.number().int().min(0).max(4294967295),
  seconds: z.number().min(1).max(86_400).optional(),
  steps: z.number().int().min(1).max(10_000_000).optional(),
  rows: z.number().int().min(1).max(10_000_000).optional(),
  transforms: z.record(name, transform).optional(),
  /** bounds that the density keeps: these, or where the values of columns end sharply */
  bounds: z.union([z.literal('auto'), z.array(bound).max(1024)]).optional(),
  /** give a verdict in nats although a column has an atom */
  acceptAtoms: z.boolean().optional(),
  /** fits with this many seeds, from `seed` on, which share the time; the best by validation is kept */
  seeds: z.number().int().min(1).max(LARGEST_SEEDS).optional(),
  /**
   * what goes to one side of training, validation and test: by
   * default copies, or blocks where the file's order matters
   */
  split: z
    .union([
      z.object({ by: z.enum(['auto', 'rows', 'blocks']) }),
      z.object({ by: z.literal('column'), column: z.string().max(10_000) }),
    ])
    .optional(),
  /** that train together; without it, as many as the machine has, up to the engine's limit */
  threads: z.number().int().min(1).max(256).optional(),
});

export type FitOptions = z.infer<typeof fitOptions>;
