// The policy of a fit: which rows and columns, one attempt (or five for few rows), scores on rows nobody was trained on.
import type {
  Atom,
  Condition,
  FlowName,
  FlowSpecification,
  RowCounts,
  Scores,
} from '../protocol/model';
import type { SplitBy } from '../protocol/split';
import { Attempt, type Setting } from './attempt';
import { chooseConditions, ConditionError, encode } from './conditions';
import type { Engine } from './engine';
import { Flow } from './flow';
import { checkHealth } from './health';
import type { Tensors } from './layout';
import { type Part, pickColumns, take } from './parts';
import { reachOf } from './preprocessing';
import {
  ConstantError,
  FitError,
  type FitHooks,
  FitLeft,
  type FitInput,
  type FitOutcome,
  type FitRequest,
} from './request';
import { shapeOf } from './specification';
import { foldRows, type Part as PartName, splitRows } from './split';
import { atomText, type Densities, judged, type ScoredRows, scores, UNSCORED } from './verdict';

/** Seconds of a fit when nobody says. */
export const SECONDS = 45;
/** Part of the time that training may take: the rest is for reading, the start and the scores. */
const TRAINING = 0.93;
const SMALLEST = 30;
const CROSS_FIT_BELOW = 1000;
/** Groups and blocks hold several rows each: so many of them leave enough for a test. */
const CROSS_FIT_CLUSTERS = 200;
const FOLDS = 5;

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

function withoutColumn(input: FitInput, column: string): FitInput {
  const kept = input.columns.flatMap((name, d) => (name === column ? [] : [d]));
  return {
    ...input,
    columns: kept.map((d) => input.columns[d]!),
    integer: kept.map((d) => input.integer[d]!),
    values: pickColumns(input, kept),
    constant: [...(input.constant ?? []), column],
  };
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
      `Only ${whole.count} complete rows: a flow needs at least ${SMALLEST}. Choose columns with fewer gaps, or a larger file.`,
    );
  if (request.flow === 'gaussian' && request.resume)
    throw new FitError('A Gaussian is found at once: there is nothing to resume.');
  checkShape(whole, request);

  const notes: string[] = [...(whole.notes ?? [])];
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
  const parts = splitRows({ ...input.divided, rowNumbers: input.rowNumbers });
  if (input.divided?.split?.by === 'copies' && clusters(input.divided) < SMALLEST)
    throw new FitError(
      `Only ${clusters(input.divided)} different complete rows, the others are copies: a flow needs at least ${SMALLEST}. Use a larger file, or split by rows.`,
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
  const { name, specification, trained, took } = await attempt.run(request.flow, seconds);
  requireStay(hooks);

  // a Gaussian that was returned is scored on every group or block: a tenth of few tells nothing
  const crossFitted =
    cross &&
    !hooks.shouldStop() &&
    (name !== 'gaussian' || ['column', 'blocks'].includes(input.divided?.split?.by ?? ''));
  hooks.progress(
    attempt.progress(
      'scoring',
      name,
      crossFitted ? 'Cross-fitting: the score comes from five fits.' : 'Scoring test rows.',
    ),
  );
  const final = crossFitted
    ? await crossFit(setting, all, input.divided, name, seconds, trained.steps)
    : await testScores(
        engine,
        attempt,
        specification,
        trained.best,
        take(all, parts.test, dim),
        input.divided?.split,
      );
  const bounds = await attempt.outside({ name, specification, trained }, input.bounds ?? []);
  return {
    metadata: {
      ...attempt.metadata(
        specification,
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
    validation: attempt.validationOf(name, trained),
    stopped: trained.stopped,
  };
}

type Divided = FitInput['divided'];

function countsOf(
  { train, validation, test }: Record<PartName, Int32Array>,
  { read, leftOut, count }: FitInput,
): RowCounts {
  const purged = count - train.length - validation.length - test.length;
  return {
    read,
    leftOut,
    train: train.length,
    validation: validation.length,
    test: test.length,
    ...(purged > 0 ? { purged } : {}),
  };
}

function tooFewRows({ count, divided }: FitInput): string {
  if (!divided?.units)
    return `Only ${count} complete rows: too few for training, validation and test parts. Use a larger file.`;
  return `Only ${clusters(divided)} sets of rows that belong together: too few for training, validation and test parts. Use a larger file, or split by rows.`;
}

const clusters = (divided: Divided) => new Set(Array.from(divided?.units ?? [])).size;

/** Whether a tenth of the rows, or of what goes together, is too little to test on. */
function isFew({ count, divided }: FitInput): boolean {
  if (count < CROSS_FIT_BELOW) return true;
  return (
    divided?.units !== undefined &&
    clusters(divided) < (divided.split?.by === 'copies' ? CROSS_FIT_BELOW : CROSS_FIT_CLUSTERS)
  );
}

/** @throws FitLeft */
function requireStay(hooks: FitHooks): void {
  if (hooks.shouldLeave?.()) throw new FitLeft();
}

/** @throws FitError when the flow cannot be built as it is asked for */
function checkShape({ given }: FitInput, { flow, direction, order, resume }: FitRequest): void {
  if (resume && (direction || order))
    throw new FitError(
      'A fit that is resumed keeps its direction and its orders of columns: leave both out.',
    );
  if (direction === 'sampling' && flow !== 'auto' && !flow.endsWith('autoregressive'))
    throw new FitError(
      `A direction is for autoregressive flows, and ${flow} goes both ways in one pass. Choose another flow, or leave the direction out.`,
    );
  if (!resume) return;
  const [needed, there] = [
    resume.metadata.specification.given?.conditions ?? [],
    given?.columns ?? [],
  ].map((all) => all.map((c) => c.column));
  if (needed!.join('\n') !== there!.join('\n'))
    throw new FitError(
      `The model is given ${needed!.join(', ') || 'nothing'}: resume it with the same.`,
    );
}

/** Rows with the numbers of what they are given, by the encoding of the training rows; rows with a level that these do not have are left out. @throws FitError */
function conditioned(
  input: FitInput,
  { resume }: FitRequest,
  notes: string[],
): { input: FitInput; conditions: Condition[]; context: Float64Array | null } {
  const { given, rowNumbers, withoutGiven = 0 } = input;
  if (!given || given.columns.length === 0) return { input, conditions: [], context: null };
  const columns = given.columns.map((c) => `"${c.column}"`).join(' or ');
  try {
    if (withoutGiven > 0)
      notes.push(
        withoutGiven === 1
          ? `One row without a value of ${columns} was left out.`
          : `${withoutGiven.toLocaleString('en')} rows without a value of ${columns} were left out.`,
      );
    const conditions =
      resume?.metadata.specification.given?.conditions ??
      chooseConditions(given, splitRows({ ...input.divided, rowNumbers }).train);
    const { context, kept } = encode(conditions, given);
    const out = input.count - kept.length;
    if (out === 0) return { input, conditions, context };
    notes.push(
      out === 1
        ? `One row was left out: no training row has the same level of ${columns}.`
        : `${out.toLocaleString('en')} rows were left out: no training row has the same level of ${columns}.`,
    );
    const dim = input.columns.length;
    const { values, rowNumbers: numbers } = take(
      { values: input.values, rowNumbers, count: input.count },
      kept,
      dim,
    );
    const at = (all: ArrayLike<number> | undefined) =>
      all && Float64Array.from(kept, (n) => all[n]!);
    const divided = input.divided && {
      ...input.divided,
      units: at(input.divided.units),
      copies: at(input.divided.copies),
    };
    return {
      input: {
        ...input,
        values,
        rowNumbers: numbers,
        count: kept.length,
        leftOut: input.leftOut + out,
        given: undefined,
        divided,
      },
      conditions,
      context,
    };
  } catch (error) {
    if (error instanceof ConditionError) throw new FitError(error.message);
    throw error;
  }
}

/** Columns that can be modelled. @throws FitError when none can, or when a resumed model needs one that cannot */
function modelled(
  input: FitInput,
  request: FitRequest,
  notes: string[],
): { usable: number[]; atoms: Atom[] } {
  const health = checkHealth(input.values, input.count, input.columns, input.integer);
  for (const column of input.constant ?? [])
    notes.push(
      `"${column}" was held out: it has one value only in a part of the rows that trains.`,
    );
  for (const { column, reason } of health.heldOut)
    notes.push(`"${column}" was held out: ${reason}.`);
  for (const atom of health.atoms)
    notes.push(
      `${atomText(atom)}: a density cannot describe such an atom, and gains in nats there mean little.`,
    );
  const [first] = health.heldOut;
  if (health.usable.length === 0)
    throw new FitError(
      `There is no column to model: "${first!.column}" was left out, as ${first!.reason}.`,
    );
  if (request.resume && health.usable.length < request.resume.metadata.specification.columns.length)
    throw new FitError(
      'The model cannot be taken up on this file: one of its columns does not vary here.',
    );
  return health;
}

/** Five fits, each scored on the fold it has not seen: every row is a test row once. */
async function crossFit(
  setting: Setting,
  all: Part,
  divided: Divided,
  name: FlowName,
  seconds: number | null,
  steps: number,
): Promise<Scores> {
  const { engine, columns, request, hooks } = setting;
  const dim = columns.length;
  const found: { part: Part; densities: Densities }[] = [];
  const { resume, ...asked } = request;
  const shape = resume ? shapeOf(resume.metadata.specification) : asked;
  const fresh: FitRequest = { ...asked, direction: shape.direction, order: shape.order };
  for (let fold = 0; fold < FOLDS; fold++) {
    const { train, validation, test } = foldRows(
      { ...divided, rowNumbers: all.rowNumbers },
      fold,
      FOLDS,
    );
    const known = (positions: Int32Array) => positions.filter((n) => hasLevelsOf(all, train, n));
    const held = known(test);
    if (held.length === 0) continue;
    const attempt = new Attempt({
      ...setting,
      train: take(all, train, dim),
      validation: take(all, known(validation), dim),
      notes: [],
      request: request.steps === undefined ? fresh : { ...fresh, steps: Math.max(1, steps) },
      hooks: { ...hooks, progress: () => undefined },
    });
    const { specification, trained } = await attempt.run(name, seconds);
    requireStay(hooks); // a fold that was cut off says nothing
    const part = take(all, held, dim);
    found.push({
      part,
      densities: await densities(engine, attempt, specification, trained.best, part),
    });
  }
  const scored = found.reduce((n, { part }) => n + part.count, 0);
  if (scored < all.count && found.length > 0)
    setting.notes.push(
      `${(all.count - scored).toLocaleString('en')} rows were not scored: none of the rows that a fold was trained on has their level.`,
    );
  return found.length > 0
    ? scores(
        {
          ...together(found.map((f) => f.densities)),
          rows: scoredRows(
            found.map((f) => f.part),
            divided?.split,
          ),
        },
        'cross-fitted',
        name === 'gaussian' ? 'gaussian' : 'flow',
      )
    : UNSCORED;
}

/** Whether each of the numbers that row `n` is given varies among the rows `train`: a level that nobody was trained on has no density. */
function hasLevelsOf({ context, count }: Part, train: Int32Array, n: number): boolean {
  if (!context) return true;
  const size = context.length / count;
  for (let c = 0; c < size; c++) {
    const own = context[n * size + c]!;
    if (own === 1 && !train.some((k) => context[k * size + c] !== 0)) return false;
  }
  return true;
}

function scoredRows(parts: Part[], split: SplitBy | undefined): ScoredRows {
  const units = parts.every((p) => p.units)
    ? parts.flatMap((p) => Array.from(p.units!))
    : undefined;
  return { rowNumbers: parts.flatMap((p) => [...p.rowNumbers]), units, split };
}

/** The densities of several parts as those of one. */
function together(parts: Densities[]): Densities {
  const joined = (of: (part: Densities) => Float64Array) =>
    Float64Array.from(parts.flatMap((part) => [...of(part)]));
  const given = parts[0]!.given;
  return {
    flow: joined((p) => p.flow),
    gaussian: joined((p) => p.gaussian),
    ...(given
      ? {
          given: {
            conditions: given.conditions,
            unconditional: joined((p) => p.given!.unconditional),
            context: joined((p) => p.given!.context),
          },
        }
      : {}),
  };
}

async function testScores(
  engine: Engine,
  attempt: Attempt,
  specification: FlowSpecification,
  best: Tensors,
  test: Part,
  split: SplitBy | undefined,
): Promise<Scores> {
  return scores(
    {
      ...(await densities(engine, attempt, specification, best, test)),
      rows: scoredRows([test], split),
    },
    'test',
    specification.flow === 'gaussian' ? 'gaussian' : 'flow',
  );
}

/** Log densities of `rows` under the flow and the attempt's Gaussians, in original units, whole numbers averaged over their cell. */
async function densities(
  engine: Engine,
  attempt: Attempt,
  specification: FlowSpecification,
  best: Tensors,
  rows: Part,
): Promise<Densities> {
  const flow = await Flow.open(engine, specification, best);
  const own = await flow.logProb(rows.values, rows.count, rows.context);
  flow.close();
  return { flow: own, ...(await attempt.gaussianDensities(rows)) };
}
