// Where two pieces of f meet, and at the ends of its support: poles, jumps, kinks and infinite slopes.
import { between } from '../formula/interval';
import { type Finding, short } from './check';
import { grows } from './limits';
import type { Stretch } from './monotone';
import type { Cut } from './pieces';

/** Relative sizes of a gap between two one-sided limits: below the first they agree, above the second they do not. */
const AGREE = 1e-9;
const DIFFER = 1e-6;

export function neighbours(stretches: readonly Stretch[]): [Stretch, Stretch][] {
  return stretches.slice(1).map((s, i) => [stretches[i]!, s]);
}

/** f and f' at the end of a stretch, as limits from inside. */
function limits(s: Stretch, end: 'lo' | 'hi'): { value: number; slope: number } | null {
  if (s.kind === 'undefined' || s.kind === 'unresolved') return null;
  if (s.kind === 'flat') return { value: s.value, slope: 0 };
  const value = end === 'lo' ? s.start : s.end;
  const [x, other] = end === 'lo' ? [s.lo, s.hi] : [s.hi, s.lo];
  if (!Number.isFinite(value)) return { value, slope: Infinity };
  const near = x + 1e-9 * (other - x);
  const slopes = s.evaluate.bounds([between(Math.min(x, near), Math.max(x, near))])[1]!;
  const infinite = !Number.isFinite(slopes.lo) || !Number.isFinite(slopes.hi);
  if (!infinite) {
    const slope = s.evaluate.values([x])[1]!;
    if (Number.isFinite(slope)) return { value, slope };
  }
  // bounds over a small cell may be infinite where f' is not
  const slope = (t: number) => s.evaluate.values([t])[1]!;
  return { value, slope: grows(slope, x, other) ? s.direction * Infinity : slope(near) };
}

/** What happens where two stretches meet. */
export function join(
  left: Stretch,
  right: Stretch,
  cuts: readonly Cut[],
  f: (x: number) => number,
  name: string,
): Finding[] {
  const x = left.hi;
  const [a, b] = [limits(left, 'hi'), limits(right, 'lo')];
  if (!a || !b) return [];
  const finding = (kind: Finding['kind'], sentence: string): Finding[] => [
    { kind, points: [[x]], sentence },
  ];
  const here = cuts.filter(
    (c) => Math.abs(c.x - x) <= 8 * 2 ** -52 * Math.max(Math.abs(x), 1e-300),
  );
  if (here.some((c) => c.kind === 'pole' && c.crossed)) return []; // a hole: said there
  if (!Number.isFinite(a.value) || !Number.isFinite(b.value))
    return finding('pole', `f grows without bound at ${name} = ${short(x)}.`);
  if (here.length === 0) return [];
  if (Number.isNaN(f(x))) return finding('undefined', `f is not defined at ${name} = ${short(x)}.`);
  const size = Math.max(Math.abs(a.value), Math.abs(b.value));
  const shift =
    8 *
    2 ** -52 *
    Math.abs(x) *
    (Number.isFinite(a.slope) && Number.isFinite(b.slope)
      ? Math.abs(a.slope) + Math.abs(b.slope)
      : 1);
  const gap = Math.abs(a.value - b.value) - shift;
  const range = Math.max(size, span(left), span(right));
  if (gap > DIFFER * range)
    return finding(
      'jump',
      `f jumps from ${short(a.value)} to ${short(b.value)} at ${name} = ${short(x)}.`,
    );
  if (gap > AGREE * range)
    return finding(
      'unclear',
      `At ${name} = ${short(x)} f jumps by ${short(gap, 2)} or not at all: rounding hides it.`,
    );
  const infinite = !Number.isFinite(a.slope) || !Number.isFinite(b.slope);
  // as acos(cos(x)) beside 0: cos(x) only comes within rounding of 1
  if (infinite && !here.some((c) => c.crossed))
    return finding('unclear', `At ${name} = ${short(x)} rounding hides the slope of f.`);
  if (infinite)
    return finding(
      'steep',
      `The slope of f is infinite at ${name} = ${short(x)}: f is not differentiable there.`,
    );
  const bend = Math.abs(a.slope - b.slope) / Math.max(Math.abs(a.slope), Math.abs(b.slope), 1e-300);
  if (a.slope !== b.slope && bend > DIFFER)
    return finding(
      'kink',
      `f has a kink at ${name} = ${short(x)}: its slope is ${short(a.slope)} on the left and ` +
        `${short(b.slope)} on the right.`,
    );
  if (a.slope !== b.slope && bend > AGREE)
    return finding(
      'unclear',
      `At ${name} = ${short(x)} the slopes on both sides differ by ${short(bend, 2)} or not at all.`,
    );
  if (here.some((c) => c.kind === 'pole'))
    return finding(
      'unclear',
      `At ${name} = ${short(x)} a denominator comes within rounding of zero.`,
    );
  return [];
}

const span = (s: Stretch) =>
  s.kind === 'monotone' && Number.isFinite(s.start) && Number.isFinite(s.end)
    ? Math.abs(s.end - s.start)
    : 0;

/** A point at which a denominator (or the argument of a logarithm) passes through zero. */
export function hole(x: number, stretches: readonly Stretch[], name: string): Finding {
  const infinite = stretches.some(
    (s) =>
      s.kind === 'monotone' &&
      ((s.hi === x && !Number.isFinite(s.end)) || (s.lo === x && !Number.isFinite(s.start))),
  );
  return infinite
    ? {
        kind: 'pole',
        points: [[x]],
        sentence: `f is not defined at ${name} = ${short(x)}, where it grows without bound.`,
      }
    : { kind: 'undefined', points: [[x]], sentence: `f is not defined at ${name} = ${short(x)}.` };
}

/** What f does at the ends themselves, after a "yes": a sentence for each that is remarkable. */
export function beyond(
  stretches: readonly Stretch[],
  lo: number,
  hi: number,
  f: (x: number) => number,
  name: string,
): string[] {
  return (
    [
      [stretches[0]!, 'lo', lo],
      [stretches.at(-1)!, 'hi', hi],
    ] as const
  ).flatMap(([s, end, x]) => {
    const limit = limits(s, end);
    if (!limit) return [];
    const at = `${name} = ${short(x)}`;
    if (!Number.isFinite(limit.value))
      return [
        `The end ${at} does not count, as a density does not see single points: f grows without bound there.`,
      ];
    if (Number.isNaN(f(x)))
      return [
        `The end ${at} does not count, as a density does not see single points: f is not defined there.`,
      ];
    if (Math.abs(f(x) - limit.value) > DIFFER * Math.max(Math.abs(limit.value), span(s)))
      return [
        `The end ${at} does not count, as a density does not see single points: f jumps there.`,
      ];
    if (!Number.isFinite(limit.slope))
      return [
        `The end ${at} does not count, as a density does not see single points: the slope of f is infinite there.`,
      ];
    return limit.slope === 0
      ? [`The end ${at} does not count, as a density does not see single points: f' is zero there.`]
      : [];
  });
}
