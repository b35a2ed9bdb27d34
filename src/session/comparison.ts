// The flow against the Gaussian baseline, on rows neither was trained on where that is known.
import type { Table } from '../data';
import { Gaussian } from '../distributions/gaussian';
import { cellAverage } from '../flows/flow';
import { partOf } from '../flows/split';
import { judged, scores, verdictOf } from '../flows/verdict';
import type { Comparison, CompareColumn } from '../protocol/exploration';
import type { Scores } from '../protocol/model';
import type { SessionContext } from './context';
import { SessionError } from './errors';
import type { Model } from './model';
import { logDensities, requireColumns } from './scoring';
import { startTraining } from './training-thread';

/** Steps of each one-column flow behind the per-column figures. */
const COLUMN_STEPS = 400;

/** @param perColumn also fit one-column spline flows (takes some seconds a column) */
export async function compare(context: SessionContext, table: Table, models: Model[]): Promise<Comparison> {
  const first = models[0];
  if (!first) throw new SessionError('There is no model to compare. Fit a flow first.');
  const columns = first.columns;
  const different = models.find((m) => m.columns.join('\n') !== columns.join('\n'));
  if (different) throw new SessionError(`"${different.label}" describes other columns than "${first.label}": their log densities cannot be compared. Choose models of the same columns.`);
  await requireColumns(table, first);
  const profile = await table.profile();
  const same = models.every((m) => m.metadata.data?.fingerprint.hash === profile.fingerprint.hash);
  const dim = columns.length;
  const { values, count } = await rowsToCompare(table, columns, same);
  if (count < 2) throw new SessionError(`Only ${count} rows can be compared: too few. At least 2 complete rows are needed.`);
  const on = same ? 'test' : 'all';

  const entries: Comparison['models'] = [];
  let gaussianScore: Scores['gaussian'] | null = null;
  for (const model of models) {
    const flow = await model.open('auto', context.dist);
    try {
      const gaussian = await gaussianDensities(model, values, count);
      const own = model.metadata.specification.flow === 'gaussian' ? gaussian : await logDensities(flow, values, count, dim);
      const { atoms, atomsAccepted } = model.metadata;
      const result = judged(scores(own, gaussian, on), atoms, atomsAccepted);
      gaussianScore ??= result.gaussian;
      entries.push({ label: model.label, flow: model.metadata.specification.flow, columns, score: result.flow, gain: result.gain, verdict: verdictOf({ scores: result, atoms, atomsAccepted }) });
    } finally {
      flow.close();
    }
  }
  return {
    columns,
    rows: count,
    on,
    note: rowsNote(table.where, models) + (same
      ? `Scored on the ${count.toLocaleString('en')} test rows that neither the Gaussian nor the flow was trained on.`
      : `This file is not the one the model was fitted on: scored on all ${count.toLocaleString('en')} complete rows.`),
    gaussian: gaussianScore!,
    models: entries,
  };
}

/** Which rows these are, and whether the models were fitted on others. A row is a test row whatever the condition: its number decides. */
function rowsNote(where: string | null, models: Model[]): string {
  const others = models.filter((m) => (m.metadata.data?.where ?? null) !== where);
  const here = where === null ? '' : `Rows where ${where}. `;
  return here + others.map((m) => `${m.label} was fitted on ${m.metadata.data?.where ? `rows where ${m.metadata.data.where}` : 'all rows'}. `).join('');
}

/** The test rows of the table, or all of them; read in pieces, so that only they are held. */
async function rowsToCompare(table: Table, columns: string[], testOnly: boolean): Promise<{ values: Float64Array; count: number }> {
  const parts: Float64Array[] = [];
  const dim = columns.length;
  let count = 0;
  for await (const rows of table.pieces(columns)) {
    const part = new Float64Array(rows.count * dim);
    let kept = 0;
    for (let i = 0; i < rows.count; i++) if (!testOnly || partOf(rows.rowNumbers[i]!) === 'test') part.set(rows.values.subarray(i * dim, (i + 1) * dim), kept++ * dim);
    parts.push(part.slice(0, kept * dim));
    count += kept;
  }
  const values = new Float64Array(count * dim);
  let at = 0;
  for (const part of parts) {
    values.set(part, at);
    at += part.length;
  }
  return { values, count };
}

/** The comparison Gaussian of `model`, on rows dequantised as the flow sees them: the cell average for whole numbers. */
async function gaussianDensities(model: Model, values: Float64Array, count: number): Promise<Float64Array> {
  const { mean, covariance } = model.metadata.gaussian;
  const gaussian = new Gaussian({ names: model.columns, mean, covariance });
  return cellAverage(values, count, model.metadata.specification.preprocessing.map((t) => t.integer === true), (points) => gaussian.logProb(points, count));
}

/** A one-column spline flow for each column, on the same split: a flow's own columns have no closed form. */
export async function compareColumns(context: SessionContext, table: Table, columns: string[]): Promise<CompareColumn[]> {
  const { columns: profiles } = await table.profile();
  const result: CompareColumn[] = [];
  for (const column of columns) {
    const rows = await table.rows([column], { limit: 20_000 });
    const integer = [profiles.find((p) => p.name === column)?.type === 'integer'];
    const run = startTraining(
      context.dist,
      { engine: 'auto', input: { columns: [column], ...rows, integer }, request: { flow: 'spline-autoregressive', seed: 1, steps: COLUMN_STEPS } },
      { log: (detail) => context.log('error', detail) },
    );
    const { gaussian, flow, gain } = (await run.outcome).metadata.scores;
    result.push({ column, gaussian, flow, gain });
  }
  return result;
}
