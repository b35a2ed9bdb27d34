// A fit in rounds: each trains from the start again, for longer or with more weight decay than the one before.
import type { Score } from '../../protocol/model';

/** Decoupled weight decays (Loshchilov and Hutter 2019), tried one after the other on flows that overfit. */
export const DECAYS = [0, 0.1, 0.5, 2] as const;
const LONGER = 2;
const [FEWEST_STEPS, MOST_STEPS] = [600, 20_000];
/** Whose best came before this part of its steps overfits. */
const EARLY = 0.75;
/**
 * Another round is worth its time when the last one gained so many nats on validation rows, or while little of
 * the time is used,
 */
const GAIN = 0.006;
const CHEAP = 0.05;
/** or, in a part of the time, while those rows are too few to rule out a gain of this size, */
const [POSSIBLE, UNSURE] = [0.015, 0.15];
/**
 * or, in a larger part and without overfitting, when the last one lost much (chance decides, and more steps
 * leave less to it), or all together gained much.
 */
const [LOSS, HARD, LARGER] = [0.01, 0.05, 0.4];
/** Where all together gained much, so little is enough. */
const GAIN_IF_HARD = 0.002;

export interface RoundPlan {
  steps: number;
  /** index in DECAYS */
  decay: number;
  /** from where the best round was cut off, instead of from the start */
  goOn: boolean;
}

/** A round that was trained. */
export interface Round extends RoundPlan {
  /** mean log density of validation rows at its best, and the step of that */
  validation: number;
  bestStep: number;
  /** it took all its steps */
  complete: boolean;
}

export const stepsWithin = (steps: number): number =>
  Math.max(FEWEST_STEPS, Math.min(MOST_STEPS, Math.round(steps)));

export class Rounds {
  private tried = 0;
  private first: number | null = null;

  /**
   * @param best so far  @param last maybe the same
   * @param gain of the last over the best before it, in nats per validation row; null after the first  @param
   * spent part of the time
   * @returns null when nothing is worth trying
   */
  next(best: Round, last: Round, gain: Score | null, spent: number): RoundPlan | null {
    this.first ??= best.validation;
    if (!best.complete) return { steps: LONGER * best.steps, decay: best.decay, goOn: true };
    const lost = last !== best;
    if (lost && last.decay > best.decay) this.tried = DECAYS.length - 1; // more of it would be worse still
    const overfits = last.bestStep < EARLY * last.steps;
    const stronger = overfits && this.tried < DECAYS.length - 1;
    if (!stronger && !worthMore(gain, spent, best.validation - this.first > HARD, overfits))
      return null;
    if (stronger) this.tried++;
    return {
      steps: overfits ? last.steps : stepsWithin(LONGER * last.steps),
      decay: stronger ? this.tried : best.decay,
      goOn: false,
    };
  }
}

function worthMore(gain: Score | null, spent: number, hard: boolean, overfits: boolean): boolean {
  if (gain === null || spent < CHEAP) return true;
  const { mean, standardError } = gain;
  if (mean > (hard ? GAIN_IF_HARD : GAIN)) return true;
  return (
    (spent < UNSURE && mean + standardError > POSSIBLE) ||
    (spent < LARGER && !overfits && (mean < -LOSS || hard))
  );
}
