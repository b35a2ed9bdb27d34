// Outward-rounded interval arithmetic in float64: every result holds all true values.
// A step is rounded outward only where float64 rounded it: 3 * [0, 1] begins at 0 exactly, so that a proof of
// "never negative" survives.

/**
 * All values over a box of arguments. `whole`: at every point of the box the expression is defined and none of
 * its branches
 * changes. An empty interval (nowhere defined) has NaN as its ends.
 */
export interface Interval {
  readonly lo: number;
  readonly hi: number;
  readonly whole: boolean;
}

export const EMPTY: Interval = { lo: NaN, hi: NaN, whole: false };
export const isEmpty = (x: Interval): boolean => Number.isNaN(x.lo);
export const at = (value: number): Interval => ({ lo: value, hi: value, whole: true });
export const between = (lo: number, hi: number, whole = true): Interval => ({ lo, hi, whole });
export const excludesZero = (x: Interval): boolean => x.lo > 0 || x.hi < 0;
export const hull = (a: Interval, b: Interval): Interval =>
  isEmpty(a)
    ? { ...b, whole: false }
    : isEmpty(b)
      ? { ...a, whole: false }
      : { lo: Math.min(a.lo, b.lo), hi: Math.max(a.hi, b.hi), whole: false };

const EPSILON = 2 ** -52;
const TINY = Number.MIN_VALUE;

/** At least `ulps` units in the last place below (above) the value. */
export const down = (v: number, ulps = 1): number =>
  Number.isFinite(v)
    ? v - Math.max(Math.abs(v) * EPSILON * ulps, TINY * ulps)
    : v === Infinity
      ? Number.MAX_VALUE
      : v;
export const up = (v: number, ulps = 1): number =>
  Number.isFinite(v)
    ? v + Math.max(Math.abs(v) * EPSILON * ulps, TINY * ulps)
    : v === -Infinity
      ? -Number.MAX_VALUE
      : v;

/** A sum that float64 holds exactly (Knuth's TwoSum leaves no error). */
function exactSum(a: number, b: number, sum: number): boolean {
  const other = sum - a;
  return a - (sum - other) + (b - other) === 0;
}

/** A product that float64 holds exactly (Dekker's product leaves no error). */
function exactProduct(a: number, b: number, product: number): boolean {
  if (a === 0 || b === 0 || a === 1 || b === 1 || a === -1 || b === -1) return true;
  const size = Math.abs(product);
  if (!(size > 1e-250 && size < 1e250 && Math.abs(a) < 1e250 && Math.abs(b) < 1e250)) return false;
  const [ah, bh] = [upperHalf(a), upperHalf(b)];
  const [al, bl] = [a - ah, b - bh];
  return al * bl - (product - ah * bh - al * bh - ah * bl) === 0;
}

function upperHalf(a: number): number {
  const c = 134217729 * a;
  return c - (c - a);
}

const sumBelow = (a: number, b: number) =>
  endOf(a + b, -Infinity, (s) => (exactSum(a, b, s) ? s : down(s)), a, b);
const sumAbove = (a: number, b: number) =>
  endOf(a + b, Infinity, (s) => (exactSum(a, b, s) ? s : up(s)), a, b);

/** Infinite ends stay; a finite sum that overflowed, or infinity minus infinity, is bounded safely. */
function endOf(
  value: number,
  none: number,
  rounded: (v: number) => number,
  a: number,
  b: number,
): number {
  if (Number.isNaN(value)) return none;
  if (Number.isFinite(value)) return rounded(value);
  if (!Number.isFinite(a) || !Number.isFinite(b)) return value;
  return value > 0
    ? none > 0
      ? Infinity
      : Number.MAX_VALUE
    : none > 0
      ? -Number.MAX_VALUE
      : -Infinity;
}

export function add(a: Interval, b: Interval): Interval {
  if (isEmpty(a) || isEmpty(b)) return EMPTY;
  return { lo: sumBelow(a.lo, b.lo), hi: sumAbove(a.hi, b.hi), whole: a.whole && b.whole };
}

export const negate = (a: Interval): Interval => ({ lo: -a.hi, hi: -a.lo, whole: a.whole });
export const subtract = (a: Interval, b: Interval): Interval => add(a, negate(b));

export function multiply(a: Interval, b: Interval): Interval {
  if (isEmpty(a) || isEmpty(b)) return EMPTY;
  let [lo, hi] = [Infinity, -Infinity];
  for (const x of [a.lo, a.hi])
    for (const y of [b.lo, b.hi]) {
      const product = x === 0 || y === 0 ? 0 : x * y; // an infinite end is a limit: zero times it is zero
      const exact = !Number.isFinite(product)
        ? !Number.isFinite(x) || !Number.isFinite(y)
        : exactProduct(x, y, product);
      lo = Math.min(lo, exact ? product : down(product));
      hi = Math.max(hi, exact ? product : up(product));
    }
  // a product that underflowed keeps its sign
  if (a.lo >= 0 && b.lo >= 0) lo = Math.max(lo, 0);
  return { lo, hi, whole: a.whole && b.whole };
}

function quotientEnd(x: number, y: number, below: boolean): number {
  const q = x / y;
  if (x === 0 || !Number.isFinite(y))
    return Number.isNaN(q) ? (below ? -Infinity : Infinity) : Number.isFinite(x) ? 0 : q;
  if (!Number.isFinite(q)) return Number.isFinite(x) ? (below ? down(q) : up(q)) : q;
  if (q * y === x && exactProduct(q, y, x)) return q;
  return below ? down(q) : up(q);
}

export function divide(a: Interval, b: Interval): Interval {
  if (isEmpty(a) || isEmpty(b) || (b.lo === 0 && b.hi === 0)) return EMPTY;
  if (b.lo <= 0 && b.hi >= 0) {
    if (b.lo < 0 && b.hi > 0) return { lo: -Infinity, hi: Infinity, whole: false };
    const inverse =
      b.hi > 0
        ? { lo: quotientEnd(1, b.hi, true), hi: Infinity, whole: false }
        : { lo: -Infinity, hi: quotientEnd(1, b.lo, false), whole: false };
    return multiply(a, inverse);
  }
  let [lo, hi] = [Infinity, -Infinity];
  for (const x of [a.lo, a.hi])
    for (const y of [b.lo, b.hi]) {
      lo = Math.min(lo, quotientEnd(x, y, true));
      hi = Math.max(hi, quotientEnd(x, y, false));
    }
  if (a.lo >= 0 && b.lo > 0) lo = Math.max(lo, 0);
  return { lo, hi, whole: a.whole && b.whole };
}

/** A whole-number power, by the monotone branches of x^n. */
export function integerPower(x: Interval, n: number): Interval {
  if (isEmpty(x)) return EMPTY;
  if (n === 0) return { lo: 1, hi: 1, whole: x.whole };
  if (n === 1) return x;
  if (n < 0) return divide(at(1), integerPower(x, -n));
  const below = (v: number) => (v === 0 || Math.abs(v) === 1 ? v ** n : down(v ** n, 4));
  const above = (v: number) => (v === 0 || Math.abs(v) === 1 ? v ** n : up(v ** n, 4));
  if (n % 2 === 1)
    return {
      lo: x.lo >= 0 ? Math.max(0, below(x.lo)) : below(x.lo),
      hi: above(x.hi),
      whole: x.whole,
    };
  const [small, large] =
    x.lo >= 0 ? [x.lo, x.hi] : x.hi <= 0 ? [x.hi, x.lo] : [0, -x.lo > x.hi ? x.lo : x.hi];
  return { lo: Math.max(0, below(small)), hi: above(large), whole: x.whole };
}

/** x^p for a p that is no whole number: where x >= 0 alone (x > 0 for p < 0). */
export function realPower(x: Interval, p: number): Interval {
  if (isEmpty(x) || x.hi < 0 || (p < 0 && x.hi === 0)) return EMPTY;
  const base = Math.max(0, x.lo);
  const whole = x.whole && (p > 0 ? x.lo >= 0 : x.lo > 0);
  const below = (v: number) => (v === 0 ? 0 : Math.max(0, down(v ** p, 4)));
  const above = (v: number) => (v === 0 ? 0 : up(v ** p, 4));
  if (p > 0) return { lo: below(base), hi: x.hi === Infinity ? Infinity : above(x.hi), whole };
  return {
    lo: x.hi === Infinity ? 0 : below(x.hi),
    hi: base === 0 ? Infinity : above(base),
    whole,
  };
}

/** An increasing function with an error of at most `ulps`; values are kept within `least` and `most`. */
export function increasing(
  x: Interval,
  value: (v: number) => number,
  least = -Infinity,
  most = Infinity,
  ulps = 4,
): Interval {
  if (isEmpty(x)) return EMPTY;
  const [a, b] = [value(x.lo), value(x.hi)];
  // a zero of the argument maps to an exact zero for every function used here but exp and its kin
  const lo = a === 0 && x.lo === 0 ? 0 : Math.max(least, down(a, ulps));
  const hi = b === 0 && x.hi === 0 ? 0 : Math.min(most, up(b, ulps));
  return { lo, hi, whole: x.whole };
}

/** Above this size an argument of a sine has lost too much to say where its extrema are. */
const LARGE_ANGLE = 1e9;

/** cos by where its extrema (multiples of pi) lie; one that lies within rounding of an end counts. */
export function cosine(x: Interval): Interval {
  if (isEmpty(x)) return EMPTY;
  const size = Math.max(Math.abs(x.lo), Math.abs(x.hi));
  if (!(size < LARGE_ANGLE) || x.hi - x.lo >= 2 * Math.PI) return { lo: -1, hi: 1, whole: x.whole };
  const slack = 4 * EPSILON * size;
  const first = Math.ceil((x.lo - slack) / Math.PI);
  const last = Math.floor((x.hi + slack) / Math.PI);
  const [a, b] = [Math.cos(x.lo), Math.cos(x.hi)];
  let [lo, hi] = [Math.max(-1, down(Math.min(a, b), 3)), Math.min(1, up(Math.max(a, b), 3))];
  for (let k = first; k <= last && k <= first + 2; k++) {
    if (k % 2 === 0) hi = 1;
    else lo = -1;
  }
  if (x.lo === 0 && x.hi === 0) lo = hi = 1;
  return { lo, hi, whole: x.whole };
}

export function sine(x: Interval): Interval {
  if (isEmpty(x)) return EMPTY;
  if (x.lo === 0 && x.hi === 0) return { lo: 0, hi: 0, whole: x.whole };
  const size = Math.max(Math.abs(x.lo), Math.abs(x.hi));
  if (!(size < LARGE_ANGLE) || x.hi - x.lo >= 2 * Math.PI) return { lo: -1, hi: 1, whole: x.whole };
  const slack = 4 * EPSILON * (size + Math.PI);
  const first = Math.ceil((x.lo - slack) / Math.PI - 0.5);
  const last = Math.floor((x.hi + slack) / Math.PI - 0.5);
  const [a, b] = [Math.sin(x.lo), Math.sin(x.hi)];
  let [lo, hi] = [Math.max(-1, down(Math.min(a, b), 3)), Math.min(1, up(Math.max(a, b), 3))];
  if (x.lo === 0 && a <= b) lo = 0;
  if (x.hi === 0 && b >= a) hi = 0;
  for (let k = first; k <= last && k <= first + 2; k++) {
    if (k % 2 === 0) hi = 1;
    else lo = -1;
  }
  return { lo, hi, whole: x.whole };
}

export function tangent(x: Interval): Interval {
  if (isEmpty(x)) return EMPTY;
  const size = Math.max(Math.abs(x.lo), Math.abs(x.hi));
  const slack = 4 * EPSILON * (size + Math.PI);
  const pole =
    !(size < LARGE_ANGLE) ||
    Math.floor((x.hi + slack) / Math.PI - 0.5) >= Math.ceil((x.lo - slack) / Math.PI - 0.5);
  return pole ? { lo: -Infinity, hi: Infinity, whole: false } : increasing(x, Math.tan);
}

/** cosh: least at zero. */
export function hyperbolicCosine(x: Interval): Interval {
  if (isEmpty(x)) return EMPTY;
  const [a, b] = [Math.cosh(x.lo), Math.cosh(x.hi)];
  const lo = x.lo <= 0 && x.hi >= 0 ? 1 : Math.max(1, down(Math.min(a, b), 4));
  return { lo, hi: up(Math.max(a, b), 4), whole: x.whole };
}

/**
 * The part of `x` within [least, most], where a function is defined; ends that are left out (`open`) make it
 * not whole.
 */
export function within(x: Interval, least: number, most: number, open = false): Interval {
  if (isEmpty(x) || x.hi < least || x.lo > most || (open && (x.hi <= least || x.lo >= most)))
    return EMPTY;
  const whole = x.whole && (open ? x.lo > least && x.hi < most : x.lo >= least && x.hi <= most);
  return { lo: Math.max(x.lo, least), hi: Math.min(x.hi, most), whole };
}
