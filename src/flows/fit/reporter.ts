// What a fit reports on the way: its points, snapshots for pictures, and checkpoints to go on from.
import type { FlowName } from '../../protocol/choices';
import type { FlowSpecification, TrainingPoint } from '../../protocol/model';
import type { Tensors } from '../layout';
import type { PreparedRows } from './prepared-rows';
import type { FitOutcome, FitProgress } from './request';
import type { Setting } from './setting';
import type { Evaluation, Trained } from './training';
import type { Sentence } from '../../protocol/sentence';

const SNAPSHOT_SECONDS = 1;
const MOVING_SECONDS = 0.5;
const CHECKPOINT_SECONDS = 5;

/** A round that is reported. */
export interface Reported {
  name: FlowName;
  specification: FlowSpecification;
  message: Sentence;
  /** steps that were taken before this round */
  offset: number;
  /** of the optimiser, now */
  moments(): Promise<Tensors>;
}

export class Reporter {
  /** of the round that is shown */
  readonly points: TrainingPoint[] = [];
  private planned = 0;
  /** of all rounds, in original units */
  private best: number | null = null;
  /** the best is better than what the last checkpoint holds */
  private ahead = true;
  private lastSnapshot = -Infinity;
  private lastMoved = -Infinity;
  private lastCheckpoint = 0;

  /** @param describe what a checkpoint says of itself */
  constructor(
    private readonly setting: Setting,
    private readonly jacobian: PreparedRows['jacobian'],
    private readonly gaussianValidation: number,
    private readonly describe: (
      specification: FlowSpecification,
      steps: number,
      plannedSteps: number,
    ) => FitOutcome['metadata'],
  ) {}

  progress(phase: FitProgress['phase'], flow: FlowName, message: Sentence): FitProgress {
    const { now, rows } = this.setting;
    return {
      phase,
      flow,
      step: this.points.at(-1)?.step ?? 0,
      plannedSteps: this.planned,
      seconds: now(),
      points: [...this.points],
      gaussianValidation: this.gaussianValidation,
      bestValidation: this.best,
      rows,
      message,
    };
  }

  /** @param resumed the start is a checkpoint itself */
  async begun(round: Reported, start: Tensors, resumed: boolean): Promise<void> {
    this.points.length = 0;
    // where nothing is kept yet, the start is better than nothing: with slow engines the first evaluation is far
    if (this.best === null && !resumed)
      this.setting.hooks.progress({
        ...this.progress('training', round.name, round.message),
        ...this.checkpoint(round, start, await round.moments(), 0),
      });
  }

  /** @param bestValidation of this round, in model space */
  async evaluated(
    round: Reported,
    { step, seconds, train, validation }: Evaluation,
    planned: number,
    best: Tensors,
    bestValidation: number,
  ): Promise<void> {
    const { name, message, offset } = round;
    this.points.push({
      step: step + offset,
      seconds,
      train: train - this.jacobian.train,
      validation: validation - this.jacobian.validation,
    });
    this.planned = planned + offset;
    // pictures and checkpoints show the best of all rounds
    const found = bestValidation - this.jacobian.validation;
    const leads = this.best === null || found >= this.best;
    if (leads) {
      this.ahead ||= this.best === null || found > this.best;
      this.best = found;
    }
    const keeps = leads && this.ahead && this.checkpointIsDue();
    this.setting.hooks.progress({
      ...this.progress('training', name, message),
      ...(leads ? this.snapshot(round, best) : {}),
      ...(keeps ? this.checkpoint(round, best, await round.moments(), step + offset) : {}),
    });
  }

  /** The flow as it is at this moment, better or not: it can be watched. */
  async moved(
    { name, specification, message }: Reported,
    parameters: () => Promise<Tensors>,
  ): Promise<void> {
    const { now, hooks } = this.setting;
    if (now() - this.lastMoved < MOVING_SECONDS) return;
    this.lastMoved = now();
    hooks.progress({
      ...this.progress('training', name, message),
      moving: { specification, tensors: await parameters() },
    });
  }

  /** What was found since the last checkpoint is not left to the next round, or to a stop. */
  ended(round: Reported, { best, moments, bestValidation, steps }: Trained): void {
    const leads = this.best !== null && bestValidation - this.jacobian.validation >= this.best;
    if (this.ahead && leads)
      this.setting.hooks.progress({
        ...this.progress('training', round.name, round.message),
        ...this.checkpoint(round, best, moments, steps + round.offset),
      });
  }

  /** Shows an earlier round again. */
  returnTo(points: readonly TrainingPoint[], planned: number): void {
    this.points.splice(0, Infinity, ...points);
    this.planned = planned;
  }

  private snapshot({ specification }: Reported, tensors: Tensors): Pick<FitProgress, 'snapshot'> {
    const { now } = this.setting;
    if (now() - this.lastSnapshot < SNAPSHOT_SECONDS) return {};
    this.lastSnapshot = now();
    return { snapshot: { specification, tensors } };
  }

  /** The first is due at once, each later one in the second that is twice its own, or after five. */
  private checkpointIsDue(): boolean {
    const now = this.setting.now();
    if (now < Math.min(2 * this.lastCheckpoint, this.lastCheckpoint + CHECKPOINT_SECONDS))
      return false;
    this.lastCheckpoint = now;
    return true;
  }

  private checkpoint(
    { specification }: Reported,
    best: Tensors,
    moments: Tensors,
    steps: number,
  ): Pick<FitProgress, 'checkpoint'> {
    this.ahead = false;
    return {
      checkpoint: {
        metadata: this.describe(specification, steps, this.planned),
        tensors: { ...best, ...moments },
      },
    };
  }
}
