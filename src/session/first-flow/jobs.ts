// The build-up and the price of a determinant, in their thread: engines are opened here, nothing is read from files.
import { openEngine } from '../../engines';
import { buildUp } from '../../flows/first-flow/build-up';
import type { BuildUpProgress, BuildUpView, DeterminantPrice } from '../../protocol/first-flow';
import type { Inside } from '../thread';
import { measurePrice, type PriceRequest } from './price';
import type { BuildUpWork } from './work';

/** Progress at most ten times a second. */
const PROGRESS_INTERVAL = 100;

export async function buildUpJob(
  { input, request, threads }: BuildUpWork,
  { wasmFolder, tell, shouldStop }: Inside<'buildUp'>,
): Promise<BuildUpView> {
  const { engine: fast } = await openEngine('auto', { wasmFolder, threads });
  const { engine: exact } = await openEngine('reference', {});
  let last = { at: -Infinity, index: -1 };
  const progress = (now: BuildUpProgress) => {
    const at = performance.now();
    if (now.index === last.index && at - last.at < PROGRESS_INTERVAL) return;
    last = { at, index: now.index };
    tell(now);
  };
  return buildUp({ fast, exact }, input, request, { progress, shouldStop });
}

export async function priceJob(
  request: PriceRequest,
  { wasmFolder, shouldStop }: Inside<'price'>,
): Promise<DeterminantPrice> {
  const { engine } = await openEngine('auto', { wasmFolder, threads: 1 });
  return measurePrice(engine, request, shouldStop);
}
