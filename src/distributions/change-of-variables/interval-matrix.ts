// Matrices of intervals: bounds of the determinant, and whether every matrix within the bounds is regular.
import { inverse, LuDecomposition, Matrix } from 'ml-matrix';
import {
  add,
  at,
  excludesZero,
  type Interval,
  isEmpty,
  multiply,
  subtract,
} from '../formula/interval';

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

/**
 * Whether every matrix within the bounds is regular: preconditioned by the middle's inverse it is near the
 * identity, or its determinant excludes zero.
 */
export function regular(m: readonly Interval[], dim: number): boolean {
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
