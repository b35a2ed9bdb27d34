// The multivariate Gaussian in float64, possibly degenerate: its density, its draws, and what it is closed under.
import type { Distribution, Given, MapOptions, Matrix, Product, Rows } from './distribution';
import { DistributionError } from './distribution';
import {
  checkedGaussian,
  covarianceFactor,
  inRange,
  matrixOf,
  otherColumns,
  placesOf,
  resultNames,
} from './checks';
import { degeneracyOf } from './cholesky';
import { conditional, type Known } from './conditional';
import { squaredDistances } from './distances';
import { type Factor, factorise, UNROUNDED } from './factor';
import { productOf } from './product';
import { normals } from './random';
import { STREAMS } from './streams';
import {
  fixedDirection,
  onSupport,
  removeNoise,
  supportBasis,
  supportLogDeterminant,
} from './support';
import { solveRows, square, timesTransposed, Wide } from './wide';
import { say, type Sentence } from '../protocol/sentence';

const LOG_2PI = Math.log(2 * Math.PI);

/** Covariance row-major D x D, per units of the columns. */
export interface GaussianParameters {
  names: readonly string[];
  mean: ArrayLike<number>;
  covariance: ArrayLike<number>;
}

/**
 * N(mean, covariance). A singular covariance is accepted: its density is the one on its support, per unit of
 * volume there, and -Infinity off it. Results of operations are exact to rounding for conditions up to 1e15
 * (double-double inside).
 *
 * @throws DistributionError for a covariance that is indefinite (with its smallest eigenvalue), asymmetric, of
 * a wrong size or not finite
 */
export class Gaussian implements Distribution {
  readonly kind = 'gaussian';
  readonly method = 'closed form';
  readonly names: readonly string[];
  readonly mean: Float64Array;
  readonly covariance: Float64Array;
  /** log of the product of the eigenvalues that are not zero */
  readonly logDeterminant: number;
  private readonly root: Factor;
  /** `root.lower` in float64: D x r */
  private readonly lower: Float64Array;

  constructor(parameters: GaussianParameters) {
    const { names, mean, covariance } = checkedGaussian(parameters);
    this.names = names;
    this.mean = mean;
    this.covariance = covariance;
    this.root = covarianceFactor(covariance, names);
    this.lower = this.root.lower.round();
    this.logDeterminant = supportLogDeterminant(this.root);
  }

  /** From the precision matrix (row-major) and precision times mean. */
  static fromNatural(
    names: readonly string[],
    precision: ArrayLike<number>,
    shift: ArrayLike<number>,
  ): Gaussian {
    const inverse = new Gaussian({
      names,
      mean: new Float64Array(names.length),
      covariance: precision,
    }).natural();
    const covariance = inverse.precision;
    const mean = timesTransposed(
      new Wide(1, names.length, shift),
      new Wide(names.length, names.length, covariance),
    ).round();
    return new Gaussian({ names, mean, covariance });
  }

  get dim(): number {
    return this.names.length;
  }

  get rank(): number {
    return this.root.pivots.length;
  }

  /** Why it has no density in all its columns, as a sentence; null when it has one. */
  get degeneracy(): Sentence | null {
    return degeneracyOf(this.root, this.names);
  }

  /** Orthonormal columns that span the support about the mean: row-major D x rank. */
  supportBasis(): Float64Array {
    return supportBasis(this.root);
  }

  /** Lower-triangular Cholesky factor, row-major D x D. @throws DistributionError when degenerate */
  cholesky(): Float64Array {
    this.requireDensity(say('has no Cholesky factor of full rank'));
    return this.lower.slice();
  }

  /**
   * Natural parameters: the precision matrix, row-major, and precision times mean.
   * @throws DistributionError when degenerate
   */
  natural(): { precision: Float64Array; shift: Float64Array } {
    this.requireDensity(say('has no precision'));
    const { dim, root } = this;
    const identity = new Wide(
      dim,
      dim,
      Array.from({ length: dim * dim }, (_, k) => (k % (dim + 1) === 0 ? 1 : 0)),
    );
    // rows of solveRows are the columns of L^-1
    const precision = square(solveRows(root.lower, identity));
    return {
      precision: precision.round(),
      shift: timesTransposed(new Wide(1, dim, this.mean), precision).round(),
    };
  }

  logProb({ values, count }: Pick<Rows, 'values' | 'count'>): Float64Array {
    const { dim, rank, mean, lower, root } = this;
    const constant = this.logDeterminant + rank * LOG_2PI;
    if (root.dependent.length === 0)
      return squaredDistances(values, count, mean, lower).map(
        (squares) => -0.5 * (squares + constant),
      );
    const out = new Float64Array(count);
    const off = new Float64Array(dim);
    const z = new Float64Array(rank);
    for (let n = 0; n < count; n++) {
      for (let d = 0; d < dim; d++) off[d] = values[n * dim + d]! - mean[d]!;
      let squares = 0;
      for (let q = 0; q < rank; q++) {
        const at = root.pivots[q]! * rank;
        let rest = off[root.pivots[q]!]!;
        for (let k = 0; k < q; k++) rest -= lower[at + k]! * z[k]!;
        z[q] = rest / lower[at + q]!;
        squares += z[q]! * z[q]!;
      }
      out[n] = onSupport(root, mean, values, n * dim, off, z)
        ? -0.5 * (squares + constant)
        : -Infinity;
    }
    return out;
  }

  sample(count: number, seed: number, firstRow = 0): Rows {
    return this.push(normals(seed, STREAMS.gaussianSamples, firstRow, count, this.dim), count);
  }

  /**
   * mean + L z for standard normal numbers z, row-major count x D (a degenerate one uses the first `rank` of
   * each row).
   */
  push(z: Float64Array, count: number): Rows {
    const { dim, rank, mean, lower } = this;
    const values = new Float64Array(count * dim);
    for (let n = 0; n < count; n++)
      for (let i = 0; i < dim; i++) {
        let off = 0;
        for (let q = 0; q < Math.min(rank, i + 1); q++)
          off += lower[i * rank + q]! * z[n * dim + q]!;
        values[n * dim + i] = mean[i]! + off;
      }
    return { values, count, dim };
  }

  marginal(keep: readonly string[]): Gaussian {
    const places = placesOf(this.names, keep, 'keep');
    const { dim, mean, covariance } = this;
    return new Gaussian({
      names: keep,
      mean: places.map((i) => mean[i]!),
      covariance: places.flatMap((i) => places.map((j) => covariance[i * dim + j]!)),
    });
  }

  /** @throws DistributionError when the given values cannot occur */
  condition(given: Given): Gaussian {
    return new Gaussian(inRange(conditional(this.known(), given)));
  }

  /**
   * A x + b.
   * @throws DistributionError that names the dependent direction, when the result has no density in all its
   * columns and that was not allowed
   */
  map(
    matrix: Matrix,
    offset?: readonly number[],
    { names, allowDegenerate = false }: MapOptions = {},
  ): Gaussian {
    const rows = matrixOf(matrix, this.dim, 'the map');
    const b = offset ?? new Array<number>(rows.rows).fill(0);
    if (b.length !== rows.rows || !b.every(Number.isFinite))
      throw new DistributionError(
        say('The offset needs {0} finite numbers, one for each row of the matrix.', rows.rows),
      );
    const labels = resultNames(this.names, matrix, names);
    const image = timesTransposed(rows, this.root.lower.transposed());
    const covariance = square(image);
    if (this.rank < this.dim) removeNoise(rows, image, covariance, this.covariance);
    const mean = timesTransposed(
      new Wide(1, this.dim, this.mean),
      rows,
      new Wide(1, rows.rows, b),
    ).round();
    const result = new Gaussian(inRange({ names: labels, mean, covariance: covariance.round() }));
    if (result.rank === rows.rows || allowDegenerate) return result;
    const rounding = factorise(covariance, UNROUNDED)?.pivots.length === rows.rows;
    throw new DistributionError(
      say(
        rounding
          ? 'In double precision the result has rank {0}, not {1}: {2} varies too little beside its parts to be told from fixed. Leave out a row of the matrix, or allow a degenerate result.'
          : 'The result has rank {0}, not {1}: {2} never varies, so there is no density in all its columns. Leave out a row of the matrix, or allow a degenerate result.',
        result.rank,
        rows.rows,
        fixedDirection(result.root, result.names),
      ),
    );
  }

  /** The distribution of w . x. */
  project(direction: readonly number[], name = 'projection'): Gaussian {
    return this.map([direction], [0], { names: [name] });
  }

  /**
   * N(x; a, A) N(x; b, B) = exp(logZ) N(x; c, C).
   * @throws DistributionError when one of the two has no precision, or other columns
   */
  product(other: Distribution): Product<Distribution> {
    if (other.kind === 'mixture' && other.product) {
      const { distribution, logZ } = other.product(this) as Product;
      return { distribution: distribution.marginal!(this.names) as Distribution, logZ };
    }
    if (!(other instanceof Gaussian))
      throw new DistributionError(
        say(
          'A Gaussian can be multiplied with a Gaussian or a mixture of Gaussians, not with a {0}.',
          other.kind,
        ),
      );
    return this.times(other);
  }

  /** The product with another Gaussian. */
  times(other: Gaussian): Product<Gaussian> {
    const same = this.sameColumns(other);
    for (const factor of [this, same])
      factor.requireDensity(say('has no precision, which a product needs'));
    const { mean, covariance, logZ } = inRange(productOf(this.known(), same.known()));
    const distribution = new Gaussian({ names: this.names, mean, covariance });
    if (distribution.rank < this.dim)
      throw new DistributionError(
        say(
          'The two covariances are too far apart for double precision: their product cannot be told from a degenerate Gaussian. Use other units.',
        ),
      );
    return { distribution, logZ };
  }

  private sameColumns(other: Gaussian): Gaussian {
    const [own, theirs] = [this.names, other.names].map((names) =>
      names.map((n) => `"${n}"`).join(', '),
    );
    if (other.dim !== this.dim || !this.names.every((name) => other.names.includes(name)))
      throw otherColumns(own!, theirs!);
    return own === theirs ? other : other.marginal(this.names);
  }

  private known(): Known {
    return { names: this.names, mean: this.mean, covariance: this.covariance, root: this.root };
  }

  private requireDensity(lack: Sentence): void {
    if (this.rank < this.dim)
      throw new DistributionError(
        say(
          'A degenerate Gaussian (rank {0} of {1}) {2}: {3} never varies.',
          this.rank,
          this.dim,
          lack,
          fixedDirection(this.root, this.names),
        ),
      );
  }
}
