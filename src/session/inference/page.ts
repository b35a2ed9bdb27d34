// The posterior that a page shows: draws at an observation beside the prior, for pictures.
import { flowDistribution } from '../../flows/flow-distribution';
import { posterior } from '../../inference/posterior';
import type { Prior } from '../../inference/prior';
import type { CloudView, Points } from '../../protocol/exploration';
import type { PosteriorView } from '../../protocol/inference';
import type { GivenValues } from '../../protocol/model';
import { say } from '../../protocol/sentence';
import { outsideValues, outsideWords } from '../../protocol/words/conditions';
import type { SessionContext } from '../context';
import { SessionError } from '../errors';
import type { Exploration } from '../exploration';
import { chosenContext } from '../given/chosen';
import { conditionsOf } from '../given/columns';
import { axisOfSamples, PICTURE_SEED } from '../pictures/pictures';
import { openPrior } from './posterior';

interface Wish {
  observed: GivenValues;
  prior: string | null;
  tablePrior: string | null;
  count: number;
}

const MOST = 20_000;

/**
 * The same base points each time, so that a picture moves as smoothly as what is observed.
 * @throws SessionError or DistributionError
 */
export async function posteriorView(
  context: SessionContext,
  exploration: Exploration,
  { observed, prior, tablePrior, count: asked }: Wish,
): Promise<PosteriorView> {
  const model = exploration.needModel();
  const { flow } = exploration.model;
  const conditions = conditionsOf(model.metadata.specification);
  if (!flow || conditions.length === 0)
    throw new SessionError(
      say(
        'This model is given nothing: a posterior is a density of parameters given observations.',
      ),
    );
  const at = chosenContext(conditions, observed);
  const { columns } = model;
  const count = Math.min(asked, MOST);
  const opened = await Promise.all(
    [prior, prior && tablePrior].map((text) => text && openPrior(context, text, columns)),
  );
  try {
    const [wanted, table] = opened.map((o) => (o ? o.prior : null)) as [Prior | null, Prior | null];
    const found = await posterior(
      flowDistribution(flow, at),
      { wanted, table, bounds: [] },
      count,
      PICTURE_SEED,
    );
    const draws = { values: Float32Array.from(found.values), count };
    return {
      pairs: await pairs(exploration, columns, wanted, draws),
      parameters: found.parameters,
      leakage: found.leakage,
      effectiveSampleSize: found.effectiveSampleSize,
      paretoK: found.paretoK,
      notes: [...found.notes, ...outsideValues(conditions, observed).map((v) => outsideWords(v))],
    };
  } finally {
    for (const each of opened) if (each) each.close();
  }
}

/** Rows of the table, or draws of a prior, beside draws of the posterior. */
async function pairs(
  exploration: Exploration,
  columns: string[],
  prior: Prior | null,
  flow: Points,
): Promise<CloudView> {
  const table = exploration.table.table;
  const rows = table && !prior ? await table.sample(columns, flow.count, {}) : null;
  const drawn = prior && (await prior.sample(flow.count, PICTURE_SEED)).values;
  const values = Float32Array.from(rows?.values ?? drawn ?? []);
  const data = { values, count: values.length / columns.length };
  const known = Float64Array.from([...values, ...flow.values]);
  return {
    columns,
    data,
    ...(rows ? { rows: rows.rowNumbers } : {}),
    gaussian: null,
    flow,
    totalRows: rows?.of ?? 0,
    matching: rows?.matching ?? 0,
    axes:
      table && !prior
        ? await table.axes(columns, {})
        : columns.map((_, i) => axisOfSamples(known, i, columns.length)),
    split: null,
  };
}
