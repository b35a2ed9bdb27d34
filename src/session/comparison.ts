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
  const rows = await table.rows(columns);
  const dim = columns.length;
  const kept: number[] = [];
  for (let i = 0; i < rows.count; i++) if (!same || partOf(rows.rowNumbers[i]!) === 'test') kept.push(i);
  if (kept.length < 2) throw new SessionError(`Only ${kept.length} rows can be compared: too few. At least 2 complete rows are needed.`);
  const values = new Float64Array(kept.length * dim);
  kept.forEach((row, k) => values.set(rows.values.subarray(row * dim, (row + 1) * dim), k * dim));
  const on = same ? 'test' : 'all';

  const entries: Comparison['models'] = [];
  let gaussianScore: Scores['gaussian'] | null = null;
  for (const model of models) {
    const flow = await model.open('auto', context.dist);
    try {
      const gaussian = await gaussianDensities(model, values, kept.length);
      const own = model.metadata.specification.flow === 'gaussian' ? gaussian : await logDensities(flow, values, kept.length, dim);
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
    rows: kept.length,
    on,
    note: same
      ? `Scored on the ${kept.length.toLocaleString('en')} test rows that neither the Gaussian nor the flow was trained on.`
      : `This file is not the one the model was fitted on: scored on all ${kept.length.toLocaleString('en')} complete rows.`,
    gaussian: gaussianScore!,
    models: entries,
  };
}

/** The comparison Gaussian of `model`, on rows dequantised as the flow sees them: the cell average for whole numbers. */
async function gaussianDensities(model: Model, values: Float64Array, count: number): Promise<Float64Array> {
  const { mean, covariance } = model.metadata.gaussian;
  const gaussian = new Gaussian({ names: model.columns, mean, covariance });
  return cellAverage(values, count, model.metadata.specification.preprocessing.map((t) => t.integer === true), (points) => gaussian.logProb({ values: points, count }));
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
