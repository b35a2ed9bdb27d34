// Rows picked by position, by column and by support.
import type { Rows } from './engine';
import type { toModel } from './preprocessing';
import type { FitInput } from './fit/request';
import { pickRows } from './rows';

/** Complete rows of the modelled columns, in original units; row-major count x D. */
export interface Part {
  values: Float64Array;
  rowNumbers: Float64Array;
  count: number;
  /** what the flow is given beside the columns, row-major count x C */
  context?: Float64Array;
  /** equal for rows that are not independent of one another; absent: all are */
  units?: ArrayLike<number> | undefined;
}

/** The rows at these positions. */
export function take(all: Part, positions: Int32Array, dim: number): Part {
  const { values, context } = pickRows({ ...all, dim }, positions);
  const { rowNumbers, units } = all;
  return {
    values,
    rowNumbers: Float64Array.from(positions, (p) => rowNumbers[p]!),
    count: positions.length,
    ...(context ? { context } : {}),
    ...(units ? { units: Float64Array.from(positions, (p) => units[p]!) } : {}),
  };
}

export function pickColumns(
  { values, count, columns }: Pick<FitInput, 'values' | 'count' | 'columns'>,
  usable: number[],
): Float64Array {
  const [from, to] = [columns.length, usable.length];
  const out = new Float64Array(count * to);
  for (let n = 0; n < count; n++)
    for (let d = 0; d < to; d++) out[n * to + d] = values[n * from + usable[d]!]!;
  return out;
}

/** Rows that lie in the support of every transform, in model space, with their numbers among all of them (`kept`). */
export function keepInside(
  { z, logDet, outside }: ReturnType<typeof toModel>,
  { count, context }: Part,
  dim: number,
): Rows & { logDet: Float64Array; outside: number; kept: Int32Array } {
  const all: Rows = { values: z, count, dim, ...(context ? { context } : {}) };
  const numbers = Int32Array.from({ length: count }, (_, n) => n);
  if (outside === 0) return { ...all, logDet, outside, kept: numbers };
  const kept = numbers.filter((n) => Number.isFinite(logDet[n]!));
  return {
    ...pickRows(all, kept),
    logDet: Float64Array.from(kept, (n) => logDet[n]!),
    outside,
    kept,
  };
}
