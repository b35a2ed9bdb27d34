// What can be modelled: columns that (nearly) never vary, leave double precision or depend exactly
// on others are held out by name; values that hold many rows are named.
import { cholesky } from '../distributions/cholesky';
import { DistributionError } from '../distributions/distribution';
import { factorise } from '../distributions/factor';
import { fitGaussian } from '../distributions/moments';
import { Wide } from '../distributions/wide';
import type { Atom } from '../protocol/model';
import { grouped, say, type Sentence } from '../protocol/sentence';

/** A single value holding more than this part of the rows is an atom: it has no density. */
export const ATOM = 0.05;
/**
 * A column of more values has an atom only where it stands out, in rows, from one of the two values on either
 * side: rounding alone makes none.
 */
const [FEW_VALUES, OUTSTANDING] = [20, 3];
export const VALUES_BESIDE = 2;
/** Fewer rows cannot tell. */
export const FEWEST_FOR_ATOMS = 100;
/**
 * Fewer rows than these, in number and as a part of all, that differ from the most frequent value: nearly
 * constant. Noise makes whole numbers vary in every part of the rows.
 */
const FEW = 10;
const FEW_PART = { whole: 0.05, other: 0.2 };
/** Values and ranges whose squares, and sums of them, still are numbers of double precision. */
const [SMALLEST, LARGEST] = [1e-145, 1e145];
const DEPENDENT = 1e-12;
/** Two columns that are as alike as this (correlation off 1) are one. */
const SAME = 1e-12;

export interface Health {
  /** indices of the columns to model */
  usable: number[];
  heldOut: { column: string; reason: Sentence }[];
  /** columns in which one value holds over 5 % of the rows (whole-number columns are dequantised and do not count) */
  atoms: Atom[];
}

/** @param values row-major n x D */
export function checkHealth(
  values: ArrayLike<number>,
  count: number,
  columns: string[],
  integer: boolean[],
): Health {
  const dim = columns.length;
  const health: Health = { usable: [], heldOut: [], atoms: [] };
  const reasons = columns.map((_, d): Reason | null => {
    const column = Float64Array.from({ length: count }, (_, n) => values[n * dim + d]!);
    const frequent = mostFrequent(column);
    const reason = unusable(column, frequent, integer[d]!);
    if (!reason && !integer[d] && count >= FEWEST_FOR_ATOMS)
      for (const { value, rows } of atomsAmong(frequent, ATOM * count))
        health.atoms.push({ column: columns[d]!, value, share: rows / count });
    return reason;
  });
  const open = columns.flatMap((_, d) => (reasons[d] ? [] : [d]));
  const dependent = open.length > 0 ? dependentAmong(values, count, columns, open) : [];
  for (const d of dependent)
    reasons[d] = { reason: say('it is an exact combination of the columns before it') };
  reasons.forEach((found, d) => {
    if (found) health.heldOut.push({ column: columns[d]!, ...found });
    else health.usable.push(d);
  });
  health.atoms = health.atoms.filter(({ column }) =>
    health.usable.includes(columns.indexOf(column)),
  );
  return health;
}

function mostFrequent(column: Float64Array): Map<number, number> {
  const counts = new Map<number, number>();
  for (const v of column) counts.set(v, (counts.get(v) ?? 0) + 1);
  return counts;
}

/** Values of more than `least` rows that rounding does not explain, in the order of `frequent`. */
function atomsAmong(
  frequent: Map<number, number>,
  least: number,
): { value: number; rows: number }[] {
  const found = [...frequent].flatMap(([value, rows]) => (rows > least ? [{ value, rows }] : []));
  if (found.length === 0) return [];
  const counts = [...frequent].sort(([a], [b]) => a - b);
  const places = new Map(counts.map(([value], k) => [value, k]));
  return found.filter(({ value, rows }) => {
    const k = places.get(value)!;
    const beside = [
      ...counts.slice(Math.max(0, k - VALUES_BESIDE), k),
      ...counts.slice(k + 1, k + 1 + VALUES_BESIDE),
    ];
    return isAtom(rows, counts.length, Math.min(...beside.map(([, n]) => n)));
  });
}

/** @param different values of the column  @param beside rows of the rarest of the values next to it */
export const isAtom = (rows: number, different: number, beside: number) =>
  different <= FEW_VALUES || rows > OUTSTANDING * beside;
interface Reason {
  reason: Sentence;
}

/** Why a column by itself cannot be modelled; null where it can. */
function unusable(
  column: Float64Array,
  frequent: Map<number, number>,
  whole: boolean,
): Reason | null {
  if (frequent.size === 1) return { reason: say('it has one value only') };
  let [low, high] = [Infinity, -Infinity];
  for (const v of column) [low, high] = [Math.min(low, v), Math.max(high, v)];
  if (Math.max(-low, high) > LARGEST)
    return {
      reason: say(
        'its values are too large to be squared in double precision (use a larger unit, or its logarithm)',
      ),
    };
  if (high - low < SMALLEST)
    return {
      reason: say(
        'its values differ too little for double precision, where differences are squared (use a smaller unit)',
      ),
    };
  let [value, most] = [0, 0];
  for (const [v, n] of frequent) if (n > most) [value, most] = [v, n];
  const others = column.length - most;
  if (others >= Math.min(FEW, (whole ? FEW_PART.whole : FEW_PART.other) * column.length))
    return null;
  const rows = grouped(column.length);
  return others === 1
    ? { reason: say('it is nearly constant (one row of {0} differs from {1})', rows, value) }
    : {
        reason: say('it is nearly constant ({0} rows of {1} differ from {2})', others, rows, value),
      };
}

/** Columns that those before them determine: not those that merely have too few rows for all of them. */
function dependentAmong(
  values: ArrayLike<number>,
  count: number,
  columns: string[],
  open: number[],
): number[] {
  const [dim, size] = [columns.length, open.length];
  const picked = Float64Array.from(
    { length: count * size },
    (_, i) => values[Math.floor(i / size) * dim + open[i % size]!]!,
  );
  const { covariance } = fitGaussian(
    picked,
    count,
    open.map((d) => columns[d]!),
  );
  const deviation = open.map((_, k) => Math.sqrt(covariance[k * size + k]!));
  const correlation = covariance.map(
    (v, k) => v / (deviation[Math.floor(k / size)]! * deviation[k % size]!),
  );
  const at = (i: number, j: number) => correlation[i * size + j]!;
  const factor = factorise(new Wide(size, size, correlation), DEPENDENT);
  if (!factor) return oneByOne(correlation, open);
  // centred rows span one dimension less than they are: beyond that every column is a combination, which says nothing
  const full = factor.pivots[count - 2] ?? Infinity;
  return factor.dependent
    .map(({ column }) => column)
    .filter((k) => k < full || open.some((_, j) => j < k && Math.abs(at(k, j)) > 1 - SAME))
    .map((k) => open[k]!);
}

/** Where rounding hides the rank: each column beside the usable ones before it. */
function oneByOne(correlation: number[], open: number[]): number[] {
  const size = open.length;
  const usable: number[] = [];
  const dependent: number[] = [];
  for (let k = 0; k < size; k++) {
    const tried = [...usable, k];
    try {
      cholesky(
        tried.flatMap((i) => tried.map((j) => correlation[i * size + j]!)),
        tried.map(String),
      );
      usable.push(k);
    } catch (error) {
      if (!(error instanceof DistributionError)) throw error;
      dependent.push(open[k]!);
    }
  }
  return dependent;
}

/** The first column that has one value only in these rows; -1 for none. @param values row-major count x dim */
export function constantAmong(values: ArrayLike<number>, count: number, dim: number): number {
  for (let d = 0; d < dim; d++) {
    let n = 1;
    while (n < count && values[n * dim + d] === values[d]) n++;
    if (n >= count) return d;
  }
  return -1;
}
