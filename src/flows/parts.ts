// Rows picked by position, by column and by support.
import type { toModel } from './preprocessing';
import type { FitInput } from './request';

/** Complete rows of the modelled columns, in original units; row-major count x D. */
export interface Part {
  values: Float64Array;
  rowNumbers: Float64Array;
  count: number;
}

/** The rows at these positions. */
export function take(all: Part, positions: Int32Array, dim: number): Part {
  const values = new Float64Array(positions.length * dim);
  positions.forEach((p, k) => values.set(all.values.subarray(p * dim, (p + 1) * dim), k * dim));
  return { values, rowNumbers: Float64Array.from(positions, (p) => all.rowNumbers[p]!), count: positions.length };
}

export function pickColumns({ values, count, columns }: FitInput, usable: number[]): Float64Array {
  const [from, to] = [columns.length, usable.length];
  const out = new Float64Array(count * to);
  for (let n = 0; n < count; n++) for (let d = 0; d < to; d++) out[n * to + d] = values[n * from + usable[d]!]!;
  return out;
}

/** Rows that lie in the support of every transform, in model space. */
export function keepInside({ z, logDet, outside }: ReturnType<typeof toModel>, count: number, dim: number) {
  if (outside === 0) return { values: z, logDet, count, dim, outside };
  const kept = Array.from({ length: count }, (_, n) => n).filter((n) => Number.isFinite(logDet[n]!));
  const values = new Float64Array(kept.length * dim);
  kept.forEach((n, k) => values.set(z.subarray(n * dim, (n + 1) * dim), k * dim));
  return { values, logDet: Float64Array.from(kept, (n) => logDet[n]!), count: kept.length, dim, outside };
}
