// What drawn rows are given, and how that is written beside them.
import type { Labels } from '../../data';
import { uniform } from '../../distributions/random';
import { STREAMS } from '../../distributions/streams';
import { contextNames, decode } from '../../flows/conditions';
import { repeated } from '../../flows/flow-distribution';
import type { Condition, GivenValues, ModelMetadata } from '../../protocol/model';
import { SessionError } from '../errors';
import { chosenContext } from './chosen';
import { conditionsOf } from './columns';
import { say } from '../../protocol/sentence';

/**
 * The conditions of drawn rows: chosen values, and for categories without one, levels drawn as often
 * as among the training rows that have the chosen ones. @throws SessionError where that is not known
 */
export function drawnConditions(
  { specification, frequencies }: Pick<ModelMetadata, 'specification' | 'frequencies'>,
  chosen: GivenValues,
  drawSeed: number,
): ((first: number, count: number) => Float64Array) | null {
  const conditions = conditionsOf(specification);
  if (conditions.length === 0) {
    if (Object.keys(chosen).length > 0)
      throw new SessionError(say('This model is given nothing: leave the conditions out.'));
    return null;
  }
  const open = conditions.filter((c) => chosen[c.column] === undefined);
  if (
    open.length === 0 ||
    Object.keys(chosen).some((name) => !conditions.some((c) => c.column === name))
  ) {
    const context = chosenContext(conditions, chosen);
    return (_, count) => repeated(context, count);
  }
  const needed = open.map((c) => `"${c.column}"`).join(', ');
  if (!frequencies) {
    const [first] = open;
    const example =
      first!.kind === 'number' ? Number(first!.shift.toPrecision(3)) : first!.levels[0];
    throw new SessionError(
      say(
        'A value of {0} is needed: the model does not know how often its values occur. Choose one, as in --given {1}={2}.',
        needed,
        first!.column,
        example!,
      ),
    );
  }
  const levels = conditions.map((c) => (c.kind === 'category' ? c.levels : []));
  const entries = frequencies.levels
    .map((places, k) => ({
      rows: frequencies.rows[k]!,
      values: Object.fromEntries(conditions.map((c, i) => [c.column, levels[i]![places[i]!]!])),
    }))
    .filter(({ values }) =>
      conditions.every(
        (c) => chosen[c.column] === undefined || values[c.column] === String(chosen[c.column]),
      ),
    );
  // an unknown level is said by its name
  for (const c of conditions)
    if (chosen[c.column] !== undefined) chosenContext([c], { [c.column]: chosen[c.column]! });
  const total = entries.reduce((sum, e) => sum + e.rows, 0);
  if (total === 0)
    throw new SessionError(say('No training row has these levels together: give the others too.'));
  const contexts = entries.map((e) => chosenContext(conditions, e.values));
  const size = contextNames(conditions).length;
  return (first, count) => {
    const out = new Float64Array(count * size);
    for (let k = 0; k < count; k++) {
      let at = uniform(drawSeed, STREAMS.drawnConditions, first + k) * total;
      const place = entries.findIndex((e) => (at -= e.rows) < 0);
      out.set(contexts[place < 0 ? contexts.length - 1 : place]!, k * size);
    }
    return out;
  };
}

/** What drawn rows were given, as columns of a table: numbers, and levels. */
export function writtenConditions(
  conditions: Condition[],
  context: Float64Array,
  count: number,
): { names: string[]; numbers: Float64Array; labels: Labels[] } {
  const numeric = conditions.flatMap((c, k) => (c.kind === 'number' ? [k] : []));
  const numbers = new Float64Array(count * numeric.length);
  const labels = conditions.flatMap((c, k) =>
    c.kind === 'category'
      ? [{ k, name: c.column, levels: c.levels, places: new Int32Array(count) }]
      : [],
  );
  for (let n = 0; n < count; n++) {
    const values = decode(conditions, context, n);
    numeric.forEach(
      (k, d) => (numbers[n * numeric.length + d] = Number((values[k] as number).toPrecision(14))),
    ); // as it was chosen
    for (const { k, levels, places } of labels) places[n] = levels.indexOf(values[k] as string);
  }
  return { names: numeric.map((k) => conditions[k]!.column), numbers, labels };
}

export function overwrite(
  conditions: Condition[],
  context: Float64Array,
  chosen: GivenValues,
): void {
  const size = contextNames(conditions).length;
  let at = 0;
  for (const c of conditions) {
    if (c.kind === 'number') {
      const value = chosen[c.column];
      if (value !== undefined)
        for (let n = at; n < context.length; n += size)
          context[n] = (Number(value) - c.shift) / c.scale;
      at++;
    } else at += c.levels.length;
  }
}
