// Connections that close when their queries have ended: DuckDB crashes, or hangs, where one is closed under a query.
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { DataError } from '../errors';
import { say } from '../../protocol/sentence';

export interface OwnConnection extends DuckDBConnection {
  /**
   * Refuses further queries, interrupts those under way and, when they have ended, does `last` and closes.
   * @param last on the bare connection, which still answers
   */
  end(last?: (connection: DuckDBConnection) => Promise<void>): Promise<void>;
}

/** Those methods of a connection that we call and that take a while. */
const QUERIES = ['run', 'runAndReadAll', 'stream', 'createAppender'] as const;
/** Milliseconds between two interrupts. */
const LONGEST_WAIT = 100;
type Query = (...args: unknown[]) => Promise<unknown>;

export async function connect(instance: DuckDBInstance): Promise<OwnConnection> {
  const bare = await instance.connect();
  const pending = new Set<Promise<unknown>>();
  let ended: Promise<void> | null = null;

  const refused = () => new DataError(say('This table is no longer open. Open the file again.'));
  const counted =
    (name: (typeof QUERIES)[number]): Query =>
    async (...args) => {
      if (ended) throw refused();
      const query = (bare[name] as Query).apply(bare, args);
      pending.add(query);
      try {
        return await query;
      } catch (error) {
        throw ended ? refused() : error;
      } finally {
        pending.delete(query);
      }
    };
  const close = async (last?: (connection: DuckDBConnection) => Promise<void>) => {
    // again and again: one that has not begun is not interrupted
    for (let wait = 1; pending.size > 0; wait = Math.min(2 * wait, LONGEST_WAIT)) {
      bare.interrupt();
      await Promise.race([...pending, new Promise((later) => setTimeout(later, wait))]).catch(
        () => undefined,
      );
    }
    await last?.(bare).catch(() => undefined);
    bare.closeSync();
  };
  const end: OwnConnection['end'] = (last) => (ended ??= close(last));
  const own: Record<string, unknown> = {
    ...Object.fromEntries(QUERIES.map((name) => [name, counted(name)])),
    end,
    closeSync: () => void end(),
    disconnectSync: () => void end(),
  };
  return new Proxy(bare, {
    get(target, name) {
      if (typeof name === 'string' && name in own) return own[name];
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (value as Query).bind(target) : value;
    },
  }) as OwnConnection;
}
