// The calls for our first flow, step by step, and for the price of a determinant.
import type { Handlers, Pages } from '../pages';
import type { FirstFlowRoom } from './room';

export function firstFlowCalls(
  pages: Pages,
  room: FirstFlowRoom,
): Handlers<'buildUp' | 'determinantPrice' | 'stopFirstFlow'> {
  return {
    buildUp: ({ id, ...how }) => room.buildUp(pages.get(id), how),
    determinantPrice: ({ id, start }) => room.price(pages.get(id), start),
    stopFirstFlow: async ({ id }) => {
      room.stop(id);
      return null;
    },
  };
}
