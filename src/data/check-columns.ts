// Whether columns can be modelled together; if not, a sentence that says why.
import { type ColumnType, type DataProfile, LARGEST_CHOICE } from '../protocol/data';
import { DataError } from './errors';
import { grouped, say, type Sentence } from '../protocol/sentence';

/** Names of columns in a sentence. */
const NAMED = 20;

/**
 * @throws DataError naming the first column that is unknown or cannot be modelled, or where the
 * columns are too many
 */
export function checkColumns(profile: DataProfile, columns: string[]): void {
  if (columns.length > LARGEST_CHOICE)
    throw new DataError(
      say(
        '{0} columns are chosen, and at most {1} are described together. Choose fewer columns.',
        grouped(columns.length),
        grouped(LARGEST_CHOICE),
      ),
    );
  const numeric = profile.columns.filter((c) => c.modelled).map((c) => `"${c.name}"`);
  const choice =
    numeric.length > 0
      ? say(
          'Choose among {0}.',
          [...numeric.slice(0, NAMED), ...(numeric.length > NAMED ? ['...'] : [])].join(', '),
        )
      : say(
          profile.where
            ? 'In these rows there is no numeric column.'
            : 'This file has no numeric column.',
        );
  for (const name of columns) {
    const column = profile.columns.find((c) => c.name === name);
    if (!column) throw new DataError(say('There is no column "{0}". {1}', name, choice));
    if (!column.modelled)
      throw new DataError(
        say('The column "{0}" cannot be modelled: it is {1}. {2}', name, WHY[column.type], choice),
      );
  }
}

const WHY: Record<ColumnType, Sentence> = {
  numeric: say('without values'),
  integer: say('without values'),
  category: say('a category'),
  text: say('text'),
  date: say('a date'),
  identifier: say('an identifier (numbers with leading zeros)'),
  constant: say('constant'),
};
