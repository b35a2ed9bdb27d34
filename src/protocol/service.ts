// What the service and the extension host offer each other.
import type { Arguments, CallName, Results } from './calls';
import type { ExplorationState } from './exploration';
import type { Sentence } from './sentence';

/** Functions the service offers over birpc. `call` checks its arguments against `CALLS`. */
export interface ServiceFunctions {
  call<N extends CallName>(name: N, args: Arguments<N>): Promise<Results[N]>;
  /** sent once at start */
  start(options: { storage: string; version: string; threads: number }): Promise<void>;
}
/** Functions the host offers to the service. */
export interface HostFunctions {
  /** a whole snapshot, about three a second for each exploration */
  stateChanged(state: ExplorationState): void;
  /** how far the setup of TensorFlow is, from 0 to 1 */
  setUpProgress(message: Sentence, done: number): void;
  log(level: 'info' | 'warn' | 'error', message: string): void;
}
