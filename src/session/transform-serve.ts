// The other end of the thread for operations.
import type { MessagePort } from 'node:worker_threads';
import type { MeanView, TransformView } from '../protocol/change-of-variables';
import { Drawer, meanView, received } from './transform-drawing';
import type { OperationAnswer, OperationRequest } from './transform-thread';

/** Answers one request after the other. */
export function serveOperations(port: MessagePort): void {
  const drawer = new Drawer();
  const answer = async (request: OperationRequest): Promise<TransformView | MeanView | null> => {
    if ('mean' in request) return meanView(await received(request.mean.column), request.mean.k, request.mean.seed);
    const { key, column, formula, place } = request.transform;
    if (!column && !drawer.has(key)) return null;
    return drawer.transform(key, () => received(column!), formula, place);
  };
  let last: Promise<void> = Promise.resolve();
  port.on('message', (request: OperationRequest) => {
    last = last.then(async () => {
      const reply = (content: object) => port.postMessage({ request: request.request, ...content } as OperationAnswer);
      try {
        reply({ result: await answer(request) });
      } catch (error) {
        const known = error instanceof Error && error.name === 'DistributionError';
        reply({ message: error instanceof Error ? error.message : String(error), known });
      }
    });
  });
}
