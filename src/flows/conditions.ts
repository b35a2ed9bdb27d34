// What a density is given, as numbers: one for each level of a category, one for a number; and as names again.
import { fitGaussian } from '../distributions/moments';
import type { GivenRows } from '../protocol/data';
import type { Condition, GivenValues, GroupGain, ModelMetadata } from '../protocol/model';
import { FARTHEST, outsideValues } from '../protocol/words/conditions';
import { score } from './score';
import { say } from '../protocol/sentence';
import type { Sentence } from '../protocol/sentence';
import { UserError } from '../protocol/user-error';

/** A condition that cannot be one; the message is a sentence for the user. */
export class ConditionError extends UserError {
  constructor(sentence: Sentence) {
    super('condition', sentence);
  }
}

/** Numbers that conditioners read, at most. */
export const LARGEST_CONTEXT = 200;
/** Combinations of levels that a model file lists at most. */
const LARGEST_TABLE = 2000;
/** Where a model does not say which numbers its training rows had. */
const FAR_DEVIATIONS = 30;

/** How many numbers a condition becomes. */
export const widthOf = (condition: Condition): number =>
  condition.kind === 'category' ? condition.levels.length : 1;

/** Names of the numbers: "species = Adelie", "mass". */
export function contextNames(conditions: Condition[]): string[] {
  return conditions.flatMap((c) =>
    c.kind === 'category' ? c.levels.map((level) => `${c.column} = ${level}`) : [c.column],
  );
}

/**
 * The encoding that training rows give: the levels among them in the order of the table, mean and standard
 * deviation of numbers.
 * @param rows positions of the training rows  @throws ConditionError when a condition does not vary, or has too
 * many levels
 */
export function chooseConditions(
  { columns, values }: GivenRows,
  rows: ArrayLike<number>,
): Condition[] {
  const conditions = columns.map(({ column, levels }, g): Condition => {
    const found = Float64Array.from(rows, (n) => values[n * columns.length + g]!);
    if (levels) {
      const seen = new Set(found);
      const among = levels.filter((_, place) => seen.has(place));
      if (among.length < 2)
        throw new ConditionError(
          say(
            '"{0}" has one level only among the training rows: there is nothing to be given. Leave it out.',
            column,
          ),
        );
      return { kind: 'category', column, levels: among };
    }
    const { mean, covariance } = fitGaussian(found, found.length, [column]);
    const deviation = Math.sqrt(covariance[0]!);
    if (!(deviation > 1e-12 * Math.abs(mean[0]!)))
      throw new ConditionError(
        say(
          '"{0}" has one value only among the training rows: there is nothing to be given. Leave it out.',
          column,
        ),
      );
    const [low, high] = found.reduce(
      ([a, b], v) => [Math.min(a, v), Math.max(b, v)],
      [Infinity, -Infinity],
    );
    return { kind: 'number', column, shift: mean[0]!, scale: deviation, low, high };
  });
  const size = contextNames(conditions).length;
  if (size > LARGEST_CONTEXT)
    throw new ConditionError(
      say(
        'The conditions have {0} levels together; at most {1} can be given. Leave one of them out.',
        size,
        LARGEST_CONTEXT,
      ),
    );
  return conditions;
}

/**
 * The numbers of rows that have a level of every condition, row-major, and the positions of these rows; others
 * are left out.
 * @param given columns in any order
 */
export function encode(
  conditions: Condition[],
  { columns, values }: GivenRows,
): { context: Float64Array; kept: Int32Array } {
  const size = contextNames(conditions).length;
  const count = columns.length === 0 ? 0 : values.length / columns.length;
  const sources = conditions.map((condition) => {
    const at = columns.findIndex((c) => c.column === condition.column);
    if (at < 0)
      throw new ConditionError(
        say('The rows have no column "{0}", which the density is given.', condition.column),
      );
    const { levels } = columns[at]!;
    // place of each level of the rows among those of the condition
    const places =
      condition.kind === 'category'
        ? (levels ?? []).map((level) => condition.levels.indexOf(level))
        : [];
    return { condition, at, places };
  });
  const context = new Float64Array(count * size);
  const kept = new Int32Array(count);
  let rows = 0;
  for (let n = 0; n < count; n++) {
    let [offset, known] = [rows * size, true];
    for (const { condition, at, places } of sources) {
      const value = values[n * columns.length + at]!;
      if (condition.kind === 'number') {
        if (Number.isFinite(value)) context[offset] = (value - condition.shift) / condition.scale;
        else known = false;
      } else {
        const place = places[value] ?? -1;
        if (place >= 0) context[offset + place] = 1;
        else known = false;
      }
      offset += widthOf(condition);
    }
    if (known) kept[rows++] = n;
    else context.fill(0, rows * size, (rows + 1) * size);
  }
  return { context: context.slice(0, rows * size), kept: kept.slice(0, rows) };
}

/** The numbers of chosen values. @throws ConditionError naming a condition that has none, or a level that is not one */
export function encodeValues(conditions: Condition[], chosen: GivenValues): Float64Array {
  const names = conditions.map((c) => c.column);
  const stranger = Object.keys(chosen).find((name) => !names.includes(name));
  if (stranger !== undefined)
    throw new ConditionError(
      say('The density is not given "{0}". It is given {1}.', stranger, quoted(names)),
    );
  const out = new Float64Array(contextNames(conditions).length);
  let at = 0;
  for (const condition of conditions) {
    const value = chosen[condition.column];
    if (value === undefined)
      throw new ConditionError(
        say(
          'A value of "{0}" is needed: the density is given {1}.',
          condition.column,
          quoted(names),
        ),
      );
    if (condition.kind === 'number') {
      const number = typeof value === 'number' ? value : value.trim() === '' ? NaN : Number(value);
      if (!Number.isFinite(number))
        throw new ConditionError(
          say(
            '"{0}" is no number, and "{1}" is one. Give a number, such as {2}.',
            value,
            condition.column,
            Number(condition.shift.toPrecision(3)),
          ),
        );
      out[at] = (number - condition.shift) / condition.scale;
      refuseFar(condition, number, out[at]!);
    } else {
      const place = condition.levels.indexOf(String(value));
      if (place < 0)
        throw new ConditionError(
          say(
            'No training row had the level "{0}" of "{1}". Its levels are {2}.',
            value,
            condition.column,
            quoted(condition.levels),
          ),
        );
      out[at + place] = 1;
    }
    at += widthOf(condition);
  }
  return out;
}

/** @throws ConditionError for a number so far from all training rows that the density says nothing there */
function refuseFar(
  condition: Extract<Condition, { kind: 'number' }>,
  value: number,
  deviations: number,
): void {
  const { column, shift, scale, low, high } = condition;
  const [outside] = outsideValues([condition], { [column]: value });
  if (outside && outside.by > FARTHEST)
    throw new ConditionError(
      say(
        '"{0}" is {1} to {2} among the training rows, and {3} lies further outside than that range is wide: the model knows nothing there. Choose a value nearer to these.',
        column,
        low!,
        high!,
        value,
      ),
    );
  if (low === undefined && Math.abs(deviations) > FAR_DEVIATIONS)
    throw new ConditionError(
      say(
        '"{0}" is about {1} ± {2} among the training rows, and {3} is far from these: the model knows nothing there. Choose a value nearer to these.',
        column,
        Number(shift.toPrecision(3)),
        Number(scale.toPrecision(3)),
        value,
      ),
    );
}

/** The place of each row's level, or its number, back from the encoding: for one row. */
export function decode(
  conditions: Condition[],
  context: ArrayLike<number>,
  row: number,
): (string | number)[] {
  const size = contextNames(conditions).length;
  let at = row * size;
  return conditions.map((condition) => {
    const from = at;
    at += widthOf(condition);
    if (condition.kind === 'number') return condition.shift + condition.scale * context[from]!;
    return condition.levels.find((_, place) => context[from + place] === 1)!;
  });
}

/**
 * How many rows have each combination of levels; absent with numbers among the conditions, or with too many
 * combinations.
 */
export function frequenciesOf(
  conditions: Condition[],
  context: Float64Array,
): Pick<ModelMetadata, 'frequencies'> {
  if (conditions.some((c) => c.kind === 'number')) return {};
  const size = contextNames(conditions).length;
  const table = new Map<string, { levels: number[]; rows: number }>();
  for (let n = 0; n * size < context.length; n++) {
    const levels = decode(conditions, context, n).map((level, k) =>
      (conditions[k] as { levels: string[] }).levels.indexOf(level as string),
    );
    const entry = table.get(levels.join()) ?? { levels, rows: 0 };
    entry.rows++;
    table.set(levels.join(), entry);
    if (table.size > LARGEST_TABLE) return {};
  }
  const entries = [...table.values()].sort(
    (a, b) => b.rows - a.rows || a.levels.join().localeCompare(b.levels.join()),
  );
  return {
    frequencies: { levels: entries.map((e) => e.levels), rows: entries.map((e) => e.rows) },
  };
}

/**
 * The gain among the rows of each level of each category.
 * @param gain of each row
 * @param context row-major
 * @param units see `score`
 */
export function groupGains(
  conditions: Condition[],
  context: Float64Array,
  gain: ArrayLike<number>,
  units?: ArrayLike<number>,
): GroupGain[] {
  const size = contextNames(conditions).length;
  const all = Float64Array.from(gain);
  let at = 0;
  return conditions.flatMap((condition) => {
    const from = at;
    at += widthOf(condition);
    if (condition.kind === 'number') return [];
    return condition.levels.flatMap((level, place) => {
      const has = (_: number, n: number) => context[n * size + from + place] === 1;
      const own = all.filter(has);
      return own.length > 0
        ? [
            {
              column: condition.column,
              level,
              rows: own.length,
              gain: score(own, units && Float64Array.from(units).filter(has)),
            },
          ]
        : [];
    });
  });
}

const quoted = (names: string[]) => {
  const shown = names.slice(0, 12).map((n) => `"${n}"`);
  return `${shown.join(', ')}${names.length > 12 ? ` and ${names.length - 12} more` : ''}`;
};
