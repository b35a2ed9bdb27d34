// Mixtures of Gaussians by expectation and maximisation; rows that were not fitted to choose how many components.
import { DistributionError, type Rows } from './distribution';
import { Gaussian } from './gaussian';
import { Mixture } from './mixture';
import { fitGaussian } from './moments';
import { philox, uniform } from './random';
import { say } from '../protocol/sentence';
import { STREAMS } from './streams';

/** Iterations stop when one gains less than this many nats per row. */
const SETTLED = 5e-5;
const LONGEST = 100;
/** Rows that the number of components is searched with, evenly from all; the best is then fitted to all. */
const SEARCH_ROWS = 6000;
/** Starts for each number of components, and the iterations after which the best one is gone on with. */
const STARTS = 2;
const HEAT = 10;
/** More components are tried until so many numbers in a row gained less than two standard errors on validation rows. */
const PATIENCE = 2;
/**
 * One row of pseudo data for each component, with this part of the variance of its share of the whole: no
 * component shrinks onto a point.
 */
const FLOOR = 0.01;

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
 * k-means++ starts (Arthur and Vassilvitskii 2007), then EM with a small inverse-Wishart term (Fraley and
 * Raftery 2007), in units of the standard deviations. One component is the maximum-likelihood Gaussian itself.
 * The same rows and seed give the same mixture.
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
  const scales = Float64Array.from(names, (_, d) =>
    Math.sqrt(whole.covariance[d * (whole.dim + 1)]!),
  );
  const standard = (part: Rows): Rows => ({
    ...part,
    values: part.values.map((v, i) => (v - whole.mean[i % part.dim]!) / scales[i % part.dim]!),
  });
  const [z, heldZ] = [standard(train), standard(held)];
  const base = new Gaussian(fitGaussian(z.values, z.count, names));
  const search = thinned(z, SEARCH_ROWS);

  let best = new Mixture([1], [base]);
  let top = best.logProb(heldZ);
  const tried = [{ components: 1, validation: mean(top) }];
  for (
    let k = 2, without = 0;
    k <= Math.min(kMax, Math.floor(search.count / (2 * z.dim + 2))) && without < PATIENCE;
    k++
  ) {
    const candidate = fitComponents(search, base, k, seed);
    const scores = candidate.logProb(heldZ);
    tried.push({ components: k, validation: mean(scores) });
    const better = exceeds(scores, top);
    without = better ? 0 : without + 1;
    if (better) [best, top] = [candidate, scores];
  }
  if (best.components.length > 1 && search !== z) best = iterate(z, base, best, LONGEST).mixture;
  const jacobian = scales.reduce((s, v) => s + Math.log(v), 0);
  const mixture =
    best.components.length === 1
      ? new Mixture([1], [whole])
      : new Mixture(
          best.weights,
          best.components.map((c) => unscaled(c, whole, scales)),
        );
  return {
    mixture,
    components: mixture.components.length,
    tried: tried.map((t) => ({ ...t, validation: t.validation - jacobian })),
  };
}

function fitComponents(z: Rows, base: Gaussian, k: number, seed: number): Mixture {
  let best: Run | null = null;
  for (let start = 0; start < STARTS; start++) {
    const run = iterate(z, base, startAt(z, base, k, seed, start), HEAT);
    if (!best || run.logDensity > best.logDensity) best = run;
  }
  return iterate(z, base, best!.mixture, LONGEST).mixture;
}

interface Run {
  mixture: Mixture;
  logDensity: number;
}

function iterate(z: Rows, base: Gaussian, from: Mixture, most: number): Run {
  let mixture = from;
  let logDensity = -Infinity;
  for (let step = 0; step < most; step++) {
    const next = mixture.expectation(z);
    if (next.logDensity - logDensity < SETTLED && step > 0) break;
    logDensity = next.logDensity;
    mixture = maximisation(z, base, next.shares, mixture.components.length);
  }
  return { mixture, logDensity };
}

/** Weighted maximum likelihood with the pseudo row. @param shares p(component | row), row-major n x k */
function maximisation(
  { values, count, dim }: Rows,
  base: Gaussian,
  shares: Float64Array,
  k: number,
): Mixture {
  const floor = FLOOR / k ** (2 / dim);
  const weights: number[] = [];
  const components: Gaussian[] = [];
  for (let c = 0; c < k; c++) {
    let total = 0;
    const mean = new Float64Array(dim);
    for (let n = 0; n < count; n++) {
      const share = shares[n * k + c]!;
      total += share;
      for (let d = 0; d < dim; d++) mean[d]! += share * values[n * dim + d]!;
    }
    if (total < 1e-3) continue; // nobody's component
    for (let d = 0; d < dim; d++) mean[d]! /= total;
    const covariance = productsAbout(values, count, mean, (n) => shares[n * k + c]!);
    for (let i = 0; i < dim; i++)
      for (let j = 0; j <= i; j++)
        covariance[j * dim + i] = covariance[i * dim + j] =
          (covariance[i * dim + j]! + floor * base.covariance[i * dim + j]!) / (total + 1);
    weights.push(total);
    components.push(new Gaussian({ names: base.names, mean, covariance }));
  }
  const sum = weights.reduce((a, b) => a + b, 0);
  return new Mixture(
    weights.map((w) => w / sum),
    components,
  );
}

/**
 * Lower triangle of the sum of share (x - mean)(x - mean)^T. Four rows go together, so that a sum is read and
 * written once for all.
 */
function productsAbout(
  values: ArrayLike<number>,
  count: number,
  mean: Float64Array,
  shareOf: (row: number) => number,
): Float64Array {
  const dim = mean.length;
  const sums = new Float64Array(dim * dim);
  const rows = new Float64Array(4 * dim);
  const [b, c, d] = [dim, 2 * dim, 3 * dim];
  const add = () => {
    for (let i = 0, at = 0; i < dim; i++, at += dim) {
      const [wa, wb, wc, wd] = [rows[i]!, rows[b + i]!, rows[c + i]!, rows[d + i]!];
      for (let j = 0; j <= i; j++)
        sums[at + j]! +=
          wa * rows[j]! + wb * rows[b + j]! + (wc * rows[c + j]! + wd * rows[d + j]!);
    }
    rows.fill(0);
  };
  let filled = 0;
  for (let n = 0; n < count; n++) {
    const share = shareOf(n);
    if (share < 1e-12) continue;
    const root = Math.sqrt(share);
    for (let i = 0; i < dim; i++) rows[filled * dim + i] = root * (values[n * dim + i]! - mean[i]!);
    filled = (filled + 1) % 4;
    if (filled === 0) add();
  }
  add();
  return sums;
}

/**
 * Centres far from each other, each row the next centre with a probability in proportion to its squared
 * distance to the nearest.
 */
function startAt(
  { values, count, dim }: Rows,
  base: Gaussian,
  k: number,
  seed: number,
  start: number,
): Mixture {
  const draw = (place: number) => uniform(seed, STREAMS.mixtureStart, start * 4096 + k, place);
  const nearest = new Float64Array(count).fill(Infinity);
  const centres: number[] = [];
  let row = Math.floor(draw(0) * count);
  for (let c = 0; c < k; c++) {
    centres.push(row);
    let total = 0;
    for (let n = 0; n < count; n++) {
      let square = 0;
      for (let d = 0; d < dim; d++) square += (values[n * dim + d]! - values[row * dim + d]!) ** 2;
      nearest[n] = Math.min(nearest[n]!, square);
      total += nearest[n]!;
    }
    let rest = draw(c + 1) * total;
    row = nearest.findIndex((v) => (rest -= v) < 0);
    if (row < 0) row = count - 1;
  }
  const spread = 1 / k ** (2 / dim);
  return new Mixture(
    centres.map(() => 1 / k),
    centres.map(
      (n) =>
        new Gaussian({
          names: base.names,
          mean: values.subarray(n * dim, (n + 1) * dim),
          covariance: base.covariance.map((v) => v * spread),
        }),
    ),
  );
}

function unscaled(component: Gaussian, whole: Gaussian, scales: Float64Array): Gaussian {
  const { dim } = component;
  return new Gaussian({
    names: component.names,
    mean: component.mean.map((m, d) => whole.mean[d]! + scales[d]! * m),
    covariance: component.covariance.map(
      (v, i) => v * (scales[Math.floor(i / dim)]! * scales[i % dim]!),
    ),
  });
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
