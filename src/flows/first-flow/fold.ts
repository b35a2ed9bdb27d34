// The rows of a build-up, divided, and each step fitted on them.
import { Gaussian } from '../../distributions/gaussian';
import { fitGaussian } from '../../distributions/moments';
import type { DiagonalFit, Difference } from '../../protocol/first-flow';
import type { ColumnTransform, FlowSpecification } from '../../protocol/model';
import type { Engine } from '../engine';
import { cellAverage, Flow } from '../flow';
import type { Tensors } from '../layout';
import { type Part, take } from '../parts';
import { choosePreprocessing } from '../choose-preprocessing';
import { dequantise, toModel } from '../preprocessing';
import { FitError } from '../fit/request';
import { FEW_ROWS, initialParameters } from '../specification';
import { type Divided, foldRows, splitRows } from '../split/split';
import { batchFor, RATE, train } from '../fit/training';
import { type Diagonal, fitDiagonal, fitLinear, type Linear } from './closed';
import {
  diagonalFlow,
  linearFlow,
  STAGE_STEPS,
  type TrainedStage,
  trainedSpecification,
} from './stages';
import { say, type Sentence } from '../../protocol/sentence';

export const SMALLEST = 30;
/** Below this many rows each is held out once, in five fits. */
const CROSS_FIT_BELOW = 1000;
const FOLDS = 5;

export interface Split {
  train: Part;
  validation: Part;
  test: Part;
}

/** The parts of a fit; for few rows five folds, each with the next one for validation. */
export function splitsOf(all: Part, dim: number, divided?: Omit<Divided, 'rowNumbers'>): Split[] {
  const rows: Divided = { ...divided, rowNumbers: all.rowNumbers };
  const taken = ({ train, validation, test }: ReturnType<typeof splitRows>): Split => ({
    train: take(all, train, dim),
    validation: take(all, validation, dim),
    test: take(all, test, dim),
  });
  if (all.count >= CROSS_FIT_BELOW) return [taken(splitRows(rows))];
  return Array.from({ length: FOLDS }, (_, f) => taken(foldRows(rows, f, FOLDS))).filter(
    (s) => s.test.count > 0 && s.validation.count > 1 && s.train.count >= SMALLEST / 2,
  );
}

export interface Fitted {
  specification: FlowSpecification;
  tensors: Tensors;
  steps: number;
  plannedSteps: number;
  cut: boolean;
}

/**
 * The start of a stack whose first layer, and the linear one at its end, are those of a network that is fitted
 * already.
 */
function continued(
  start: Tensors,
  { layers }: FlowSpecification,
  { specification, tensors }: Fitted,
): Tensors {
  const moved = Object.entries(tensors).map(([name, tensor]) => {
    const [, layer, key] = name.split('.') as [string, string, string];
    const last = Number(layer) === specification.layers.length - 1;
    return [`layers.${last ? layers.length - 1 : layer}.${key}`, tensor] as const;
  });
  return { ...start, ...Object.fromEntries(moved) };
}

interface TrainingLimits {
  seconds: number | null;
  steps?: number | undefined;
  progress(done: number): void;
  shouldStop(): boolean;
}

/** One split of the rows, and the fits on it. */
export class Fold {
  readonly notes: Sentence[];
  /** plain standardisation, and columns as they are */
  private readonly standard: ColumnTransform[];
  private readonly plain: ColumnTransform[];
  private readonly rows: Float64Array;
  private readonly diagonal: Diagonal;
  private linear: Linear | null = null;

  constructor(
    private readonly columns: string[],
    integer: boolean[],
    readonly split: Split,
    private readonly seed: number,
  ) {
    const { train: rows } = split;
    const none = Object.fromEntries(columns.map((name) => [name, { kind: 'none' as const }]));
    const { transforms, notes } = choosePreprocessing(
      rows.values,
      rows.count,
      columns,
      none,
      integer,
    );
    [this.standard, this.notes] = [transforms, notes];
    this.plain = transforms.map(({ integer: whole }) => ({
      kind: 'none',
      shift: 0,
      scale: 1,
      ...(whole ? { integer: true } : {}),
    }));
    this.rows = dequantise(rows.values, rows.rowNumbers, transforms, seed);
    for (const [d, name] of columns.entries())
      if (this.rows.every((v, i) => i % columns.length !== d || v === this.rows[d]))
        throw new FitError(
          say('"{0}" has one value only in a part of the rows: leave this column out.', name),
        );
    this.diagonal = fitDiagonal(this.rows, rows.count, columns.length);
  }

  closed(name: 'diagonal' | 'linear'): Fitted {
    const flow =
      name === 'diagonal'
        ? diagonalFlow(this.columns, this.plain, this.diagonal)
        : linearFlow(this.columns, this.plain, this.linearFit());
    return { ...flow, steps: 0, plannedSteps: 0, cut: false };
  }

  /**
   * @param before the stage before: a stack of affine layers begins with the one that was fitted, and others
   * that change nothing yet
   */
  async trained(
    name: TrainedStage,
    engine: Engine,
    { seconds, steps: wanted, progress, shouldStop }: TrainingLimits,
    before: Fitted | null,
  ): Promise<Fitted> {
    const { columns, standard, seed, split } = this;
    const dim = columns.length;
    const model = (rows: Part) => ({
      values: toModel(
        dequantise(rows.values, rows.rowNumbers, standard, seed),
        rows.count,
        standard,
      ).z,
      count: rows.count,
      dim,
    });
    const [data, validation] = [model(split.train), model(split.validation)];
    const specification = trainedSpecification(name, columns, standard, data.count);
    const steps = wanted ?? STAGE_STEPS[name];
    const start = initialParameters(specification, data.values, data.count, seed);
    const flow = await engine.open(
      specification,
      name === 'affine stack' && before ? continued(start, specification, before) : start,
    );
    try {
      const began = performance.now();
      const plan = {
        batch: batchFor(data.count),
        steps,
        seconds,
        rate: RATE,
        weightDecay: data.count < FEW_ROWS ? 1e-4 : 0,
        seed,
        firstStep: 0,
      };
      const trained = await train(flow, data, validation, plan, {
        evaluated: ({ step }, planned) => Promise.resolve(progress(Math.min(1, step / planned))),
        shouldStop,
        now: () => (performance.now() - began) / 1000,
      });
      return {
        specification,
        tensors: trained.best,
        steps: trained.bestStep,
        plannedSteps: trained.plannedSteps,
        cut:
          trained.plannedSteps < steps &&
          (trained.steps >= trained.plannedSteps || (performance.now() - began) / 1000 > seconds!),
      };
    } finally {
      flow.close();
    }
  }

  /** Log densities of the held-out rows, per unit of the original columns. */
  async densities(
    engine: Engine,
    { specification, tensors }: Pick<Fitted, 'specification' | 'tensors'>,
  ): Promise<Float64Array> {
    const flow = await Flow.open(engine, specification, tensors);
    try {
      return await flow.logProb(this.split.test.values, this.split.test.count);
    } finally {
      flow.close();
    }
  }

  /** The diagonal flow beside the Gaussian with diagonal covariance. */
  async diagonalFit(exact: Engine): Promise<DiagonalFit> {
    const dim = this.columns.length;
    const { mean, covariance } = fitGaussian(this.rows, this.split.train.count, this.columns);
    const deviation = mean.map((_, d) => Math.sqrt(covariance[d * dim + d]!));
    const { a, b, iterations } = this.diagonal;
    const parameters = Math.max(
      ...mean.map(
        (m, d) =>
          Math.max(Math.abs(b[d]! - m), Math.abs(Math.exp(a[d]!) - deviation[d]!)) / deviation[d]!,
      ),
    );
    const alone = covariance.map((v, k) => (k % (dim + 1) === 0 ? v : 0));
    return {
      a: [...a],
      b: [...b],
      mean,
      standardDeviation: deviation,
      iterations,
      logDet: a.reduce((sum, v) => sum + v, 0),
      difference: {
        parameters,
        logDensity: await this.farthest(
          exact,
          this.closed('diagonal'),
          new Gaussian({ names: this.columns, mean, covariance: alone }),
        ),
      },
    };
  }

  /** The linear autoregressive flow beside the Gaussian with full covariance. */
  async linearDifference(exact: Engine): Promise<Difference> {
    const dim = this.columns.length;
    const gaussian = fitGaussian(this.rows, this.split.train.count, this.columns);
    const { lower, logDiagonal, b } = this.linearFit();
    const factor = lower.map((v, k) =>
      k % (dim + 1) === 0 ? Math.exp(logDiagonal[k / (dim + 1)]!) : v,
    );
    let parameters = 0;
    for (let i = 0; i < dim; i++)
      for (let j = 0; j <= i; j++) {
        let product = 0;
        for (let k = 0; k <= j; k++) product += factor[i * dim + k]! * factor[j * dim + k]!;
        const scale = Math.sqrt(
          gaussian.covariance[i * dim + i]! * gaussian.covariance[j * dim + j]!,
        );
        parameters = Math.max(
          parameters,
          Math.abs(product - gaussian.covariance[i * dim + j]!) / scale,
          Math.abs(b[i]! - gaussian.mean[i]!) / Math.sqrt(gaussian.covariance[i * dim + i]!),
        );
      }
    return {
      parameters,
      logDensity: await this.farthest(exact, this.closed('linear'), new Gaussian(gaussian)),
    };
  }

  private linearFit(): Linear {
    return (this.linear ??= fitLinear(
      this.rows,
      this.split.train.count,
      this.columns.length,
      this.diagonal,
    ));
  }

  /** Largest difference of the log densities of held-out rows. */
  private async farthest(exact: Engine, fitted: Fitted, gaussian: Gaussian): Promise<number> {
    const { test } = this.split;
    const whole = this.plain.map((t) => t.integer === true);
    const theirs = await cellAverage(test.values, test.count, whole, (values) =>
      gaussian.logProb({ values, count: test.count }),
    );
    const own = await this.densities(exact, fitted);
    return own.reduce((most, v, n) => Math.max(most, Math.abs(v - theirs[n]!)), 0);
  }
}
