// Asks a thread for the second baseline, when a comparison wants it.
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Table } from '../../data';
import { take } from '../../flows/parts';
import { dequantise } from '../../flows/preprocessing';
import { splitRows } from '../../flows/split';
import type { MixtureScore } from '../../protocol/exploration';
import { rowsSplitAs } from '../fitting/division';
import { SessionError } from '../errors';
import { requireNothingGiven } from '../given';
import type { MixtureJob, MixtureMessage } from './mixture-score';
import type { Model } from '../models/model';

/** Training rows at most; fewer for many columns, whose covariances cost the square of their number. */
const [MOST_ROWS, LEAST_ROWS, PRODUCTS] = [20_000, 4000, 4e6];
const VALIDATION_ROWS = 5000;

export interface MixtureRun {
  result: Promise<MixtureScore>;
  /** ends the thread at once; the result rejects */
  terminate(): void;
}

/**
 * On the training, validation and test rows of `model`, which was fitted on this very file.
 * @throws SessionError when it was not, for then nobody knows which rows its Gaussian has not seen
 */
export async function startMixture(dist: string, table: Table, model: Model): Promise<MixtureRun> {
  requireNothingGiven(model.metadata, 'a mixture');
  const profile = await table.profile();
  if (model.metadata.data?.fingerprint.hash !== profile.fingerprint.hash)
    throw new SessionError('A mixture is compared only on the file that the model was fitted on.');
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
  return run(dist, {
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

function run(dist: string, mixture: MixtureJob): MixtureRun {
  const worker = new Worker(join(dist, 'worker.js'), { workerData: { mixture }, stdout: true });
  const result = new Promise<MixtureScore>((resolve, reject) => {
    worker.on('message', (message: MixtureMessage) =>
      message.kind === 'mixture'
        ? resolve(message.result)
        : reject(new SessionError(message.message)),
    );
    worker.on('error', (error) =>
      reject(new SessionError(`The mixture could not be fitted: ${error.message}.`)),
    );
    worker.on('exit', () => reject(new SessionError('The fit of the mixture was ended.')));
  });
  void result.catch(() => undefined).finally(() => void worker.terminate());
  return { result, terminate: () => void worker.terminate() };
}
