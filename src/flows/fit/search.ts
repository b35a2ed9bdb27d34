// The choice of a flow: candidates race, the best trains in rounds, and has to beat the Gaussian and be drawn from.
import type { FlowChoice, FlowName } from '../../protocol/choices';
import type { Score } from '../../protocol/model';
import type { ComparisonGaussian } from './comparison-gaussian';
import { drawsWithin } from './draws';
import { plainGaussian } from './plain-gaussian';
import type { PreparedRows } from './prepared-rows';
import type { Reporter } from './reporter';
import { type Budget, RoundTrainer, type Run } from './round-trainer';
import { Rounds, stepsWithin } from './rounds';
import { score } from '../score';
import type { Fitted, Setting } from './setting';
import { batchFor } from './training';
import { say } from '../../protocol/sentence';

/** Part of the time that each candidate of a race gets at most. */
const HEAT = 0.25;
/**
 * Passes over the rows in a first round, which finds out who is best. An affine flow has found what it can find
 * sooner.
 */
const [EPOCHS, AFFINE_EPOCHS] = [16, 8];
const AFFINE_STEPS = 600;
const SHORTEST_ROUND = 0.5;
/**
 * Nats by which a flow has to beat the Gaussian on validation rows to be returned by `auto`, besides one
 * standard error.
 */
const WORTH = 0.005;
/**
 * With fewer rows only splines race: their tails are straight, where an affine flow may scale a rare row
 * without bounds.
 */
const AFFINE_ROWS = 1000;

const first = (steps: number, seconds: number | null): Budget => ({
  steps,
  seconds,
  number: 0,
  decay: 0,
  goOn: false,
});

export class FlowSearch {
  /** flows did better, and none could be drawn from: the Gaussian is no verdict */
  rejected = false;
  /** candidates of a race that have not had their turn, or are in it */
  racing: FlowName[] = [];
  /** rounds so far, and steps in all of them */
  readonly spent = { rounds: 0, steps: 0 };
  private readonly trainer: RoundTrainer;

  constructor(
    private readonly setting: Setting,
    private readonly rows: PreparedRows,
    private readonly comparison: ComparisonGaussian,
    private readonly reporter: Reporter,
  ) {
    this.trainer = new RoundTrainer(setting, rows, comparison, reporter);
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
          say(
            'Some draws of this flow lie far beyond the rows, by more than ten times their range. Fit it anew.',
          ),
        );
      return resumed;
    }
    if (choice === 'gaussian') return this.plain();
    const alone = columns.length === 1 || this.rows.data.count < AFFINE_ROWS;
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
        say(
          '{0} was not kept: some of its draws lie far beyond the rows, by more than ten times their range. The Gaussian was returned.',
          fitted.name,
        ),
      );
      return this.plain(fitted.trained.stopped);
    }
    if (fitted.sound && (choice !== 'auto' || (await this.beatsGaussian(fitted)))) return fitted;
    this.setting.notes.push(
      say(
        '{0} did not beat the Gaussian on validation rows: the Gaussian was returned.',
        fitted.name,
      ),
    );
    return this.plain(fitted.trained.stopped);
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
            this.rows.data.context,
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
    const own = await flow.logProb(this.rows.held);
    flow.close();
    const { mean, standardError } = score(
      own.map(
        (v, n) => v - this.rows.held.logDet[n]! - this.comparison.held[this.rows.held.kept[n]!]!,
      ),
      this.rows.heldUnits,
    );
    return mean > WORTH && mean > standardError;
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
        this.rows.heldUnits,
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
        say(
          '{0} was not kept, although it validates best: some of its draws lie far beyond the rows, by more than ten times their range.',
          left.name,
        ),
      );
    if (sound === leader.sound ? ahead : sound) return run;
    this.reporter.returnTo(leader.points, leader.trained.plannedSteps);
    return { ...leader, trained: { ...leader.trained, stopped: run.trained.stopped } };
  }

  private stepsFor(name: FlowName): number {
    if (name === 'affine') return AFFINE_STEPS;
    return stepsWithin(
      ((name.startsWith('affine') ? AFFINE_EPOCHS : EPOCHS) * this.rows.data.count) /
        batchFor(this.setting.train.count),
    );
  }

  private async train(name: FlowName, budget: Budget): Promise<Run> {
    const run = await this.trainer.train(name, budget);
    this.spent.rounds++;
    this.spent.steps += run.took!.steps;
    return run;
  }

  /** The Gaussian that flows are compared with, as the result. */
  plain(stopped?: boolean): Promise<Fitted> {
    return plainGaussian(this.setting, this.rows, this.comparison, stopped);
  }
}
