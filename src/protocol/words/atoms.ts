// Single values that hold many rows, in words and as a condition without them.
import type { Atom } from '../model';
import { fixed, say, type Sentence, series } from '../sentence';

/** '63 % of the rows of "x" have the value 0' */
export function atomWords({ column, value, share }: Atom): Sentence {
  return say('{0} % of the rows of "{1}" have the value {2}', fixed(100 * share), column, value);
}

/** SQL that keeps the rows without an atom: above it where it is the least value, below it where it is the largest. */
export function withoutAtom(
  { column, value }: Pick<Atom, 'column' | 'value'>,
  { min, max }: { min: number | null; max: number | null },
): string {
  const name =
    /^[a-z_]\w*$/i.test(column) && !RESERVED.has(column.toLowerCase())
      ? column
      : `"${column.replaceAll('"', '""')}"`;
  return `${name} ${value === min ? '>' : value === max ? '<' : '<>'} ${value}`;
}

/** Words of DuckDB's SQL that are no names unless they are quoted. */
const RESERVED = new Set(
  (
    'all analyse analyze and any array as asc asymmetric both case cast check collate column constraint create default deferrable desc describe ' +
    'distinct do else end except false fetch for foreign from grant group having in initially intersect into lambda lateral leading limit not null ' +
    'offset on only or order pivot pivot_longer pivot_wider placing primary qualify references returning select show some summarize symmetric table ' +
    'then to trailing true union unique unpivot using variadic when where window with'
  ).split(' '),
);

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
