// JSON as it is written in files: NaN and Infinity among its numbers, too.
import { DataError } from '../../errors';
import { say, type Sentence } from '../../../protocol/sentence';

/** @param sentence what is wrong; null: what the parser says */
export function valueOf(text: string, sentence: Sentence | null): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    // as Python and others write them
    const bare = text.replace(/"(?:[^"\\]|\\.)*"|\bNaN\b|-?\bInfinity\b/g, (found) =>
      found.startsWith('"')
        ? found
        : found === 'NaN'
          ? 'null'
          : found.startsWith('-')
            ? '-1e999'
            : '1e999',
    );
    if (bare !== text) {
      try {
        return JSON.parse(bare) as unknown;
      } catch {
        // said below
      }
    }
    throw new DataError(sentence ?? say('it is not valid JSON: {0}.', (error as Error).message));
  }
}

/** Whether a text is an object or an array by itself. */
export function parses(text: string): boolean {
  try {
    return typeof valueOf(text, null) === 'object';
  } catch {
    return false;
  }
}
