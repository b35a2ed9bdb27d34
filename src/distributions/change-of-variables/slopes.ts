// Where f' comes to zero inside a piece or beside an end, and how small it gets elsewhere.
import { between } from '../formula/interval';
import { type Finding, short } from './check';
import type { Monotone, Stretch } from './monotone';
import { say } from '../../protocol/sentence';

export function uncertainEnd(
  stretches: readonly Stretch[],
  x: number,
  lo: number,
  name: string,
): Finding {
  const s = (x === lo ? stretches[0] : stretches.at(-1)) as Monotone;
  return {
    kind: 'unclear',
    points: [[x]],
    sentence: say(
      "At the end {0} = {1} of the support f' is {2}: within rounding of that point it is zero.",
      name,
      short(x),
      short(s.evaluate.values([x])[1]!, 2),
    ),
  };
}

/** A place inside a rising or falling f where f' comes to zero. */
export function flatPoint(
  x: number,
  touch: boolean,
  stretches: readonly Stretch[],
  name: string,
  lo: number,
  hi: number,
): Finding[] {
  if (x === lo || x === hi) return []; // an end: said there
  const piece = stretches.find(
    (s): s is Monotone => s.kind === 'monotone' && s.lo <= x && x <= s.hi,
  );
  if (!piece) return [];
  const slope = (t: number) => Math.abs(piece.evaluate.values([t])[1]!);
  const reach = 1e-3 * (hi - lo);
  const [left, right] = [slope(Math.max(lo, x - reach)), slope(Math.min(hi, x + reach))];
  const atIt = slope(x);
  const zero = piece.evaluate.bounds([between(x, x)])[1]!;
  const known =
    (zero.lo === 0 && zero.hi === 0) ||
    (!touch &&
      piece.evaluate.values([Math.max(lo, x - reach)])[1]! *
        piece.evaluate.values([Math.min(hi, x + reach)])[1]! <
        0);
  if (known || (atIt <= 1e-9 * Math.max(left, right) && 100 * atIt < Math.min(left, right))) {
    const exact = zero.lo === 0 && zero.hi === 0;
    return [
      {
        kind: 'slope zero',
        points: [[x]],
        sentence: say(
          exact
            ? "f' is zero at {0} = {1}, so that the inverse has no derivative there."
            : "f' comes to zero (to within rounding) at {0} = {1}, so that the inverse has no derivative there.",
          name,
          short(x),
        ),
      },
    ];
  }
  if (Number.isNaN(atIt))
    return [
      {
        kind: 'unclear',
        points: [[x]],
        sentence: say(
          "At {0} = {1} f' has no value in double precision, so that its sign is not known.",
          name,
          short(x),
        ),
      },
    ];
  return [
    {
      kind: 'unclear',
      points: [[x]],
      sentence: say(
        "At {0} = {1} f' is {2}, too small beside rounding to tell from zero.",
        name,
        short(x),
        short(atIt, 2),
      ),
    },
  ];
}

/** A lower bound of |f'| from a partition of the support; 0 when it is too coarse to give one. */
export function leastSlope(stretches: readonly Stretch[], lo: number, hi: number): number {
  let least = Infinity;
  for (const s of stretches) {
    if (s.kind === 'flat') continue;
    if (s.kind !== 'monotone') return 0;
    const parts = Math.max(1, Math.ceil((2000 * (s.hi - s.lo)) / (hi - lo)));
    for (let k = 0; k < parts; k++) {
      const slope = s.evaluate.bounds([
        between(s.lo + (k / parts) * (s.hi - s.lo), s.lo + ((k + 1) / parts) * (s.hi - s.lo)),
      ])[1]!;
      const bound = slope.lo > 0 ? slope.lo : slope.hi < 0 ? -slope.hi : 0;
      if (bound < least) least = bound;
    }
  }
  return least;
}
