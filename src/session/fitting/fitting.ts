// The fits of one page: one at most is under way, with its figures
// and current model shown; an interrupted one can be resumed.
import { SECONDS } from '../../flows/fit/fit';
import type { FitProgress, FitRequest } from '../../flows/fit/request';
import type { FitOptions } from '../../protocol/fit-options';
import type { FitState } from '../../protocol/fit';
import { givenNames } from '../../protocol/words/conditions';
import type { Comparisons } from '../comparing/comparisons';
import type { SessionContext } from '../context';
import { SessionError, sentenceOf } from '../errors';
import type { LiveState } from '../live-state';
import { openFlow } from '../models/model';
import { requireColumns } from '../models/scoring';
import type { ShownModel } from '../models/shown-model';
import type { Store } from '../models/store';
import type { ShownTable } from '../opening/shown-table';
import { beginFit } from './begin';
import { figuresOf, IDLE, provisional, thinned } from './fit-state';
import type { Interrupted } from './interrupted';
import { MovingFlow } from './moving-flow';
import type { TrainingRun } from './training-thread';
import type { TrainingSamples } from '../../protocol/pictures';
import { english, say } from '../../protocol/sentence';

export class Fitting {
  private run: TrainingRun | null = null;
  private lastOptions: FitOptions | null = null;
  /** when the first rows of the fit under way were trained on, in seconds; null before */
  private began: number | null = null;
  private readonly moving: MovingFlow;
  /** settles when the last fit has ended, and all that is to be kept of it lies on disk */
  private ended: Promise<void> = Promise.resolve();

  constructor(
    private readonly live: LiveState,
    private readonly context: SessionContext,
    private readonly store: Store,
    private readonly table: ShownTable,
    private readonly shown: ShownModel,
    private readonly interrupted: Interrupted,
    private readonly comparisons: Comparisons,
  ) {
    this.moving = new MovingFlow(({ specification, tensors }) =>
      openFlow('auto', context.dist, specification, tensors),
    );
  }

  get isUnderWay(): boolean {
    return this.run !== null;
  }

  fit(options: FitOptions, resume?: FitRequest['resume']): Promise<void> {
    const fitting = this.train(options, resume);
    const before = this.ended;
    this.ended = fitting.catch(() => before);
    return fitting;
  }

  private async train(options: FitOptions, resume?: FitRequest['resume']): Promise<void> {
    if (this.run)
      throw new SessionError(
        say('A fit is already under way here. Stop it first, or wait until it has finished.'),
      );
    this.table.needed();
    const columns = resume ? resume.metadata.specification.columns : this.live.now.selected;
    const asked = { ...options, columns: resume?.metadata.asked?.columns ?? columns };
    const conditions = resume
      ? givenNames(resume.metadata.specification)
      : (this.live.now.given ?? []);
    if (columns.length === 0)
      throw new SessionError(say('No numeric column is chosen. Choose at least one.'));
    this.lastOptions = options;
    this.began = null;
    this.comparisons.endMixture();
    this.live.update({
      ...this.interrupted.offer(null),
      fit: { ...IDLE, phase: 'preparing', message: say('Reading rows') },
    });
    try {
      const run = beginFit(
        this.context,
        this.table.whole().then(() => this.table.needed()),
        { columns, given: conditions, ...(resume ? { resume } : {}) },
        resume ? { ...options, seeds: undefined } : options,
        {
          engine: (name, reason) =>
            this.updateFit({ engine: name, engineReason: reason, message: reason }),
          notice: (notice) => {
            this.updateFit({ notice });
            this.context.log('warn', english(notice));
          },
          progress: (progress) => {
            void this.onProgress(progress);
            if (!progress.checkpoint) return;
            const { metadata, tensors } = progress.checkpoint;
            this.interrupted.keep(
              run.modelOf({ metadata: { ...metadata, asked }, tensors }, this.live.now.dataPath!),
            );
          },
          log: (detail) => this.context.log('error', detail),
        },
      );
      this.run = run;
      const outcome = await run.outcome;
      const model = run.modelOf(outcome, this.live.now.dataPath!);
      model.stored = await this.store.keep(model);
      await this.interrupted.written;
      await this.store.dropCheckpoint(model.metadata.data!, asked.columns, conditions);
      if (this.live.closed) return;
      await this.shown.show(model);
      this.updateFit({
        phase: 'idle',
        ...figuresOf(model.metadata),
        resumable: true,
        curve: thinned(outcome.curve),
        message: say(outcome.stopped ? 'Stopped: the best parameters are kept.' : 'Finished.'),
      });
    } catch (error) {
      this.run = null;
      await this.interrupted.written;
      if (this.live.closed)
        return void this.live.update(
          this.interrupted.offer(await this.interrupted.of(asked.columns, conditions)),
        ); // whoever waited for it left
      if (this.shown.model) await this.shown.show(this.shown.model);
      else await this.shown.showNothing();
      this.updateFit({ phase: 'idle', error: sentenceOf(error), message: IDLE.message });
      await this.recover();
      throw error;
    } finally {
      this.run = null;
      this.moving.ended();
    }
  }

  /** What the flow in training draws at this moment. */
  samples(count: number): Promise<TrainingSamples | null> {
    return this.moving.samples(count, this.table.table, this.live.now.gaussian);
  }

  /**
   * Offers to resume a fit of these columns that never came to its end,
   * if there is one. Its checkpoint is shown where no finished fit is.
   *
   * @param finished the model file of a fit that had finished
   */
  async recover(finished: string | null = null): Promise<void> {
    if (finished)
      await this.comeBackTo(finished).catch((error) =>
        this.context.log('warn', `${finished}: ${english(sentenceOf(error))}`),
      );
    const checkpoint = await this.interrupted.of(this.live.now.selected, this.live.now.given);
    this.live.update(this.interrupted.offer(checkpoint));
    if (checkpoint && !this.shown.model) await this.shown.show(checkpoint);
  }

  private async comeBackTo(path: string): Promise<void> {
    const model = await this.store.read(path);
    await requireColumns(this.table.needed(), model);
    await this.shown.show(model);
    this.updateFit(figuresOf(model.metadata));
  }

  async resume(): Promise<void> {
    const model = this.interrupted.model ?? this.shown.model;
    if (!model) throw new SessionError(say('There is no fit to take up again. Fit a flow first.'));
    const { metadata } = model;
    const options = metadata.asked ??
      this.lastOptions ?? {
        flow: metadata.specification.flow,
        engine: 'auto' as const,
        seed: metadata.seed,
      };
    await this.fit(options, { metadata, tensors: { ...model.tensors, ...model.checkpoint } });
  }

  /** Stops a fit, and else the reading of the rest of a file. */
  stop(): void {
    if (!this.run || this.live.now.soFar) this.table.stopReading();
    if (!this.run) return;
    this.run.stop();
    this.updateFit({ phase: 'stopping', message: say('Stopping: the best parameters are kept.') });
  }

  /** Figures of a training under way; about once a second the flow of the moment becomes the one in the pictures. */
  private async onProgress(progress: FitProgress): Promise<void> {
    if (this.live.closed) return;
    const { snapshot } = progress;
    const stopping = this.live.now.fit.phase === 'stopping';
    this.updateFit({
      phase: stopping ? 'stopping' : progress.phase,
      flow: progress.flow,
      step: progress.step,
      plannedSteps: progress.plannedSteps,
      seconds: progress.seconds,
      part: this.partOf(progress),
      curve: thinned(progress.points),
      gaussianValidation: progress.gaussianValidation,
      bestValidation: progress.bestValidation,
      rows: progress.rows,
      message: stopping ? this.live.now.fit.message : progress.message,
      ...(progress.moving ? { moved: this.moving.to(progress.moving) } : {}),
    });
    if (!snapshot) return;
    const flow = await openFlow(
      'auto',
      this.context.dist,
      snapshot.specification,
      snapshot.tensors,
    );
    if (!this.run) return flow.close();
    await this.shown.useFlow(flow, snapshot.specification.columns);
    this.live.update({
      model: provisional(this.live.now, progress, this.context.version),
      modelRevision: this.live.now.modelRevision + 1,
    });
  }

  /** By the clock, as rounds and seeds share the time of a fit; by steps where so many were asked for. */
  private partOf({ step, plannedSteps, seconds }: FitProgress): number {
    const { steps, seconds: whole = SECONDS } = this.lastOptions ?? {};
    const now = performance.now() / 1000;
    this.began ??= now - seconds;
    const done =
      steps === undefined ? (now - this.began) / whole : plannedSteps > 0 ? step / plannedSteps : 0;
    return Math.min(1, Math.max(this.live.now.fit.part ?? 0, done));
  }

  private updateFit(part: Partial<FitState>): void {
    this.live.update({ fit: { ...this.live.now.fit, ...part } });
  }

  requireIdle(): void {
    if (this.run)
      throw new SessionError(
        say('A fit is under way on these rows. Stop it first, or wait until it has finished.'),
      );
  }

  /** Gives up an interrupted fit for good. */
  async discard(): Promise<void> {
    if ((await this.interrupted.discard()) && this.shown.model?.interrupted)
      await this.shown.showNothing();
  }

  /** What a fit under way has found becomes a checkpoint. @returns when that lies on disk, within seconds */
  leave(): Promise<void> {
    this.run?.leave();
    return this.ended;
  }
}
