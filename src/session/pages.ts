// What the folders that answer calls know of the open pages.
import type { Arguments, CallName, Results } from '../protocol/calls';
import type { ExplorationState } from '../protocol/exploration';
import type { SessionContext } from './context';
import type { Exploration } from './exploration';
import type { EarlierFits } from './fitting/earlier-fits';
import type { Store } from './models/store';
import type { Readings } from './opening/readings';

export type Handlers<N extends CallName = CallName> = {
  [K in N]: (args: Arguments<K>) => Promise<Results[K]>;
};

export interface Pages {
  context: SessionContext;
  store: Store;
  readings: Readings;
  earlier: EarlierFits;
  all(): Exploration[];
  /** @throws SessionError where it is closed */
  get(id: string): Exploration;
  /** One all of whose rows are read. */
  whole(id: string): Promise<Exploration>;
  /** The state after `act`. */
  after(id: string, act: (exploration: Exploration) => Promise<void>): Promise<ExplorationState>;
  /** A new one. @param ticket a name by which its opening can be cancelled */
  add(
    fill: (exploration: Exploration, signal: AbortSignal) => Promise<void>,
    ticket?: string,
  ): Promise<ExplorationState>;
  cancelOpening(ticket: string): void;
  /** Settles when the fits of pages that were closed lie on disk. */
  left(): Promise<unknown>;
  close(id: string): Promise<void>;
}
