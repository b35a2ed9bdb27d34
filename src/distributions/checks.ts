// What the parameters of an operation must be, each with one sentence for what they are not.
import { EigenvalueDecomposition, Matrix as Dense } from 'ml-matrix';
import { DistributionError, type Matrix } from './distribution';
import { type Factor, factorise, rounded } from './factor';
import { Wide } from './wide';
import { say } from '../protocol/sentence';

/** Entries (i, j) and (j, i) that differ by more than this part of the two deviations were not meant to be equal. */
const ASYMMETRY = 1e-12;

interface Parameters {
  names: readonly string[];
  mean: ArrayLike<number>;
  covariance: ArrayLike<number>;
}

/** Copies, with the covariance symmetric to the last bit. @throws DistributionError naming what is wrong */
export function checkedGaussian({ names, mean, covariance }: Parameters): {
  names: readonly string[];
  mean: Float64Array;
  covariance: Float64Array;
} {
  const dim = names.length;
  if (dim === 0) throw new DistributionError(say('A Gaussian needs at least one column.'));
  checkNames(names);
  if (mean.length !== dim)
    throw new DistributionError(
      say(
        'The mean has {0} numbers for {1} columns ({2}). Give one for each column.',
        mean.length,
        dim,
        quoted(names),
      ),
    );
  if (covariance.length !== dim * dim)
    throw new DistributionError(
      say(
        'The covariance has {0} numbers, and {1} columns need {2} x {3} = {4}.',
        covariance.length,
        dim,
        dim,
        dim,
        dim * dim,
      ),
    );
  const wrong = Array.from(mean).findIndex((v) => !Number.isFinite(v));
  if (wrong >= 0)
    throw new DistributionError(
      say('The mean of "{0}" is {1}: it must be a finite number.', names[wrong]!, mean[wrong]!),
    );
  const out = Float64Array.from(covariance);
  for (let i = 0; i < dim; i++)
    for (let j = 0; j <= i; j++) {
      const [a, b] = [out[i * dim + j]!, out[j * dim + i]!];
      if (!Number.isFinite(a) || !Number.isFinite(b))
        throw new DistributionError(
          Number.isFinite(a)
            ? say(
                'The covariance of "{0}" and "{1}" is {2}: it must be a finite number.',
                names[i]!,
                names[j]!,
                b,
              )
            : say(
                'The covariance of "{0}" and "{1}" is {2}: it must be a finite number.',
                names[i]!,
                names[j]!,
                a,
              ),
        );
      if (
        Math.abs(a - b) > ASYMMETRY * Math.sqrt(Math.abs(out[i * dim + i]! * out[j * dim + j]!)) &&
        a !== b
      )
        throw new DistributionError(
          say(
            'The covariance is not symmetric: of "{0}" and "{1}" it holds {2} and {3}. Make the two equal.',
            names[i]!,
            names[j]!,
            a,
            b,
          ),
        );
      out[i * dim + j] = out[j * dim + i] = a === b ? a : (a + b) / 2;
    }
  return { names: [...names], mean: Float64Array.from(mean), covariance: out };
}

/** @throws DistributionError with the smallest eigenvalue of an indefinite covariance */
export function covarianceFactor(covariance: Float64Array, names: readonly string[]): Factor {
  const dim = names.length;
  const factor = factorise(new Wide(dim, dim, covariance), rounded(dim));
  if (factor) return factor;
  const smallest = smallestEigenvalue(covariance, dim);
  const deviation = names.map((_, i) => Math.sqrt(Math.abs(covariance[i * dim + i]!)) || 1);
  const scaled = smallestEigenvalue(
    covariance.map((v, k) => v / (deviation[Math.floor(k / dim)]! * deviation[k % dim]!)),
    dim,
  );
  // far apart scales can hide a negative eigenvalue in rounding
  const [value, form] =
    smallest < 0
      ? [smallest, say('its smallest eigenvalue')]
      : [scaled, say('in correlation form its smallest eigenvalue')];
  throw new DistributionError(
    say(
      'The covariance is indefinite: {0} is {1}, and a variance cannot be negative. Check how it was made.',
      form,
      Number(value.toPrecision(6)),
    ),
  );
}

function smallestEigenvalue(matrix: Float64Array, dim: number): number {
  return Math.min(
    ...new EigenvalueDecomposition(Dense.from1DArray(dim, dim, matrix), { assumeSymmetric: true })
      .realEigenvalues,
  );
}

export function checkNames(names: readonly string[]): void {
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined)
    throw new DistributionError(say('Two columns are named "{0}". Give each its own name.', twice));
}

/** Where columns are among `names`. @throws DistributionError for none, an unknown one, or one twice */
export function placesOf(
  names: readonly string[],
  wanted: readonly string[],
  what: string,
): number[] {
  if (wanted.length === 0)
    throw new DistributionError(
      say('There is no column to {0}. Name at least one of {1}.', what, quoted(names)),
    );
  checkNames(wanted);
  return wanted.map((name) => {
    const place = names.indexOf(name);
    if (place < 0)
      throw new DistributionError(
        say('There is no column "{0}". Choose among {1}.', name, quoted(names)),
      );
    return place;
  });
}

/** A matrix with `columns` columns. @throws DistributionError saying what is wrong with it */
export function matrixOf(matrix: Matrix, columns: number, what: string): Wide {
  if (matrix.length === 0) throw new DistributionError(say('The matrix of {0} has no row.', what));
  matrix.forEach((row, i) => {
    if (row.length !== columns)
      throw new DistributionError(
        say(
          'Row {0} of the matrix of {1} has {2} numbers, and there are {3} columns. Give one for each column.',
          i + 1,
          what,
          row.length,
          columns,
        ),
      );
    const wrong = row.find((v) => !Number.isFinite(v));
    if (wrong !== undefined)
      throw new DistributionError(
        say(
          'Row {0} of the matrix of {1} holds {2}: only finite numbers can be used.',
          i + 1,
          what,
          wrong,
        ),
      );
  });
  return new Wide(matrix.length, columns, matrix.flat());
}

/**
 * Names of the results of a map: as given; else a column that is passed on unchanged keeps its name, and the
 * others are y1, y2, ...
 */
export function resultNames(
  columns: readonly string[],
  matrix: Matrix,
  given?: readonly string[],
): readonly string[] {
  if (given && given.length !== matrix.length)
    throw new DistributionError(
      say('The result has {0} columns, and {1} names are given.', matrix.length, given.length),
    );
  if (given) return given;
  const passed = matrix.map((row) =>
    row.filter((v) => v !== 0).length === 1 ? columns[row.indexOf(1)] : undefined,
  );
  const taken = (name: string) => passed.includes(name);
  return matrix.map((_, k) => {
    if (passed[k] !== undefined && passed.indexOf(passed[k]) === k) return passed[k];
    let name = `y${k + 1}`;
    while (taken(name)) name += "'";
    return name;
  });
}

/** @throws DistributionError where an operation left the range of doubles */
export function inRange<P extends { mean: Float64Array; covariance: Float64Array; logZ?: number }>(
  result: P,
): P {
  const { mean, covariance, logZ = 0 } = result;
  if (![mean, covariance, [logZ]].every((values) => values.every(Number.isFinite)))
    throw new DistributionError(
      say(
        'The result leaves the range of double precision. Use other units, so that numbers are neither so large nor so small.',
      ),
    );
  return result;
}

export const quoted = (names: readonly string[]) => names.map((n) => `"${n}"`).join(', ');

export const otherColumns = (own: string, theirs: string): DistributionError =>
  new DistributionError(
    say(
      'A product needs the same columns on both sides: one has {0}, the other {1}. Take marginals of the columns they share, or rename.',
      own,
      theirs,
    ),
  );
