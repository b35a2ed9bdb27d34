// A posterior from a likelihood: of several independent trials the product, times a prior. Draws by importance
// sampling from a mixture around a tempered population, or, where its weights fail, by that population's own chains.
import type { Mixture } from '../distributions/mixture';
import { rowsAt, rowsOf } from '../distributions/distribution';
import { grouped, say, type Sentence } from '../protocol/sentence';
import { doubts, weigh } from './importance';
import { highestShape } from './pareto-smoothing';
import { type LogLikelihood, type Members, MEMBERS, Population } from './population';
import { type Posterior, repeats } from './posterior';
import type { Prior } from './prior';
import { systematic } from './resample';
import { summaries } from './summary';

export interface FromLikelihood extends Posterior {
  method: 'importance' | 'chains';
  /** the share of proposals that chains took; absent for importance sampling */
  acceptance?: number;
  /** log of the likelihood's mean under the prior; null where it was not estimated well */
  logEvidence: { value: number; standardError: number } | null;
}

const [OVER, LEAST, MOST] = [2, 10_000, 100_000];
const COMPONENTS = 12;
const GOLDEN = (Math.sqrt(5) - 1) / 2;
/** Weights worth a smaller share are not used. Sweeps before chains are kept, and at least so many after. */
const [SMALLEST, BURN, SWEEPS] = [0.05, 20, 50];

/** @throws DistributionError where the prior does not reach the observations */
export async function fromLikelihood(
  prior: Prior,
  likelihood: LogLikelihood,
  count: number,
  seed: number,
): Promise<FromLikelihood> {
  const population = new Population(prior, likelihood, seed);
  const { members, steps } = await population.toPosterior();
  const proposal = population.proposal(members.free, COMPONENTS);
  const weighted = proposal && (await byWeights(population, proposal, prior, count, seed));
  const reached = say(
    'A population of {0} was led from the prior to the posterior, by powers of the likelihood (steps: {1}).',
    grouped(MEMBERS),
    steps,
  );
  if (weighted) return { ...weighted, notes: [reached, ...weighted.notes] };
  const chains = await byChains(population, members, proposal, prior.names, count);
  return { ...chains, notes: [reached, ...chains.notes] };
}

async function byWeights(
  population: Population,
  proposal: Mixture,
  { names }: Prior,
  count: number,
  seed: number,
): Promise<FromLikelihood | null> {
  const dim = names.length;
  const size = Math.max(count, Math.min(MOST, Math.max(LEAST, OVER * count)));
  const drawn = proposal.sample(size, seed);
  const { logLikelihood, logPrior } = await population.look(drawn.values);
  const { values, logSlope } = population.chart.values(drawn.values);
  const logQ = proposal.logProb(rowsOf(drawn.values, dim));
  const logs = logQ.map((q, n) => {
    const log = logLikelihood[n]! + logPrior[n]! - q;
    return Number.isNaN(log) ? -Infinity : log;
  });
  if (!logs.some((v) => v > -Infinity)) return null;
  const { weights, effectiveSampleSize, paretoK, logEvidence, logEvidenceError } = weigh(logs);
  if ((paretoK ?? 0) > highestShape(size) || effectiveSampleSize < SMALLEST * size) return null;
  const places = systematic(weights, count, seed);
  return {
    method: 'importance',
    names,
    values: rowsAt(values, places, dim),
    logDensity: Float64Array.from(
      places,
      (n) => logLikelihood[n]! + logPrior[n]! - logSlope[n]! - logEvidence,
    ),
    leakage: { share: 0, standardError: 0 },
    effectiveSampleSize: Math.min(count, effectiveSampleSize),
    paretoK,
    logEvidence: { value: logEvidence, standardError: logEvidenceError },
    parameters: summaries(names, values, weights, effectiveSampleSize),
    notes: [
      say(
        'By importance sampling: {0} draws of a mixture of Gaussians around it are worth {1} equal ones.',
        grouped(size),
        grouped(Math.floor(effectiveSampleSize)),
      ),
      ...doubts(paretoK, size),
      ...(effectiveSampleSize < count ? [repeats(count)] : []),
    ],
  };
}

async function byChains(
  population: Population,
  members: Members,
  proposal: Mixture | null,
  names: readonly string[],
  count: number,
): Promise<FromLikelihood> {
  const dim = names.length;
  for (let sweep = 0; sweep < BURN; sweep++) await population.sweep(members, 1, proposal);
  population.accepted = population.proposed = 0;
  const sweeps = Math.max(SWEEPS, Math.ceil(count / MEMBERS));
  const all = new Float64Array(sweeps * MEMBERS * dim);
  for (let sweep = 0; sweep < sweeps; sweep++) {
    await population.sweep(members, 1, proposal);
    all.set(population.chart.values(members.free).values, sweep * MEMBERS * dim);
  }
  const rows = sweeps * MEMBERS;
  const worth = worthOf(all, sweeps, dim);
  // evenly over chains and sweeps: steps of the golden ratio
  const places = Int32Array.from({ length: count }, (_, k) =>
    Math.floor((((k + 0.5) * GOLDEN) % 1) * rows),
  );
  const acceptance = population.accepted / population.proposed;
  const notes: Sentence[] = [
    say(
      'Weights of a mixture of Gaussians around it failed, and {0} chains were run instead: {1} % of the proposals were taken, and {2} states are worth {3} equal draws.',
      grouped(MEMBERS),
      Math.round(100 * acceptance),
      grouped(rows),
      grouped(Math.floor(worth)),
    ),
  ];
  return {
    method: 'chains',
    acceptance,
    names,
    values: rowsAt(all, places, dim),
    logDensity: null,
    leakage: { share: 0, standardError: 0 },
    effectiveSampleSize: Math.min(count, worth),
    paretoK: null,
    logEvidence: null,
    parameters: summaries(names, all, null, worth),
    notes,
  };
}

/**
 * Equal draws that chains are worth, for the worst parameter: the variance of their means says by how much their states
 * are alike.
 * @param states sweep by sweep, row-major MEMBERS x D
 */
function worthOf(states: Float64Array, sweeps: number, dim: number): number {
  const rows = sweeps * MEMBERS;
  const worths = Array.from({ length: dim }, (_, d) => {
    const means = new Float64Array(MEMBERS);
    let [mean, square] = [0, 0];
    for (let n = 0; n < rows; n++) {
      const v = states[n * dim + d]!;
      means[n % MEMBERS]! += v / sweeps;
      mean += v / rows;
    }
    for (let n = 0; n < rows; n++) square += (states[n * dim + d]! - mean) ** 2 / rows;
    const between = means.reduce((sum, m) => sum + (m - mean) ** 2, 0) / (MEMBERS - 1);
    return between > 0 ? Math.min(rows, (MEMBERS * square) / between) : rows;
  });
  return Math.min(...worths);
}
