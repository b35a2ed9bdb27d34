// What is to be sampled or averaged over: a log density up to a constant, typed as a formula or of a distribution.
import { type Distribution, DistributionError, type Rows } from '../distributions/distribution';
import { compile } from '../distributions/formula/evaluate';
import { type Formula, parseFormula } from '../distributions/formula/parse';
import { undefinedPart } from '../distributions/formula/undefined-part';
import { say, type Sentence } from '../protocol/sentence';

export interface Target {
  readonly label: Sentence;
  /** whether it integrates to 1, so that mean weights are about 1 */
  readonly normalised: boolean;
  /**
   * Log density up to a constant, of rows in the columns' order and units; -Infinity where there is none.
   * @throws DistributionError where it is not defined, with the part that is the reason
   */
  logDensity(rows: Rows): Promise<Float64Array>;
}

/** The values of a formula at each row. @throws DistributionError where it is not defined */
export type RowFunction = (rows: Rows) => Float64Array;

/**
 * @param aliases what each column may be called
 * @param infinite a value of minus infinity is one: a density of zero
 * @throws DistributionError for what cannot be read
 */
export async function rowFormula(
  text: string,
  aliases: readonly (readonly string[])[],
  infinite = false,
): Promise<RowFunction> {
  const formula = await parseFormula(text, aliases);
  const { values } = compile([formula.expression]);
  return (rows) => {
    const out = new Float64Array(rows.count);
    for (let n = 0; n < rows.count; n++) {
      const point = rows.values.subarray(n * rows.dim, (n + 1) * rows.dim);
      const value = values(point)[0]!;
      if (!Number.isFinite(value) && !(infinite && value === -Infinity))
        throw notDefined(formula, [...point], value, aliases);
      out[n] = value;
    }
    return out;
  };
}

function notDefined(
  formula: Formula,
  point: number[],
  value: number,
  aliases: readonly (readonly string[])[],
): DistributionError {
  const at = aliases
    .slice(0, 6)
    .map(([name], i) => `${name} = ${Number(point[i]!.toPrecision(6))}`)
    .join(', ');
  const advice = say(
    'Say what holds there with a condition, such as x > 0 ? log(x) : log(0), which is minus infinity',
  );
  return Number.isNaN(value)
    ? new DistributionError(
        say(
          '{0} is not defined at {1}, in the formula {2}. {3}.',
          undefinedPart(formula, point),
          at,
          formula.text,
          advice,
        ),
      )
    : new DistributionError(
        say('The formula {0} is infinite at {1}. {2}.', formula.text, at, advice),
      );
}

/** A log density that is typed. */
export async function formulaTarget(
  text: string,
  aliases: readonly (readonly string[])[],
): Promise<Target> {
  const values = await rowFormula(text, aliases, true);
  return {
    label: say('the typed target'),
    normalised: false,
    logDensity: async (rows) => values(rows),
  };
}

/**
 * A distribution as a target for draws of other columns' order.
 * @throws DistributionError where it has no density, or other columns
 */
export function distributionTarget(
  distribution: Distribution,
  label: Sentence,
  names: readonly string[],
): Target {
  const { logProb, names: own } = distribution;
  if (!logProb)
    throw new DistributionError(
      say(
        '{0} has no density, so that draws cannot be weighted with it. Fit a model to it.',
        label,
      ),
    );
  if (own.length !== names.length || !own.every((name) => names.includes(name)))
    throw new DistributionError(
      say(
        'The target has the columns {0}, and the draws have {1}: they must be the same.',
        own.join(', '),
        names.join(', '),
      ),
    );
  const places = own.map((name) => names.indexOf(name));
  return {
    label,
    normalised: true,
    logDensity: async ({ values, count, dim }) => {
      const ordered = new Float64Array(count * dim);
      for (let n = 0; n < count; n++)
        places.forEach((place, d) => (ordered[n * dim + d] = values[n * dim + place]!));
      return logProb({ values: ordered, count, dim });
    },
  };
}
