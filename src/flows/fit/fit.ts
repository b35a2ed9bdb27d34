// The policy of a fit: one attempt on what can be modelled, then scores on rows that nobody was trained on.
import { Attempt } from './attempt';
import { checkShape } from './check-request';
import { crossFit, FOLDS } from './cross-fit';
import type { FlowName } from '../../protocol/choices';
import type { Engine } from '../engine';
import { clusters, countsOf, isFew, SMALLEST, tooFewRows } from './enough-rows';
import { boundsToKeep } from './keeping';
import { conditioned, modelled, withoutColumn } from './modelled';
import { type Part, pickColumns, take } from '../parts';
import { reachOf } from '../choose-preprocessing';
import {
  ConstantError,
  FitError,
  type FitHooks,
  type FitInput,
  type FitOutcome,
  type FitRequest,
  requireStay,
} from './request';
import { testScores } from './scored-rows';
import type { Setting } from './setting';
import { splitRows } from '../split/split';
import { judged } from '../verdict';
import { fixed, grouped, say, type Sentence } from '../../protocol/sentence';

/** Seconds of a fit when nobody says. */
export const SECONDS = 45;
/** Part of the time that training may take: the rest is for reading, the start and the scores. */
const TRAINING = 0.93;

/**
 * A column that does not vary in a part of the rows, though it does in all, is left out and said.
 * @throws FitError with a sentence for the user, or FitLeft
 */
export async function fit(
  engine: Engine,
  whole: FitInput,
  request: FitRequest,
  hooks: FitHooks,
): Promise<FitOutcome> {
  try {
    return await fitAll(engine, whole, request, hooks);
  } catch (error) {
    if (!(error instanceof ConstantError) || request.resume || whole.columns.length === 1)
      throw error;
    return fit(engine, withoutColumn(whole, error.column), request, hooks);
  }
}

async function fitAll(
  engine: Engine,
  whole: FitInput,
  request: FitRequest,
  hooks: FitHooks,
): Promise<FitOutcome> {
  const clock = hooks.now ?? (() => performance.now() / 1000);
  const began = clock();
  const now = () => clock() - began;
  if (whole.count < SMALLEST)
    throw new FitError(
      say(
        'Only {0} complete rows: a flow needs at least {1}. Choose columns with fewer gaps, or a larger file.',
        whole.count,
        SMALLEST,
      ),
    );
  if (request.flow === 'gaussian' && request.resume)
    throw new FitError(say('A Gaussian is found at once: there is nothing to resume.'));
  checkShape(whole, request);

  const notes: Sentence[] = [...(whole.notes ?? [])];
  const { input, conditions, context } = conditioned(whole, request, notes);
  const { usable, atoms } = modelled(input, request, notes);
  const atomsAccepted = request.acceptAtoms ?? request.resume?.metadata.atomsAccepted ?? false;
  if (atoms.length > 0 && !atomsAccepted) hooks.atoms?.(atoms);
  const columns = usable.map((d) => input.columns[d]!);
  const dim = columns.length;
  const all: Part = {
    values: pickColumns(input, usable),
    rowNumbers: input.rowNumbers,
    count: input.count,
    ...(context ? { context } : {}),
    units: input.divided?.units,
  };
  const support = boundsToKeep(
    request,
    { columns, values: all.values, integer: usable.map((d) => input.integer[d]!) },
    conditions.length > 0,
    notes,
  );
  const parts = splitRows({ ...input.divided, rowNumbers: input.rowNumbers });
  if (input.divided?.split?.by === 'copies' && clusters(input.divided) < SMALLEST)
    throw new FitError(
      say(
        'Only {0} different complete rows, the others are copies: a flow needs at least {1}. Use a larger file, or split by rows.',
        clusters(input.divided),
        SMALLEST,
      ),
    );
  const rows = countsOf(parts, input);
  if (rows.train < 20 || rows.validation < 2 || rows.test < 2)
    throw new FitError(tooFewRows(input));

  const cross = isFew(input);
  const seconds =
    request.steps === undefined
      ? ((request.seconds ?? SECONDS) * TRAINING) / (cross ? FOLDS + 1 : 1)
      : null;
  const setting: Setting = {
    engine,
    columns,
    reach: reachOf(all.values, all.count, dim),
    conditions,
    integer: usable.map((d) => input.integer[d]!),
    train: take(all, parts.train, dim),
    validation: take(all, parts.validation, dim),
    request,
    rows,
    atoms,
    atomsAccepted,
    notes,
    now,
    hooks,
  };
  const attempt = new Attempt(setting);
  let fitted = await attempt.run(request.flow, seconds);
  requireStay(hooks);
  const { name } = fitted;

  // a Gaussian that was returned is scored on every group or block: a tenth of few tells nothing
  const crossFitted =
    cross &&
    !hooks.shouldStop() &&
    (name !== 'gaussian' || ['column', 'blocks'].includes(input.divided?.split?.by ?? ''));
  hooks.progress(
    attempt.progress(
      'scoring',
      name,
      say(crossFitted ? 'Cross-fitting: the score comes from five fits.' : 'Scoring test rows.'),
    ),
  );
  const crossFitOf = (flow: FlowName) =>
    crossFit(setting, all, input.divided, flow, seconds, fitted.trained.steps);
  let final = crossFitted
    ? await crossFitOf(name)
    : await testScores(
        engine,
        attempt,
        fitted.specification,
        fitted.trained.best,
        take(all, parts.test, dim),
        input.divided?.split,
      );
  if (
    crossFitted &&
    name !== 'gaussian' &&
    request.flow === 'auto' &&
    !request.resume &&
    final.gain.mean < 0
  ) {
    const { gain, rows: scored } = final;
    notes.push(
      say(
        '{0} lost {1} ± {2} nats per row to the Gaussian on {3} cross-fitted rows: the Gaussian was returned.',
        name,
        fixed(-gain.mean, 2),
        fixed(gain.standardError, 2),
        grouped(scored),
      ),
    );
    fitted = await attempt.gaussian(fitted.trained.stopped);
    final = await crossFitOf(fitted.name);
  }
  const { specification, trained, took } = fitted;
  const bounds = await attempt.outside(fitted, input.bounds ?? [], support);
  return {
    metadata: {
      ...attempt.metadata(
        support ? { ...specification, support } : specification,
        trained.bestStep,
        trained.plannedSteps,
        judged(
          attempt.rejected ? { ...final, verdict: 'undecided', rejected: true } : final,
          atoms,
          setting.atomsAccepted,
        ),
      ),
      ...attempt.account(took),
      ...bounds,
    },
    tensors: trained.best,
    checkpoint: trained.moments,
    curve: attempt.points,
    validation: attempt.validationOf(fitted.name, trained),
    stopped: trained.stopped,
  };
}
