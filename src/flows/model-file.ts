// The model file: a safetensors container whose metadata says everything else as JSON. Reading it never executes anything.
import { z } from 'zod';
import {
  COVARIANCE_KINDS,
  DIRECTIONS,
  FLOW_NAMES,
  ENGINE_NAMES,
  type FlowSpecification,
  type ModelMetadata,
} from '../protocol/model';
import { fitOptions } from '../protocol/arguments';
import { contextNames, LARGEST_CONTEXT } from './conditions';
import { flowTensors, type Tensor, type Tensors, type TensorShape } from './layout';

export class ModelError extends Error {
  override name = 'ModelError';
}

const KEY = 'flowscope';
/** Version of the newest files that are understood: 1.1 has conditions, 1.2 transforms that go on along a tangent. */
const NEWEST = 1.2;
const LARGEST_HEADER = 64 * 1024 * 1024;

/** The version of a file that holds this flow. */
export function versionOf({ given, preprocessing }: FlowSpecification): ModelMetadata['version'] {
  if (preprocessing.some((t) => 'above' in t || 'below' in t)) return 1.2;
  return given ? 1.1 : 1;
}

/** JSON has no NaN or infinities: they are the strings "NaN", "Infinity", "-Infinity". */
const number = z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity']).transform(Number)]);
const width = z.number().int().min(1).max(4096);
const order = z.array(z.number().int().min(0)).min(1).max(1024);
const bins = z.number().int().min(2).max(256);
const bound = z.number().positive();
const conditioned = { hidden: z.tuple([width, width]), order };
const direction = z.enum(DIRECTIONS).optional();
const kept = z.number().int().min(1);
const layer = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('affine') }),
  z.object({ kind: z.literal('triangular') }),
  z.object({ kind: z.literal('permutation'), order }),
  z.object({ kind: z.literal('elementwise-spline'), bins, bound }),
  z.object({ kind: z.literal('affine-autoregressive'), ...conditioned, direction }),
  z.object({ kind: z.literal('spline-autoregressive'), ...conditioned, direction, bins, bound }),
  z.object({ kind: z.literal('affine-coupling'), ...conditioned, kept }),
  z.object({ kind: z.literal('spline-coupling'), ...conditioned, kept, bins, bound }),
]);
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
const end = z.number().nullable();
const ends = z.boolean().optional();
const bounded = z.object({
  column: name,
  low: end,
  high: end,
  open: z.object({ low: ends, high: ends }).optional(),
  outside: z.number(),
});
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
const metadataSchema = z.object({
  format: z.literal('flowscope'),
  version: z.union([z.literal(1), z.literal(1.1), z.literal(NEWEST)]),
  specification: z.object({
    flow: z.enum(FLOW_NAMES),
    columns: z.array(z.string()).min(1).max(1024),
    context: z.array(z.string()).max(1024).optional(),
    given: given.optional(),
    layers: z.array(layer).min(1).max(64),
    preprocessing: z.array(transform),
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

/** Replacer for JSON texts: see `number`. */
export const finite = (_: string, v: unknown) =>
  typeof v === 'number' && !Number.isFinite(v) ? String(v) : v;

/** safetensors: 8-byte little-endian header length, JSON header padded with spaces, tensors sorted by name. */
export function encodeModel(metadata: ModelMetadata, tensors: Tensors): Uint8Array {
  const names = Object.keys(tensors).sort();
  let offset = 0;
  const header: Record<string, unknown> = {
    __metadata__: { [KEY]: JSON.stringify(metadata, finite) },
  };
  for (const name of names) {
    const { shape, values } = tensors[name]!;
    header[name] = {
      dtype: values instanceof Float64Array ? 'F64' : 'F32',
      shape,
      data_offsets: [offset, offset + values.byteLength],
    };
    offset += values.byteLength;
  }
  let text = new TextEncoder().encode(JSON.stringify(header));
  const padded = new Uint8Array(Math.ceil(text.length / 8) * 8).fill(32);
  padded.set(text);
  text = padded;
  const out = new Uint8Array(8 + text.length + offset);
  new DataView(out.buffer).setBigUint64(0, BigInt(text.length), true);
  out.set(text, 8);
  let at = 8 + text.length;
  for (const name of names) {
    const { values } = tensors[name]!;
    out.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at);
    at += values.byteLength;
  }
  return out;
}

/** @throws ModelError with a sentence for the user, whatever the bytes are */
export function decodeModel(bytes: Uint8Array): { metadata: ModelMetadata; tensors: Tensors } {
  const length = headerLength(bytes);
  const { header, metadata } = decodeHeader(bytes);
  return { metadata, tensors: readTensors(header, bytes.subarray(8 + length), metadata) };
}

/** Bytes of the header, which begins after 8 bytes. @param bytes the first 16 or more @throws ModelError */
export function headerLength(bytes: Uint8Array): number {
  if (bytes.length < 16)
    throw new ModelError('this is not a Flowscope model: the file is too short.');
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  if (length > LARGEST_HEADER || bytes[8] !== 0x7b)
    throw new ModelError('this is not a Flowscope model: it is not a safetensors file.');
  return length;
}

/** The bytes of the table that a model was fitted on, found without checking the rest; null where it says none. @param bytes as for `decodeHeader` */
export function tableSize(bytes: Uint8Array): number | null {
  const { __metadata__ } = parse(
    new TextDecoder().decode(bytes.subarray(8, 8 + headerLength(bytes))),
  ) as { __metadata__?: Record<string, string> };
  const { data } = parse(__metadata__?.[KEY] ?? '{}') as {
    data?: { fingerprint?: { size?: unknown } } | null;
  };
  const size = data?.fingerprint?.size;
  return typeof size === 'number' ? size : null;
}

/** What a model says of itself. @param bytes up to the end of the header at least @throws ModelError */
export function decodeHeader(bytes: Uint8Array): {
  header: Record<string, unknown>;
  metadata: ModelMetadata;
} {
  const length = headerLength(bytes);
  if (8 + length > bytes.length)
    throw new ModelError(
      'the model file is damaged: it ends too early. Restore it from a copy, or fit again.',
    );
  const header = parse(new TextDecoder().decode(bytes.subarray(8, 8 + length))) as Record<
    string,
    unknown
  >;
  const text = (header.__metadata__ as Record<string, unknown> | undefined)?.[KEY];
  if (typeof text !== 'string')
    throw new ModelError(
      'this safetensors file was not written by Flowscope: it holds no description of a flow.',
    );
  const raw = parse(text) as { version?: unknown };
  if (typeof raw.version === 'number' && raw.version > NEWEST)
    throw new ModelError(
      `the model was written by a newer Flowscope (file version ${raw.version}). Update Flowscope to open it.`,
    );
  const checked = metadataSchema.safeParse(raw);
  if (!checked.success)
    throw new ModelError(
      `the model file is damaged: ${checked.error.issues[0]!.path.join('.')} is not as expected. Restore it from a copy, or fit again.`,
    );
  const metadata = checked.data as ModelMetadata;
  checkConsistent(metadata);
  return { header, metadata };
}

function checkConsistent(metadata: ModelMetadata): void {
  const {
    specification: { columns, layers, preprocessing },
    gaussian,
  } = metadata;
  const dim = columns.length;
  const orders = layers.flatMap((l) => ('order' in l ? [l.order] : []));
  const permutations = orders.every(
    (o) => o.length === dim && new Set(o).size === dim && o.every((c) => c < dim),
  );
  const halves = layers.every((l) => !('kept' in l) || l.kept < dim);
  if (
    !permutations ||
    !halves ||
    preprocessing.length !== dim ||
    gaussian.mean.length !== dim ||
    gaussian.covariance.length !== dim * dim ||
    !conditionsFit(metadata)
  )
    throw new ModelError(
      'the model file is damaged: its parts do not fit together. Restore it from a copy, or fit again.',
    );
}

/** Whether conditions, their numbers, slopes and frequencies belong together. */
function conditionsFit({
  specification: { columns, context = [], given },
  baseline,
  frequencies,
}: ModelMetadata): boolean {
  if (!given) return !baseline && !frequencies;
  const { conditions, slopes } = given;
  const size = columns.length * context.length;
  const places = (levels: number[]) =>
    levels.length === conditions.length &&
    levels.every(
      (place, k) => place < ((conditions[k] as { levels?: string[] }).levels?.length ?? 0),
    );
  return (
    contextNames(conditions).join('\n') === context.join('\n') &&
    slopes.length === size &&
    baseline?.offset.length === columns.length &&
    baseline.slopes.length === size &&
    baseline.covariance.length === columns.length ** 2 &&
    (!frequencies ||
      (frequencies.levels.length === frequencies.rows.length && frequencies.levels.every(places)))
  );
}

function readTensors(
  header: Record<string, unknown>,
  body: Uint8Array,
  { specification }: ModelMetadata,
): Tensors {
  const tensors: Tensors = {};
  // a checkpoint also holds Adam's moments
  const moments = (names: TensorShape[]) =>
    ['m', 'v'].flatMap((moment) =>
      names.map(({ name, shape }) => ({ name: `optimizer.${moment}.${name}`, shape })),
    );
  const shapes = flowTensors(specification);
  for (const { name, shape } of 'optimizer.step' in header
    ? [...shapes, ...moments(shapes), { name: 'optimizer.step', shape: [] }]
    : shapes) {
    const entry = header[name] as
      { dtype?: string; shape?: number[]; data_offsets?: [number, number] } | undefined;
    const size = shape.reduce((a, b) => a * b, 1);
    const bytesEach = entry?.dtype === 'F64' ? 8 : entry?.dtype === 'F32' ? 4 : 0;
    const [from, to] = entry?.data_offsets ?? [0, -1];
    if (
      !entry ||
      bytesEach === 0 ||
      JSON.stringify(entry.shape) !== JSON.stringify(shape) ||
      to - from !== size * bytesEach ||
      !(from >= 0 && to <= body.length)
    )
      throw new ModelError(
        `the model file is damaged: the tensor ${name} is missing or cut off. Restore it from a copy, or fit again.`,
      );
    const copy = new Uint8Array(body.subarray(from, to)).buffer; // aligned, and not a Buffer's shared pool
    const values: Tensor['values'] =
      bytesEach === 8 ? new Float64Array(copy) : new Float32Array(copy);
    if (!values.every(Number.isFinite))
      throw new ModelError(
        `the model file is damaged: the tensor ${name} holds values that are not numbers. Fit again.`,
      );
    tensors[name] = { shape, values };
  }
  return tensors;
}

function parse(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // said below
  }
  throw new ModelError(
    'this is not a Flowscope model, or it is damaged: its description cannot be read.',
  );
}

/** The whole model as one JSON text: metadata, and each tensor as {shape, values}. */
export function exportJson(metadata: ModelMetadata, tensors: Tensors): string {
  const plain = Object.fromEntries(
    Object.entries(tensors).map(([name, t]) => [name, { shape: t.shape, values: [...t.values] }]),
  );
  return JSON.stringify({ ...metadata, tensors: plain }, finite, 1);
}
