// What is answered about a chain, in whichever thread it is computed.
import { DistributionError } from '../../distributions/distribution';
import type { ChainView } from '../../protocol/operations';
import { plainClosed } from './gaussian';
import type { ChainJob, ChainRoom } from './chain';
import type { ChainResult, ChainWish } from './messages';
import { isClosed } from '../../operations/operand';
import { samplesOf, viewOf } from './view';
import { grouped, say } from '../../protocol/sentence';

/** Numbers that are drawn at once for a file. */
const MOST_NUMBERS = 100_000_000;

export async function answerChain(
  chains: ChainRoom,
  job: ChainJob,
  wish: ChainWish,
): Promise<ChainView | ChainResult | null> {
  const place = await chains.at(job);
  if (!place) return null;
  const { operand } = place;
  switch (wish.want) {
    case 'view':
      return viewOf(place, wish.place, job.quick);
    case 'samples': {
      if (wish.count * operand.names.length > MOST_NUMBERS)
        throw new DistributionError(
          say(
            '{0} rows of {1} columns are too many at once. Draw at most {2}.',
            grouped(wish.count),
            operand.names.length,
            grouped(Math.floor(MOST_NUMBERS / operand.names.length)),
          ),
        );
      return { names: [...operand.names], values: await samplesOf(operand, wish.count, wish.seed) };
    }
    case 'closed form': {
      if (!isClosed(operand))
        throw new DistributionError(
          say(
            'This result is neither a Gaussian nor a mixture of Gaussians, so it has no such form. Draw samples of it instead.',
          ),
        );
      return plainClosed(operand);
    }
  }
}
