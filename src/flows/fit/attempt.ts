// One fit on given training and validation rows: prepared rows, the Gaussian to beat, and the search for a flow.
import type { Bound } from '../../protocol/bounds';
import type { FlowChoice, FlowName } from '../../protocol/choices';
import type { FlowSpecification, Scores, TrainingAccount } from '../../protocol/model';
import { ComparisonGaussian } from './comparison-gaussian';
import { drawnOutside } from './draws';
import { versionOf } from '../model-file/schema';
import type { Part } from '../parts';
import { type PreparedRows, prepareRows } from './prepared-rows';
import { Reporter } from './reporter';
import type { FitOutcome, FitProgress } from './request';
import { FlowSearch } from './search';
import type { Fitted, Setting } from './setting';
import { countParameters } from '../specification';
import { batchFor, type Trained } from './training';
import { type Densities, UNSCORED } from '../verdict';
import type { Sentence } from '../../protocol/sentence';

export class Attempt {
  private readonly rows: PreparedRows;
  private readonly comparison: ComparisonGaussian;
  private readonly reporter: Reporter;
  private readonly search: FlowSearch;

  /** @throws FitError when the rows do not suit the preprocessing or the conditions that were asked for */
  constructor(private readonly setting: Setting) {
    this.rows = prepareRows(setting);
    this.comparison = new ComparisonGaussian(setting, this.rows);
    this.reporter = new Reporter(
      setting,
      this.rows.jacobian,
      this.comparison.validation,
      (...found) => this.metadata(...found, UNSCORED),
    );
    this.search = new FlowSearch(setting, this.rows, this.comparison, this.reporter);
  }

  /** Points of the training that is kept. */
  get points() {
    return this.reporter.points;
  }

  /** Whether flows did better, and none could be drawn from: the Gaussian is no verdict. */
  get rejected(): boolean {
    return this.search.rejected;
  }

  /** @param seconds time for training, or null when the request gives steps */
  run(choice: FlowChoice, seconds: number | null): Promise<Fitted> {
    return this.search.run(choice, seconds);
  }

  /** The Gaussian instead of a flow. @param stopped whether training was stopped by the user */
  gaussian(stopped: boolean): Promise<Fitted> {
    return this.search.plain(stopped);
  }

  progress(phase: FitProgress['phase'], flow: FlowName, message: Sentence): FitProgress {
    return this.reporter.progress(phase, flow, message);
  }

  gaussianDensities(rows: Part): Promise<Omit<Densities, 'flow'>> {
    return this.comparison.densities(rows);
  }

  /** Mean log density of the validation rows, in original units. */
  validationOf(name: FlowName, { bestValidation }: Trained): number {
    return name === 'gaussian' ? bestValidation : bestValidation - this.rows.jacobian.validation;
  }

  /** @param bestRound what the round took that is kept */
  account(
    bestRound: TrainingAccount['bestRound'] = null,
  ): Pick<FitOutcome['metadata'], 'training'> {
    return this.search.spent.rounds > 0 ? { training: { ...this.search.spent, bestRound } } : {};
  }

  /** What the model file says, besides file and date. */
  metadata(
    specification: FlowSpecification,
    steps: number,
    plannedSteps: number,
    scores: Scores,
  ): FitOutcome['metadata'] {
    const { engine, request, rows, atoms, atomsAccepted, notes, now } = this.setting;
    const pending = this.search.racing.filter((name) => name !== specification.flow);
    return {
      format: 'flowscope',
      version: versionOf(specification),
      specification,
      seed: request.seed,
      engine: engine.name,
      steps,
      plannedSteps,
      seconds: now(),
      batch: batchFor(this.setting.train.count),
      rows,
      ...this.comparison.parameters(),
      scores,
      atoms,
      atomsAccepted,
      parameters: countParameters(specification),
      notes: [...notes],
      ...(pending.length > 0 ? { pending } : {}),
    };
  }

  /**
   * How many draws of a flow lie outside plausible bounds, and outside those that it keeps.
   * @param support bounds that are kept: none of these is a plausible one that draws break
   */
  async outside(
    { specification, trained }: Fitted,
    bounds: Bound[],
    support: Bound[] = [],
  ): Promise<Pick<FitOutcome['metadata'], 'bounds' | 'leakage'>> {
    const outsideOf = (some: Bound[]) =>
      drawnOutside(
        this.setting.engine,
        specification,
        trained.best,
        some,
        this.setting.reach.rows,
        this.rows.data.context,
      );
    const kept = (bound: Bound) => support.some(({ column }) => column === bound.column);
    const found = await outsideOf(bounds.filter((bound) => !kept(bound)));
    const leakage = support.length > 0 ? (await outsideOf(support))?.outside : undefined;
    return { ...(found ? { bounds: found } : {}), ...(leakage ? { leakage } : {}) };
  }
}
