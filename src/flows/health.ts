// What can be modelled: constant and exactly dependent columns are held out by name; values that hold many rows are named.
import { cholesky } from '../distributions/cholesky';
import { DistributionError } from '../distributions/distribution';
import { fitGaussian } from '../distributions/moments';
import type { Atom } from '../protocol/model';

/** A single value holding more than this part of the rows is an atom: it has no density. */
const ATOM = 0.05;

export interface Health {
  /** indices of the columns to model */
  usable: number[];
  heldOut: { column: string; reason: string }[];
  /** columns in which one value holds over 5 % of the rows (whole-number columns are dequantised and do not count) */
  atoms: Atom[];
}

/** @param values row-major n x D */
export function checkHealth(values: ArrayLike<number>, count: number, columns: string[], integer: boolean[]): Health {
  const dim = columns.length;
  const { covariance } = fitGaussian(values, count, columns);
  const deviation = columns.map((_, d) => Math.sqrt(covariance[d * dim + d]!));
  const health: Health = { usable: [], heldOut: [], atoms: [] };
  for (let d = 0; d < dim; d++) {
    const tried = [...health.usable, d];
    const correlation = tried.flatMap((i) => tried.map((j) => covariance[i * dim + j]! / ((deviation[i]! || 1) * (deviation[j]! || 1))));
    try {
      cholesky(correlation, tried.map((i) => columns[i]!));
      health.usable.push(d);
    } catch (error) {
      if (!(error instanceof DistributionError)) throw error;
      const constant = !(deviation[d]! > 0);
      health.heldOut.push({ column: columns[d]!, reason: constant ? 'it has one value only' : 'it is an exact combination of the columns before it' });
    }
  }
  for (const d of health.usable) {
    if (integer[d]) continue;
    const counts = new Map<number, number>();
    for (let n = 0; n < count; n++) counts.set(values[n * dim + d]!, (counts.get(values[n * dim + d]!) ?? 0) + 1);
    for (const [value, n] of counts) if (count >= 100 && n > ATOM * count) health.atoms.push({ column: columns[d]!, value, share: n / count });
  }
  return health;
}
