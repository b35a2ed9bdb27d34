// The distribution of y = f(x): p_Y(y) = sum over all roots x of p_X(x) / |f'(x)|, with atoms where f is flat.
import { type Distribution, DistributionError, type Rows } from '../distribution';
import { OUTSIDE, type Univariate } from './univariate';
import { compile } from '../formula/evaluate';
import type { Formula } from '../formula/parse';
import {
  decompose,
  type Decomposition,
  highest,
  lowest,
  type Monotone,
  preimage,
} from './monotone';
import { precise, say } from '../../protocol/sentence';

export interface Atom {
  value: number;
  probability: number;
  /** false: f is not flat there but its values are the same in double precision */
  exact: boolean;
}

/** A root of f(x) = y with what it adds to the density. */
export interface Root {
  x: number;
  /** f'(x); 0 where f turns */
  slope: number;
  baseDensity: number;
}

export interface At {
  y: number;
  /** per unit of y, counted against all of the base; Infinity where f' vanishes at a root */
  density: number;
  roots: Root[];
}

/** What the density leaves out, as parts of the base's mass. */
export interface Omitted {
  /** outside the interval in use */
  outside: number;
  /** where f is not defined */
  undefined: number;
  /** where rounding hides whether f rises or falls */
  unresolved: number;
}

export class Transformed implements Distribution {
  readonly kind = 'transformed';
  readonly method = 'numerical';
  readonly names: readonly string[];

  private constructor(
    readonly base: Univariate,
    readonly formula: Formula,
    readonly decomposition: Decomposition,
    readonly atoms: readonly Atom[],
    readonly omitted: Omitted,
  ) {
    this.names = [formula.result];
  }

  /** @throws DistributionError when f has too many pieces, or is nowhere defined on the base */
  static async of(base: Univariate, formula: Formula): Promise<Transformed> {
    const decomposition = decompose(formula.expression, base.lo, base.hi);
    const { stretches } = decomposition;
    const ends = await base.cumulative(Float64Array.from(stretches.flatMap((s) => [s.lo, s.hi])));
    const mass = (i: number) => Math.max(0, ends[2 * i + 1]! - ends[2 * i]!);
    const omitted: Omitted = { outside: base.whole ? 0 : OUTSIDE, undefined: 0, unresolved: 0 };
    const atoms = new Map<number, Atom>();
    stretches.forEach((s, i) => {
      if (s.kind === 'undefined') omitted.undefined += mass(i);
      if (s.kind === 'unresolved') omitted.unresolved += mass(i);
      if (s.kind !== 'flat' || mass(i) === 0) return;
      const value = s.value === 0 ? 0 : s.value;
      const before = atoms.get(value);
      atoms.set(value, {
        value,
        probability: (before?.probability ?? 0) + mass(i),
        exact: s.exact && (before?.exact ?? true),
      });
    });
    if (omitted.undefined > 1 - 1e-9)
      throw new DistributionError(
        say(
          '"{0}" is not defined anywhere on {1}: there is nothing to transform. Choose another function or base.',
          formula.text,
          base.label,
        ),
      );
    if (omitted.unresolved > 0.01)
      throw new DistributionError(
        say(
          'On {0} % of {1} it could not be found out whether "{2}" rises or falls, so that its density is not known. Choose a narrower base, or write the function in another form.',
          precise(100 * omitted.unresolved, 3),
          base.label,
          formula.text,
        ),
      );
    return new Transformed(
      base,
      formula,
      decomposition,
      [...atoms.values()].sort((a, b) => a.value - b.value),
      omitted,
    );
  }

  get omittedMass(): number {
    return this.omitted.outside + this.omitted.undefined + this.omitted.unresolved;
  }

  /** The density and every root of f(x) = y, for each y. */
  async at(ys: ArrayLike<number>): Promise<At[]> {
    const each = Array.from(ys, (y) => rootsOf(this.decomposition, y));
    const xs = Float64Array.from(each.flat().map((r) => r.x));
    const logs = await this.base.logProb({ values: xs, count: xs.length, dim: 1 });
    let next = 0;
    return each.map((roots, i) => {
      let density = 0;
      const shown: Root[] = [];
      for (const { x, slope } of roots) {
        const baseDensity = Math.exp(logs[next++]!);
        if (baseDensity > 0) density += baseDensity / Math.abs(slope);
        if (shown.at(-1)?.x !== x) shown.push({ x, slope, baseDensity });
      }
      return { y: ys[i]!, density, roots: shown };
    });
  }

  async logProb({ values }: Rows): Promise<Float64Array> {
    return Float64Array.from(await this.at(values), (a) => Math.log(a.density));
  }

  /**
   * Probability of a value of at most y, counted against all of the base: it ends at 1 - omittedMass. Atoms are
   * included.
   */
  async cumulative(ys: ArrayLike<number>): Promise<Float64Array> {
    const edges: number[] = [];
    const spans = Array.from(ys, (y) => {
      const from = edges.length;
      for (const s of this.decomposition.stretches)
        if (s.kind === 'monotone') edges.push(...span(s, y));
      return [from, edges.length] as const;
    });
    const c = await this.base.cumulative(Float64Array.from(edges));
    return Float64Array.from(spans, ([from, to], i) => {
      let sum = 0;
      for (let k = from; k < to; k += 2) sum += Math.max(0, c[k + 1]! - c[k]!);
      for (const atom of this.atoms) if (atom.value <= ys[i]!) sum += atom.probability;
      return sum;
    });
  }

  /**
   * Draws of the base pushed through f. Draws at which f is not defined are left out: there may be fewer rows
   * than `count`.
   */
  async sample(count: number, seed: number, firstRow = 0): Promise<Rows> {
    const { values } = await this.push(count, seed, firstRow);
    return { values, count: values.length, dim: 1 };
  }

  /** The draws of the base with their values, and how many were left out. */
  async push(
    count: number,
    seed: number,
    first = 0,
  ): Promise<{ x: Float64Array; values: Float64Array; leftOut: number }> {
    const { values: x } = await this.base.sample(count, seed, first);
    const { values } = compile([this.formula.expression]);
    const y = x.map((v) => values([v])[0]!);
    const kept = [...y.keys()].filter((i) => Number.isFinite(y[i]!));
    return {
      x: Float64Array.from(kept, (i) => x[i]!),
      values: Float64Array.from(kept, (i) => y[i]!),
      leftOut: count - kept.length,
    };
  }

  /** An interval that holds all but `part` of the values on each side (atoms included). */
  async range(part = 0.001): Promise<[number, number]> {
    const finite = this.decomposition.stretches.flatMap((s) =>
      s.kind === 'monotone' ? [s.start, s.end] : s.kind === 'flat' ? [s.value] : [],
    );
    const total = 1 - this.omittedMass;
    const quantile = async (p: number): Promise<number> => {
      let [l, r] = [Math.min(...finite), Math.max(...finite)];
      if (l === -Infinity)
        for (l = Math.min(-1, r); (await this.cumulative([l]))[0]! > p * total && l > -1e300;)
          l *= 4;
      if (r === Infinity)
        for (r = Math.max(1, l); (await this.cumulative([r]))[0]! < p * total && r < 1e300;) r *= 4;
      for (let k = 0; k < 60 && r - l > 1e-9 * Math.max(Math.abs(l), Math.abs(r)); k++) {
        const m = l + (r - l) / 2;
        if ((await this.cumulative([m]))[0]! < p * total) l = m;
        else r = m;
      }
      return l + (r - l) / 2;
    };
    return [await quantile(part), await quantile(1 - part)];
  }
}

/** Every x with f(x) = y, in order. Where pieces fold at their common end the end counts for both. */
export function rootsOf({ stretches }: Decomposition, y: number): { x: number; slope: number }[] {
  const found: { x: number; slope: number; direction: number }[] = [];
  for (const piece of stretches) {
    if (piece.kind !== 'monotone') continue;
    const x = preimage(piece, y);
    if (x === null) continue;
    const last = found.at(-1);
    const same =
      last &&
      Math.abs(x - last.x) <= 4 * 2 ** -52 * Math.max(Math.abs(x), Math.abs(last.x)) &&
      x - piece.lo <= 4 * 2 ** -52 * Math.abs(x);
    if (same && last.direction === piece.direction) continue;
    found.push({ x: same ? last.x : x, slope: slopeAt(piece, x), direction: piece.direction });
  }
  return found;
}

function slopeAt(piece: Monotone, x: number): number {
  const ulps =
    4 * 2 ** -52 * Math.max(Math.abs(x), 1e-3 * Math.max(Math.abs(piece.lo), Math.abs(piece.hi)));
  if ((piece.flatStart && x - piece.lo <= ulps) || (piece.flatEnd && piece.hi - x <= ulps))
    return 0;
  const slope = piece.evaluate.values([x])[1]!;
  if (!Number.isNaN(slope)) return slope;
  const inner = x + 1e-12 * (x - piece.lo < piece.hi - x ? 1 : -1) * (piece.hi - piece.lo);
  return piece.evaluate.values([inner])[1]!;
}

/** The ends of the part of a monotone piece where f is at most y. */
function span(piece: Monotone, y: number): [number, number] {
  if (y < lowest(piece)) return [piece.lo, piece.lo];
  if (y >= highest(piece)) return [piece.lo, piece.hi];
  const far = piece.direction > 0 ? piece.lo : piece.hi;
  const x = preimage(piece, y) ?? nearest(piece, y);
  return far === piece.lo ? [piece.lo, x] : [x, piece.hi];
}

/** Where y lies beyond what floats reach beside a pole: that pole's end. */
function nearest(piece: Monotone, y: number): number {
  return y > 0 === piece.direction > 0 ? piece.hi : piece.lo;
}
