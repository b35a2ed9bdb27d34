// Cuts through Gaussians: p(x | some columns) and p(x | A x = y), by the Schur complement in double-double arithmetic.
import { checkNames, matrixOf, placesOf, quoted } from './checks';
import { DistributionError, type Given, ImpossibleError } from './distribution';
import { type Dependence, type Factor, factorise, rounded, UNROUNDED } from './factor';
import {
  solveRows,
  solveRowsTransposed,
  square,
  squaredLength,
  sum,
  timesTransposed,
  Wide,
} from './wide';
import { say, type Sentence } from '../protocol/sentence';

/**
 * The part of a variance that rounding leaves of a column that is determined: the square of what a difference
 * of 32 digits leaves.
 */
const ROUNDING_LEFT = 1e-32;

/** A Gaussian, with the factor of its covariance. */
export interface Known {
  names: readonly string[];
  mean: Float64Array;
  covariance: Float64Array;
  root: Factor;
}

interface Result {
  names: readonly string[];
  mean: Float64Array;
  covariance: Float64Array;
}

/** @throws DistributionError when what is given cannot occur, or nothing is left */
export function conditional(joint: Known, given: Given): Result {
  return 'values' in given
    ? givenValues(joint, given.values)
    : givenEquations(joint, given.matrix, given.equals);
}

function givenValues(joint: Known, values: Readonly<Record<string, number>>): Result {
  const { names, mean, root } = joint;
  const known = Object.keys(values);
  const places = placesOf(names, known, 'condition on');
  for (const name of known)
    if (!Number.isFinite(values[name]))
      throw new DistributionError(
        say('The value of "{0}" is {1}: it must be a finite number.', name, values[name]!),
      );
  const rest = names.map((_, i) => i).filter((i) => !places.includes(i));
  if (rest.length === 0)
    throw new DistributionError(say('Every column is given: leave at least one free.'));
  const y = new Wide(
    1,
    known.length,
    known.map((name) => values[name]!),
  );
  const my = new Wide(
    1,
    known.length,
    places.map((i) => mean[i]!),
  );
  const cannot = ({ column, weights }: Dependence, pivots: number[]) =>
    pivots.every((_, q) => weights[q] === 0)
      ? say(
          '{0} = {1} cannot occur: "{2}" does not vary.',
          known[column]!,
          values[known[column]!]!,
          known[column]!,
        )
      : say(
          '{0} = {1} cannot occur: "{2}" is determined by {3}, whose values say otherwise.',
          known[column]!,
          values[known[column]!]!,
          known[column]!,
          quoted(pivots.map((p) => known[p]!)),
        );
  const cut = schur(
    root.lower.pickRows(rest),
    root.lower.pickRows(places),
    sum(y, my, -1),
    [y, my],
    cannot,
    root.dependent.length > 0,
  );
  return {
    names: rest.map((i) => names[i]!),
    ...shifted(
      new Wide(
        1,
        rest.length,
        rest.map((i) => mean[i]!),
      ),
      cut,
    ),
  };
}

function givenEquations(
  joint: Known,
  matrix: readonly (readonly number[])[],
  equals: readonly number[],
): Result {
  const { names, mean, root } = joint;
  checkNames(names);
  const rows = matrixOf(matrix, names.length, 'the condition');
  if (equals.length !== rows.rows)
    throw new DistributionError(
      say(
        'The condition has {0} equations and {1} right-hand sides. Give one for each row of the matrix.',
        rows.rows,
        equals.length,
      ),
    );
  const wrong = equals.find((v) => !Number.isFinite(v));
  if (wrong !== undefined)
    throw new DistributionError(
      say('A right-hand side is {0}: it must be a finite number.', wrong),
    );
  const y = new Wide(1, rows.rows, equals);
  const my = timesTransposed(new Wide(1, names.length, mean), rows);
  const cannot = ({ column }: Dependence, pivots: number[]) =>
    pivots.length === 0
      ? say('Equation {0} cannot hold: its left-hand side does not vary.', column + 1)
      : say(
          'Equation {0} cannot hold: together with the equations before it the matrix has rank {1} only, and they say otherwise.',
          column + 1,
          pivots.length,
        );
  const cut = schur(
    root.lower,
    timesTransposed(rows, root.lower.transposed()),
    sum(y, my, -1),
    [y, my],
    cannot,
    root.dependent.length > 0,
  );
  return { names, ...shifted(new Wide(1, names.length, mean), cut) };
}

interface Cut {
  /** 1 x n */
  step: Wide;
  covariance: Wide;
}

/**
 * With x = mean + F z and y = mean + G z: the step of the mean, and the covariance, of x once y is known.
 * @param off y - mean, 1 x m  @param sizes numbers whose rounding `off` carries  @param cannot the sentence when y
 * cannot occur
 */
function schur(
  f: Wide,
  g: Wide,
  off: Wide,
  sizes: Wide[],
  cannot: (d: Dependence, pivots: number[]) => Sentence,
  degenerate: boolean,
): Cut {
  const factor = factorise(square(g), degenerate ? rounded(f.columns) : UNROUNDED)!;
  const { lower, pivots, dependent } = factor;
  for (const d of dependent) {
    let [rest, size] = [
      off.high[d.column]!,
      sizes.reduce((s, v) => s + Math.abs(v.high[d.column]!), 0),
    ];
    pivots.forEach((p, q) => {
      rest -= d.weights[q]! * off.high[p]!;
      size += Math.abs(d.weights[q]!) * sizes.reduce((s, v) => s + Math.abs(v.high[p]!), 0);
    });
    if (Math.abs(rest) > Math.sqrt(d.tolerance) + 64 * Number.EPSILON * size)
      throw new ImpossibleError(cannot(d, pivots));
  }
  const [own, known] = [lower.pickRows(pivots), g.pickRows(pivots)];
  const cross = solveRows(own, timesTransposed(f, known));
  const u = solveRows(own, off.transposed().pickRows(pivots).transposed());
  const weights = solveRowsTransposed(own, cross);
  // what is left of x is x - W y: as a square, its covariance has no negative direction, however little that is
  const covariance = square(sum(f, timesTransposed(weights, known.transposed()), -1));
  const variances = square(known);
  for (let i = 0; i < f.rows; i++) {
    // what rounding cannot tell from no variance is none: the column is determined by y
    let scale = squaredLength(f, i);
    pivots.forEach(
      (_, q) =>
        (scale +=
          weights.high[i * pivots.length + q]! ** 2 * variances.high[q * pivots.length + q]!),
    );
    if (
      covariance.high[i * f.rows + i]! >
      (degenerate ? rounded(f.columns) : ROUNDING_LEFT) * scale
    )
      continue;
    for (let j = 0; j < f.rows; j++)
      for (const at of [i * f.rows + j, j * f.rows + i])
        covariance.high[at] = covariance.low[at] = 0;
  }
  return { step: timesTransposed(u, cross), covariance };
}

function shifted(
  mean: Wide,
  { step, covariance }: Cut,
): { mean: Float64Array; covariance: Float64Array } {
  return { mean: sum(mean, step).round(), covariance: covariance.round() };
}
