// Two models on the same rows: the difference of their log densities, row by row.
import { score } from '../../flows/score';
import type { PairedDifference } from '../../protocol/exploration';

/**
 * The first of `models` minus each other. `densities` has an array for each, on the same rows.
 * @param units see `score`
 */
export function pairedDifferences(
  labels: string[],
  densities: Float64Array[],
  units?: ArrayLike<number>,
): PairedDifference[] {
  const [first, ...others] = densities;
  return others.map((other, k) => {
    // a row outside the support of both is no evidence for either: its difference is not a number
    const all = first!.map((v, n) => v - other[n]!);
    const is = (_: number, n: number) => !Number.isNaN(all[n]);
    const each = all.filter(is);
    const difference =
      each.length > 0
        ? score(each, units && Float64Array.from(units).filter(is))
        : { mean: NaN, standardError: NaN };
    return { of: labels[0]!, minus: labels[k + 1]!, difference, rows: each.length };
  });
}

/** Names that tell models apart: the label, with a number where others have the same. */
export function distinctLabels(labels: string[]): string[] {
  return labels.map((label, i) => {
    const before = labels.slice(0, i).filter((l) => l === label).length;
    return before === 0 ? label : `${label} (${before + 1})`;
  });
}
