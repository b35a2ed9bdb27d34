// Expectation and maximisation for mixtures of Gaussians, in flat arrays: both steps in one pass over the rows.
import type { Rows } from './distribution';
import { lowerInverse } from './triangular';

/** K components of a mixture in D columns. */
export interface Components {
  /** K, with a sum of 1 */
  weights: Float64Array;
  /** row-major K x D */
  means: Float64Array;
  /** row-major K x D x D */
  covariances: Float64Array;
}

export interface Run {
  components: Components;
  /** mean log density of the rows under the components of one step before */
  logDensity: number;
}

/** Iterations stop when one gains less than this many nats per row. */
const SETTLED = 5e-5;
/** A component this much less likely than the likeliest, in nats, has no share in a row. */
const NEGLIGIBLE = 30;
/** Rows, all together, of a component that is dropped. */
const NOBODYS = 1e-3;
/**
 * One row of pseudo data for each component, with this part of the variance of its share of the whole (an
 * inverse-Wishart term, Fraley and Raftery 2007): no component shrinks onto a point.
 */
const FLOOR = 0.01;

/** The pseudo row's variance for k components of rows with covariance 1. */
const floorOf = (k: number, dim: number) => FLOOR / k ** (2 / dim);

/** @param rows with a covariance of 1  @param most iterations */
export function expectationMaximisation(rows: Rows, from: Components, most: number): Run {
  let components = from;
  let logDensity = -Infinity;
  for (let step = 0; step < most; step++) {
    const sums = pass(rows, components);
    if (sums.logDensity - logDensity < SETTLED && step > 0) break;
    logDensity = sums.logDensity;
    components = maximised(sums, components.means, rows.dim);
  }
  return { components, logDensity };
}

/** The components that clusters of rows make. @param of the cluster of each row, below k */
export function componentsOf(
  { values, count, dim }: Rows,
  centres: Float64Array,
  of: ArrayLike<number>,
): Components {
  const sums = emptySums(centres.length / dim, dim);
  for (let n = 0; n < count; n++) add(sums, of[n]!, 1, values, n * dim, centres, dim);
  return maximised(sums, centres, dim);
}

/** Sums over rows of the share of a component: of 1, of the differences d from its mean, and of d d^T (below). */
interface Sums {
  totals: Float64Array;
  first: Float64Array;
  second: Float64Array;
  logDensity: number;
}

const emptySums = (k: number, dim: number): Sums => ({
  totals: new Float64Array(k),
  first: new Float64Array(k * dim),
  second: new Float64Array(k * dim * dim),
  logDensity: 0,
});

function add(
  { totals, first, second }: Sums,
  c: number,
  share: number,
  values: Float64Array,
  at: number,
  means: Float64Array,
  dim: number,
): void {
  totals[c]! += share;
  const mean = c * dim;
  for (let i = 0; i < dim; i++) {
    const scaled = share * (values[at + i]! - means[mean + i]!);
    first[mean + i]! += scaled;
    const row = (mean + i) * dim;
    for (let j = 0; j <= i; j++) second[row + j]! += scaled * (values[at + j]! - means[mean + j]!);
  }
}

/** Expectation, with the sums that maximisation needs. */
function pass({ values, count, dim }: Rows, components: Components): Sums {
  const { weights, means, covariances } = components;
  const k = weights.length;
  const sums = emptySums(k, dim);
  const constants = new Float64Array(k);
  const whitenings = new Float64Array(k * dim * dim);
  for (let c = 0; c < k; c++) {
    const square = c * dim * dim;
    const inverse = lowerInverse(
      factor(covariances.subarray(square, square + dim * dim), dim),
      dim,
    );
    whitenings.set(inverse, square);
    let half = 0;
    for (let d = 0; d < dim; d++) half += Math.log(inverse[d * (dim + 1)]!);
    constants[c] = Math.log(weights[c]!) + half - (dim / 2) * Math.log(2 * Math.PI);
  }
  const logs = new Float64Array(k);
  const active = new Uint16Array(k);
  /** log of weight times density, or -Infinity as soon as it is below `least` */
  const joint = (c: number, at: number, least: number): number => {
    let log = constants[c]!;
    for (let i = 0; i < dim; i++) {
      if (log < least) return -Infinity;
      let y = 0;
      const row = (c * dim + i) * dim;
      for (let j = 0; j <= i; j++)
        y += whitenings[row + j]! * (values[at + j]! - means[c * dim + j]!);
      log -= 0.5 * y * y;
    }
    return log < least ? -Infinity : log;
  };
  let likeliest = 0; // of the row before: rows that follow one another are often alike
  for (let n = 0; n < count; n++) {
    const at = n * dim;
    let top = joint(likeliest, at, -Infinity);
    let found = 0;
    logs[found] = top;
    active[found++] = likeliest;
    const first = likeliest;
    for (let c = 0; c < k; c++) {
      if (c === first) continue;
      const log = joint(c, at, top - NEGLIGIBLE);
      if (log === -Infinity) continue;
      logs[found] = log;
      active[found++] = c;
      if (log > top) [top, likeliest] = [log, c];
    }
    let total = 0;
    for (let f = 0; f < found; f++) total += logs[f] = Math.exp(logs[f]! - top);
    for (let f = 0; f < found; f++) add(sums, active[f]!, logs[f]! / total, values, at, means, dim);
    sums.logDensity += top + Math.log(total);
  }
  sums.logDensity /= count;
  return sums;
}

/** The Cholesky factor of one covariance; the pseudo row keeps it far from singular, so that plain arithmetic does. */
function factor(covariance: Float64Array, dim: number): Float64Array {
  const lower = new Float64Array(dim * dim);
  for (let i = 0; i < dim; i++)
    for (let j = 0; j <= i; j++) {
      let sum = covariance[i * dim + j]!;
      for (let m = 0; m < j; m++) sum -= lower[i * dim + m]! * lower[j * dim + m]!;
      lower[i * dim + j] =
        i === j ? Math.sqrt(Math.max(sum, Number.MIN_VALUE)) : sum / lower[j * dim + j]!;
    }
  return lower;
}

/** Weighted maximum likelihood with the pseudo row; a component without rows is left out. */
function maximised({ totals, first, second }: Sums, means: Float64Array, dim: number): Components {
  const kept = [...totals.keys()].filter((c) => totals[c]! >= NOBODYS);
  const all = kept.reduce((sum, c) => sum + totals[c]!, 0);
  const floor = floorOf(totals.length, dim);
  const next: Components = {
    weights: new Float64Array(kept.length),
    means: new Float64Array(kept.length * dim),
    covariances: new Float64Array(kept.length * dim * dim),
  };
  kept.forEach((c, to) => {
    const total = totals[c]!;
    next.weights[to] = total / all;
    for (let i = 0; i < dim; i++) {
      const shift = first[c * dim + i]! / total;
      next.means[to * dim + i] = means[c * dim + i]! + shift;
      for (let j = 0; j <= i; j++) {
        const products = second[(c * dim + i) * dim + j]! - shift * first[c * dim + j]!;
        const value = (products + (i === j ? floor : 0)) / (total + 1);
        next.covariances[(to * dim + i) * dim + j] = value;
        next.covariances[(to * dim + j) * dim + i] = value;
      }
    }
  });
  return next;
}
