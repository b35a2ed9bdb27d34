// A file with operations, computed without a window: the same steps, the same numbers.
import type { ChainView } from '../../protocol/operations';
import type { SessionContext } from '../context';
import { SessionError } from '../errors';
import { Model } from '../models/model';
import type { ChainResult, ChainWish } from './messages';
import { ChainRoom } from './chain';
import { readOperations, type OperationsFile } from './file';
import { needsFlow, needsTable, sentOf } from './send';
import { answerChain } from './answer';
import { say } from '../../protocol/sentence';

export interface HeadlessChain {
  file: OperationsFile;
  view: ChainView;
  /** draws, where they were asked for */
  samples: { names: string[]; values: Float64Array } | null;
}

/** @param draws how many, and their seed; null for none  @throws SessionError or DistributionError with a sentence */
export async function runOperations(
  context: SessionContext,
  path: string,
  draws: { count: number; seed: number } | null,
): Promise<HeadlessChain> {
  const file = await readOperations(path);
  const { start, steps } = file;
  const chain = { start, steps };
  if (needsTable(chain) && !file.data)
    throw new SessionError(say('{0} names no table, and its operations need one.', path));
  const table = needsTable(chain)
    ? await context.data.open(file.data!, { said: file.reading, where: file.where })
    : null;
  const chains = new ChainRoom(context.dist);
  try {
    const model = needsFlow(chain) && file.model ? await Model.read(file.model) : null;
    const job = {
      key: path,
      factorsKey: path,
      sent: await sentOf({ table, columns: file.columns, model }, chain),
      steps,
    };
    const ask = async <T extends ChainView | ChainResult>(wish: ChainWish) =>
      (await answerChain(chains, job, wish)) as T;
    return {
      file,
      view: await ask<ChainView>({ want: 'view', place: null }),
      samples:
        draws &&
        (await ask<{ names: string[]; values: Float64Array }>({ want: 'samples', ...draws })),
    };
  } finally {
    chains.close();
    table?.close();
  }
}
