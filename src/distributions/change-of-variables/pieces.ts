// A formula of one variable taken apart: on each piece it is one smooth expression, or not defined. Pieces meet
// where a branch changes, a floor jumps, or a function ends; these places are zeros of expressions and are found
// like any other.
import { DistributionError } from '../distribution';
import { derivative } from '../formula/derivative';
import { compile, type Compiled } from '../formula/evaluate';
import {
  apply,
  constant,
  type Expression,
  type FunctionName,
  minus,
  power,
} from '../formula/expression';
import { smoothFunction } from '../formula/functions';
import { between } from '../formula/interval';
import { type Budget, type Smooth, zeros } from './roots';
import { grouped, say } from '../../protocol/sentence';

export interface Piece {
  readonly lo: number;
  readonly hi: number;
  /** null: not defined there */
  readonly expression: Expression | null;
}

const MOST_PIECES = 20_000;

export function tooMany(): DistributionError {
  return new DistributionError(
    say(
      'This function has more than {0} pieces or extrema on the support of the base, which is more than are followed. Choose a narrower base or a slower function.',
      grouped(MOST_PIECES),
    ),
  );
}

/**
 * Where two pieces meet: by a `branch` (also a floor), at the `edge` of a function that is defined there, or at
 * a `pole`, where it is not.
 */
export interface Cut {
  readonly x: number;
  readonly kind: 'branch' | 'edge' | 'pole';
  /** an expression changes its sign there; otherwise it only comes within rounding of zero */
  readonly crossed: boolean;
}

/** @throws DistributionError where there are too many pieces */
export function smoothPieces(
  expression: Expression,
  lo: number,
  hi: number,
  budget: Budget,
): { pieces: Piece[]; cuts: Cut[] } {
  const splitter = new Splitter(budget);
  return { pieces: merged(splitter.split(expression, lo, hi)), cuts: splitter.found };
}

const EDGES: readonly FunctionName[] = ['sqrt', 'cbrt', 'asin', 'acos', 'acosh'];

class Splitter {
  readonly found: Cut[] = [];
  private count = 0;

  constructor(private readonly budget: Budget) {}

  split(e: Expression, lo: number, hi: number): Piece[] {
    switch (e.kind) {
      case 'constant':
      case 'variable':
        return [{ lo, hi, expression: e }];
      case 'power':
        return this.each(e.base, lo, hi, (base, l, h) =>
          this.ending(
            power(base, e.exponent),
            Number.isInteger(e.exponent) && e.exponent >= 0 ? [] : [base],
            e.exponent > 0 ? 'edge' : 'pole',
            l,
            h,
          ),
        );
      case 'function':
        return this.each(e.argument, lo, hi, (u, l, h) =>
          this.ending(
            apply(e.name, u),
            smoothFunction(e.name).edges?.(u) ?? [],
            EDGES.includes(e.name) ? 'edge' : 'pole',
            l,
            h,
          ),
        );
      case 'floor':
        return this.each(e.argument, lo, hi, (u, l, h) => this.steps(u, l, h));
      case 'switch':
        return this.each(e.on, lo, hi, (on, l, h) =>
          this.cells(this.cuts([on], 'branch', l, h), l, h).flatMap(([a, b]) =>
            this.split(valueAt(on, a, b) < 0 ? e.below : e.above, a, b),
          ),
        );
      default:
        return this.each(e.left, lo, hi, (left, l, h) =>
          this.each(e.right, l, h, (right, a, b) => {
            const whole: Expression =
              left === e.left && right === e.right ? e : { kind: e.kind, left, right };
            return this.ending(whole, e.kind === 'quotient' ? [right] : [], 'pole', a, b);
          }),
        );
    }
  }

  private each(
    part: Expression,
    lo: number,
    hi: number,
    make: (smooth: Expression, lo: number, hi: number) => Piece[],
  ): Piece[] {
    return this.split(part, lo, hi).flatMap((piece) =>
      piece.expression ? make(piece.expression, piece.lo, piece.hi) : [piece],
    );
  }

  /** Cuts at the zeros of `edges`; what lies between is defined as a whole or not at all. */
  private ending(
    expression: Expression,
    edges: Expression[],
    kind: Cut['kind'],
    lo: number,
    hi: number,
  ): Piece[] {
    if (edges.length === 0) return [{ lo, hi, expression }];
    if (kind === 'pole' && edges.some((e) => zeroAllOver(e, lo, hi)))
      return [{ lo, hi, expression: null }];
    return this.cells(this.cuts(edges, kind, lo, hi), lo, hi).map(([a, b]) => ({
      lo: a,
      hi: b,
      expression: Number.isNaN(valueAt(expression, a, b)) ? null : expression,
    }));
  }

  private steps(u: Expression, lo: number, hi: number): Piece[] {
    const bounds = compile([u]).bounds([between(lo, hi)])[0]!;
    if (!(bounds.hi - bounds.lo < MOST_PIECES)) throw tooMany();
    const levels: Expression[] = [];
    for (let n = Math.ceil(bounds.lo); n <= bounds.hi; n++) levels.push(minus(u, constant(n)));
    return this.cells(this.cuts(levels, 'branch', lo, hi), lo, hi).map(([a, b]) => {
      const value = valueAt(u, a, b);
      return {
        lo: a,
        hi: b,
        expression: Number.isFinite(value) ? constant(Math.floor(value)) : null,
      };
    });
  }

  /** Where one of the expressions is zero, in order. A place too many does no harm. */
  private cuts(edges: Expression[], kind: Cut['kind'], lo: number, hi: number): number[] {
    const cuts = edges
      .filter((e) => e.kind !== 'constant')
      .flatMap((e): Cut[] => {
        const { roots, touches, unresolved } = zeros(smooth(e), lo, hi, this.budget);
        return [
          ...roots.map((x) => ({ x, kind, crossed: kind !== 'edge' || crosses(e, x) })),
          ...[...touches, ...unresolved.flat()].map((x) => ({ x, kind, crossed: false })),
        ];
      });
    this.found.push(...cuts);
    return cuts.map((c) => c.x).sort((a, b) => a - b);
  }

  private cells(cuts: number[], lo: number, hi: number): [number, number][] {
    const cells: [number, number][] = [];
    let from = lo;
    for (const cut of [...cuts, hi]) {
      const sliver = 4 * 2 ** -52 * Math.max(Math.abs(cut), Math.abs(from));
      if (cut - from <= sliver && !(cut === hi && cells.length === 0)) continue;
      cells.push([from, cut]);
      from = cut;
    }
    cells[cells.length - 1]![1] = hi;
    this.count += cells.length;
    if (this.count > 4 * MOST_PIECES || this.budget.left <= 0) throw tooMany();
    return cells;
  }
}

function zeroAllOver(e: Expression, lo: number, hi: number): boolean {
  const bounds = compile([e]).bounds([between(lo, hi)])[0]!;
  return bounds.lo === 0 && bounds.hi === 0;
}

/** Whether the signs beside a zero differ: cos(x) - 1 is zero on a whole stretch about 0, and negative beyond it. */
function crosses(e: Expression, x: number): boolean {
  const { values } = compile([e]);
  const step = Math.max(2 ** -46 * Math.abs(x), Number.MIN_VALUE);
  return values([x - step])[0]! * Math.sign(values([x + step])[0]!) < 0;
}

/** An expression without branches, as a function with bounds and slope. */
export function smooth(e: Expression): Smooth {
  const value = compile([e]);
  const first = derivative(e);
  const slope = compile([first]);
  let bend: Compiled | null = null;
  return {
    value: (x) => value.values([x])[0]!,
    bounds: (x) => value.bounds([x])[0]!,
    slope: (x) => slope.bounds([x])[0]!,
    bend: (x) => (bend ??= compile([derivative(first)])).bounds([x])[0]!,
  };
}

/** A value inside (lo, hi); of an expression that keeps its sign there. */
function valueAt(e: Expression, lo: number, hi: number): number {
  if (e.kind === 'constant') return e.value;
  const { values } = compile([e]);
  for (const part of [0.5, 0.3, 0.7, 0.1, 0.9]) {
    const v = values([lo + part * (hi - lo)])[0]!;
    if (v !== 0 && !Number.isNaN(v)) return v;
  }
  return values([lo + 0.5 * (hi - lo)])[0]!;
}

/** Neighbours that are both not defined become one piece. */
function merged(pieces: Piece[]): Piece[] {
  const out: Piece[] = [];
  for (const piece of pieces) {
    const last = out.at(-1);
    if (last && !last.expression && !piece.expression)
      out[out.length - 1] = { ...last, hi: piece.hi };
    else out.push(piece);
  }
  return out;
}
