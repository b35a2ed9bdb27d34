// The build-up of a flow on the same rows: what each step gains over the one before, in nats per held-out row.
import type {
  BuildUpProgress,
  BuildUpStage,
  BuildUpView,
  StageJacobians,
} from '../../protocol/first-flow';
import type { Engine } from '../engine';
import { Flow } from '../flow';
import { checkHealth } from '../health';
import { type ShownStage, stepClouds } from './step-clouds';
import { type Part, pickColumns } from '../parts';
import { FitError, type FitInput } from '../fit/request';
import { countParameters } from '../specification';
import { score } from '../score';
import { atomText } from '../verdict';
import { Fold, type Fitted, SMALLEST, splitsOf } from './fold';
import { isTriangular, jacobianAt } from './jacobian';
import { isTrained, STAGE_SHARES, stagesOf, type TrainedStage } from './stages';
import { say, type Sentence } from '../../protocol/sentence';

export interface BuildUpRequest {
  seed: number;
  /** for everything; null: exactly `steps` steps for each trained stage */
  seconds: number | null;
  steps?: number | undefined;
  /** base points that are followed through the steps; none where it is absent */
  points?: number | undefined;
}

export interface BuildUpHooks {
  progress(progress: BuildUpProgress): void;
  shouldStop(): boolean;
}

/** `fast` trains; `exact` is the reference in double precision. */
export interface BuildUpEngines {
  fast: Engine;
  exact: Engine;
}

/** Part of the time that training may take. */
const TRAINING = 0.85;
const MOST_COLUMNS = 40;
/** Rows whose Jacobians are kept, as far as so many numbers allow for each stage. */
const [JACOBIAN_ROWS, FEWEST_ROWS, JACOBIAN_NUMBERS] = [40, 8, 6000];

/** @throws FitError with a sentence for the user */
export async function buildUp(
  { fast, exact }: BuildUpEngines,
  input: FitInput,
  request: BuildUpRequest,
  hooks: BuildUpHooks,
): Promise<BuildUpView> {
  const began = performance.now() / 1000;
  const now = () => performance.now() / 1000 - began;
  if (input.count < SMALLEST)
    throw new FitError(
      say(
        'Only {0} complete rows: a flow needs at least {1}. Choose columns with fewer gaps, or a larger file.',
        input.count,
        SMALLEST,
      ),
    );
  const notes: Sentence[] = [...(input.notes ?? [])];
  const health = checkHealth(input.values, input.count, input.columns, input.integer);
  for (const { column, reason } of health.heldOut)
    notes.push(say('"{0}" was left out: {1}.', column, reason));
  for (const atom of health.atoms)
    notes.push(
      say(
        '{0}: a density cannot describe that, and gains in nats mean little there.',
        atomText(atom),
      ),
    );
  const columns = health.usable.map((d) => input.columns[d]!);
  const [first] = health.heldOut;
  if (columns.length === 0)
    throw new FitError(
      say('There is no column to model: "{0}" was left out, as {1}.', first!.column, first!.reason),
    );
  if (columns.length > MOST_COLUMNS)
    throw new FitError(
      say(
        'The build-up shows a matrix of all columns: at most {0}, and {1} are chosen. Choose fewer.',
        MOST_COLUMNS,
        columns.length,
      ),
    );
  const all: Part = {
    values: pickColumns(input, health.usable),
    rowNumbers: input.rowNumbers,
    count: input.count,
    units: input.divided?.units,
  };
  const splits = splitsOf(all, columns.length, input.divided);
  const units = input.divided?.units && splits.flatMap((s) => Array.from(s.test.units!));
  const integer = health.usable.map((d) => input.integer[d]!);
  const folds = splits.map((split) => new Fold(columns, integer, split, request.seed));
  notes.push(...folds[0]!.notes);

  const names = stagesOf(columns.length);
  const shares =
    names.filter(isTrained).reduce((sum, name) => sum + STAGE_SHARES[name], 0) * folds.length;
  const secondsFor = (name: TrainedStage) =>
    request.seconds === null ? null : (request.seconds * TRAINING * STAGE_SHARES[name]) / shares;
  const stages: BuildUpStage[] = [];
  const shown: ShownStage[] = [];
  /** the last stage of each fold */
  const previous: Fitted[] = [];
  let before: Float64Array | null = null;
  let beginning: Float64Array | null = null;
  let stopped = false;
  for (const [index, name] of names.entries()) {
    const from = now();
    const densities: Float64Array[] = [];
    const first: Partial<Fitted> = {};
    for (const [f, fold] of folds.entries()) {
      const done = (part: number) =>
        hooks.progress({ stage: name, index, of: names.length, done: (f + part) / folds.length });
      done(0);
      const fitted = isTrained(name)
        ? await fold.trained(
            name,
            fast,
            {
              seconds: secondsFor(name),
              steps: request.steps,
              progress: done,
              shouldStop: hooks.shouldStop,
            },
            previous[f] ?? null,
          )
        : fold.closed(name as 'diagonal' | 'linear');
      if (hooks.shouldStop()) {
        stopped = true;
        break;
      }
      if (f === 0) Object.assign(first, fitted);
      previous[f] = fitted;
      densities.push(await fold.densities(isTrained(name) ? fast : exact, fitted));
    }
    if (stopped) break;
    const densitiesNow = concatenated(densities);
    const { specification, tensors, steps, plannedSteps, cut } = first as Fitted;
    stages.push({
      name,
      layers: specification.layers.length,
      parameters: countParameters(specification),
      steps,
      plannedSteps,
      cut,
      seconds: now() - from,
      score: score(densitiesNow, units),
      gain:
        before &&
        score(
          densitiesNow.map((v, n) => v - before![n]!),
          units,
        ),
    });
    shown.push({ name, specification, tensors });
    before = densitiesNow;
    beginning ??= densitiesNow;
  }
  if (stages.length === 0)
    throw new FitError(say('The build-up was stopped before its first step was done.'));

  const [fold] = folds as [Fold];
  const jacobians: StageJacobians[] = [];
  for (const stage of shown) jacobians.push(await jacobiansOf(exact, stage, fold));
  const clouds = request.points ? await stepClouds(fast, shown, fold, request.points) : null;
  if (stages.some((s) => s.cut))
    notes.push(say('Time ended a training early: more seconds may gain more.'));
  const heldOut = splits.reduce((sum, s) => sum + s.test.count, 0);
  if (splits.length > 1)
    notes.push(
      say(
        'With {0} rows each step was fitted {1} times, so that every row is held out once; numbers and matrices are those of the first fit.',
        input.count,
        splits.length,
      ),
    );
  return {
    columns,
    seed: request.seed,
    rows: input.count,
    heldOut,
    on: splits.length > 1 ? 'cross-fitted' : 'test',
    engine: fast.name,
    diagonal: await fold.diagonalFit(exact),
    linear: columns.length > 1 && stages.length > 1 ? await fold.linearDifference(exact) : null,
    stages,
    total:
      stages.length > 1
        ? score(
            before!.map((v, n) => v - beginning![n]!),
            units,
          )
        : null,
    jacobians,
    clouds,
    notes,
    stopped,
    seconds: now(),
  };
}

/** At held-out rows of the first fit, evenly over the file. */
async function jacobiansOf(
  exact: Engine,
  { name, specification, tensors }: ShownStage,
  { split: { test } }: Fold,
): Promise<StageJacobians> {
  const dim = specification.columns.length;
  const count = Math.min(
    test.count,
    Math.max(FEWEST_ROWS, Math.min(JACOBIAN_ROWS, Math.floor(JACOBIAN_NUMBERS / dim ** 2))),
  );
  const flow = await Flow.open(exact, specification, tensors);
  const rows: StageJacobians['rows'] = [];
  for (let k = 0; k < count; k++) {
    const n = Math.floor((k * test.count) / count);
    rows.push(
      await jacobianAt(flow, test.values.slice(n * dim, (n + 1) * dim), test.rowNumbers[n]!),
    );
  }
  flow.close();
  return { stage: name, triangular: rows.every(isTriangular), rows };
}

function concatenated(parts: Float64Array[]): Float64Array {
  const out = new Float64Array(parts.reduce((sum, p) => sum + p.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
