// Starts the thread of a build-up, or of a measurement, and listens to it.
import { checkColumns, type Table } from '../../data';
import type { BuildUpRequest } from '../../flows/first-flow/build-up';
import type { BuildUpProgress } from '../../protocol/first-flow';
import type { SessionContext } from '../context';
import { rowsToFit } from '../fitting/division';
import { SessionError } from '../errors';
import { startThread, type Thread } from '../threads';
import type { PriceRequest } from './price';
import { say } from '../../protocol/sentence';

/** Rows that are read at most: what a step gains is known to about 0.01 nats with the test rows among them. */
export const BUILD_UP_ROWS = 50_000;

/** On the rows of the table that are complete in these columns. */
export async function startBuildUp(
  context: SessionContext,
  table: Table,
  columns: string[],
  request: BuildUpRequest,
  progress: (progress: BuildUpProgress) => void,
): Promise<Thread<'buildUp'>> {
  const profile = await table.profile();
  checkColumns(profile, columns);
  if (columns.length === 0)
    throw new SessionError(say('No numeric column is chosen. Choose at least one.'));
  const { split: _, ...rows } = await rowsToFit(table, columns, undefined, {
    limit: BUILD_UP_ROWS,
  });
  const integer = columns.map(
    (name) => profile.columns.find((c) => c.name === name)?.type === 'integer',
  );
  return startThread(
    context.dist,
    'buildUp',
    { input: { columns, ...rows, integer }, request, threads: context.threads },
    { event: progress },
  );
}

export function startPrice({ dist }: SessionContext, price: PriceRequest): Thread<'price'> {
  return startThread(dist, 'price', price);
}
