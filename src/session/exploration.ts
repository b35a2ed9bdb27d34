// One exploration: a table, chosen columns, the Gaussian, at most one fit under way, and the model being looked at.
import { basename } from 'node:path';
import { checkColumns, fingerprintOfTable, type OpenOptions, previewOf, type Table } from '../data';
import { cholesky } from '../distributions/cholesky';
import type { Flow } from '../flows/flow';
import type { FitProgress, FitRequest } from '../flows/request';
import { partOf } from '../flows/split';
import { firstColumns } from '../protocol/columns';
import type { DataProfile, Reading, ReadingPreview } from '../protocol/data';
import type { BuildUpProgress } from '../protocol/first-flow';
import type {
  CloudView,
  CompareColumn,
  Comparison,
  ExplorationState,
  FitOptions,
  FitState,
  LayersView,
  MarginalView,
  MixtureScore,
} from '../protocol/exploration';
import type { GivenValues, TransformChoice } from '../protocol/model';
import type { ContourView, GivenView, Lens, TransformPreview } from '../protocol/pictures';
import { givenNames } from '../protocol/words';
import { atomsOf } from './fitting/atoms';
import { Comparisons } from './comparing/comparisons';
import { contours } from './pictures/contours';
import type { SessionContext } from './context';
import { beginFit } from './fitting/begin';
import { TRAINING_ROWS, unitsAmong } from './fitting/division';
import { SessionError, sentenceOf } from './errors';
import { figuresOf, IDLE, interruptedFit, provisional, thinned } from './fitting/fit-state';
import {
  ConditionedFlow,
  contextOfRows,
  gaussianAt,
  givenColumnsOf,
  givenOfTable,
  givenView,
  ownLens,
  rowsAt,
} from './given';
import { Model, openFlow } from './models/model';
import { cloud, layers, layerSamples, marginals, type PictureSource } from './pictures/pictures';
import { Rest } from './opening/rest';
import { requireColumns } from './models/scoring';
import type { Store } from './models/store';
import type { TrainingRun } from './fitting/training-thread';
import { pathAfter } from './opening/remembered';
import { transformPreview } from './pictures/transform-preview';
import { WatchedTable } from './opening/watched-table';

const LAYER_ROWS = 1000;
/** Times that a reading takes, between it and the next one that nobody asked for. */
const BETWEEN_READINGS = 10;

/** Seconds that a page has for asking for its first picture. */
const PICTURE_WAIT = 1;

/** How a table is opened: see OpenOptions of the data room. */
type OpenHow = Pick<OpenOptions, 'said' | 'where' | 'encodingHint' | 'signal'> & {
  soFar?: boolean;
  /** what is chosen when it is read stays chosen */
  again?: boolean;
};

export class Exploration {
  state: ExplorationState;
  private table: Table | null = null;
  private model: Model | null = null;
  private readonly comparisons: Comparisons;
  private flow: Flow | null = null;
  private flowColumns: string[] = [];
  /** columns that were to be given, and could not be among the rows of the moment */
  private notGiven: string[] = [];
  /** the last choice of columns: one that takes longer and came before it changes nothing any more */
  private choice = {};
  private run: TrainingRun | null = null;
  private lastOptions: FitOptions | null = null;
  /** settles when the last fit has ended, and all that is to be kept of it lies on disk */
  private fitting: Promise<void> = Promise.resolve();
  private checkpoints: Promise<void> = Promise.resolve();
  /** the checkpoint of a fit of the chosen columns that never came to its end */
  private interrupted: Model | null = null;
  private contourRun = 0;
  private closed = false;
  private readonly afterPicture: (() => void)[] = [];
  private encodingHint: string | undefined;
  /** settles when the whole file is read, where its beginning is shown before */
  private readonly rest = new Rest();
  private reading = new AbortController();
  private beginning: Table | null = null;
  private watched: WatchedTable | null = null;
  private looking = false;
  /** when the file may be read again by itself: one that grows all the time is not read all the time */
  private nextReading = 0;
  /** where a table that vanished may lie now */
  folders: string[] = [];

  constructor(
    id: string,
    private readonly context: SessionContext,
    private readonly store: Store,
    private readonly changed: (state: ExplorationState) => void,
  ) {
    this.comparisons = new Comparisons(context, store);
    this.state = {
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
    };
  }

  /**
   * Reads the file and shows the first picture's numbers; quantiles and distinct counts follow by themselves. What was open stays when that fails.
   * With `soFar`, the first rows of a large text are shown at once and the whole file when it is read: see `whole`.
   */
  async openData(
    path: string,
    columns?: string[],
    how: OpenHow = {},
    given: string[] = this.state.given ?? [],
  ): Promise<void> {
    const { said, where, encodingHint = this.encodingHint, signal, soFar, again } = how;
    this.reading.abort();
    const reading = (this.reading = new AbortController());
    const options = {
      said,
      where,
      encodingHint,
      signal: signal ? AbortSignal.any([signal, reading.signal]) : reading.signal,
    };
    this.encodingHint = encodingHint;
    const { rest } = this;
    await rest.open(
      (begun) => this.context.data.open(path, { ...options, ...(soFar ? { soFar: begun } : {}) }),
      async (table, part) => {
        if (reading.signal.aborted) return table.close();
        // what was chosen while the beginning was shown stays; what could not be given among its rows perhaps can be now
        const chosen = again
          ? this.state.selected
          : !part && this.state.soFar
            ? this.chosenSoFar(columns)
            : null;
        if (chosen)
          return this.use(
            table,
            path,
            chosen,
            [...(this.state.given ?? []), ...this.notGiven],
            said ?? {},
            part,
          );
        return this.use(table, path, columns, given, said ?? {}, part);
      },
    );
    void rest.whole.catch((error: unknown) => {
      if (this.closed || this.reading !== reading || !this.state.soFar) return;
      this.update({
        soFar: { ...this.state.soFar, stopped: true },
        error: reading.signal.aborted ? null : sentenceOf(error),
      });
    });
  }

  private async use(
    table: Table,
    path: string,
    columns: string[] | undefined,
    given: string[],
    reading: Reading,
    soFar: NonNullable<ExplorationState['soFar']> | null,
  ): Promise<void> {
    if (this.closed) return table.close();
    this.beginning?.close();
    this.beginning = this.state.soFar ? this.table : null; // its pictures may be under way
    if (!this.state.soFar) this.table?.close();
    this.table = table;
    this.watched = null;
    const profile = await table.profile();
    this.update({
      dataPath: path,
      label: basename(path),
      profile,
      where: table.where,
      reading,
      soFar,
      file: null,
      error: null,
      dataRevision: this.state.dataRevision + 1,
    });
    await this.selectAmong(profile, columns, given);
    if (soFar) return;
    this.followDetail(table);
    this.watched = await WatchedTable.of(table);
  }

  /** What was chosen among the columns of the beginning; where nobody chose, all rows say what is looked at first. */
  private chosenSoFar(asked: string[] | undefined): string[] | undefined {
    const { profile, selected, given } = this.state;
    return firstColumns(profile?.columns ?? [], given).join('\n') === selected.join('\n')
      ? asked
      : selected;
  }

  /** Settles when every row is read. @throws SessionError where only the beginning was read */
  async whole(): Promise<void> {
    await this.rest.whole.catch(() => {
      throw new SessionError(
        'Only the first rows of this file were read. Choose Read All to read the others.',
      );
    });
  }

  /** Columns that can be modelled: those asked for, or the first ones that measure something; given those that are there. */
  private async selectAmong(
    profile: DataProfile,
    columns?: string[],
    given: string[] = this.state.given ?? [],
  ): Promise<void> {
    const numeric = profile.columns.filter((c) => c.modelled).map((c) => c.name);
    const among = (without: string[]) => {
      const possible = numeric.filter((c) => !without.includes(c));
      const chosen = columns?.filter((c) => possible.includes(c)) ?? [];
      return chosen.length > 0 ? chosen : firstColumns(profile.columns, without);
    };
    const refused: string[] = [];
    const kept: string[] = [];
    this.notGiven = [];
    for (const name of given) {
      const first = among(given);
      if (first.length === 0) continue;
      // in other rows, or another version of the file, it may have one level only, or too many
      await givenOfTable(this.needTable(), first, [name]).then(
        () => kept.push(name),
        (error) => {
          refused.push(sentenceOf(error));
          this.notGiven.push(name);
        },
      );
    }
    await this.select(among(kept), kept);
    if (refused.length > 0) this.update({ error: refused.join(' ') });
  }

  /** The same choice among other rows has other atoms: whoever asks last is answered. */
  private followAtoms(table: Table, columns: string[]): void {
    const { choice } = this;
    if (this.state.soFar) return;
    const atoms = async () => {
      await this.pictured();
      await table.detail().catch(() => null);
      return this.choice === choice ? atomsOf(table, columns, TRAINING_ROWS) : undefined;
    };
    void atoms().then(
      (found) => this.choice === choice && !this.closed && this.update({ atoms: found }),
      (error) =>
        this.choice === choice &&
        !this.closed &&
        this.context.log('warn', `${table.path}: ${sentenceOf(error)}`),
    );
  }

  /** Settles with the next picture, or when none is asked for: a slow pass over the rows must not delay it. */
  private pictured(): Promise<void> {
    return new Promise((resolve) => {
      const waited = setTimeout(resolve, 1000 * PICTURE_WAIT);
      this.afterPicture.push(() => {
        clearTimeout(waited);
        resolve();
      });
    });
  }

  private followDetail(table: Table): void {
    const { where } = table;
    void this.pictured()
      .then(() => table.detail())
      .then(
        (detail) =>
          this.table === table && table.where === where && this.update({ profile: detail }),
        (error) =>
          this.table === table &&
          !this.closed &&
          this.context.log('warn', `Quantiles of ${table.path}: ${sentenceOf(error)}`),
      );
  }

  /** From now on only rows that fulfil `where` are looked at; null: all. @throws a sentence, and nothing changes */
  async filter(where: string | null): Promise<void> {
    this.requireIdle();
    await this.whole();
    const table = this.needTable();
    await table.filter(where);
    const profile = await table.profile();
    this.update({ where: table.where, profile });
    await this.selectAmong(profile, this.state.selected);
    this.followDetail(table);
  }

  /** Reads the text again as is said. @throws a sentence, and nothing changes */
  async reread(said: Reading): Promise<void> {
    this.requireIdle();
    if (!this.state.dataPath)
      throw new SessionError('This exploration has no data file to read again.');
    await this.openData(this.state.dataPath, this.state.selected, { said });
  }

  previewReading(said: Reading): Promise<ReadingPreview> {
    if (!this.state.dataPath) throw new SessionError('This exploration has no data file to read.');
    return previewOf(this.state.dataPath, said, this.encodingHint);
  }

  private requireIdle(): void {
    if (this.run)
      throw new SessionError(
        'A fit is under way on these rows. Stop it first, or wait until it has finished.',
      );
  }

  async openModel(path: string, dataPath: string | null, how: OpenHow = {}): Promise<void> {
    const model = await this.store.read(path);
    if (dataPath) {
      await this.openData(
        dataPath,
        model.columns,
        { ...how, where: model.metadata.data?.where },
        givenNames(model.metadata.specification),
      );
      await requireColumns(this.table!, model);
    } else this.update({ label: basename(path), selected: model.columns });
    await this.show(model);
  }

  async refresh(): Promise<void> {
    if (!this.state.dataPath)
      throw new SessionError('This exploration has no data file to read again.');
    const { soFar } = this.state;
    if (soFar) this.update({ soFar: { ...soFar, stopped: false }, error: null });
    await this.openData(this.state.dataPath, undefined, {
      said: this.state.reading,
      where: this.state.where,
      again: true,
    }).catch((error: unknown) => {
      if (soFar) this.update({ soFar: { ...soFar, stopped: true } });
      throw error;
    });
  }

  /** @param given columns that the next fit is given @throws a sentence where one cannot be, and nothing changes */
  async select(columns: string[], given: string[] = this.state.given ?? []): Promise<void> {
    const choice = (this.choice = {});
    const table = this.needTable();
    const profile = await table.profile();
    checkColumns(profile, columns);
    if (this.choice !== choice) return;
    if (columns.length === 0) {
      const obstacle = profile.columns.some((c) => c.modelled)
        ? 'No numeric column is chosen. Choose at least one to see its distribution.'
        : 'This file has no numeric column that varies, so there is no distribution to draw.';
      return this.update({
        ...this.offer(null),
        selected: [],
        given,
        gaussian: null,
        leftOut: 0,
        withoutGiven: 0,
        obstacle,
        dataRevision: this.state.dataRevision + 1,
      });
    }
    const withoutGiven = await table.withoutGiven(
      columns,
      await givenOfTable(table, columns, given),
    );
    const { gaussian, leftOut } = await table.moments(columns);
    const checkpoint = await this.checkpointOf(columns, given);
    if (this.choice !== choice) return;
    const obstacle =
      gaussian.rows < 2
        ? `Only ${gaussian.rows} complete ${gaussian.rows === 1 ? 'row' : 'rows'} in the chosen columns: a distribution needs at least 2.`
        : singularity(gaussian, profile);
    this.update({
      selected: columns,
      given,
      error: null,
      gaussian,
      leftOut,
      withoutGiven,
      obstacle,
      dataRevision: this.state.dataRevision + 1,
      ...this.offer(checkpoint),
      atoms: undefined,
    });
    this.followAtoms(table, columns);
  }

  fit(options: FitOptions): Promise<void> {
    return this.begin(options);
  }

  private begin(options: FitOptions, resume?: FitRequest['resume']): Promise<void> {
    const fitting = this.train(options, resume);
    const before = this.fitting;
    this.fitting = fitting.catch(() => before);
    return fitting;
  }

  private async train(options: FitOptions, resume?: FitRequest['resume']): Promise<void> {
    if (this.run)
      throw new SessionError(
        'A fit is already under way here. Stop it first, or wait until it has finished.',
      );
    this.needTable();
    const columns = resume ? resume.metadata.specification.columns : this.state.selected;
    const asked = { ...options, columns: resume?.metadata.asked?.columns ?? columns };
    const conditions = resume
      ? givenNames(resume.metadata.specification)
      : (this.state.given ?? []);
    if (columns.length === 0)
      throw new SessionError('No numeric column is chosen. Choose at least one.');
    this.lastOptions = options;
    this.comparisons.endMixture();
    this.update({
      ...this.offer(null),
      fit: { ...IDLE, phase: 'preparing', message: 'Reading rows' },
    });
    const run = beginFit(
      this.context,
      this.whole().then(() => this.needTable()),
      { columns, given: conditions, ...(resume ? { resume } : {}) },
      resume ? { ...options, seeds: undefined } : options,
      {
        engine: (name, reason) =>
          this.updateFit({ engine: name, engineReason: reason, message: reason }),
        notice: (notice) => {
          this.updateFit({ notice });
          this.context.log('warn', notice);
        },
        progress: (progress) => {
          void this.onProgress(progress);
          if (!progress.checkpoint) return;
          const { metadata, tensors } = progress.checkpoint;
          this.keepCheckpoint(
            run.modelOf({ metadata: { ...metadata, asked }, tensors }, this.state.dataPath!),
          );
        },
        log: (detail) => this.context.log('error', detail),
      },
    );
    this.run = run;
    try {
      const outcome = await run.outcome;
      const model = run.modelOf(outcome, this.state.dataPath!);
      model.stored = await this.store.keep(model);
      await this.checkpoints;
      await this.store.dropCheckpoint(model.metadata.data!, asked.columns, conditions);
      if (this.closed) return;
      await this.show(model);
      this.updateFit({
        phase: 'idle',
        ...figuresOf(model.metadata),
        resumable: true,
        curve: thinned(outcome.curve),
        message: outcome.stopped ? 'Stopped: the best parameters are kept.' : 'Finished.',
      });
    } catch (error) {
      this.run = null;
      await this.checkpoints;
      if (this.closed)
        return void this.update(this.offer(await this.checkpointOf(asked.columns, conditions))); // whoever waited for it left
      if (this.model) await this.show(this.model);
      else await this.showNothing();
      this.updateFit({ phase: 'idle', error: sentenceOf(error), message: '' });
      await this.recover();
      throw error;
    } finally {
      this.run = null;
    }
  }

  /**
   * Offers to resume a fit of these columns that never came to its end, if there is one, and shows its checkpoint where no finished fit is shown.
   *
   * @param finished the model file of a fit that had finished
   */
  async recover(finished: string | null = null): Promise<void> {
    if (finished)
      await this.comeBackTo(finished).catch((error) =>
        this.context.log('warn', `${finished}: ${sentenceOf(error)}`),
      );
    const checkpoint = await this.checkpointOf(this.state.selected, this.state.given);
    this.update(this.offer(checkpoint));
    if (checkpoint && !this.model) await this.show(checkpoint);
  }

  private async comeBackTo(path: string): Promise<void> {
    const model = await this.store.read(path);
    await requireColumns(this.needTable(), model);
    await this.show(model);
    this.updateFit(figuresOf(model.metadata));
  }

  /** The checkpoint of an interrupted fit of these columns among the rows of the moment; null while a fit is under way, which writes it. */
  private async checkpointOf(columns: string[], given: string[] = []): Promise<Model | null> {
    const { profile, where } = this.state;
    if (!profile || columns.length === 0 || this.run) return null;
    return this.store.checkpoint({ fingerprint: profile.fingerprint, where }, columns, given);
  }

  private offer(checkpoint: Model | null): Pick<ExplorationState, 'interrupted'> {
    this.interrupted = checkpoint;
    return { interrupted: checkpoint && interruptedFit(checkpoint.metadata) };
  }

  /** Gives up an interrupted fit for good. */
  async discard(): Promise<void> {
    const {
      interrupted,
      state: { where, given },
    } = this;
    if (!interrupted) return;
    const { data, asked } = interrupted.metadata;
    await this.store.dropCheckpoint(
      { fingerprint: data!.fingerprint, where },
      asked?.columns ?? interrupted.columns,
      given,
    );
    this.update(this.offer(null));
    if (this.model?.interrupted) await this.showNothing();
  }

  /** Writes one checkpoint after the other; a failure costs the checkpoint, not the fit. */
  private keepCheckpoint(model: Model): void {
    this.checkpoints = this.checkpoints
      .then(() => this.store.keepCheckpoint(model))
      .catch((error) =>
        this.context.log('warn', `A checkpoint could not be written: ${sentenceOf(error)}`),
      );
  }

  async resume(): Promise<void> {
    const model = this.interrupted ?? this.model;
    if (!model) throw new SessionError('There is no fit to take up again. Fit a flow first.');
    const { metadata } = model;
    const options = metadata.asked ??
      this.lastOptions ?? {
        flow: metadata.specification.flow,
        engine: 'auto' as const,
        seed: metadata.seed,
      };
    await this.begin(options, { metadata, tensors: { ...model.tensors, ...model.checkpoint } });
  }

  /** The verdict that was withheld because a value holds many rows. */
  async acceptAtoms(): Promise<void> {
    const model = this.needModel();
    model.acceptAtoms();
    if (model.stored) await model.write(model.stored);
    this.update({ model: model.state() });
  }

  /** Stops a fit, and else the reading of the rest of a file. */
  stop(): void {
    if (!this.run || this.state.soFar) this.reading.abort();
    if (!this.run) return;
    this.run.stop();
    this.updateFit({ phase: 'stopping', message: 'Stopping: the best parameters are kept.' });
  }

  async marginals(lens: Lens = {}): Promise<MarginalView[]> {
    try {
      return await marginals(await this.source(lens), this.ownLens(lens));
    } finally {
      for (const go of this.afterPicture.splice(0)) go();
    }
  }

  async cloud(count: number, lens: Lens = {}): Promise<CloudView> {
    const linear = this.state.model && gaussianAt(this.state.model.metadata, lens.given);
    return {
      ...(await cloud(await this.source(lens), Math.min(count, 100_000), this.ownLens(lens))),
      ...(linear ? { linear } : {}),
    };
  }

  /** Which rows stand beside the model at these values of its conditions; null where it has none. */
  async given(chosen: GivenValues): Promise<GivenView | null> {
    const metadata = this.state.model?.metadata;
    return metadata && this.table ? givenView(this.table, metadata, chosen) : null;
  }

  /** Null as soon as another flow is shown, or other contours are asked for: a flow that is closed is not evaluated further. */
  async contours(
    x: string,
    y: string,
    masses: number[],
    choices: Lens['axes'] = {},
    given: GivenValues = {},
  ): Promise<ContourView | null> {
    const { flow, flowColumns } = this;
    if (!flow) throw new SessionError('There is no flow to draw contours of yet. Fit one first.');
    const pair: [number, number] = [flowColumns.indexOf(x), flowColumns.indexOf(y)];
    if (pair.includes(-1))
      throw new SessionError(
        `The flow has no column "${pair[0] < 0 ? x : y}": its contours cannot be drawn here. Fit it again with this column.`,
      );
    const run = ++this.contourRun;
    const stale = () => this.closed || run !== this.contourRun || flow !== this.flow;
    const axes = await this.needTable().axes([x, y], choices);
    try {
      return stale()
        ? null
        : await contours(
            await ConditionedFlow.of(flow, this.table, { given }),
            pair,
            [x, y],
            [axes[0]!, axes[1]!],
            masses,
            stale,
          );
    } catch (error) {
      if (stale()) return null; // the flow was closed under way
      throw error;
    }
  }

  transformPreview(column: string, choice: TransformChoice): Promise<TransformPreview> {
    return transformPreview(this.needTable(), column, choice);
  }

  async layers(
    from: LayersView['from'],
    chosen: number[] = [],
    lens: Lens = {},
  ): Promise<LayersView> {
    const { flow, flowColumns: columns } = this;
    if (!flow) throw new SessionError('There is no flow to look into yet. Fit one first.');
    if (from === 'flow samples') {
      const samples = await layerSamples(
        await ConditionedFlow.of(flow, this.table, lens),
        LAYER_ROWS,
      );
      return layers(
        flow,
        columns,
        samples.values,
        Array.from({ length: LAYER_ROWS }, (_, k) => -1 - k),
        from,
        samples.context,
      );
    }
    const table = this.needTable();
    const given = givenColumnsOf(flow.specification);
    /** Rows that have known levels, with what they are given. */
    const follow = (values: Float64Array, rows: number[], of: Float64Array) => {
      const known = contextOfRows(flow.specification, given, of);
      return known
        ? layers(
            flow,
            columns,
            rowsAt(values, known.kept, columns.length),
            Array.from(known.kept, (i) => rows[i]!),
            from,
            known.context,
          )
        : layers(flow, columns, values, rows, from);
    };
    if (from === 'chosen rows') {
      const { values, found, givenValues } = await table.rowsAt(columns, chosen, given);
      if (found.length === 0)
        throw new SessionError(
          'None of these rows is complete in the columns of the model. Rows count from 0.',
        );
      return follow(values, found, givenValues);
    }
    const split = this.model?.metadata.split;
    const { key, units } = await unitsAmong(table, split);
    const rows = await table.sample(columns, LAYER_ROWS * 12, this.ownLens(lens), given, key);
    const together = (await units(rows)) ?? rows.rowNumbers;
    const known =
      contextOfRows(flow.specification, given, rows.givenValues)?.kept ?? rows.rowNumbers.keys();
    const test = Array.from(known)
      .filter((i) => partOf(together[i]!, split) === 'test')
      .slice(0, LAYER_ROWS);
    const view = await follow(
      rowsAt(rows.values, test, columns.length),
      test.map((i) => rows.rowNumbers[i]!),
      rowsAt(rows.givenValues, test, given.length),
    );
    const { level, levels } = rows;
    return level && levels
      ? {
          ...view,
          split: { column: lens.split!, levels, level: Uint8Array.from(test, (i) => level[i]!) },
        }
      : view;
  }

  compare(): Promise<Comparison> {
    return this.comparisons.of(this.needTable(), this.needModel());
  }

  /** @throws SessionError where one of them describes other columns */
  async compareWith(paths: string[]): Promise<void> {
    this.update({ compared: await this.comparisons.choose(this.needModel(), paths) });
  }

  /** The shown model, if it is the one that lies at `path`, has this name from now on. */
  renamed(path: string, name: string): void {
    const { model } = this;
    if (!model || model.stored !== path) return;
    model.metadata = { ...model.metadata, name };
    this.update({ model: model.state() });
  }

  compareMixture(): Promise<MixtureScore> {
    return this.comparisons.withMixture(this.needTable(), this.needModel());
  }

  compareColumns(): Promise<CompareColumn[]> {
    return this.comparisons.ofColumns(this.needTable(), this.needModel(), this.state);
  }

  needTable(): Table {
    if (!this.table)
      throw new SessionError(
        'There is no data file here. Open the CSV that belongs to this model.',
      );
    return this.table;
  }

  needModel(): Model {
    if (!this.model) throw new SessionError('There is no finished model yet. Fit a flow first.');
    return this.model;
  }

  /** How far a build-up has come; null at its end. */
  buildUpChanged(buildUp: BuildUpProgress | null): void {
    if (!this.closed) this.update({ buildUp });
  }

  /** Called after the model was written to `path`: it no longer counts as unsaved. */
  async saved(path: string): Promise<void> {
    const model = this.needModel();
    if (model.stored) await this.store.delete(model.stored);
    [model.path, model.stored] = [path, null];
    this.update({ model: this.needModel().state() });
  }

  /** Looks at the file again. What happened to it is said in the state; one that changed is read again where nothing is lost by that. */
  async checkFile(): Promise<void> {
    const { watched } = this;
    if (!watched || this.looking) return;
    this.looking = true;
    try {
      const look = await watched.look(this.folders);
      if (this.closed || this.watched !== watched) return;
      const said = this.state.file?.kind ?? null;
      if (look.kind === 'moved') this.moved(look.path);
      else if (look.kind === 'changed' && said !== 'changed') await this.changedOnDisk();
      else if (look.kind === 'gone' && said !== 'gone') this.update({ file: { kind: 'gone' } });
      else if (look.kind === 'same' && (said === 'changed' || said === 'gone'))
        this.update({ file: null });
    } finally {
      this.looking = false;
    }
  }

  private async changedOnDisk(): Promise<void> {
    const { interrupted, soFar, buildUp, profile, fit } = this.state;
    const { hash } = profile!.fingerprint;
    // a fit of these rows could not be compared on its own test rows any more
    const wouldLose =
      this.run ||
      fit.phase !== 'idle' ||
      soFar ||
      buildUp ||
      interrupted ||
      this.model?.metadata.data?.fingerprint.hash === hash;
    if (wouldLose) return this.update({ file: { kind: 'changed' } });
    if (performance.now() < this.nextReading) return;
    const began = performance.now();
    const before = profile!.fileRows ?? profile!.rows;
    try {
      await this.refresh();
      const { profile: now } = this.state;
      this.update({ file: { kind: 'read again', rows: now!.fileRows ?? now!.rows, before } });
    } catch (error) {
      this.update({ file: { kind: 'changed' }, error: sentenceOf(error) });
    }
    this.nextReading = performance.now() + BETWEEN_READINGS * (performance.now() - began);
  }

  /** The file has another path from now on. */
  moved(path: string): void {
    const { dataPath, profile } = this.state;
    if (!this.table || dataPath === null || dataPath === path) return;
    this.table.moved(path);
    this.update({
      dataPath: path,
      label: basename(path),
      profile: profile && { ...profile, path },
      file: { kind: 'moved', from: dataPath },
    });
  }

  /** A file or folder was renamed, which may hold the table or models of this page. */
  renamedOnDisk(from: string, to: string): void {
    const after = (path: string) => pathAfter(path, from, to) ?? path;
    const { dataPath, compared } = this.state;
    if (dataPath !== null) this.moved(after(dataPath));
    if (this.model?.path) this.model.path = after(this.model.path);
    this.update({
      compared: compared.map((m) => ({ ...m, path: after(m.path) })),
      ...(this.model && !this.run ? { model: this.model.state() } : {}),
    });
  }

  /** The table lies at `path` now, where the user says so; with other content it is read from there. */
  async useFile(path: string, said: Reading): Promise<void> {
    this.requireIdle();
    const { hash } = await fingerprintOfTable(path);
    if (hash === this.state.profile?.fingerprint.hash) this.moved(path);
    else await this.openData(path, undefined, { said, where: this.state.where, again: true });
  }

  /** A fit under way is left: what it has found becomes a checkpoint. @returns when that lies on disk, within seconds */
  async close(): Promise<void> {
    this.closed = true;
    this.reading.abort();
    this.beginning?.close();
    this.comparisons.endMixture();
    this.run?.leave();
    this.flow?.close();
    this.table?.close();
    await this.fitting;
  }

  /** With a value for every condition, the Gaussian is the linear one there; else the one of all rows. */
  private async source(lens: Lens): Promise<PictureSource> {
    const { flow, flowColumns, table } = this;
    const { selected, gaussian, model } = this.state;
    const there = model && gaussianAt(model.metadata, lens.given);
    return {
      table,
      columns: selected,
      gaussian: there ?? gaussian,
      flow:
        flow &&
        (await ConditionedFlow.of(flow, table, lens)).within(
          lens.within ? (model?.metadata.bounds?.columns ?? []) : [],
        ),
      flowColumns,
    };
  }

  private ownLens(lens: Lens): Lens {
    return ownLens(this.flow?.specification ?? null, lens);
  }

  private async show(model: Model): Promise<void> {
    this.model = model;
    await this.useFlow(await model.open('auto', this.context.dist), model.columns);
    this.update({ model: model.state(), modelRevision: this.state.modelRevision + 1 });
  }

  private async showNothing(): Promise<void> {
    this.model = null;
    await this.useFlow(null, []);
    this.update({ model: null, modelRevision: this.state.modelRevision + 1 });
  }

  private async useFlow(flow: Flow | null, columns: string[]): Promise<void> {
    this.flow?.close();
    this.flow = flow;
    this.flowColumns = columns;
  }

  /** Figures of a training under way; about once a second the flow of the moment becomes the one in the pictures. */
  private async onProgress(progress: FitProgress): Promise<void> {
    if (this.closed) return;
    const { snapshot } = progress;
    const stopping = this.state.fit.phase === 'stopping';
    this.updateFit({
      phase: stopping ? 'stopping' : progress.phase,
      flow: progress.flow,
      step: progress.step,
      plannedSteps: progress.plannedSteps,
      seconds: progress.seconds,
      curve: thinned(progress.points),
      gaussianValidation: progress.gaussianValidation,
      bestValidation: progress.bestValidation,
      rows: progress.rows,
      message: stopping ? this.state.fit.message : progress.message,
    });
    if (!snapshot) return;
    const flow = await openFlow(
      'auto',
      this.context.dist,
      snapshot.specification,
      snapshot.tensors,
    );
    if (!this.run) return flow.close();
    await this.useFlow(flow, snapshot.specification.columns);
    this.update({
      model: provisional(this.state, progress, this.context.version),
      modelRevision: this.state.modelRevision + 1,
    });
  }

  private updateFit(part: Partial<FitState>): void {
    this.update({ fit: { ...this.state.fit, ...part } });
  }

  private update(part: Partial<ExplorationState>): void {
    this.state = { ...this.state, ...part };
    this.changed(this.state);
  }
}

/** Why the Gaussian has no density in these columns, as a sentence; null when it has one. */
function singularity(
  summary: NonNullable<ExplorationState['gaussian']>,
  { columns }: DataProfile,
): string | null {
  const dim = summary.names.length;
  const vanished = summary.names.find(
    (name, d) =>
      summary.covariance[d * dim + d] === 0 &&
      columns.some((c) => c.name === name && c.min! < c.max!),
  );
  if (vanished !== undefined)
    return `The values of "${vanished}" differ too little for double precision: their variance vanishes. Use a smaller unit, or leave this column out.`;
  if (summary.rows <= dim) return null; // a fit has a covariance for that
  try {
    cholesky(summary.covariance, summary.names);
    return null;
  } catch (error) {
    if (error instanceof Error && error.name === 'DistributionError') return error.message;
    throw error;
  }
}
