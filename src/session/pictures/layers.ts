// How the layers of a flow move rows: test rows, chosen rows, or draws of the flow itself.
import { rowsAt } from '../../distributions/distribution';
import type { Table } from '../../data';
import type { Flow } from '../../flows/flow';
import { partOf } from '../../flows/split/split';
import type { LayersView } from '../../protocol/exploration';
import type { Lens } from '../../protocol/pictures';
import { SessionError } from '../errors';
import { unitsAmong } from '../fitting/division';
import { ConditionedFlow } from '../given/conditioned-flow';
import { contextOfRows, givenColumnsOf } from '../given/columns';
import { ownLens } from '../given/chosen';
import type { ShownModel } from '../models/shown-model';
import type { ShownTable } from '../opening/shown-table';
import { say } from '../../protocol/sentence';

const ROWS = 1000;
/** Rows that are read for so many test rows among them. */
const READ = 12 * ROWS;
export const SAMPLES_SEED = 20_240_302;

/** @param chosen numbers of rows, for "chosen rows" @throws SessionError where there is no flow, or no such row */
export async function layersOf(
  shown: ShownModel,
  table: ShownTable,
  from: LayersView['from'],
  chosen: number[] = [],
  lens: Lens = {},
): Promise<LayersView> {
  const { flow } = shown;
  if (!flow) throw new SessionError(say('There is no flow to look into yet. Fit one first.'));
  if (from === 'flow samples') {
    const samples = await ConditionedFlow.of(flow, table.table, lens);
    return layers(
      flow,
      shown.columns,
      await samples.sample(ROWS, SAMPLES_SEED),
      Array.from({ length: ROWS }, (_, k) => -1 - k),
      from,
      samples.contextOf(0, ROWS),
    );
  }
  const follow = new Followed(flow, shown.columns, from);
  return from === 'chosen rows'
    ? follow.chosen(table.needed(), chosen)
    : follow.test(table.needed(), shown.model?.metadata.split, lens);
}

/** Rows of a table through the layers, with what they are given; those of unknown levels are left out. */
class Followed {
  private readonly given;

  constructor(
    private readonly flow: Flow,
    private readonly columns: string[],
    private readonly from: LayersView['from'],
  ) {
    this.given = givenColumnsOf(flow.specification);
  }

  async chosen(table: Table, chosen: number[]): Promise<LayersView> {
    const { values, found, givenValues } = await table.rowsAt(this.columns, chosen, this.given);
    if (found.length === 0)
      throw new SessionError(
        say('None of these rows is complete in the columns of the model. Rows count from 0.'),
      );
    return this.rows(values, found, givenValues);
  }

  async test(
    table: Table,
    division: Parameters<typeof unitsAmong>[1],
    lens: Lens,
  ): Promise<LayersView> {
    const { flow, columns, given } = this;
    const { key, units } = await unitsAmong(table, division);
    const own = ownLens(flow.specification, lens);
    const rows = await table.sample(columns, READ, own, given, key);
    const together = (await units(rows)) ?? rows.rowNumbers;
    const known =
      contextOfRows(flow.specification, given, rows.givenValues)?.kept ?? rows.rowNumbers.keys();
    const test = Array.from(known)
      .filter((i) => partOf(together[i]!, division) === 'test')
      .slice(0, ROWS);
    const view = await this.rows(
      rowsAt(rows.values, test, columns.length),
      test.map((i) => rows.rowNumbers[i]!),
      rowsAt(rows.givenValues, test, given.length),
    );
    const { level, levels } = rows;
    if (!level || !levels) return view;
    const levelOfRow = Uint8Array.from(test, (i) => level[i]!);
    return { ...view, split: { column: lens.split!, levels, level: levelOfRow } };
  }

  private rows(values: Float64Array, rows: number[], of: Float64Array): Promise<LayersView> {
    const { flow, columns, given, from } = this;
    const known = contextOfRows(flow.specification, given, of);
    if (!known) return layers(flow, columns, values, rows, from);
    const { kept, context } = known;
    return layers(
      flow,
      columns,
      rowsAt(values, kept, columns.length),
      Array.from(kept, (i) => rows[i]!),
      from,
      context,
    );
  }
}

/** States and log determinants of rows through the layers, u to x. @param context what they are given */
async function layers(
  flow: Flow,
  columns: string[],
  values: Float64Array,
  rows: number[],
  from: LayersView['from'],
  context?: Float64Array,
): Promise<LayersView> {
  const trace = await flow.trace(values, rows.length, context);
  return {
    columns,
    names: trace.layers.map((l) => l.name),
    rows,
    states: trace.layers.map((l) => Float32Array.from(l.state.flat())),
    logDets: trace.layers.map((l) => Float32Array.from(l.logDet)),
    baseLogDensity: Float32Array.from(trace.baseLogDensity),
    logDensity: Float32Array.from(trace.logDensity),
    from,
    ...(context ? { conditioned: true } : {}),
  };
}
