// What was observed, for a posterior: typed values, a row of a table, or the rows of one as independent trials.
import type { OpenOptions, Table } from '../../data';
import type { GivenValues } from '../../protocol/model';
import { grouped, say } from '../../protocol/sentence';
import type { SessionContext } from '../context';
import { SessionError } from '../errors';
import { conditionsOf } from '../given/columns';
import type { Model } from '../models/model';

/** One of the three; `row` counts from 0. */
export type Observing =
  | { given: GivenValues }
  | { row: number; of: string; how: OpenOptions }
  | { observations: string; how: OpenOptions };

/** Values that a density of parameters is given, or trials, row-major, of a density of observations. */
export type Observed =
  | { direction: 'posterior'; given: GivenValues }
  | { direction: 'likelihood'; trials: Float64Array; count: number };

/** @throws SessionError where the model and what was observed do not belong together */
export async function observed(
  context: SessionContext,
  model: Model,
  from: Observing,
): Promise<Observed> {
  const conditions = conditionsOf(model.metadata.specification).map((c) => c.column);
  if (conditions.length === 0)
    throw new SessionError(
      say(
        'This model is given nothing. A posterior needs a model of parameters given observations (fit --columns theta_1,theta_2 --given x_1,x_2), or of observations given parameters.',
      ),
    );
  if ('given' in from) return fromValues(model, conditions, from.given);
  const path = 'of' in from ? from.of : from.observations;
  const table = await context.data.open(path, from.how);
  try {
    const { columns } = await table.profile();
    const has = (names: readonly string[]) =>
      names.every((name) => columns.some((c) => c.name === name));
    if (has(conditions))
      return { direction: 'posterior', given: await oneRow(table, conditions, from) };
    if (has(model.columns)) return await trialsOf(table, model, from);
    const lacking = conditions.filter((name) => !columns.some((c) => c.name === name));
    throw new SessionError(
      say(
        'The model is given {0}, and {1} has no column {2}: choose a file with the observations of this model.',
        conditions.join(', '),
        path,
        lacking.map((name) => `"${name}"`).join(', '),
      ),
    );
  } finally {
    table.close();
  }
}

function fromValues(model: Model, conditions: string[], given: GivenValues): Observed {
  const named = Object.keys(given);
  const trial = model.columns.map((name) => Number(given[name]));
  const own =
    named.length === model.columns.length && named.every((n) => model.columns.includes(n));
  if (!own || named.some((name) => conditions.includes(name)))
    return { direction: 'posterior', given };
  const bad = model.columns.find((_, d) => !Number.isFinite(trial[d]!));
  if (bad !== undefined)
    throw new SessionError(
      say('The value of "{0}" is {1}: it must be a finite number.', bad, given[bad]!),
    );
  return { direction: 'likelihood', trials: Float64Array.from(trial), count: 1 };
}

/** The row that was asked for; of a file of observations the only one. */
async function oneRow(table: Table, conditions: string[], from: Observing): Promise<GivenValues> {
  const asked = 'row' in from ? from.row : await onlyRow(table);
  const [cells] = await table.cells([asked], conditions);
  const empty = cells?.findIndex((cell) => cell === null) ?? -1;
  if (!cells || empty >= 0)
    throw new SessionError(
      cells
        ? say(
            'Row {0} has no value of "{1}". Choose another row; they count from 0.',
            asked,
            conditions[empty]!,
          )
        : say('There is no row {0}. Rows count from 0.', asked),
    );
  return Object.fromEntries(conditions.map((name, k) => [name, cells[k] as string | number]));
}

async function onlyRow(table: Table): Promise<number> {
  const { rows } = await table.profile();
  if (rows !== 1)
    throw new SessionError(
      say(
        'The file has {0} rows, and this model is of parameters given one observation. Choose one with --row and --of; for several independent trials fit the likelihood, observations given parameters: fit --columns with the observations, --given with the parameters.',
        grouped(rows),
      ),
    );
  for (let row = 0, end = await table.rowEnd(); row < end; row++)
    if ((await table.cells([row], []))[0]) return row;
  return 0;
}

async function trialsOf(table: Table, model: Model, from: Observing): Promise<Observed> {
  if ('row' in from) {
    const { values, found } = await table.rowsAt(model.columns, [from.row]);
    if (found.length === 0)
      throw new SessionError(
        say(
          'There is no complete row {0} of {1}. Rows count from 0.',
          from.row,
          model.columns.join(', '),
        ),
      );
    return { direction: 'likelihood', trials: values, count: 1 };
  }
  const { values, count } = await table.rows(model.columns);
  if (count === 0)
    throw new SessionError(say('No row has a value of each of {0}.', model.columns.join(', ')));
  return { direction: 'likelihood', trials: values, count };
}
