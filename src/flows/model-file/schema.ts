// The schema of what a model file says of its model, and the versions of it.
import * as z from 'zod';
import { COVARIANCE_KINDS, type FlowSpecification, type ModelMetadata } from '../../protocol/model';
import { ENGINE_NAMES, FLOW_NAMES } from '../../protocol/choices';
import { bound, fitOptions } from '../../protocol/fit-options';
import { LARGEST_CONTEXT } from '../conditions';
import { KINDS } from '../kinds';

/** Newest version that is understood: 1.1 has conditions, 1.2 transforms that go on along a tangent, 1.3 bounds. */
export const NEWEST = 1.3;

/** The version of a file that holds this flow. */
export function versionOf({
  given,
  preprocessing,
  support,
}: FlowSpecification): ModelMetadata['version'] {
  if (support) return 1.3;
  if (preprocessing.some((t) => 'above' in t || 'below' in t)) return 1.2;
  return given ? 1.1 : 1;
}

/** JSON has no NaN or infinities: they are the strings "NaN", "Infinity", "-Infinity". */
const number = z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity']).transform(Number)]);
const layers = Object.values(KINDS).map(({ schema }) => schema);
const layer = z.discriminatedUnion('kind', layers as [z.ZodObject, ...z.ZodObject[]]);
const scaled = { shift: z.number(), scale: z.number().positive(), integer: z.boolean().optional() };
const transform = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none'), ...scaled }),
  z.object({ kind: z.literal('log'), above: z.number().optional(), ...scaled }),
  z.object({
    kind: z.literal('asinh'),
    median: z.number(),
    spread: z.number().positive(),
    below: z.number().optional(),
    above: z.number().optional(),
    ...scaled,
  }),
  z.object({ kind: z.literal('logit'), lower: z.number(), upper: z.number(), ...scaled }),
]);
const score = z.object({ mean: number, standardError: number });
const kind = z.enum(COVARIANCE_KINDS).optional();
const count = z.number().int().min(0);
const name = z.string().max(10_000);
const condition = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('category'),
    column: name,
    levels: z.array(name).min(1).max(LARGEST_CONTEXT),
  }),
  z.object({
    kind: z.literal('number'),
    column: name,
    shift: z.number(),
    scale: z.number().positive(),
    low: z.number().optional(),
    high: z.number().optional(),
  }),
]);
const given = z.object({
  conditions: z.array(condition).min(1).max(LARGEST_CONTEXT),
  slopes: z.array(z.number()),
});
const bounded = bound.extend({ outside: z.number() });
const group = z.object({ column: name, level: name, rows: count, gain: score });
const asked = { asked: z.boolean().optional() };
const split = z.discriminatedUnion('by', [
  z.object({ by: z.literal('rows'), ...asked }),
  z.object({ by: z.literal('copies'), ...asked }),
  z.object({ by: z.literal('column'), column: name, ...asked }),
  z.object({
    by: z.literal('blocks'),
    rows: z.number().int().min(1),
    purged: count,
    copies: z.boolean().optional(),
    ...asked,
  }),
]);
const clusters = z.object({
  by: z.enum(['copies', 'column', 'blocks']),
  count,
  rows: count.optional(),
});
const most = z.object({ leftOut: count, gain: score, rows: z.array(count).optional() });
export const metadataSchema = z.object({
  format: z.literal('flowscope'),
  version: z.union([z.literal(1), z.literal(1.1), z.literal(1.2), z.literal(NEWEST)]),
  specification: z.object({
    flow: z.enum(FLOW_NAMES),
    columns: z.array(z.string()).min(1).max(1024),
    context: z.array(z.string()).max(1024).optional(),
    given: given.optional(),
    layers: z.array(layer).min(1).max(64),
    preprocessing: z.array(transform),
    support: z.array(bound).min(1).max(1024).optional(),
  }),
  seed: count,
  engine: z.enum(ENGINE_NAMES),
  steps: count,
  plannedSteps: count,
  seconds: number,
  training: z
    .object({
      rounds: count,
      steps: count,
      bestRound: z.object({ steps: count, seconds: number }).nullable(),
    })
    .optional(),
  batch: count,
  data: z
    .object({
      name: z.string(),
      fingerprint: z.object({ size: z.number(), modified: z.number(), hash: z.string() }),
      where: z.string().max(2000).optional(),
    })
    .nullable(),
  rows: z.object({
    read: count,
    leftOut: count,
    train: count,
    validation: count,
    test: count,
    purged: count.optional(),
  }),
  split: split.optional(),
  gaussian: z.object({ mean: z.array(z.number()), covariance: z.array(z.number()), kind }),
  baseline: z
    .object({
      offset: z.array(z.number()),
      slopes: z.array(z.number()),
      covariance: z.array(z.number()),
      kind,
    })
    .optional(),
  frequencies: z.object({ levels: z.array(z.array(count)), rows: z.array(count) }).optional(),
  scores: z.object({
    rows: count,
    on: z.enum(['test', 'all', 'cross-fitted']),
    flow: score,
    gaussian: score,
    gain: score,
    most: most.optional(),
    clusters: clusters.optional(),
    verdict: z.enum(['flow', 'gaussian', 'undecided']),
    rejected: z.boolean().optional(),
    overUnconditional: score.optional(),
    groups: z.array(group).optional(),
  }),
  atoms: z.array(z.object({ column: z.string(), value: number, share: z.number() })).default([]),
  atomsAccepted: z.boolean().default(false),
  bounds: z.object({ columns: z.array(bounded).max(1024), outside: score }).optional(),
  leakage: score.optional(),
  parameters: count,
  created: z.string(),
  build: z.string(),
  notes: z.array(z.string()),
  name: z.string().max(1000).optional(),
  seeds: z
    .array(
      z.object({
        seed: count,
        flow: z.enum(FLOW_NAMES),
        validation: number,
        test: score,
        gain: score,
      }),
    )
    .optional(),
  pending: z.array(z.enum(FLOW_NAMES)).max(FLOW_NAMES.length).optional(),
  asked: fitOptions.extend({ columns: z.array(name).max(2000) }).optional(),
});
