// Was the Gaussian enough? In nats per row on rows nobody was trained on, with one standard error.
import type { VerdictText } from '../protocol/exploration';
import { atomsWords, atomWords } from '../protocol/words/atoms';
import { givenNames } from '../protocol/words/conditions';
import { verdictWords } from '../protocol/words/verdict';
import { type Clusters, type SplitBy, tooFew } from '../protocol/split';
import type {
  Atom,
  Condition,
  FlowSpecification,
  ModelMetadata,
  Score,
  Scores,
  Verdict,
} from '../protocol/model';
import { groupGains } from './conditions';
import { score } from './score';
import type { Sentence } from '../protocol/sentence';

/** Log densities of the same rows. */
export interface Densities {
  flow: Float64Array;
  /** of the comparison Gaussian; with conditions, of the one whose mean follows them linearly */
  gaussian: Float64Array;
  /** with conditions: of the Gaussian that is given nothing, and what each row is given */
  given?:
    { unconditional: Float64Array; conditions: Condition[]; context: Float64Array } | undefined;
  /** which rows these are */
  rows?: ScoredRows | undefined;
}

export interface ScoredRows {
  /** 0-based */
  rowNumbers: ArrayLike<number>;
  /** equal for rows that are not independent of one another; absent: all are */
  units?: ArrayLike<number> | undefined;
  split?: SplitBy | undefined;
}

export function scores(
  { flow, gaussian, given, rows }: Densities,
  on: Scores['on'],
  returned: 'flow' | 'gaussian' = 'flow',
): Scores {
  const own = returned === 'gaussian' ? gaussian : flow;
  const gains = own.map((v, i) => v - gaussian[i]!);
  const units = rows?.units;
  const gain = returned === 'gaussian' ? { mean: 0, standardError: 0 } : score(gains, units);
  const most = returned === 'gaussian' ? null : withoutFew(gains, rows);
  const clusters = clustersOf(rows);
  const beside = given && {
    overUnconditional: score(
      own.map((v, i) => v - given.unconditional[i]!),
      units,
    ),
    groups:
      returned === 'gaussian' ? [] : groupGains(given.conditions, given.context, gains, units),
  };
  return {
    rows: flow.length,
    on,
    flow: score(own, units),
    gaussian: score(gaussian, units),
    gain,
    ...(most ? { most } : {}),
    ...(clusters ? { clusters } : {}),
    verdict: verdict(gain, returned, clusters),
    ...beside,
  };
}

/** How many independent units rows are; undefined where each row is one. */
export function clustersOf({ units, split }: Partial<ScoredRows> = {}): Clusters | undefined {
  if (!units || !split || split.by === 'rows') return undefined;
  return {
    by: split.by,
    count: new Set(Array.from(units)).size,
    ...(split.by === 'blocks' ? { rows: split.rows } : {}),
  };
}

/** One row that makes more than this of the variance of all decides a mean alone. */
const ALONE = 0.5;
const FEW = 0.01;
const FEWEST = 20;

/**
 * The gain on most rows, where at most one row in a hundred makes the mean what it is: an outlier that nothing
 * announced. Otherwise null.
 */
export function withoutFew(
  differences: Float64Array,
  rows?: Pick<ScoredRows, 'rowNumbers' | 'units'>,
): Scores['most'] | null {
  if (differences.length < FEWEST || !differences.every(Number.isFinite)) return null;
  const places = Int32Array.from(differences.keys()).sort(
    (a, b) => differences[a]! - differences[b]!,
  );
  const ordered = Float64Array.from(places, (p) => differences[p]!);
  let [low, high] = [0, ordered.length - 1];
  for (
    const most = Math.max(1, Math.floor(FEW * ordered.length));
    ordered.length - (high - low + 1) <= most && high - low > 1;
  ) {
    const rest = ordered.subarray(low, high + 1);
    const { mean } = score(rest);
    const below = rest[0]! - mean;
    const above = rest.at(-1)! - mean;
    const square = rest.reduce((sum, v) => sum + (v - mean) ** 2, 0);
    if (!(Math.max(below ** 2, above ** 2) > ALONE * square)) {
      const leftOut = ordered.length - rest.length;
      if (leftOut === 0) return null;
      const units =
        rows?.units && Float64Array.from(places.subarray(low, high + 1), (p) => rows.units![p]!);
      const decisive =
        rows &&
        [...places.subarray(0, low), ...places.subarray(high + 1)]
          .map((p) => rows.rowNumbers[p]! + 1)
          .sort((a, b) => a - b);
      return { leftOut, gain: score(rest, units), ...(decisive ? { rows: decisive } : {}) };
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

/**
 * flow: gain > 2 SE and > 0.01. gaussian: gain + 2 SE < 0.02, or the Gaussian was returned. Otherwise, and with
 * few clusters, undecided.
 */
export function verdict(
  { mean, standardError }: Score,
  returned: 'flow' | 'gaussian' = 'flow',
  clusters?: Clusters,
): Verdict {
  if (tooFew(clusters)) return 'undecided';
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
export function verdictOf({
  scores,
  atoms,
  atomsAccepted,
  specification,
}: Pick<ModelMetadata, 'scores' | 'atoms' | 'atomsAccepted'> & {
  specification?: Pick<FlowSpecification, 'given'>;
}): VerdictText {
  if (atoms.length === 0 || atomsAccepted)
    return verdictText(scores, specification ? givenNames(specification) : []);
  return { verdict: 'undecided', sentence: atomsWords(atoms) };
}

export const atomText = (atom: Atom): Sentence => atomWords(atom);

export function verdictText(s: Scores, given: string[] = []): VerdictText {
  return { verdict: s.verdict, sentence: verdictWords({ ...s, given }) };
}
