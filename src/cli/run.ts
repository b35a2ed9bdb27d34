// How a command runs: a session without an editor, one sentence for an error, one JSON object on standard output.
import { InvalidArgumentError } from 'commander';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDataRoom } from '../data';
import type { TensorflowPlaces } from '../protocol/engines';
import type { SessionContext } from '../session/context';
import { sentenceOf } from '../session/errors';
import { ownStorage } from '../session/storage';
import type { Common } from './options';

declare const FLOWSCOPE_VERSION: string;

/** The command line has no settings: a variable of the environment names another tfjs-node. */
export function places(): TensorflowPlaces {
  return { path: process.env.FLOWSCOPE_TENSORFLOW_PATH ?? null, storage: ownStorage(), workspace: [] };
}

export async function run(act: (context: SessionContext) => Promise<void>, threads?: number): Promise<void> {
  const temporary = mkdtempSync(join(tmpdir(), 'flowscope-'));
  process.on('exit', () => rmSync(temporary, { recursive: true, force: true }));
  const data = await openDataRoom({ temporary, threads: threads ?? availableParallelism() });
  try {
    await act({ data, storage: temporary, dist: __dirname, version: FLOWSCOPE_VERSION, threads, tensorflow: places(), notice: note, log: (_, message) => process.env.FLOWSCOPE_DEBUG && note(message) });
  } catch (error) {
    if (process.env.FLOWSCOPE_DEBUG && error instanceof Error) note(error.stack ?? '');
    note(`flowscope: ${error instanceof InvalidArgumentError ? error.message : sentenceOf(error)}`.replaceAll('\n', ' '));
    process.exitCode = 1;
  } finally {
    data.close();
  }
}

/** JSON has no NaN or infinities: they become the strings "NaN", "Infinity", "-Infinity". */
export function print(options: Common, result: object, lines: () => string[]): void {
  const text = options.json ? JSON.stringify(result, (_, v: unknown) => (typeof v === 'number' && !Number.isFinite(v) ? String(v) : v)) : lines().join('\n');
  process.stdout.write(text + '\n');
}
export function note(line: string): void {
  process.stderr.write(line + '\n');
}
