// Names that a formula may use, and the sentences beside its numbers.
import type { Transformed } from '../distributions/change-of-variables/transformed';

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
): string[] {
  const percent = (part: number) => `${Number((100 * part).toPrecision(3))} %`;
  const notes: string[] = [];
  if (y.omitted.undefined > 1e-12)
    notes.push(
      `${percent(y.omitted.undefined)} of the base lies where f is not defined; the density ` +
        'counts against all of the base.',
    );
  if (y.omitted.unresolved > 1e-12)
    notes.push(
      `On ${percent(y.omitted.unresolved)} of the base rounding hides whether f rises or falls: that part is left out.`,
    );
  for (const a of y.atoms.slice(0, 20))
    notes.push(
      `y = ${Number(a.value.toPrecision(6))} has the probability ` +
        `${Number(a.probability.toPrecision(6))}: f is flat ` +
        `there${a.exact ? '' : ' in double precision'}.`,
    );
  if (y.atoms.length > 20)
    notes.push(`${y.atoms.length - 20} more values have a probability of their own.`);
  for (const p of points)
    if (p.density === Infinity)
      notes.push(
        `The density is infinite at y = ${Number(p.y.toPrecision(6))}, since f' is zero at a root; it is integrable.`,
      );
  return notes;
}
