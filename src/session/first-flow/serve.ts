// The build-up and the price of a determinant, in the thread that trains: engines are opened here, nothing is read from files.
import { openEngine } from '../../engines';
import { buildUp, type BuildUpRequest } from '../../flows/first-flow/build-up';
import type { FitInput } from '../../flows/request';
import type { BuildUpProgress, BuildUpView, DeterminantPrice } from '../../protocol/first-flow';
import { measurePrice, type PriceRequest } from './price';

export interface FirstFlowJob {
  work: { buildUp: { input: FitInput; request: BuildUpRequest } } | { price: PriceRequest };
  wasmFolder: string;
  threads?: number | undefined;
  /** one int32; other than 0 means: stop */
  stop: SharedArrayBuffer;
}

export type FirstFlowMessage =
  { progress: BuildUpProgress } | { result: BuildUpView | DeterminantPrice } | { message: string };

/** Progress at most ten times a second. */
const PROGRESS_INTERVAL = 100;

export async function serveFirstFlow(
  { work, wasmFolder, threads, stop }: FirstFlowJob,
  post: (message: FirstFlowMessage) => void,
): Promise<void> {
  const flag = new Int32Array(stop);
  const shouldStop = () => Atomics.load(flag, 0) !== 0;
  try {
    if ('price' in work)
      return post({
        result: await measurePrice(
          (await openEngine('auto', { wasmFolder, threads: 1 })).engine,
          work.price,
          shouldStop,
        ),
      });
    const [fast, exact] = [
      (await openEngine('auto', { wasmFolder, ...(threads ? { threads } : {}) })).engine,
      (await openEngine('reference', {})).engine,
    ];
    let last = { at: -Infinity, index: -1 };
    const progress = (now: BuildUpProgress) => {
      const at = performance.now();
      if (now.index === last.index && at - last.at < PROGRESS_INTERVAL) return;
      last = { at, index: now.index };
      post({ progress: now });
    };
    post({
      result: await buildUp({ fast, exact }, work.buildUp.input, work.buildUp.request, {
        progress,
        shouldStop,
      }),
    });
  } catch (error) {
    const known = error instanceof Error && ['FitError', 'DistributionError'].includes(error.name);
    const message = error instanceof Error ? error.message : String(error);
    post({
      message: known
        ? message
        : `It could not be computed: ${message}. Try again with fewer columns.`,
    });
  }
}
