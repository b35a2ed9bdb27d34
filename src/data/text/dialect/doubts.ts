// What is doubtful about the columns that were found.
import type { Reading } from '../../../protocol/data';
import { isMissing } from '../number';
import { say, type Sentence } from '../../../protocol/sentence';

interface Found {
  /** names as they stand */
  given: string[];
  names: string[];
  numeric: boolean[];
  values: string[][];
  header: boolean;
  delimiter: string;
}

/** A number of this form may be an identifier. */
const POWER = /^\s*\d+[eE]\d+\s*$/;

/** Sentences for the user. */
export function doubtsOf(
  { given, names, numeric, values, header, delimiter }: Found,
  said: Reading,
): Sentence[] {
  const notes: Sentence[] = [];
  const repeated = header ? repeatedIn(given) : [];
  if (repeated.length > 0)
    notes.push(
      say(
        'Several columns are named {0}: the later ones are numbered.',
        repeated.map((n) => `"${n}"`).join(', '),
      ),
    );
  if (said.delimiter === undefined && names.length === 1 && !numeric[0])
    notes.push(
      say('No delimiter was found: every line is one text. Settle the delimiter if it has one.'),
    );
  const skipped =
    header &&
    names.length >= 3 &&
    names.length % 2 === 1 &&
    names.every((_, i) => i % 2 === 0 || (given[i] === '' && values.every((r) => r[i] === '')));
  if (skipped)
    notes.push(
      say(
        'Every second column is empty, as the delimiter "{0}" stands twice: leave these columns out.',
        delimiter,
      ),
    );
  names.forEach((name, i) => {
    if (!numeric[i]) return;
    const power = values.find((r) => POWER.test(r[i]!));
    if (
      power &&
      values.every((r) => POWER.test(r[i]!) || /^\d*$/.test(r[i]!.trim()) || isMissing(r[i]!))
    )
      notes.push(
        say(
          'Values of "{0}" such as "{1}" are read as powers of ten: settle its type as text if they are names.',
          name,
          power[i]!.trim(),
        ),
      );
  });
  return notes;
}

function repeatedIn(names: string[]): string[] {
  const [seen, twice] = [new Set<string>(), new Set<string>()];
  for (const name of names) if (name !== '') (seen.has(name) ? twice : seen).add(name);
  return [...twice];
}
