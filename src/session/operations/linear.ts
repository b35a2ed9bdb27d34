// Marginals, maps A x + b and projections, for whatever a chain holds.
import { LuDecomposition, Matrix as Dense } from 'ml-matrix';
import { placesOf } from '../../distributions/checks';
import type { MapOptions, Matrix } from '../../distributions/distribution';
import { DistributionError } from '../../distributions/distribution';
import { type Held, isClosed, momentGaussian, type Sampler, sampler } from './held';

export function marginalise(held: Held, keep: readonly string[]): Held {
  if (isClosed(held)) return held.marginal(keep);
  const places = placesOf(held.names, keep, 'keep');
  return held.kind === 'finite' ? held.columns(places) : picked(held, places);
}

/** Some columns of a sampler. The density is known where only their order changes, or they are independent. */
export function picked(held: Sampler, places: readonly number[]): Sampler {
  const { names, bases, logDensity, label } = held;
  const [dim, to] = [names.length, places.length];
  const all = to === dim;
  const back = all ? names.map((_, d) => places.indexOf(d)) : [];
  const moved = (rows: Float64Array, from: readonly number[], width: number) =>
    Float64Array.from(
      { length: (rows.length / width) * from.length },
      (_, i) => rows[Math.floor(i / from.length) * width + from[i % from.length]!]!,
    );
  const independent = bases !== null && bases.length === dim;
  const known =
    all && logDensity
      ? (rows: Float64Array) => logDensity(moved(rows, back, to))
      : independent
        ? sumOf(places.map((p) => bases[p]!))
        : null;
  return sampler({
    what: all || independent ? held.what : 'draws',
    label,
    names: places.map((p) => names[p]!),
    sample: async (count, seed, first) => moved(await held.sample(count, seed, first), places, dim),
    logDensity: known,
    density: known ? held.density : null,
    bases: independent ? places.map((p) => bases[p]!) : null,
    entropy: all ? held.entropy : null,
    most: held.most,
  });
}

/** The log density of independent columns. */
export function sumOf(
  bases: readonly NonNullable<Sampler['bases']>[number][],
): NonNullable<Sampler['logDensity']> {
  return async (rows) => {
    const count = rows.length / bases.length;
    const out = new Float64Array(count);
    for (let d = 0; d < bases.length; d++) {
      const logs = await bases[d]!.logDensity(
        Float64Array.from({ length: count }, (_, n) => rows[n * bases.length + d]!),
      );
      for (let n = 0; n < count; n++) out[n]! += logs[n]!;
    }
    return out;
  };
}

/** @throws DistributionError with the word rank, naming the dependent direction, unless a degenerate result is accepted */
export async function mapped(
  held: Held,
  matrix: Matrix,
  offset: readonly number[] | undefined,
  options: MapOptions,
): Promise<Held> {
  if (isClosed(held)) return held.map(matrix, offset, options);
  // the covariance decides on the rank, in the units of the columns, and the Gaussian says what is wrong
  const { names, rank } = (await momentGaussian(held)).map(matrix, offset, options);
  const b = offset ?? new Array<number>(matrix.length).fill(0);
  const f = (x: ArrayLike<number>) =>
    matrix.map((row, k) => row.reduce((sum, a, d) => sum + a * x[d]!, b[k]!));
  if (held.kind === 'finite') return held.pushed(names, f).finite;
  const dim = held.names.length;
  const square = matrix.length === dim && rank === dim;
  return sampler({
    what: 'draws',
    label: held.label,
    names,
    most: held.most,
    sample: async (count, seed, first) => eachRow(await held.sample(count, seed, first), dim, f),
    ...(square && held.logDensity
      ? { logDensity: pulledBack(held.logDensity, matrix, b), density: held.density }
      : {}),
  });
}

/** Row-major rows through `f`, one after the other. */
function eachRow(x: Float64Array, dim: number, f: (row: Float64Array) => number[]): Float64Array {
  const out: number[] = [];
  for (let n = 0; n < x.length / dim; n++)
    for (const v of f(x.subarray(n * dim, (n + 1) * dim))) out.push(v);
  return Float64Array.from(out);
}

/** log p_Y(y) = log p_X(A^-1 (y - b)) - log |det A| */
function pulledBack(
  logDensity: NonNullable<Sampler['logDensity']>,
  matrix: Matrix,
  offset: readonly number[],
): NonNullable<Sampler['logDensity']> {
  const dim = matrix.length;
  const lu = new LuDecomposition(new Dense(matrix.map((row) => [...row])));
  const upper = lu.upperTriangularMatrix;
  let logDeterminant = 0;
  for (let d = 0; d < dim; d++) logDeterminant += Math.log(Math.abs(upper.get(d, d)));
  return async (rows) => {
    const count = rows.length / dim;
    const off = Dense.zeros(dim, count);
    for (let n = 0; n < count; n++)
      for (let d = 0; d < dim; d++) off.set(d, n, rows[n * dim + d]! - offset[d]!);
    const x = lu.solve(off);
    const back = Float64Array.from({ length: count * dim }, (_, i) =>
      x.get(i % dim, Math.floor(i / dim)),
    );
    return (await logDensity(back)).map((v) => v - logDeterminant);
  };
}

/** w . x, where w has a weight for some of the columns. */
export function projected(
  held: Held,
  onto: Readonly<Record<string, number>>,
  name = 'projection',
): Promise<Held> {
  const places = placesOf(held.names, Object.keys(onto), 'project onto');
  const row = held.names.map((_, d) => (places.includes(d) ? onto[held.names[d]!]! : 0));
  if (row.every((w) => w === 0))
    throw new DistributionError(
      'The vector is zero: its projection is always 0. Give one column a weight.',
    );
  return mapped(held, [row], undefined, { names: [name] });
}
