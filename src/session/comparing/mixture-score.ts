// The second baseline, in its own thread: a mixture of Gaussians on the rows of the Gaussian's fit, scored like it.
import { fitMixture } from '../../distributions/fit-mixture';
import { Gaussian } from '../../distributions/gaussian';
import { cellAverage } from '../../flows/flow';
import { score } from '../../flows/score';
import type { MixtureScore } from '../../protocol/exploration';

/** Row-major parts in original units; training and validation rows dequantised. */
export interface MixtureWork {
  names: string[];
  train: Float64Array;
  validation: Float64Array;
  test: Float64Array;
  /** whole-number columns: the density of a test row is averaged over its cell */
  integer: boolean[];
  gaussian: { mean: number[]; covariance: number[] };
  seed: number;
  /** of test rows that are not independent of one another; see score */
  units?: Float64Array;
}

/** Components at most: beyond that a flow is what one wants. */
const MOST = 40;

/** @throws DistributionError when a part is too small or has no density */
export async function scoreMixture({
  names,
  train,
  validation,
  test,
  integer,
  gaussian,
  seed,
  units,
}: MixtureWork): Promise<MixtureScore> {
  const began = performance.now();
  const dim = names.length;
  const rows = (values: Float64Array) => ({ values, count: values.length / dim, dim });
  const { mixture, components } = fitMixture(rows(train), names, {
    seed,
    kMax: MOST,
    validation: rows(validation),
  });
  const baseline = new Gaussian({ names, ...gaussian });
  const count = test.length / dim;
  const [own, theirs] = await Promise.all(
    [mixture, baseline].map((d) =>
      cellAverage(test, count, integer, (values) => d.logProb({ values, count })),
    ),
  );
  return {
    components,
    rows: train.length / dim,
    seconds: (performance.now() - began) / 1000,
    score: score(own!, units),
    gain: score(
      own!.map((v, n) => v - theirs![n]!),
      units,
    ),
  };
}
