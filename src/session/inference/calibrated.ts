// How well a model of parameters given observations is calibrated, on pairs of a table.
import { rowsAt } from '../../distributions/distribution';
import { setImmediate } from 'node:timers/promises';
import type { OpenOptions, Table } from '../../data';
import { shuffle } from '../../distributions/random';
import { STREAMS } from '../../distributions/streams';
import { contextNames } from '../../flows/conditions';
import type { Flow } from '../../flows/flow';
import { logDensities, repeated } from '../../flows/flow-distribution';
import { calibrate, DRAWS } from '../../inference/calibration';
import { misspecification } from '../../inference/misspecification';
import type { CalibrationResult } from '../../protocol/inference';
import type { GivenValues } from '../../protocol/model';
import { grouped, say, type Sentence } from '../../protocol/sentence';
import { differentSplits, knownRows, rowsToCompare } from '../comparing/rows';
import type { SessionContext } from '../context';
import { SessionError } from '../errors';
import { chosenContext } from '../given/chosen';
import { conditionsOf, givenColumnsOf } from '../given/columns';
import { Model } from '../models/model';
import { requireColumns } from '../models/scoring';

interface Wish {
  /** pairs at most, picked at random */
  pairs: number;
  seed: number;
  /** an observation to rank among those of the table */
  given?: GivenValues | undefined;
}

const [FEWEST, FEW, FEWEST_CONFORMAL] = [20, 200, 1000];

/** @throws SessionError where the model is given nothing, and with too few pairs */
export async function calibrateOn(
  context: SessionContext,
  modelPath: string,
  path: string,
  { how, ...wish }: Wish & { how: OpenOptions },
): Promise<CalibrationResult> {
  const model = await Model.read(modelPath);
  const table = await context.data.open(path, how);
  try {
    return await calibrated(context, model, table, wish);
  } finally {
    table.close();
  }
}

/** On the pairs of a table. @throws SessionError as `calibrateOn` */
export async function calibrated(
  context: SessionContext,
  model: Model,
  table: Table,
  { pairs, seed, given }: Wish,
): Promise<CalibrationResult> {
  const { specification, data, split } = model.metadata;
  const conditions = conditionsOf(specification);
  if (conditions.length === 0)
    throw new SessionError(
      say(
        'This model is given nothing. Calibration needs one of parameters given observations: fit with --given.',
      ),
    );
  await requireColumns(table, model);
  const flow = await model.open('auto', context.dist);
  try {
    const { fingerprint } = await table.profile();
    const same = data?.fingerprint.hash === fingerprint.hash;
    const columns = givenColumnsOf(specification);
    const dim = model.columns.length;
    const all = knownRows(
      await rowsToCompare(
        table,
        model.columns,
        same ? differentSplits([model]) : [],
        columns,
        split,
      ),
      [model],
      columns,
      dim,
    );
    if (all.count < FEWEST)
      throw new SessionError(
        say(
          'Only {0} pairs were found: at least {1} are needed, on which nothing was fitted.',
          all.count,
          FEWEST,
        ),
      );
    const size = contextNames(conditions).length;
    const chosen = shuffle(all.count, seed, STREAMS.calibrationRows).subarray(0, pairs);
    const thetas = rowsAt(all.values, chosen, dim);
    const contexts = rowsAt(all.contexts[0]!, chosen, size);
    const found = await calibrate(
      thetas,
      dim,
      (n) =>
        posteriorAt(
          flow,
          thetas.subarray(n * dim, (n + 1) * dim),
          contexts.subarray(n * size, (n + 1) * size),
          n,
          seed,
        ),
      seed,
    );
    return {
      columns: model.columns,
      ...found,
      ...(given
        ? {
            misspecification: misspecification(
              all.contexts[0]!,
              numeric(model),
              chosenContext(conditions, given),
              seed,
            ),
          }
        : {}),
      notes: notesOf(same, found.pairs),
    };
  } finally {
    flow.close();
  }
}

async function posteriorAt(
  flow: Flow,
  theta: Float64Array,
  context: Float64Array,
  n: number,
  seed: number,
): Promise<{ draws: Float64Array; logDensity: Float64Array; ofTruth: number }> {
  await setImmediate(); // pictures of the page do not wait for all pairs
  const dim = theta.length;
  const draws = await flow.sample(DRAWS, seed, n * DRAWS, repeated(context, DRAWS));
  const rows = new Float64Array(draws.length + dim);
  rows.set(draws);
  rows.set(theta, draws.length);
  const logs = await logDensities(flow, rows, DRAWS + 1, dim, repeated(context, DRAWS + 1));
  return { draws, logDensity: logs.subarray(0, DRAWS), ofTruth: logs[DRAWS]! };
}

/** The names of observations that are numbers. @throws SessionError where one is a category */
function numeric(model: Model): string[] {
  const conditions = conditionsOf(model.metadata.specification);
  const category = conditions.find((c) => c.kind === 'category');
  if (category)
    throw new SessionError(
      say(
        '"{0}" is a category: only observations that are numbers can be ranked.',
        category.column,
      ),
    );
  return conditions.map((c) => c.column);
}

function notesOf(same: boolean, pairs: number): Sentence[] {
  return [
    same
      ? say('{0} test pairs of the table that the model was fitted on.', grouped(pairs))
      : say('{0} pairs. They must be none that the model was fitted on.', grouped(pairs)),
    ...(pairs < FEW
      ? [say('Fewer than {0} pairs see only what is far from calibrated.', FEW)]
      : []),
    ...(pairs < FEWEST_CONFORMAL
      ? [
          say(
            'Conformal thresholds are coarse with fewer than {0} pairs.',
            grouped(FEWEST_CONFORMAL),
          ),
        ]
      : []),
    say(
      'Conformal regions have their level on average over observations like those of the pairs: not at each, nor under another prior.',
    ),
  ];
}
