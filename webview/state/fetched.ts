// Pictures asked of the service: one request at a time for each view;
// when something changed meanwhile, one more follows.
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { Results, WebviewCall } from '../../src/protocol/calls';
import { sentenceOf } from './host';
import { host } from './store';

export interface Fetched<T> {
  data: T | null;
  error: string | null;
  loading: boolean;
  retry: () => void;
}

interface Outcome<T> {
  data: T | null;
  error: string | null;
  loading: boolean;
}

/**
 * Runs the latest wanted request; requests made while one is in flight replace each other. With `overtakes` the latest
 * runs at once instead, for a service that gives up what is no longer wanted: answers to earlier ones are not heard.
 */
export class LatestCall<T> {
  private running = false;
  private wanted: (() => Promise<T>) | null = null;
  private outcome: Outcome<T> = { data: null, error: null, loading: false };
  private closed = false;
  private latest = 0;

  constructor(
    private readonly changed: (outcome: Outcome<T>) => void,
    private readonly overtakes = false,
  ) {}

  request(run: () => Promise<T>): void {
    if (this.overtakes) return void this.overtake(run);
    this.wanted = run;
    if (!this.running) void this.loop();
  }

  close(): void {
    this.closed = true;
    this.wanted = null;
  }

  private async overtake(run: () => Promise<T>): Promise<void> {
    const turn = ++this.latest;
    this.set({ ...this.outcome, loading: true });
    const outcome = await run().then(
      (data) => ({ data, error: null, loading: false }),
      (error: unknown) => ({ data: null, error: sentenceOf(error), loading: false }),
    );
    if (turn === this.latest) this.set(outcome);
  }

  private async loop(): Promise<void> {
    this.running = true;
    this.set({ ...this.outcome, loading: true });
    while (this.wanted) {
      const run = this.wanted;
      this.wanted = null;
      try {
        const data = await run();
        this.set({ data, error: null, loading: this.wanted !== null });
      } catch (error) {
        this.set({ data: null, error: sentenceOf(error), loading: this.wanted !== null });
      }
    }
    this.running = false;
  }

  private set(outcome: Outcome<T>): void {
    this.outcome = outcome;
    if (!this.closed) this.changed(outcome);
  }
}

/**
 * Asks again whenever `key` changes; a null key asks for nothing. The last answer stays on screen until the next
 * arrives.
 */
export function useFetched<N extends WebviewCall>(
  name: N,
  args: object,
  key: string | null,
  overtakes = false,
): Fetched<Results[N]> {
  return useAsked(() => host().call(name, args as never), key, overtakes);
}

/** The same for what several calls answer together. */
export function useAsked<T>(
  ask: () => Promise<T>,
  key: string | null,
  overtakes = false,
): Fetched<T> {
  const [outcome, setOutcome] = useState<Outcome<T>>({
    data: null,
    error: null,
    loading: key !== null,
  });
  const [attempts, setAttempts] = useState(0);
  const call = useMemo(() => new LatestCall<T>(setOutcome, overtakes), [overtakes]);
  useEffect(() => () => call.close(), [call]);
  useEffect(() => {
    if (key !== null) call.request(ask);
  }, [call, key, attempts]);
  return { ...outcome, retry: () => setAttempts((n) => n + 1) };
}
