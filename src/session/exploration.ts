// One exploration: a table, the columns that are looked at, at most one fit under way, and the model that is shown.
import { basename } from 'node:path';
import type { Table } from '../data';
import type { BuildUpProgress } from '../protocol/first-flow';
import type {
  CompareColumn,
  Comparison,
  ExplorationState,
  MixtureScore,
} from '../protocol/exploration';
import { givenNames } from '../protocol/words/conditions';
import { Choice } from './choosing/choice';
import { Comparisons } from './comparing/comparisons';
import type { SessionContext } from './context';
import { IDLE } from './fitting/fit-state';
import { Fitting } from './fitting/fitting';
import { Interrupted } from './fitting/interrupted';
import { LiveState } from './live-state';
import type { Model } from './models/model';
import { requireColumns } from './models/scoring';
import { ShownModel } from './models/shown-model';
import type { Store } from './models/store';
import { FileWatch } from './opening/file-watch';
import { type OpenHow, ShownTable } from './opening/shown-table';
import { FirstPicture } from './pictures/first-picture';
import { PagePictures } from './pictures/page-pictures';
import { PageRows } from './rows/page-rows';

export class Exploration {
  readonly table: ShownTable;
  readonly model: ShownModel;
  readonly choice: Choice;
  readonly fitting: Fitting;
  readonly pictures: PagePictures;
  readonly rows: PageRows;
  readonly file: FileWatch;
  private readonly live: LiveState;
  private readonly comparisons: Comparisons;

  constructor(
    id: string,
    context: SessionContext,
    private readonly store: Store,
    changed: (state: ExplorationState) => void,
  ) {
    const live = (this.live = new LiveState(emptyState(id), changed));
    const first = new FirstPicture();
    const isFitting = () => this.fitting.isUnderWay;
    this.comparisons = new Comparisons(context, store);
    this.model = new ShownModel(live, context.dist);
    this.table = new ShownTable(live, context, first, {
      choose: (...among) => this.choice.among(...among),
      notGiven: () => this.choice.notGiven,
      requireIdle: () => this.fitting.requireIdle(),
    });
    const interrupted = new Interrupted(live, store, context.log, isFitting);
    this.choice = new Choice(live, context, () => this.needTable(), interrupted, first);
    this.fitting = new Fitting(
      live,
      context,
      store,
      this.table,
      this.model,
      interrupted,
      this.comparisons,
    );
    this.pictures = new PagePictures(live, this.table, this.model, first);
    this.rows = new PageRows(live, this.table, this.model);
    this.file = new FileWatch(live, this.table, this.model, isFitting);
  }

  get state(): ExplorationState {
    return this.live.now;
  }

  needTable(): Table {
    return this.table.needed();
  }

  needModel(): Model {
    return this.model.needed();
  }

  /** @param dataPath its table; null: the model is shown by itself */
  async openModel(path: string, dataPath: string | null, how: OpenHow = {}): Promise<void> {
    const model = await this.store.read(path);
    if (dataPath) {
      await this.table.read(
        dataPath,
        model.columns,
        { ...how, where: model.metadata.data?.where },
        givenNames(model.metadata.specification),
      );
      await requireColumns(this.needTable(), model);
    } else this.live.update({ label: basename(path), selected: model.columns });
    await this.model.show(model);
  }

  compare(): Promise<Comparison> {
    return this.comparisons.of(this.needTable(), this.needModel());
  }

  /** @throws SessionError where one of them describes other columns */
  async compareWith(paths: string[]): Promise<void> {
    this.live.update({ compared: await this.comparisons.choose(this.needModel(), paths) });
  }

  compareMixture(): Promise<MixtureScore> {
    return this.comparisons.withMixture(this.needTable(), this.needModel());
  }

  compareColumns(): Promise<CompareColumn[]> {
    return this.comparisons.ofColumns(this.needTable(), this.needModel(), this.state);
  }

  /** How far a build-up has come; null at its end. */
  buildUpChanged(buildUp: BuildUpProgress | null): void {
    this.live.updateWhileOpen({ buildUp });
  }

  /** Leaves a fit under way: what it has found becomes a checkpoint. @returns when that lies on disk, within seconds */
  async close(): Promise<void> {
    this.live.closed = true;
    this.comparisons.endMixture();
    const left = this.fitting.leave();
    this.model.close();
    this.table.close();
    await left;
  }
}

const emptyState = (id: string): ExplorationState => ({
  id,
  dataPath: null,
  label: '',
  profile: null,
  selected: [],
  leftOut: 0,
  given: [],
  gaussian: null,
  obstacle: null,
  fit: IDLE,
  model: null,
  compared: [],
  dataRevision: 0,
  modelRevision: 0,
  error: null,
});
