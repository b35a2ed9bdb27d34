// The mean of what rows say, and how far to trust it.
import type { Score } from '../protocol/model';

/**
 * Mean and standard error of the mean. -Infinity values make the mean -Infinity and leave the error undefined (NaN).
 * @param units equal for rows that are not independent: the error is then that of their sums
 */
export function score(values: ArrayLike<number>, units?: ArrayLike<number>): Score {
  const n = values.length;
  let mean = 0;
  for (let i = 0; i < n; i++) mean += values[i]! / n;
  if (units) return { mean, standardError: errorOfSums(values, units, mean) };
  let square = 0;
  for (let i = 0; i < n; i++) square += (values[i]! - mean) ** 2;
  return { mean, standardError: n > 1 ? Math.sqrt(square / (n - 1) / n) : NaN };
}

function errorOfSums(values: ArrayLike<number>, units: ArrayLike<number>, mean: number): number {
  const sums = new Map<number, number>();
  for (let i = 0; i < values.length; i++)
    sums.set(units[i]!, (sums.get(units[i]!) ?? 0) + values[i]! - mean);
  let square = 0;
  for (const sum of sums.values()) square += sum ** 2;
  return sums.size > 1 ? Math.sqrt((square * sums.size) / (sums.size - 1)) / values.length : NaN;
}
