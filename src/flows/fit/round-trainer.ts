// Trains one round: a flow from its start, from a model that is taken up again, or on from where a round was cut off.
import type { FlowName } from '../../protocol/choices';
import type { FlowSpecification, TrainingPoint } from '../../protocol/model';
import type { ComparisonGaussian } from './comparison-gaussian';
import { drawsWithin } from './draws';
import type { Tensors } from '../layout';
import type { PreparedRows } from './prepared-rows';
import type { Reported, Reporter } from './reporter';
import { DECAYS, type Round, type RoundPlan } from './rounds';
import type { Fitted, Setting } from './setting';
import { buildSpecification, initialParameters } from '../specification';
import { batchFor, RATE, train } from './training';
import { grouped, say } from '../../protocol/sentence';

/** A flow that is trained already is taken up more gently. */
const RESUMED = 0.3;
/** Seeds of rounds lie so far apart that nobody's choice of seed meets them. */
const ROUND_SEED = 0x9e3779b1;

/** A training that is done. */
export interface Run extends Fitted {
  round: Round;
  points: TrainingPoint[];
  /** log density of each validation row at its best, in model space */
  held: Float64Array;
  /** its draws stay where the rows can bear them */
  sound: boolean;
}

export interface Budget extends RoundPlan {
  /** null: exactly so many steps */
  seconds: number | null;
  /** 0 for the first; each has random numbers of its own */
  number: number;
  /** where it starts when it goes on */
  from?: Tensors;
}

export class RoundTrainer {
  constructor(
    private readonly setting: Setting,
    private readonly rows: PreparedRows,
    private readonly comparison: ComparisonGaussian,
    private readonly reporter: Reporter,
  ) {}

  async train(name: FlowName, { steps, seconds, number, decay, goOn, from }: Budget): Promise<Run> {
    const { request, engine, now, hooks, notes, reach } = this.setting;
    const { data, held } = this.rows;
    const resume =
      number === 0 && request.resume?.metadata.specification.flow === name
        ? request.resume
        : undefined;
    const offset = resume?.metadata.steps ?? 0;
    const seed = (request.seed + ROUND_SEED * number) >>> 0;
    const specification = resume ? resume.metadata.specification : this.specification(name);
    const start = resume
      ? resume.tensors
      : (from ??
        initialParameters(specification, data.values, data.count, seed, this.comparison.kind));
    const flow = await engine.open(specification, start);
    if (resume && 'optimizer.step' in start) await flow.restore(start, start);
    const message =
      number > 0
        ? say('Training {0} on {1} rows, round {2}.', name, grouped(data.count), number + 1)
        : say('Training {0} on {1} rows.', name, grouped(data.count));
    const reported: Reported = {
      name,
      specification,
      message,
      offset,
      moments: () => flow.moments(),
    };
    const began = now();
    await this.reporter.begun(reported, start, resume !== undefined);
    const trained = await train(
      flow,
      data,
      held,
      {
        batch: batchFor(data.count),
        steps,
        seconds,
        rate: RATE * (resume ? RESUMED : 1),
        weightDecay: DECAYS[decay]!,
        seed,
        firstStep: offset,
      },
      {
        evaluated: (...found) => this.reporter.evaluated(reported, ...found),
        moved: (parameters) => this.reporter.moved(reported, parameters),
        shouldStop: hooks.shouldStop,
        now,
      },
    );
    const own = await flow.logProb(held);
    flow.close();
    const took = { steps: trained.steps + offset, seconds: now() - began };
    const sound = await drawsWithin(
      engine,
      specification,
      trained.best,
      reach,
      data.context,
      false,
    );
    notes.push(...trained.notes);
    this.reporter.ended(reported, trained);
    return {
      name,
      specification,
      points: [...this.reporter.points],
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

  private specification(name: FlowName): FlowSpecification {
    const { request, columns } = this.setting;
    const { transforms, data, given } = this.rows;
    return buildSpecification(name, columns, transforms, data.count, {
      direction: request.direction,
      order: request.order,
      given,
    });
  }
}
