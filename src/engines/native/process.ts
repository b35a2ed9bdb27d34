// The native process from outside: started when a flow is opened, gone when none is left, and its death told with its last words.
import { createBirpc } from 'birpc';
import { fork, type ChildProcess } from 'node:child_process';
import type { NativeFunctions } from './messages';

/** Flows follow each other in a fit: the process stays for the next one. */
const LINGER = 5000;
/** Of what it prints, so much is kept: the last line matters. */
const WORDS = 4000;

/** The native process ended, whatever it was doing. */
export class NativeLost extends Error {
  override name = 'NativeLost';
}

export interface NativeStart {
  /** the bundle that runs in the process */
  script: string;
  /** of the package */
  folder: string;
  /** environment of the library, see THREAD_SETTINGS */
  variables: Record<string, string>;
}

/** Starts the bundle. Nothing of the package is loaded in this process. */
export function forkNative(mode: 'serve' | 'probe' | 'measure', { script, folder, variables }: NativeStart): ChildProcess {
  return fork(script, [mode, folder], {
    serialization: 'advanced', execArgv: [], stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    // neither the library's warnings nor Node's are for anyone: what is left are errors, and the last one is told
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '2', NODE_NO_WARNINGS: '1', ...variables, ELECTRON_RUN_AS_NODE: '1' },
  });
}

export class NativeProcess {
  private child: ChildProcess | null = null;
  private rpc: NativeFunctions | null = null;
  private lost: NativeLost | null = null;
  private pending = 0;
  private users = 0;
  private leaving: NodeJS.Timeout | null = null;

  constructor(private readonly start: NativeStart) {}

  /** process number; null while there is none */
  get pid(): number | null {
    return this.child?.pid ?? null;
  }

  /** @throws NativeLost when the process ended before it answered, now or earlier */
  async call<T>(act: (native: NativeFunctions) => Promise<T>): Promise<T> {
    if (this.lost) throw this.lost;
    const native = (this.rpc ??= this.begin());
    if (this.pending++ === 0) this.hold(true);
    this.settle();
    try {
      return await act(native);
    } catch (error) {
      throw this.lost ?? error;
    } finally {
      if (--this.pending === 0) this.hold(false);
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
    this.leaving = this.users === 0 && this.pending === 0 ? setTimeout(() => this.end(), LINGER).unref() : null;
  }

  private begin(): NativeFunctions {
    const child = forkNative('serve', this.start);
    let words = '';
    child.stderr!.on('data', (text: Buffer) => (words = (words + text.toString()).slice(-WORDS)));
    const rpc = createBirpc<NativeFunctions, object>({}, {
      post: (message) => void (child.connected && child.send(message as object, () => undefined)),
      on: (receive) => child.on('message', receive),
      timeout: -1,
    });
    const end = (how: string) => {
      if (this.child !== child || this.lost) return;
      this.lost = new NativeLost(`The process of tfjs-node ended unexpectedly (${how})${lastWords(words)}`);
      rpc.$close(this.lost);
    };
    // 'close', not 'exit': by then its last words have been read
    child.once('close', (code, signal) => end(signal ?? `code ${code}`));
    child.once('error', (error) => end(error.message));
    this.child = child;
    return rpc as unknown as NativeFunctions;
  }

  /** Only while it is waited for does the process keep ours alive. */
  private hold(on: boolean): void {
    const { child } = this;
    for (const handle of [child, child?.channel, child?.stderr as { ref?(): void; unref?(): void } | null | undefined]) handle?.[on ? 'ref' : 'unref']?.();
  }

  private end(): void {
    const { child } = this;
    [this.child, this.rpc] = [null, null];
    child?.disconnect();
  }
}

/** ': "the last line"', or that there was none. */
export function lastWords(printed: string): string {
  const line = printed.trim().split('\n').at(-1)?.trim().slice(0, 300);
  return line ? `; its last words: "${line}".` : '; it said nothing.';
}
