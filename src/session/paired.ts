// Two models on the same rows: the difference of their log densities, row by row.
import { score } from '../flows/verdict';
import type { PairedDifference } from '../protocol/exploration';

/** The first of `models` minus each other. `densities` has one array for each, on the same rows. */
export function pairedDifferences(labels: string[], densities: Float64Array[]): PairedDifference[] {
  const [first, ...others] = densities;
  return others.map((other, k) => {
    // a row outside the support of both is no evidence for either: its difference is not a number
    const each = first!.map((v, n) => v - other[n]!).filter((v) => !Number.isNaN(v));
    return { of: labels[0]!, minus: labels[k + 1]!, difference: each.length > 0 ? score(each) : { mean: NaN, standardError: NaN }, rows: each.length };
  });
}

/** Names that tell models apart: the label, with a number where others have the same. */
export function distinctLabels(labels: string[]): string[] {
  return labels.map((label, i) => {
    const before = labels.slice(0, i).filter((l) => l === label).length;
    return before === 0 ? label : `${label} (${before + 1})`;
  });
}
