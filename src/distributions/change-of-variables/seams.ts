// Where two pieces of f meet, and at the ends of its support: poles, jumps, kinks and infinite slopes.
import { between } from '../formula/interval';
import { type Finding, short } from './check';
import { grows } from './limits';
import type { Stretch } from './monotone';
import type { Cut } from './pieces';
import { say, type Sentence } from '../../protocol/sentence';

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
  const finding = (kind: Finding['kind'], sentence: Sentence): Finding[] => [
    { kind, points: [[x]], sentence },
  ];
  const here = cuts.filter(
    (c) => Math.abs(c.x - x) <= 8 * 2 ** -52 * Math.max(Math.abs(x), 1e-300),
  );
  if (here.some((c) => c.kind === 'pole' && c.crossed)) return []; // a hole: said there
  if (!Number.isFinite(a.value) || !Number.isFinite(b.value))
    return finding('pole', say('f grows without bound at {0} = {1}.', name, short(x)));
  if (here.length === 0) return [];
  if (Number.isNaN(f(x)))
    return finding('undefined', say('f is not defined at {0} = {1}.', name, short(x)));
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
      say('f jumps from {0} to {1} at {2} = {3}.', short(a.value), short(b.value), name, short(x)),
    );
  if (gap > AGREE * range)
    return finding(
      'unclear',
      say(
        'At {0} = {1} f jumps by {2} or not at all: rounding hides it.',
        name,
        short(x),
        short(gap, 2),
      ),
    );
  const infinite = !Number.isFinite(a.slope) || !Number.isFinite(b.slope);
  // as acos(cos(x)) beside 0: cos(x) only comes within rounding of 1
  if (infinite && !here.some((c) => c.crossed))
    return finding('unclear', say('At {0} = {1} rounding hides the slope of f.', name, short(x)));
  if (infinite)
    return finding(
      'steep',
      say(
        'The slope of f is infinite at {0} = {1}: f is not differentiable there.',
        name,
        short(x),
      ),
    );
  const bend = Math.abs(a.slope - b.slope) / Math.max(Math.abs(a.slope), Math.abs(b.slope), 1e-300);
  if (a.slope !== b.slope && bend > DIFFER)
    return finding(
      'kink',
      say(
        'f has a kink at {0} = {1}: its slope is {2} on the left and {3} on the right.',
        name,
        short(x),
        short(a.slope),
        short(b.slope),
      ),
    );
  if (a.slope !== b.slope && bend > AGREE)
    return finding(
      'unclear',
      say(
        'At {0} = {1} the slopes on both sides differ by {2} or not at all.',
        name,
        short(x),
        short(bend, 2),
      ),
    );
  if (here.some((c) => c.kind === 'pole'))
    return finding(
      'unclear',
      say('At {0} = {1} a denominator comes within rounding of zero.', name, short(x)),
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
        sentence: say(
          'f is not defined at {0} = {1}, where it grows without bound.',
          name,
          short(x),
        ),
      }
    : {
        kind: 'undefined',
        points: [[x]],
        sentence: say('f is not defined at {0} = {1}.', name, short(x)),
      };
}

/** What f does at the ends themselves, after a "yes": a sentence for each that is remarkable. */
export function beyond(
  stretches: readonly Stretch[],
  lo: number,
  hi: number,
  f: (x: number) => number,
  name: string,
): Sentence[] {
  return (
    [
      [stretches[0]!, 'lo', lo],
      [stretches.at(-1)!, 'hi', hi],
    ] as const
  ).flatMap(([s, end, x]) => {
    const limit = limits(s, end);
    if (!limit) return [];
    const at = say('{0} = {1}', name, short(x));
    if (!Number.isFinite(limit.value))
      return [
        say(
          'The end {0} does not count, as a density does not see single points: f grows without bound there.',
          at,
        ),
      ];
    if (Number.isNaN(f(x)))
      return [
        say(
          'The end {0} does not count, as a density does not see single points: f is not defined there.',
          at,
        ),
      ];
    if (Math.abs(f(x) - limit.value) > DIFFER * Math.max(Math.abs(limit.value), span(s)))
      return [
        say(
          'The end {0} does not count, as a density does not see single points: f jumps there.',
          at,
        ),
      ];
    if (!Number.isFinite(limit.slope))
      return [
        say(
          'The end {0} does not count, as a density does not see single points: the slope of f is infinite there.',
          at,
        ),
      ];
    return limit.slope === 0
      ? [
          say(
            "The end {0} does not count, as a density does not see single points: f' is zero there.",
            at,
          ),
        ]
      : [];
  });
}
