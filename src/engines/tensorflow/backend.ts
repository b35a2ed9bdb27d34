// Loading TensorFlow.js, once, and choosing its backend. The only file that imports it.
import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';

export { tf };

/**
 * @param wasmFolder folder of the three .wasm files; without it they are found beside the package
 * @throws Error when the backend cannot be used on this machine
 */
export async function useBackend(name: 'wasm' | 'cpu', wasmFolder?: string): Promise<void> {
  tf.enableProdMode(); // no banner on standard output
  if (name === 'wasm' && wasmFolder) setWasmPaths(wasmFolder.endsWith('/') ? wasmFolder : `${wasmFolder}/`);
  const ready = await tf.setBackend(name).catch(() => false);
  if (!ready || tf.getBackend() !== name) throw new Error(`the ${name} backend of TensorFlow.js could not be started`);
  await tf.ready();
}
