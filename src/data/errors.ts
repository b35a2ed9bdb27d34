// An error whose message is a sentence for the user.
import { say, type Sentence } from '../protocol/sentence';
import { type ErrorKind, UserError } from '../protocol/user-error';
export class DataError extends UserError {
  constructor(sentence: Sentence, kind: ErrorKind = 'data') {
    super(kind, sentence);
  }
}

/** A row that names the columns again, seen by a fast way of reading, which leaves it to the careful one. */
export const repeatsHeader = (name: string) =>
  new DataError(say('"{0}" stands among the values of its column.', name));
