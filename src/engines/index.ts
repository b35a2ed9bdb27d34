// Who computes: the kernel, reference (float64), and TensorFlow.js on wasm or cpu. Engines are loaded when they are asked for.
import type { Engine } from '../flows/engine';
import type { EngineChoice, EngineName } from '../protocol/model';

export interface EngineOptions {
  /** folder of the .wasm files of the kernel and of TensorFlow.js */
  wasmFolder?: string;
  /** threads of the kernel, up to its limit; without it, as many as the machine has. Results are the same to the last bit for one number */
  threads?: number;
}

/** What `auto` tries, the fastest first. */
const PREFERRED: EngineName[] = ['kernel', 'wasm', 'cpu'];

/**
 * Opens the engine that was asked for; `auto` is the kernel, wasm where that fails, and cpu where both fail.
 * @returns the engine, and a sentence saying why it is the one
 * @throws Error when it cannot run on this machine
 */
export async function openEngine(choice: EngineChoice, options: EngineOptions): Promise<{ engine: Engine; reason: string }> {
  if (choice !== 'auto') {
    const engine = await load(choice, options);
    return { engine, reason: engine.description };
  }
  const failures: string[] = [];
  for (const name of PREFERRED) {
    try {
      const engine = await load(name, options);
      return { engine, reason: failures.length === 0 ? `${engine.description}: the fastest one built in` : `${engine.description}, because ${failures.join(', and ')}` };
    } catch (error) {
      failures.push(error instanceof Error ? error.message : String(error));
    }
  }
  throw new Error(failures.join(', and '));
}

async function load(name: EngineName, options: EngineOptions): Promise<Engine> {
  switch (name) {
    case 'reference':
      return (await import('./reference/engine')).referenceEngine;
    case 'kernel':
      return (await import('./kernel/engine')).kernelEngine(options);
    case 'wasm':
    case 'cpu':
      return (await import('./tensorflow/engine')).tensorflowEngine(name, options);
  }
}
