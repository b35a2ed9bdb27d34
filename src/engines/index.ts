// Who computes: kernel, reference (float64), and TensorFlow.js on wasm, cpu or the native library; loaded
// when asked for.
import type { Engine } from '../flows/engine';
import type { EngineChoice, EngineName } from '../protocol/choices';
import type { NativeOptions } from './native/engine';
import { say, type Sentence, series } from '../protocol/sentence';
import { EngineError, reasonOf } from './engine-error';
import { NOT_INSTALLED } from '../protocol/engines';

export interface EngineOptions {
  /** folder of the .wasm files of the kernel and of TensorFlow.js */
  wasmFolder?: string;
  /**
   * threads of the kernel, up to its limit; without it, as many as the machine has. Results are the same to the
   * last bit for one number
   */
  threads?: number;
  /** where tfjs-node may lie; without it, the engine `tensorflow` cannot be had */
  tensorflow?: NativeOptions | undefined;
  /** told when another engine computes than the one that was asked for: at the start, or in the middle */
  notice?(sentence: Sentence): void;
}

/** What `auto` tries, the fastest first. Never `tensorflow`: it is installed apart, and slower than the kernel. */
const PREFERRED: EngineName[] = ['kernel', 'wasm', 'cpu'];

/**
 * Opens the engine that was asked for; `auto` is the kernel, wasm where that fails, and cpu where both fail. In
 * place of a `tensorflow` that does not work, `auto` is opened.
 * @returns the engine, and a sentence saying why it is the one
 * @throws Error when it cannot run on this machine
 */
export async function openEngine(
  choice: EngineChoice,
  options: EngineOptions,
): Promise<{ engine: Engine; reason: Sentence }> {
  if (choice === 'tensorflow') return openNative(options);
  if (choice !== 'auto') {
    const engine = await load(choice, options);
    return { engine, reason: engine.description };
  }
  const failures: Sentence[] = [];
  for (const name of PREFERRED) {
    try {
      const engine = await load(name, options);
      return {
        engine,
        reason:
          failures.length === 0
            ? say('{0}: the fastest one built in', engine.description)
            : say('{0}, because {1}', engine.description, series(failures, ', and ')),
      };
    } catch (error) {
      failures.push(reasonOf(error));
    }
  }
  throw new EngineError(series(failures, ', and '));
}

/** tfjs-node comes and goes: where it does not work, the embedded engine computes, and says so. */
async function openNative(options: EngineOptions): Promise<{ engine: Engine; reason: Sentence }> {
  try {
    const engine = await load('tensorflow', options);
    return { engine, reason: engine.description };
  } catch (error) {
    const { engine, reason } = await openEngine('auto', options);
    const sentence = say(
      '{0} The embedded engine ({1}) computes instead.',
      reasonOf(error),
      engine.name,
    );
    options.notice?.(sentence);
    return { engine, reason: say('in place of tensorflow; {0}', reason) };
  }
}

async function load(name: EngineName, options: EngineOptions): Promise<Engine> {
  switch (name) {
    case 'tensorflow': {
      const { nativeEngine } = await import('./native/engine');
      if (!options.tensorflow) throw new EngineError(NOT_INSTALLED);
      return nativeEngine(
        options.tensorflow,
        async () => (await openEngine('auto', options)).engine,
        (sentence) => options.notice?.(sentence),
      );
    }
    case 'reference':
      return (await import('./reference/engine')).referenceEngine;
    case 'kernel':
      return (await import('./kernel/engine')).kernelEngine(options);
    case 'wasm':
    case 'cpu':
      return (await import('./tensorflow/engine')).tensorflowEngine(name, options);
  }
}
