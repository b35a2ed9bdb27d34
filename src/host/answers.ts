// Answers of the user that VS Code keeps for a workspace. Version 0 of each was the bare word.
import type * as vscode from 'vscode';
import { type Check, Stored } from '../protocol/stored';

interface Known {
  /** where the last file was written */
  'flowscope.lastFolder': { folder: string };
  /** whether packages of this workspace may run */
  'tensorflow.workspace': { answer: 'yes' | 'no' };
}
type Key = keyof Known;

const folder: Check<Known['flowscope.lastFolder']> = (content) => {
  const { folder } = content as { folder?: unknown };
  return typeof folder === 'string' ? { folder } : null;
};
const answer: Check<Known['tensorflow.workspace']> = (content) => {
  const { answer } = content as { answer?: unknown };
  return answer === 'yes' || answer === 'no' ? { answer } : null;
};

const KINDS: { [K in Key]: Stored<Known[K]> } = {
  'flowscope.lastFolder': new Stored('the last folder', folder, [(folder) => ({ folder })]),
  'tensorflow.workspace': new Stored('an answer', answer, [(answer) => ({ answer })]),
};

export class Answers {
  constructor(
    private readonly memory: Pick<vscode.Memento, 'get' | 'update'>,
    private readonly log: Pick<vscode.LogOutputChannel, 'warn'>,
  ) {}

  /** null: nothing was answered yet */
  get<K extends Key>(key: K): Known[K] | null {
    const written = this.memory.get(key);
    if (written === undefined) return null;
    const { content, dropped } = KINDS[key].read(written);
    if (dropped !== null) this.log.warn(`${key}: ${dropped}`);
    return content;
  }

  keep<K extends Key>(key: K, content: Known[K]): Thenable<void> {
    return this.memory.update(key, KINDS[key].write(content));
  }
}
