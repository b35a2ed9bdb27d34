// The inside of a thread: what a job finds there, and how its end is told.
import { parentPort } from 'node:worker_threads';
import { failureOf, LEAVE, type JobName, type Jobs, type ThreadData } from './threads';

/** What a job has of its thread. */
export interface Inside<K extends JobName> {
  /** folder of the built bundles */
  dist: string;
  wasmFolder: string;
  tell(event: Jobs[K]['event']): void;
  /** the next message that is sent */
  received(): Promise<Jobs[K]['sent']>;
  shouldStop(): boolean;
  /** then `shouldStop` is true as well */
  shouldLeave(): boolean;
}

export type Handlers = {
  [K in JobName]: (work: Jobs[K]['work'], inside: Inside<K>) => Promise<Jobs[K]['result']>;
};

/** Errors whose message is a sentence for the user; any other is told as a failure of its job. */
const KNOWN = ['FitError', 'DistributionError', 'SessionError'];

export async function runJob(
  { job, work, dist, flag }: ThreadData,
  handlers: Handlers,
): Promise<void> {
  const port = parentPort!;
  const asked = new Int32Array(flag);
  const inside: Inside<JobName> = {
    dist,
    wasmFolder: `${dist}/wasm`,
    tell: (event) => port.postMessage({ event }),
    received: messages(),
    shouldStop: () => Atomics.load(asked, 0) !== 0,
    shouldLeave: () => Atomics.load(asked, 0) === LEAVE,
  };
  const handler = handlers[job] as (work: unknown, inside: unknown) => Promise<unknown>;
  try {
    port.postMessage({ result: await handler(work, inside) });
  } catch (error) {
    if (!(error instanceof Error)) return port.postMessage({ error: String(error), detail: '' });
    const { name, message, stack = '' } = error;
    if (name === 'FitLeft') return port.postMessage({ left: true });
    port.postMessage({
      error: KNOWN.includes(name) ? message : failureOf(job, message),
      detail: stack,
    });
  }
}

/** Messages in their order, each handed out once. */
function messages(): () => Promise<never> {
  const arrived: unknown[] = [];
  const waiting: ((message: never) => void)[] = [];
  parentPort!.on('message', (message: unknown) => {
    const next = waiting.shift();
    if (next) next(message as never);
    else arrived.push(message);
  });
  return () =>
    new Promise((resolve) => {
      if (arrived.length > 0) resolve(arrived.shift() as never);
      else waiting.push(resolve);
    });
}
