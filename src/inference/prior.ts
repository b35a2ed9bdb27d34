// What parameters are thought to be before an observation: typed, a law for each, or a density of all of them.
import { independent } from '../distributions/change-of-variables/joint';
import { parseBases } from '../distributions/change-of-variables/base-text';
import { type Distribution, DistributionError, type Rows } from '../distributions/distribution';
import { type Bound, boundText } from '../protocol/bounds';
import { say, type Sentence, series } from '../protocol/sentence';

export interface Prior {
  /** the parameters, in the order of the rows that it is asked about */
  readonly names: readonly string[];
  readonly label: Sentence;
  /** the parameters whose density ends somewhere */
  readonly support: readonly Bound[];
  logDensity(rows: Rows): Promise<Float64Array>;
  sample(count: number, seed: number, first?: number): Promise<Rows>;
}

const EXAMPLE = 'theta_1=uniform(-1,1), theta_2=normal(0,2), sigma=lognormal(0,1)';

/**
 * "a=uniform(-1,1), b=normal(0,2)": independent parameters.
 * @param names of all of them, in the order of rows  @throws DistributionError unless each has a law, once
 */
export async function typedPrior(text: string, names: readonly string[]): Promise<Prior> {
  const { names: typed, bases } = await parseBases(text);
  const missing = names.filter((name) => !typed.includes(name));
  const strange = typed.filter((name) => !names.includes(name));
  if (missing.length > 0 || strange.length > 0)
    throw new DistributionError(
      say(
        'A prior says something of every parameter, by its name: {0}. This one names {1}. Write it as in {2}.',
        names.join(', '),
        typed.join(', '),
        EXAMPLE,
      ),
    );
  const own = names.map((name) => bases[typed.indexOf(name)]!);
  const joint = independent(names, own);
  return {
    names,
    label: series(
      own.map((base, d) => say('{0} = {1}', names[d]!, base.label)),
      ', ',
    ),
    support: own.flatMap((base, d) => {
      const ends = base.support ?? (base.whole ? [base.lo, base.hi] : [-Infinity, Infinity]);
      return boundOf(names[d]!, ends[0]!, ends[1]!);
    }),
    logDensity: async (rows) => joint.logProb!(rows),
    sample: async (...args) => joint.sample(...args),
  };
}

/** A bound between two ends of which some may be infinite; none where both are. */
function boundOf(column: string, low: number, high: number): Bound[] {
  if (low === -Infinity && high === Infinity) return [];
  return [{ column, low: low > -Infinity ? low : null, high: high < Infinity ? high : null }];
}

/**
 * A density of the parameters alone, such as a flow of them.
 * @param support where it ends, which a density itself does not say  @throws DistributionError for other columns
 */
export function densityPrior(
  distribution: Distribution,
  label: Sentence,
  support: readonly Bound[],
  names: readonly string[],
): Prior {
  const { names: own } = distribution;
  if (
    !distribution.logProb ||
    own.length !== names.length ||
    !own.every((name) => names.includes(name))
  )
    throw new DistributionError(
      say(
        '{0} describes {1}: a prior describes exactly the parameters, {2}.',
        label,
        own.join(', '),
        names.join(', '),
      ),
    );
  const places = own.map((name) => names.indexOf(name));
  const ordered = ({ values, count, dim }: Rows, from: (d: number) => number): Rows => {
    const out = new Float64Array(values.length);
    for (let n = 0; n < count; n++)
      for (let d = 0; d < dim; d++) out[n * dim + d] = values[n * dim + from(d)]!;
    return { values: out, count, dim };
  };
  return {
    names,
    label,
    support,
    logDensity: async (rows) => distribution.logProb!(ordered(rows, (d) => places[d]!)),
    sample: async (...args) => {
      const rows = await distribution.sample(...args);
      return ordered(rows, (d) => own.indexOf(names[d]!));
    },
  };
}

/** A sentence where `prior` reaches beyond `table`, in which nothing was simulated; null where all lies within. */
export function beyond(prior: readonly Bound[], table: readonly Bound[]): Sentence | null {
  for (const of of table) {
    const own = prior.find(({ column }) => column === of.column);
    const below = of.low !== null && !((own?.low ?? -Infinity) >= of.low);
    const above = of.high !== null && !((own?.high ?? Infinity) <= of.high);
    if (below || above)
      return say(
        'The prior goes on beyond {0}, where the table has no simulations: weights cannot make up for that. Choose a prior within, or simulate there and fit again.',
        boundText(of),
      );
  }
  return null;
}
