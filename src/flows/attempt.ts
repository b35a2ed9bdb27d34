// One fit on given training and validation rows: preprocessing, Gaussian start, race of candidates, training.
import { Gaussian, fitGaussian } from '../distributions/gaussian';
import type { GaussianSummary } from '../protocol/data';
import type { Atom, FlowChoice, FlowName, FlowSpecification, RowCounts, Scores, TrainingPoint } from '../protocol/model';
import type { Engine, OpenFlow, Rows } from './engine';
import type { Tensors } from './layout';
import { keepInside, type Part } from './parts';
import { choosePreprocessing, dequantise, toModel } from './preprocessing';
import { FitError, type FitHooks, type FitOutcome, type FitProgress, type FitRequest } from './request';
import { buildSpecification, countParameters, FEW_ROWS, initialParameters } from './specification';
import { train, type Trained } from './training';
import { score, UNSCORED } from './verdict';

const SNAPSHOT_SECONDS = 1;
const CHECKPOINT_SECONDS = 5;
const RATE = 1e-3;
const PATIENCE = 20;
/** Part of the time that a race of candidates may take. */
const RACE = 0.3;
/** Nats by which a flow has to beat the Gaussian on validation rows to be returned by `auto`. */
const WORTH = 0.005;
/** The affine flow has its optimum in closed form, next to its start: more time is wasted on it. */
const AFFINE_SECONDS = 5;

export interface Setting {
  engine: Engine;
  columns: string[];
  /** columns of whole numbers */
  integer: boolean[];
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
}

interface Opened {
  name: FlowName;
  specification: FlowSpecification;
  flow: OpenFlow;
}

/** Time or steps for one training; null where the other one rules. */
interface Budget {
  steps: number | null;
  seconds: number | null;
}

export class Attempt {
  readonly points: TrainingPoint[] = [];
  readonly batch: number;
  /** the comparison Gaussian: fitted on the (dequantised) training rows, in original columns */
  readonly gaussian: GaussianSummary;
  private readonly transforms: FlowSpecification['preprocessing'];
  private readonly dequantised: Float64Array;
  private readonly data: Rows;
  private readonly held: ReturnType<typeof keepInside>;
  /** mean log|det J| of the preprocessing on training and validation rows: from model space to original units */
  private readonly jacobian: { train: number; validation: number };
  private readonly gaussianValidation: number;
  private best: number | null = null;
  private planned = 0;
  private lastSnapshot = -Infinity;
  private lastCheckpoint: number;

  /** @throws FitError when the preprocessing that was asked for does not suit the rows */
  constructor(private readonly setting: Setting) {
    const { columns, train: rows, validation, request, notes } = setting;
    this.batch = Math.max(16, Math.min(rows.count > 50_000 ? 512 : 256, Math.floor(rows.count / 8)));
    const prepared = this.preprocessing();
    notes.push(...prepared.notes);
    this.transforms = prepared.transforms;
    this.dequantised = dequantise(rows.values, rows.rowNumbers, this.transforms, request.seed);
    const heldOut = dequantise(validation.values, validation.rowNumbers, this.transforms, request.seed);
    const z = toModel(this.dequantised, rows.count, this.transforms);
    this.data = { values: z.z, count: rows.count, dim: columns.length };
    this.held = keepInside(toModel(heldOut, validation.count, this.transforms), validation.count, columns.length);
    if (this.held.outside > 0) notes.push(`${this.held.outside} validation rows lie outside the support of a transform: their density is zero under this model.`);
    this.jacobian = { train: score(z.logDet).mean, validation: score(this.held.logDet).mean };
    this.gaussian = fitGaussian(this.dequantised, rows.count, columns);
    this.gaussianValidation = score(new Gaussian(this.gaussian).logProb(heldOut, validation.count)).mean;
    this.lastCheckpoint = setting.now();
  }

  /** @param seconds time for training, or null when the request gives steps */
  async run(choice: FlowChoice, seconds: number | null): Promise<Fitted> {
    const { request, columns } = this.setting;
    const budget: Budget = { steps: request.steps ?? null, seconds: request.steps === undefined ? seconds : null };
    if (request.resume) return this.trainAlone(request.resume.metadata.specification.flow, budget);
    if (choice === 'gaussian') return this.plainGaussian();
    if (choice === 'affine') return this.trainAlone('affine', { ...budget, seconds: budget.seconds === null ? null : Math.min(budget.seconds, AFFINE_SECONDS) });
    if (choice !== 'auto') return this.trainAlone(choice, budget);

    const fitted = columns.length === 1 ? await this.trainAlone('spline-autoregressive', budget) : await this.race(['affine-autoregressive', 'spline-autoregressive'], budget);
    if (fitted.trained.bestValidation - this.jacobian.validation > this.gaussianValidation + WORTH) return fitted;
    this.setting.notes.push(`${fitted.name} did not beat the Gaussian on validation rows: the Gaussian was returned.`);
    return this.plainGaussian(fitted.trained.stopped);
  }

  progress(phase: FitProgress['phase'], flow: FlowName, message: string): FitProgress {
    const { now, rows } = this.setting;
    return {
      phase, flow, step: this.points.at(-1)?.step ?? 0, plannedSteps: this.planned, seconds: now(), points: [...this.points],
      gaussianValidation: this.gaussianValidation, bestValidation: this.best, rows, message,
    };
  }

  /** What the model file says, besides file and date. */
  metadata(specification: FlowSpecification, steps: number, plannedSteps: number, scores: Scores): FitOutcome['metadata'] {
    const { engine, request, rows, atoms, atomsAccepted, notes, now } = this.setting;
    const { mean, covariance } = this.gaussian;
    return {
      format: 'flowscope', version: 1, specification, seed: request.seed, engine: engine.name, steps, plannedSteps, seconds: now(), batch: this.batch, rows,
      gaussian: { mean, covariance }, scores, atoms, atomsAccepted, parameters: countParameters(specification), notes: [...notes],
    };
  }

  private preprocessing(): { transforms: FlowSpecification['preprocessing']; notes: string[] } {
    const { train: rows, columns, request, integer } = this.setting;
    if (request.resume) return { transforms: request.resume.metadata.specification.preprocessing, notes: [] };
    try {
      return choosePreprocessing(rows.values, rows.count, columns, request.transforms ?? {}, integer);
    } catch (error) {
      if (error instanceof RangeError) throw new FitError(error.message);
      throw error;
    }
  }

  private async open(name: FlowName): Promise<Opened> {
    const { engine, request, columns } = this.setting;
    const { resume } = request;
    const specification = resume ? resume.metadata.specification : buildSpecification(name, columns, this.transforms, this.data.count);
    const start = resume ? resume.tensors : initialParameters(specification, this.data.values, this.data.count, request.seed);
    const flow = await engine.open(specification, start);
    if (resume && 'optimizer.step' in resume.tensors) await flow.restore(start, start);
    return { name, specification, flow };
  }

  private async trainAlone(name: FlowName, budget: Budget): Promise<Fitted> {
    const opened = await this.open(name);
    const trained = await this.train(opened, budget, this.setting.request.resume?.metadata.steps ?? 0);
    opened.flow.close();
    return { name, specification: opened.specification, trained };
  }

  /** Trains every candidate briefly, then the one that validates best with what is left, from where it was. */
  private async race(candidates: FlowName[], budget: Budget): Promise<Fitted> {
    const { now, hooks } = this.setting;
    const began = now();
    const share = RACE / candidates.length;
    const part: Budget = { steps: budget.steps === null ? null : Math.ceil(budget.steps * share), seconds: budget.seconds === null ? null : budget.seconds * share };
    let leader: { opened: Opened; trained: Trained; points: TrainingPoint[] } | null = null;
    for (const name of candidates) {
      if (leader && hooks.shouldStop()) break;
      this.points.length = 0;
      const opened = await this.open(name);
      const trained = await this.train(opened, part, 0);
      const better = !leader || trained.bestValidation > leader.trained.bestValidation;
      (better ? leader?.opened : opened)?.flow.close();
      if (better) leader = { opened, trained, points: [...this.points] };
    }
    const { opened, trained: before, points } = leader!;
    this.points.splice(0, Infinity, ...points);
    let trained = before;
    if (!hooks.shouldStop()) {
      const rest: Budget = { steps: budget.steps === null ? null : Math.max(1, budget.steps - before.steps), seconds: budget.seconds === null ? null : Math.max(1, budget.seconds - (now() - began)) };
      const after = await this.train(opened, rest, before.steps);
      trained = after.bestValidation >= before.bestValidation ? after : { ...before, stopped: after.stopped, steps: after.steps, plannedSteps: after.plannedSteps };
    }
    opened.flow.close();
    return { name: opened.name, specification: opened.specification, trained };
  }

  /** @param offset steps that the flow has taken before */
  private async train({ name, specification, flow }: Opened, budget: Budget, offset: number): Promise<Trained> {
    const { request, now, hooks, notes } = this.setting;
    const { data, held, jacobian } = this;
    const plan = { batch: this.batch, rate: RATE, patience: PATIENCE, weightDecay: data.count < FEW_ROWS ? 1e-4 : 0, seed: request.seed, firstStep: offset, ...budget };
    const message = `Training ${name} on ${data.count.toLocaleString('en')} rows.`;
    const trained = await train(flow, data, held, plan, {
      evaluated: async ({ step, seconds, train: training, validation }, planned, best) => {
        this.points.push({ step: step + offset, seconds, train: training - jacobian.train, validation: validation - jacobian.validation });
        this.best = Math.max(this.best ?? -Infinity, validation - jacobian.validation);
        this.planned = planned + offset;
        hooks.progress({ ...this.progress('training', name, message), ...this.snapshot(specification, best), ...(await this.checkpoint(specification, flow, best, step + offset)) });
      },
      shouldStop: hooks.shouldStop,
      now,
    });
    notes.push(...trained.notes);
    return { ...trained, bestStep: trained.bestStep + offset, steps: trained.steps + offset, plannedSteps: trained.plannedSteps + offset };
  }

  private snapshot(specification: FlowSpecification, tensors: Tensors): Pick<FitProgress, 'snapshot'> {
    const { now } = this.setting;
    if (now() - this.lastSnapshot < SNAPSHOT_SECONDS) return {};
    this.lastSnapshot = now();
    return { snapshot: { specification, tensors } };
  }

  private async checkpoint(specification: FlowSpecification, flow: OpenFlow, best: Tensors, steps: number): Promise<Pick<FitProgress, 'checkpoint'>> {
    const { now } = this.setting;
    if (now() - this.lastCheckpoint < CHECKPOINT_SECONDS) return {};
    this.lastCheckpoint = now();
    return { checkpoint: { metadata: this.metadata(specification, steps, this.planned, UNSCORED), tensors: { ...best, ...(await flow.moments()) } } };
  }

  /** The comparison Gaussian itself as a model: one triangular layer over plain standardisation. */
  private async plainGaussian(stopped = false): Promise<Fitted> {
    const { engine, columns, train: rows, request } = this.setting;
    const { mean, covariance } = this.gaussian;
    const dim = columns.length;
    const transforms = columns.map((_, d) => ({
      kind: 'none' as const, shift: mean[d]!, scale: Math.sqrt(covariance[d * dim + d]!), ...(this.transforms[d]!.integer ? { integer: true } : {}),
    }));
    const specification = buildSpecification('gaussian', columns, transforms, rows.count);
    const { z } = toModel(this.dequantised, rows.count, transforms);
    const flow = await engine.open(specification, initialParameters(specification, z, rows.count, request.seed));
    const trained: Trained = { best: await flow.parameters(), moments: await flow.moments(), bestValidation: this.gaussianValidation, bestStep: 0, steps: 0, plannedSteps: 0, stopped, notes: [] };
    flow.close();
    return { name: 'gaussian', specification, trained };
  }
}
