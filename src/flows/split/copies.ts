// Whether rows that are equal are copies of one another, or equal by chance because columns have few values.

/** One column of the rows: numbers as they are, texts as some number for each. */
export interface Look {
  numeric: boolean;
  values: ArrayLike<number>;
}

/** So many times more than the resolution of the columns explains. */
const MARGIN = 10;
const LEAST_CHANCE = 1e-3;
/** Columns that tell this part of the different rows apart tell enough: the others follow from them. */
const ENOUGH = 0.9;
/** A row, or a value, that holds more than this part of all is an atom, and no copy. */
const ATOM = 0.05;
const DECIMALS = 9;

/** Which rows are equal in some columns: a number for each class of them. */
interface Classes {
  of: Int32Array;
  count: number;
}

const pairs = (n: number) => (n * (n - 1)) / 2;

/**
 * @param keys equal for rows that are equal in every column but identifiers
 * @param columns these columns, or enough of them
 */
export function areCopies(keys: ArrayLike<number>, columns: Look[]): boolean {
  const whole = classesOf(keys);
  if (whole.count === keys.length) return false;
  const used = independent(columns, whole.count);
  if (used.length === 0) return false;
  if (used.length === 1) return used[0]!.numeric && aloneTells(used[0]!.values);
  const classes = used.map((c) => classesOf(c.values));
  const rows = all(classes, keys.length);
  const expected = used.reduce(
    (most, column, d) =>
      Math.max(
        most,
        expectedOf(column, classes[d]!, withoutOne(classes, d, keys.length), equalPairs(rows)),
      ),
    0,
  );
  return isBeyond(equalPairs(rows, ATOM * keys.length), expected, 1);
}

/** A single column whose values repeat although its steps are fine. */
function aloneTells(values: ArrayLike<number>): boolean {
  const counts = countsOf(values);
  for (const [value, n] of counts) if (n > ATOM * values.length) counts.delete(value);
  const step = stepOf(values);
  let equal = 0;
  for (const n of counts.values()) equal += pairs(n);
  const sorted = Float64Array.from(values).sort();
  const range =
    sorted[Math.floor(0.95 * (sorted.length - 1))]! -
    sorted[Math.floor(0.05 * (sorted.length - 1))]!;
  const byChance = step === null ? 0 : Math.min(1, (pairs(values.length) * step) / range);
  return isBeyond(equal, step === null ? 0 : besidePairs(counts, step) / 2, byChance);
}

/**
 * How many equal pairs chance makes, as far as this column varies by itself: pairs that differ in nothing else
 * say so. Where its density is smooth, values one step apart are twice as frequent as equal ones; atoms and
 * names are as frequent as they are in the whole column.
 */
function expectedOf(
  { numeric, values }: Look,
  own: Classes,
  others: Classes,
  equal: number,
): number {
  const differing = equalPairs(others) - equal;
  const share = equalPairs(own) / pairs(values.length);
  const asInAll = share < 1 ? (differing * share) / (1 - share) : Infinity;
  const step = numeric ? stepOf(values) : null;
  if (step === null) return asInAll;
  let beside = 0;
  for (const rows of membersOf(others))
    if (rows.length > 1) beside += besidePairs(countsOf(rows.map((n) => values[n]!)), step);
  return Math.max(asInAll, beside / 2);
}

/** @param least added to what is expected: how uncertain that is */
function isBeyond(observed: number, expected: number, least: number): boolean {
  return observed > MARGIN * expected && poissonTail(observed, expected + least) < LEAST_CHANCE;
}

/** Columns that tell the rows apart, without those that follow from the others; numbers with many values first. */
function independent(columns: Look[], different: number): Look[] {
  const n = columns[0]?.values.length ?? 0;
  const known = columns.map((column) => ({ column, classes: classesOf(column.values) }));
  known.sort(
    (a, b) =>
      Number(b.column.numeric) - Number(a.column.numeric) || b.classes.count - a.classes.count,
  );
  const enough = Math.min(
    ENOUGH * different,
    all(
      known.map((k) => k.classes),
      n,
    ).count,
  );
  const chosen: typeof known = [];
  let so: Classes = all([], n);
  for (const next of known) {
    if (so.count >= enough) break;
    chosen.push(next);
    so = both(so, next.classes);
  }
  const after = chosen.map((_, k) =>
    all(
      chosen.slice(k + 1).map((c) => c.classes),
      n,
    ),
  );
  let kept: Classes = all([], n);
  return chosen
    .filter(({ classes }, k) => {
      if (both(kept, after[k]!).count >= enough) return false;
      kept = both(kept, classes);
      return true;
    })
    .map((c) => c.column);
}

const all = (classes: Classes[], n: number): Classes =>
  classes.reduce(both, { of: new Int32Array(n), count: Math.min(n, 1) });
const withoutOne = (classes: Classes[], d: number, n: number) =>
  all(
    classes.filter((_, k) => k !== d),
    n,
  );

function both(a: Classes, b: Classes): Classes {
  if (a.count <= 1) return b;
  return classesOf(Float64Array.from(a.of, (k, n) => k * b.count + b.of[n]!));
}

function classesOf(values: ArrayLike<number>): Classes {
  const numbers = new Map<number, number>();
  const of = Int32Array.from(values, (v) => {
    let k = numbers.get(v);
    if (k === undefined) numbers.set(v, (k = numbers.size));
    return k;
  });
  return { of, count: numbers.size };
}

/** @param largest classes of more rows do not count */
function equalPairs({ of, count }: Classes, largest = Infinity): number {
  const sizes = new Float64Array(count);
  for (const k of of) sizes[k]!++;
  return sizes.reduce((sum, n) => (n <= largest ? sum + pairs(n) : sum), 0);
}

function membersOf({ of, count }: Classes): number[][] {
  const members: number[][] = Array.from({ length: count }, () => []);
  of.forEach((k, n) => members[k]!.push(n));
  return members;
}

function countsOf(values: ArrayLike<number>): Map<number, number> {
  const counts = new Map<number, number>();
  for (let n = 0; n < values.length; n++) counts.set(values[n]!, (counts.get(values[n]!) ?? 0) + 1);
  return counts;
}

/** Pairs of values that lie one step apart. */
function besidePairs(counts: Map<number, number>, step: number): number {
  const places = new Map([...counts].map(([value, n]) => [Math.round(value / step), n]));
  let found = 0;
  for (const [place, n] of places) found += n * (places.get(place + 1) ?? 0);
  return found;
}

/** The step between decimals; null where the values have more of them than is worth a step. */
function stepOf(values: ArrayLike<number>): number | null {
  for (let k = 0; k <= DECIMALS; k++) {
    const scale = 10 ** k;
    let fits = true;
    for (let n = 0; fits && n < values.length; n++) {
      const v = values[n]! * scale;
      fits = Number.isNaN(v) || Math.abs(v - Math.round(v)) <= 1e-9 * Math.max(1, Math.abs(v));
    }
    if (!fits) continue;
    let common = 0;
    for (let n = 0; n < values.length && common !== 1; n++)
      if (!Number.isNaN(values[n]!))
        common = divisor(common, Math.abs(Math.round((values[n]! - values[0]!) * scale)));
    return common > 0 ? common / scale : null;
  }
  return null;
}

function divisor(a: number, b: number): number {
  while (b > 0) [a, b] = [b, a % b];
  return a;
}

/** The chance of `n` or more events where so many are expected. */
function poissonTail(n: number, expected: number): number {
  if (expected <= 0) return n > 0 ? 0 : 1;
  if (n <= expected) return 1;
  // terms from n on fall off like a geometric series
  let log = -expected + n * Math.log(expected);
  for (let k = 2; k <= Math.min(n, 1e6); k++) log -= Math.log(k);
  return Math.exp(log) / (1 - expected / (n + 1));
}
