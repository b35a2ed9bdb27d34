// Build-ups and measurements of the open explorations: one at a time for each, results kept for as long as they hold.
import {
  BUILD_UP_SECONDS,
  type BuildUpView,
  type DeterminantPrice,
} from '../../protocol/first-flow';
import type { SessionContext } from '../context';
import { SessionError } from '../errors';
import type { Exploration } from '../exploration';
import type { Thread } from '../threads';
import { startBuildUp, startPrice } from './run';
import { say } from '../../protocol/sentence';

/** The measurement takes about so long. */
const PRICE_SECONDS = 2;
/** Base points that a page follows through the steps. */
const POINTS = 1500;

interface Kept {
  run: Thread<'buildUp'> | Thread<'price'> | null;
  /** a build-up with what it was made of; under way until it has a value */
  buildUp: { key: string; view: Promise<BuildUpView>; finished: boolean } | null;
  price: { columns: number; result: DeterminantPrice } | null;
}

export class FirstFlowRoom {
  private readonly kept = new Map<string, Kept>();

  constructor(private readonly context: SessionContext) {}

  /**
   * The build-up of the chosen columns, begun anew with `start`
   * unless under way; null when neither there nor begun.
   */
  async buildUp(
    exploration: Exploration,
    {
      seconds = BUILD_UP_SECONDS,
      seed,
      start,
    }: { seconds?: number | undefined; seed: number; start: boolean },
  ): Promise<BuildUpView | null> {
    const { id, dataRevision, selected, where, fit } = exploration.state;
    const kept = this.of(id);
    const key = JSON.stringify([selected, where, dataRevision]);
    if (kept.buildUp?.key === key && !(start && kept.buildUp.finished)) return kept.buildUp.view;
    if (!start) return null;
    if (fit.phase !== 'idle')
      throw new SessionError(
        say('A fit is under way. Stop it first, or wait until it has finished.'),
      );
    this.end(id);
    const begin = async () => {
      const run = await startBuildUp(
        this.context,
        exploration.needTable(),
        selected,
        { seed, seconds, points: POINTS },
        (progress) => exploration.buildUpChanged(progress),
      );
      this.of(id).run = run;
      return run.result;
    };
    const view = begin().finally(() => {
      exploration.buildUpChanged(null);
      this.of(id).run = null;
    });
    const begun = { key, view, finished: false };
    this.of(id).buildUp = begun;
    try {
      return await view;
    } catch (error) {
      if (this.of(id).buildUp?.view === view) this.of(id).buildUp = null;
      throw error;
    } finally {
      begun.finished = true;
    }
  }

  async price(exploration: Exploration, again: boolean): Promise<DeterminantPrice | null> {
    const { id, selected } = exploration.state;
    const columns = Math.max(1, selected.length);
    const kept = this.of(id);
    if (!again) return kept.price?.columns === columns ? kept.price.result : null;
    if (kept.run)
      throw new SessionError(
        say(
          'The build-up is under way: a measurement beside it would measure both. Stop it first, or wait until it has finished.',
        ),
      );
    const run = startPrice(this.context, { columns, seconds: PRICE_SECONDS });
    kept.run = run;
    try {
      const result = await run.result;
      kept.price = { columns, result };
      return result;
    } finally {
      kept.run = null;
    }
  }

  /** What is finished is kept. */
  stop(id: string): void {
    this.kept.get(id)?.run?.stop();
  }

  /** Ends what is under way; a build-up that was not finished is forgotten. */
  end(id: string): void {
    const kept = this.kept.get(id);
    if (!kept) return;
    kept.run?.end();
    if (kept.run) kept.buildUp = null;
    kept.run = null;
  }

  forget(id: string): void {
    this.end(id);
    this.kept.delete(id);
  }

  private of(id: string): Kept {
    const known = this.kept.get(id) ?? { run: null, buildUp: null, price: null };
    this.kept.set(id, known);
    return known;
  }
}
