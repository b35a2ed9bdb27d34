// Proofs on a box that is divided into smaller and smaller ones, det J being bounded by intervals.
// One-to-one is proved for pairs of boxes: their images are apart, or no matrix between the bounds of J on both is
// singular (then f(a) = f(b) only for a = b, by the mean value theorem in each row).
import { compile, type Compiled } from '../formula/evaluate';
import { type Expression, variablesOf } from '../formula/expression';
import { between, excludesZero, type Interval, isEmpty } from '../formula/interval';
import { regular } from './interval-matrix';

export type Box = readonly Interval[];

const BOXES = 20_000;
const PAIRS = 60_000;

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
export function roughness(
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

/**
 * f can be ordered so that f_i depends on the first i columns, with a slope in the i-th of one sign on the
 * whole box.
 */
export function triangular(rows: Expression[][], box: Box): boolean {
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
export function oneToOne(value: Compiled, jacobian: Compiled, whole: Box, dim: number): boolean {
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
