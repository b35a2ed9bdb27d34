// Entry of the forked process: composition only. It exits when its host is gone.
import { createBirpc } from 'birpc';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { openDataRoom } from './data';
import type { ExplorationState } from './protocol/exploration';
import type { HostFunctions, ServiceFunctions } from './protocol/service';
import { forUser } from './session/errors';
import { Explorations } from './session/explorations';
import { english, type Sentence } from './protocol/sentence';
import { sent } from './protocol/user-error';

/** Without explorations and calls for this long, the service leaves; the host starts it again when needed. */
const IDLE_EXIT = 10 * 60_000;
const SNAPSHOT_INTERVAL = 300;
/** that an ending service has for what is to be kept */
const LAST_SECONDS = 12;

const temporary = mkdtempSync(join(tmpdir(), 'flowscope-'));
process.on('exit', () => rmSync(temporary, { recursive: true, force: true }));
process.on('disconnect', () => void end());
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => void end());

/** A fit under way is written to disk first. */
async function end(): Promise<void> {
  setTimeout(() => process.exit(0), LAST_SECONDS * 1000);
  await explorations?.closeAll().catch(() => undefined);
  process.exit(0);
}

let explorations: Explorations | null = null;
/** calls under way: a setup may take longer than the idle time */
let calls = 0;
let idle = setTimeout(() => undefined, 0);
const pending = new Map<string, ExplorationState>();
let timer: NodeJS.Timeout | null = null;

const functions: ServiceFunctions = {
  async start({ storage, version, threads }) {
    const data = await openDataRoom({ temporary, threads });
    const hooks = {
      log: (level: 'info' | 'warn' | 'error', message: string) => void host.log(level, message),
      notice: (sentence: Sentence) => void host.log('warn', english(sentence)),
      setUpProgress: (message: Sentence, done: number) => void host.setUpProgress(message, done),
    };
    explorations = new Explorations(
      { data, storage, dist: __dirname, version, ...hooks },
      announce,
    );
  },
  async call(name, args) {
    clearTimeout(idle);
    calls++;
    try {
      if (!explorations) throw new Error('the service has not been started');
      return await explorations.call(name, args);
    } catch (error) {
      if (error instanceof Error && error.stack) void host.log('warn', error.stack);
      throw forUser(error);
    } finally {
      flush();
      calls--;
      clearTimeout(idle);
      idle = setTimeout(
        () => explorations?.count === 0 && calls === 0 && process.exit(0),
        IDLE_EXIT,
      );
    }
  },
};
const host = createBirpc<HostFunctions, ServiceFunctions>(functions, {
  post: (message) => void (process.connected && process.send?.(sent(message))),
  on: (receive) => process.on('message', receive),
  eventNames: ['stateChanged', 'setUpProgress', 'log'],
  timeout: -1,
});

/** Whole snapshots, three a second for each exploration, latest wins. */
function announce(state: ExplorationState): void {
  pending.set(state.id, state);
  timer ??= setTimeout(flush, SNAPSHOT_INTERVAL);
}

function flush(): void {
  if (timer) clearTimeout(timer);
  timer = null;
  for (const state of pending.values()) void host.stateChanged(state);
  pending.clear();
}
