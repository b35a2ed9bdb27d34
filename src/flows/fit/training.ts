// The training loop, the same for every engine: cosine rate, early stopping on validation rows, best parameters kept.
import type { OpenFlow, Rows } from '../engine';
import type { Tensors } from '../layout';
import { shuffle } from '../random';
import { STREAMS } from '../../distributions/streams';
import { sliceRows } from '../rows';
import { score } from '../score';
import { say, type Sentence } from '../../protocol/sentence';

export interface TrainingPlan {
  batch: number;
  /** steps at most; with a time limit, fewer are planned after a first measurement when time would not suffice */
  steps: number;
  /** null: exactly `steps`, reproducible to the bit */
  seconds: number | null;
  rate: number;
  weightDecay: number;
  seed: number;
  /** steps taken before (a fit that is taken up again) */
  firstStep: number;
}

/** In nats per row, in model space. */
export interface Evaluation {
  step: number;
  seconds: number;
  train: number;
  validation: number;
}

export interface TrainingHooks {
  evaluated(
    evaluation: Evaluation,
    plannedSteps: number,
    best: Tensors,
    bestValidation: number,
  ): Promise<void>;
  /** after every call into the engine, several times a second */
  moved?(parameters: () => Promise<Tensors>): Promise<void>;
  shouldStop(): boolean;
  /** seconds since the fit began */
  now(): number;
}

export interface Trained {
  best: Tensors;
  moments: Tensors;
  bestValidation: number;
  bestStep: number;
  steps: number;
  plannedSteps: number;
  stopped: boolean;
  notes: Sentence[];
}

/** Of learning, at the start of a training. */
export const RATE = 5e-3;
/** How long one call into the engine may last, so that a stop is seen soon. */
const CALL_SECONDS = 0.08;
const SMALLEST_RATE = 0.02;
const VALIDATION_ROWS = 10_000;
const IMPROVEMENT = 1e-4;
/**
 * Part of a plan without improvement after which a fit that is limited by time ends; the last part of a plan
 * gains most.
 */
const PATIENCE = 0.4;
const FEWEST_EVALUATIONS = 20;

/** Trains `flow` in place on z-rows and returns its best parameters by validation. */
export async function train(
  flow: OpenFlow,
  data: Rows,
  validation: Rows,
  plan: TrainingPlan,
  hooks: TrainingHooks,
): Promise<Trained> {
  const began = hooks.now();
  const batches = new Batches(data.count, plan.batch, plan.seed, plan.firstStep);
  const held: Rows =
    validation.count > VALIDATION_ROWS ? sliceRows(validation, 0, VALIDATION_ROWS) : validation;
  const evaluate = async () => score(await flow.logProb(held)).mean;
  const notes: Sentence[] = [];
  let [best, bestValidation, bestStep] = [await flow.parameters(), await evaluate(), 0];
  let planned = plan.steps;
  let [step, sinceBest, rateFactor, secondsAStep] = [0, 0, 1, 0];
  let stopped = false;
  let lossSum = 0;
  let lossCount = 0;
  const every = evaluationInterval(data.count, plan);
  const rateAt = (s: number) =>
    plan.rate *
    rateFactor *
    (SMALLEST_RATE +
      (1 - SMALLEST_RATE) * 0.5 * (1 + Math.cos((Math.PI * Math.min(s, planned)) / planned)));

  while (step < planned) {
    if (hooks.shouldStop()) {
      stopped = true;
      break;
    }
    if (plan.seconds !== null && hooks.now() - began > plan.seconds) break;
    const wanted = secondsAStep > 0 ? Math.max(1, Math.floor(CALL_SECONDS / secondsAStep)) : 1;
    const n = Math.min(wanted, planned - step, every - (step % every));
    const before = hooks.now();
    const { losses, skipped } = await flow.steps(
      data,
      batches.next(n),
      Array.from({ length: n }, (_, k) => rateAt(step + k)),
      plan.weightDecay,
    );
    step += n;
    const each = (hooks.now() - before) / n;
    if (step > 2) secondsAStep = secondsAStep > 0 ? 0.8 * secondsAStep + 0.2 * each : each;
    for (const loss of losses)
      if (Number.isFinite(loss)) {
        lossSum += loss;
        lossCount++;
      }
    if (skipped.length > 0) {
      const { layer, column } = skipped[0]!;
      notes.push(
        column
          ? say(
              'A step was skipped at step {0}: {1}, column "{2}", was not finite. The best parameters were restored and the rate halved.',
              step,
              layer,
              column,
            )
          : say(
              'A step was skipped at step {0}: {1} was not finite. The best parameters were restored and the rate halved.',
              step,
              layer,
            ),
      );
      await flow.restore(best);
      rateFactor /= 2;
      if (rateFactor < 1 / 256) break;
    }
    await hooks.moved?.(() => flow.parameters());
    if (step % every !== 0 && step < planned) continue;
    const now = await evaluate();
    // a time limit becomes a plan of steps, so that the cosine ends where the time does
    if (plan.seconds !== null && step >= every) {
      const left = plan.seconds - (hooks.now() - began);
      const pace = (hooks.now() - began) / step;
      planned = Math.max(step, Math.min(plan.steps, Math.round(step + left / pace)));
    }
    if (now > bestValidation) {
      sinceBest = now > bestValidation + IMPROVEMENT ? 0 : sinceBest + 1;
      [best, bestValidation, bestStep] = [await flow.parameters(), now, step];
    } else sinceBest++;
    await hooks.evaluated(
      {
        step,
        seconds: hooks.now(),
        train: lossCount > 0 ? -lossSum / lossCount : now,
        validation: now,
      },
      planned,
      best,
      bestValidation,
    );
    lossSum = lossCount = 0;
    if (
      plan.seconds !== null &&
      sinceBest * every > Math.max(PATIENCE * planned, FEWEST_EVALUATIONS * every)
    )
      break;
  }
  const moments = await flow.moments();
  await flow.restore(best);
  return {
    best,
    moments,
    bestValidation,
    bestStep,
    steps: step,
    plannedSteps: planned,
    stopped,
    notes,
  };
}

/** About one evaluation an epoch, at least every 100 steps, at most every 10. */
function evaluationInterval(rows: number, { batch, steps }: TrainingPlan): number {
  const epoch = Math.ceil(rows / batch);
  return Math.max(10, Math.min(100, epoch, steps));
}

/** Batches from shuffled epochs; batch k depends on the seed and k alone. */
class Batches {
  private epoch = -1;
  private order: Int32Array = new Int32Array(0);
  private readonly perEpoch: number;

  constructor(
    private readonly rows: number,
    private readonly size: number,
    private readonly seed: number,
    private step: number,
  ) {
    this.perEpoch = Math.max(1, Math.floor(rows / size));
  }

  next(n: number): Int32Array[] {
    return Array.from({ length: n }, () => {
      const epoch = Math.floor(this.step / this.perEpoch);
      if (epoch !== this.epoch) {
        this.order = shuffle(this.rows, this.seed, STREAMS.epochs(epoch));
        this.epoch = epoch;
      }
      const from = (this.step++ % this.perEpoch) * this.size;
      return this.order.slice(from, from + this.size);
    });
  }
}

/** Rows of a step: few rows need many small steps. */
export function batchFor(rows: number): number {
  if (rows > 50_000) return 512;
  return Math.max(32, Math.min(256, 2 ** Math.round(Math.log2(rows / 32))));
}
