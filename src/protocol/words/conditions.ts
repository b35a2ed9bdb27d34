// Conditions and bounds of a model in words.
import { boundText } from '../bounds';
import type { Condition, FlowSpecification, GivenValues, ModelMetadata } from '../model';
import { grouped, say, type Sentence, series } from '../sentence';

/** Columns that a density is given; empty without conditions. */
export const givenNames = ({ given }: Pick<FlowSpecification, 'given'>): string[] =>
  given?.conditions.map((c) => c.column) ?? [];

/** Which of `chosen` are conditions of the flow: what was chosen for another one does not count. */
export function ownChoices(conditions: Condition[], chosen: GivenValues = {}): GivenValues {
  return Object.fromEntries(
    conditions.flatMap((c) => {
      const value = chosen[c.column];
      const fits =
        c.kind === 'category'
          ? typeof value === 'string' && c.levels.includes(value)
          : typeof value === 'number' && Number.isFinite(value);
      return fits ? [[c.column, value!]] : [];
    }),
  );
}

/**
 * A chosen number that no training row came near, in parts
 * of their range. Beyond one range the model knows nothing.
 */
export interface OutsideValue {
  column: string;
  value: number;
  low: number;
  high: number;
  /** distance from the nearest training row, in ranges of these */
  by: number;
}

export const FARTHEST = 1;

/** Chosen numbers outside the training rows; none is known of models that do not say where these end. */
export function outsideValues(conditions: Condition[], chosen: GivenValues): OutsideValue[] {
  return conditions.flatMap((c) => {
    if (
      c.kind !== 'number' ||
      chosen[c.column] === undefined ||
      c.low === undefined ||
      c.high === undefined
    )
      return [];
    const [value, { column, low, high }] = [
      Number(chosen[c.column]),
      { ...c, low: c.low, high: c.high },
    ];
    const by = Math.max(low - value, value - high) / (high - low);
    return by > 0 ? [{ column, value, low, high, by }] : [];
  });
}

/** "dose = 12 lies outside all training rows (0 to 10), by 20 % of their range: ..." */
export function outsideWords({ column, value, low, high, by }: OutsideValue): Sentence {
  const number = (v: number) => Number(v.toPrecision(6));
  return say(
    '{0} = {1} lies outside all training rows ({2} to {3}), by {4} % of their range: what the model says there is a guess.',
    column,
    number(value),
    number(low),
    number(high),
    Math.ceil(100 * by),
  );
}

/** How many draws lie outside plausible bounds; null where none does. */
export function boundsWords(bounds: ModelMetadata['bounds']): Sentence | null {
  if (!bounds || !(bounds.outside.mean > 0)) return null;
  const number = (v: number) => grouped(v, { maximumSignificantDigits: 2, useGrouping: false });
  const percent = (share: number) => number(100 * share);
  const found = bounds.columns
    .filter(({ outside }) => outside > 0)
    .map(({ column, low, high, outside }) => {
      if (low !== null && high !== null)
        return say(
          '{0} outside {1} to {2}: {3} %',
          column,
          number(low),
          number(high),
          percent(outside),
        );
      return low !== null
        ? say('{0} below {1}: {2} %', column, number(low), percent(outside))
        : say('{0} above {1}: {2} %', column, number(high!), percent(outside));
    });
  return say(
    '{0} ± {1} % of the draws lie outside bounds that all rows keep ({2}).',
    percent(bounds.outside.mean),
    percent(bounds.outside.standardError),
    series(found, '; '),
  );
}

/** Bounds that a density keeps; null without any. */
export function keptWords({
  specification: { support },
  leakage,
}: Pick<ModelMetadata, 'specification' | 'leakage'>): Sentence | null {
  if (!support) return null;
  const percent = (share: number) =>
    grouped(100 * share, { maximumSignificantDigits: 2, useGrouping: false });
  return say(
    'The density keeps {0}: {1} ± {2} % of the flow lies outside, is drawn again, and its density inside is larger for that. Scores are of the flow without these bounds.',
    support.map(boundText).join(', '),
    percent(leakage?.mean ?? 0),
    percent(leakage?.standardError ?? 0),
  );
}
