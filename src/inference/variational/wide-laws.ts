// Mixtures of Cauchy laws around Gaussians: proposals whose tails reach everywhere.
import { normals, uniform } from '../../distributions/random';
import { STREAMS } from '../../distributions/streams';
import { logGammaHalf } from '../reach';
import { applied, factorOf, lowerInverse } from '../../distributions/triangular';

/** A mean and a covariance (row-major, positive definite). */
export interface Start {
  mean: Float64Array;
  covariance: Float64Array;
}

interface Law {
  mean: Float64Array;
  lower: Float64Array;
  inverse: Float64Array;
  logConstant: number;
}

export class WideLaws {
  private readonly laws: Law[];

  /** @param around Gaussians; those without a density are left out */
  constructor(
    around: readonly Start[],
    private readonly names: readonly string[],
  ) {
    this.laws = around.flatMap((start) => lawOf(start, names) ?? []);
  }

  get empty(): boolean {
    return this.laws.length === 0;
  }

  /** Draws `first` to `first + count - 1`, row-major. */
  draws(first: number, count: number, seed: number): Float64Array {
    const dim = this.names.length;
    const out = new Float64Array(count * dim);
    const noise = normals(seed, STREAMS.variationalCheck, first, count, dim + 1);
    for (let n = 0; n < count; n++) {
      const chance = uniform(seed, STREAMS.variationalComponents, first + n);
      const law = this.laws[Math.floor(chance * this.laws.length)]!;
      const at = n * (dim + 1);
      const radius = Math.abs(noise[at + dim]!);
      const shift = applied(law.lower, noise.subarray(at, at + dim), dim);
      for (let d = 0; d < dim; d++) out[n * dim + d] = law.mean[d]! + shift[d]! / radius;
    }
    return out;
  }

  logDensity(row: Float64Array): number {
    const logs = this.laws.map((law) => logDensity(law, row));
    const top = Math.max(...logs);
    return top + Math.log(logs.reduce((s, v) => s + Math.exp(v - top), 0) / logs.length);
  }
}

export const widened = ({ mean, covariance }: Start, factor: number): Start => ({
  mean,
  covariance: covariance.map((v) => v * factor ** 2),
});

/** Mean and covariance of rows. @param weights with a sum of 1; absent: equal */
export function momentsOf(rows: Float64Array, dim: number, weights?: Float64Array): Start {
  const count = rows.length / dim;
  const weight = (n: number) => (weights ? weights[n]! : 1 / count);
  const mean = new Float64Array(dim);
  rows.forEach((v, i) => (mean[i % dim]! += v * weight(Math.floor(i / dim))));
  const covariance = new Float64Array(dim * dim);
  for (let n = 0; n < count; n++)
    for (let i = 0; i < dim; i++)
      for (let j = 0; j < dim; j++)
        covariance[i * dim + j]! +=
          weight(n) * (rows[n * dim + i]! - mean[i]!) * (rows[n * dim + j]! - mean[j]!);
  return { mean, covariance };
}

function lawOf({ mean, covariance }: Start, names: readonly string[]): Law | null {
  const dim = names.length;
  const lower = factorOf(covariance, names);
  if (!lower) return null;
  let logConstant = logGammaHalf(dim + 1) - ((dim + 1) / 2) * Math.log(Math.PI);
  for (let d = 0; d < dim; d++) logConstant -= Math.log(lower[d * dim + d]!);
  return { mean, lower, inverse: lowerInverse(lower, dim), logConstant };
}

function logDensity({ mean, inverse, logConstant }: Law, row: Float64Array): number {
  const dim = row.length;
  let squares = 0;
  const from = row.map((v, d) => v - mean[d]!);
  for (const t of applied(inverse, from, dim)) squares += t * t;
  return logConstant - ((dim + 1) / 2) * Math.log1p(squares);
}
