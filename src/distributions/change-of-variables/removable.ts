// Removable poles, as that of sin(x)/x at 0: beside them terms of f' cancel, so that bounds say nothing. There u/v
// is looked at as U/V with U = u/(x - x0)^p and V likewise, whose derivatives are averages of those of u and v
// (Hermite's divided differences).
import { compile } from '../formula/evaluate';
import { derivative } from '../formula/derivative';
import {
  type Expression,
  isZero,
  nodes,
  plus,
  replaced as replacedIn,
  times,
  variable,
} from '../formula/expression';
import {
  at,
  between,
  divide,
  excludesZero,
  type Interval,
  isEmpty,
  multiply,
  subtract,
} from '../formula/interval';

/** Order of a zero at most, and derivatives of the quotient that are bounded. */
const [MOST_ZEROS, DERIVATIVES] = [4, 4];
/** Parts of a piece beside the pole that are tried, the largest first. */
const PARTS = [1, 0.5, 0.25, 0.1, 0.03, 0.01, 1e-3, 1e-4, 1e-6];
const MOST_NODES = 4000;

export interface Beside {
  /** f' has this sign from the pole to here */
  sign: 1 | -1;
  to: number;
  /** limit of f at the pole, and whether f' comes to zero there */
  value: number;
  flat: boolean;
}

/**
 * What f does beside the pole at the end `x0` of a piece that reaches to `other`; null where there is no
 * removable pole there, or nothing is proved.
 */
export function besideRemovable(f: Expression, x0: number, other: number): Beside | null {
  const quotients = nodes([f]).filter(
    (e): e is Quotient =>
      e.kind === 'quotient' && touchesZero(compile([e.right]).bounds([at(x0)])[0]!),
  );
  if (quotients.length === 0) return null;
  const removed = quotients.map((q) => Removed.of(q, x0));
  if (removed.some((r) => r === null)) return null;
  const known = removed as Removed[];
  // one variable for each derivative of each quotient; index 0 is x
  const name = (i: number, k: number) => variable(1 + i * (DERIVATIVES + 1) + k, `w${i}_${k}`);
  const replaced = replacedIn(f, (e) =>
    quotients.includes(e as Quotient) ? name(quotients.indexOf(e as Quotient), 0) : null,
  );
  const total = (e: Expression): Expression =>
    known.reduce(
      (sum, _, i) =>
        Array.from({ length: DERIVATIVES }, (__, k) => k).reduce((s, k) => {
          const part = derivative(e, 1 + i * (DERIVATIVES + 1) + k);
          return isZero(part) ? s : plus(s, times(part, name(i, k + 1)));
        }, sum),
      derivative(e, 0),
    );
  const inwards = other > x0 ? 1 : -1;
  const box = (x: Interval): Interval[] | null => {
    const jets = known.map((r) => r.jet(x));
    return jets.some((j) => j === null) ? null : [x, ...jets.flatMap((j) => j!)];
  };
  const here = box(at(x0));
  if (!here) return null;
  const limit = compile([replaced]).bounds(here)[0]!;
  if (isEmpty(limit) || !Number.isFinite(limit.hi - limit.lo)) return null;
  const [value, below]: [number, Interval[]] = [limit.lo + (limit.hi - limit.lo) / 2, []];
  let [expression, turn] = [total(replaced), 1];
  for (let order = 0; order + 1 < DERIVATIVES; order++) {
    if (nodes([expression]).length > MOST_NODES) return null;
    const g = compile([expression]);
    for (const part of PARTS) {
      const to = part === 1 ? other : x0 + part * (other - x0);
      const found = box(between(Math.min(x0, to), Math.max(x0, to)));
      const bounds = found && g.bounds(found)[0]!;
      if (!bounds || isEmpty(bounds) || !excludesZero(bounds)) continue;
      const sign = ((bounds.lo > 0 ? 1 : -1) * turn) as 1 | -1;
      if (below.every((b) => (sign > 0 ? b.lo >= 0 : b.hi <= 0)))
        return { sign, to, value, flat: order > 0 && below[0]!.lo === 0 && below[0]!.hi === 0 };
    }
    const now = g.bounds(here)[0]!;
    if (isEmpty(now)) return null;
    below.push(turn > 0 ? now : { lo: -now.hi, hi: -now.lo, whole: now.whole });
    expression = total(expression);
    turn *= inwards;
  }
  return null;
}

type Quotient = Extract<Expression, { left: Expression }>;
const touchesZero = (x: Interval) => !isEmpty(x) && x.lo <= 0 && x.hi >= 0;
const isExactZero = (x: Interval) => x.lo === 0 && x.hi === 0;

/** u/v without its pole. */
class Removed {
  private constructor(
    private readonly zeros: number,
    private readonly above: ReturnType<typeof compile>,
    private readonly below: ReturnType<typeof compile>,
  ) {}

  /** null unless v has a zero of some order at x0, and u one of at least that order, exactly */
  static of({ left, right }: Quotient, x0: number): Removed | null {
    const inner = [...nodes([left]), ...nodes([right])];
    if (
      inner.some(
        (e) => e.kind === 'quotient' && touchesZero(compile([e.right]).bounds([at(x0)])[0]!),
      )
    )
      return null;
    const series = (e: Expression) => {
      const out = [e];
      while (out.length <= MOST_ZEROS + DERIVATIVES) out.push(derivative(out.at(-1)!));
      return nodes(out).length > MOST_NODES ? null : compile(out);
    };
    const [above, below] = [series(left), series(right)];
    if (!above || !below) return null;
    const [u, v] = [above.bounds([at(x0)]), below.bounds([at(x0)])];
    const zeros = v.findIndex((b) => !isExactZero(b));
    if (
      zeros < 1 ||
      zeros > MOST_ZEROS ||
      !excludesZero(v[zeros]!) ||
      !u.slice(0, zeros).every(isExactZero)
    )
      return null;
    return new Removed(zeros, above, below);
  }

  /** Bounds of the quotient and its derivatives over a cell that begins or ends at x0. */
  jet(x: Interval): Interval[] | null {
    const { zeros: p } = this;
    // u^(p+q) / (p+q)! over the cell holds the q-th coefficient of U at each of its points
    const coefficients = (c: ReturnType<typeof compile>) =>
      c
        .bounds([x])
        .slice(p, p + DERIVATIVES + 1)
        .map((b, q) => divide(b, at(factorial(p + q))));
    const [u, v] = [coefficients(this.above), coefficients(this.below)];
    if (!excludesZero(v[0]!) || [...u, ...v].some(isEmpty)) return null;
    const w: Interval[] = [];
    for (let k = 0; k <= DERIVATIVES; k++) {
      let rest = u[k]!;
      for (let j = 1; j <= k; j++) rest = subtract(rest, multiply(v[j]!, w[k - j]!));
      w.push(divide(rest, v[0]!));
    }
    return w.map((b, k) => multiply(b, at(factorial(k))));
  }
}

const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
