// The covariance of a Gaussian where rows are few for its columns: full, shrunk towards a diagonal
// one (Ledoit and Wolf 2004, in correlation form, so that units do not matter), or diagonal.
import type { GaussianSummary } from '../protocol/data';
import type { CovarianceKind } from '../protocol/model';
import { cholesky } from './cholesky';
import { squaredDistances } from './distances';
import { DistributionError } from './distribution';
import { fitGaussian } from './moments';

/** Nats a row that estimating a full covariance may cost before others are tried. */
const DEAR = 0.1;
/** Nats a row by which another kind has to validate better. */
const WORTH = 0.01;
export const FOLDS = 5;
/** Variance, in units of that of all rows, that a column keeps where it does not vary in a fold. */
const FLOOR = 1e-6;
const LOG_2PI = Math.log(2 * Math.PI);

/** Maximum likelihood with a covariance of this kind. @param values row-major count x D */
export function fitShaped(
  values: ArrayLike<number>,
  count: number,
  names: readonly string[],
  kind: CovarianceKind,
): GaussianSummary {
  const summary = fitGaussian(values, count, names);
  return { ...summary, covariance: shaped(summary, values, kind) };
}

/** The covariance of `summary`, which is that of these rows, as one of this kind. */
function shaped(
  { mean, covariance, rows }: GaussianSummary,
  values: ArrayLike<number>,
  kind: CovarianceKind,
): number[] {
  if (kind === 'full') return covariance;
  const dim = mean.length;
  const kept = kind === 'diagonal' ? 0 : 1 - intensity(values, rows, mean, covariance);
  return covariance.map((v, k) => (k % (dim + 1) === 0 ? v : kept * v));
}

/** Ledoit and Wolf's part of the diagonal target, 0 to 1, for standardised columns. */
function intensity(
  values: ArrayLike<number>,
  count: number,
  mean: number[],
  covariance: number[],
): number {
  const dim = mean.length;
  const deviation = mean.map((_, d) => Math.sqrt(covariance[d * dim + d]!) || 1);
  let [off, squares, fourth] = [0, 0, 0];
  for (let i = 0; i < dim; i++)
    for (let j = 0; j < dim; j++) {
      const square = (covariance[i * dim + j]! / (deviation[i]! * deviation[j]!)) ** 2;
      squares += square;
      if (i !== j) off += square;
    }
  for (let n = 0; n < count; n++) {
    let length = 0;
    for (let d = 0; d < dim; d++)
      length += ((values[n * dim + d]! - mean[d]!) / deviation[d]!) ** 2;
    fourth += length ** 2;
  }
  const noise = (fourth / count - squares) / count;
  return off > 0 ? Math.min(1, Math.max(0, noise / off)) : 1;
}

/**
 * The kind that validates best over five folds of these rows; full without a look where rows are plenty.
 * @param values row-major count x D  @param fold of each row, below FOLDS: equal rows share one
 */
export function chooseKind(
  values: ArrayLike<number>,
  count: number,
  names: readonly string[],
  fold: ArrayLike<number>,
): CovarianceKind {
  const dim = names.length;
  if (dim === 1) return 'full';
  const whole = fitGaussian(values, count, names);
  const deviation = names.map((_, d) => Math.sqrt(whole.covariance[d * dim + d]!) || 1);
  const correlation = whole.covariance.map(
    (v, k) => v / (deviation[Math.floor(k / dim)]! * deviation[k % dim]!),
  );
  if (dim * (dim + 3) <= 4 * DEAR * count && factorOf(correlation, names)) return 'full';
  const z = Float64Array.from({ length: count * dim }, (_, i) => {
    const d = i % dim;
    return (values[i]! - whole.mean[d]!) / deviation[d]!;
  });
  const kinds: CovarianceKind[] = ['full', 'shrunk', 'diagonal'];
  const totals = kinds.map((kind) => heldOut(z, count, names, fold, kind));
  const better = totals[1]! >= totals[2]! ? 1 : 2;
  return totals[better]! > totals[0]! + WORTH * count ? kinds[better]! : 'full';
}

/** Log density of all rows, each under the Gaussian of the other folds; -Infinity without one. */
function heldOut(
  z: Float64Array,
  count: number,
  names: readonly string[],
  fold: ArrayLike<number>,
  kind: CovarianceKind,
): number {
  const dim = names.length;
  let total = 0;
  for (let f = 0; f < FOLDS; f++) {
    const rowsOf = (inside: boolean) => {
      const numbers = Array.from({ length: count }, (_, n) => n);
      const rows = numbers.filter((n) => (fold[n] === f) === inside);
      const picked = Float64Array.from(
        { length: rows.length * dim },
        (_, i) => z[rows[Math.floor(i / dim)]! * dim + (i % dim)]!,
      );
      return { picked, rows: rows.length };
    };
    const [test, train] = [rowsOf(true), rowsOf(false)];
    if (test.rows === 0 || train.rows < 2) continue;
    const { mean, covariance } = fitShaped(train.picked, train.rows, names, kind);
    for (let d = 0; d < dim; d++)
      covariance[d * (dim + 1)] = Math.max(FLOOR, covariance[d * (dim + 1)]!);
    const lower = factorOf(covariance, names);
    if (!lower) return -Infinity;
    let constant = dim * LOG_2PI;
    for (let d = 0; d < dim; d++) constant += 2 * Math.log(lower[d * (dim + 1)]!);
    const squares = squaredDistances(test.picked, test.rows, Float64Array.from(mean), lower);
    for (const square of squares) total -= 0.5 * (square + constant);
  }
  return total;
}

/** The Cholesky factor; null where the covariance has none. */
function factorOf(covariance: number[], names: readonly string[]): Float64Array | null {
  try {
    return cholesky(covariance, names);
  } catch (error) {
    if (error instanceof DistributionError) return null;
    throw error;
  }
}

/** A fold for each row by its numbers alone, so that copies share one. */
export function foldsByContent(values: Float64Array, count: number): Uint8Array {
  const dim = values.length / count;
  const folds = new Uint8Array(count);
  for (let n = 0; n < count; n++) {
    const words = new Uint32Array(values.slice(n * dim, (n + 1) * dim).buffer);
    let hash = 0x811c9dc5;
    for (const word of words) hash = Math.imul(hash ^ word ^ (hash >>> 15), 0x01000193);
    folds[n] = ((hash ^ (hash >>> 13)) >>> 0) % FOLDS;
  }
  return folds;
}
