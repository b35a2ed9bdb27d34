// What the shown model is compared with: other models, columns, a mixture of Gaussians. What is slow is computed once.
import type { Table } from '../../data';
import type {
  CompareColumn,
  Comparison,
  ExplorationState,
  MixtureScore,
} from '../../protocol/exploration';
import { compare } from './comparison';
import { compareColumns } from './columns';
import { requireSameColumns } from './rows';
import type { SessionContext } from '../context';
import { conditionsOf } from '../given/columns';
import type { Thread } from '../threads';
import { startMixture } from './mixture';
import type { Model } from '../models/model';
import type { Store } from '../models/store';

export class Comparisons {
  private others: Model[] = [];
  private columns: { key: string; value: Promise<CompareColumn[]> } | null = null;
  private mixture: { model: Model; run: Promise<Thread<'mixture'>> } | null = null;

  constructor(
    private readonly context: SessionContext,
    private readonly store: Store,
  ) {}

  of(table: Table, model: Model): Promise<Comparison> {
    return compare(this.context, table, [model, ...this.others]);
  }

  /** Compared with `first` from now on. @throws SessionError where one of them describes other columns */
  async choose(first: Model, paths: string[]): Promise<ExplorationState['compared']> {
    const others = await Promise.all(
      paths
        .filter((path) => path !== first.path && path !== first.stored)
        .map((path) => this.store.read(path)),
    );
    for (const other of others) requireSameColumns(first, other);
    this.others = others;
    return others.map((model) => ({ path: (model.path ?? model.stored)!, label: model.label }));
  }

  /** Fitted once for a version of the file and a choice of columns. */
  ofColumns(
    table: Table,
    { columns, metadata: { specification, split } }: Model,
    { profile, where, reading }: ExplorationState,
  ): Promise<CompareColumn[]> {
    const given = conditionsOf(specification).map((c) => c.column);
    const key = JSON.stringify([profile?.fingerprint.hash, where, reading, columns, given, split]);
    if (this.columns?.key !== key) {
      const value = compareColumns(this.context, table, columns, given, split);
      value.catch(() => (this.columns = null));
      this.columns = { key, value };
    }
    return this.columns.value;
  }

  /** Fitted once for a model. */
  async withMixture(table: Table, model: Model): Promise<MixtureScore> {
    if (this.mixture?.model !== model) {
      this.endMixture();
      const run = startMixture(this.context.dist, table, model);
      this.mixture = { model, run };
      run
        .then((started) => started.result)
        .catch(() => this.mixture?.run === run && (this.mixture = null));
    }
    return (await this.mixture!.run).result;
  }

  /** A mixture under way gives its machine back: to a fit, or because nobody looks any more. */
  endMixture(): void {
    void this.mixture?.run.then(
      (run) => run.end(),
      () => undefined,
    );
    this.mixture = null;
  }
}
