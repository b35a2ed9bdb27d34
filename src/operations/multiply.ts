// The normalised product of two densities, p(x) q(x) = Z r(x): exact for Gaussians and mixtures, else weighted draws.
import { DistributionError } from '../distributions/distribution';
import { Gaussian } from '../distributions/gaussian';
import type { Mixture } from '../distributions/mixture';
import type { Estimate, Factor } from '../protocol/operations';
import { LEAST_EFFECTIVE } from './conditioned';
import { type Empirical } from '../distributions/empirical';
import { drawn, isClosed, labelOf, type Operand, type Sampled, sourceWords } from './operand';
import { marginalise } from './linear';
import { grouped, say, type Sentence } from '../protocol/sentence';

/** What a factor may be taken from. */
export interface Factors {
  /** of the table, in all chosen columns */
  table(): Promise<Gaussian>;
  flow(): Promise<Sampled>;
}

export interface Multiplied {
  operand: Operand;
  logZ: Estimate;
  notes: Sentence[];
}

export async function multiply(
  operand: Operand,
  factor: Factor,
  factors: Factors,
): Promise<Multiplied> {
  const other = await factorOf(operand, factor, factors);
  if (isClosed(operand) && other.kind === 'gaussian') {
    const { distribution, logZ } = operand.product(other);
    return {
      operand: distribution as Gaussian | Mixture,
      logZ: { value: logZ, standardError: null },
      notes: [],
    };
  }
  // draws of the one that is hard to weigh with, weighted with the density of the other
  const [pool, weight] =
    other.kind === 'gaussian'
      ? [operand, other]
      : isClosed(operand)
        ? [other, operand]
        : [operand, other];
  const rows: Empirical = await drawn(pool);
  const logs = await weight.logProb!(rows);
  const { empirical, logZ } = rows.reweighted(logs.map((v) => (Number.isNaN(v) ? -Infinity : v)));
  const what = sourceWords(rows.source);
  if (empirical.effective < LEAST_EFFECTIVE)
    throw new DistributionError(
      say(
        'The two densities hardly meet: {0} {1} weighted with the other are worth {2} equal ones, and {3} are needed. Use a wider factor, or begin with the Gaussian, whose product is exact.',
        grouped(rows.count),
        what,
        Math.floor(empirical.effective),
        LEAST_EFFECTIVE,
      ),
    );
  return {
    operand: empirical,
    logZ,
    notes: [
      say(
        '{0} {1} of {2}, each weighted with the density of {3}: they are worth {4} equal ones.',
        grouped(rows.count),
        what,
        pool.kind === 'empirical' ? say('before') : labelOf(pool),
        labelOf(weight),
        grouped(Math.floor(empirical.effective)),
      ),
    ],
  };
}

/** The other density over the very columns at hand, in their order. */
async function factorOf(
  operand: Operand,
  factor: Factor,
  { table, flow }: Factors,
): Promise<Gaussian | Sampled> {
  if (factor.kind === 'typed') {
    const { names, mean, covariance } = factor;
    const ragged = covariance.findIndex((row) => row.length !== names.length);
    if (ragged >= 0 || covariance.length !== names.length)
      throw new DistributionError(
        say(
          'The covariance needs {0} rows of {1} numbers, one for each column.',
          names.length,
          names.length,
        ),
      );
    const given = new Gaussian({ names, mean, covariance: covariance.flat() });
    requireSame(operand.names, names, say('The other Gaussian'));
    return given.marginal(operand.names);
  }
  if (factor.kind === 'flow') {
    const found = await flow();
    requireSame(operand.names, found.names, say('The fitted flow'));
    return marginalise(found, operand.names) as Sampled;
  }
  const found = await table();
  const missing = operand.names.find((name) => !found.names.includes(name));
  if (missing !== undefined)
    throw new DistributionError(
      say(
        'The table has no column "{0}", which is a result of an earlier step: its Gaussian cannot be the other factor. Type a Gaussian instead.',
        missing,
      ),
    );
  return found.marginal(operand.names);
}

function requireSame(own: readonly string[], others: readonly string[], who: Sentence): void {
  const quoted = (names: readonly string[]) => names.map((n) => `"${n}"`).join(', ');
  if (own.length !== others.length || !own.every((name) => others.includes(name)))
    throw new DistributionError(
      say(
        'A product needs the same columns on both sides: here there are {0}. {1} has {2}.',
        quoted(own),
        who,
        quoted(others),
      ),
    );
}
