// What an approximation is worth: its ELBO, the log evidence by its weighted draws, and whether it misses mass.
import { toModel, fromModel } from '../../flows/preprocessing';
import { score } from '../../flows/score';
import { say, type Sentence } from '../../protocol/sentence';
import { weigh } from '../importance';
import { highestShape } from '../pareto-smoothing';
import type { Approximation } from './approximation';
import { missedMass, type Missed } from './missed';
import type { Mode } from './modes';
import { drawsOfStarts } from './starts';
import { momentsOf, widened } from './wide-laws';

export interface Evaluation {
  /** mean of log p - log q over draws of q, in nats, with its standard error: at most the log evidence */
  elbo: number;
  standardError: number;
  /** log of the target's integral, by importance weights of the same draws, with its standard error */
  logEvidence: number;
  logEvidenceError: number;
  paretoK: number | null;
  notes: Sentence[];
  /** in the variables' own units, row-major, with log q of each per unit of them */
  draws: Float64Array;
  logDensity: Float64Array;
}

const CHUNK = 2000;
/** Mass that is worth a word, and draws that must have found it. */
const [MUCH, FEWEST_HITS] = [1e-3, 20];
/** Standard errors between two log evidences that do not fit. */
const APART = 4;

/** How many draws a result has: a draw costs as much as the formula over all rows. */
export const drawsFor = (rows: number): number =>
  rows <= 500 ? 20_000 : CHUNK * Math.max(1, Math.floor(5000 / rows));

/** @param modes on the real line of each variable */
export async function evaluated(
  approximation: Approximation,
  modes: readonly Mode[],
  { rows, seed }: { rows: number; seed: number },
): Promise<Evaluation> {
  const { specification, target } = approximation;
  const { columns, preprocessing } = specification;
  const dim = columns.length;
  const count = drawsFor(rows);
  const z = new Float64Array(count * dim);
  const [logQ, logP] = [new Float64Array(count), new Float64Array(count)];
  for (let from = 0; from < count; from += CHUNK) {
    const part = await approximation.draws(CHUNK, from);
    z.set(part.z, from * dim);
    logQ.set(part.logQ, from);
    logP.set(part.logP, from);
  }
  const ratios = logP.map((v, n) => v - logQ[n]!);
  const { mean: elbo, standardError } = score(ratios);
  const { logEvidence, logEvidenceError, paretoK } = weigh(ratios);
  const own = momentsOf(z, dim);
  const scaled = modes.map(({ mean, covariance }) => ({
    mean: mean.map((v, d) => (v - preprocessing[d]!.shift) / preprocessing[d]!.scale),
    covariance: covariance.map(
      (v, i) => v / preprocessing[Math.floor(i / dim)]!.scale / preprocessing[i % dim]!.scale,
    ),
  }));
  const missed = await missedMass(
    target,
    [own, widened(own, 3), ...scaled],
    columns,
    (points, n) => approximation.flow.logProb(points, n),
    { leastLogQ: logQ.reduce((least, v) => Math.min(least, v), Infinity), logEvidence },
    { count, first: drawsOfStarts(count), seed },
  );
  const draws = fromModel(z, count, preprocessing);
  const { logDet } = toModel(draws, count, preprocessing);
  return {
    elbo,
    standardError,
    logEvidence,
    logEvidenceError,
    paretoK,
    notes: notesOf(ratios, { logEvidence, logEvidenceError, paretoK }, missed),
    draws,
    logDensity: logQ.map((v, n) => v - logDet[n]!),
  };
}

function notesOf(
  ratios: Float64Array,
  found: Pick<Evaluation, 'logEvidence' | 'logEvidenceError' | 'paretoK'>,
  missed: Missed | null,
): Sentence[] {
  const { logEvidence, logEvidenceError, paretoK } = found;
  const notes: Sentence[] = [];
  const zero = ratios.reduce((sum, v) => sum + (v === -Infinity ? 1 : 0), 0);
  if (zero > 0)
    notes.push(
      say(
        'The density is zero at {0} of {1} draws, so the ELBO is minus infinity. Give the variables the bounds that keep them away from there.',
        zero,
        ratios.length,
      ),
    );
  if (missed && missed.effective >= FEWEST_HITS) {
    const much = missed.mass > Math.max(MUCH, logEvidenceError, 3 * missed.massError);
    const gap = missed.logEvidence - logEvidence;
    const apart = gap > APART * Math.hypot(missed.logEvidenceError, logEvidenceError) + MUCH;
    if (much)
      notes.push(
        say(
          'Modes may be missed: a wider look found {0} ± {1} of the mass where no draw of the approximation was. Raise --seconds, try another --seed, or fit each mode within bounds of its own.',
          missed.mass.toPrecision(2),
          missed.massError.toPrecision(1),
        ),
      );
    else if (apart)
      notes.push(
        say(
          'Modes may be missed: a wider look found a log evidence of {0} ± {1}, above that of the draws of the approximation. Raise --seconds, or try another --seed.',
          missed.logEvidence.toFixed(3),
          missed.logEvidenceError.toPrecision(1),
        ),
      );
  }
  const most = highestShape(ratios.length);
  if (paretoK !== null && paretoK > most)
    notes.push(
      say(
        'Pareto k is {0}, above {1}: a few draws decide the log evidence, and neither it nor its error can be trusted. Raise --seconds, or write the formula in variables that are less curved.',
        paretoK.toFixed(2),
        most.toFixed(2),
      ),
    );
  return notes;
}
