// Single rows through the layers of a model: states, log determinants, Jacobians, and the inverse step by step.
import { join } from 'node:path';
import type { Table } from '../../data';
import { openEngine } from '../../engines';
import { lookInto } from '../../engines/reference/look';
import { Flow } from '../../flows/flow';
import { contextSize, type Tensors } from '../../flows/layout';
import { inverseCosts, lookAtPreprocessing } from '../../flows/look';
import type { InverseView, LayerLook, RowLook } from '../../protocol/microscope';
import type { FlowSpecification, Trace } from '../../protocol/model';
import { say } from '../../protocol/sentence';
import { SessionError } from '../errors';
import { contextOfRows, givenColumnsOf } from '../given/columns';
import type { Model } from './model';
import { requireColumns } from './scoring';

interface TracedRows {
  values: Float64Array;
  /** numbers of the rows */
  found: number[];
  context: Float64Array | undefined;
}

/** @param rowNumbers 0-based data rows; all must be complete in the model's columns */
async function rowsToTrace(table: Table, model: Model, rowNumbers: number[]): Promise<TracedRows> {
  await requireColumns(table, model);
  const { specification } = model.metadata;
  const columns = givenColumnsOf(specification);
  const { values, found, givenValues } = await table.rowsAt(model.columns, rowNumbers, columns);
  const missing = rowNumbers.filter((r) => !found.includes(r));
  if (missing.length > 0)
    throw new SessionError(
      say(
        'Row {0} cannot be traced: it is not in the file, or has a gap in a column of the model. Rows count from 0.',
        missing[0]!,
      ),
    );
  const known = contextOfRows(specification, columns, givenValues);
  const unseen = known && found.find((_, i) => !known.kept.includes(i));
  if (typeof unseen === 'number')
    throw new SessionError(
      say(
        'Row {0} has no density: no training row had its level of {1}.',
        unseen,
        columns.map((c) => `"${c.column}"`).join(' or '),
      ),
    );
  return { values, found, context: known?.context };
}

/** States and log determinants of rows, and with `jacobian` each layer's matrix at each of them. */
export async function traceRows(
  table: Table,
  model: Model,
  rowNumbers: number[],
  dist: string,
  jacobian = false,
): Promise<Trace & { jacobians?: RowLook[] }> {
  const { values, found, context } = await rowsToTrace(table, model, rowNumbers);
  const flow = await model.open('reference', dist);
  try {
    const trace = {
      ...(await flow.trace(values, found.length, context)),
      rows: found,
      columns: model.columns,
    };
    if (!jacobian) return trace;
    return { ...trace, jacobians: found.map((_, n) => lookAtRow(model, trace, n, context)) };
  } finally {
    flow.close();
  }
}

/** @param n place of the row in the trace, which is that of the reference engine */
export function lookAtRow(
  model: { metadata: { specification: FlowSpecification }; tensors: Tensors },
  trace: Trace,
  n: number,
  context: Float64Array | undefined,
): RowLook {
  const { specification } = model.metadata;
  const size = contextSize(specification);
  const states = trace.layers.map((layer) => Float64Array.from(layer.state[n]!));
  const given = context?.subarray(n * size, (n + 1) * size) ?? new Float64Array(0);
  const layers: LayerLook[] = specification.layers.map((layer, l) =>
    lookInto(layer, l, model.tensors, { u: states[l]!, x: states[l + 1]!, context: given }),
  );
  layers.push(lookAtPreprocessing(states.at(-2)!, states.at(-1)!, specification.preprocessing));
  return {
    row: trace.rows[n]!,
    columns: trace.columns,
    layers,
    baseLogDensity: trace.baseLogDensity[n]!,
    logDensity: trace.logDensity[n]!,
  };
}

/** One row found again from its base point, column by column; checked in two engines. */
export async function inverseOfRow(
  table: Table,
  model: Model,
  row: number,
  dist: string,
): Promise<InverseView> {
  const { values, context } = await rowsToTrace(table, model, [row]);
  const flow = await model.open('reference', dist);
  try {
    const trace = {
      ...(await flow.trace(values, 1, context)),
      rows: [row],
      columns: model.columns,
    };
    const { layers, columns } = lookAtRow(model, trace, 0, context);
    const u = layers[0]!.u;
    const x = await flow.push(Float64Array.from(u), 1, context);
    return {
      row,
      columns,
      u,
      x: [...x],
      layers: layers.map(({ name, u: from, x: to, columns: steps }) => ({
        name,
        u: from,
        x: to,
        columns: steps,
      })),
      costs: inverseCosts(layers),
      roundTrip: {
        reference: await roundTrip(flow, u, context),
        other: await inAnotherEngine(model, dist, u, context),
      },
    };
  } finally {
    flow.close();
  }
}

/** The engine that draws: the fastest one that this machine runs. */
async function inAnotherEngine(
  model: Model,
  dist: string,
  u: number[],
  context: Float64Array | undefined,
): Promise<InverseView['roundTrip']['other']> {
  const { engine } = await openEngine('auto', { wasmFolder: join(dist, 'wasm'), threads: 1 });
  const flow = await Flow.open(engine, model.metadata.specification, model.tensors);
  try {
    return { engine: engine.name, difference: await roundTrip(flow, u, context) };
  } finally {
    flow.close();
  }
}

/** Largest |u - u of the row that u becomes|. */
async function roundTrip(
  flow: Flow,
  u: readonly number[],
  context: Float64Array | undefined,
): Promise<number> {
  const x = await flow.push(Float64Array.from(u), 1, context);
  const back = (await flow.trace(x, 1, context)).layers[0]!.state[0]!;
  return u.reduce((most, v, d) => Math.max(most, Math.abs(v - back[d]!)), 0);
}
