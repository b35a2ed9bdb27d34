// Points that show that f: R^D -> R^D is no diffeomorphism: draws, pairs with one value, a change of sign of det J.
import type { JointTransformed } from './joint';

/** The box is open: its corners are left out. */
const CORNER = 1e-6;

/** Points of the base, its middle, points next to the corners of its open box, and points spread over it. */
export async function points(f: JointTransformed, count: number): Promise<number[][]> {
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

/** Two points inside the box with the same value: Newton's method for f(x) = f(x1) from other points. */
export async function collision(
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
export function signChange(
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
