// The use cases of a session without a window: what the command line calls. One table, one model, one result.
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { checkColumns, type OpenOptions, type Table } from '../data';
import type { FitProgress } from '../flows/fit/request';
import { columnsByDefault, leftOutWords } from '../protocol/columns';
import type { DataProfile } from '../protocol/data';
import type { FitOptions } from '../protocol/fit-options';
import type { EngineChoice, ExportFormat, TransformChoice } from '../protocol/choices';
import type { InverseView, RowLook } from '../protocol/microscope';
import type { GivenValues, ModelMetadata, Trace } from '../protocol/model';
import { atomsAheadWords, withoutAtom } from '../protocol/words/atoms';
import { givenNames } from '../protocol/words/conditions';
import type { ScoreResult } from '../protocol/scoring';
import { compare } from './comparing/comparison';
import type { SessionContext } from './context';
import { beginFit } from './fitting/begin';
import { SessionError, sentenceOf } from './errors';
import { exportModel } from './models/export';
import { startMixture } from './comparing/mixture';
import { Model, timeless } from './models/model';
import { drawSamples, type Drawn, scoreRows, type Within } from './models/scoring';
import { inverseOfRow, traceRows } from './models/tracing';
import { MODEL_SUFFIX } from './models/store';
import type { TrainingHooks } from './fitting/training-thread';
import { english, say, type Sentence } from '../protocol/sentence';

/** A fit that is killed leaves its last checkpoint beside the file it would have written: `--resume` takes it up. */
const CHECKPOINT_SUFFIX = `.checkpoint${MODEL_SUFFIX}`;

export interface HeadlessFit extends FitOptions {
  out: string;
  columns?: string[];
  /** columns that the density is given */
  given?: string[];
  transforms: Record<string, TransformChoice>;
  /** a model file or checkpoint */
  resume?: string;
  /** no times in the file */
  reproducible?: boolean;
  how: How;
}

/** What is said about how a table is read, and which of its rows. */
export type How = Pick<OpenOptions, 'said' | 'where'>;

/** @param quick without distinct counts and quantiles, which take longer than all the rest */
export async function profile(
  context: SessionContext,
  path: string,
  how: How,
  quick = false,
): Promise<DataProfile> {
  return using(await context.data.open(path, how), (table) =>
    quick ? table.profile() : table.detail(),
  );
}

interface FitFileHooks extends Omit<TrainingHooks, 'atoms'> {
  /** receives the function that stops the fit and keeps its best */
  onStop?(stop: () => void): void;
  /** before the training: why there will be no verdict, and a condition without the rows that are the reason */
  ahead?(sentence: Sentence, without: string): void;
}

/** Fits and writes the model. */
export async function fitFile(
  context: SessionContext,
  path: string,
  options: HeadlessFit,
  hooks: FitFileHooks,
): Promise<{ model: Model; read: number }> {
  if (!options.out.endsWith(MODEL_SUFFIX))
    throw new SessionError(say('--out must end in {0}.', MODEL_SUFFIX));
  if (!existsSync(dirname(options.out) || '.'))
    throw new SessionError(
      say('The folder of {0} does not exist. Create it or choose another place.', options.out),
    );
  const before = options.resume ? await Model.read(options.resume) : null;
  return using(await context.data.open(path, options.how), async (table) => {
    const data = await table.profile();
    const names = options.given ?? (before ? givenNames(before.metadata.specification) : []);
    const own = columnsByDefault(data.columns, names);
    const asked = options.columns ?? before?.columns;
    const columns = asked ?? own.chosen;
    if (!asked) for (const sentence of leftOutWords(own)) hooks.notice?.(sentence);
    checkColumns(data, columns);
    if (columns.length === 0)
      throw new SessionError(
        say('{0} has no numeric column to fit. Flowscope models numbers only.', path),
      );
    for (const name of Object.keys(options.transforms))
      if (!columns.includes(name))
        throw new SessionError(
          say(
            '--transform names "{0}", which is not among the fitted columns: {1}.',
            name,
            columns.join(', '),
          ),
        );
    if (before && options.split)
      throw new SessionError(
        say('A fit that is taken up again keeps its split: leave --split and --split-by out.'),
      );
    const checkpoint = options.out.slice(0, -MODEL_SUFFIX.length) + CHECKPOINT_SUFFIX;
    const resume = before && {
      metadata: before.metadata,
      tensors: { ...before.tensors, ...before.checkpoint },
    };
    let writing = Promise.resolve();
    const run = beginFit(
      context,
      Promise.resolve(table),
      { columns, given: names, ...(resume ? { resume } : {}) },
      options,
      {
        ...hooks,
        atoms: (atoms) =>
          hooks.ahead?.(
            atomsAheadWords(atoms),
            atoms
              .map((atom) =>
                withoutAtom(
                  atom,
                  data.columns.find((c) => c.name === atom.column)!,
                ),
              )
              .join(' AND '),
          ),
        progress: (progress) => {
          hooks.progress?.(progress);
          const found = progress.checkpoint;
          if (found)
            writing = writing
              .then(() => run.modelOf(found, path).write(checkpoint))
              .catch((error) =>
                context.log('warn', `${checkpoint}: ${english(sentenceOf(error))}`),
              );
        },
      },
    );
    hooks.onStop?.(run.stop);
    const model = run.modelOf(await run.outcome, path);
    await writing;
    if (options.reproducible) model.metadata = timeless(model.metadata);
    await model.write(options.out);
    await rm(checkpoint, { force: true });
    return { model, read: run.read() };
  });
}

export async function scoreFile(
  context: SessionContext,
  modelPath: string,
  path: string,
  out: string,
  engine: EngineChoice,
  how: How,
): Promise<ScoreResult> {
  const model = await Model.read(modelPath);
  return using(await context.data.open(path, how), (table) =>
    scoreRows(context, table, model, out, engine),
  );
}

export async function sampleFile(
  context: SessionContext,
  modelPath: string,
  out: string,
  count: number,
  seed: number,
  given?: GivenValues,
  within?: Within,
): Promise<Drawn> {
  return drawSamples(context, await Model.read(modelPath), out, count, seed, given, within);
}

export async function compareFile(
  context: SessionContext,
  path: string,
  modelPaths: string[],
  how: How,
  splitBy?: string,
): Promise<Awaited<ReturnType<typeof compare>>> {
  const models = await Promise.all(modelPaths.map((p) => Model.read(p)));
  // models are compared on the kind of rows they were fitted on, unless others are asked for
  const [own, ...others] = new Set(models.map((m) => m.metadata.data?.where));
  const where = how.where ?? (others.length === 0 ? own : undefined);
  return using(await context.data.open(path, { ...how, where }), async (table) => {
    const found = await compare(context, table, models, splitBy);
    if (found.on === 'all' || models[0]!.metadata.specification.given) return found;
    try {
      return {
        ...found,
        mixture: await (await startMixture(context.dist, table, models[0]!)).result,
      };
    } catch (error) {
      context.log('warn', `No mixture beside it: ${english(sentenceOf(error))}`);
      return found;
    }
  });
}

export async function traceFile(
  context: SessionContext,
  modelPath: string,
  path: string,
  rows: number[],
  how: How,
  jacobian = false,
): Promise<Trace & { jacobians?: RowLook[] }> {
  const model = await Model.read(modelPath);
  return using(await context.data.open(path, how), (table) =>
    traceRows(table, model, rows, context.dist, jacobian),
  );
}

export async function inverseFile(
  context: SessionContext,
  modelPath: string,
  path: string,
  row: number,
  how: How,
): Promise<InverseView> {
  const model = await Model.read(modelPath);
  return using(await context.data.open(path, how), (table) =>
    inverseOfRow(table, model, row, context.dist),
  );
}

export async function infoOf(modelPath: string): Promise<ModelMetadata> {
  return (await Model.read(modelPath)).metadata;
}

export async function exportFile(
  context: SessionContext,
  modelPath: string,
  format: ExportFormat,
  out: string,
  reproducible = false,
): Promise<void> {
  const model = await Model.read(modelPath);
  if (reproducible) model.metadata = timeless(model.metadata);
  await exportModel(model, format, out, context.dist);
}

async function using<T>(table: Table, act: (table: Table) => Promise<T>): Promise<T> {
  try {
    return await act(table);
  } finally {
    table.close();
  }
}

/** "training 1,200 of 4,000 steps, validation -1.234 (Gaussian -1.911) nats per row" */
export function progressLine({
  phase,
  flow,
  step,
  plannedSteps,
  bestValidation,
  gaussianValidation,
}: FitProgress): string {
  const n = (v: number) => v.toLocaleString('en');
  const nats = (v: number | null) => (v === null ? '–' : v.toFixed(3));
  return `${phase} ${flow}: step ${n(step)} of ${n(plannedSteps)}, best validation ${nats(bestValidation)} (Gaussian ${nats(gaussianValidation)}) nats per row`;
}
