// Why an engine does not compute on this machine: the end of a sentence about what was to be computed.
import { asWritten, english, type Sentence } from '../protocol/sentence';

export class EngineError extends Error {
  override name = 'EngineError';

  constructor(readonly sentence: Sentence) {
    super(english(sentence));
  }
}

/** Libraries say it in their own words. */
export const reasonOf = (error: unknown): Sentence =>
  error instanceof EngineError
    ? error.sentence
    : asWritten(error instanceof Error ? error.message : String(error));
