// The native process from outside: starts with the first flow, is gone after the last, and is ended when it hangs.
import { createBirpc } from 'birpc';
import { fork, type ChildProcess } from 'node:child_process';
import type { NativeFunctions } from './messages';
import { Watchdog } from './watchdog';
import { asWritten, say, type Sentence } from '../../protocol/sentence';
import { EngineError } from '../engine-error';

/** Flows follow each other in a fit: the process stays for the next one. */
const LINGER = 5000;
/** Of what it prints, so much is kept: the last line matters. */
const WORDS = 4000;

/** The native process ended or was ended, whatever it was doing. */
export class NativeLost extends EngineError {}

export interface NativeStart {
  /** the bundle that runs in the process */
  script: string;
  /** of the package */
  folder: string;
  /** environment of the library, see THREAD_SETTINGS */
  variables: Record<string, string>;
}

/** Starts the bundle. Nothing of the package is loaded in this process. */
export function forkNative(
  mode: 'serve' | 'probe' | 'measure',
  { script, folder, variables }: NativeStart,
): ChildProcess {
  return fork(script, [mode, folder], {
    // nothing is written to its input: its end tells the process that ours is gone, see `leash`
    serialization: 'advanced',
    execArgv: [],
    stdio: [mode === 'serve' ? 'pipe' : 'ignore', 'ignore', 'pipe', 'ipc'],
    // neither the library's warnings nor Node's are for anyone: what is left are errors, and the last one is told
    env: {
      ...process.env,
      TF_CPP_MIN_LOG_LEVEL: '2',
      NODE_NO_WARNINGS: '1',
      ...variables,
      ELECTRON_RUN_AS_NODE: '1',
    },
  });
}

export class NativeProcess {
  private child: ChildProcess | null = null;
  private rpc: NativeFunctions | null = null;
  private lost: NativeLost | null = null;
  private pending = 0;
  private users = 0;
  private leaving: NodeJS.Timeout | null = null;
  private words = '';
  private close: ((error: Error) => void) | null = null;
  private readonly watchdog = new Watchdog((seconds) => this.hangs(seconds));

  constructor(private readonly start: NativeStart) {}

  /** process number; null while there is none */
  get pid(): number | null {
    return this.child?.pid ?? null;
  }

  /** @throws NativeLost when the process ended before it answered, now or earlier */
  async call<T>(act: (native: NativeFunctions) => Promise<T>): Promise<T> {
    if (this.lost) throw this.lost;
    const fresh = !this.rpc;
    const native = (this.rpc ??= this.begin());
    if (this.pending++ === 0) {
      this.hold(true);
      this.watchdog.expect();
    }
    this.settle();
    try {
      return await act(native);
    } catch (error) {
      throw this.lost ?? error;
    } finally {
      if (fresh)
        this.watchdog.rest(); // loading the library says nothing about later calls
      else this.watchdog.answered();
      if (--this.pending === 0) this.hold(false);
      else if (!this.lost) this.watchdog.expect(); // calls wait for each other
      this.settle();
    }
  }

  /** One more flow is open. */
  use(): void {
    this.users++;
    this.settle();
  }

  leave(): void {
    this.users--;
    this.settle();
  }

  /** Without a flow and without a call under way, the process ends a little later. */
  private settle(): void {
    if (this.leaving) clearTimeout(this.leaving);
    this.leaving =
      this.users === 0 && this.pending === 0 ? setTimeout(() => this.end(), LINGER).unref() : null;
  }

  private begin(): NativeFunctions {
    const child = forkNative('serve', this.start);
    this.words = '';
    child.stderr!.on(
      'data',
      (text: Buffer) => (this.words = (this.words + text.toString()).slice(-WORDS)),
    );
    const rpc = createBirpc<NativeFunctions, object>(
      {},
      {
        post: (message) => void (child.connected && child.send(message as object, () => undefined)),
        on: (receive) => child.on('message', receive),
        timeout: -1,
      },
    );
    this.close = (error) => rpc.$close(error);
    const end = (how: string) =>
      this.child === child &&
      this.lose(
        say('The process of tfjs-node ended unexpectedly ({0}){1}', how, lastWords(this.words)),
      );
    // 'close', not 'exit': by then its last words have been read
    child.once('close', (code, signal) => end(signal ?? `code ${code}`));
    child.once('error', (error) => end(error.message));
    this.child = child;
    return rpc as unknown as NativeFunctions;
  }

  /** Every call under way, and every later one, fails. */
  private lose(message: Sentence): void {
    if (this.lost) return;
    this.lost = new NativeLost(message);
    this.watchdog.rest();
    this.close?.(this.lost);
  }

  /** Its end is not waited for: nobody knows when it comes. */
  private hangs(seconds: number): void {
    const last = this.words.trim() ? lastWords(this.words) : asWritten('.');
    this.lose(
      say(
        'The process of tfjs-node gave no answer for {0} seconds and was ended{1}',
        Math.round(seconds),
        last,
      ),
    );
    this.child?.kill('SIGKILL');
  }

  /** Only while it is waited for does the process keep ours alive. */
  private hold(on: boolean): void {
    const { child } = this;
    for (const handle of [child, child?.channel, child?.stderr, child?.stdin] as (
      { ref?(): void; unref?(): void } | null | undefined
    )[])
      handle?.[on ? 'ref' : 'unref']?.();
  }

  private end(): void {
    const { child } = this;
    [this.child, this.rpc] = [null, null];
    child?.disconnect();
    child?.stdin?.destroy();
  }
}

/** ': "the last line"', or that there was none. */
export function lastWords(printed: string): Sentence {
  const line = printed.trim().split('\n').at(-1)?.trim().slice(0, 300);
  return line ? say('; its last words: "{0}".', line) : say('; it said nothing.');
}
