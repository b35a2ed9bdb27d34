// The TensorFlow.js engine: matrix products on its backend, gradients on its tape, Adam in one pass over flat arrays.
import type { Engine } from '../../flows/engine';
import { useBackend, type Backend, type BackendOptions } from './backend';
import { TensorFlow } from './open-flow';
import { say, type Sentence } from '../../protocol/sentence';

const DESCRIPTIONS: Record<Backend, Sentence> = {
  wasm: say('TensorFlow.js, WebAssembly with SIMD'),
  cpu: say('TensorFlow.js, plain JavaScript'),
  tensorflow: say('TensorFlow.js on the native TensorFlow library (tfjs-node)'),
};

/** @throws Error when the backend cannot be started */
export async function tensorflowEngine(
  name: Backend,
  options: BackendOptions = {},
): Promise<Engine> {
  await useBackend(name, options);
  return {
    name,
    description: DESCRIPTIONS[name],
    open: (specification, parameters) => Promise.resolve(new TensorFlow(specification, parameters)),
  };
}
