// Who computes: reference (float64), and TensorFlow.js on wasm or cpu. Engines are loaded when they are asked for.
import type { Engine } from '../flows/engine';
import type { EngineChoice } from '../protocol/model';

/**
 * Opens the engine that was asked for; `auto` is wasm, or cpu where wasm fails.
 * @param wasmFolder folder of TensorFlow.js's .wasm files
 * @returns the engine, and a sentence saying why it is the one
 */
export async function openEngine(choice: EngineChoice, options: { wasmFolder?: string }): Promise<{ engine: Engine; reason: string }> {
  if (choice === 'reference') {
    const { referenceEngine } = await import('./reference/engine');
    return { engine: referenceEngine, reason: referenceEngine.description };
  }
  const { tensorflowEngine } = await import('./tensorflow/engine');
  if (choice !== 'auto') {
    const engine = await tensorflowEngine(choice, options);
    return { engine, reason: engine.description };
  }
  try {
    const engine = await tensorflowEngine('wasm', options);
    return { engine, reason: `${engine.description}: the fastest one built in` };
  } catch (error) {
    const engine = await tensorflowEngine('cpu', options);
    return { engine, reason: `${engine.description}, because ${error instanceof Error ? error.message : String(error)}` };
  }
}
