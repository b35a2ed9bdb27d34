// What the parameters of an operation must be, each with one sentence for what they are not.
import { EigenvalueDecomposition, Matrix as Dense } from 'ml-matrix';
import { DistributionError, type Matrix } from './distribution';
import { type Factor, factorise, rounded } from './factor';
import { Wide } from './wide';

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
  if (dim === 0) throw new DistributionError('A Gaussian needs at least one column.');
  checkNames(names);
  if (mean.length !== dim)
    throw new DistributionError(
      `The mean has ${mean.length} numbers for ${dim} columns (${quoted(names)}). Give one for each column.`,
    );
  if (covariance.length !== dim * dim)
    throw new DistributionError(
      `The covariance has ${covariance.length} numbers, and ${dim} columns need ${dim} x ${dim} = ${dim * dim}.`,
    );
  const wrong = Array.from(mean).findIndex((v) => !Number.isFinite(v));
  if (wrong >= 0)
    throw new DistributionError(
      `The mean of "${names[wrong]}" is ${mean[wrong]}: it must be a finite number.`,
    );
  const out = Float64Array.from(covariance);
  for (let i = 0; i < dim; i++)
    for (let j = 0; j <= i; j++) {
      const [a, b] = [out[i * dim + j]!, out[j * dim + i]!];
      if (!Number.isFinite(a) || !Number.isFinite(b))
        throw new DistributionError(
          `The covariance of "${names[i]}" and "${names[j]}" is ` +
            `${Number.isFinite(a) ? b : a}: it must be a finite number.`,
        );
      if (
        Math.abs(a - b) > ASYMMETRY * Math.sqrt(Math.abs(out[i * dim + i]! * out[j * dim + j]!)) &&
        a !== b
      )
        throw new DistributionError(
          `The covariance is not symmetric: of "${names[i]}" and "${names[j]}" it holds ${a} ` +
            `and ${b}. Make the two equal.`,
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
      ? [smallest, 'its smallest eigenvalue']
      : [scaled, 'in correlation form its smallest eigenvalue'];
  throw new DistributionError(
    `The covariance is indefinite: ${form} is ${Number(value.toPrecision(6))}, and a variance ` +
      'cannot be negative. Check how it was made.',
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
    throw new DistributionError(`Two columns are named "${twice}". Give each its own name.`);
}

/** Where columns are among `names`. @throws DistributionError for none, an unknown one, or one twice */
export function placesOf(
  names: readonly string[],
  wanted: readonly string[],
  what: string,
): number[] {
  if (wanted.length === 0)
    throw new DistributionError(
      `There is no column to ${what}. Name at least one of ${quoted(names)}.`,
    );
  checkNames(wanted);
  return wanted.map((name) => {
    const place = names.indexOf(name);
    if (place < 0)
      throw new DistributionError(`There is no column "${name}". Choose among ${quoted(names)}.`);
    return place;
  });
}

/** A matrix with `columns` columns. @throws DistributionError saying what is wrong with it */
export function matrixOf(matrix: Matrix, columns: number, what: string): Wide {
  if (matrix.length === 0) throw new DistributionError(`The matrix of ${what} has no row.`);
  matrix.forEach((row, i) => {
    if (row.length !== columns)
      throw new DistributionError(
        `Row ${i + 1} of the matrix of ${what} has ${row.length} numbers, and there are ` +
          `${columns} columns. Give one for each column.`,
      );
    const wrong = row.find((v) => !Number.isFinite(v));
    if (wrong !== undefined)
      throw new DistributionError(
        `Row ${i + 1} of the matrix of ${what} holds ${wrong}: only finite numbers can be used.`,
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
      `The result has ${matrix.length} columns, and ${given.length} names are given.`,
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
      'The result leaves the range of double precision. Use other units, so that numbers are ' +
        'neither so large nor so small.',
    );
  return result;
}

export const quoted = (names: readonly string[]) => names.map((n) => `"${n}"`).join(', ');
