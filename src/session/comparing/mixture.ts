// Asks a thread for the second baseline, when a comparison wants it.
import type { Table } from '../../data';
import { take } from '../../flows/parts';
import { dequantise } from '../../flows/preprocessing';
import { splitRows } from '../../flows/split/split';
import { rowsSplitAs } from '../fitting/division';
import { SessionError } from '../errors';
import { requireNothingGiven } from '../given/columns';
import { startThread, type Thread } from '../threads';
import type { Model } from '../models/model';
import { say } from '../../protocol/sentence';

/** Training rows at most; fewer for many columns, whose covariances cost the square of their number. */
const [MOST_ROWS, LEAST_ROWS, PRODUCTS] = [20_000, 4000, 4e6];
const VALIDATION_ROWS = 5000;

/**
 * On the training, validation and test rows of `model`, which was fitted on this very file.
 * @throws SessionError when it was not, for then nobody knows which rows its Gaussian has not seen
 */
export async function startMixture(
  dist: string,
  table: Table,
  model: Model,
): Promise<Thread<'mixture'>> {
  requireNothingGiven(model.metadata, say('a mixture'));
  const profile = await table.profile();
  if (model.metadata.data?.fingerprint.hash !== profile.fingerprint.hash)
    throw new SessionError(
      say('A mixture is compared only on the file that the model was fitted on.'),
    );
  const columns = model.columns;
  const { preprocessing } = model.metadata.specification;
  const rows = await rowsSplitAs(table, columns, model.metadata.split);
  const dim = columns.length;
  const parts = splitRows({ ...rows.divided, rowNumbers: rows.rowNumbers });
  const units = rows.divided?.units;
  const most = Math.max(LEAST_ROWS, Math.min(MOST_ROWS, Math.floor(PRODUCTS / dim ** 2)));
  const part = (positions: Int32Array, noisy: boolean) => {
    const { values, rowNumbers } = take(rows, positions, dim);
    return noisy ? dequantise(values, rowNumbers, preprocessing, model.metadata.seed) : values;
  };
  return startThread(dist, 'mixture', {
    names: columns,
    train: part(spread(parts.train, most), true),
    validation: part(spread(parts.validation, VALIDATION_ROWS), true),
    test: part(parts.test, false),
    integer: preprocessing.map((t) => t.integer === true),
    gaussian: model.metadata.gaussian,
    seed: model.metadata.seed,
    ...(units ? { units: Float64Array.from(parts.test, (k) => units[k]!) } : {}),
  });
}

/** At most `most` of them, evenly over the file. */
function spread(positions: Int32Array, most: number): Int32Array {
  const step = positions.length / most;
  return step <= 1
    ? positions
    : Int32Array.from({ length: most }, (_, k) => positions[Math.floor(k * step)]!);
}
