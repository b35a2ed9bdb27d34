// Which rows and columns of a table a fit can model: with what they are given, and without what does not vary.
import type { Atom, Condition } from '../../protocol/model';
import { chooseConditions, ConditionError, encode } from '../conditions';
import { checkHealth } from '../health';
import { pickColumns, take } from '../parts';
import { FitError, type FitInput, type FitRequest } from './request';
import { splitRows } from '../split/split';
import { atomText } from '../verdict';
import { grouped, say, type Sentence } from '../../protocol/sentence';

export function withoutColumn(input: FitInput, column: string): FitInput {
  const kept = input.columns.flatMap((name, d) => (name === column ? [] : [d]));
  return {
    ...input,
    columns: kept.map((d) => input.columns[d]!),
    integer: kept.map((d) => input.integer[d]!),
    values: pickColumns(input, kept),
    constant: [...(input.constant ?? []), column],
  };
}

/**
 * Rows with the numbers of what they are given, by the encoding of the training rows; rows with a level that
 * these do not have are left out.
 * @throws FitError
 */
export function conditioned(
  input: FitInput,
  { resume }: FitRequest,
  notes: Sentence[],
): { input: FitInput; conditions: Condition[]; context: Float64Array | null } {
  const { given, rowNumbers, withoutGiven = 0 } = input;
  if (!given || given.columns.length === 0) return { input, conditions: [], context: null };
  const columns = given.columns.map((c) => `"${c.column}"`).join(' or ');
  try {
    if (withoutGiven > 0)
      notes.push(
        withoutGiven === 1
          ? say('One row without a value of {0} was left out.', columns)
          : say('{0} rows without a value of {1} were left out.', grouped(withoutGiven), columns),
      );
    const conditions =
      resume?.metadata.specification.given?.conditions ??
      chooseConditions(given, splitRows({ ...input.divided, rowNumbers }).train);
    const { context, kept } = encode(conditions, given);
    const out = input.count - kept.length;
    if (out === 0) return { input, conditions, context };
    notes.push(
      out === 1
        ? say('One row was left out: no training row has the same level of {0}.', columns)
        : say(
            '{0} rows were left out: no training row has the same level of {1}.',
            grouped(out),
            columns,
          ),
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
    if (error instanceof ConditionError) throw new FitError(error.sentence);
    throw error;
  }
}

/** Columns that can be modelled. @throws FitError when none can, or when a resumed model needs one that cannot */
export function modelled(
  input: FitInput,
  request: FitRequest,
  notes: Sentence[],
): { usable: number[]; atoms: Atom[] } {
  const health = checkHealth(input.values, input.count, input.columns, input.integer);
  for (const column of input.constant ?? [])
    notes.push(
      say('"{0}" was held out: it has one value only in a part of the rows that trains.', column),
    );
  for (const { column, reason } of health.heldOut)
    notes.push(say('"{0}" was held out: {1}.', column, reason));
  for (const atom of health.atoms)
    notes.push(
      say(
        '{0}: a density cannot describe such an atom, and gains in nats there mean little.',
        atomText(atom),
      ),
    );
  const [first] = health.heldOut;
  if (health.usable.length === 0)
    throw new FitError(
      say('There is no column to model: "{0}" was left out, as {1}.', first!.column, first!.reason),
    );
  if (request.resume && health.usable.length < request.resume.metadata.specification.columns.length)
    throw new FitError(
      say('The model cannot be taken up on this file: one of its columns does not vary here.'),
    );
  return health;
}
