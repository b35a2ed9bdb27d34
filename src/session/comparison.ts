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
import { distinctLabels, pairedDifferences } from './paired';
import { logDensities, requireColumns } from './scoring';
import { startTraining } from './training-thread';

/** Steps of each one-column flow behind the per-column figures. */
const COLUMN_STEPS = 400;

/** @param perColumn also fit one-column spline flows (takes some seconds a column) */
export async function compare(context: SessionContext, table: Table, models: Model[]): Promise<Comparison> {
  const first = models[0];
  if (!first) throw new SessionError('There is no model to compare. Fit a flow first.');
  const columns = first.columns;
  for (const model of models) requireSameColumns(first, model);
  const labels = distinctLabels(models.map((m) => m.label));
  await requireColumns(table, first);
  const profile = await table.profile();
  const fittedHere = models.map((m) => m.metadata.data?.fingerprint.hash === profile.fingerprint.hash);
  const same = fittedHere.every(Boolean);
  const dim = columns.length;
  const { values, count } = await rowsToCompare(table, columns, same);
  if (count < 2) throw new SessionError(`Only ${count} rows can be compared: too few. At least 2 complete rows are needed.`);
  const on = same ? 'test' : 'all';

  const entries: Comparison['models'] = [];
  const densities: Float64Array[] = [];
  let gaussianScore: Scores['gaussian'] | null = null;
  for (const [m, model] of models.entries()) {
    const flow = await model.open('auto', context.dist);
    try {
      const ordered = reordered(values, columns, model.columns);
      const gaussian = await gaussianDensities(model, ordered, count);
      const own = model.metadata.specification.flow === 'gaussian' ? gaussian : await logDensities(flow, ordered, count, dim);
      densities.push(own);
      const { atoms, atomsAccepted, seeds } = model.metadata;
      const result = judged(scores(own, gaussian, on), atoms, atomsAccepted);
      gaussianScore ??= result.gaussian;
      entries.push({ label: labels[m]!, flow: model.metadata.specification.flow, columns, score: result.flow, gain: result.gain, ...(result.most ? { most: result.most } : {}), verdict: verdictOf({ scores: result, atoms, atomsAccepted }), ...(same && seeds ? { seeds } : {}) });
    } finally {
      flow.close();
    }
  }
  return {
    columns,
    rows: count,
    on,
    note: rowsNote(table.where, models, labels) + noteOn(count, labels, fittedHere),
    gaussian: gaussianScore!,
    models: entries,
    differences: pairedDifferences(labels, densities),
  };
}

/** Which rows these are, and whether the models were fitted on others. A row is a test row whatever the condition: its number decides. */
function rowsNote(where: string | null, models: Model[], labels: string[]): string {
  const others = models.map((m, i) => ({ metadata: m.metadata, label: labels[i]! })).filter(({ metadata }) => (metadata.data?.where ?? null) !== where);
  const here = where === null ? '' : `Rows where ${where}. `;
  return here + others.map((m) => `"${m.label}" was fitted on ${m.metadata.data?.where ? `rows where ${m.metadata.data.where}` : 'all rows'}. `).join('');
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

/** @throws SessionError */
export function requireSameColumns(first: Model, other: Model): void {
  const sorted = (model: Model) => [...model.columns].sort();
  if (sorted(first).join('\n') === sorted(other).join('\n')) return;
  const list = (model: Model) => model.columns.map((c) => `"${c}"`).join(', ');
  throw new SessionError(`Log densities of different column sets are never compared: "${first.label}" describes ${list(first)}, and "${other.label}" ${list(other)}. Choose models of the same columns.`);
}

/** Row-major rows with their columns in another order. */
function reordered(values: Float64Array, from: string[], to: string[]): Float64Array {
  const place = to.map((name) => from.indexOf(name));
  const dim = from.length;
  return place.every((p, d) => p === d) ? values : values.map((_, i) => values[i - (i % dim) + place[i % dim]!]!);
}

/** Which rows were scored, and whether a model has seen them. @param own whether each model was fitted on this file */
function noteOn(rows: number, labels: string[], own: boolean[]): string {
  const n = rows.toLocaleString('en');
  if (own.every(Boolean)) return `Scored on the ${n} test rows that neither the Gaussian nor the ${own.length > 1 ? 'flows were' : 'flow was'} trained on.`;
  if (!own.some(Boolean)) return `This file is not the one the ${own.length > 1 ? 'models were' : 'model was'} fitted on: scored on all ${n} complete rows.`;
  const seen = labels.filter((_, i) => own[i]).map((label) => `"${label}"`).join(', ');
  return `Scored on all ${n} complete rows: ${seen} was fitted on this file and has seen most of them, which favours it; the others have not.`;
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
