// Which part of y = f(x) a picture shows, and f in it as lines.
import type { Transformed } from '../distributions/change-of-variables/transformed';
import type { Univariate } from '../distributions/change-of-variables/univariate';
import { DistributionError } from '../distributions/distribution';
import { say } from '../protocol/sentence';

/** cells of p_Y within the values of f, and beyond them on each side: f's least and largest value are edges */
export const CELLS_INSIDE = 150;
export const CELLS_BEYOND = 10;
/** The least part of the mass that a picture of a fold holds. */
const LEAST_MASS = 0.6;

/** The whole support where it is bounded, otherwise all but 0.1 % of the base; with a margin. */
export async function shownRange(base: Univariate): Promise<[number, number]> {
  let [low, high] = [base.lo, base.hi];
  if (!base.whole) {
    const quantile = async (p: number) => {
      let [l, r] = [base.lo, base.hi];
      for (let k = 0; k < 40; k++) {
        const m = (l + r) / 2;
        if ((await base.cumulative(Float64Array.of(m)))[0]! < p) l = m;
        else r = m;
      }
      return (l + r) / 2;
    };
    [low, high] = [await quantile(0.0005), await quantile(0.9995)];
  }
  const margin = 0.06 * (high - low);
  return [low - margin, high + margin];
}

/** All values that f takes in the picture, unless a few run far away: then all but 2 % of them. */
export async function shownValues(
  y: Transformed,
  f: (x: number) => { y: number },
  x: number[],
): Promise<[number, number]> {
  const values = x.map((v) => f(v).y).filter(Number.isFinite);
  for (const s of y.decomposition.stretches)
    if (s.kind === 'monotone')
      values.push(
        ...[s.start, s.end].filter((v, i) => Number.isFinite(v) && inView([s.lo, s.hi][i]!, x)),
      );
  if (values.length === 0)
    throw new DistributionError(
      say('The formula has no finite value in the part of the base that is shown.'),
    );
  const [from, to] = await y.range(0.01);
  const reach = to - from || Math.abs(to) || 1;
  let [low, high] = [
    Math.max(Math.min(...values), from - 0.6 * reach),
    Math.min(Math.max(...values), to + 0.6 * reach),
  ];
  if (!(high > low)) [low, high] = [low - 0.5 * reach, low + 0.5 * reach];
  [low, high] = (await aroundFold(y, x, [low, high])) ?? [low, high];
  const margin = (CELLS_BEYOND / CELLS_INSIDE) * (high - low);
  return [low - margin, high + margin];
}

/**
 * Where f turns back and forth within a small part of the axis, that part at a third of the height: otherwise the fold,
 * which is why there are several roots, could not be seen. Null where that would leave out much of the mass.
 */
async function aroundFold(
  y: Transformed,
  x: number[],
  [low, high]: [number, number],
): Promise<[number, number] | null> {
  const { stretches } = y.decomposition;
  const turns = stretches.slice(1).flatMap((next, k) => {
    const before = stretches[k]!;
    if (before.kind !== 'monotone' || next.kind !== 'monotone') return [];
    const opposite = before.direction !== next.direction;
    const joined = Math.abs(before.end - next.start) <= 1e-6 * (Math.abs(next.start) + 1);
    return opposite && joined && inView(next.lo, x) ? [next.start] : [];
  });
  const [least, most] = [Math.min(...turns), Math.max(...turns)];
  const height = most - least;
  if (turns.length < 2 || !(height > 0) || 4 * height >= high - low) return null;
  const [from, to] = [Math.max(low, least - height), Math.min(high, most + height)];
  const [below, upTo] = await y.cumulative([from, to]);
  return upTo! - below! >= LEAST_MASS ? [from, to] : null;
}

const inView = (v: number, x: number[]) => v >= x[0]! && v <= x.at(-1)!;

/** f in pieces; where there are very many, as one line of points. */
export function curveOf(
  y: Transformed,
  f: (x: number) => { y: number },
  [low, high]: [number, number],
): [number, number][][] {
  const pieces: [number, number][][] = [];
  const all = y.decomposition.stretches.filter(
    (s) => s.kind !== 'undefined' && s.hi > low && s.lo < high,
  );
  for (const s of all) {
    const [l, r] = [Math.max(s.lo, low), Math.min(s.hi, high)];
    const parts = Math.max(
      2,
      Math.min(200, Math.ceil((all.length > 1 ? 1200 : 300) * ((r - l) / (high - low)))),
    );
    const piece: [number, number][] = [];
    for (let k = 0; k <= parts; k++) {
      const x = l + (k / parts) * (r - l);
      const inset = k === 0 ? x + 1e-9 * (r - l) : k === parts ? x - 1e-9 * (r - l) : x;
      const value = s.kind === 'flat' ? s.value : f(inset).y;
      if (Number.isFinite(value)) piece.push([x, value]);
    }
    const last = pieces.at(-1)?.at(-1);
    const joined =
      last &&
      piece.length > 0 &&
      last[0] === piece[0]![0] &&
      Math.abs(last[1] - piece[0]![1]) <= 1e-6 * (Math.abs(last[1]) + 1);
    if (joined) pieces.at(-1)!.push(...piece.slice(1));
    else if (piece.length > 0) pieces.push(piece);
  }
  return pieces;
}
