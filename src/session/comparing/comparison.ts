// The flow against the Gaussian baseline, on rows neither was trained on where that is known.
import type { Table } from '../../data';
import { Gaussian } from '../../distributions/gaussian';
import { LinearGaussian } from '../../distributions/linear-gaussian';
import { cellAverage } from '../../flows/flow';
import { logDensities } from '../../flows/flow-distribution';
import { type Densities, judged, scores, verdictOf } from '../../flows/verdict';
import type { Comparison } from '../../protocol/exploration';
import type { Scores } from '../../protocol/model';
import type { Split } from '../../protocol/split';
import type { SessionContext } from '../context';
import { SessionError } from '../errors';
import { togetherIn } from '../fitting/division';
import { conditionsOf, unitedGiven } from '../given/columns';
import type { Model } from '../models/model';
import { requireColumns } from '../models/scoring';
import { noteOn, rowsNotes, SPLIT_OTHERWISE, splitNotes, unseenNotes } from './notes';
import { distinctLabels, pairedDifferences } from './paired';
import {
  conditionalPart,
  differentSplits,
  knownRows,
  reordered,
  requireSameColumns,
  rowsToCompare,
} from './rows';
import { say, together } from '../../protocol/sentence';

/** @param perColumn also fit one-column spline flows (takes some seconds a column) */
export async function compare(
  context: SessionContext,
  table: Table,
  models: Model[],
  splitBy?: string,
): Promise<Comparison> {
  const first = models[0];
  if (!first) throw new SessionError(say('There is no model to compare. Fit a flow first.'));
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
  const widest: Split | undefined =
    splitBy !== undefined
      ? { by: 'column', column: splitBy }
      : await togetherIn(
          table,
          columns,
          models.map((m) => m.metadata),
        );
  const { values, count, contexts, unseen, rows } = knownRows(
    await rowsToCompare(table, columns, splits, given, widest),
    models,
    given,
    dim,
  );
  if (count < 2)
    throw new SessionError(
      splits.length > 1
        ? SPLIT_OTHERWISE
        : say(
            'Only {0} rows can be compared: too few. At least 2 complete rows are needed.',
            count,
          ),
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
    note: together([
      ...rowsNotes(table.where, models, labels),
      noteOn(count, labels, fittedHere),
      ...splitNotes(splits),
      ...unseenNotes(unseen),
    ]),
    gaussian: gaussianScore!,
    models: entries,
    differences: pairedDifferences(labels, densities, rows.units),
  };
}

/**
 * The comparison Gaussian of `model`, on rows dequantised as the flow sees them: the
 * cell average for whole numbers. With conditions, also the one that is given nothing.
 */
export async function gaussianDensities(
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
