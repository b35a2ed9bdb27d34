// The policy of a fit: split, preprocessing, Gaussian start, race, training, verdict. The engine only computes.
import { Gaussian, fitGaussian } from '../distributions/gaussian';
import type { Atom, FlowChoice, FlowName, FlowSpecification, ModelMetadata, RowCounts, Scores, TrainingPoint, TransformChoice } from '../protocol/model';
import type { Engine, OpenFlow } from './engine';
import { cellAverage, Flow } from './flow';
import { checkHealth } from './health';
import type { Tensors } from './layout';
import { choosePreprocessing, dequantise, toModel } from './preprocessing';
import { buildSpecification, countParameters, FEW_ROWS, initialParameters } from './specification';
import { foldOf, splitRows } from './split';
import { train, type Trained } from './training';
import { atomText, judged, score, scores } from './verdict';

export class FitError extends Error {
  override name = 'FitError';
}

/** Complete rows of the chosen columns, in original units. */
export interface FitInput {
  columns: string[];
  /** row-major count x D */
  values: Float64Array;
  rowNumbers: Float64Array;
  count: number;
  read: number;
  leftOut: number;
  integer: boolean[];
}

export interface FitRequest {
  flow: FlowChoice;
  seed: number;
  steps?: number | undefined;
  seconds?: number | undefined;
  transforms?: Record<string, TransformChoice> | undefined;
  /** tensors may hold `optimizer.*` */
  resume?: { metadata: ModelMetadata; tensors: Tensors } | undefined;
  acceptAtoms?: boolean | undefined;
}

export interface FitProgress {
  phase: 'preparing' | 'training' | 'scoring';
  flow: FlowName;
  step: number;
  plannedSteps: number;
  seconds: number;
  /** original units */
  points: TrainingPoint[];
  gaussianValidation: number | null;
  bestValidation: number | null;
  rows: RowCounts;
  message: string;
  snapshot?: { specification: FlowSpecification; tensors: Tensors };
}

export interface FitHooks {
  progress(progress: FitProgress): void;
  shouldStop(): boolean;
  now?(): number;
}

export interface FitOutcome {
  metadata: Omit<ModelMetadata, 'data' | 'created' | 'build'>;
  tensors: Tensors;
  checkpoint: Tensors;
  curve: TrainingPoint[];
  stopped: boolean;
}

const SECONDS = 45;
const SMALLEST = 30;
const CROSS_FIT_BELOW = 1000;
const FOLDS = 5;
const SNAPSHOT_SECONDS = 1;
/** Part of the time that a race of candidates may take. */
const RACE = 0.3;
/** Nats by which a flow has to beat the Gaussian on validation rows to be returned by `auto`. */
const WORTH = 0.005;

interface Part {
  values: Float64Array;
  rowNumbers: Float64Array;
  count: number;
}

/** @throws FitError with a sentence for the user */
export async function fit(engine: Engine, input: FitInput, request: FitRequest, hooks: FitHooks): Promise<FitOutcome> {
  const clock = hooks.now ?? (() => performance.now() / 1000);
  const began = clock();
  const now = () => clock() - began;
  if (input.count < SMALLEST) throw new FitError(`Only ${input.count} complete rows: a flow needs at least ${SMALLEST}. Choose columns with fewer gaps, or a larger file.`);

  const notes: string[] = [];
  const { usable, atoms } = modelled(input, request, notes);
  const atomsAccepted = request.acceptAtoms ?? request.resume?.metadata.atomsAccepted ?? false;
  const columns = usable.map((d) => input.columns[d]!);
  const all: Part = { values: pickColumns(input, usable), rowNumbers: input.rowNumbers, count: input.count };
  const integer = usable.map((d) => input.integer[d]!);
  const dim = columns.length;
  const parts = splitRows(input.rowNumbers);
  const rows: RowCounts = { read: input.read, leftOut: input.leftOut, train: parts.train.length, validation: parts.validation.length, test: parts.test.length };
  if (rows.train < 20 || rows.validation < 2 || rows.test < 2) throw new FitError(`Only ${input.count} complete rows: too few for training, validation and test parts. Use a larger file.`);
  if (request.flow === 'gaussian' && request.resume) throw new FitError('A Gaussian is found at once: there is nothing to resume.');

  const budget = request.steps === undefined ? (request.seconds ?? SECONDS) : null;
  const cross = input.count < CROSS_FIT_BELOW;
  const first = new Attempt(engine, columns, integer, take(all, parts.train, dim), take(all, parts.validation, dim), request, rows, now, hooks);
  const share = cross && budget !== null ? budget / (FOLDS + 1) : budget;
  const result = await first.run(request.flow, share === null ? null : share * 0.93);
  notes.push(...first.notes, ...result.trained.notes);

  hooks.progress({ ...first.progress('scoring', result.name), message: cross ? 'Cross-fitting: the score comes from five fits.' : 'Scoring test rows.' });
  const gaussian = fitGaussian(first.dequantisedTrain, first.train.count, columns);
  let final: Scores;
  if (cross && !hooks.shouldStop() && result.name !== 'gaussian') {
    final = await crossFit(engine, columns, integer, all, dim, request, result.name, rows, now, hooks, share === null ? null : share * 0.93, result.trained.steps);
  } else {
    const test = take(all, parts.test, dim);
    const flow = await Flow.open(engine, result.specification, result.trained.best);
    final = await testScores(flow, new Gaussian(gaussian), test, integerOf(result.specification), result.name, 'test');
    flow.close();
  }
  return {
    metadata: {
      format: 'flowscope', version: 1, specification: result.specification, seed: request.seed, engine: engine.name, steps: result.trained.bestStep + (request.resume?.metadata.steps ?? 0),
      plannedSteps: result.trained.plannedSteps, seconds: now(), batch: first.batch, rows, gaussian: { mean: gaussian.mean, covariance: gaussian.covariance }, scores: judged(final, atoms, atomsAccepted), atoms, atomsAccepted,
      parameters: countParameters(result.specification), notes,
    },
    tensors: result.trained.best,
    checkpoint: result.trained.moments,
    curve: first.points,
    stopped: result.trained.stopped,
  };
}

/** Columns that can be modelled. @throws FitError when none can, or when a resumed model needs one that cannot */
function modelled(input: FitInput, request: FitRequest, notes: string[]): { usable: number[]; atoms: Atom[] } {
  const health = checkHealth(input.values, input.count, input.columns, input.integer);
  for (const { column, reason } of health.heldOut) notes.push(`"${column}" was held out: ${reason}.`);
  for (const atom of health.atoms) notes.push(`${atomText(atom)}: a density cannot describe such an atom, and gains in nats there mean little.`);
  if (health.usable.length === 0) throw new FitError(`No column varies: ${input.columns.map((c) => `"${c}"`).join(', ')}. Choose a column with more than one value.`);
  if (request.resume && health.usable.length < request.resume.metadata.specification.columns.length)
    throw new FitError('The model cannot be taken up on this file: one of its columns does not vary here.');
  return health;
}

/** One fit on given training and validation rows. */
class Attempt {
  readonly notes: string[] = [];
  readonly points: TrainingPoint[] = [];
  readonly batch: number;
  dequantisedTrain: Float64Array = new Float64Array(0);
  private gaussianValidation: number | null = null;
  private best: number | null = null;
  private lastSnapshot = -Infinity;
  private planned = 0;

  constructor(
    private readonly engine: Engine,
    private readonly columns: string[],
    private readonly integer: boolean[],
    readonly train: Part,
    private readonly validation: Part,
    private readonly request: FitRequest,
    private readonly rows: RowCounts,
    private readonly now: () => number,
    private readonly hooks: FitHooks,
  ) {
    this.batch = Math.max(16, Math.min(train.count > 50_000 ? 512 : 256, Math.floor(train.count / 8)));
  }

  progress(phase: FitProgress['phase'], flow: FlowName): FitProgress {
    return {
      phase, flow, step: this.points.at(-1)?.step ?? 0, plannedSteps: this.planned, seconds: this.now(), points: [...this.points],
      gaussianValidation: this.gaussianValidation, bestValidation: this.best, rows: this.rows, message: '',
    };
  }

  /** @param seconds time for training, or null when the request gives steps */
  async run(choice: FlowChoice, seconds: number | null): Promise<{ name: FlowName; specification: FlowSpecification; trained: Trained }> {
    const { request, columns, train: rows } = this;
    const dim = columns.length;
    const prepared = request.resume
      ? { transforms: request.resume.metadata.specification.preprocessing, notes: [] }
      : this.preprocessing();
    this.notes.push(...prepared.notes);
    const seed = request.seed;
    this.dequantisedTrain = dequantise(rows.values, rows.rowNumbers, prepared.transforms, seed);
    const heldOut = dequantise(this.validation.values, this.validation.rowNumbers, prepared.transforms, seed);
    const z = toModel(this.dequantisedTrain, rows.count, prepared.transforms);
    const v = toModel(heldOut, this.validation.count, prepared.transforms);
    const held = keepInside(v, this.validation.count, dim);
    if (held.outside > 0) this.notes.push(`${held.outside} validation rows lie outside the support of a transform: their density is zero under this model.`);
    const data = { values: z.z, count: rows.count, dim };
    const jacobian = [score(z.logDet).mean, score(held.logDet).mean];
    const gaussian = new Gaussian(fitGaussian(this.dequantisedTrain, rows.count, columns));
    this.gaussianValidation = score(gaussian.logProb(heldOut, this.validation.count)).mean;

    const open = async (name: FlowName) => {
      const specification = request.resume ? request.resume.metadata.specification : buildSpecification(name, columns, prepared.transforms, rows.count);
      const start = request.resume ? request.resume.tensors : initialParameters(specification, z.z, rows.count, seed);
      const flow = await this.engine.open(specification, start);
      if (request.resume && 'optimizer.step' in request.resume.tensors) await flow.restore(start, start);
      return { name, specification, flow };
    };
    const trainOne = async (name: FlowName, plan: { steps: number | null; seconds: number | null; firstStep: number }, opened?: Awaited<ReturnType<typeof open>>) => {
      const one = opened ?? (await open(name));
      const trained = await train(one.flow, data, held, { batch: this.batch, rate: 1e-3, patience: 20, weightDecay: rows.count < FEW_ROWS ? 1e-4 : 0, seed, ...plan }, {
        evaluated: (e, planned, best) => {
          this.points.push({ step: e.step, seconds: e.seconds, train: e.train - jacobian[0]!, validation: e.validation - jacobian[1]! });
          this.best = Math.max(this.best ?? -Infinity, e.validation - jacobian[1]!);
          this.planned = planned;
          const due = this.now() - this.lastSnapshot >= SNAPSHOT_SECONDS;
          if (due) this.lastSnapshot = this.now();
          this.hooks.progress({ ...this.progress('training', name), message: `Training ${name} on ${rows.count.toLocaleString('en')} rows.`, ...(due ? { snapshot: { specification: one.specification, tensors: best } } : {}) });
        },
        shouldStop: this.hooks.shouldStop,
        now: this.now,
      });
      return { ...one, trained };
    };
    const closeAndReturn = (r: { name: FlowName; specification: FlowSpecification; flow: OpenFlow; trained: Trained }) => {
      r.flow.close();
      return r;
    };
    const firstStep = request.resume?.metadata.steps ?? 0;

    if (request.resume) return closeAndReturn(await trainOne(request.resume.metadata.specification.flow, { steps: request.steps ?? null, seconds, firstStep }));
    if (choice === 'gaussian') return closeAndReturn(await this.plainGaussian(dim));
    if (choice === 'affine') return closeAndReturn(await trainOne('affine', { steps: request.steps ?? null, seconds: seconds === null ? null : Math.min(seconds, 5), firstStep }));
    if (choice !== 'auto') return closeAndReturn(await trainOne(choice, { steps: request.steps ?? null, seconds, firstStep }));

    const candidates: FlowName[] = dim === 1 ? ['spline-autoregressive'] : ['affine-autoregressive', 'spline-autoregressive'];
    const raceStart = this.now();
    let winner: Awaited<ReturnType<typeof trainOne>> | null = null;
    const curves: TrainingPoint[][] = [];
    for (const name of candidates) {
      if (winner && this.hooks.shouldStop()) break;
      this.points.length = 0;
      const lone = candidates.length === 1;
      const part = lone ? 1 : RACE / candidates.length;
      const attempt = await trainOne(name, {
        steps: request.steps === undefined ? null : Math.ceil(request.steps * part),
        seconds: seconds === null ? null : seconds * part,
        firstStep,
      });
      curves.push([...this.points]);
      const better = !winner || attempt.trained.bestValidation > winner.trained.bestValidation;
      (better ? winner : attempt)?.flow.close();
      if (better) {
        winner = attempt;
        curves.splice(0, curves.length - 1);
      }
    }
    this.points.length = 0;
    this.points.push(...(curves[0] ?? []));
    let final = winner!;
    if (candidates.length > 1 && !this.hooks.shouldStop()) {
      // the winner goes on from its best parameters, with a new plan over the time that is left
      const before = final.trained;
      const offset = before.steps;
      const marks = this.points.length;
      const more = await trainOne(final.name, {
        steps: request.steps === undefined ? null : Math.max(1, request.steps - offset),
        seconds: seconds === null ? null : Math.max(1, seconds - (this.now() - raceStart)),
        firstStep: offset,
      }, final);
      for (const p of this.points.slice(marks)) p.step += offset;
      const improved = more.trained.bestValidation >= before.bestValidation;
      final = { ...more, trained: { ...(improved ? more.trained : { ...before, stopped: more.trained.stopped }), bestStep: improved ? more.trained.bestStep + offset : before.bestStep, steps: more.trained.steps + offset, plannedSteps: more.trained.plannedSteps + offset } };
    }
    final.flow.close();
    if (final.trained.bestValidation - jacobian[1]! > this.gaussianValidation + WORTH) return final;
    this.notes.push(`${final.name} did not beat the Gaussian on validation rows: the Gaussian was returned.`);
    return closeAndReturn(await this.plainGaussian(dim, final.trained.stopped));
  }

  private preprocessing() {
    try {
      return choosePreprocessing(this.train.values, this.train.count, this.columns, this.request.transforms ?? {}, this.integer);
    } catch (error) {
      if (error instanceof RangeError) throw new FitError(error.message);
      throw error;
    }
  }

  /** The comparison Gaussian itself as a model: one triangular layer over plain standardisation. */
  private async plainGaussian(dim: number, stopped = false) {
    const summary = fitGaussian(this.dequantisedTrain, this.train.count, this.columns);
    const transforms = this.columns.map((_name, d) => ({ kind: 'none' as const, shift: summary.mean[d]!, scale: Math.sqrt(summary.covariance[d * dim + d]!), ...(this.integerTransforms[d] ? { integer: true } : {}) }));
    const specification = buildSpecification('gaussian', this.columns, transforms, this.train.count);
    const { z } = toModel(this.dequantisedTrain, this.train.count, transforms);
    const best = initialParameters(specification, z, this.train.count, this.request.seed);
    const flow = await this.engine.open(specification, best);
    const trained: Trained = { best: await flow.parameters(), moments: await flow.moments(), bestValidation: this.gaussianValidation!, bestStep: 0, steps: 0, plannedSteps: 0, stopped, notes: [] };
    return { name: 'gaussian' as const, specification, flow, trained };
  }

  private get integerTransforms(): boolean[] {
    return this.integer.map((whole, d) => whole && new Set(Array.from({ length: this.train.count }, (_, n) => this.train.values[n * this.columns.length + d])).size <= 50);
  }
}

/** Five fits, each scored on the fold it has not seen: every row is a test row once. */
async function crossFit(engine: Engine, columns: string[], integer: boolean[], all: Part, dim: number, request: FitRequest, name: FlowName, rows: RowCounts, now: () => number, hooks: FitHooks, seconds: number | null, steps: number): Promise<Scores> {
  const flows: number[] = [];
  const gaussians: number[] = [];
  for (let fold = 0; fold < FOLDS; fold++) {
    const inFold: number[] = [];
    const train: number[] = [];
    const validation: number[] = [];
    for (let n = 0; n < all.count; n++) {
      const f = foldOf(all.rowNumbers[n]!, FOLDS);
      if (f === fold) inFold.push(n);
      else (f === (fold + 1) % FOLDS && n % 2 === 0 ? validation : train).push(n);
    }
    if (inFold.length === 0) continue;
    const silent: FitHooks = { ...hooks, progress: () => undefined };
    const { resume: _resume, ...fresh } = request;
    const attempt = new Attempt(engine, columns, integer, take(all, Int32Array.from(train), dim), take(all, Int32Array.from(validation), dim), request.steps === undefined ? fresh : { ...fresh, steps: Math.max(1, steps) }, rows, now, silent);
    const result = await attempt.run(name, seconds);
    const test = take(all, Int32Array.from(inFold), dim);
    const flow = await Flow.open(engine, result.specification, result.trained.best);
    flows.push(...(await flow.logProb(test.values, test.count)));
    const gaussian = new Gaussian(fitGaussian(attempt.dequantisedTrain, attempt.train.count, columns));
    gaussians.push(...(await cellAverage(test.values, test.count, integerOf(result.specification), (p) => gaussian.logProb(p, test.count))));
    flow.close();
  }
  return scores(Float64Array.from(flows), Float64Array.from(gaussians), 'cross-fitted');
}

async function testScores(flow: Flow, gaussian: Gaussian, test: Part, integer: boolean[], name: FlowName, on: Scores['on']): Promise<Scores> {
  const g = await cellAverage(test.values, test.count, integer, (points) => gaussian.logProb(points, test.count));
  return name === 'gaussian' ? scores(g, g, on, 'gaussian') : scores(await flow.logProb(test.values, test.count), g, on);
}

const integerOf = (s: FlowSpecification) => s.preprocessing.map((t) => t.integer === true);

function take(all: Part, positions: Int32Array, dim: number): Part {
  const values = new Float64Array(positions.length * dim);
  positions.forEach((p, k) => values.set(all.values.subarray(p * dim, (p + 1) * dim), k * dim));
  return { values, rowNumbers: Float64Array.from(positions, (p) => all.rowNumbers[p]!), count: positions.length };
}

function pickColumns({ values, count, columns }: FitInput, usable: number[]): Float64Array {
  const [from, to] = [columns.length, usable.length];
  const out = new Float64Array(count * to);
  for (let n = 0; n < count; n++) for (let d = 0; d < to; d++) out[n * to + d] = values[n * from + usable[d]!]!;
  return out;
}

function keepInside({ z, logDet, outside }: ReturnType<typeof toModel>, count: number, dim: number) {
  if (outside === 0) return { values: z, logDet, count, dim, outside };
  const kept = Array.from({ length: count }, (_, n) => n).filter((n) => Number.isFinite(logDet[n]!));
  const values = new Float64Array(kept.length * dim);
  kept.forEach((n, k) => values.set(z.subarray(n * dim, (n + 1) * dim), k * dim));
  return { values, logDet: Float64Array.from(kept, (n) => logDet[n]!), count: kept.length, dim, outside };
}
