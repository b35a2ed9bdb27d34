// The thread in which operations are computed: a formula may take a second, and pictures must not wait for it.
import type { MeanView, TransformView } from '../../protocol/change-of-variables';
import type { ChainView } from '../../protocol/operations';
import { startThread, type Thread } from '../threads';
import type { ChainJob } from './chain';
import type { ChainResult, ChainWish, MeanJob, OperationRequest, TransformJob } from './messages';
import { errorOf } from '../../protocol/user-error';

const IDLE = 60_000;

export class OperationsThread {
  private thread: Thread<'operations'> | null = null;
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
    const thread = (this.thread ??= this.start());
    return new Promise<T>((resolve, reject) => {
      this.waiting.set(request.request, { resolve, reject });
      thread.send(request);
    }).finally(() => {
      if (this.waiting.size > 0) return;
      this.idle = setTimeout(() => this.thread?.end(), IDLE);
      this.idle.unref();
    });
  }

  private start(): Thread<'operations'> {
    const thread = startThread(this.dist, 'operations', null, {
      event: (answer) => {
        const waiting = this.waiting.get(answer.request);
        this.waiting.delete(answer.request);
        if ('result' in answer) waiting?.resolve(answer.result as never);
        else waiting?.reject('told' in answer ? errorOf(answer.told) : new Error(answer.message));
      },
    });
    thread.unref(); // it never keeps the service alive
    thread.result.catch((error: Error) => {
      if (this.thread === thread) this.thread = null;
      for (const { reject } of this.waiting.values()) reject(error);
      this.waiting.clear();
    });
    return thread;
  }
}
