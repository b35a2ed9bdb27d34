// A quote that takes in what follows, as an error for the user.
import { DataError } from '../errors';

/** Another way of quoting that would read the text. */
export type OtherQuotes = 'none' | 'backslash';

/** A quote that takes in what follows. */
export class OpenQuote extends DataError {
  /** @param later it is closed, some lines below  @param other what helps, where something does */
  constructor(
    readonly row: number,
    readonly later: boolean,
    other: OtherQuotes | null = null,
  ) {
    super(
      `a quote that opens in row ${row.toLocaleString('en')} is ` +
        `${later ? 'closed some lines later, within a field' : 'not closed'}. ${
          other === 'none'
            ? 'Correct the file, or choose to read without quotes.'
            : other === 'backslash'
              ? 'Correct the file, or choose backslashes as escapes.'
              : 'Correct the file.'
        }`,
    );
  }
}
