// What draws say of each parameter: mean, deviation, and quantiles, with weights where draws have them.
import type { ParameterSummary } from '../protocol/inference';

export const QUANTILES = [0.025, 0.05, 0.25, 0.5, 0.75, 0.95, 0.975];

/**
 * @param values row-major n x D
 * @param weights with a sum of 1; absent: all the same
 * @param effective how many equal draws they are worth
 */
export function summaries(
  names: readonly string[],
  values: Float64Array,
  weights: Float64Array | null,
  effective: number,
): ParameterSummary[] {
  const dim = names.length;
  const count = values.length / dim;
  const share = (n: number) => weights?.[n] ?? 1 / count;
  return names.map((name, d) => {
    const column = Float64Array.from({ length: count }, (_, n) => values[n * dim + d]!);
    const mean = column.reduce((sum, v, n) => sum + share(n) * v, 0);
    const variance = column.reduce((sum, v, n) => sum + share(n) * (v - mean) ** 2, 0);
    const sd = Math.sqrt(variance);
    return {
      name,
      mean,
      meanError: sd / Math.sqrt(effective),
      sd,
      quantiles: quantiles(column, share),
    };
  });
}

function quantiles(column: Float64Array, share: (n: number) => number): [number, number][] {
  const order = Uint32Array.from(column, (_, n) => n).sort((a, b) => column[a]! - column[b]!);
  let [at, below] = [0, 0];
  return QUANTILES.map((level) => {
    while (at < order.length - 1 && below + share(order[at]!) < level) below += share(order[at++]!);
    return [level, column[order[at]!]!];
  });
}
