// The flow against the Gaussian baseline, on rows neither was trained on where that is known.
import type { Table } from '../../data';
import { Gaussian } from '../../distributions/gaussian';
import { LinearGaussian } from '../../distributions/linear-gaussian';
import { cellAverage } from '../../flows/flow';
import { partOf } from '../../flows/split';
import { type Densities, judged, type ScoredRows, scores, verdictOf } from '../../flows/verdict';
import type { GivenColumn } from '../../protocol/data';
import type { Comparison, CompareColumn } from '../../protocol/exploration';
import type { Scores } from '../../protocol/model';
import type { Split } from '../../protocol/split';
import type { SessionContext } from '../context';
import { rowsSplitAs, togetherIn, unitsAmong } from '../fitting/division';
import { SessionError } from '../errors';
import {
  conditionsOf,
  contextOfRows,
  givenOfTable,
  givenRows,
  rowsAt,
  unitedGiven,
} from '../given';
import type { Model } from '../models/model';
import { distinctLabels, pairedDifferences } from './paired';
import { logDensities } from '../../flows/flow-distribution';
import { requireColumns } from '../models/scoring';
import { startTraining } from '../fitting/training-thread';

/** Steps of each one-column flow behind the per-column figures. */
const COLUMN_STEPS = 400;

/** @param perColumn also fit one-column spline flows (takes some seconds a column) */
export async function compare(
  context: SessionContext,
  table: Table,
  models: Model[],
  splitBy?: string,
): Promise<Comparison> {
  const first = models[0];
  if (!first) throw new SessionError('There is no model to compare. Fit a flow first.');
  const columns = first.columns;
  for (const model of models) requireSameColumns(first, model);
  const labels = distinctLabels(models.map((m) => m.label));
  for (const model of models) await requireColumns(table, model);
  const profile = await table.profile();
  const fittedHere = models.map(
    (m) => m.metadata.data?.fingerprint.hash === profile.fingerprint.hash,
  );
  const same = fittedHere.every(Boolean);
  const dim = columns.length;
  const given = unitedGiven(models.map((m) => m.metadata.specification));
  const splits = same ? differentSplits(models) : [];
  const together: Split | undefined =
    splitBy !== undefined
      ? { by: 'column', column: splitBy }
      : await togetherIn(
          table,
          columns,
          models.map((m) => m.metadata),
        );
  const { values, count, contexts, unseen, rows } = knownRows(
    await rowsToCompare(table, columns, splits, given, together),
    models,
    given,
    dim,
  );
  if (count < 2)
    throw new SessionError(
      splits.length > 1
        ? SPLIT_OTHERWISE
        : `Only ${count} rows can be compared: too few. At least 2 complete rows are needed.`,
    );
  const on = same ? 'test' : 'all';

  const entries: Comparison['models'] = [];
  const densities: Float64Array[] = [];
  let gaussianScore: Scores['gaussian'] | null = null;
  for (const [m, model] of models.entries()) {
    const flow = await model.open('auto', context.dist);
    try {
      const ordered = reordered(values, columns, model.columns);
      const theirs = await gaussianDensities(model, ordered, count, contexts[m]);
      const own =
        model.metadata.specification.flow === 'gaussian'
          ? theirs.gaussian
          : await logDensities(flow, ordered, count, dim, contexts[m]);
      densities.push(own);
      const { atoms, atomsAccepted, seeds, specification } = model.metadata;
      const result = judged(scores({ flow: own, ...theirs, rows }, on), atoms, atomsAccepted);
      gaussianScore ??= result.gaussian;
      entries.push({
        label: labels[m]!,
        flow: model.metadata.specification.flow,
        columns,
        score: result.flow,
        gain: result.gain,
        ...(result.most ? { most: result.most } : {}),
        verdict: verdictOf({ scores: result, atoms, atomsAccepted, specification }),
        ...conditionalPart(model, result),
        ...(same && seeds ? { seeds } : {}),
      });
    } finally {
      flow.close();
    }
  }
  return {
    columns,
    rows: count,
    on,
    note:
      rowsNote(table.where, models, labels) +
      noteOn(count, labels, fittedHere) +
      splitNote(splits) +
      unseenNote(unseen),
    gaussian: gaussianScore!,
    models: entries,
    differences: pairedDifferences(labels, densities, rows.units),
  };
}

/** Which rows these are, and whether the models were fitted on others. A row is a test row whatever the condition: its number decides. */
function rowsNote(where: string | null, models: Model[], labels: string[]): string {
  const others = models
    .map((m, i) => ({ metadata: m.metadata, label: labels[i]! }))
    .filter(({ metadata }) => (metadata.data?.where ?? null) !== where);
  const here = where === null ? '' : `Rows where ${where}. `;
  return (
    here +
    others
      .map(
        (m) =>
          `"${m.label}" was fitted on ${m.metadata.data?.where ? `rows where ${m.metadata.data.where}` : 'all rows'}. `,
      )
      .join('')
  );
}

const SPLIT_OTHERWISE =
  'These models were split in different ways, and no row is a test row of all of them. Fit them again with the same split.';

/** How models of this file were split, each way once; what goes together more widely than rows by themselves first. */
function differentSplits(models: Model[]): Split[] {
  const all = models.map(({ metadata: { split } }): Split => split ?? { by: 'rows' });
  const known = new Map(all.map(({ asked: _, ...split }) => [JSON.stringify(split), split]));
  return [...known.values()].sort((a, b) => Number(a.by === 'rows') - Number(b.by === 'rows'));
}

const splitNote = (splits: Split[]) =>
  splits.length > 1
    ? ' The models were split in different ways: these are test rows of all of them.'
    : '';

interface ComparedRows {
  values: Float64Array;
  count: number;
  /** row-major count x what is given */
  given: Float64Array;
  rows: ScoredRows;
}

/** Rows that are test rows by each of `splits` (all rows where there is none); read in pieces, so that only they are held. @param together what of them is not independent */
async function rowsToCompare(
  table: Table,
  columns: string[],
  splits: Split[],
  given: GivenColumn[],
  together: Split | undefined,
): Promise<ComparedRows> {
  const parts: {
    values: Float64Array;
    given: Float64Array;
    rowNumbers: Float64Array;
    units: Float64Array;
  }[] = [];
  const ways = await Promise.all(
    [together, ...splits].map(async (split) => ({ split, ...(await unitsAmong(table, split)) })),
  );
  const [first, ...others] = ways.map(({ key }) => table.pieces(columns, undefined, given, key));
  for await (const rows of first!) {
    // the others read the same rows, with other keys
    const read = [
      rows,
      ...(await Promise.all(
        others.map(async (pieces) => (await pieces.next()).value as typeof rows),
      )),
    ];
    const units = await Promise.all(
      ways.map(async (way, w) => (await way.units(read[w]!)) ?? read[w]!.rowNumbers),
    );
    const kept = Int32Array.from({ length: rows.count }, (_, i) => i).filter((i) =>
      splits.every((split, w) => partOf(units[w + 1]![i]!, split) === 'test'),
    );
    parts.push({
      values: rowsAt(rows.values, kept, columns.length),
      given: rowsAt(rows.givenValues, kept, given.length),
      rowNumbers: rowsAt(rows.rowNumbers, kept, 1),
      units: rowsAt(units[0]!, kept, 1),
    });
  }
  const rowNumbers = joined(parts.map((p) => p.rowNumbers));
  const split = together?.by === 'rows' ? undefined : together;
  const rows = {
    rowNumbers,
    ...(split ? { split, units: joined(parts.map((p) => p.units)) } : {}),
  };
  return {
    values: joined(parts.map((p) => p.values)),
    count: rowNumbers.length,
    given: joined(parts.map((p) => p.given)),
    rows,
  };
}

function joined(parts: Float64Array[]): Float64Array {
  const out = new Float64Array(parts.reduce((n, part) => n + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** The rows whose levels every model knows, with the numbers that each model is given. */
function knownRows(
  rows: ComparedRows,
  models: Model[],
  given: GivenColumn[],
  dim: number,
): {
  values: Float64Array;
  count: number;
  contexts: (Float64Array | undefined)[];
  unseen: number;
  rows: ScoredRows;
} {
  const encoded = models.map((m) => contextOfRows(m.metadata.specification, given, rows.given));
  const sets = encoded.flatMap((e) => (e ? [new Set(e.kept)] : []));
  const kept = Int32Array.from({ length: rows.count }, (_, i) => i).filter((i) =>
    sets.every((set) => set.has(i)),
  );
  const unseen = rows.count - kept.length;
  if (unseen === 0)
    return {
      values: rows.values,
      count: rows.count,
      contexts: encoded.map((e) => e?.context),
      unseen,
      rows: rows.rows,
    };
  const picked = rowsAt(rows.given, kept, given.length);
  const { rowNumbers, units, split } = rows.rows;
  const known = {
    rowNumbers: Float64Array.from(kept, (i) => rowNumbers[i]!),
    split,
    ...(units ? { units: Float64Array.from(kept, (i) => units[i]!) } : {}),
  };
  return {
    rows: known,
    values: rowsAt(rows.values, kept, dim),
    count: kept.length,
    contexts: models.map((m) => contextOfRows(m.metadata.specification, given, picked)?.context),
    unseen,
  };
}

const unseenNote = (rows: number) =>
  rows === 0
    ? ''
    : ` ${rows.toLocaleString('en')} rows have a level that a model was not trained on, and were left out.`;

/** What a model is compared with, and with conditions what else. */
function conditionalPart(
  model: Model,
  { gaussian, overUnconditional, groups }: Scores,
): Partial<Comparison['models'][number]> {
  const given = conditionsOf(model.metadata.specification).map((c) => c.column);
  const { kind } = model.metadata.gaussian;
  return given.length === 0
    ? { baseline: gaussian, ...(kind ? { covariance: kind } : {}) }
    : {
        given,
        baseline: gaussian,
        ...(overUnconditional ? { overUnconditional } : {}),
        ...(groups ? { groups } : {}),
      };
}

/** @throws SessionError */
export function requireSameColumns(first: Model, other: Model): void {
  const sorted = (model: Model) => [...model.columns].sort();
  if (sorted(first).join('\n') === sorted(other).join('\n')) return;
  const list = (model: Model) => model.columns.map((c) => `"${c}"`).join(', ');
  throw new SessionError(
    `Log densities of different column sets are never compared: "${first.label}" describes ${list(first)}, and "${other.label}" ${list(other)}. Choose models of the same columns.`,
  );
}

/** Row-major rows with their columns in another order. */
function reordered(values: Float64Array, from: string[], to: string[]): Float64Array {
  const place = to.map((name) => from.indexOf(name));
  const dim = from.length;
  return place.every((p, d) => p === d)
    ? values
    : values.map((_, i) => values[i - (i % dim) + place[i % dim]!]!);
}

/** Which rows were scored, and whether a model has seen them. @param own whether each model was fitted on this file */
function noteOn(rows: number, labels: string[], own: boolean[]): string {
  const n = rows.toLocaleString('en');
  if (own.every(Boolean))
    return `Scored on the ${n} test rows that neither the Gaussian nor the ${own.length > 1 ? 'flows were' : 'flow was'} trained on.`;
  if (!own.some(Boolean))
    return `This file is not the one the ${own.length > 1 ? 'models were' : 'model was'} fitted on: scored on all ${n} complete rows.`;
  const seen = labels
    .filter((_, i) => own[i])
    .map((label) => `"${label}"`)
    .join(', ');
  return `Scored on all ${n} complete rows: ${seen} was fitted on this file and has seen most of them, which favours it; the others have not.`;
}

/** The comparison Gaussian of `model`, on rows dequantised as the flow sees them: the cell average for whole numbers. With conditions, also the one that is given nothing. */
async function gaussianDensities(
  model: Model,
  values: Float64Array,
  count: number,
  context?: Float64Array,
): Promise<Omit<Densities, 'flow'>> {
  const {
    specification,
    baseline,
    gaussian: { mean, covariance },
  } = model.metadata;
  const average = (density: (points: Float64Array) => Float64Array) =>
    cellAverage(
      values,
      count,
      specification.preprocessing.map((t) => t.integer === true),
      density,
    );
  const plain = new Gaussian({ names: model.columns, mean, covariance });
  const unconditional = await average((points) => plain.logProb({ values: points, count }));
  if (!baseline || !context) return { gaussian: unconditional };
  const linear = new LinearGaussian(model.columns, baseline);
  return {
    gaussian: await average((points) => linear.logProb(points, context, count)),
    given: { unconditional, conditions: conditionsOf(specification), context },
  };
}

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
