// What a chain needs from a table and a model, as data that a thread can be sent.
import { checkColumns, type Table } from '../../data';
import { Moments } from '../../distributions/moments';
import type { GaussianSummary } from '../../protocol/data';
import type { Chain } from '../../protocol/operations';
import { SessionError } from '../errors';
import { requireNothingGiven } from '../given/columns';
import type { Model } from '../models/model';
import type { Sent } from './chain';
import { drawsFor } from '../../operations/operand';
import type { SentFlow, SentStart } from './starts';
import { grouped, say } from '../../protocol/sentence';

const MOST_ROWS = 200_000;
const MIXTURE_ROWS = 20_000;

/** Where a chain is: the chosen columns of a table, and a model. */
export interface Ground {
  table: Table | null;
  columns: readonly string[];
  model: Model | null;
}

export const needsFlow = ({ start, steps }: Chain): boolean =>
  start.from === 'flow' ||
  steps.some((s) => s.operation === 'multiply' && s.factor.kind === 'flow');
export const needsTable = ({ start, steps }: Chain): boolean =>
  ['rows', 'gaussian', 'mixture'].includes(start.from) ||
  steps.some((s) => s.operation === 'multiply' && s.factor.kind === 'table');

export async function sentOf(ground: Ground, chain: Chain): Promise<Sent> {
  const { start, steps } = chain;
  const wantsGaussian =
    start.from === 'gaussian' ||
    steps.some((s) => s.operation === 'multiply' && s.factor.kind === 'table');
  const table =
    wantsGaussian && ground.table ? await gaussianOf(ground.table, ground.columns) : null;
  return {
    start: await startOf(ground, start, table),
    table,
    flow: needsFlow(chain) ? flowOf(ground) : null,
  };
}

async function startOf(
  ground: Ground,
  start: Chain['start'],
  gaussian: GaussianSummary | null,
): Promise<SentStart> {
  if (start.from === 'typed') return start;
  if (start.from === 'flow') return { from: 'flow', flow: flowOf(ground) };
  const { table, columns } = ground;
  if (!table)
    throw new SessionError(
      say(
        'There is no table here. Begin with a distribution that you type, or with the fitted flow.',
      ),
    );
  const names = [...columns];
  if (names.length === 0) throw new SessionError(say('No column is chosen. Choose at least one.'));
  if (start.from === 'gaussian') {
    const left = (await table.profile()).rows - gaussian!.rows;
    return { from: 'gaussian', summary: gaussian!, notes: gaps(left) };
  }
  checkColumns(await table.profile(), names);
  const limit = start.from === 'mixture' ? MIXTURE_ROWS : drawsFor(names.length, MOST_ROWS);
  const { values, count, leftOut, read } = await table.rows(names, { limit });
  if (count < 2)
    throw new SessionError(
      say(
        count === 1
          ? 'Only {0} complete row in the chosen columns: a distribution needs at least 2.'
          : 'Only {0} complete rows in the chosen columns: a distribution needs at least 2.',
        count,
      ),
    );
  const part =
    count < read - leftOut
      ? [
          say(
            'These are {0} of {1} rows, chosen by a hash of their number.',
            grouped(count),
            grouped(read - leftOut),
          ),
        ]
      : [];
  return { from: start.from, names, values, notes: [...part, ...gaps(leftOut)] };
}

const gaps = (rows: number) =>
  rows === 0
    ? []
    : [
        rows === 1
          ? say('1 row with a gap in a chosen column is left out.')
          : say('{0} rows with a gap in a chosen column are left out.', grouped(rows)),
      ];

/** Streamed in file order and summed in blocks: the same bits whoever asks, on any number of threads. */
async function gaussianOf(table: Table, columns: readonly string[]): Promise<GaussianSummary> {
  if (columns.length === 0)
    throw new SessionError(say('No column is chosen. Choose at least one.'));
  const moments = new Moments(columns.length);
  for await (const piece of table.pieces([...columns])) moments.add(piece.values, piece.count);
  const summary = moments.summary(columns);
  if (summary.rows < 2)
    throw new SessionError(
      say(
        summary.rows === 1
          ? 'Only {0} complete row in the chosen columns: a Gaussian needs at least 2.'
          : 'Only {0} complete rows in the chosen columns: a Gaussian needs at least 2.',
        summary.rows,
      ),
    );
  return summary;
}

function flowOf({ model }: Ground): SentFlow {
  if (!model || model.interrupted)
    throw new SessionError(say('There is no finished model yet. Fit a flow first.'));
  requireNothingGiven(model.metadata, say('an operation'));
  return { metadata: model.metadata, tensors: model.tensors, label: model.label };
}
