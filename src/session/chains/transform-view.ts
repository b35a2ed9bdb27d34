// The picture of y = f(x), from whatever an exploration holds, and the mean of k draws. Tables
// and typed distributions are computed in a thread of their own; a flow answers where it is open.
import type { BaseChoice, MeanView, TransformView } from '../../protocol/change-of-variables';
import type { SessionContext } from '../context';
import { SessionError } from '../errors';
import type { Exploration } from '../exploration';
import { sentColumn } from './transform-bases';
import { Drawer, type WantedPlace } from '../../operations/formula-drawing';
import { meanView } from '../../operations/mean-drawing';
import type { OneColumn, SentColumn } from '../../operations/one-column';
import { modelBase } from './transform-flow';
import type { OperationsThread } from './operations-thread';
import { say } from '../../protocol/sentence';

export class TransformRoom {
  private readonly flows = new WeakMap<Exploration, { drawer: Drawer; close: () => void }>();

  constructor(
    private readonly context: SessionContext,
    private readonly thread: OperationsThread,
  ) {}

  async transform(
    exploration: Exploration,
    choice: BaseChoice,
    formula: string,
    place: WantedPlace,
  ): Promise<TransformView> {
    const { id, dataRevision, modelRevision } = exploration.state;
    const key = JSON.stringify([id, choice, formula, dataRevision, modelRevision]);
    if (choice.kind === 'model') return this.ofFlow(exploration, key, formula, place);
    const known = await this.thread.transform({ key, column: null, formula, place });
    return (
      known ??
      (await this.thread.transform({
        key,
        column: await this.sent(exploration, choice),
        formula,
        place,
      }))!
    );
  }

  async meanOf(
    exploration: Exploration,
    choice: BaseChoice,
    k: number,
    seed: number,
  ): Promise<MeanView> {
    if (choice.kind !== 'model')
      return this.thread.meanOf({ column: await this.sent(exploration, choice), k, seed });
    const { column, close } = await this.openFlow(exploration);
    try {
      return await meanView(column, k, seed);
    } finally {
      close();
    }
  }

  private async sent(
    exploration: Exploration,
    choice: Exclude<BaseChoice, { kind: 'model' }>,
  ): Promise<SentColumn> {
    return choice.kind === 'typed'
      ? { kind: 'typed', text: choice.text }
      : sentColumn(exploration.needTable(), choice.name);
  }

  /** The flow stays open for as long as its picture is looked at. */
  private async ofFlow(
    exploration: Exploration,
    key: string,
    formula: string,
    place: WantedPlace,
  ): Promise<TransformView> {
    let kept = this.flows.get(exploration);
    if (!kept?.drawer.has(key)) {
      kept?.close();
      this.flows.delete(exploration);
      const { column, close } = await this.openFlow(exploration);
      const drawer = new Drawer();
      try {
        await drawer.transform(key, async () => column, formula, null);
      } catch (error) {
        close();
        throw error;
      }
      kept = { drawer, close };
      this.flows.set(exploration, kept);
    }
    return kept.drawer.transform(
      key,
      () => Promise.reject(new SessionError(say('This picture is no longer there.'))),
      formula,
      place,
    );
  }

  private async openFlow(
    exploration: Exploration,
  ): Promise<{ column: OneColumn; close: () => void }> {
    const model = exploration.needModel();
    if (model.columns.length !== 1)
      throw new SessionError(
        say(
          'The fitted flow has {0} columns; this picture is of one. Choose a single column and fit it.',
          model.columns.length,
        ),
      );
    const { names, single, notes, close } = await modelBase(this.context.dist, model);
    return { column: { name: names[0]!, single: single!, rows: null, notes }, close };
  }
}
