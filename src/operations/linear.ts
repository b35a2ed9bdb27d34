// Marginals, maps A x + b and projections of any operand.
import { LuDecomposition, Matrix as Dense } from 'ml-matrix';
import { independent } from '../distributions/change-of-variables/joint';
import { placesOf } from '../distributions/checks';
import type { MapOptions, Matrix, Rows } from '../distributions/distribution';
import { DistributionError, rowsOf } from '../distributions/distribution';
import {
  type Operand,
  isClosed,
  isSampled,
  type LogDensity,
  momentGaussian,
  type Sampled,
  sampled,
} from './operand';
import { say } from '../protocol/sentence';

export function marginalise(operand: Operand, keep: readonly string[]): Operand {
  if (!isSampled(operand)) return operand.marginal(keep);
  return picked(operand, placesOf(operand.names, keep, 'keep'));
}

/** Some columns of a sampler. The density is known where only their order changes, or they are independent. */
export function picked(operand: Sampled, places: readonly number[]): Sampled {
  const { names, bases, logProb, label } = operand;
  const [dim, to] = [names.length, places.length];
  const all = to === dim;
  const back = all ? names.map((_, d) => places.indexOf(d)) : [];
  const moved = ({ values, count }: Rows, from: readonly number[], width: number) =>
    rowsOf(
      Float64Array.from(
        { length: count * from.length },
        (_, i) => values[Math.floor(i / from.length) * width + from[i % from.length]!]!,
      ),
      from.length,
    );
  const alone = bases !== null && bases.length === dim;
  const known =
    all && logProb
      ? (rows: Rows) => logProb(moved(rows, back, to))
      : alone
        ? independent(
            places.map((p) => names[p]!),
            places.map((p) => bases[p]!),
          ).logProb
        : null;
  return sampled({
    kind: all || alone ? operand.kind : 'draws',
    label,
    names: places.map((p) => names[p]!),
    sample: async (count, seed, first) =>
      moved(await operand.sample(count, seed, first), places, dim),
    logProb: known,
    method: known ? operand.method : null,
    bases: alone ? places.map((p) => bases[p]!) : null,
    entropy: all ? operand.entropy : null,
    most: operand.most,
  });
}

/**
 * @throws DistributionError with the word rank, naming the dependent direction, unless a degenerate result is
 * accepted
 */
export async function mapped(
  operand: Operand,
  matrix: Matrix,
  offset: readonly number[] | undefined,
  options: MapOptions,
): Promise<Operand> {
  if (isClosed(operand)) return operand.map(matrix, offset, options);
  // the covariance decides on the rank, in the units of the columns, and the Gaussian says what is wrong
  const { names, rank } = (await momentGaussian(operand)).map(matrix, offset, options);
  const b = offset ?? new Array<number>(matrix.length).fill(0);
  const f = (x: ArrayLike<number>) =>
    matrix.map((row, k) => row.reduce((sum, a, d) => sum + a * x[d]!, b[k]!));
  if (operand.kind === 'empirical') return operand.pushed(names, f).empirical;
  const dim = operand.names.length;
  const square = matrix.length === dim && rank === dim;
  return sampled({
    kind: 'draws',
    label: operand.label,
    names,
    most: operand.most,
    sample: async (count, seed, first) =>
      rowsOf(eachRow(await operand.sample(count, seed, first), f), matrix.length),
    ...(square && operand.logProb
      ? { logProb: pulledBack(operand.logProb, matrix, b), method: operand.method }
      : {}),
  });
}

/** Row-major rows through `f`, one after the other. */
function eachRow({ values, count, dim }: Rows, f: (row: Float64Array) => number[]): Float64Array {
  const out: number[] = [];
  for (let n = 0; n < count; n++)
    for (const v of f(values.subarray(n * dim, (n + 1) * dim))) out.push(v);
  return Float64Array.from(out);
}

/** log p_Y(y) = log p_X(A^-1 (y - b)) - log |det A| */
function pulledBack(logDensity: LogDensity, matrix: Matrix, offset: readonly number[]): LogDensity {
  const dim = matrix.length;
  const lu = new LuDecomposition(new Dense(matrix.map((row) => [...row])));
  const upper = lu.upperTriangularMatrix;
  let logDeterminant = 0;
  for (let d = 0; d < dim; d++) logDeterminant += Math.log(Math.abs(upper.get(d, d)));
  return async ({ values, count }) => {
    const off = Dense.zeros(dim, count);
    for (let n = 0; n < count; n++)
      for (let d = 0; d < dim; d++) off.set(d, n, values[n * dim + d]! - offset[d]!);
    const x = lu.solve(off);
    const back = Float64Array.from({ length: count * dim }, (_, i) =>
      x.get(i % dim, Math.floor(i / dim)),
    );
    return (await logDensity(rowsOf(back, dim))).map((v) => v - logDeterminant);
  };
}

/** w . x, where w has a weight for some of the columns. */
export function projected(
  operand: Operand,
  onto: Readonly<Record<string, number>>,
  name = 'projection',
): Promise<Operand> {
  const places = placesOf(operand.names, Object.keys(onto), 'project onto');
  const row = operand.names.map((_, d) => (places.includes(d) ? onto[operand.names[d]!]! : 0));
  if (row.every((w) => w === 0))
    throw new DistributionError(
      say('The vector is zero: its projection is always 0. Give one column a weight.'),
    );
  return mapped(operand, [row], undefined, { names: [name] });
}
