// A distribution within ranges of some of its columns: draws by rejection, and how much of it lies there.
import { DistributionError, type Distribution } from '../distributions/distribution';
import { grouped, say } from '../protocol/sentence';

export type Ranges = Readonly<Record<string, readonly [number, number]>>;

export interface Restricted {
  /** row-major */
  values: Float64Array;
  /** the share of the draws within the ranges, and its standard error; 1 where there are none */
  share: number;
  shareError: number;
}

const [PART, LEAST, ENOUGH] = [20_000, 1e-4, 200_000];

/** @throws DistributionError for a column that is not there, and where next to nothing lies within the ranges */
export async function restricted(
  { names, sample }: Pick<Distribution, 'names' | 'sample'>,
  ranges: Ranges,
  count: number,
  seed: number,
): Promise<Restricted> {
  const dim = names.length;
  const tests = Object.entries(ranges).map(([name, [low, high]]) => {
    const place = names.indexOf(name);
    if (place < 0)
      throw new DistributionError(
        say(
          'There is no column "{0}" left to be within a range. There are {1}.',
          name,
          names.join(', '),
        ),
      );
    return { place, low, high };
  });
  if (tests.length === 0)
    return { values: (await sample(count, seed, 0)).values, share: 1, shareError: 0 };
  const kept = new Float64Array(count * dim);
  let [inside, drawn] = [0, 0];
  while (inside < count) {
    const rows = await sample(PART, seed, drawn);
    for (let n = 0; n < rows.count; n++) {
      const row = rows.values.subarray(n * dim, (n + 1) * dim);
      if (!tests.every(({ place, low, high }) => row[place]! >= low && row[place]! <= high))
        continue;
      if (inside < count) kept.set(row, inside * dim);
      inside++;
    }
    drawn += rows.count;
    if (drawn >= ENOUGH && inside < LEAST * drawn)
      throw new DistributionError(
        say(
          'Only {0} of {1} draws lie within the ranges: too few to keep only these. Choose wider ranges.',
          grouped(inside),
          grouped(drawn),
        ),
      );
  }
  const share = inside / drawn;
  return { values: kept, share, shareError: Math.sqrt((share * (1 - share)) / drawn) };
}
