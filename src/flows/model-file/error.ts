// Why a file is no model, or none that can be opened.
import type { Sentence } from '../../protocol/sentence';
import { UserError } from '../../protocol/user-error';

export class ModelError extends UserError {
  constructor(sentence: Sentence) {
    super('model', sentence);
  }
}
