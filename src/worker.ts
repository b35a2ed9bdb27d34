// Entry of the training thread: composition only. Opens an engine, runs the policy, posts progress and the outcome; or fits a mixture; or builds up our first flow; or computes operations.
import { constants, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { openEngine } from './engines';
import type { Engine } from './flows/engine';
import { fit } from './flows/fit';
import {
  type FirstFlowJob,
  type FirstFlowMessage,
  serveFirstFlow,
} from './session/first-flow/serve';
import {
  type MixtureJob,
  type MixtureMessage,
  scoreMixture,
} from './session/comparing/mixture-score';
import { LEAVE, type TrainingJob, type TrainingMessage } from './session/fitting/training-thread';
import { serveOperations } from './session/chains/transform-serve';

const data = workerData as
  TrainingJob | { mixture: MixtureJob } | { firstFlow: FirstFlowJob } | { operations: string };

// training waits for whoever looks at something: on Linux a priority is the thread's own, and its threads inherit it
if (!('operations' in data)) setPriority(constants.priority.PRIORITY_BELOW_NORMAL);

const post = (message: TrainingMessage | MixtureMessage | FirstFlowMessage) =>
  parentPort!.postMessage(message);

async function train(job: TrainingJob): Promise<void> {
  const stop = new Int32Array(job.stop);
  try {
    let opened: Engine | null = null;
    const notices: string[] = [];
    const { engine, reason } = await openEngine(job.engine, {
      wasmFolder: job.wasmFolder,
      threads: job.threads,
      tensorflow: job.tensorflow && { script: job.nativeScript, places: job.tensorflow },
      notice: (sentence) => {
        notices.push(sentence);
        post({ kind: 'notice', sentence, engine: opened?.name ?? null });
      },
    });
    opened = engine;
    post({ kind: 'engine', name: engine.name, reason });
    const outcome = await fit(engine, job.input, job.request, {
      atoms: (atoms) => post({ kind: 'atoms', atoms }),
      progress: (progress) => post({ kind: 'progress', progress }),
      shouldStop: () => Atomics.load(stop, 0) !== 0,
      shouldLeave: () => Atomics.load(stop, 0) === LEAVE,
    });
    outcome.metadata.notes.push(...notices);
    post({ kind: 'outcome', outcome });
  } catch (error) {
    if (error instanceof Error && error.name === 'FitLeft') return post({ kind: 'left' });
    const known = error instanceof Error && error.name === 'FitError';
    const message = error instanceof Error ? error.message : String(error);
    post({
      kind: 'error',
      message: known ? message : `Training failed: ${message}`,
      detail: error instanceof Error ? (error.stack ?? '') : '',
    });
  }
}

async function mix(job: MixtureJob): Promise<void> {
  try {
    post({ kind: 'mixture', result: await scoreMixture(job) });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    post({
      kind: 'failed',
      message:
        error instanceof Error && error.name === 'DistributionError'
          ? message
          : `The mixture could not be fitted: ${message}`,
    });
  }
}

if ('operations' in data) serveOperations(parentPort!, data.operations);
else if ('firstFlow' in data) void serveFirstFlow(data.firstFlow, post);
else void ('mixture' in data ? mix(data.mixture) : train(data));
