// Is f: R^D -> R^D a diffeomorphism on a box? det J is bounded by intervals on smaller and smaller boxes. One-to-one is proved for
// pairs of boxes: their images are apart, or no matrix between the bounds of J on both is singular (then f(a) = f(b) only for a = b,
// by the mean value theorem in each row).
import { inverse, LuDecomposition, Matrix } from 'ml-matrix';
import type { Check } from './diffeomorphism';
import { derivative } from '../formula/derivative';
import { compile, type Compiled } from '../formula/evaluate';
import { type Expression, variablesOf } from '../formula/expression';
import {
  add,
  at,
  between,
  excludesZero,
  type Interval,
  isEmpty,
  multiply,
  subtract,
} from '../formula/interval';
import { JointTransformed } from './joint';

type Box = readonly Interval[];

const BOXES = 20_000;
const PAIRS = 60_000;
const SEARCHES = 400;
/** The box is open: its corners are left out. */
const CORNER = 1e-6;
const FACE = 1e-12;

export async function checkJoint(f: JointTransformed): Promise<Check> {
  const { base, formulas } = f;
  const dim = base.names.length;
  const on =
    base.names.map((n, d) => `${n} in (${short(base.lo[d]!)}, ${short(base.hi[d]!)})`).join(', ') +
    ` (${base.coverage})`;
  if (formulas.length !== dim)
    return {
      diffeomorphism: 'no',
      reason: `No: ${formulas.length} formulas of ${dim} columns are no one-to-one map with an inverse.`,
      witness: null,
      findings: [],
    };
  const point = (x: readonly number[]) => `(${x.map((v) => short(v)).join(', ')})`;
  const no = (sentence: string, points: number[][]): Check => ({
    diffeomorphism: 'no',
    reason: `No, not on ${on}. ${sentence}`,
    witness: { points, values: points.map((p) => f.forward(p)) },
    findings: [],
  });
  const cannot = (sentence: string): Check => ({
    diffeomorphism: 'cannot tell',
    reason: `Cannot tell on ${on}. ${sentence}`,
    witness: null,
    findings: [],
  });

  const value = compile(formulas.map((g) => g.expression));
  const rows = formulas.map((g) => base.names.map((_, j) => derivative(g.expression, j)));
  const jacobian = compile(rows.flat());
  const whole: Box = base.lo.map((lo, d) => between(lo, base.hi[d]!));
  const draws = await points(f, SEARCHES);

  const hole = draws.find((x) => !f.forward(x).every(Number.isFinite));
  if (hole) return no(`f is not defined at ${point(hole)}.`, [hole]);
  const signed = draws.map((x): [number[], number] => [x, determinant(jacobian.values(x), dim)]);
  const [plus, minus] = [signed.find(([, d]) => d > 0), signed.find(([, d]) => d < 0)];
  const flat = signed.find(([, d]) => d === 0);
  if (flat)
    return no(`det J is zero at ${point(flat[0])}, so that the inverse has no derivative there.`, [
      flat[0],
    ]);
  // the box is open: where its faces spoil the proof, it is tried right beside them
  let [box, rough] = [whole, roughness(value, jacobian, whole, dim)];
  const fine = (r: typeof rough) => r.smooth && r.determinant === 'keeps its sign';
  if (!fine(rough)) {
    const inner = whole.map(({ lo, hi }) => between(lo + FACE * (hi - lo), hi - FACE * (hi - lo)));
    const found = roughness(value, jacobian, inner, dim);
    if (fine(found)) [box, rough] = [inner, found];
  }
  const pair = await collision(f, draws);
  if (pair)
    return no(
      `f is not one-to-one: ${point(pair[0])} and ${point(pair[1])} have the same value, ${point(f.forward(pair[0]))}.`,
      pair,
    );
  if (plus && minus && rough.smooth) {
    const x = signChange(plus[0], minus[0], (p) => determinant(jacobian.values(p), dim));
    return no(`det J changes its sign: it is zero at ${point(x)}.`, [x]);
  }
  if (!rough.smooth)
    return cannot(
      `Intervals could not show that f is differentiable everywhere (near ${point(rough.where)}).`,
    );
  if (rough.determinant !== 'keeps its sign')
    return cannot(
      `Intervals could not show that det J is nowhere zero (near ${point(rough.where)}).`,
    );
  const proof = triangular(rows, box)
    ? `it can be solved column by column, each with a slope of one sign`
    : oneToOne(value, jacobian, box, dim)
      ? `no two boxes share a value`
      : null;
  if (!proof)
    return cannot(
      'det J is nowhere zero, but intervals could not show that f is one-to-one, and no two points with the same value were found.',
    );
  return {
    diffeomorphism: 'yes',
    reason:
      `Yes: on ${on} f is differentiable, det J is nowhere zero, and ${proof}; proved with interval bounds.` +
      (box === whole
        ? ''
        : ' Right beside the faces of the box, which do not count themselves, nothing was proved.'),
    witness: null,
    findings: [],
  };
}

const short = (v: number) => String(Number(v.toPrecision(5)));

/** Points of the base, its middle, points next to the corners of its open box, and points spread over it. */
async function points(f: JointTransformed, count: number): Promise<number[][]> {
  const { lo, hi } = f.base;
  const dim = lo.length;
  const { values: draws } = await f.base.sample(count, 1);
  const out = Array.from({ length: count }, (_, n) => [...draws.subarray(n * dim, (n + 1) * dim)]);
  out.push(lo.map((l, d) => (l + hi[d]!) / 2));
  for (let corner = 0; corner < Math.min(2 ** dim, 256); corner++)
    out.push(lo.map((l, d) => l + (corner & (1 << d) ? 1 - CORNER : CORNER) * (hi[d]! - l)));
  for (let n = 0; n < count; n++)
    out.push(
      lo.map(
        (l, d) =>
          l + frac((n + 1) * Math.sqrt([2, 3, 5, 7, 11, 13, 17, 19][d % 8]!)) * (hi[d]! - l),
      ),
    );
  return out;
}

const frac = (v: number) => v - Math.floor(v);

function determinant(entries: number[], dim: number): number {
  if (!entries.every(Number.isFinite)) return NaN;
  return dim === 1
    ? entries[0]!
    : new LuDecomposition(Matrix.from1DArray(dim, dim, entries)).determinant;
}

/** Determinant of an interval matrix by expansion (D up to 6); wider than needed, never narrower. */
function determinantBounds(m: readonly Interval[], dim: number): Interval {
  if (dim === 1) return m[0]!;
  let sum: Interval = at(0);
  for (let j = 0; j < dim; j++) {
    const entry = m[j]!;
    if (entry.lo === 0 && entry.hi === 0) continue;
    const minor: Interval[] = [];
    for (let r = 1; r < dim; r++)
      for (let c = 0; c < dim; c++) if (c !== j) minor.push(m[r * dim + c]!);
    const term = multiply(entry, determinantBounds(minor, dim - 1));
    sum = j % 2 === 0 ? add(sum, term) : subtract(sum, term);
  }
  return sum;
}

/** Whether every matrix within the bounds is regular: preconditioned by the middle's inverse it is near the identity, or its determinant excludes zero. */
function regular(m: readonly Interval[], dim: number): boolean {
  if (m.some((e) => isEmpty(e) || !e.whole || !Number.isFinite(e.lo) || !Number.isFinite(e.hi)))
    return false;
  if (dim <= 6 && excludesZero(determinantBounds(m, dim))) return true;
  const middle = Matrix.from1DArray(
    dim,
    dim,
    m.map((e) => e.lo + (e.hi - e.lo) / 2),
  );
  if (new LuDecomposition(middle).isSingular()) return false;
  const near = inverse(middle).to1DArray();
  for (let i = 0; i < dim; i++) {
    let off = 0;
    for (let j = 0; j < dim; j++) {
      let entry: Interval = at(i === j ? -1 : 0);
      for (let k = 0; k < dim; k++)
        entry = add(entry, multiply(at(near[i * dim + k]!), m[k * dim + j]!));
      off += Math.max(Math.abs(entry.lo), Math.abs(entry.hi));
    }
    if (!(off < 1 - 1e-9)) return false; // diagonally dominant otherwise
  }
  return true;
}

function halves(box: Box, side: number): [Box, Box] {
  const { lo, hi } = box[side]!;
  const middle = lo + (hi - lo) / 2;
  return [
    box.map((x, d) => (d === side ? between(lo, middle) : x)),
    box.map((x, d) => (d === side ? between(middle, hi) : x)),
  ];
}
const widest = (box: Box, whole: Box) =>
  box.reduce(
    (best, x, d) =>
      (x.hi - x.lo) / (whole[d]!.hi - whole[d]!.lo) >
      (box[best]!.hi - box[best]!.lo) / (whole[best]!.hi - whole[best]!.lo)
        ? d
        : best,
    0,
  );

/** Whether f is differentiable, and det J without zero, on every part of the box. */
function roughness(
  value: Compiled,
  jacobian: Compiled,
  whole: Box,
  dim: number,
): { smooth: boolean; determinant: 'keeps its sign' | 'unknown'; where: number[] } {
  const open: Box[] = [whole];
  let smooth = true;
  let [known, where] = [true, [] as number[]];
  for (let n = 0; open.length > 0; n++) {
    const box = open.pop()!;
    const [f, j] = [value.bounds(box), jacobian.bounds(box)];
    const fine = [...f, ...j].every((e) => !isEmpty(e) && e.whole);
    if (fine && regular(j, dim)) continue;
    const side = widest(box, whole);
    const size = (box[side]!.hi - box[side]!.lo) / (whole[side]!.hi - whole[side]!.lo);
    if (n > BOXES || size < 1e-6) {
      where = box.map((x) => (x.lo + x.hi) / 2);
      if (!fine) return { smooth: false, determinant: 'unknown', where };
      known = false;
      if (n > BOXES) {
        // det J may have zeros on a whole surface: what is left is only asked whether it is smooth
        smooth = open.every((b) =>
          [...value.bounds(b), ...jacobian.bounds(b)].every((e) => !isEmpty(e) && e.whole),
        );
        break;
      }
      continue;
    }
    open.push(...halves(box, side));
  }
  return { smooth, determinant: known ? 'keeps its sign' : 'unknown', where };
}

/** f can be ordered so that f_i depends on the first i columns, with a slope in the i-th of one sign on the whole box. */
function triangular(rows: Expression[][], box: Box): boolean {
  const depends = rows.map(
    (row) => new Set(row.flatMap((e, j) => (e.kind === 'constant' && e.value === 0 ? [] : [j]))),
  );
  const done = new Set<number>();
  const left = new Set(rows.keys());
  const pairs: [number, number][] = [];
  while (left.size > 0) {
    const next = [...left].find((i) => [...depends[i]!].filter((j) => !done.has(j)).length === 1);
    if (next === undefined) return false;
    const column = [...depends[next]!].find((j) => !done.has(j))!;
    pairs.push([next, column]);
    done.add(column);
    left.delete(next);
  }
  return pairs.every(([i, j]) => {
    const slope = compile([rows[i]![j]!]);
    const used = [...variablesOf(rows[i]![j]!)];
    const open: Box[] = [box];
    let sign = 0;
    for (let n = 0; open.length > 0; n++) {
      const part = open.pop()!;
      const bounds = slope.bounds(part)[0]!;
      if (bounds.whole && excludesZero(bounds)) {
        const here = bounds.lo > 0 ? 1 : -1;
        if (sign !== 0 && here !== sign) return false;
        sign = here;
        continue;
      }
      if (n > BOXES || used.length === 0) return false;
      const side = used.reduce((best, d) =>
        part[d]!.hi - part[d]!.lo > part[best]!.hi - part[best]!.lo ? d : best,
      );
      open.push(...halves(part, side));
    }
    return sign !== 0;
  });
}

/** No two points of the box share a value: by pairs of parts. */
function oneToOne(value: Compiled, jacobian: Compiled, whole: Box, dim: number): boolean {
  const open: [Box, Box][] = [[whole, whole]];
  const hullOf = (a: Box, b: Box): Box =>
    a.map((x, d) => between(Math.min(x.lo, b[d]!.lo), Math.max(x.hi, b[d]!.hi)));
  for (let n = 0; open.length > 0; n++) {
    if (n > PAIRS) return false;
    const [a, b] = open.pop()!;
    if (a !== b) {
      const [fa, fb] = [value.bounds(a), value.bounds(b)];
      if (fa.some((x, i) => x.hi < fb[i]!.lo || x.lo > fb[i]!.hi)) continue;
    }
    if (regular(jacobian.bounds(hullOf(a, b)), dim)) continue;
    const side = widest(hullOf(a, b), whole);
    if (a === b) {
      const [l, r] = halves(a, side);
      open.push([l, l], [r, r], [l, r]);
      continue;
    }
    const size = (x: Box) =>
      Math.max(...x.map((e, d) => (e.hi - e.lo) / (whole[d]!.hi - whole[d]!.lo)));
    if (size(a) < 1e-5 && size(b) < 1e-5) return false;
    const large = size(a) >= size(b) ? a : b;
    const other = large === a ? b : a;
    for (const half of halves(large, widest(large, whole))) open.push([half, other]);
  }
  return true;
}

/** Two points inside the box with the same value: Newton's method for f(x) = f(x1) from other points. */
async function collision(
  f: JointTransformed,
  draws: number[][],
): Promise<[number[], number[]] | null> {
  const { lo, hi } = f.base;
  for (let n = 0; n < Math.min(60, draws.length); n++) {
    const y = f.forward(draws[n]!);
    for (let k = 1; k <= 12; k++) {
      const start = draws[(n * 31 + k * 97) % draws.length]!;
      const x = f.newton(start, y);
      if (!x || x.some((v, d) => v < lo[d]! || v > hi[d]!)) continue;
      if (
        x.some((v, d) => Math.abs(v - draws[n]![d]!) > 1e-3 * (hi[d]! - lo[d]!)) &&
        f.residual(x, y) <= 1e-9
      )
        return [draws[n]!, x];
    }
  }
  return null;
}

/** The point between two at which a function changes its sign. */
function signChange(
  a: readonly number[],
  b: readonly number[],
  g: (x: number[]) => number,
): number[] {
  let [l, r] = [0, 1];
  const between01 = (t: number) => a.map((v, d) => v + t * (b[d]! - v));
  const start = Math.sign(g(between01(0)));
  for (let k = 0; k < 60; k++) {
    const m = (l + r) / 2;
    if (Math.sign(g(between01(m))) === start) l = m;
    else r = m;
  }
  return between01((l + r) / 2);
}
