// Is f a diffeomorphism of the open interval (lo, hi): a differentiable bijection with a differentiable inverse?
// The two ends are left out, since a density does not see single points: x^2 is one on (0, 1).
// "yes" is a proof by interval bounds, "no" has a witness, and "cannot tell" is said where rounding hides the answer.
import { DistributionError } from '../distribution';
import { compile } from '../formula/evaluate';
import type { Expression } from '../formula/expression';
import { type Check, type Finding, short } from './check';
import { sparedAtEnds } from './ends';
import { turns } from './injectivity';
import { decompose, type Decomposition, type Stretch } from './monotone';
import { beyond, hole, join, neighbours } from './seams';
import { flatPoint, leastSlope, uncertainEnd } from './slopes';
import { numbers, say, type Sentence, together } from '../../protocol/sentence';

export interface Domain {
  lo: number;
  hi: number;
  /** false where the support was cut off to hold all but 1e-12 of the base */
  whole: boolean;
  /** how the variable is called */
  name: string;
}

export function checkDiffeomorphism(
  expression: Expression,
  { lo, hi, whole, name }: Domain,
): Check {
  const interval = say('({0})', numbers([short(lo), short(hi)]));
  const on = whole ? interval : say('{0}, which holds all but 1e-12 of the base', interval);
  let taken: Decomposition;
  try {
    taken = decompose(expression, lo, hi);
  } catch (error) {
    if (!(error instanceof DistributionError)) throw error;
    return {
      diffeomorphism: 'cannot tell',
      reason: say('Cannot tell on {0}. {1}', on, error.sentence),
      witness: null,
      findings: [],
    };
  }
  const { stretches, cuts, critical } = taken;
  const f = (x: number) => compile([expression]).values([x])[0]!;
  const findings: Finding[] = [];
  const spared = sparedAtEnds(taken, lo, hi);
  for (const s of stretches) if (!spared.skipped.has(s)) findings.push(...undecided(s, name));
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
    const yes = whole
      ? rising
        ? least > 0
          ? say(
              "Yes: on {0} f is differentiable and f' > 0 everywhere (|f'| is at least {1}), proved with interval bounds.",
              on,
              short(least, 3),
            )
          : say(
              "Yes: on {0} f is differentiable and f' > 0 everywhere, proved with interval bounds.",
              on,
            )
        : least > 0
          ? say(
              "Yes: on {0} f is differentiable and f' < 0 everywhere (|f'| is at least {1}), proved with interval bounds.",
              on,
              short(least, 3),
            )
          : say(
              "Yes: on {0} f is differentiable and f' < 0 everywhere, proved with interval bounds.",
              on,
            )
      : rising
        ? least > 0
          ? say(
              "Yes: on {0}, f is differentiable and f' > 0 everywhere (|f'| is at least {1}), proved with interval bounds.",
              on,
              short(least, 3),
            )
          : say(
              "Yes: on {0}, f is differentiable and f' > 0 everywhere, proved with interval bounds.",
              on,
            )
        : least > 0
          ? say(
              "Yes: on {0}, f is differentiable and f' < 0 everywhere (|f'| is at least {1}), proved with interval bounds.",
              on,
              short(least, 3),
            )
          : say(
              "Yes: on {0}, f is differentiable and f' < 0 everywhere, proved with interval bounds.",
              on,
            );
    const hidden =
      spared.length > 0
        ? [say('Within {0} of its ends rounding hides f.', short(spared.length, 1))]
        : [];
    return {
      diffeomorphism: 'yes',
      reason: together([yes, ...hidden, ...(whole ? beyond(stretches, lo, hi, f, name) : [])]),
      witness: null,
      findings,
    };
  }
  if (first.kind === 'unclear')
    return {
      diffeomorphism: 'cannot tell',
      reason: say('Cannot tell on {0}. {1}', on, first.sentence),
      witness: null,
      findings,
    };
  const values = first.points.map(([x]) => [f(x!)]);
  return {
    diffeomorphism: 'no',
    reason: say('No, not on {0}. {1}', on, first.sentence),
    witness: { points: first.points, values },
    findings,
  };
}

/** What a stretch shows on which f neither rises nor falls. */
function undecided(s: Stretch, name: string): Finding[] {
  const finding = (kind: Finding['kind'], points: number[], sentence: Sentence): Finding[] => [
    { kind, points: points.map((p) => [p]), sentence },
  ];
  if (s.kind === 'undefined')
    return s.overflow
      ? finding(
          'unclear',
          [s.lo],
          say('From {0} to {1} f is too large for double precision.', short(s.lo), short(s.hi)),
        )
      : finding(
          'undefined',
          [s.lo + (s.hi - s.lo) / 2],
          say('f is not defined for {0} from {1} to {2}.', name, short(s.lo), short(s.hi)),
        );
  if (s.kind === 'unresolved')
    return finding(
      'unclear',
      [s.lo],
      say('From {0} to {1} rounding hides whether f rises or falls.', short(s.lo), short(s.hi)),
    );
  if (s.kind !== 'flat') return [];
  const pair = [s.lo + 0.25 * (s.hi - s.lo), s.lo + 0.75 * (s.hi - s.lo)];
  if (s.exact)
    return finding(
      'flat',
      pair,
      say(
        'f is flat from {0} to {1}: all these {2} have the value {3}.',
        short(s.lo),
        short(s.hi),
        name,
        short(s.value),
      ),
    );
  return s.proved
    ? []
    : finding(
        'unclear',
        pair,
        say(
          'From {0} to {1} f has the same value in double precision, {2}, so that nothing can be told there.',
          short(s.lo),
          short(s.hi),
          short(s.value),
        ),
      );
}
