// All zeros of a smooth function on an interval: cells where its bounds exclude zero are dropped, cells where its
// slope keeps its sign are searched by bisection, all others are halved.
import {
  add,
  at,
  between,
  excludesZero,
  integerPower,
  type Interval,
  isEmpty,
  multiply,
  subtract,
} from '../formula/interval';

export interface Smooth {
  value(x: number): number;
  bounds(x: Interval): Interval;
  slope(x: Interval): Interval;
  /** of the slope's derivative; where it is there, small cells are bounded by it too */
  bend?(x: Interval): Interval;
}

/** How many bounds may still be evaluated: shared by everything that is done for one formula. */
export interface Budget {
  left: number;
}

export interface Zeros {
  /** places where the sign changes */
  roots: number[];
  /** places where zero cannot be excluded, narrower than rounding: the function touches zero there, or nearly */
  touches: number[];
  /** where rounding hides the sign, or the budget ended */
  unresolved: [number, number][];
}

const EPSILON = 2 ** -52;
const MOST_ROOTS = 20_000;
/** Cells below this part of the whole are bounded with the second derivative too. */
const BENT = 1e-2;

/** Zeros within (lo, hi), where the function is defined and smooth. */
export function zeros(f: Smooth, lo: number, hi: number, budget: Budget): Zeros {
  const found: Zeros = { roots: [], touches: [], unresolved: [] };
  const scale = Math.max(Math.abs(lo), Math.abs(hi));
  const cells: [number, number][] = [[lo, hi]];
  while (cells.length > 0) {
    const [l, r] = cells.pop()!;
    if (budget.left-- <= 0 || found.roots.length > MOST_ROOTS) {
      budget.left = Math.min(budget.left, 0);
      unresolved(found, l, r);
      continue;
    }
    const cell = between(l, r);
    const bounds = f.bounds(cell);
    if (isEmpty(bounds) || excludesZero(bounds)) continue;
    if (bounds.lo === 0 && bounds.hi === 0 && r > l) {
      unresolved(found, l, r); // zero all over
      continue;
    }
    const slope = f.slope(cell);
    const middle = l + (r - l) / 2;
    if (excludesZero(slope)) {
      signChange(f, l, r, found);
      continue;
    }
    // the mean value form is tighter on small cells
    const [off, value] = [subtract(cell, at(middle)), f.bounds(at(middle))];
    if (excludesZero(add(value, multiply(slope, off)))) continue;
    // one order more: beside a removable pole, where terms cancel, cells may be far larger then
    if (
      f.bend &&
      r - l < BENT * (hi - lo) &&
      excludesZero(
        add(
          add(value, multiply(f.slope(at(middle)), off)),
          multiply(f.bend(cell), multiply(at(0.5), integerPower(off, 2))),
        ),
      )
    )
      continue;
    // near zero floats are dense: a cell is as narrow as it gets when its ends are neighbours, or it is tiny
    // beside the whole
    if (
      middle <= l ||
      middle >= r ||
      r - l <= Math.max(4 * EPSILON * Math.min(Math.abs(l), Math.abs(r)), 1e-18 * scale)
    ) {
      if (!signChange(f, l, r, found))
        touch(
          found.touches,
          nearestToZero(f, l <= 0 && r >= 0 ? [0, middle] : [l, middle, r]),
          scale,
        );
      continue;
    }
    if (r - l < 1e-3 * (hi - lo) && [l, middle, r].every((x) => hidden(f, x))) {
      signChange(f, l, r, found);
      unresolved(found, l, r);
      continue;
    }
    cells.push([middle, r], [l, middle]);
  }
  return found;
}

/**
 * The bounds of the function at a single float hold zero within them: rounding hides its sign (an exact zero
 * does not count).
 */
function hidden(f: Smooth, x: number): boolean {
  const bounds = f.bounds(at(x));
  return (
    isEmpty(bounds) || (bounds.lo <= 0 && bounds.hi >= 0 && !(bounds.lo === 0 && bounds.hi === 0))
  );
}

function unresolved({ unresolved: regions }: Zeros, l: number, r: number): void {
  const last = regions.at(-1);
  if (last && last[1] === l) last[1] = r;
  else regions.push([l, r]);
}

/** Neighbouring cells that hold the same touch count once. */
function touch(touches: number[], x: number, scale: number): void {
  const last = touches.at(-1);
  if (last === undefined || x - last > 1e-13 * Math.max(Math.abs(x), 1e-3 * scale)) touches.push(x);
}

const nearestToZero = (f: Smooth, points: number[]) =>
  points.reduce((best, x) => (Math.abs(f.value(x)) < Math.abs(f.value(best)) ? x : best));

function signChange(f: Smooth, l: number, r: number, { roots }: Zeros): boolean {
  const [a, b] = [known(f, l, r), known(f, r, l)];
  if (!(a <= 0 && b >= 0) && !(a >= 0 && b <= 0)) return false;
  if (a === 0 && b === 0) return false;
  const root = a === 0 ? l : b === 0 ? r : bisect(f.value, l, r, a < b ? 1 : -1);
  if (roots.at(-1) !== root) roots.push(root);
  return true;
}

/**
 * The value at an end, or just inside it where that end is a pole to within rounding: there the sign may be
 * that of the other side.
 */
function known(f: Smooth, end: number, other: number): number {
  let x = end;
  const hides = () => {
    const bounds = f.bounds(at(x));
    return isEmpty(bounds) || !Number.isFinite(bounds.lo) || !Number.isFinite(bounds.hi);
  };
  for (
    let step = Math.max(Math.abs(end) * EPSILON, Number.MIN_VALUE);
    hides() && step < Math.abs(other - end) * 1e-6;
    step *= 2
  )
    x = end + Math.sign(other - end) * step;
  return f.value(x);
}

/** The value at the end of an interval, or just inside it where rounding has put the end outside the domain. */
export function inside(value: (x: number) => number, end: number, other: number): number {
  let v = value(end);
  const sign = Math.sign(other - end);
  for (
    let step = Math.max(Math.abs(end) * EPSILON, Number.MIN_VALUE);
    Number.isNaN(v) && step < Math.abs(other - end) * 1e-6;
    step *= 2
  )
    v = value(end + sign * step);
  return v;
}

/** The zero of an increasing (direction 1) or falling (-1) function between l and r, to the last float. */
export function bisect(
  value: (x: number) => number,
  l: number,
  r: number,
  direction: 1 | -1,
): number {
  if (l < 0 && r > 0 && value(0) === 0) return 0;
  for (let k = 0; k < 1100; k++) {
    const middle = midpoint(l, r, k);
    if (middle <= l || middle >= r) break;
    const v = direction * value(middle);
    if (v === 0) return middle;
    if (v < 0) l = middle;
    else r = middle;
  }
  const [a, b] = [Math.abs(value(l)), Math.abs(value(r))];
  return b < a || Number.isNaN(a) ? r : l;
}

/** Half way; every other time half way between exponents, so that zeros near 0 are found in few steps. */
function midpoint(l: number, r: number, k: number): number {
  if (k % 2 === 1 && l > 0 && r > 4 * l) return Math.sqrt(l) * Math.sqrt(r);
  if (k % 2 === 1 && r < 0 && l < 4 * r) return -Math.sqrt(-l) * Math.sqrt(-r);
  if (k % 2 === 1 && l === 0 && r > 1e-300) return r * 1e-4;
  if (k % 2 === 1 && r === 0 && l < -1e-300) return l * 1e-4;
  return l + (r - l) / 2;
}
