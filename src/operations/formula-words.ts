// Names that a formula may use, and the sentences beside its numbers.
import type { Transformed } from '../distributions/change-of-variables/transformed';
import { say, type Sentence } from '../protocol/sentence';

/** Mass beyond a picture that is worth a word; tails are less. */
const MUCH_BEYOND = 0.03;

/**
 * What a formula may call the columns: x (x1, x2, ...), their names, and the first word of a name such as
 * "velocity [km/h]".
 */
export function aliases(names: readonly string[]): string[][] {
  const words = names.map((name) => /^[A-Za-z_][A-Za-z0-9_]*/.exec(name)?.[0]);
  const all = names.map((name, i) => {
    const word = words[i];
    const own =
      word &&
      (word === name || (!names.includes(word) && words.filter((w) => w === word).length === 1))
        ? [word]
        : [];
    const short = names.length === 1 ? 'x' : `x${i + 1}`;
    return own[0] === short || words.some((w, j) => j !== i && w === short) ? own : [...own, short];
  });
  return all;
}

/** What a reader of the numbers has to know. */
export function notesOf(
  y: Transformed,
  points: readonly { y: number; density: number }[] = [],
): Sentence[] {
  const percent = (part: number) => say('{0} %', Number((100 * part).toPrecision(3)));
  const notes: Sentence[] = [];
  if (y.omitted.undefined > 1e-12)
    notes.push(
      say(
        '{0} of the base lies where f is not defined; the density counts against all of the base.',
        percent(y.omitted.undefined),
      ),
    );
  if (y.omitted.unresolved > 1e-12)
    notes.push(
      say(
        'On {0} of the base rounding hides whether f rises or falls: that part is left out.',
        percent(y.omitted.unresolved),
      ),
    );
  for (const a of y.atoms.slice(0, 20))
    notes.push(
      say(
        a.exact
          ? 'y = {0} has the probability {1}: f is flat there.'
          : 'y = {0} has the probability {1}: f is flat there in double precision.',
        Number(a.value.toPrecision(6)),
        Number(a.probability.toPrecision(6)),
      ),
    );
  if (y.atoms.length > 20)
    notes.push(say('{0} more values have a probability of their own.', y.atoms.length - 20));
  for (const p of points)
    if (p.density === Infinity)
      notes.push(
        say(
          "The density is infinite at y = {0}, since f' is zero at a root; it is integrable.",
          Number(p.y.toPrecision(6)),
        ),
      );
  return notes;
}

/** Beyond the picture on the axis of y, where that is more than its tails. */
export function beyondNotes(result: string, mass: number): Sentence[] {
  if (!(mass > MUCH_BEYOND)) return [];
  return [
    say(
      'The axis of {0} is drawn where f turns, so that its fold is seen: {1} % of the mass lies beyond it.',
      result,
      Number((100 * mass).toPrecision(2)),
    ),
  ];
}
