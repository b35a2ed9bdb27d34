// How a command runs: a session without an editor, one sentence for an error, one JSON object on standard output.
import { InvalidArgumentError } from 'commander';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDataRoom } from '../data';
import type { TensorflowPlaces } from '../protocol/engines';
import type { SessionContext } from '../session/context';
import { sentenceOf } from '../session/errors';
import { ownStorage } from '../session/machine/storage';
import { jsonText } from './json';
import type { Common } from './options';
import { english, type Sentence } from '../protocol/sentence';

declare const FLOWSCOPE_VERSION: string;

/** The command line has no settings: a variable of the environment names another tfjs-node. */
export function places(): TensorflowPlaces {
  return {
    path: process.env.FLOWSCOPE_TENSORFLOW_PATH ?? null,
    storage: ownStorage(),
    workspace: [],
  };
}

/** What Ctrl-C does: by default it ends the command, and nothing of ours stays behind. */
let interrupted = () => end('SIGINT');

/** The first Ctrl-C from now on calls `act`; the one after it ends the command. */
export function onInterrupt(act: () => void): void {
  interrupted = () => {
    interrupted = () => end('SIGINT');
    act();
  };
}

/** By the signal itself, at once: `process.exit` would wait for threads that still read. */
function end(signal: 'SIGINT' | 'SIGTERM'): void {
  process.emit('exit', 1); // whoever listens takes away what lies in our temporary folder
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}

export async function run(
  act: (context: SessionContext) => Promise<void>,
  threads?: number,
): Promise<void> {
  const temporary = mkdtempSync(join(tmpdir(), 'flowscope-'));
  process.on('SIGINT', () => interrupted());
  process.on('SIGTERM', () => end('SIGTERM'));
  process.on('exit', () => rmSync(temporary, { recursive: true, force: true }));
  const data = await openDataRoom({ temporary, threads: threads ?? availableParallelism() });
  try {
    await act({
      data,
      storage: temporary,
      dist: __dirname,
      version: FLOWSCOPE_VERSION,
      threads,
      tensorflow: places(),
      notice: note,
      log: (_, message) => process.env.FLOWSCOPE_DEBUG && note(message),
    });
  } catch (error) {
    if (process.env.FLOWSCOPE_DEBUG && error instanceof Error) note(error.stack ?? '');
    note(
      `flowscope: ${error instanceof InvalidArgumentError ? error.message : english(sentenceOf(error))}`.replaceAll(
        '\n',
        ' ',
      ),
    );
    process.exitCode = 1;
  } finally {
    data.close();
  }
}

export function print(options: Common, result: object, lines: () => (string | Sentence)[]): void {
  const text = options.json ? jsonText(result) : lines().map(inWords).join('\n');
  process.stdout.write(text + '\n');
}
export function note(line: string | Sentence): void {
  process.stderr.write(inWords(line) + '\n');
}

const inWords = (line: string | Sentence) => (typeof line === 'string' ? line : english(line));
