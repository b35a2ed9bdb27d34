// Training runs in a thread of its own, so that the session stays free to draw, score and answer.
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { FitInput, FitOutcome, FitProgress, FitRequest } from '../../flows/request';
import type { TensorflowPlaces } from '../../protocol/engines';
import type { Atom, EngineChoice, EngineName } from '../../protocol/model';
import { SessionError } from '../errors';

/** Stop and keep the best, which is scored; leave the best as a checkpoint, and no more. */
export const [STOP, LEAVE] = [1, 2];
/** Seconds that a thread has for leaving: between two looks at the flag lies one call of its engine. */
const LEAVING = 10;

export interface TrainingJob {
  input: FitInput;
  request: FitRequest;
  engine: EngineChoice;
  wasmFolder: string;
  /** of the kernel; see SessionContext */
  threads?: number;
  tensorflow?: TensorflowPlaces | undefined;
  nativeScript: string;
  /** one int32: 0, STOP or LEAVE */
  stop: SharedArrayBuffer;
}

export type TrainingMessage =
  | { kind: 'engine'; name: EngineName; reason: string }
  /** another engine computes than the one that was asked for, from the start or from now on */
  | { kind: 'notice'; sentence: string; engine: EngineName | null }
  | { kind: 'atoms'; atoms: Atom[] }
  | { kind: 'progress'; progress: FitProgress }
  | { kind: 'outcome'; outcome: FitOutcome }
  /** as LEAVE asked; its last checkpoint came before */
  | { kind: 'left' }
  | { kind: 'error'; message: string; detail: string };

export interface TrainingHooks {
  engine?(name: EngineName, reason: string): void;
  notice?(sentence: string): void;
  /** before the training; see FitHooks */
  atoms?: ((atoms: Atom[]) => void) | undefined;
  progress?(progress: FitProgress): void;
  log?(detail: string): void;
}

/** The fit was left: no error, its checkpoint is kept. */
export class Left extends SessionError {
  constructor() {
    super(''); // nobody reads it
  }
}

/** A fit under way. `outcome` rejects with a SessionError whose message is for the user, or with `Left`. */
export interface TrainingRun {
  outcome: Promise<FitOutcome>;
  /** asks the thread to stop; the outcome then holds the best parameters so far */
  stop(): void;
  /** asks the thread to hand over its checkpoint and to end, which it does within seconds; the outcome then rejects with `Left`, unless it was there */
  leave(): void;
}

/** Starts `job` in a thread. @param dist folder of the built bundles (`worker.js`, `wasm/`) */
export function startTraining(
  dist: string,
  job: Pick<TrainingJob, 'input' | 'request' | 'engine' | 'threads' | 'tensorflow'>,
  hooks: TrainingHooks,
): TrainingRun {
  const stop = new SharedArrayBuffer(4);
  const data: TrainingJob = {
    ...job,
    wasmFolder: join(dist, 'wasm'),
    nativeScript: join(dist, 'native.js'),
    stop,
  };
  const worker = new Worker(join(dist, 'worker.js'), { workerData: data, stdout: true });
  let leaving: NodeJS.Timeout | null = null;
  const tell = (what: number) => void Atomics.store(new Int32Array(stop), 0, what);
  const outcome = new Promise<FitOutcome>((resolve, reject) => {
    worker.on('message', (message: TrainingMessage) => {
      switch (message.kind) {
        case 'engine':
          return hooks.engine?.(message.name, message.reason);
        case 'notice':
          if (message.engine)
            hooks.engine?.(message.engine, 'in place of tensorflow, whose process ended');
          return hooks.notice?.(message.sentence);
        case 'atoms':
          return hooks.atoms?.(message.atoms);
        case 'progress':
          return hooks.progress?.(message.progress);
        case 'outcome':
          return resolve(message.outcome);
        case 'left':
          return reject(new Left());
        case 'error':
          hooks.log?.(message.detail);
          return reject(new SessionError(message.message));
        default: {
          const never: never = message;
          throw new Error(`unknown message ${JSON.stringify(never)}`);
        }
      }
    });
    worker.on('error', (error) =>
      reject(
        new SessionError(
          `The training thread failed: ${error.message}. Try again, or choose another engine.`,
        ),
      ),
    );
    worker.on('exit', (code) =>
      reject(
        leaving
          ? new Left()
          : new SessionError(
              `The training thread ended early (code ${code}). Try again, or choose another engine.`,
            ),
      ),
    );
  });
  void outcome
    .catch(() => undefined)
    .finally(() => {
      if (leaving) clearTimeout(leaving);
      void worker.terminate();
    });
  return {
    outcome,
    stop: () => tell(STOP),
    leave: () => {
      tell(LEAVE);
      leaving ??= setTimeout(() => void worker.terminate(), 1000 * LEAVING);
    },
  };
}
