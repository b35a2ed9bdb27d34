// The mean of what rows say, and how far to trust it.
import type { Score } from '../protocol/model';

/** Mean and standard error of the mean. -Infinity values make the mean -Infinity and leave the error undefined (NaN). */
export function score(values: ArrayLike<number>): Score {
  const n = values.length;
  let mean = 0;
  for (let i = 0; i < n; i++) mean += values[i]! / n;
  let square = 0;
  for (let i = 0; i < n; i++) square += (values[i]! - mean) ** 2;
  return { mean, standardError: n > 1 ? Math.sqrt(square / (n - 1) / n) : NaN };
}
