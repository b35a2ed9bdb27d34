// Values that hold many rows, found before a fit: it could give no verdict, which is better said before the wait.
import type { Table } from '../../data';
import { ATOM, FEWEST_FOR_ATOMS, isAtom, VALUES_BESIDE } from '../../flows/health';
import type { Atom } from '../../protocol/model';

/** Rows that differ from a value: with fewer, a column is held out as nearly constant. */
const FEWEST_OTHERS = 10;

/**
 * Atoms of the chosen columns, as a fit of at most `limit`
 * rows finds them. Whole numbers are spread by noise: none.
 */
export async function atomsOf(table: Table, columns: string[], limit: number): Promise<Atom[]> {
  const { columns: profiles, rows } = await table.detail();
  const mayHave = columns.filter((name) => {
    const found = profiles.find((c) => c.name === name);
    // a value of more than 5 % leaves that many fewer distinct ones; counts of large tables are estimates
    return (
      found &&
      found.type !== 'integer' &&
      !(found.distinct !== null && found.distinct > rows - found.missing - (ATOM / 2) * rows)
    );
  });
  if (mayHave.length === 0) return [];
  const found = await table.frequent(columns, mayHave, {
    share: ATOM,
    limit,
    beside: VALUES_BESIDE,
  });
  return found
    .filter(({ count, rows }) => rows >= FEWEST_FOR_ATOMS && rows - count >= FEWEST_OTHERS)
    .filter(({ count, different, beside }) => isAtom(count, different, beside))
    .map(({ column, value, count, rows }) => ({ column, value, share: count / rows }));
}
