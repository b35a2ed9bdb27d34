// The threads beside the caller's own: they wait inside the module until asked, and end when the flow is closed.
import { Worker } from 'node:worker_threads';
import { say } from '../../protocol/sentence';
import { EngineError } from '../engine-error';

/** Plain JavaScript for a worker of its own: no bundle has to be found, and nothing else is loaded. */
const LIFE = `
const { parentPort, workerData } = require('node:worker_threads');
const { module, memory, model, index } = workerData;
const { exports } = new WebAssembly.Instance(module, { env: { memory } });
parentPort.postMessage('ready');
exports.serve(model, index);
`;
const PATIENCE_MS = 5000;

/** Whether this thread may wait for others, which the module does. */
export function mayWait(): boolean {
  try {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 0);
    return true;
  } catch {
    return false;
  }
}

export class Crew {
  private constructor(private readonly workers: Worker[]) {}

  /**
   * Starts threads 1 to `count` - 1 of a module over `memory`.
   * @returns null when one of them does not start; then none is left running
   */
  static async start(
    module: WebAssembly.Module,
    memory: WebAssembly.Memory,
    model: number,
    count: number,
  ): Promise<Crew | null> {
    const crew = new Crew([]);
    try {
      const ready = Array.from({ length: count - 1 }, (_, k) => {
        const worker = new Worker(LIFE, {
          eval: true,
          workerData: { module, memory, model, index: k + 1 },
        });
        crew.workers.push(worker);
        return new Promise<void>((resolve, reject) => {
          const timer = setTimeout(
            () => reject(new EngineError(say('a thread did not start'))),
            PATIENCE_MS,
          );
          worker.once('message', () => {
            clearTimeout(timer);
            worker.unref(); // an open flow does not keep the process alive
            resolve();
          });
          worker.once('error', (error) => {
            clearTimeout(timer);
            reject(error);
          });
        });
      });
      await Promise.all(ready);
      return crew;
    } catch {
      crew.end();
      return null;
    }
  }

  end(): void {
    for (const worker of this.workers) void worker.terminate();
  }
}
