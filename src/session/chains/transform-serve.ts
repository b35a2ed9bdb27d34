// The other end of the thread for operations.
import type { MessagePort } from 'node:worker_threads';
import { ChainRoom } from './chain';
import { answerChain } from './serve';
import { Drawer, meanView, received } from '../../operations/formula-drawing';
import type { OperationAnswer, OperationRequest, OperationResult } from './transform-thread';

/** Answers one request after the other. @param dist folder of the built bundles */
export function serveOperations(port: MessagePort, dist: string): void {
  const drawer = new Drawer();
  const chains = new ChainRoom(dist);
  const answer = async (request: OperationRequest): Promise<OperationResult> => {
    if ('chain' in request) return answerChain(chains, request.chain, request.wish);
    if ('mean' in request)
      return meanView(await received(request.mean.column), request.mean.k, request.mean.seed);
    const { key, column, formula, place } = request.transform;
    if (!column && !drawer.has(key)) return null;
    return drawer.transform(key, () => received(column!), formula, place);
  };
  let last: Promise<void> = Promise.resolve();
  port.on('message', (request: OperationRequest) => {
    last = last.then(async () => {
      const reply = (content: object) =>
        port.postMessage({ request: request.request, ...content } as OperationAnswer);
      try {
        reply({ result: await answer(request) });
      } catch (error) {
        const known =
          error instanceof Error && ['DistributionError', 'SessionError'].includes(error.name);
        reply({ message: error instanceof Error ? error.message : String(error), known });
      }
    });
  });
}
