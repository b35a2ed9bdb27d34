// Right beside the ends of a support, where f' may come to zero or to infinity: what is known, and what is left out.
import { derivative } from '../formula/derivative';
import { compile } from '../formula/evaluate';
import { between, excludesZero, type Interval, isEmpty, negate } from '../formula/interval';
import type { Decomposition, Monotone, Stretch } from './monotone';

/** Parts of the support beside its ends that are too small to matter: the base has next to nothing there. */
const SLIVER = 1e-14;
/** So near to an end at 0, 1/x is too large for double precision, and f' of x (1 - log(x)) gets the wrong sign. */
const OVERFLOWING = 1e-300;

export interface Spared {
  /** stretches of which nothing has to be known, or is known otherwise */
  skipped: Set<Stretch>;
  /** what is left out beside an end, at most */
  length: number;
  /** places of a zero of f' of which the same holds */
  critical: Set<number>;
  /** ends beside which the sign of f' is not known */
  findings: number[];
}

/**
 * What is not known right beside the ends, where f' may be zero or infinite: proved by Taylor, or so short that
 * it is left out.
 */
export function sparedAtEnds(
  { stretches, critical }: Decomposition,
  lo: number,
  hi: number,
): Spared {
  const out: Spared = { skipped: new Set(), critical: new Set(), length: 0, findings: [] };
  const sliver = SLIVER * Math.max(hi - lo, Math.abs(lo), Math.abs(hi));
  for (const [end, inwards] of [
    [lo, 1],
    [hi, -1],
  ] as const) {
    const order = inwards > 0 ? stretches : [...stretches].reverse();
    const [outer, inner] = [order[0]!, order[1]];
    for (const { x, touch } of critical)
      if (touch && x !== end && Math.abs(x - end) <= sliver) {
        out.critical.add(x);
        out.length = Math.max(out.length, Math.abs(x - end));
      }
    const border = inwards > 0 ? outer.hi : outer.lo;
    if (
      outer.kind === 'monotone' &&
      inner?.kind === 'monotone' &&
      inner.direction !== outer.direction &&
      Math.abs(border - end) < OVERFLOWING
    ) {
      out.skipped.add(outer);
      out.critical.add(border);
    } else if (outer.kind === 'monotone') {
      const slope = outer.evaluate.bounds([between(end, end)])[1]!;
      if (isEmpty(slope) || excludesZero(slope)) continue;
      const left = beside(outer, end, inwards, end);
      if (left === null || left > sliver) out.findings.push(end);
      else out.length = Math.max(out.length, left);
    } else if (
      inner?.kind === 'monotone' &&
      !(outer.kind === 'flat' && (outer.exact || outer.proved))
    ) {
      const left = outer.kind === 'undefined' ? null : beside(inner, end, inwards, border);
      if (left !== null && left <= sliver) out.length = Math.max(out.length, left);
      else if (Math.abs(border - end) <= sliver)
        out.length = Math.max(out.length, Math.abs(border - end));
      else continue;
      out.skipped.add(outer);
      out.critical.add(border);
    }
  }
  return out;
}

/** Orders of derivatives, and parts of a piece, with which a sign is looked for. */
const ORDERS = 8;
const BESIDE = [1e-3, 1e-6, 1e-9, 1e-12];

/**
 * Whether f' has the direction of a piece from the end x on, without x itself, at least up to `border`. By
 * Taylor: one of the derivatives of f' keeps its sign there, and those below it do not oppose it at x.
 *
 * @returns how much beside x is left out, since rounding hides whether f' is zero at x or next to it (0 where
 * it does not); null where nothing is proved
 */
function beside(s: Monotone, x: number, inwards: 1 | -1, border: number): number | null {
  let [expression, turn] = [derivative(s.expression), 1];
  const below: Interval[] = [];
  for (let order = 0; order < ORDERS; order++) {
    const g = compile([expression]);
    for (const part of BESIDE) {
      const far = x + inwards * part * (s.hi - s.lo);
      if (inwards * (border - far) > 0) break;
      const bounds = g.bounds([between(Math.min(x, far), Math.max(x, far))])[0]!;
      if (
        isEmpty(bounds) ||
        !excludesZero(bounds) ||
        (bounds.lo > 0 ? turn : -turn) !== s.direction
      )
        continue;
      const against = below.map((b) => Math.max(0, s.direction > 0 ? -b.lo : b.hi));
      if (against.every((v) => v === 0)) return 0;
      // f' is at most so much against the direction at x, and turns to it at least so fast
      if (order === 1) return against[0]! / Math.min(Math.abs(bounds.lo), Math.abs(bounds.hi));
    }
    const at = g.bounds([between(x, x)])[0]!;
    if (isEmpty(at)) return null;
    below.push(turn > 0 ? at : negate(at));
    expression = derivative(expression);
    turn *= inwards;
  }
  return null;
}
