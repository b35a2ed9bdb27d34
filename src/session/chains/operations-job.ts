// The other end of the thread for operations.
import { ChainRoom } from './chain';
import { answerChain } from './answer';
import { Drawer } from '../../operations/formula-drawing';
import { meanView } from '../../operations/mean-drawing';
import { received } from '../../operations/one-column';
import type { Inside } from '../thread';
import type { OperationRequest, OperationResult } from './messages';
import { toldOf, UserError } from '../../protocol/user-error';

/** Answers one request after the other, until its thread is ended. */
export async function serveOperations(
  _work: null,
  { dist, received: next, tell }: Inside<'operations'>,
): Promise<never> {
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
  for (;;) {
    const sent = await next();
    const { request } = sent;
    try {
      tell({ request, result: await answer(sent) });
    } catch (error) {
      tell(
        error instanceof UserError
          ? { request, told: toldOf(error) }
          : { request, message: error instanceof Error ? error.message : String(error) },
      );
    }
  }
}
