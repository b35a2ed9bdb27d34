// An error whose message is a sentence for the user.
export class DataError extends Error {
  override name = 'DataError';
}
