// The thread in which operations are computed: a formula may take a second, and pictures must not wait for it.
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { MeanView, TransformView } from '../protocol/change-of-variables';
import { SessionError } from './errors';
import type { SentColumn, WantedPlace } from './transform-drawing';

/** `column` null: only if this very picture is kept; otherwise the answer is null. */
export type TransformJob = { key: string; column: SentColumn | null; formula: string; place: WantedPlace };
export type MeanJob = { column: SentColumn; k: number; seed: number };
export type OperationRequest = { request: number } & ({ transform: TransformJob } | { mean: MeanJob });
export type OperationAnswer = { request: number } & ({ result: TransformView | MeanView | null } | { message: string; known: boolean });

const IDLE = 60_000;

export class OperationsThread {
  private worker: Worker | null = null;
  private readonly waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>();
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
    const worker = new Worker(join(this.dist, 'worker.js'), { workerData: { operations: true }, stdout: true });
    worker.unref(); // it never keeps the service alive
    worker.on('message', (answer: OperationAnswer) => {
      const waiting = this.waiting.get(answer.request);
      this.waiting.delete(answer.request);
      if ('result' in answer) waiting?.resolve(answer.result as never);
      else waiting?.reject(answer.known ? new SessionError(answer.message) : new Error(answer.message));
    });
    const ended = (reason: string) => {
      if (this.worker === worker) this.worker = null;
      for (const { reject } of this.waiting.values()) reject(new SessionError(`The operation could not be computed: ${reason}. Try again.`));
      this.waiting.clear();
    };
    worker.on('error', (error) => ended(error.message));
    worker.on('exit', () => ended('its thread ended'));
    return worker;
  }
}
