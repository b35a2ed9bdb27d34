// Training runs in a thread of its own, so that the session stays free to draw, score and answer.
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { FitInput, FitOutcome, FitProgress, FitRequest } from '../flows/request';
import type { TensorflowPlaces } from '../protocol/engines';
import type { EngineChoice, EngineName } from '../protocol/model';
import { SessionError } from './errors';

export interface TrainingJob {
  input: FitInput;
  request: FitRequest;
  engine: EngineChoice;
  wasmFolder: string;
  /** of the kernel; see SessionContext */
  threads?: number;
  tensorflow?: TensorflowPlaces | undefined;
  nativeScript: string;
  /** one int32; other than 0 means: stop and keep the best */
  stop: SharedArrayBuffer;
}

export type TrainingMessage =
  | { kind: 'engine'; name: EngineName; reason: string }
  /** another engine computes than the one that was asked for, from the start or from now on */
  | { kind: 'notice'; sentence: string; engine: EngineName | null }
  | { kind: 'progress'; progress: FitProgress }
  | { kind: 'outcome'; outcome: FitOutcome }
  | { kind: 'error'; message: string; detail: string };

export interface TrainingHooks {
  engine?(name: EngineName, reason: string): void;
  notice?(sentence: string): void;
  progress?(progress: FitProgress): void;
  log?(detail: string): void;
}

/** A fit under way. `outcome` rejects with a SessionError whose message is for the user. */
export interface TrainingRun {
  outcome: Promise<FitOutcome>;
  /** asks the thread to stop; the outcome then holds the best parameters so far */
  stop(): void;
  /** ends the thread at once; the outcome rejects */
  terminate(): void;
}

/** Starts `job` in a thread. @param dist folder of the built bundles (`worker.js`, `wasm/`) */
export function startTraining(dist: string, job: Pick<TrainingJob, 'input' | 'request' | 'engine' | 'threads' | 'tensorflow'>, hooks: TrainingHooks): TrainingRun {
  const stop = new SharedArrayBuffer(4);
  const data: TrainingJob = { ...job, wasmFolder: join(dist, 'wasm'), nativeScript: join(dist, 'native.js'), stop };
  const worker = new Worker(join(dist, 'worker.js'), { workerData: data, stdout: true });
  const outcome = new Promise<FitOutcome>((resolve, reject) => {
    worker.on('message', (message: TrainingMessage) => {
      switch (message.kind) {
        case 'engine':
          return hooks.engine?.(message.name, message.reason);
        case 'notice':
          if (message.engine) hooks.engine?.(message.engine, 'in place of tensorflow, whose process ended');
          return hooks.notice?.(message.sentence);
        case 'progress':
          return hooks.progress?.(message.progress);
        case 'outcome':
          return resolve(message.outcome);
        case 'error':
          hooks.log?.(message.detail);
          return reject(new SessionError(message.message));
        default: {
          const never: never = message;
          throw new Error(`unknown message ${JSON.stringify(never)}`);
        }
      }
    });
    worker.on('error', (error) => reject(new SessionError(`The training thread failed: ${error.message}. Try again, or choose another engine.`)));
    worker.on('exit', (code) => reject(new SessionError(`The training thread ended early (code ${code}). Try again, or choose another engine.`)));
  });
  void outcome.catch(() => undefined).finally(() => void worker.terminate());
  return {
    outcome,
    stop: () => void Atomics.store(new Int32Array(stop), 0, 1),
    terminate: () => void worker.terminate(),
  };
}
