// Single values that hold many rows, in words and as a condition without them.
import type { Atom } from '../model';
import { fixed, say, type Sentence, series } from '../sentence';
import { nameInFilter } from './name-in-filter';

/** '63 % of the rows of "x" have the value 0' */
export function atomWords({ column, value, share }: Atom): Sentence {
  return say('{0} % of the rows of "{1}" have the value {2}', fixed(100 * share), column, value);
}

/** SQL that keeps the rows without an atom: above it where it is the least value, below it where it is the largest. */
export function withoutAtom(
  { column, value }: Pick<Atom, 'column' | 'value'>,
  { min, max }: { min: number | null; max: number | null },
): string {
  return `${nameInFilter(column)} ${value === min ? '>' : value === max ? '<' : '<>'} ${value}`;
}

/** What a fit will not say, known before it. */
export function atomsAheadWords(atoms: Atom[]): Sentence {
  const found = series(atoms.map(atomWords), '; ');
  return say(
    '{0}. A density cannot describe that, so a fit of these rows gives no verdict.',
    found,
  );
}

/** Why there is no verdict. */
export function atomsWords(atoms: Atom[]): Sentence {
  const found = series(atoms.map(atomWords), '; ');
  return say(
    'No verdict: {0}. A density cannot describe that, and a gain in nats says little there. Leave the column out, or accept this to see the verdict.',
    found,
  );
}
