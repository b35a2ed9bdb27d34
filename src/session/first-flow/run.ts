// Starts the thread of a build-up, or of a measurement, and listens to it.
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { checkColumns, type Table } from '../../data';
import type { BuildUpRequest } from '../../flows/first-flow/build-up';
import type { BuildUpProgress, BuildUpView, DeterminantPrice } from '../../protocol/first-flow';
import type { SessionContext } from '../context';
import { rowsToFit } from '../fitting/division';
import { SessionError } from '../errors';
import type { PriceRequest } from './price';
import type { FirstFlowJob, FirstFlowMessage } from './serve';

/** Rows that are read at most: what a step gains is known to about 0.01 nats with the test rows among them. */
export const BUILD_UP_ROWS = 50_000;

export interface FirstFlowRun<T> {
  /** rejects with a SessionError whose message is for the user */
  result: Promise<T>;
  /** what is finished is kept */
  stop(): void;
  /** ends the thread at once; the result rejects */
  terminate(): void;
}

/** On the rows of the table that are complete in these columns. */
export async function startBuildUp(
  context: SessionContext,
  table: Table,
  columns: string[],
  request: BuildUpRequest,
  progress: (progress: BuildUpProgress) => void,
): Promise<FirstFlowRun<BuildUpView>> {
  const profile = await table.profile();
  checkColumns(profile, columns);
  if (columns.length === 0)
    throw new SessionError('No numeric column is chosen. Choose at least one.');
  const { split: _, ...rows } = await rowsToFit(table, columns, undefined, {
    limit: BUILD_UP_ROWS,
  });
  const integer = columns.map(
    (name) => profile.columns.find((c) => c.name === name)?.type === 'integer',
  );
  return start(context, { buildUp: { input: { columns, ...rows, integer }, request } }, progress);
}

export function startPrice(
  context: SessionContext,
  price: PriceRequest,
): FirstFlowRun<DeterminantPrice> {
  return start(context, { price }, () => undefined);
}

function start<T>(
  { dist, threads }: SessionContext,
  work: FirstFlowJob['work'],
  progress: (progress: BuildUpProgress) => void,
): FirstFlowRun<T> {
  const stop = new SharedArrayBuffer(4);
  const firstFlow: FirstFlowJob = { work, wasmFolder: join(dist, 'wasm'), threads, stop };
  const worker = new Worker(join(dist, 'worker.js'), { workerData: { firstFlow }, stdout: true });
  const result = new Promise<T>((resolve, reject) => {
    worker.on('message', (message: FirstFlowMessage) => {
      if ('progress' in message) progress(message.progress);
      else if ('result' in message) resolve(message.result as T);
      else reject(new SessionError(message.message));
    });
    worker.on('error', (error) =>
      reject(
        new SessionError(`The thread failed: ${error.message}. Try again with fewer columns.`),
      ),
    );
    worker.on('exit', () => reject(new SessionError('It was ended.')));
  });
  void result.catch(() => undefined).finally(() => void worker.terminate());
  return {
    result,
    stop: () => void Atomics.store(new Int32Array(stop), 0, 1),
    terminate: () => void worker.terminate(),
  };
}
