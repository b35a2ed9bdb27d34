// A model as TensorFlow.js lays weights out for browsers: `model.json` with a manifest, and weights in files of 4 MB.
import type { ModelMetadata } from '../../protocol/model';
import { flowTensors, type Tensors } from '../layout';
import { finite, written } from './model-file';

const SHARD = 4 * 1024 * 1024;

export interface BrowserModel {
  /** text of model.json */
  model: string;
  /** weights as little-endian float32, in the order of the manifest */
  shards: { name: string; bytes: Uint8Array }[];
}

/** Everything the model file says stands in `userDefinedMetadata.flowscope`; masked entries are zero. */
export function browserModel(metadata: ModelMetadata, tensors: Tensors): BrowserModel {
  const weights = flowTensors(metadata.specification).map(({ name, shape }) => ({
    name,
    shape,
    dtype: 'float32' as const,
  }));
  const parts = weights.map(({ name }) => Float32Array.from(tensors[name]!.values));
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  parts.reduce((at, part) => {
    bytes.set(new Uint8Array(part.buffer), at);
    return at + part.byteLength;
  }, 0);
  const count = Math.max(1, Math.ceil(bytes.length / SHARD));
  const shards = Array.from({ length: count }, (_, k) => ({
    name: `group1-shard${k + 1}of${count}.bin`,
    bytes: bytes.subarray(k * SHARD, (k + 1) * SHARD),
  }));
  const model = {
    format: 'flowscope',
    generatedBy: `Flowscope ${metadata.build}`,
    convertedBy: null,
    modelTopology: null,
    userDefinedMetadata: { flowscope: written(metadata) },
    weightsManifest: [{ paths: shards.map(({ name }) => name), weights }],
  };
  return { model: JSON.stringify(model, finite, 1), shards };
}
