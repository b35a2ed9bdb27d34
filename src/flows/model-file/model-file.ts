// The model file: a safetensors container whose metadata says everything else as JSON. Reading it executes nothing.
import type { ModelMetadata } from '../../protocol/model';
import type { Tensors } from '../layout';
import { checkConsistent } from './consistency';
import { ModelError } from './error';
import { metadataSchema, NEWEST } from './schema';
import { readTensors } from './tensors';
import { asWritten, english, say } from '../../protocol/sentence';

const KEY = 'flowscope';
const LARGEST_HEADER = 64 * 1024 * 1024;

/** Replacer for JSON texts: see `number`. */
export const finite = (_: string, v: unknown) =>
  typeof v === 'number' && !Number.isFinite(v) ? String(v) : v;

/** In files sentences are English. */
export const written = (metadata: ModelMetadata) => ({
  ...metadata,
  notes: metadata.notes.map(english),
});

/** safetensors: 8-byte little-endian header length, JSON header padded with spaces, tensors sorted by name. */
export function encodeModel(metadata: ModelMetadata, tensors: Tensors): Uint8Array {
  const names = Object.keys(tensors).sort();
  let offset = 0;
  const header: Record<string, unknown> = {
    __metadata__: { [KEY]: JSON.stringify(written(metadata), finite) },
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
    throw new ModelError(say('this is not a Flowscope model: the file is too short.'));
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  if (length > LARGEST_HEADER || bytes[8] !== 0x7b)
    throw new ModelError(say('this is not a Flowscope model: it is not a safetensors file.'));
  return length;
}

/**
 * The bytes of the table that a model was fitted on, found without checking the rest; null where it says none.
 * @param bytes as for `decodeHeader`
 */
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
      say('the model file is damaged: it ends too early. Restore it from a copy, or fit again.'),
    );
  const header = parse(new TextDecoder().decode(bytes.subarray(8, 8 + length))) as Record<
    string,
    unknown
  >;
  const text = (header.__metadata__ as Record<string, unknown> | undefined)?.[KEY];
  if (typeof text !== 'string')
    throw new ModelError(
      say('this safetensors file was not written by Flowscope: it holds no description of a flow.'),
    );
  const raw = parse(text) as { version?: unknown };
  if (typeof raw.version === 'number' && raw.version > NEWEST)
    throw new ModelError(
      say(
        'the model was written by a newer Flowscope (file version {0}). Update Flowscope to open it.',
        raw.version,
      ),
    );
  const checked = metadataSchema.safeParse(raw);
  if (!checked.success)
    throw new ModelError(
      say(
        'the model file is damaged: {0} is not as expected. Restore it from a copy, or fit again.',
        checked.error.issues[0]!.path.join('.'),
      ),
    );
  const metadata = {
    ...checked.data,
    notes: checked.data.notes.map(asWritten),
  } as ModelMetadata;
  checkConsistent(metadata);
  return { header, metadata };
}

function parse(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // said below
  }
  throw new ModelError(
    say('this is not a Flowscope model, or it is damaged: its description cannot be read.'),
  );
}

/** The whole model as one JSON text: metadata, and each tensor as {shape, values}. */
export function exportJson(metadata: ModelMetadata, tensors: Tensors): string {
  const plain = Object.fromEntries(
    Object.entries(tensors).map(([name, t]) => [name, { shape: t.shape, values: [...t.values] }]),
  );
  return JSON.stringify({ ...written(metadata), tensors: plain }, finite, 1);
}
