// Chains of an exploration: pictures, samples and closed forms from the thread for operations, and the files of chains.
import type { Chain, ChainPlace, ChainView } from '../../protocol/operations';
import type { SessionContext } from '../context';
import { SessionError } from '../errors';
import type { Exploration } from '../exploration';
import { writeWhole } from '../files';
import type { ChainResult, ChainWish } from './messages';
import type { OperationsThread } from './operations-thread';
import { fileOf, writeOperations } from './file';
import { needsFlow, needsTable, sentOf } from './send';
import { say } from '../../protocol/sentence';

export class ChainsRoom {
  constructor(
    private readonly context: SessionContext,
    private readonly thread: OperationsThread,
  ) {}

  view(
    exploration: Exploration,
    chain: Chain,
    place: ChainPlace,
    quick = false,
  ): Promise<ChainView> {
    return this.ask<ChainView>(exploration, chain, { want: 'view', place }, quick);
  }

  /** Writes draws of the result: Parquet by its name, else CSV. The same seed gives the same file. */
  async sample(
    exploration: Exploration,
    chain: Chain,
    path: string,
    count: number,
    seed: number,
  ): Promise<{ rows: number }> {
    const { names, values } = await this.ask<Extract<ChainResult, { values: unknown }>>(
      exploration,
      chain,
      { want: 'samples', count, seed },
    );
    const rows = values.length / names.length;
    await this.context.data.write(path, names, values, rows);
    return { rows };
  }

  /** Writes the Gaussian, or the mixture, as JSON that the command `gaussian` reads. @throws where it is neither */
  async export(exploration: Exploration, chain: Chain, path: string): Promise<void> {
    const plain = await this.ask<ChainResult>(exploration, chain, { want: 'closed form' });
    await writeWhole(path, `${JSON.stringify(plain, null, 1)}\n`);
  }

  async save({ state }: Exploration, chain: Chain, path: string): Promise<void> {
    await writeOperations(path, fileOf(state, chain, path));
  }

  private async ask<T extends ChainView | ChainResult>(
    exploration: Exploration,
    chain: Chain,
    wish: ChainWish,
    quick = false,
  ): Promise<T> {
    const { id, dataRevision, modelRevision, selected } = exploration.state;
    const { start, steps } = chain;
    const factors = steps.flatMap((step) =>
      step.operation === 'multiply' ? [step.factor.kind] : [],
    );
    const key = JSON.stringify([
      id,
      start,
      start.from === 'flow'
        ? modelRevision
        : start.from === 'typed'
          ? null
          : [dataRevision, selected],
    ]);
    const from = [
      factors.includes('table') ? [dataRevision, selected] : null,
      factors.includes('flow') ? modelRevision : null,
    ];
    const factorsKey = from.every((f) => f === null) ? '' : JSON.stringify(from);
    const known = await this.thread.chain<T>({ key, factorsKey, sent: null, steps, quick }, wish);
    if (known) return known;
    if (needsFlow(chain) && exploration.state.model?.provisional)
      throw new SessionError(say('The fit has not ended yet: its flow can be used when it has.'));
    const ground = {
      table: needsTable(chain) ? exploration.needTable() : null,
      columns: selected,
      model: needsFlow(chain) ? exploration.needModel() : null,
    };
    return (await this.thread.chain<T>(
      { key, factorsKey, sent: await sentOf(ground, chain), steps, quick },
      wish,
    ))!;
  }
}
