// A text whose quotes take in what follows: which other way of quoting reads it. Tried, before it is advised.
import type { Reading } from '../../protocol/data';
import { DataError } from '../errors';
import { layoutOf, withoutRuns } from './dialect';
import { attempt } from './dialect/delimiter';
import { type OtherQuotes, OpenQuote } from './open-quote';
import { RecordReader } from './records';

/** So many of the records must have as many fields as the table. */
const EVEN = 0.98;
const OTHERS: { says: OtherQuotes; said: Reading }[] = [
  { says: 'backslash', said: { escape: 'backslash' } },
  { says: 'none', said: { quote: 'none' } },
];

/** @param pieces gives the whole text again  @returns the same error, with what helps */
export async function withAdvice(
  error: OpenQuote,
  beginning: string,
  said: Reading,
  whole: boolean,
  pieces: () => AsyncIterable<string>,
): Promise<OpenQuote> {
  for (const other of OTHERS) {
    const reading = { ...said, ...other.said };
    const layout = attempt(() => layoutOf(beginning, reading, whole));
    if (layout === null || layout.names.length < 2) continue;
    const width = layout.names.length;
    // as the table would be read: quotes that close within a field are refused there, too
    const reader = new RecordReader(layout.delimiter, { ...layout, plainWidth: width });
    let [even, all] = [0, -layout.skip];
    try {
      const count = (text: string, last = false) => {
        for (const record of reader.take(layout.runs ? withoutRuns(text) : text, last))
          if (++all > 0 && (typeof record === 'string' || record.length === width)) even++;
      };
      for await (const piece of pieces()) count(piece);
      count('', true);
    } catch (failed) {
      if (!(failed instanceof DataError)) throw failed;
      continue;
    }
    if (even > 0 && even >= EVEN * all) return new OpenQuote(error.row, error.later, other.says);
  }
  return error;
}
