// Loading TensorFlow.js, once, and choosing its backend. The only file that loads it.
import type * as TensorFlow from '@tensorflow/tfjs';

export type Backend = 'wasm' | 'cpu' | 'tensorflow';

export interface BackendOptions {
  /** folder of the three .wasm files; without it they are found beside the package */
  wasmFolder?: string;
  /** loads `@tensorflow/tfjs-node`; only in a process of its own (engines/native), for a damaged library ends it */
  native?: () => unknown;
}

/** The one copy of this process, from `useBackend` on. */
export let tf: typeof TensorFlow;

/** @throws Error when the backend cannot be used on this machine */
export async function useBackend(
  name: Backend,
  { wasmFolder, native }: BackendOptions = {},
): Promise<void> {
  tf ??= native ? (native() as typeof TensorFlow) : await import('@tensorflow/tfjs');
  tf.enableProdMode(); // no banner on standard output
  if (name === 'wasm') {
    const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
    if (wasmFolder) setWasmPaths(wasmFolder.endsWith('/') ? wasmFolder : `${wasmFolder}/`);
  }
  const ready = await tf.setBackend(name).catch(() => false);
  if (!ready || tf.getBackend() !== name)
    throw new Error(`the ${name} backend of TensorFlow.js could not be started`);
  await tf.ready();
}
