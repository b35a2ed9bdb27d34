// Bases of several columns, and their image under one formula for each new column.
import { LuDecomposition, Matrix } from 'ml-matrix';
import { type Distribution, DistributionError, rowsOf } from '../distribution';
import { derivative } from '../formula/derivative';
import { compile } from '../formula/evaluate';
import type { Formula } from '../formula/parse';
import { coverageOf, type Univariate } from './univariate';
import { say, type Sentence, series } from '../../protocol/sentence';

/** A distribution of several columns with the box that formulas are looked at in. */
export interface Boxed extends Distribution {
  readonly label: Sentence;
  /** a box that holds (nearly) all of it: `coverage` says how much, in words */
  readonly lo: readonly number[];
  readonly hi: readonly number[];
  readonly coverage: Sentence;
}

/** Independent columns. */
export function independent(names: readonly string[], bases: readonly Univariate[]): Boxed {
  const dim = bases.length;
  // every column has a seed of its own, or they would draw the same numbers
  const seedOf = (seed: number, column: number) =>
    (Math.imul(seed ^ (column * 0x9e3779b9), 0x85ebca6b) ^ seed) >>> 0;
  const labels = bases.map((b, i) => say('{0} = {1}', names[i]!, b.label));
  return {
    kind: 'independent',
    method: 'closed form',
    label: series(labels, ', '),
    names,
    lo: bases.map((b) => b.lo),
    hi: bases.map((b) => b.hi),
    coverage: coverageOf(bases),
    async logProb({ values, count }) {
      const out = new Float64Array(count);
      for (let d = 0; d < dim; d++) {
        const logs = await bases[d]!.logProb({
          values: Float64Array.from({ length: count }, (_, n) => values[n * dim + d]!),
          count,
          dim: 1,
        });
        for (let n = 0; n < count; n++) out[n]! += logs[n]!;
      }
      return out;
    },
    async sample(count, seed, first = 0) {
      const out = new Float64Array(count * dim);
      for (let d = 0; d < dim; d++)
        (await bases[d]!.sample(count, seedOf(seed, d), first)).values.forEach(
          (v, n) => (out[n * dim + d] = v),
        );
      return rowsOf(out, dim);
    },
  };
}

export interface Preimage {
  x: number[];
  /** largest |f(x) - y| over the columns, relative to |y| or, where that is small, to how much f varies */
  residual: number;
  logDeterminant: number;
  baseLogDensity: number;
}

const NEWTON_STEPS = 60;
const RESIDUAL = 1e-9;

/** y = f(x) in several columns: as many formulas as columns for a density; any number of them for samples. */
export class JointTransformed {
  readonly names: string[];
  private readonly values;
  private readonly jacobian;
  readonly square: boolean;
  private sizes: number[] | null = null;

  /** @param inverse formulas for x in terms of y, if they are known */
  constructor(
    readonly base: Boxed,
    readonly formulas: readonly Formula[],
    readonly inverse: readonly Formula[] | null = null,
  ) {
    this.names = formulas.map((f, i) =>
      f.result === 'y' && formulas.length > 1 ? `y${i + 1}` : f.result,
    );
    this.square = formulas.length === base.names.length;
    this.values = compile(formulas.map((f) => f.expression));
    this.jacobian = compile(
      formulas.flatMap((f) => base.names.map((_, j) => derivative(f.expression, j))),
    );
  }

  /** f at one row. */
  forward(x: ArrayLike<number>): number[] {
    return this.values.values(x);
  }

  /** log |det J| at one row, by LU decomposition: O(D^3). -Infinity where J is singular. */
  logDeterminant(x: ArrayLike<number>): number {
    const dim = this.base.names.length;
    const entries = this.jacobian.values(x);
    if (entries.some((v) => !Number.isFinite(v))) return NaN;
    const lu = new LuDecomposition(Matrix.from1DArray(dim, dim, entries));
    let log = 0;
    const upper = lu.upperTriangularMatrix;
    for (let i = 0; i < dim; i++) log += Math.log(Math.abs(upper.get(i, i)));
    return log;
  }

  /**
   * Row-major count x D draws of the base pushed through f; rows at which f is not defined are left out and
   * counted.
   */
  async push(
    count: number,
    seed: number,
    first = 0,
  ): Promise<{ x: Float64Array; values: Float64Array; leftOut: number }> {
    const { values: x } = await this.base.sample(count, seed, first);
    const dim = this.base.names.length;
    const rows: number[] = [];
    const kept: number[] = [];
    for (let n = 0; n < count; n++) {
      const y = this.forward(x.subarray(n * dim, (n + 1) * dim));
      if (!y.every(Number.isFinite)) continue;
      rows.push(...y);
      kept.push(...x.subarray(n * dim, (n + 1) * dim));
    }
    return {
      x: Float64Array.from(kept),
      values: Float64Array.from(rows),
      leftOut: count - rows.length / this.formulas.length,
    };
  }

  /**
   * Log density at y from every x with f(x) = y that was found: by the typed inverse, or by Newton's method
   * from `starts`. Another x may exist unless f is known to be one-to-one.
   * @throws DistributionError when there are not as many formulas as columns, or the base has no density
   */
  async at(
    y: readonly number[],
    starts: number,
    seed: number,
  ): Promise<{ logDensity: number; preimages: Preimage[] }> {
    if (!this.square)
      throw new DistributionError(
        say(
          'A density needs as many formulas as columns: there are {0} for {1} columns. Draw samples instead (-n).',
          this.formulas.length,
          this.base.names.length,
        ),
      );
    if (!this.base.logProb)
      throw new DistributionError(
        say(
          'The rows of a table have no density of their own. Fit a model to them first, or draw samples (-n).',
        ),
      );
    if (y.length !== this.formulas.length || !y.every(Number.isFinite))
      throw new DistributionError(say('A point needs {0} numbers.', this.formulas.length));
    const dim = y.length;
    const found = this.inverse
      ? [compile(this.inverse.map((f) => f.expression)).values(y)]
      : await this.newtonAll(y, starts, seed);
    const logs = await this.base.logProb(rowsOf(Float64Array.from(found.flat()), dim));
    const preimages = found
      .map((x, i): Preimage => ({
        x,
        residual: this.residual(x, y),
        logDeterminant: this.logDeterminant(x),
        baseLogDensity: logs[i]!,
      }))
      .filter((p) => p.x.length === dim && p.residual < 1e-6);
    if (this.inverse && preimages.length === 0)
      throw new DistributionError(
        say(
          'The inverse that was given does not lead back to ({0}): f of its result is ({1}).',
          y.join(', '),
          this.forward(found[0]!)
            .map((v) => v.toPrecision(6))
            .join(', '),
        ),
      );
    const terms = preimages
      .map((p) => p.baseLogDensity - p.logDeterminant)
      .filter((v) => !Number.isNaN(v));
    const top = Math.max(-Infinity, ...terms);
    return {
      logDensity:
        top === -Infinity || top === Infinity
          ? top
          : top + Math.log(terms.reduce((s, t) => s + Math.exp(t - top), 0)),
      preimages,
    };
  }

  /**
   * How far the typed inverse is from leading back, over draws of the base: the largest |inverse(f(x)) - x|
   * relative to max(1, |x|).
   */
  async inverseError(count: number, seed: number): Promise<{ error: number; worst: number[] }> {
    const back = compile(this.inverse!.map((f) => f.expression));
    const { x, values } = await this.push(count, seed);
    const dim = this.base.names.length;
    let [error, worst] = [0, [] as number[]];
    for (let n = 0; n < values.length / dim; n++) {
      const found = back.values(values.subarray(n * dim, (n + 1) * dim));
      for (let d = 0; d < dim; d++) {
        const miss = Math.abs(found[d]! - x[n * dim + d]!) / Math.max(1, Math.abs(x[n * dim + d]!));
        if (!(miss <= error))
          [error, worst] = [
            Number.isNaN(miss) ? Infinity : miss,
            [...x.subarray(n * dim, (n + 1) * dim)],
          ];
      }
    }
    return { error, worst };
  }

  residual(x: ArrayLike<number>, y: readonly number[]): number {
    this.sizes ??= this.typicalSizes();
    return Math.max(
      ...this.forward(x).map(
        (v, i) => Math.abs(v - y[i]!) / Math.max(this.sizes![i]!, Math.abs(y[i]!)),
      ),
    );
  }

  /** How much each new column varies over the box: the median distance from its value in the middle. */
  private typicalSizes(): number[] {
    const { lo, hi } = this.base;
    const at = (part: (d: number) => number) =>
      this.forward(lo.map((l, d) => l + part(d) * (hi[d]! - l)));
    const middle = at(() => 0.5);
    const spread = Array.from({ length: 33 }, (_, n) =>
      at((d) => ((n + 1) * Math.sqrt(d + 2)) % 1),
    );
    return middle.map((m, i) => {
      const sizes = spread
        .map((v) => Math.abs(v[i]! - m))
        .filter(Number.isFinite)
        .sort((a, b) => a - b);
      return sizes[Math.floor(sizes.length / 2)] || 1;
    });
  }

  /** Distinct solutions of f(x) = y inside the box of the base, from its middle and from draws of it. */
  private async newtonAll(y: readonly number[], starts: number, seed: number): Promise<number[][]> {
    const { lo, hi } = this.base;
    const dim = y.length;
    const { values: draws } = await this.base.sample(starts, seed);
    const found: number[][] = [];
    for (let s = -1; s < starts; s++) {
      const x = this.newton(
        s < 0 ? lo.map((l, d) => (l + hi[d]!) / 2) : [...draws.subarray(s * dim, (s + 1) * dim)],
        y,
      );
      if (
        !x ||
        x.some(
          (v, d) => v < lo[d]! - 1e-9 * (hi[d]! - lo[d]!) || v > hi[d]! + 1e-9 * (hi[d]! - lo[d]!),
        )
      )
        continue;
      if (
        !found.some((other) =>
          other.every((v, d) => Math.abs(v - x[d]!) <= 1e-6 * (hi[d]! - lo[d]!)),
        )
      )
        found.push(x);
    }
    return found;
  }

  /** Newton's method with halved steps while the residual does not fall. @returns null when it does not arrive */
  newton(start: readonly number[], y: readonly number[]): number[] | null {
    const dim = y.length;
    let x = [...start];
    let residual = this.residual(x, y);
    for (let k = 0; k < NEWTON_STEPS && residual > 0; k++) {
      const entries = this.jacobian.values(x);
      if (!entries.every(Number.isFinite)) return null;
      const lu = new LuDecomposition(Matrix.from1DArray(dim, dim, entries));
      if (lu.isSingular()) return residual < RESIDUAL ? x : null;
      const step = lu
        .solve(Matrix.columnVector(this.forward(x).map((v, i) => v - y[i]!)))
        .to1DArray();
      let better = false;
      for (let part = 1; part > 1e-6; part /= 2) {
        const next = x.map((v, d) => v - part * step[d]!);
        const then = this.residual(next, y);
        if (!(then < residual)) continue;
        [x, residual, better] = [next, then, true];
        break;
      }
      if (!better) break;
    }
    return residual < RESIDUAL ? x : null;
  }
}
