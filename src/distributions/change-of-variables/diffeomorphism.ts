// Is f a diffeomorphism of the open interval (lo, hi): a bijection onto its values, differentiable, with a differentiable inverse?
// The two ends are left out, since a density does not see single points: x^2 is one on (0, 1).
// "yes" is a proof by interval bounds, "no" has a witness, and "cannot tell" is said where rounding hides the answer.
import { DistributionError } from '../distribution';
import { compile } from '../formula/evaluate';
import type { Expression } from '../formula/expression';
import { sparedAtEnds } from './ends';
import { between } from '../formula/interval';
import { grows } from './limits';
import {
  decompose,
  type Decomposition,
  highest,
  lowest,
  type Monotone,
  preimage,
  type Stretch,
} from './monotone';
import type { Cut } from './pieces';

export type Answer = 'yes' | 'no' | 'cannot tell';

/** What was seen: two points with one value, or a point at which f breaks. */
export interface Finding {
  kind:
    'undefined' | 'pole' | 'jump' | 'kink' | 'steep' | 'turn' | 'flat' | 'slope zero' | 'unclear';
  /** where: one point, or the two with the same value */
  points: number[][];
  sentence: string;
}

export interface Check {
  diffeomorphism: Answer;
  /** one sentence for the user */
  reason: string;
  /** points that show it: one, or two with the same value; null for "yes" and "cannot tell" */
  witness: { points: number[][]; values: number[][] } | null;
  /** everything that was found, the first being the reason */
  findings: Finding[];
}

export interface Domain {
  lo: number;
  hi: number;
  /** false where the support was cut off to hold all but 1e-12 of the base */
  whole: boolean;
  /** how the variable is called */
  name: string;
}

/** Relative sizes of a gap between two one-sided limits: below the first they agree, above the second they do not. */
const AGREE = 1e-9;
const DIFFER = 1e-6;

export function checkDiffeomorphism(
  expression: Expression,
  { lo, hi, whole, name }: Domain,
): Check {
  const on = whole
    ? `(${short(lo)}, ${short(hi)})`
    : `(${short(lo)}, ${short(hi)}), which holds all but 1e-12 of the base`;
  let taken: Decomposition;
  try {
    taken = decompose(expression, lo, hi);
  } catch (error) {
    if (!(error instanceof DistributionError)) throw error;
    return {
      diffeomorphism: 'cannot tell',
      reason: `Cannot tell on ${on}. ${error.message}`,
      witness: null,
      findings: [],
    };
  }
  const { stretches, cuts, critical } = taken;
  const f = (x: number) => compile([expression]).values([x])[0]!;
  const findings: Finding[] = [];
  const add = (kind: Finding['kind'], points: number[], sentence: string) =>
    void findings.push({ kind, points: points.map((p) => [p]), sentence });

  const spared = sparedAtEnds(taken, lo, hi);
  for (const s of stretches) {
    if (spared.skipped.has(s)) continue;
    if (s.kind === 'undefined' && s.overflow)
      add(
        'unclear',
        [s.lo],
        `From ${short(s.lo)} to ${short(s.hi)} f is too large for double precision.`,
      );
    else if (s.kind === 'undefined')
      add(
        'undefined',
        [s.lo + (s.hi - s.lo) / 2],
        `f is not defined for ${name} from ${short(s.lo)} to ${short(s.hi)}.`,
      );
    if (s.kind === 'unresolved')
      add(
        'unclear',
        [s.lo],
        `From ${short(s.lo)} to ${short(s.hi)} rounding hides whether f rises or falls.`,
      );
    if (s.kind === 'flat') {
      const pair = [s.lo + 0.25 * (s.hi - s.lo), s.lo + 0.75 * (s.hi - s.lo)];
      if (s.exact)
        add(
          'flat',
          pair,
          `f is flat from ${short(s.lo)} to ${short(s.hi)}: all these ${name} have the value ${short(s.value)}.`,
        );
      else if (!s.proved)
        add(
          'unclear',
          pair,
          `From ${short(s.lo)} to ${short(s.hi)} f has the same value in double precision, ${short(s.value)}, so that nothing can be told there.`,
        );
    }
  }
  for (const [left, right] of neighbours(stretches))
    findings.push(...join(left, right, cuts, f, name));
  for (const cut of cuts)
    if (cut.kind === 'pole' && cut.crossed && cut.x > lo && cut.x < hi)
      findings.push(hole(cut.x, stretches, name));
  findings.push(...spared.findings.map((x) => uncertainEnd(stretches, x, lo, name)));
  const kept = stretches.filter((s) => !spared.skipped.has(s));
  findings.push(...turns(kept, name, lo, hi));
  for (const { x, touch } of critical)
    if (!spared.critical.has(x)) findings.push(...flatPoint(x, touch, stretches, name, lo, hi));

  const rank = (kind: Finding['kind']) =>
    ['undefined', 'turn', 'flat', 'pole', 'jump', 'kink', 'steep', 'slope zero', 'unclear'].indexOf(
      kind,
    );
  findings.sort((a, b) => rank(a.kind) - rank(b.kind));
  const first = findings[0];
  if (!first) {
    const rising = kept.some((s) => s.kind === 'monotone' && s.direction > 0);
    const least = leastSlope(kept, lo, hi);
    const yes = `Yes: on ${on}${whole ? '' : ','} f is differentiable and ${rising ? `f' > 0` : `f' < 0`} everywhere${least > 0 ? ` (|f'| is at least ${short(least, 3)})` : ''}, proved with interval bounds.`;
    const hidden =
      spared.length > 0 ? [`Within ${short(spared.length, 1)} of its ends rounding hides f.`] : [];
    return {
      diffeomorphism: 'yes',
      reason: [yes, ...hidden, ...(whole ? beyond(stretches, lo, hi, f, name) : [])].join(' '),
      witness: null,
      findings,
    };
  }
  if (first.kind === 'unclear')
    return {
      diffeomorphism: 'cannot tell',
      reason: `Cannot tell on ${on}. ${first.sentence}`,
      witness: null,
      findings,
    };
  const values = first.points.map(([x]) => [f(x!)]);
  return {
    diffeomorphism: 'no',
    reason: `No, not on ${on}. ${first.sentence}`,
    witness: { points: first.points, values },
    findings,
  };
}

const short = (v: number, digits = 6) => String(Number(v.toPrecision(digits)));

function neighbours(stretches: readonly Stretch[]): [Stretch, Stretch][] {
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
function join(
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
      `f has a kink at ${name} = ${short(x)}: its slope is ${short(a.slope)} on the left and ${short(b.slope)} on the right.`,
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
function hole(x: number, stretches: readonly Stretch[], name: string): Finding {
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

function uncertainEnd(stretches: readonly Stretch[], x: number, lo: number, name: string): Finding {
  const s = (x === lo ? stretches[0] : stretches.at(-1)) as Monotone;
  return {
    kind: 'unclear',
    points: [[x]],
    sentence: `At the end ${name} = ${short(x)} of the support f' is ${short(s.evaluate.values([x])[1]!, 2)}: within rounding of that point it is zero.`,
  };
}

/** What f does at the ends themselves, after a "yes": a sentence for each that is remarkable. */
function beyond(
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

/** Two values of x with one f(x): beside the first place where f turns. */
function turns(stretches: readonly Stretch[], name: string, lo: number, hi: number): Finding[] {
  const [width, middle] = [hi - lo, lo + (hi - lo) / 2];
  const pieces = stretches.filter((s): s is Monotone => s.kind === 'monotone');
  const overlap = (p: Monotone, q: Monotone): [number, number] => [
    Math.max(lowest(p), lowest(q)),
    Math.min(highest(p), highest(q)),
  ];
  // neighbours first, from the middle outwards; then any two, a limited number of them
  const order = [...pieces.keys()]
    .slice(0, 400)
    .sort((i, j) => Math.abs(pieces[i]!.hi - middle) - Math.abs(pieces[j]!.hi - middle));
  for (let step = 1; step < Math.min(pieces.length, 200); step++)
    for (const i of order) {
      if (i + step >= pieces.length) continue;
      const [p, q] = [pieces[i]!, pieces[i + step]!];
      const [low, high] = overlap(p, q);
      if (!(high > low)) continue;
      for (const part of [0.5, 0.1, 0.9]) {
        const y = Number.isFinite(high - low)
          ? low + part * (high - low)
          : Number.isFinite(low)
            ? low + 1 + Math.abs(low)
            : Number.isFinite(high)
              ? high - 1 - Math.abs(high)
              : 0;
        const [x1, x2] = [preimage(p, y), preimage(q, y)];
        if (x1 === null || x2 === null) continue;
        const apart = x2 - x1;
        const miss = Math.abs(p.evaluate.values([x1])[0]! - q.evaluate.values([x2])[0]!);
        if (!(apart > 1e-9 * width) || !(miss <= 1e-9 * Math.max(Math.abs(y), high - low)))
          continue;
        return [
          {
            kind: 'turn',
            points: [[x1], [x2]],
            sentence: `f is not one-to-one: ${name} = ${short(x1)} and ${name} = ${short(x2)} have the same value, ${short(y)}.`,
          },
        ];
      }
    }
  const directions = new Set(pieces.map((p) => p.direction));
  if (directions.size < 2) return [];
  const at = pieces.findIndex((p, i) => i > 0 && p.direction !== pieces[i - 1]!.direction);
  return [
    {
      kind: 'unclear',
      points: [[pieces[at]!.lo]],
      sentence: `f seems to turn at ${name} = ${short(pieces[at]!.lo)}, but rounding hides it.`,
    },
  ];
}

/** A place inside a rising or falling f where f' comes to zero. */
function flatPoint(
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
        sentence: `f' ${exact ? 'is zero' : 'comes to zero (to within rounding)'} at ${name} = ${short(x)}, so that the inverse has no derivative there.`,
      },
    ];
  }
  if (Number.isNaN(atIt))
    return [
      {
        kind: 'unclear',
        points: [[x]],
        sentence: `At ${name} = ${short(x)} f' has no value in double precision, so that its sign is not known.`,
      },
    ];
  return [
    {
      kind: 'unclear',
      points: [[x]],
      sentence: `At ${name} = ${short(x)} f' is ${short(atIt, 2)}, too small beside rounding to tell from zero.`,
    },
  ];
}

/** A lower bound of |f'| from a partition of the support; 0 when it is too coarse to give one. */
function leastSlope(stretches: readonly Stretch[], lo: number, hi: number): number {
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
