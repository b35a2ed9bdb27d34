// The forked service as VS Code starts it, with the states that it tells.
import { createBirpc } from 'birpc';
import { fork, type ChildProcess } from 'node:child_process';
import { resolve } from 'node:path';
import type { ExplorationState } from '../../src/protocol/exploration';
import type { ServiceFunctions } from '../../src/protocol/service';
import { received } from '../../src/protocol/user-error';

export interface Running {
  child: ChildProcess;
  service: ServiceFunctions;
  /** the last one of each exploration */
  states: Map<string, ExplorationState>;
  exited: Promise<number | null>;
}

export async function startService(storage: string): Promise<Running> {
  const child = fork(resolve(__dirname, '../../dist/service.js'), [], {
    serialization: 'advanced',
    execArgv: [],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const states = new Map<string, ExplorationState>();
  const host = {
    stateChanged: (state: ExplorationState) => void states.set(state.id, state),
    log: () => undefined,
  };
  const post = (message: unknown) => void (child.connected && child.send(message as object));
  const rpc = createBirpc<ServiceFunctions, object>(host, {
    post,
    on: (receive) => child.on('message', (message) => receive(received(message))),
    timeout: -1,
  });
  const service = rpc as unknown as ServiceFunctions;
  const exited = new Promise<number | null>((done) => child.once('exit', done));
  await service.start({ storage, version: 'test', threads: 2 });
  return { child, service, states, exited };
}

/** Waits as long as the test may take. */
export async function until(done: () => boolean): Promise<void> {
  while (!done()) await new Promise((later) => setTimeout(later, 20));
}
