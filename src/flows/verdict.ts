// Was the Gaussian enough? In nats per row on rows nobody was trained on, with one standard error.
import type { VerdictText } from '../protocol/exploration';
import { atomsWords, atomWords, givenNames, verdictWords } from '../protocol/words';
import type { Atom, Condition, FlowSpecification, ModelMetadata, Score, Scores, Verdict } from '../protocol/model';
import { groupGains } from './conditions';
import { score } from './score';

export { score } from './score';

/** Log densities of the same rows. */
export interface Densities {
  flow: Float64Array;
  /** of the comparison Gaussian; with conditions, of the one whose mean follows them linearly */
  gaussian: Float64Array;
  /** with conditions: of the Gaussian that is given nothing, and what each row is given */
  given?: { unconditional: Float64Array; conditions: Condition[]; context: Float64Array } | undefined;
}

export function scores({ flow, gaussian, given }: Densities, on: Scores['on'], returned: 'flow' | 'gaussian' = 'flow'): Scores {
  const own = returned === 'gaussian' ? gaussian : flow;
  const gains = own.map((v, i) => v - gaussian[i]!);
  const gain = returned === 'gaussian' ? { mean: 0, standardError: 0 } : score(gains);
  const most = returned === 'gaussian' ? null : withoutFew(gains);
  const beside = given && {
    overUnconditional: score(own.map((v, i) => v - given.unconditional[i]!)), groups: returned === 'gaussian' ? [] : groupGains(given.conditions, given.context, gains),
  };
  return { rows: flow.length, on, flow: score(own), gaussian: score(gaussian), gain, ...(most ? { most } : {}), verdict: verdict(gain, returned), ...beside };
}

/** One row that makes more than this of the variance of all decides a mean alone. */
const ALONE = 0.5;
const FEW = 0.01;
const FEWEST = 20;

/** The gain on most rows, where at most one row in a hundred makes the mean what it is: an outlier that nothing announced. Otherwise null. */
export function withoutFew(differences: Float64Array): Scores['most'] | null {
  if (differences.length < FEWEST || !differences.every(Number.isFinite)) return null;
  const ordered = differences.slice().sort();
  let [low, high] = [0, ordered.length - 1];
  for (const most = Math.max(1, Math.floor(FEW * ordered.length)); ordered.length - (high - low + 1) <= most && high - low > 1; ) {
    const rest = ordered.subarray(low, high + 1);
    const { mean } = score(rest);
    const below = rest[0]! - mean;
    const above = rest.at(-1)! - mean;
    const square = rest.reduce((sum, v) => sum + (v - mean) ** 2, 0);
    if (!(Math.max(below ** 2, above ** 2) > ALONE * square)) {
      const leftOut = ordered.length - rest.length;
      return leftOut > 0 ? { leftOut, gain: score(rest) } : null;
    }
    if (-below > above) low++;
    else high--;
  }
  return null;
}

/** Before the test rows were looked at. */
export const UNSCORED: Scores = (() => {
  const none = { mean: NaN, standardError: NaN };
  return { rows: 0, on: 'test', flow: none, gaussian: none, gain: none, verdict: 'undecided' };
})();

/** flow: gain > 2 SE and > 0.01. gaussian: gain + 2 SE < 0.02, or the Gaussian was returned. Otherwise undecided. */
export function verdict({ mean, standardError }: Score, returned: 'flow' | 'gaussian' = 'flow'): Verdict {
  if (returned === 'gaussian') return 'gaussian';
  if (mean > 2 * standardError && mean > 0.01) return 'flow';
  if (mean + 2 * standardError < 0.02) return 'gaussian';
  return 'undecided';
}

/** Scores without a verdict while atoms are not accepted: with them a gain in nats says little. */
export function judged(scores: Scores, atoms: Atom[], accepted: boolean): Scores {
  if (atoms.length > 0 && !accepted) return { ...scores, verdict: 'undecided' };
  return scores;
}

/** The sentence of a model's own scores. */
export function verdictOf({ scores, atoms, atomsAccepted, specification }: Pick<ModelMetadata, 'scores' | 'atoms' | 'atomsAccepted'> & { specification?: Pick<FlowSpecification, 'given'> }): VerdictText {
  if (atoms.length === 0 || atomsAccepted) return verdictText(scores, specification ? givenNames(specification) : []);
  return { verdict: 'undecided', sentence: atomsWords(atoms) };
}

export const atomText = (atom: Atom): string => atomWords(atom);

export function verdictText(s: Scores, given: string[] = []): VerdictText {
  return { verdict: s.verdict, sentence: verdictWords({ ...s, given }) };
}
