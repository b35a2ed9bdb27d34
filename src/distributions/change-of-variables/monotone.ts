// A function of one variable as pieces on which it rises, falls, is flat, or is not defined: proved by bounds on f'.
import { compile, type Compiled } from '../formula/evaluate';
import { derivative } from '../formula/derivative';
import { type Expression, isZero } from '../formula/expression';
import { between } from '../formula/interval';
import { besidePole, grows } from './limits';
import { type Cut, smooth, smoothPieces, tooMany } from './pieces';
import { besideRemovable } from './removable';
import { bisect, type Budget, inside, type Zeros, zeros } from './roots';

/** f rises (direction 1) or falls (-1) from `lo` to `hi`. */
export interface Monotone {
  readonly kind: 'monotone';
  readonly lo: number;
  readonly hi: number;
  readonly direction: 1 | -1;
  /** values at the ends, as limits from inside; infinite at a pole */
  readonly start: number;
  readonly end: number;
  /** whether f' vanishes at each end */
  readonly flatStart: boolean;
  readonly flatEnd: boolean;
  /** values of f and f' at [x] */
  readonly evaluate: Compiled;
  readonly expression: Expression;
}

export type Stretch =
  | Monotone
  /**
   * one value; `exact` is false where f is only flat in double precision, and `proved` true where it is known
   * to rise or fall all the same, as tanh(x) does for large x
   */
  | {
      readonly kind: 'flat';
      readonly lo: number;
      readonly hi: number;
      readonly value: number;
      readonly exact: boolean;
      readonly proved: boolean;
    }
  /** `overflow`: defined, but too large for double precision */
  | {
      readonly kind: 'undefined';
      readonly lo: number;
      readonly hi: number;
      readonly overflow: boolean;
    }
  /** rounding hides the sign of f' */
  | {
      readonly kind: 'unresolved';
      readonly lo: number;
      readonly hi: number;
      readonly evaluate: Compiled;
      readonly expression: Expression;
    };

export interface Decomposition {
  readonly stretches: readonly Stretch[];
  readonly cuts: readonly Cut[];
  /** zeros of f' between the pieces, `touch` where it does not change its sign */
  readonly critical: readonly { readonly x: number; readonly touch: boolean }[];
}

/** Bounds that are evaluated for one formula: some seconds at most. */
const BUDGET = 120_000;
const MOST = 20_000;
/** part of the whole */
const TINY = 1e-6;

/**
 * Beside a pole f may turn again within a few floats, as sin(log(x - 1)) does: too few to tell what happens
 * between them.
 */
const FEW_FLOATS = 2 ** -47;

/** The last decomposition of a formula: its density and its check both ask for it. */
const known = new WeakMap<Expression, { lo: number; hi: number; taken: Decomposition }>();

/** @throws DistributionError where f has too many pieces to follow */
export function decompose(expression: Expression, lo: number, hi: number): Decomposition {
  const before = known.get(expression);
  if (before?.lo === lo && before.hi === hi) return before.taken;
  const taken = takenApart(expression, lo, hi);
  known.set(expression, { lo, hi, taken });
  return taken;
}

function takenApart(expression: Expression, lo: number, hi: number): Decomposition {
  const budget: Budget = { left: BUDGET };
  const { pieces, cuts } = smoothPieces(expression, lo, hi, budget);
  const stretches: Stretch[] = [];
  const critical: Decomposition['critical'][number][] = [];
  const poles = new Set(cuts.filter((c) => c.kind === 'pole').map((c) => c.x));
  for (const piece of pieces) {
    if (!piece.expression)
      stretches.push({ kind: 'undefined', lo: piece.lo, hi: piece.hi, overflow: false });
    else
      stretches.push(...stretchesOf(piece.expression, piece.lo, piece.hi, budget, poles, critical));
    if (stretches.length > MOST) throw tooMany();
  }
  return { stretches, cuts, critical };
}

function stretchesOf(
  expression: Expression,
  lo: number,
  hi: number,
  budget: Budget,
  poles: ReadonlySet<number>,
  critical: { x: number; touch: boolean }[],
): Stretch[] {
  const slope = derivative(expression);
  const evaluate = compile([expression, slope]);
  const value = (x: number) => evaluate.values([x])[0]!;
  // beside a pole a limit takes more room than a narrow stretch has
  const across = (end: number, other: number) => (poles.has(end) ? (end === lo ? hi : lo) : other);
  const valueAt = (end: number, other: number) =>
    poles.has(end) ? besidePole(evaluate, end, across(end, other)) : inside(value, end, other);
  const steep = evaluate.bounds([between(lo, hi)])[1]!;
  if (isZero(slope) || (steep.lo === 0 && steep.hi === 0))
    return [{ kind: 'flat', lo, hi, value: value(lo + (hi - lo) / 2), exact: true, proved: false }];
  // beside a removable pole the sign of f' is known otherwise: only what is left is searched
  const [first, last] = [besideRemovable(expression, lo, hi), besideRemovable(expression, hi, lo)];
  const [from, to] = [first?.to ?? lo, last?.to ?? hi];
  const found: Zeros =
    from < to ? zeros(smooth(slope), from, to, budget) : { roots: [], touches: [], unresolved: [] };
  // a sign hidden on a tiny stretch only: f' comes to zero there
  const tiny = ([l, r]: readonly [number, number]) => r - l < TINY * (hi - lo) && l > lo && r < hi;
  const [points, hidden] = [
    found.unresolved.filter(tiny),
    found.unresolved.filter((region) => !tiny(region)),
  ];
  const turned = (l: number, r: number) => found.roots.some((x) => x >= l && x <= r);
  const turns = [
    ...found.roots.map((x) => ({ x, touch: false })),
    ...found.touches.map((x) => ({ x, touch: true })),
    ...points
      .filter(([l, r]) => !turned(l, r))
      .map(([l, r]) => ({ x: l + (r - l) / 2, touch: true })),
  ];
  critical.push(...turns);
  const ends = new Set(turns.map((t) => t.x));
  if (first?.flat) ends.add(lo);
  if (last?.flat) ends.add(hi);
  const places = [...new Set([lo, ...ends, ...hidden.flat(), hi])]
    .filter((x) => x >= lo && x <= hi)
    .sort((a, b) => a - b);
  const out: Stretch[] = [];
  for (let i = 0; i + 1 < places.length; i++) {
    const [l, r] = [places[i]!, places[i + 1]!];
    if (hidden.some(([from, to]) => l >= from && r <= to)) {
      const [a, b] = [valueAt(l, r), valueAt(r, l)];
      const size = Math.max(Math.abs(a), Math.abs(b));
      const level =
        Number.isFinite(size) &&
        [0.2, 0.4, 0.6, 0.8].every(
          (part) => Math.abs(value(l + part * (r - l)) - a) <= 1e-13 * size + 1e-300,
        );
      out.push(
        level && Math.abs(a - b) <= 1e-13 * size + 1e-300
          ? { kind: 'flat', lo: l, hi: r, value: b, exact: false, proved: false }
          : { kind: 'unresolved', lo: l, hi: r, evaluate, expression },
      );
      continue;
    }
    const middle = evaluate.values([l + (r - l) / 2])[1]!;
    const sign = Math.sign(middle) || Math.sign(valueAt(r, l) - valueAt(l, r));
    if (sign === 0 || Number.isNaN(sign)) {
      out.push({ kind: 'flat', lo: l, hi: r, value: valueAt(l, r), exact: false, proved: false });
      continue;
    }
    const direction = sign as 1 | -1;
    const limit = (end: number, next: number, infinite: number) => {
      const other = across(end, next);
      const near = end + 1e-9 * (other - end);
      const bounds = evaluate.bounds([between(Math.min(end, near), Math.max(end, near))])[0]!;
      if (!(Number.isFinite(bounds.lo) && Number.isFinite(bounds.hi)) && grows(value, end, other))
        return infinite;
      const v = valueAt(end, other);
      return Number.isFinite(v) ? v : value(end + 1e-12 * (other - end));
    };
    const start = l === lo && first ? first.value : limit(l, r, -direction * Infinity);
    const end = r === hi && last ? last.value : limit(r, l, direction * Infinity);
    const turning = (x: number) => poles.has(x) || ends.has(x);
    if (
      turning(l) &&
      turning(r) &&
      r - l <= FEW_FLOATS * Math.max(Math.abs(l), Math.abs(r)) &&
      Number.isFinite(start - end)
    ) {
      out.push({ kind: 'unresolved', lo: l, hi: r, evaluate, expression });
      continue;
    }
    out.push(
      ...levelled(
        {
          kind: 'monotone',
          lo: l,
          hi: r,
          direction,
          start,
          end,
          flatStart: ends.has(l),
          flatEnd: ends.has(r),
          evaluate,
          expression,
        },
        value,
      ),
    );
  }
  return out;
}

/**
 * The part next to an end that has that end's very value in double precision becomes flat (exact: false); where
 * the value is too large for double precision, it counts as not defined.
 */
function levelled(piece: Monotone, value: (x: number) => number): Stretch[] {
  const { lo, hi, start: first, end: last } = piece;
  const probe = 1e-3 * (hi - lo);
  let body = piece;
  const out: Stretch[] = [];
  const level = (v: number, from: number, to: number): Stretch =>
    Number.isFinite(v)
      ? { kind: 'flat', lo: from, hi: to, value: v, exact: false, proved: true }
      : { kind: 'undefined', lo: from, hi: to, overflow: true };
  if (value(lo + probe) === first && first !== last) {
    const x = bisect((t) => (value(t) === first ? -1 : 1), lo, hi, 1);
    out.push(level(first, lo, x));
    body = { ...body, lo: x, start: Number.isFinite(first) ? first : value(x), flatStart: false };
  }
  const after: Stretch[] = [];
  if (value(hi - probe) === last && first !== last) {
    const x = bisect((t) => (value(t) === last ? 1 : -1), body.lo, hi, 1);
    after.push(level(last, x, hi));
    body = { ...body, hi: x, end: Number.isFinite(last) ? last : value(x), flatEnd: false };
  }
  return [...out, body, ...after];
}

export const lowest = (p: Monotone): number => Math.min(p.start, p.end);
export const highest = (p: Monotone): number => Math.max(p.start, p.end);

/**
 * The x of a monotone piece with f(x) = y, to the last float: Newton's steps kept within a bracket.
 * @returns null where y lies outside the values of the piece, or so near to a pole that no float reaches it
 */
export function preimage(piece: Monotone, y: number): number | null {
  if (!(y >= lowest(piece) && y <= highest(piece))) return null;
  const { direction, evaluate } = piece;
  let [l, r] = [piece.lo, piece.hi];
  if (y === piece.start) return l;
  if (y === piece.end) return r;
  // a limit that is no value was not evaluated: a root found against it has to prove itself
  let [sureLeft, sureRight] = [
    evaluate.values([l])[0] === piece.start,
    evaluate.values([r])[0] === piece.end,
  ];
  let x = l + (r - l) / 2;
  for (let k = 0; k < 300; k++) {
    const [v, slope] = evaluate.values([x]) as [number, number];
    const off = direction * (v - y);
    if (off === 0) return x;
    if (off < 0) [l, sureLeft] = [x, true];
    else [r, sureRight] = [x, true];
    const step = x - (v - y) / slope;
    const next = k % 4 !== 3 && step > l && step < r ? step : l + (r - l) / 2;
    if (next === x || next <= l || next >= r) break;
    if (Math.abs(next - x) <= 2 ** -52 * Math.abs(x) && k > 2) {
      x = next;
      break;
    }
    x = next;
  }
  if (sureLeft && sureRight) return x;
  const range = highest(piece) - lowest(piece);
  return Math.abs(evaluate.values([x])[0]! - y) <=
    1e-6 * Math.abs(y) + (Number.isFinite(range) ? 1e-12 * range : 1e-300)
    ? x
    : null;
}
