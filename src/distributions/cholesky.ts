// The Cholesky factor for whoever needs a density in all columns, and the sentence for a covariance that has none.
import { covarianceFactor, quoted } from './checks';
import { DistributionError } from './distribution';
import { type Factor, factorise } from './factor';
import { squaredLength, Wide } from './wide';
import { grouped, say, type Sentence } from '../protocol/sentence';

/**
 * A column of data whose variance, given the columns before it, is below this part of its own counts as
 * dependent on them.
 */
const DEPENDENT = 1e-12;
/** A column that contributes less than this part of the other's deviation is not named: it is rounding. */
const NOTICED = 1e-7;

/**
 * Lower-triangular, row-major D x D.
 * @throws DistributionError if a column is constant or a combination of those before it
 */
export function cholesky(covariance: ArrayLike<number>, names: readonly string[]): Float64Array {
  const wrong = Array.prototype.findIndex.call(covariance, (v: number) => !Number.isFinite(v));
  if (wrong >= 0)
    throw new DistributionError(
      say(
        'The values of "{0}" are too large for double precision: their variance is no number. Use a larger unit, or leave this column out.',
        names[Math.floor(wrong / names.length)]!,
      ),
    );
  const dim = names.length;
  const factor =
    factorise(new Wide(dim, dim, covariance), DEPENDENT) ??
    covarianceFactor(Float64Array.from(covariance), names);
  const sentence = degeneracyOf(factor, names);
  if (sentence) throw new DistributionError(sentence);
  return factor.lower.round();
}

/** Why there is no density in all columns; null where there is one. */
export function degeneracyOf(
  { lower, pivots, dependent }: Factor,
  names: readonly string[],
): Sentence | null {
  const [first] = dependent;
  if (!first) return null;
  const deviation = (row: number) => Math.sqrt(squaredLength(lower, row));
  const others = pivots
    .filter(
      (p, q) => Math.abs(first.weights[q]!) * deviation(p) > NOTICED * deviation(first.column),
    )
    .map((p) => names[p]!);
  return others.length === 0
    ? say(
        'The column "{0}" does not vary: a Gaussian has no density there. Leave this column out.',
        names[first.column]!,
      )
    : say(
        'The column "{0}" is an exact combination of {1}: a Gaussian has no density there. Leave one of them out.',
        names[first.column]!,
        quoted(others),
      );
}

/** No more rows than columns: they lie on a plane, whatever they are. */
export const fewerRows = (rows: number, columns: number): Sentence =>
  say(
    'There are fewer rows than columns would need: {0} rows, {1} columns, so the full covariance has no density. Choose fewer columns, or use "fit", which knows a shrunk covariance.',
    grouped(rows),
    columns,
  );
