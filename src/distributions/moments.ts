// Maximum likelihood from rows: blocks of fixed size, each about its own mean, merged in a fixed order with
// compensated sums. So the result depends on the rows and their order alone, and a mean far from zero costs no
// digits (Chan, Golub and LeVeque 1983).
import type { GaussianSummary } from '../protocol/data';
import { DistributionError } from './distribution';
import { say } from '../protocol/sentence';

const BLOCK = 4096;

/** Count, mean and centred cross-products of rows that arrive in pieces of any size. */
export class Moments {
  count = 0;
  private readonly mean: Float64Array;
  private readonly meanRest: Float64Array;
  /** lower triangle of the sum of (x - mean)(x - mean)^T, and its compensation */
  private readonly products: Float64Array;
  private readonly productsRest: Float64Array;
  private readonly block: Float64Array;
  private filled = 0;

  constructor(private readonly dim: number) {
    [this.mean, this.meanRest] = [new Float64Array(dim), new Float64Array(dim)];
    [this.products, this.productsRest] = [new Float64Array(dim * dim), new Float64Array(dim * dim)];
    this.block = new Float64Array(BLOCK * dim);
  }

  /** @param values row-major, `count` rows */
  add(values: ArrayLike<number>, count: number): void {
    const { dim, block } = this;
    for (let at = 0; at < count * dim; at++) {
      block[this.filled++] = values[at]!;
      if (this.filled === block.length) this.flush();
    }
  }

  /** Of everything added: covariance is divided by the count. */
  summary(names: readonly string[]): GaussianSummary {
    this.flush();
    const { dim, count, products } = this;
    const covariance = Array.from(products, (_, k) => {
      const [i, j] = [Math.floor(k / dim), k % dim];
      return products[i >= j ? k : j * dim + i]! / count;
    });
    return { names: [...names], mean: [...this.mean], covariance, rows: count };
  }

  /** Takes up the block: its own mean, its products about that, and the step between the two means. */
  private flush(): void {
    const { dim, block, mean, meanRest, products, productsRest } = this;
    const rows = this.filled / dim;
    this.filled = 0;
    if (rows === 0) return;
    const own = ownMean(block, rows, dim);
    const { products: ownProducts, rest } = productsAbout(block, rows, dim, own);
    const total = this.count + rows;
    if (this.count === 0) {
      mean.set(own);
      meanRest.set(rest);
    }
    const step = Float64Array.from(own, (m, d) => m - mean[d]! + (rest[d]! - meanRest[d]!));
    const weight = (this.count / total) * rows;
    for (let i = 0; i < dim; i++)
      for (let j = 0; j <= i; j++)
        compensated(
          products,
          productsRest,
          i * dim + j,
          ownProducts[i * dim + j]! + weight * step[i]! * step[j]!,
        );
    for (let d = 0; d < dim; d++) compensated(mean, meanRest, d, (step[d]! * rows) / total);
    this.count = total;
  }
}

function ownMean(block: Float64Array, rows: number, dim: number): Float64Array {
  // about the first row, so that nothing is lost to a large mean; then what is left about that
  const mean = block.slice(0, dim);
  for (let pass = 0; pass < 2; pass++) {
    const off = new Float64Array(dim);
    for (let at = 0; at < rows * dim; at += dim)
      for (let d = 0; d < dim; d++) off[d]! += block[at + d]! - mean[d]!;
    for (let d = 0; d < dim; d++) mean[d]! += off[d]! / rows;
  }
  return mean;
}

/**
 * Lower triangle of the products about `mean` + `rest`, with `rest` what rounding left between `mean` and the
 * true one.
 */
function productsAbout(
  block: Float64Array,
  rows: number,
  dim: number,
  mean: Float64Array,
): { products: Float64Array; rest: Float64Array } {
  const products = new Float64Array(dim * dim);
  const off = new Float64Array(dim);
  const left = new Float64Array(dim);
  for (let at = 0; at < rows * dim; at += dim) {
    for (let d = 0; d < dim; d++) left[d]! += off[d] = block[at + d]! - mean[d]!;
    for (let i = 0; i < dim; i++) {
      const own = off[i]!;
      for (let j = 0, k = i * dim; j <= i; j++, k++) products[k]! += own * off[j]!;
    }
  }
  for (let i = 0; i < dim; i++)
    for (let j = 0; j <= i; j++) products[i * dim + j]! -= (left[i]! / rows) * left[j]!;
  return { products, rest: left.map((v) => v / rows) };
}

/** sums[k] + rests[k] += value (Neumaier 1974; both stay normalised) */
function compensated(sums: Float64Array, rests: Float64Array, k: number, value: number): void {
  const [before, add] = [sums[k]!, value + rests[k]!];
  const after = before + add;
  sums[k] = after;
  rests[k] = Math.abs(before) >= Math.abs(add) ? before - after + add : add - after + before;
}

/** Maximum likelihood from rows. @param values row-major n x D */
export function fitGaussian(
  values: ArrayLike<number>,
  count: number,
  names: readonly string[],
): GaussianSummary {
  const moments = new Moments(names.length);
  moments.add(values, count);
  return moments.summary(names);
}

/**
 * Maximum likelihood from sums about a first-pass mean: count, the mean of (x - about), and the sums of (x -
 * about)(x - about)^T.
 * @param products row-major D x D
 * @throws DistributionError without rows
 */
export function gaussianFromSums(
  names: readonly string[],
  count: number,
  about: ArrayLike<number>,
  meanOff: ArrayLike<number>,
  products: ArrayLike<number>,
): GaussianSummary {
  if (!(count > 0)) throw new DistributionError(say('A Gaussian needs at least one row.'));
  const dim = names.length;
  const covariance = Array.from(
    { length: dim * dim },
    (_, k) => products[k]! / count - meanOff[Math.floor(k / dim)]! * meanOff[k % dim]!,
  );
  return {
    names: [...names],
    mean: Array.from(about, (a, d) => a + meanOff[d]!),
    covariance,
    rows: count,
  };
}
