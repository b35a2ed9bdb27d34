// Whether f takes a value twice: two x with the same f(x), beside the first place where f turns.
import { type Finding, short } from './check';
import { highest, lowest, type Monotone, preimage, type Stretch } from './monotone';
import { say } from '../../protocol/sentence';

/** Two values of x with one f(x): beside the first place where f turns. */
export function turns(
  stretches: readonly Stretch[],
  name: string,
  lo: number,
  hi: number,
): Finding[] {
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
            sentence: say(
              'f is not one-to-one: {0} = {1} and {2} = {3} have the same value, {4}.',
              name,
              short(x1),
              name,
              short(x2),
              short(y),
            ),
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
      sentence: say(
        'f seems to turn at {0} = {1}, but rounding hides it.',
        name,
        short(pieces[at]!.lo),
      ),
    },
  ];
}
