// A posterior at an observation as a use case: from a model of parameters given observations, or from a likelihood.
import { existsSync } from 'node:fs';
import { flowDistribution, logDensities } from '../../flows/flow-distribution';
import type { Flow } from '../../flows/flow';
import { fromLikelihood, type FromLikelihood } from '../../inference/from-likelihood';
import { type Posterior, posterior } from '../../inference/posterior';
import { densityPrior, type Prior, typedPrior } from '../../inference/prior';
import type { Condition } from '../../protocol/model';
import { grouped, say, type Sentence } from '../../protocol/sentence';
import { outsideValues, outsideWords } from '../../protocol/words/conditions';
import type { SessionContext } from '../context';
import { SessionError } from '../errors';
import { chosenContext } from '../given/chosen';
import { conditionsOf } from '../given/columns';
import { Model } from '../models/model';
import { MODEL_SUFFIX } from '../models/store';
import { observed, type Observing } from './observed';

export interface PosteriorWish {
  from: Observing;
  /** typed, or a model file of the parameters alone */
  prior?: string | undefined;
  tablePrior?: string | undefined;
  count: number;
  seed: number;
  out: string;
}

export type PosteriorFile = Omit<Posterior, 'values' | 'logDensity' | 'names'> &
  Partial<Pick<FromLikelihood, 'acceptance' | 'logEvidence'>> & {
    method: 'conditional flow' | FromLikelihood['method'];
    draws: number;
    trials: number;
    columns: string[];
  };

/** Draws into a file, with the log density of each where it is known. @throws SessionError or DistributionError */
export async function posteriorInto(
  context: SessionContext,
  modelPath: string,
  wish: PosteriorWish,
): Promise<PosteriorFile> {
  const model = await Model.read(modelPath);
  const seen = await observed(context, model, wish.from);
  const flow = await model.open('auto', context.dist);
  const closing: { close(): void }[] = [flow];
  try {
    const priorOf = async (text: string | undefined, names: readonly string[]) => {
      if (text === undefined) return null;
      const opened = await openPrior(context, text, names);
      closing.push(opened);
      return opened.prior;
    };
    const conditions = conditionsOf(model.metadata.specification);
    const { count, seed } = wish;
    if (seen.direction === 'posterior') {
      const at = chosenContext(conditions, seen.given);
      const [wanted, table] = [
        await priorOf(wish.prior, model.columns),
        await priorOf(wish.tablePrior, model.columns),
      ];
      const found = await posterior(
        flowDistribution(flow.unbounded, at),
        {
          wanted,
          table: wanted && table,
          bounds: model.metadata.specification.support ?? [],
        },
        count,
        seed,
      );
      const warnings = outsideValues(conditions, seen.given).map((v) => outsideWords(v));
      return await written(context, wish, found, 1, 'conditional flow', warnings);
    }
    const numeric = numbersOf(conditions);
    if (wish.prior === undefined)
      throw new SessionError(
        say(
          'This model is of {0} given {1}: a likelihood needs a prior. Say it with --prior, as in --prior "{2}=normal(0,1)", with a law for each of {1}.',
          model.columns.join(', '),
          numeric.map((c) => c.column).join(', '),
          numeric[0]!.column,
        ),
      );
    const prior = (await priorOf(
      wish.prior,
      numeric.map((c) => c.column),
    ))!;
    const { trials, count: number } = seen;
    const found = await fromLikelihood(
      prior,
      likelihoodOf(flow, numeric, trials, number),
      count,
      seed,
    );
    return await written(context, wish, found, number, found.method, guessed(numeric, found));
  } finally {
    for (const each of closing) each.close();
  }
}

/** Typed, or a model file of the parameters alone. @throws SessionError or DistributionError */
export async function openPrior(
  context: SessionContext,
  text: string,
  names: readonly string[],
): Promise<{ prior: Prior; close(): void }> {
  if (!existsSync(text) || !text.endsWith(MODEL_SUFFIX))
    return { prior: await typedPrior(text, names), close: () => undefined };
  const model = await Model.read(text);
  if (conditionsOf(model.metadata.specification).length > 0)
    throw new SessionError(
      say('{0} is given something: a prior is a model of the parameters alone.', model.label),
    );
  const flow = await model.open('auto', context.dist);
  const prior = densityPrior(
    flowDistribution(flow),
    say('the model {0}', model.label),
    model.metadata.specification.support ?? [],
    names,
  );
  return { prior, close: () => flow.close() };
}

type Numeric = Extract<Condition, { kind: 'number' }>;

/** @throws SessionError for a category, which no prior here has */
function numbersOf(conditions: Condition[]): Numeric[] {
  return conditions.map((c) => {
    if (c.kind === 'category')
      throw new SessionError(
        say('"{0}" is a category: only parameters that are numbers can be inferred.', c.column),
      );
    return c;
  });
}

/** The sum over trials of log q(trial | parameters). */
function likelihoodOf(flow: Flow, conditions: Numeric[], trials: Float64Array, number: number) {
  const dim = conditions.length;
  const size = trials.length / number;
  const part = Math.max(1, Math.floor(20_000 / number));
  return async (values: Float64Array, count: number): Promise<Float64Array> => {
    const out = new Float64Array(count);
    for (let from = 0; from < count; from += part) {
      const n = Math.min(part, count - from);
      const rows = new Float64Array(n * number * size);
      const given = new Float64Array(n * number * dim);
      for (let k = 0; k < n; k++) {
        rows.set(trials, k * trials.length);
        for (let t = 0; t < number; t++)
          conditions.forEach(({ shift, scale }, d) => {
            given[(k * number + t) * dim + d] = (values[(from + k) * dim + d]! - shift) / scale;
          });
      }
      const logs = await logDensities(flow, rows, n * number, size, given);
      for (let i = 0; i < logs.length; i++) out[from + Math.floor(i / number)]! += logs[i]!;
    }
    return out;
  };
}

const SOME = 0.01;

/** A sentence where draws lie outside the parameters that the likelihood was fitted with. */
function guessed(conditions: Numeric[], { values }: Posterior): Sentence[] {
  const dim = conditions.length;
  const count = values.length / dim;
  return conditions.flatMap(({ column, low, high }, d) => {
    if (low === undefined || high === undefined) return [];
    let outside = 0;
    for (let n = 0; n < count; n++)
      if (values[n * dim + d]! < low || values[n * dim + d]! > high) outside += 1 / count;
    return outside > SOME
      ? [
          say(
            '{0} % of the draws have {1} outside the simulations ({2} to {3}): the likelihood there is a guess.',
            Math.round(100 * outside),
            column,
            Number(low.toPrecision(4)),
            Number(high.toPrecision(4)),
          ),
        ]
      : [];
  });
}

async function written(
  context: SessionContext,
  { out, count }: PosteriorWish,
  found: Posterior | FromLikelihood,
  trials: number,
  method: PosteriorFile['method'],
  warnings: Sentence[],
): Promise<PosteriorFile> {
  const { names, values, logDensity, notes, ...rest } = found;
  const dim = names.length;
  const columns = logDensity ? [...names, 'log_density'] : [...names];
  const rows = new Float64Array(count * columns.length);
  for (let n = 0; n < count; n++) {
    rows.set(values.subarray(n * dim, (n + 1) * dim), n * columns.length);
    if (logDensity) rows[n * columns.length + dim] = logDensity[n]!;
  }
  await context.data.write(out, columns, rows, count);
  return {
    ...rest,
    method,
    draws: count,
    trials,
    columns,
    notes: [
      ...(trials > 1
        ? [say('{0} independent trials of the same parameters.', grouped(trials))]
        : []),
      ...notes,
      ...warnings,
    ],
  };
}
