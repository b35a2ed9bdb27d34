// The Gaussian baseline of p(x | c), N(b + B c, S): its mean follows the conditions linearly, by least squares.
import { DistributionError } from './distribution';
import { factorise } from './factor';
import { Gaussian } from './gaussian';
import { Moments } from './moments';
import { solveRows, solveRowsTransposed, square, sum, timesTransposed, Wide } from './wide';
import { say } from '../protocol/sentence';

/** A condition that those before it explain but for this part of its variance gets no slope of its own. */
const DEPENDENT = 1e-12;
/** A column with no more than this part of its variance left is determined by its conditions. */
const DETERMINED = 1e-12;
const PIECE = 4096;

export interface LinearGaussianFit {
  names: readonly string[];
  /** b */
  offset: Float64Array;
  /** B, row-major D x C; zero for a condition that the ones before it determine, which changes no mean */
  slopes: Float64Array;
  /** S, row-major D x D, divided by the number of rows */
  covariance: Float64Array;
}

/**
 * Maximum likelihood. @param values row-major count x D  @param context row-major count x C
 * @throws DistributionError when the conditions determine a column
 */
export function fitLinearGaussian(
  values: ArrayLike<number>,
  context: ArrayLike<number>,
  count: number,
  names: readonly string[],
  size: number,
): LinearGaussianFit {
  const dim = names.length;
  const { mean, covariance } = jointMoments(values, context, count, dim, size);
  const whole = size + dim;
  const block = (rows: number[], columns: number[]) =>
    new Wide(
      rows.length,
      columns.length,
      rows.flatMap((i) => columns.map((j) => covariance[i * whole + j]!)),
    );
  const conditions = Array.from({ length: size }, (_, c) => c);
  const columns = Array.from({ length: dim }, (_, d) => size + d);
  const factor = factorise(block(conditions, conditions), DEPENDENT);
  if (!factor)
    throw new DistributionError(
      say(
        'The conditions are so nearly combinations of each other that no line through them can be found. Leave one of them out.',
      ),
    );
  const { pivots } = factor;
  const lower = factor.lower.pickRows(pivots);
  // with S_cc = L L^T: W = S_xc L^-T, B = W L^-1, S = S_xx - W W^T
  const explained = solveRows(lower, block(columns, pivots));
  const found = solveRowsTransposed(lower, explained).round();
  const rest = sum(block(columns, columns), square(explained), -1).round();
  for (let d = 0; d < dim; d++) {
    const before = covariance[(size + d) * whole + size + d]!;
    if (before > 0 && !(rest[d * dim + d]! > DETERMINED * before))
      throw new DistributionError(
        say(
          '"{0}" is determined by what it is given: a density has nothing left to describe there. Leave it out, or give less.',
          names[d]!,
        ),
      );
  }
  const slopes = new Float64Array(dim * size);
  pivots.forEach((c, q) =>
    columns.forEach((_, d) => (slopes[d * size + c] = found[d * pivots.length + q]!)),
  );
  const shift = timesTransposed(
    new Wide(1, size, mean.slice(0, size)),
    new Wide(dim, size, slopes),
  ).round();
  return {
    names,
    offset: Float64Array.from(columns, (column, d) => mean[column]! - shift[d]!),
    slopes,
    covariance: rest,
  };
}

/** Of rows (context, values). */
function jointMoments(
  values: ArrayLike<number>,
  context: ArrayLike<number>,
  count: number,
  dim: number,
  size: number,
): { mean: number[]; covariance: number[] } {
  const whole = size + dim;
  const moments = new Moments(whole);
  const piece = new Float64Array(Math.min(PIECE, count) * whole);
  for (let from = 0; from < count; from += PIECE) {
    const rows = Math.min(PIECE, count - from);
    for (let n = 0; n < rows; n++) {
      for (let c = 0; c < size; c++) piece[n * whole + c] = context[(from + n) * size + c]!;
      for (let d = 0; d < dim; d++) piece[n * whole + size + d] = values[(from + n) * dim + d]!;
    }
    moments.add(piece, rows);
  }
  return moments.summary(Array.from({ length: whole }, (_, k) => String(k)));
}

/** Rows minus (or, with `sign` 1, plus) the part that is linear in their context. @param slopes row-major D x C */
export function alongContext(
  values: Float64Array,
  context: Float64Array,
  count: number,
  slopes: ArrayLike<number>,
  sign: 1 | -1,
): Float64Array {
  const dim = values.length / count;
  const size = context.length / count;
  const out = new Float64Array(values.length);
  for (let n = 0; n < count; n++)
    for (let d = 0; d < dim; d++) {
      let line = 0;
      for (let c = 0; c < size; c++) line += slopes[d * size + c]! * context[n * size + c]!;
      out[n * dim + d] = values[n * dim + d]! + sign * line;
    }
  return out;
}

/** N(offset + slopes c, covariance). */
export class LinearGaussian {
  private readonly rest: Gaussian;

  /** @throws DistributionError for a covariance that is none */
  constructor(
    readonly names: readonly string[],
    private readonly parameters: {
      offset: ArrayLike<number>;
      slopes: ArrayLike<number>;
      covariance: ArrayLike<number>;
    },
  ) {
    this.rest = new Gaussian({ names, mean: parameters.offset, covariance: parameters.covariance });
  }

  /** Log density of each row in nats, per unit of the columns. @param context row-major count x C */
  logProb(values: Float64Array, context: Float64Array, count: number): Float64Array {
    if (count === 0) return new Float64Array(0);
    return this.rest.logProb({
      values: alongContext(values, context, count, this.parameters.slopes, -1),
      count,
    });
  }

  /** The Gaussian at one value of the conditions. @param context their C numbers */
  at(context: Float64Array): Gaussian {
    const { offset, slopes, covariance } = this.parameters;
    return new Gaussian({
      names: this.names,
      mean: alongContext(Float64Array.from(offset), context, 1, slopes, 1),
      covariance,
    });
  }
}
