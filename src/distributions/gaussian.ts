// The multivariate Gaussian in float64: density, sampling, maximum likelihood.
import type { GaussianSummary } from '../protocol/data';

const LOG_2PI = Math.log(2 * Math.PI);
/** A column whose variance, given the columns before it, is below this part of its own counts as dependent on them. */
const DEPENDENT = 1e-12;

export class DistributionError extends Error {
  override name = 'DistributionError';
}

/** An immutable Gaussian with a density. @throws DistributionError naming the first column that has none */
export class Gaussian {
  readonly names: string[];
  readonly mean: Float64Array;
  readonly covariance: Float64Array;
  /** lower-triangular Cholesky factor, row-major D x D */
  readonly factor: Float64Array;
  readonly logDeterminant: number;

  constructor(summary: Pick<GaussianSummary, 'names' | 'mean' | 'covariance'>) {
    this.names = summary.names;
    this.mean = Float64Array.from(summary.mean);
    this.covariance = Float64Array.from(summary.covariance);
    this.factor = cholesky(this.covariance, this.names);
    const dim = this.names.length;
    let half = 0;
    for (let d = 0; d < dim; d++) half += Math.log(this.factor[d * dim + d]!);
    this.logDeterminant = 2 * half;
  }

  get dim(): number {
    return this.names.length;
  }

  /** @param rows row-major n x D  @returns log density of each row, in nats */
  logProb(rows: ArrayLike<number>, count: number): Float64Array {
    const { dim, mean, factor } = this;
    const out = new Float64Array(count);
    const z = new Float64Array(dim);
    for (let n = 0; n < count; n++) {
      let square = 0;
      for (let i = 0; i < dim; i++) {
        let rest = rows[n * dim + i]! - mean[i]!;
        for (let j = 0; j < i; j++) rest -= factor[i * dim + j]! * z[j]!;
        z[i] = rest / factor[i * dim + i]!;
        square += z[i]! * z[i]!;
      }
      out[n] = -0.5 * (square + this.logDeterminant + dim * LOG_2PI);
    }
    return out;
  }

  /** Pushes standard normal numbers (row-major n x D) through mean + L z. */
  sample(normals: Float64Array): Float64Array {
    const { dim, mean, factor } = this;
    const out = new Float64Array(normals.length);
    for (let at = 0; at < normals.length; at += dim)
      for (let i = 0; i < dim; i++) {
        let sum = mean[i]!;
        for (let j = 0; j <= i; j++) sum += factor[i * dim + j]! * normals[at + j]!;
        out[at + i] = sum;
      }
    return out;
  }
}

/** Maximum likelihood from rows: mean, then covariance about it, divided by n. @param values row-major n x D */
export function fitGaussian(values: ArrayLike<number>, count: number, names: string[]): GaussianSummary {
  const dim = names.length;
  const mean = new Float64Array(dim);
  for (let n = 0; n < count; n++) for (let d = 0; d < dim; d++) mean[d]! += (values[n * dim + d]! - mean[d]!) / (n + 1);
  const covariance = new Float64Array(dim * dim);
  const off = new Float64Array(dim);
  for (let n = 0; n < count; n++) {
    for (let d = 0; d < dim; d++) off[d] = values[n * dim + d]! - mean[d]!;
    for (let i = 0; i < dim; i++) for (let j = 0; j <= i; j++) covariance[i * dim + j]! += off[i]! * off[j]!;
  }
  for (let i = 0; i < dim; i++)
    for (let j = 0; j <= i; j++) {
      covariance[i * dim + j]! /= count;
      covariance[j * dim + i] = covariance[i * dim + j]!;
    }
  return { names, mean: [...mean], covariance: [...covariance], rows: count };
}

/** @throws DistributionError if a column is constant or a combination of those before it (relative to its own variance) */
export function cholesky(covariance: ArrayLike<number>, names: string[]): Float64Array {
  const dim = names.length;
  const factor = new Float64Array(dim * dim);
  for (let i = 0; i < dim; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = covariance[i * dim + j]!;
      for (let k = 0; k < j; k++) sum -= factor[i * dim + k]! * factor[j * dim + k]!;
      if (i !== j) factor[i * dim + j] = sum / factor[j * dim + j]!;
      else if (!(covariance[i * dim + i]! > 0))
        throw new DistributionError(`The column "${names[i]}" does not vary: a Gaussian has no density there. Leave this column out.`);
      else if (!(sum > DEPENDENT * covariance[i * dim + i]!))
        throw new DistributionError(`The column "${names[i]}" is an exact combination of ${names.slice(0, i).map((n) => `"${n}"`).join(', ')}: a Gaussian has no density there. Leave one of them out.`);
      else factor[i * dim + i] = Math.sqrt(sum);
    }
  }
  return factor;
}
