// The inside of a thread: what a job finds there, and how its end is told.
import { parentPort } from 'node:worker_threads';
import { LEAVE, SENTENCES, type JobName, type Jobs, type ThreadData } from './threads';
import { toldOf, UserError } from '../protocol/user-error';
import { reasonOf } from '../engines/engine-error';
import { FitLeft } from '../flows/fit/request';
import { SessionError } from './errors';

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
    if (error instanceof FitLeft) return port.postMessage({ left: true });
    const known =
      error instanceof UserError ? error : new SessionError(SENTENCES[job].failed(reasonOf(error)));
    const detail = error instanceof Error ? (error.stack ?? '') : '';
    port.postMessage({ error: toldOf(known), detail });
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
