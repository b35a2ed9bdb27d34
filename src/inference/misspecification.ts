// Whether an observation is like those that were simulated: the rank of its density among held-out ones, two-sided.
import { DistributionError, rowsOf } from '../distributions/distribution';
import { fitMixture } from '../distributions/fit-mixture';
import type { Misspecification } from '../protocol/inference';
import { say } from '../protocol/sentence';

const [MOST_COMPONENTS, FEWEST] = [12, 200];

/**
 * Half of the observations fit a mixture of Gaussians, and log densities of the others say how the observation ranks.
 * @param observations row-major n x D  @throws DistributionError with too few of them
 */
export function misspecification(
  observations: Float64Array,
  names: readonly string[],
  observed: Float64Array,
  seed: number,
): Misspecification {
  const dim = names.length;
  const count = observations.length / dim;
  const half = Math.floor(count / 2);
  if (half < FEWEST)
    throw new DistributionError(
      say(
        '{0} observations are too few to rank one among them: at least {1} are needed.',
        count,
        2 * FEWEST,
      ),
    );
  const fitted = rowsOf(observations.slice(0, half * dim), dim);
  const { mixture } = fitMixture(fitted, names, { seed, kMax: MOST_COMPONENTS });
  const held = mixture.logProb(rowsOf(observations.slice(half * dim), dim));
  const own = mixture.logProb(rowsOf(observed, dim))[0]!;
  const below = held.reduce((sum, v) => sum + (v <= own ? 1 : 0), 0);
  const above = held.reduce((sum, v) => sum + (v >= own ? 1 : 0), 0);
  const least = (1 + Math.min(below, above)) / (held.length + 1);
  return { pValue: Math.min(1, 2 * least), among: held.length };
}
