// Mixtures of Gaussians by expectation and maximisation; rows that were not fitted to choose how many components.
import { cholesky } from './cholesky';
import { DistributionError, type Rows } from './distribution';
import { type Components, componentsOf, expectationMaximisation } from './expectation-maximisation';
import { Gaussian } from './gaussian';
import { kMeans } from './k-means';
import { Mixture } from './mixture';
import { fitGaussian } from './moments';
import { philox, uniform } from './random';
import { say } from '../protocol/sentence';
import { STREAMS } from './streams';

const LONGEST = 100;
/** Rows that the number of components is searched with, evenly from all; the best is then fitted to all. */
const SEARCH_ROWS = 6000;
/** Clusterings for each number of components, and the iterations after which the best is gone on with. */
const [CLUSTERINGS, STARTS, HEAT] = [4, 2, 10];
/** More components are tried until so many numbers in a row gained less than two standard errors on validation rows. */
const PATIENCE = 2;
/** Numbers of components grow by one, then by this part. */
const GROWTH = 0.2;

export interface MixtureOptions {
  seed: number;
  /** components at most */
  kMax: number;
  /** rows that choose the number of components; by default a tenth of `rows`, by a hash of their number */
  validation?: Rows;
}

export interface FittedMixture {
  mixture: Mixture;
  components: number;
  /** mean log density of the validation rows for each number of components that was tried, in nats */
  tried: { components: number; validation: number }[];
}

/**
 * EM from clusters of rows (Fraley and Raftery 2007), in units in which the covariance of the rows is 1. The number of
 * components grows while validation rows gain, and is then the least that is not surely worse. One component is the
 * maximum-likelihood Gaussian itself. The same rows and seed give the same mixture.
 *
 * @throws DistributionError when the rows are too few, or have no density in all columns
 */
export function fitMixture(
  rows: Rows,
  names: readonly string[],
  { seed, kMax, validation }: MixtureOptions,
): FittedMixture {
  const [train, held] = validation ? [rows, validation] : divide(rows, seed);
  if (train.count < 2 || held.count < 1)
    throw new DistributionError(say('Only {0} rows: a mixture needs more.', rows.count));
  const whole = new Gaussian(fitGaussian(train.values, train.count, names));
  if (whole.degeneracy) throw new DistributionError(whole.degeneracy);
  const lower = cholesky(whole.covariance, names);
  const z = whitened(train, whole.mean, lower);
  const search = thinned(z, SEARCH_ROWS);
  const most = Math.min(kMax, Math.floor(search.count / (2 * z.dim + 2)));
  const heldZ = whitened(held, whole.mean, lower);
  const logDet = names.reduce((sum, _, d) => sum + Math.log(lower[d * (z.dim + 1)]!), 0);

  let best: Candidate = {
    k: 1,
    components: null,
    scores: new Mixture([1], [whole]).logProb(held),
  };
  const tried = [{ components: 1, validation: mean(best.scores) }];
  const fitted = (k: number): Candidate => {
    const components = fitComponents(search, k, seed);
    const scores = mixtureOf(components, names)
      .logProb(heldZ)
      .map((v) => v - logDet);
    tried.push({ components: k, validation: mean(scores) });
    return { k, components, scores };
  };
  let below = 1;
  for (let k = 2, last = 1, without = 0; k <= most && without < PATIENCE; k = next(k)) {
    const candidate = fitted(k);
    const better = exceeds(candidate.scores, best.scores);
    without = better ? 0 : without + 1;
    if (better) [best, below] = [candidate, last];
    last = k;
  }
  const { scores } = best;
  while (best.k - below > 1) {
    const candidate = fitted((best.k + below) >> 1);
    if (exceeds(scores, candidate.scores)) below = candidate.k;
    else best = candidate;
  }
  const final =
    best.components && search !== z
      ? expectationMaximisation(z, best.components, LONGEST).components
      : best.components;
  const rowsOfLower = names.map((_, d) => [...lower.subarray(d * z.dim, (d + 1) * z.dim)]);
  const mixture = final
    ? mixtureOf(final, names).map(rowsOfLower, [...whole.mean], { names })
    : new Mixture([1], [whole]);
  tried.sort((a, b) => a.components - b.components);
  return { mixture, components: mixture.components.length, tried };
}

/** A number of components that was tried; one component is the Gaussian itself. */
interface Candidate {
  k: number;
  components: Components | null;
  /** log density of each validation row */
  scores: Float64Array;
}

const next = (k: number) => Math.max(k + 1, Math.round(k * (1 + GROWTH)));

function fitComponents(z: Rows, k: number, seed: number): Components {
  const clusterings = Array.from({ length: CLUSTERINGS }, (_, start) =>
    kMeans(z, k, (place) => uniform(seed, STREAMS.mixtureStart, start * 4096 + k, place)),
  ).sort((a, b) => a.spread - b.spread);
  const runs = clusterings
    .slice(0, STARTS)
    .map(({ centres, of }) => expectationMaximisation(z, componentsOf(z, centres, of), HEAT));
  const best = runs.reduce((a, b) => (b.logDensity > a.logDensity ? b : a));
  return expectationMaximisation(z, best.components, LONGEST).components;
}

/** z with x = mean + L z, for rows x. @param lower L, row-major */
function whitened({ values, count, dim }: Rows, mean: Float64Array, lower: Float64Array): Rows {
  const z = new Float64Array(values.length);
  for (let at = 0; at < values.length; at += dim)
    for (let i = 0; i < dim; i++) {
      let rest = values[at + i]! - mean[i]!;
      for (let j = 0; j < i; j++) rest -= lower[i * dim + j]! * z[at + j]!;
      z[at + i] = rest / lower[i * dim + i]!;
    }
  return { values: z, count, dim };
}

function mixtureOf({ weights, means, covariances }: Components, names: readonly string[]): Mixture {
  const dim = names.length;
  return new Mixture(
    weights,
    Array.from(
      weights,
      (_, c) =>
        new Gaussian({
          names,
          mean: means.subarray(c * dim, (c + 1) * dim),
          covariance: covariances.subarray(c * dim * dim, (c + 1) * dim * dim),
        }),
    ),
  );
}

function thinned(rows: Rows, most: number): Rows {
  const { values, count, dim } = rows;
  if (count <= most) return rows;
  const out = new Float64Array(most * dim);
  for (let k = 0; k < most; k++) {
    const n = Math.floor((k * count) / most);
    out.set(values.subarray(n * dim, (n + 1) * dim), k * dim);
  }
  return { values: out, count: most, dim };
}

function divide(rows: Rows, seed: number): [Rows, Rows] {
  const out = new Uint32Array(4);
  const held = Array.from({ length: rows.count }, (_, n) => {
    philox(seed, STREAMS.mixtureParts, n, 0, out);
    return out[0]! % 10 === 0;
  });
  const pick = (part: boolean): Rows => {
    const numbers = held.flatMap((h, n) => (h === part ? [n] : []));
    const values = new Float64Array(numbers.length * rows.dim);
    numbers.forEach((n, at) =>
      values.set(rows.values.subarray(n * rows.dim, (n + 1) * rows.dim), at * rows.dim),
    );
    return { values, count: numbers.length, dim: rows.dim };
  };
  return [pick(false), pick(true)];
}

/** Whether `scores` are better than `before`, row by row, by more than two standard errors. */
function exceeds(scores: Float64Array, before: Float64Array): boolean {
  const gains = scores.map((v, n) => v - before[n]!);
  const gain = mean(gains);
  return gain > (2 * Math.sqrt(gains.reduce((s, g) => s + (g - gain) ** 2, 0))) / gains.length;
}

const mean = (values: Float64Array) => values.reduce((a, b) => a + b, 0) / values.length;
