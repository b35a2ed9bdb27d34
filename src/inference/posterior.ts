// Draws of a posterior from a density of parameters given an observation: what of it lies where the prior ends, and
// weights for a prior that is not the one the simulations were drawn from.
import {
  type Distribution,
  DistributionError,
  rowsAt,
  rowsOf,
} from '../distributions/distribution';
import type { Bound } from '../protocol/bounds';
import type { ParameterSummary } from '../protocol/inference';
import { grouped, say, type Sentence } from '../protocol/sentence';
import { doubts, weigh } from './importance';
import { beyond, type Prior } from './prior';
import { systematic } from './resample';
import { type Ranges, restricted } from './restricted';
import { summaries } from './summary';

export interface Posterior {
  names: readonly string[];
  /** row-major, as many as were asked for */
  values: Float64Array;
  /** log density of each; null where its constant is not known */
  logDensity: Float64Array | null;
  /** the share of the model's mass outside the support of the prior; null where that is not known */
  leakage: { share: number; standardError: number } | null;
  /** how many equal draws these are worth */
  effectiveSampleSize: number;
  /** shape of the tail of the weights; null where all weigh the same */
  paretoK: number | null;
  parameters: ParameterSummary[];
  notes: Sentence[];
}

/** Weighted draws for each row that is asked for, and at least, and at most so many beyond what is asked for. */
const [OVER, LEAST, MOST] = [4, 10_000, 200_000];

export const rangesOf = (bounds: readonly Bound[]): Ranges =>
  Object.fromEntries(
    bounds.map(({ column, low, high }) => [column, [low ?? -Infinity, high ?? Infinity] as const]),
  );

/**
 * @param model p(parameters | observation) as it was fitted, under the prior of its table
 * @param wanted the prior; null: that of the table
 * @param table what the table was drawn from; null: not said
 * @param bounds what else is known of the support of the table's prior
 * @throws DistributionError for a prior beyond the table's, and where nothing is left of the model's mass
 */
export async function posterior(
  model: Distribution,
  {
    wanted,
    table,
    bounds,
  }: { wanted: Prior | null; table: Prior | null; bounds: readonly Bound[] },
  count: number,
  seed: number,
): Promise<Posterior> {
  const weighted = wanted !== null && table !== null;
  const own = table?.support ?? wanted?.support ?? [];
  const outside = wanted && beyond(wanted.support, [...(table?.support ?? []), ...bounds]);
  if (outside) throw new DistributionError(outside);
  const support = [...own, ...bounds.filter((b) => !own.some((o) => o.column === b.column))];
  const size = weighted ? Math.max(count, Math.min(MOST, Math.max(LEAST, OVER * count))) : count;
  const { values, share, shareError } = await restricted(
    { names: model.names, sample: (...args) => model.sample(...args) },
    rangesOf(support),
    size,
    seed,
  );
  const { names } = model;
  const dim = names.length;
  const logQ = await model.logProb!(rowsOf(values, dim));
  const inside = logQ.map((v) => v - Math.log(share));
  const common = {
    names,
    leakage: support.length > 0 ? { share: 1 - share, standardError: shareError } : null,
  };
  if (!weighted)
    return {
      ...common,
      values,
      logDensity: inside,
      effectiveSampleSize: count,
      paretoK: null,
      parameters: summaries(names, values, null, count),
      notes: [assumed(wanted, support.length > 0)],
    };
  const rows = rowsOf(values, dim);
  const [logNew, logOld] = [await wanted.logDensity(rows), await table.logDensity(rows)];
  const logs = logNew.map((v, n) => (v > -Infinity ? v - logOld[n]! : -Infinity));
  if (!logs.some((v) => v > -Infinity))
    throw new DistributionError(
      say(
        'None of {0} draws of the posterior under the prior of the table has any density under {1}: the two disagree. Simulate under the prior that is wanted, and fit again.',
        grouped(size),
        wanted.label,
      ),
    );
  const { weights, effectiveSampleSize, paretoK, logEvidence } = weigh(logs);
  const places = systematic(weights, count, seed);
  return {
    ...common,
    values: rowsAt(values, places, dim),
    logDensity: Float64Array.from(places, (n) => inside[n]! + logs[n]! - logEvidence),
    effectiveSampleSize: Math.min(count, effectiveSampleSize),
    paretoK: paretoK === -Infinity ? null : paretoK,
    parameters: summaries(names, values, weights, effectiveSampleSize),
    notes: [
      say(
        'Simulated under {0}; {1} draws were weighted for {2}, and are worth {3} equal ones.',
        table.label,
        grouped(size),
        wanted.label,
        grouped(Math.floor(effectiveSampleSize)),
      ),
      ...(paretoK === -Infinity ? [] : doubts(paretoK, size)),
      ...(effectiveSampleSize < count ? [repeats(count)] : []),
    ],
  };
}

/** Rows of a file that were picked by their weights. */
export const repeats = (count: number): Sentence =>
  say('Some of the {0} rows are the same: they were picked by their weights.', grouped(count));

function assumed(wanted: Prior | null, known: boolean): Sentence {
  if (wanted)
    return say(
      'It was assumed that the simulations were drawn from {0}: if they were drawn from another prior, say that as well.',
      wanted.label,
    );
  return known
    ? say('The prior is that of the simulations, within the bounds that the model keeps.')
    : say(
        'The prior is that of the simulations. Where it ends is not known, and so is how much of the mass lies outside: say a prior, or give bounds at the fit.',
      );
}
