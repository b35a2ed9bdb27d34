// The build-up and the price of a determinant as the command line asks for them.
import type { BuildUpRequest } from '../../flows/first-flow/build-up';
import { columnsByDefault, leftOutWords } from '../../protocol/columns';
import type { BuildUpProgress, BuildUpView, DeterminantPrice } from '../../protocol/first-flow';
import type { SessionContext } from '../context';
import type { How } from '../headless';
import type { PriceRequest } from './price';
import { startBuildUp, startPrice } from './run';

type OnStop = (stop: () => void) => void;

/** @param columns every numeric one but identifiers where none is named */
export async function buildUpFile(
  context: SessionContext,
  path: string,
  columns: string[] | undefined,
  how: How,
  request: BuildUpRequest,
  progress: (progress: BuildUpProgress) => void,
  onStop: OnStop,
): Promise<BuildUpView> {
  const table = await context.data.open(path, how);
  try {
    const own = columnsByDefault((await table.profile()).columns);
    if (!columns) for (const sentence of leftOutWords(own)) context.notice?.(sentence);
    const names = columns ?? own.chosen;
    const run = await startBuildUp(context, table, names, request, progress);
    onStop(run.stop);
    return await run.result;
  } finally {
    table.close();
  }
}

export function priceHere(
  context: SessionContext,
  request: PriceRequest,
  onStop: OnStop,
): Promise<DeterminantPrice> {
  const run = startPrice(context, request);
  onStop(run.stop);
  return run.result;
}
