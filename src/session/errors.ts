// Errors whose message is a sentence for the user: what happened and what to do next.
import { asWritten, say, type Sentence } from '../protocol/sentence';
import { UserError } from '../protocol/user-error';
import { EngineError } from '../engines/engine-error';

export class SessionError extends UserError {
  constructor(sentence: Sentence) {
    super('session', sentence);
  }
}

/** The sentence to show for any error; never a stack trace. */
export function sentenceOf(error: unknown): Sentence {
  if (error instanceof UserError) return error.sentence;
  if (!(error instanceof Error)) return asWritten(String(error));
  const code = (error as NodeJS.ErrnoException).code;
  const path = (error as NodeJS.ErrnoException).path ?? 'the file';
  switch (code) {
    case 'ENOENT':
      return say('{0} cannot be found. Check the path.', path);
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return say('{0} cannot be written or read: permission denied. Choose another place.', path);
    case 'ENOSPC':
      return say('The disk is full: {0} was not written. Free some space and try again.', path);
    case 'EISDIR':
      return say('{0} is a folder. Choose a file.', path);
    case 'ENOTDIR':
      return say('{0} is not in a folder. Choose another place.', path);
    default:
      return say(
        'Something unexpected went wrong: {0}',
        error instanceof EngineError ? error.sentence : error.message.split('\n')[0]!,
      );
  }
}

/** With the sentence to show, and its kind. */
export const forUser = (error: unknown): UserError =>
  error instanceof UserError ? error : new SessionError(sentenceOf(error));

/** Whoever asks for something of a page that is gone. */
export const noLongerOpen = () =>
  new SessionError(say('This exploration is no longer open. Open the file again.'));
