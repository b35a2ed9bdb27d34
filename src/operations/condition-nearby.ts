// Conditioning by the rows or draws nearest to what is given, which are counted and whose distance is told.
import { matrixOf, placesOf, quoted } from '../distributions/checks';
import { DistributionError, type Given } from '../distributions/distribution';
import { Empirical } from '../distributions/empirical';
import { CANDIDATES, type Conditioned, LEAST_EFFECTIVE } from './conditioned';
import { drawsFor, type Sampled, SEED, sourceWords } from './operand';
import { fixed, grouped, say, series } from '../protocol/sentence';

/** Rows farther than this, in standard deviations, are not near. */
const NEAR = 0.25;

/** The rows (or draws) nearest to what is given, each difference in standard deviations of its column. */
export async function nearest(operand: Empirical | Sampled, given: Given): Promise<Conditioned> {
  const pool =
    operand.kind === 'empirical'
      ? operand
      : new Empirical(
          operand.names,
          (await operand.sample(drawsFor(operand.names.length, CANDIDATES), SEED)).values,
          null,
          'draws',
        );
  const { dim } = pool;
  const { targets, of, free } =
    'values' in given
      ? columnsOf(pool, given.values)
      : equationsOf(pool, given.matrix, given.equals);
  const scales = scalesOf(pool, of, targets);
  const distances = new Float64Array(pool.count);
  for (let n = 0; n < pool.count; n++) {
    const row = pool.values.subarray(n * dim, (n + 1) * dim);
    targets.forEach(
      (target, k) =>
        (distances[n] = Math.max(distances[n]!, Math.abs(of(row, k) - target.value) / scales[k]!)),
    );
  }
  const order = Array.from(distances.keys()).sort((a, b) => distances[a]! - distances[b]!);
  const wanted = Math.max(LEAST_EFFECTIVE, Math.round(4 * Math.sqrt(pool.count)));
  const near = order
    .slice(0, wanted)
    .filter((n) => distances[n]! <= NEAR)
    .sort((a, b) => a - b);
  const found = pool.rowsAt(near);
  const ofRows = operand.kind === 'empirical' && operand.source === 'rows';
  const what = sourceWords(ofRows ? 'rows' : 'draws');
  if (near.length < LEAST_EFFECTIVE || found.effective < LEAST_EFFECTIVE)
    throw new DistributionError(
      say(
        ofRows
          ? 'Only {0} of {1} {2} lie within a quarter of a standard deviation of what is given, and {3} are needed. Begin with the Gaussian, the mixture or the fitted flow: they can be conditioned anywhere.'
          : 'Only {0} of {1} {2} lie within a quarter of a standard deviation of what is given, and {3} are needed. Choose values nearer to the middle, or condition before the other steps.',
        near.length,
        grouped(pool.count),
        what,
        LEAST_EFFECTIVE,
      ),
    );
  const reach = targets.map((target, k) => {
    const most = near.reduce(
      (far, n) => Math.max(far, Math.abs(of(pool.row(n), k) - target.value)),
      0,
    );
    return say(
      '{0} within {1} of {2} ({3} standard deviations)',
      target.words,
      Number(most.toPrecision(3)),
      Number(target.value.toPrecision(6)),
      fixed(most / scales[k]!, 2),
    );
  });
  return {
    operand: free.length === dim ? found : found.columns(free),
    logZ: null,
    notes: [
      say(
        'Not exactly what was given: these are the {0} {1} nearest to it, {2}. The error of that is not in the ± below.',
        grouped(near.length),
        what,
        series(reach, ', '),
      ),
    ],
  };
}

interface Constraint {
  targets: { value: number; words: string }[];
  /** the left-hand side of the k-th target at a row */
  of(row: ArrayLike<number>, k: number): number;
  /** columns that are left */
  free: number[];
}

function columnsOf({ names }: Empirical, values: Readonly<Record<string, number>>): Constraint {
  const known = Object.keys(values);
  const places = placesOf(names, known, 'condition on');
  return {
    targets: known.map((name) => ({ value: values[name]!, words: name })),
    of: (row, k) => row[places[k]!]!,
    free: names.flatMap((_, d) => (places.includes(d) ? [] : [d])),
  };
}

function equationsOf(
  { names, dim }: Empirical,
  matrix: readonly (readonly number[])[],
  equals: readonly number[],
): Constraint {
  matrixOf(matrix, dim, 'the condition');
  if (equals.length !== matrix.length)
    throw new DistributionError(
      say(
        'The condition has {0} equations and {1} right-hand sides. Give one for each row of the matrix.',
        matrix.length,
        equals.length,
      ),
    );
  const words = (row: readonly number[]) =>
    row.flatMap((a, d) => (a === 0 ? [] : [`${a === 1 ? '' : `${a} `}${names[d]}`])).join(' + ') ||
    '0';
  return {
    targets: matrix.map((row, k) => ({ value: equals[k]!, words: words(row) })),
    of: (row, k) => matrix[k]!.reduce((sum, a, d) => sum + a * row[d]!, 0),
    free: names.map((_, d) => d),
  };
}

function scalesOf(pool: Empirical, of: Constraint['of'], targets: Constraint['targets']): number[] {
  return targets.map((target, k) => {
    const values = Float64Array.from({ length: pool.count }, (_, n) => of(pool.row(n), k));
    const { covariance } = new Empirical(
      [target.words],
      values,
      pool.weights,
      pool.source,
    ).moments();
    const scale = Math.sqrt(covariance[0]!);
    if (!(scale > 0))
      throw new DistributionError(
        say('{0} does not vary: it cannot be given another value.', quoted([target.words])),
      );
    return scale;
  });
}
