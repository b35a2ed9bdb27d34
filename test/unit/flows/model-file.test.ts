// The model file: what is written is read back to the last bit, and damage of any kind is a sentence.
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { decodeModel, encodeModel, exportJson } from '../../../src/flows/model-file/model-file';
import { ModelError } from '../../../src/flows/model-file/error';
import type { ModelMetadata } from '../../../src/protocol/model';
import { catalogue } from '../../../src/engines/catalogue';
import { asWritten } from '../../../src/protocol/sentence';

const score = { mean: -1.5, standardError: 0.02 };
const metadataOf = (specification: ModelMetadata['specification']): ModelMetadata => ({
  format: 'flowscope',
  version: 1,
  specification,
  seed: 7,
  engine: 'wasm',
  steps: 10,
  plannedSteps: 20,
  seconds: 1.5,
  batch: 256,
  data: { name: 'größe, "x".csv', fingerprint: { size: 10, modified: 5, hash: 'ab' } },
  rows: { read: 100, leftOut: 1, train: 80, validation: 10, test: 9 },
  gaussian: {
    mean: specification.columns.map(() => 0),
    covariance: specification.columns.flatMap((_, i) =>
      specification.columns.map((__, j) => Number(i === j)),
    ),
  },
  scores: {
    rows: 9,
    on: 'test',
    flow: { mean: -Infinity, standardError: NaN },
    gaussian: score,
    gain: score,
    verdict: 'flow',
  },
  parameters: 5,
  created: '2026-01-01T00:00:00Z',
  build: '0.1.0',
  atoms: [],
  atomsAccepted: false,
  notes: [asWritten('a note')],
});

test.each(catalogue)(
  '$name: read back from disk to the last bit',
  ({ specification, parameters }) => {
    const path = join(mkdtempSync(join(tmpdir(), 'flowscope-')), 'm.flow.safetensors');
    const float32 = Object.fromEntries(
      Object.entries(parameters).map(([n, t], i) => [
        n,
        i % 2 === 0 ? t : { ...t, values: Float32Array.from(t.values) },
      ]),
    );
    writeFileSync(path, encodeModel(metadataOf(specification), float32));
    // a Buffer, as a session reads it
    const { metadata, tensors } = decodeModel(readFileSync(path));
    expect(metadata).toEqual(metadataOf(specification));
    for (const [name, tensor] of Object.entries(float32)) expect(tensors[name]).toEqual(tensor);
  },
);

describe('damage', () => {
  const { specification, parameters } = catalogue.at(-1)!;
  const bytes = encodeModel(metadataOf(specification), parameters);
  test('the header is aligned and its metadata are strings', () => {
    const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    expect(length % 8).toBe(0);
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length))) as {
      __metadata__: Record<string, unknown>;
    };
    for (const value of Object.values(header.__metadata__)) expect(typeof value).toBe('string');
  });
  test.each([0, 5, 15, 20, 300, bytes.length - 1])('cut off after %d bytes', (n) => {
    expect(() => decodeModel(bytes.slice(0, n))).toThrow(ModelError);
  });
  test('a parameter that is not a number', () => {
    const bad = {
      ...parameters,
      [Object.keys(parameters)[0]!]: {
        ...Object.values(parameters)[0]!,
        values: Object.values(parameters)[0]!.values.map(() => NaN) as Float64Array,
      },
    };
    expect(() => decodeModel(encodeModel(metadataOf(specification), bad))).toThrow(/not numbers/);
  });
  test('a newer version', () => {
    expect(() =>
      decodeModel(encodeModel({ ...metadataOf(specification), version: 2 as 1 }, parameters)),
    ).toThrow(/newer Flowscope/);
  });
  test('a coupling layer that keeps every column', () => {
    const { specification: coupled, parameters: its } = catalogue.find((e) =>
      e.name.startsWith('spline coupling'),
    )!;
    const broken = structuredClone(coupled);
    (broken.layers[0] as { kept: number }).kept = coupled.columns.length;
    expect(() => decodeModel(encodeModel(metadataOf(broken), its))).toThrow(/do not fit together/);
  });
  test('an order that is no permutation', () => {
    const broken = structuredClone(specification);
    (broken.layers[0] as { order: number[] }).order = [0, 0, 1, 2];
    expect(() => decodeModel(encodeModel(metadataOf(broken), parameters))).toThrow(ModelError);
  });
});

test('the JSON export is plain JSON with strings for numbers that are not finite', () => {
  const { specification, parameters } = catalogue[0]!;
  const json = JSON.parse(exportJson(metadataOf(specification), parameters)) as {
    scores: { flow: unknown };
    tensors: Record<string, { values: number[] }>;
  };
  expect(json.scores.flow).toEqual({ mean: '-Infinity', standardError: 'NaN' });
  expect(Object.keys(json.tensors)).toEqual(Object.keys(parameters));
});
