// Log densities, samples, traces and files made from one model and one table.
import type { Table } from '../data';
import type { Flow } from '../flows/flow';
import type { EngineChoice, Trace } from '../protocol/model';
import type { SessionContext } from './context';
import { SessionError } from './errors';
import type { Model } from './model';

const CHUNK = 20_000;

/** @throws SessionError naming the columns that `table` lacks */
export async function requireColumns(table: Table, model: Model): Promise<void> {
  const profile = await table.profile();
  const names = new Set(profile.columns.filter((c) => c.modelled || c.type === 'constant').map((c) => c.name));
  const missing = model.columns.filter((c) => !names.has(c));
  if (missing.length > 0)
    throw new SessionError(
      `The model needs ${missing.length === 1 ? 'the numeric column' : 'the numeric columns'} ${missing.map((c) => `"${c}"`).join(', ')}, which this file lacks. Choose the file the model was fitted on, or one with the same columns.`,
    );
}

export async function logDensities(flow: Flow, values: Float64Array, count: number, dim: number): Promise<Float64Array> {
  const out = new Float64Array(count);
  for (let from = 0; from < count; from += CHUNK) {
    const n = Math.min(CHUNK, count - from);
    out.set(await flow.logProb(values.subarray(from * dim, (from + n) * dim), n), from);
    await new Promise((resolve) => setImmediate(resolve)); // let other requests in
  }
  return out;
}

export interface ScoreResult {
  rows: number;
  scored: number;
  meanLogDensity: number;
  standardError: number;
}

/** Writes every row and column of the file plus `log_density`: empty where a row cannot be scored, or is not among the rows that the table's condition keeps. */
export async function scoreRows(context: SessionContext, table: Table, model: Model, out: string, engine: EngineChoice): Promise<ScoreResult> {
  await requireColumns(table, model);
  const flow = await model.open(engine, context.dist, context);
  try {
    const profile = await table.profile();
    const all = new Float64Array(await table.rowEnd()).fill(NaN);
    // in pieces: what is held beside the densities does not grow with the table
    for await (const { values, rowNumbers, count } of table.pieces(model.columns)) {
      const scores = await logDensities(flow, values, count, model.columns.length);
      for (let i = 0; i < count; i++) all[rowNumbers[i]!] = scores[i]!;
    }
    await table.writeWithColumn(out, 'log_density', all);
    const scored = all.filter((v) => !Number.isNaN(v));
    return { rows: profile.fileRows ?? profile.rows, scored: scored.length, ...meanAndError(scored) };
  } finally {
    flow.close();
  }
}

function meanAndError(values: Float64Array): { meanLogDensity: number; standardError: number } {
  const n = values.length;
  let mean = 0;
  for (const v of values) mean += v / n;
  let square = 0;
  for (const v of values) square += (v - mean) ** 2;
  return { meanLogDensity: mean, standardError: n > 1 ? Math.sqrt(square / (n - 1) / n) : NaN };
}

/** Draws `count` samples into a file, Parquet by its name, else CSV: the same seed gives the same file. */
export async function drawSamples(context: SessionContext, model: Model, out: string, count: number, seed: number): Promise<{ rows: number }> {
  if (!Number.isInteger(count) || count < 1) throw new SessionError('The number of samples must be a whole number of at least 1.');
  const flow = await model.open('auto', context.dist);
  try {
    const dim = model.columns.length;
    const values = new Float64Array(count * dim);
    for (let from = 0; from < count; from += CHUNK) {
      const n = Math.min(CHUNK, count - from);
      values.set(await flow.sample(n, seed, from), from * dim);
      await new Promise((resolve) => setImmediate(resolve));
    }
    const integer = model.metadata.specification.preprocessing.map((t) => t.integer === true);
    await context.data.write(out, model.columns, values, count, integer);
    return { rows: count };
  } finally {
    flow.close();
  }
}

/** @param rowNumbers 0-based data rows; all must be complete in the model's columns */
export async function traceRows(table: Table, model: Model, rowNumbers: number[], dist: string): Promise<Trace> {
  await requireColumns(table, model);
  const { values, found } = await table.rowsAt(model.columns, rowNumbers);
  const missing = rowNumbers.filter((r) => !found.includes(r));
  if (missing.length > 0) throw new SessionError(`Row ${missing[0]} cannot be traced: it is not in the file, or has a gap in a column of the model. Rows count from 0.`);
  const flow = await model.open('reference', dist);
  try {
    return { ...(await flow.trace(values, found.length)), rows: found, columns: model.columns };
  } finally {
    flow.close();
  }
}
