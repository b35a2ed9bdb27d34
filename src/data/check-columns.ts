// Whether columns can be modelled together; if not, a sentence that says why.
import { type ColumnType, type DataProfile, LARGEST_CHOICE } from '../protocol/data';
import { DataError } from './errors';

/** Names of columns in a sentence. */
const NAMED = 20;

/**
 * @throws DataError naming the first column that is unknown or cannot be modelled, or where the
 * columns are too many
 */
export function checkColumns(profile: DataProfile, columns: string[]): void {
  if (columns.length > LARGEST_CHOICE)
    throw new DataError(
      `${columns.length.toLocaleString('en')} columns are chosen, and at most ` +
        `${LARGEST_CHOICE.toLocaleString('en')} are described together. Choose fewer columns.`,
    );
  const numeric = profile.columns.filter((c) => c.modelled).map((c) => `"${c.name}"`);
  const choice =
    numeric.length > 0
      ? `Choose among ${[...numeric.slice(0, NAMED), ...(numeric.length > NAMED ? ['...'] : [])].join(', ')}.`
      : profile.where
        ? 'In these rows there is no numeric column.'
        : 'This file has no numeric column.';
  for (const name of columns) {
    const column = profile.columns.find((c) => c.name === name);
    if (!column) throw new DataError(`There is no column "${name}". ${choice}`);
    if (!column.modelled)
      throw new DataError(
        `The column "${name}" cannot be modelled: it is ${WHY[column.type]}. ${choice}`,
      );
  }
}

const WHY: Record<ColumnType, string> = {
  numeric: 'without values',
  integer: 'without values',
  category: 'a category',
  text: 'text',
  date: 'a date',
  identifier: 'an identifier (numbers with leading zeros)',
  constant: 'constant',
};
