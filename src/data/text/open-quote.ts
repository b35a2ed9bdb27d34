// A quote that takes in what follows, as an error for the user.
import { DataError } from '../errors';
import { grouped, say } from '../../protocol/sentence';

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
      say(
        later
          ? other === 'none'
            ? 'a quote that opens in row {0} is closed some lines later, within a field. Correct the file, or choose to read without quotes.'
            : other === 'backslash'
              ? 'a quote that opens in row {0} is closed some lines later, within a field. Correct the file, or choose backslashes as escapes.'
              : 'a quote that opens in row {0} is closed some lines later, within a field. Correct the file.'
          : other === 'none'
            ? 'a quote that opens in row {0} is not closed. Correct the file, or choose to read without quotes.'
            : other === 'backslash'
              ? 'a quote that opens in row {0} is not closed. Correct the file, or choose backslashes as escapes.'
              : 'a quote that opens in row {0} is not closed. Correct the file.',
        grouped(row),
      ),
      'reading quotes',
    );
  }
}
