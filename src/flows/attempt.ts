// One fit on given training and validation rows: preprocessing, Gaussian start, race of candidates, training.
import { Gaussian } from '../distributions/gaussian';
import { alongContext, fitLinearGaussian, LinearGaussian } from '../distributions/linear-gaussian';
import type {
  Atom,
  Condition,
  FlowChoice,
  FlowName,
  FlowSpecification,
  Given,
  LinearGaussianParameters,
  RowCounts,
  Score,
  Scores,
  TrainingAccount,
  TrainingPoint,
} from '../protocol/model';
import { contextNames, frequenciesOf } from './conditions';
import type { Engine, Rows } from './engine';
import { cellAverage } from './flow';
import { constantAmong } from './health';
import { fitLine, type GaussianLine, kindNote } from './gaussian-line';
import type { Tensors } from './layout';
import { keepInside, type Part } from './parts';
import { choosePreprocessing, dequantise, type Reach, toModel } from './preprocessing';
import { drawnOutside, drawsWithin } from './draws';
import type { Bound } from '../protocol/bounds';
import { versionOf } from './model-file';
import {
  ConstantError,
  FitError,
  type FitHooks,
  type FitOutcome,
  type FitProgress,
  type FitRequest,
} from './request';
import { DECAYS, type Round, type RoundPlan, Rounds, stepsWithin } from './rounds';
import { buildSpecification, countParameters, initialParameters } from './specification';
import { train, type Trained } from './training';
import { type Densities, score, UNSCORED } from './verdict';

const SNAPSHOT_SECONDS = 1;
const CHECKPOINT_SECONDS = 5;
export const RATE = 5e-3;
/** A flow that is trained already is taken up more gently. */
const RESUMED = 0.3;
/** Part of the time that each candidate of a race gets at most. */
const HEAT = 0.25;
/** Passes over the rows in a first round, which finds out who is best. An affine flow has found what it can find sooner. */
const [EPOCHS, AFFINE_EPOCHS] = [16, 8];
const AFFINE_STEPS = 600;
const SHORTEST_ROUND = 0.5;
/** Seeds of rounds lie so far apart that nobody's choice of seed meets them. */
const ROUND_SEED = 0x9e3779b1;
/** Nats by which a flow has to beat the Gaussian on validation rows to be returned by `auto`, besides one standard error. */
const WORTH = 0.005;
/** With fewer rows only splines race: their tails are straight, where an affine flow may scale a rare row without bounds. */
const AFFINE_ROWS = 1000;

export interface Setting {
  engine: Engine;
  columns: string[];
  /** columns of whole numbers */
  integer: boolean[];
  /** of all rows, test rows included */
  reach: Reach;
  /** what the density is given; empty: nothing */
  conditions: Condition[];
  train: Part;
  validation: Part;
  request: FitRequest;
  rows: RowCounts;
  atoms: Atom[];
  atomsAccepted: boolean;
  notes: string[];
  /** seconds since the whole fit began */
  now: () => number;
  hooks: FitHooks;
}

export interface Fitted {
  name: FlowName;
  specification: FlowSpecification;
  /** steps counted from the very first one of the model */
  trained: Trained;
  /** what the round took that it is from; absent where nothing was trained */
  took?: NonNullable<TrainingAccount['bestRound']>;
}

/** A training that is done. */
interface Run extends Fitted {
  round: Round;
  points: TrainingPoint[];
  /** log density of each validation row at its best, in model space */
  held: Float64Array;
  /** its draws stay where the rows can bear them */
  sound: boolean;
}

interface Budget extends RoundPlan {
  /** null: exactly so many steps */
  seconds: number | null;
  /** 0 for the first; each has random numbers of its own */
  number: number;
  /** where it starts when it goes on */
  from?: Tensors;
}

const first = (steps: number, seconds: number | null): Budget => ({
  steps,
  seconds,
  number: 0,
  decay: 0,
  goOn: false,
});

export class Attempt {
  readonly points: TrainingPoint[] = [];
  readonly batch: number;
  /** the Gaussian that is given nothing: fitted on the (dequantised) training rows, in original columns */
  readonly gaussian: GaussianLine['gaussian'];
  /** with conditions the comparison Gaussian is this one */
  private readonly baseline: GaussianLine['baseline'];
  private readonly line: GaussianLine;
  /** conditions, and the line that they give in model space: it is taken away from `data` and `held` */
  private readonly given: Given | undefined;
  private readonly transforms: FlowSpecification['preprocessing'];
  private readonly dequantised: Float64Array;
  private readonly data: Rows;
  private readonly held: ReturnType<typeof keepInside>;
  /** mean log|det J| of the preprocessing on training and validation rows: from model space to original units */
  private readonly jacobian: { train: number; validation: number };
  /** log density of each validation row under the comparison Gaussian */
  private readonly gaussianHeld: Float64Array;
  private readonly gaussianValidation: number;
  /** flows did better, and none could be drawn from: the Gaussian is no verdict */
  rejected = false;
  private best: number | null = null;
  /** the best is better than what the last checkpoint holds */
  private ahead = true;
  /** candidates of a race that have not had their turn, or are in it */
  private racing: FlowName[] = [];
  /** rounds so far, and steps in all of them */
  private readonly spent = { rounds: 0, steps: 0 };
  private planned = 0;
  private lastSnapshot = -Infinity;
  private lastCheckpoint = 0;

  /** @throws FitError when the preprocessing that was asked for does not suit the rows */
  constructor(private readonly setting: Setting) {
    const { columns, train: rows, validation, request, notes } = setting;
    this.batch = batchFor(rows.count);
    const prepared = this.preprocessing();
    notes.push(...prepared.notes);
    this.transforms = prepared.transforms;
    this.dequantised = dequantise(rows.values, rows.rowNumbers, this.transforms, request.seed);
    const constant = constantAmong(this.dequantised, rows.count, columns.length);
    if (constant >= 0) throw new ConstantError(columns[constant]!);
    const heldOut = dequantise(
      validation.values,
      validation.rowNumbers,
      this.transforms,
      request.seed,
    );
    const z = toModel(this.dequantised, rows.count, this.transforms);
    this.given = request.resume
      ? request.resume.metadata.specification.given
      : this.lineThrough(z.z);
    this.data = this.withoutLine({
      values: z.z,
      count: rows.count,
      dim: columns.length,
      ...(rows.context ? { context: rows.context } : {}),
    });
    const held = keepInside(
      toModel(heldOut, validation.count, this.transforms),
      validation,
      columns.length,
    );
    this.held = { ...held, ...this.withoutLine(held) };
    if (this.held.outside > 0)
      notes.push(
        `${this.held.outside} validation rows lie outside the support of a transform: their density is zero under this model.`,
      );
    this.jacobian = { train: score(z.logDet).mean, validation: score(this.held.logDet).mean };
    this.line = this.fitted(() =>
      fitLine(
        this.dequantised,
        rows,
        columns,
        contextNames(setting.conditions).length,
        request.resume?.metadata,
      ),
    );
    ({ gaussian: this.gaussian, baseline: this.baseline } = this.line);
    const unusual = kindNote(this.kind, rows.count, columns.length);
    if (unusual) notes.push(unusual);
    this.gaussianHeld = this.comparison()(heldOut, validation.count, validation.context);
    this.gaussianValidation = score(this.gaussianHeld).mean;
  }

  /** @param seconds time for training, or null when the request gives steps */
  async run(choice: FlowChoice, seconds: number | null): Promise<Fitted> {
    const { request, columns } = this.setting;
    const { steps, resume } = request;
    const pending = resume?.metadata.pending ?? [];
    if (resume && pending.length === 0) {
      const { flow } = resume.metadata.specification;
      const budget = first(steps ?? 2 * this.stepsFor(flow), seconds);
      const resumed = await this.closely(await this.train(flow, budget));
      if (!resumed.sound)
        this.setting.notes.push(
          'Some draws of this flow lie far beyond the rows, by more than ten times their range. Fit it anew.',
        );
      return resumed;
    }
    if (choice === 'gaussian') return this.plainGaussian();
    const alone = columns.length === 1 || this.data.count < AFFINE_ROWS;
    const names: FlowName[] = resume
      ? [resume.metadata.specification.flow, ...pending]
      : choice !== 'auto'
        ? [choice]
        : alone
          ? ['spline-autoregressive']
          : ['affine-autoregressive', 'spline-autoregressive'];
    let fitted = await this.closely(
      steps === undefined ? await this.rounds(names, seconds!) : await this.race(names, steps),
    );
    if (!fitted.sound) fitted = await this.closely(await this.sounder(fitted, seconds));
    if (!fitted.sound && (await this.beatsGaussian(fitted))) {
      this.rejected = true;
      this.setting.notes.push(
        `${fitted.name} was not kept: some of its draws lie far beyond the rows, by more than ten times their range. The Gaussian was returned.`,
      );
      return this.plainGaussian(fitted.trained.stopped);
    }
    if (fitted.sound && (choice !== 'auto' || (await this.beatsGaussian(fitted)))) return fitted;
    this.setting.notes.push(
      `${fitted.name} did not beat the Gaussian on validation rows: the Gaussian was returned.`,
    );
    return this.plainGaussian(fitted.trained.stopped);
  }

  /** The run with its draws looked at once more: those of a round were few. */
  private async closely(run: Run): Promise<Run> {
    const { specification, trained } = run;
    return run.sound
      ? {
          ...run,
          sound: await drawsWithin(
            this.setting.engine,
            specification,
            trained.best,
            this.setting.reach,
            this.data.context,
            true,
          ),
        }
      : run;
  }

  /** Splines, whose tails are straight, in place of a flow whose draws run away. */
  private async sounder(fitted: Run, seconds: number | null): Promise<Run> {
    const name = 'spline-autoregressive';
    if (fitted.name === name || this.setting.hooks.shouldStop()) return fitted;
    return this.better(
      fitted,
      await this.train(
        name,
        first(
          this.setting.request.steps ?? this.stepsFor(name),
          seconds === null ? null : seconds * HEAT,
        ),
      ),
      true,
    );
  }

  /** Whether the paired gain on validation rows is worth a flow, and more than its standard error. */
  private async beatsGaussian({ specification, trained }: Fitted): Promise<boolean> {
    const flow = await this.setting.engine.open(specification, trained.best);
    const own = await flow.logProb(this.held);
    flow.close();
    const { mean, standardError } = score(
      own.map((v, n) => v - this.held.logDet[n]! - this.gaussianHeld[this.held.kept[n]!]!),
      this.heldUnits(),
    );
    return mean > WORTH && mean > standardError;
  }

  /** Which of the validation rows in the support are not independent; undefined: all are. */
  private heldUnits(): Float64Array | undefined {
    const { units } = this.setting.validation;
    return units && Float64Array.from(this.held.kept, (n) => units[n]!);
  }

  /** Mean log density of the validation rows, in original units. */
  validationOf(name: FlowName, { bestValidation }: Trained): number {
    return name === 'gaussian' ? bestValidation : bestValidation - this.jacobian.validation;
  }

  progress(phase: FitProgress['phase'], flow: FlowName, message: string): FitProgress {
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

  /** Log densities of rows in original units under the comparison Gaussian, and under the one that is given nothing; whole numbers averaged over their cell. */
  async gaussianDensities({ values, count, context }: Part): Promise<Omit<Densities, 'flow'>> {
    const integer = this.transforms.map((t) => t.integer === true);
    const { conditions } = this.setting;
    const average = (density: (points: Float64Array) => Float64Array) =>
      cellAverage(values, count, integer, density);
    const compared = this.comparison();
    const gaussian = await average((points) => compared(points, count, context));
    if (!this.baseline) return { gaussian };
    const plain = new Gaussian(this.gaussian);
    return {
      gaussian,
      given: {
        unconditional: await average((points) => plain.logProb({ values: points, count })),
        conditions,
        context: context!,
      },
    };
  }

  private comparison(): (
    values: Float64Array,
    count: number,
    context?: Float64Array,
  ) => Float64Array {
    if (this.baseline) {
      const linear = new LinearGaussian(this.setting.columns, this.baseline);
      return (values, count, context) => linear.logProb(values, context!, count);
    }
    const plain = new Gaussian(this.gaussian);
    return (values, count) => plain.logProb({ values, count });
  }

  /** Of the covariance of the comparison Gaussian. */
  private get kind(): GaussianLine['kind'] {
    return this.baseline?.kind ?? this.line.kind;
  }

  /** @throws FitError when the conditions determine a column */
  private fitted<T>(make: () => T): T {
    try {
      return make();
    } catch (error) {
      if (error instanceof Error && error.name === 'DistributionError')
        throw new FitError(error.message);
      throw error;
    }
  }

  private lineThrough(z: Float64Array): Given | undefined {
    const { conditions, columns, train: rows } = this.setting;
    if (conditions.length === 0) return undefined;
    const fitted = this.fitted(() =>
      fitLinearGaussian(z, rows.context!, rows.count, columns, contextNames(conditions).length),
    );
    return { conditions, slopes: [...fitted.slopes] };
  }

  private withoutLine<R extends Rows>(rows: R): R {
    return this.given && rows.count > 0
      ? {
          ...rows,
          values: alongContext(rows.values, rows.context!, rows.count, this.given.slopes, -1),
        }
      : rows;
  }

  /** @param bestRound what the round took that is kept */
  account(
    bestRound: TrainingAccount['bestRound'] = null,
  ): Pick<FitOutcome['metadata'], 'training'> {
    return this.spent.rounds > 0 ? { training: { ...this.spent, bestRound } } : {};
  }

  /** What the model file says, besides file and date. */
  metadata(
    specification: FlowSpecification,
    steps: number,
    plannedSteps: number,
    scores: Scores,
  ): FitOutcome['metadata'] {
    const { engine, request, rows, atoms, atomsAccepted, notes, now } = this.setting;
    const { mean, covariance } = this.gaussian;
    const pending = this.racing.filter((name) => name !== specification.flow);
    return {
      format: 'flowscope',
      version: versionOf(specification),
      specification,
      seed: request.seed,
      engine: engine.name,
      steps,
      plannedSteps,
      seconds: now(),
      batch: this.batch,
      rows,
      gaussian: { mean, covariance, ...kindOf(this.line.kind) },
      ...this.conditionalParts(),
      scores,
      atoms,
      atomsAccepted,
      parameters: countParameters(specification),
      notes: [...notes],
      ...(pending.length > 0 ? { pending } : {}),
    };
  }

  /** How many draws of a flow lie outside plausible bounds. */
  async outside(
    { specification, trained }: Fitted,
    bounds: Bound[],
  ): Promise<Pick<FitOutcome['metadata'], 'bounds'>> {
    const found = await drawnOutside(
      this.setting.engine,
      specification,
      trained.best,
      bounds,
      this.setting.reach.rows,
      this.data.context,
    );
    return found ? { bounds: found } : {};
  }

  private conditionalParts(): Pick<FitOutcome['metadata'], 'baseline' | 'frequencies'> {
    const { conditions, train: rows } = this.setting;
    if (!this.baseline) return {};
    const { offset, slopes, covariance } = this.baseline;
    const baseline: LinearGaussianParameters = {
      offset: [...offset],
      slopes: [...slopes],
      covariance: [...covariance],
      ...kindOf(this.baseline.kind),
    };
    return { baseline, ...frequenciesOf(conditions, rows.context!) };
  }

  private preprocessing(): { transforms: FlowSpecification['preprocessing']; notes: string[] } {
    const { train: rows, columns, request, integer } = this.setting;
    if (request.resume)
      return { transforms: request.resume.metadata.specification.preprocessing, notes: [] };
    try {
      return choosePreprocessing(
        rows.values,
        rows.count,
        columns,
        request.transforms ?? {},
        integer,
        this.setting.reach,
      );
    } catch (error) {
      if (error instanceof RangeError) throw new FitError(error.message);
      throw error;
    }
  }

  /** The candidates share the steps. A short heat would decide by chance, differently on every engine. */
  private race(names: FlowName[], steps: number): Promise<Run> {
    return this.heats(names, () => first(Math.max(1, Math.floor(steps / names.length)), null));
  }

  /** A round of each. @returns the one that validates best */
  private async heats(names: FlowName[], budget: (name: FlowName) => Budget): Promise<Run> {
    this.racing = [...names];
    let leader = await this.train(names[0]!, budget(names[0]!));
    for (const name of names.slice(1)) {
      if (this.setting.hooks.shouldStop()) return leader;
      this.racing.shift();
      leader = this.better(leader, await this.train(name, budget(name)), true);
    }
    if (!this.setting.hooks.shouldStop()) this.racing = [];
    return leader;
  }

  /** One round for every candidate, then more for the best, until they gain nothing or time is up. */
  private async rounds(names: FlowName[], seconds: number): Promise<Run> {
    const { now, hooks } = this.setting;
    const began = now();
    const end = began + seconds;
    let leader = await this.heats(names, (name) =>
      first(this.stepsFor(name), names.length === 1 ? seconds : seconds * HEAT),
    );
    if (leader.name === 'affine') return leader; // its optimum is next to its start
    const rounds = new Rounds();
    let last = leader;
    let gain: Score | null = null;
    for (let number = 1; end - now() > SHORTEST_ROUND && !hooks.shouldStop(); number++) {
      const plan = rounds.next(leader.round, last.round, gain, (now() - began) / seconds);
      if (!plan) break;
      const before = leader;
      last = await this.train(leader.name, {
        ...plan,
        seconds: end - now(),
        number,
        ...(plan.goOn ? { from: leader.trained.best } : {}),
      });
      gain = score(
        last.held.map((v, n) => v - before.held[n]!),
        this.heldUnits(),
      );
      leader = this.better(before, last);
    }
    return leader;
  }

  /** Whichever is better on validation rows, among those with sound draws. */
  private better(leader: Run, run: Run, candidates = false): Run {
    const [ahead, sound] = [run.trained.bestValidation > leader.trained.bestValidation, run.sound];
    const left = leader.sound ? (ahead && !sound ? run : null) : sound && !ahead ? leader : null;
    if (left && candidates)
      this.setting.notes.push(
        `${left.name} was not kept, although it validates best: some of its draws lie far beyond the rows, by more than ten times their range.`,
      );
    if (sound === leader.sound ? ahead : sound) return run;
    this.points.splice(0, Infinity, ...leader.points);
    this.planned = leader.trained.plannedSteps;
    return { ...leader, trained: { ...leader.trained, stopped: run.trained.stopped } };
  }

  private stepsFor(name: FlowName): number {
    if (name === 'affine') return AFFINE_STEPS;
    return stepsWithin(
      ((name.startsWith('affine') ? AFFINE_EPOCHS : EPOCHS) * this.data.count) / this.batch,
    );
  }

  private async train(
    name: FlowName,
    { steps, seconds, number, decay, goOn, from }: Budget,
  ): Promise<Run> {
    const { request, columns, engine, now, hooks, notes } = this.setting;
    const { data, held, jacobian } = this;
    const resume =
      number === 0 && request.resume?.metadata.specification.flow === name
        ? request.resume
        : undefined;
    const offset = resume?.metadata.steps ?? 0;
    const seed = (request.seed + ROUND_SEED * number) >>> 0;
    const specification = resume
      ? resume.metadata.specification
      : buildSpecification(name, columns, this.transforms, data.count, {
          direction: request.direction,
          order: request.order,
          given: this.given,
        });
    const start = resume
      ? resume.tensors
      : (from ?? initialParameters(specification, data.values, data.count, seed, this.kind));
    const flow = await engine.open(specification, start);
    if (resume && 'optimizer.step' in start) await flow.restore(start, start);
    const rate = RATE * (resume ? RESUMED : 1);
    const message = `Training ${name} on ${data.count.toLocaleString('en')} rows${number > 0 ? `, round ${number + 1}` : ''}.`;
    this.points.length = 0;
    const began = now();
    // where nothing is kept yet, the start is better than nothing: with slow engines the first evaluation is far
    if (this.best === null && !resume)
      hooks.progress({
        ...this.progress('training', name, message),
        ...this.checkpoint(specification, start, await flow.moments(), 0),
      });
    const trained = await train(
      flow,
      data,
      held,
      {
        batch: this.batch,
        steps,
        seconds,
        rate,
        weightDecay: DECAYS[decay]!,
        seed,
        firstStep: offset,
      },
      {
        evaluated: async (
          { step, seconds: at, train: training, validation },
          planned,
          best,
          bestValidation,
        ) => {
          this.points.push({
            step: step + offset,
            seconds: at,
            train: training - jacobian.train,
            validation: validation - jacobian.validation,
          });
          this.planned = planned + offset;
          // pictures and checkpoints show the best of all rounds
          const leads = this.best === null || bestValidation - jacobian.validation >= this.best;
          if (leads) {
            this.ahead ||= this.best === null || bestValidation - jacobian.validation > this.best;
            this.best = bestValidation - jacobian.validation;
          }
          const keeps = leads && this.ahead && this.checkpointIsDue();
          hooks.progress({
            ...this.progress('training', name, message),
            ...(leads ? this.snapshot(specification, best) : {}),
            ...(keeps
              ? this.checkpoint(specification, best, await flow.moments(), step + offset)
              : {}),
          });
        },
        shouldStop: hooks.shouldStop,
        now,
      },
    );
    const own = await flow.logProb(held);
    flow.close();
    this.spent.rounds++;
    this.spent.steps += trained.steps + offset;
    const took = { steps: trained.steps + offset, seconds: now() - began };
    const sound = await drawsWithin(
      engine,
      specification,
      trained.best,
      this.setting.reach,
      this.data.context,
      false,
    );
    notes.push(...trained.notes);
    // what was found since the last checkpoint is not left to the next round, or to a stop
    if (
      this.ahead &&
      this.best !== null &&
      trained.bestValidation - jacobian.validation >= this.best
    )
      hooks.progress({
        ...this.progress('training', name, message),
        ...this.checkpoint(specification, trained.best, trained.moments, trained.steps + offset),
      });
    return {
      name,
      specification,
      points: [...this.points],
      held: own,
      sound,
      round: {
        steps: trained.plannedSteps,
        decay,
        goOn,
        validation: trained.bestValidation,
        bestStep: trained.bestStep,
        complete: !trained.stopped && trained.plannedSteps >= steps,
      },
      took,
      trained: {
        ...trained,
        bestStep: trained.bestStep + offset,
        steps: trained.steps + offset,
        plannedSteps: trained.plannedSteps + offset,
      },
    };
  }

  private snapshot(
    specification: FlowSpecification,
    tensors: Tensors,
  ): Pick<FitProgress, 'snapshot'> {
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
    specification: FlowSpecification,
    best: Tensors,
    moments: Tensors,
    steps: number,
  ): Pick<FitProgress, 'checkpoint'> {
    this.ahead = false;
    return {
      checkpoint: {
        metadata: this.metadata(specification, steps, this.planned, UNSCORED),
        tensors: { ...best, ...moments },
      },
    };
  }

  /** The comparison Gaussian itself as a model: one triangular layer over plain standardisation, and the line that conditions give. */
  private async plainGaussian(stopped = false): Promise<Fitted> {
    const { engine, columns, train: rows, request } = this.setting;
    const { mean, covariance } = this.gaussian;
    const dim = columns.length;
    const transforms = columns.map((_, d) => ({
      kind: 'none' as const,
      shift: mean[d]!,
      scale: Math.sqrt(covariance[d * dim + d]!),
      ...(this.transforms[d]!.integer ? { integer: true } : {}),
    }));
    const size = (this.baseline?.slopes.length ?? 0) / dim;
    const given = this.baseline
      ? {
          conditions: this.setting.conditions,
          slopes: Array.from(
            this.baseline.slopes,
            (slope, k) => slope / transforms[Math.floor(k / size)]!.scale,
          ),
        }
      : undefined;
    const specification = buildSpecification('gaussian', columns, transforms, rows.count, {
      given,
    });
    const { z } = toModel(this.dequantised, rows.count, transforms);
    const centred = given ? alongContext(z, rows.context!, rows.count, given.slopes, -1) : z;
    const flow = await engine.open(
      specification,
      initialParameters(specification, centred, rows.count, request.seed, this.kind),
    );
    const trained: Trained = {
      best: await flow.parameters(),
      moments: await flow.moments(),
      bestValidation: this.gaussianValidation,
      bestStep: 0,
      steps: 0,
      plannedSteps: 0,
      stopped,
      notes: [],
    };
    flow.close();
    return { name: 'gaussian', specification, trained };
  }
}

/** As a model file says it. */
const kindOf = (kind: GaussianLine['kind']) => (kind === 'full' ? {} : { kind });

/** Rows of a step: few rows need many small steps. */
export function batchFor(rows: number): number {
  if (rows > 50_000) return 512;
  return Math.max(32, Math.min(256, 2 ** Math.round(Math.log2(rows / 32))));
}
