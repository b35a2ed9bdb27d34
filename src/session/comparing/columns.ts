// A one-column flow for each column of a comparison.
import type { Table } from '../../data';
import type { CompareColumn } from '../../protocol/exploration';
import type { Split } from '../../protocol/split';
import type { SessionContext } from '../context';
import { rowsSplitAs } from '../fitting/division';
import { startTraining } from '../fitting/training-thread';
import { givenOfTable, givenRows } from '../given/columns';

/** Steps of each one-column flow behind the per-column figures. */
const COLUMN_STEPS = 400;

/** A one-column spline flow for each column, on the same split: a flow's own columns have no closed form. */
export async function compareColumns(
  context: SessionContext,
  table: Table,
  columns: string[],
  givenNames: string[] = [],
  split?: Split,
): Promise<CompareColumn[]> {
  const { columns: profiles } = await table.profile();
  const given = await givenOfTable(table, columns, givenNames);
  const result: CompareColumn[] = [];
  for (const column of columns) {
    const { split: _, ...rows } = await rowsSplitAs(table, [column], split, {
      limit: 20_000,
      given,
    });
    const integer = [profiles.find((p) => p.name === column)?.type === 'integer'];
    const run = startTraining(
      context.dist,
      {
        engine: 'auto',
        input: Promise.resolve({
          columns: [column],
          ...rows,
          ...givenRows(given, rows),
          integer,
        }),
        request: { flow: 'spline-autoregressive', seed: 1, steps: COLUMN_STEPS },
      },
      { log: (detail) => context.log('error', detail) },
    );
    const { gaussian, flow, gain } = (await run.outcome).metadata.scores;
    result.push({ column, gaussian, flow, gain });
  }
  return result;
}
