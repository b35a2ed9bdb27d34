// Running other programs for the setup: with a log, with cancel, and with a sentence where one is missing.
import { spawn, spawnSync } from 'node:child_process';
import { say } from '../../../protocol/sentence';
import type { Sentence } from '../../../protocol/sentence';
import { UserError } from '../../../protocol/user-error';

/** Its message is a sentence for the user. */
export class SetupError extends UserError {
  constructor(sentence: Sentence) {
    super('setup', sentence);
  }
}

export interface SetupHooks {
  /** @param done from 0 to 1 */
  progress(message: Sentence, done: number): void;
  /** a line that some program printed, or what is run */
  log(line: string): void;
  signal: AbortSignal;
}

export interface Tool {
  command: string;
  /** first arguments, as `-m pip` */
  before: string[];
}

const WINDOWS = process.platform === 'win32';

/** The first of `commands` that answers `--version`. */
export async function findTool(commands: string[][]): Promise<Tool | null> {
  for (const [command, ...before] of commands) {
    const child = spawn(command!, [...before, '--version'], {
      stdio: 'ignore',
      shell: WINDOWS,
      windowsHide: true,
    });
    const code = await new Promise((done) => {
      // not spawn's own time limit: its timer outlives a program that is not there
      const timer = setTimeout(() => child.kill(), 20_000);
      const end = (found: number | null) => {
        clearTimeout(timer);
        done(found);
      };
      child.once('error', () => end(null));
      child.once('close', end);
    });
    if (code === 0) return { command: command!, before };
  }
  return null;
}

export interface RunOptions {
  cwd: string;
  hooks: SetupHooks;
  /** what the program does, for the message when it fails: "Downloading TensorFlow" */
  doing: Sentence;
  minutes: number;
}

/** @throws SetupError when it fails, is cancelled, or takes too long */
export function runTool(
  { command, before }: Tool,
  args: string[],
  { cwd, hooks, doing, minutes }: RunOptions,
): Promise<void> {
  hooks.signal.throwIfAborted();
  hooks.log(`> ${[command, ...before, ...args].join(' ')}`);
  return new Promise((resolve, reject) => {
    // a group of its own on POSIX: what it starts ends with it
    const child = spawn(command, [...before, ...args].map(quoted), {
      cwd,
      shell: WINDOWS,
      windowsHide: true,
      detached: !WINDOWS,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let last = '';
    let late = false;
    const read = (text: Buffer) => {
      for (const line of text
        .toString()
        .split(/\r?\n/)
        .map((l) => l.trimEnd())
        .filter((l) => l !== '')) {
        hooks.log(line);
        last = line.slice(0, 300);
      }
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    const kill = () => killTree(child.pid);
    const timer = setTimeout(() => {
      late = true;
      kill();
    }, minutes * 60_000);
    hooks.signal.addEventListener('abort', kill);
    process.once('exit', kill);
    const settle = (problem: Error | null) => {
      clearTimeout(timer);
      hooks.signal.removeEventListener('abort', kill);
      process.removeListener('exit', kill);
      if (hooks.signal.aborted) reject(cancelled());
      else if (problem) reject(problem);
      else resolve();
    };
    child.once('error', (error) =>
      settle(
        new SetupError(say('{0} failed: {1} cannot be run ({2}).', doing, command, error.message)),
      ),
    );
    child.once('close', (code) => {
      if (code === 0) settle(null);
      else if (late)
        settle(
          new SetupError(
            say(
              '{0} took longer than {1} minutes and was ended. Check the network and try again.',
              doing,
              minutes,
            ),
          ),
        );
      else
        settle(
          new SetupError(
            last
              ? say('{0} failed: {1}. The log says more.', doing, last.replace(/\.$/, ''))
              : say('{0} failed (code {1}). The log says more.', doing, String(code)),
          ),
        );
    });
  });
}

export const cancelled = () =>
  new SetupError(say('The setup of TensorFlow was cancelled. Nothing was changed.'));

/** Windows needs a shell for npm.cmd, and then quotes. */
function quoted(argument: string): string {
  return WINDOWS && /\s/.test(argument) ? `"${argument}"` : argument;
}

function killTree(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    if (WINDOWS) spawnSync('taskkill', ['/pid', String(pid), '/T', '/F'], { windowsHide: true });
    else process.kill(-pid, 'SIGKILL');
  } catch {
    // it is gone already
  }
}
