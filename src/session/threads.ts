// The one place that starts threads. A long computation is one line in `Jobs`, and one in the table of `worker.ts`.
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { BuildUpProgress, BuildUpView, DeterminantPrice } from '../protocol/first-flow';
import type { MixtureScore } from '../protocol/exploration';
import type { FitInput, FitOutcome } from '../flows/fit/request';
import type { OperationAnswer, OperationRequest } from './chains/messages';
import type { MixtureWork } from './comparing/mixture-score';
import { SessionError } from './errors';
import type { BuildUpWork } from './first-flow/work';
import type { PriceRequest } from './first-flow/price';
import type { FitEvent, FitWork } from './fitting/fit-work';
import type {
  VariationalFound,
  VariationalProgress,
  VariationalWork,
} from './inference/variational-work';
import { asWritten, say, type Sentence, type Value } from '../protocol/sentence';
import { errorOf, type Told } from '../protocol/user-error';

/** What a job is started with, what it is sent later, what it tells on its way, and what comes out. */
interface Job<Work, Sent, Event, Result> {
  work: Work;
  sent: Sent;
  event: Event;
  result: Result;
}

export interface Jobs {
  fit: Job<FitWork, FitInput, FitEvent, FitOutcome>;
  mixture: Job<MixtureWork, never, never, MixtureScore>;
  buildUp: Job<BuildUpWork, never, BuildUpProgress, BuildUpView>;
  price: Job<PriceRequest, never, never, DeterminantPrice>;
  variational: Job<VariationalWork, never, VariationalProgress, VariationalFound>;
  /** answers requests until it is ended */
  operations: Job<null, OperationRequest, OperationAnswer, never>;
}

export type JobName = keyof Jobs;

/** Stop and return the best so far; leave a checkpoint, and no more. */
export const [STOP, LEAVE] = [1, 2];
/** Seconds that a thread has for leaving: between two looks at the flag lies one call of its engine. */
const LEAVING = 10;

/** What a thread finds when it starts. */
export interface ThreadData {
  job: JobName;
  work: Jobs[JobName]['work'];
  /** folder of the built bundles */
  dist: string;
  /** one int32: 0, STOP or LEAVE */
  flag: SharedArrayBuffer;
}

export type ThreadMessage<K extends JobName> =
  | { event: Jobs[K]['event'] }
  | { result: Jobs[K]['result'] }
  | { left: true }
  /** `detail` is for the log */
  | { error: Told; detail: string };

/** Whoever waited left: no error. */
export class Left extends SessionError {
  constructor() {
    super(asWritten('')); // nobody reads it
  }
}

/** A job under way. `result` rejects with an error for the user, or with `Left`. */
export interface Thread<K extends JobName> {
  result: Promise<Jobs[K]['result']>;
  send(message: Jobs[K]['sent']): void;
  /** what is finished is kept, and becomes the result */
  stop(): void;
  /** what is finished is told, and the thread ends within seconds */
  leave(): void;
  /** at once; the result rejects with `error`, or as ended */
  end(error?: unknown): void;
  /** does not keep the process alive */
  unref(): void;
}

/** What is said when a thread fails, or ends before its job. */
export const SENTENCES: Record<JobName, { failed(why: Value): Sentence; ended: Sentence }> = {
  fit: {
    failed: (why) =>
      say('The training thread failed: {0}. Try again, or choose another engine.', why),
    ended: say('The training thread ended early. Try again, or choose another engine.'),
  },
  mixture: {
    failed: (why) => say('The mixture could not be fitted: {0}.', why),
    ended: say('The fit of the mixture was ended.'),
  },
  buildUp: {
    failed: (why) => say('It could not be computed: {0}. Try again with fewer columns.', why),
    ended: say('It was ended.'),
  },
  price: {
    failed: (why) => say('It could not be computed: {0}. Try again with fewer columns.', why),
    ended: say('It was ended.'),
  },
  variational: {
    failed: (why) => say('The approximation could not be computed: {0}. Try again.', why),
    ended: say('It was ended.'),
  },
  operations: {
    failed: (why) => say('The operation could not be computed: {0}. Try again.', why),
    ended: say('The operation could not be computed: its thread ended. Try again.'),
  },
};

/** @param dist folder of the built bundles (`worker.js`) */
export function startThread<K extends JobName>(
  dist: string,
  job: K,
  work: Jobs[K]['work'],
  told: { event?(event: Jobs[K]['event']): void; log?(detail: string): void } = {},
): Thread<K> {
  const flag = new SharedArrayBuffer(4);
  const workerData: ThreadData = { job, work, dist, flag };
  const worker = new Worker(join(dist, 'worker.js'), { workerData, stdout: true });
  const tell = (what: number) => void Atomics.store(new Int32Array(flag), 0, what);
  let leaving: NodeJS.Timeout | null = null;
  let end!: (error?: unknown) => void;
  const result = new Promise<Jobs[K]['result']>((resolve, reject) => {
    end = (error) => {
      reject(error ?? (leaving ? new Left() : new SessionError(SENTENCES[job].ended)));
    };
    worker.on('message', (message: ThreadMessage<K>) => {
      if ('event' in message) return told.event?.(message.event);
      if ('result' in message) return resolve(message.result);
      if ('left' in message) return reject(new Left());
      told.log?.(message.detail);
      reject(errorOf(message.error));
    });
    worker.on('error', (error) => reject(new SessionError(SENTENCES[job].failed(error.message))));
    worker.on('exit', () => end());
  });
  void result
    .catch(() => undefined)
    .finally(() => {
      if (leaving) clearTimeout(leaving);
      void worker.terminate();
    });
  return {
    result,
    send: (message) => worker.postMessage(message),
    stop: () => tell(STOP),
    leave: () => {
      tell(LEAVE);
      leaving ??= setTimeout(() => void worker.terminate(), 1000 * LEAVING);
    },
    end,
    unref: () => worker.unref(),
  };
}
