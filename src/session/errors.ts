// Errors whose message is a sentence for the user: what happened and what to do next.

export class SessionError extends Error {
  override name = 'SessionError';
}

const FOR_USERS = [
  'SessionError',
  'DataError',
  'ModelError',
  'FitError',
  'DistributionError',
  'SetupError',
];

/** The sentence to show for any error; never a stack trace. */
export function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (FOR_USERS.includes(error.name)) return error.message;
  const code = (error as NodeJS.ErrnoException).code;
  const path = (error as NodeJS.ErrnoException).path ?? 'the file';
  switch (code) {
    case 'ENOENT':
      return `${path} cannot be found. Check the path.`;
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return `${path} cannot be written or read: permission denied. Choose another place.`;
    case 'ENOSPC':
      return `The disk is full: ${path} was not written. Free some space and try again.`;
    case 'EISDIR':
      return `${path} is a folder. Choose a file.`;
    case 'ENOTDIR':
      return `${path} is not in a folder. Choose another place.`;
    default:
      return `Something unexpected went wrong: ${error.message.split('\n')[0]}`;
  }
}

/** Whoever asks for something of a page that is gone. */
export const noLongerOpen = () =>
  new SessionError('This exploration is no longer open. Open the file again.');
