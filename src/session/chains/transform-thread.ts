// The thread in which operations are computed: a formula may take a second, and pictures must not wait for it.
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { MeanView, TransformView } from '../../protocol/change-of-variables';
import type { ChainPlace, ChainView } from '../../protocol/operations';
import { SessionError } from '../errors';
import type { ChainJob } from './chain';
import type { ChainResult } from './serve';
import type { SentColumn, WantedPlace } from '../../operations/formula-drawing';

/** `column` null: only if this very picture is kept; otherwise the answer is null. */
export type TransformJob = {
  key: string;
  column: SentColumn | null;
  formula: string;
  place: WantedPlace;
};
export type MeanJob = { column: SentColumn; k: number; seed: number };
/** What is wanted of a chain: its picture, draws, or its closed form. */
export type ChainWish =
  | { want: 'view'; place: ChainPlace }
  | { want: 'samples'; count: number; seed: number }
  | { want: 'closed form' };
export type OperationRequest = { request: number } & (
  { transform: TransformJob } | { mean: MeanJob } | { chain: ChainJob; wish: ChainWish }
);
export type OperationResult = TransformView | MeanView | ChainView | ChainResult | null;
export type OperationAnswer = { request: number } & (
  { result: OperationResult } | { message: string; known: boolean }
);

const IDLE = 60_000;

export class OperationsThread {
  private worker: Worker | null = null;
  private readonly waiting = new Map<
    number,
    { resolve: (value: never) => void; reject: (error: Error) => void }
  >();
  private next = 0;
  private idle: NodeJS.Timeout | null = null;

  /** @param dist folder of the built bundles (`worker.js`) */
  constructor(private readonly dist: string) {}

  transform(transform: TransformJob): Promise<TransformView | null> {
    return this.ask({ request: this.next++, transform });
  }

  meanOf(mean: MeanJob): Promise<MeanView> {
    return this.ask({ request: this.next++, mean });
  }

  /** Null where the start of the chain is not kept and was not sent. */
  chain<T extends ChainView | ChainResult>(chain: ChainJob, wish: ChainWish): Promise<T | null> {
    return this.ask({ request: this.next++, chain, wish });
  }

  private ask<T>(request: OperationRequest): Promise<T> {
    if (this.idle) clearTimeout(this.idle);
    const worker = (this.worker ??= this.start());
    return new Promise<T>((resolve, reject) => {
      this.waiting.set(request.request, { resolve, reject });
      worker.postMessage(request);
    }).finally(() => {
      if (this.waiting.size > 0) return;
      this.idle = setTimeout(() => void this.worker?.terminate(), IDLE);
      this.idle.unref();
    });
  }

  private start(): Worker {
    const worker = new Worker(join(this.dist, 'worker.js'), {
      workerData: { operations: this.dist },
      stdout: true,
    });
    worker.unref(); // it never keeps the service alive
    worker.on('message', (answer: OperationAnswer) => {
      const waiting = this.waiting.get(answer.request);
      this.waiting.delete(answer.request);
      if ('result' in answer) waiting?.resolve(answer.result as never);
      else
        waiting?.reject(
          answer.known ? new SessionError(answer.message) : new Error(answer.message),
        );
    });
    const ended = (reason: string) => {
      if (this.worker === worker) this.worker = null;
      for (const { reject } of this.waiting.values())
        reject(new SessionError(`The operation could not be computed: ${reason}. Try again.`));
      this.waiting.clear();
    };
    worker.on('error', (error) => ended(error.message));
    worker.on('exit', () => ended('its thread ended'));
    return worker;
  }
}
