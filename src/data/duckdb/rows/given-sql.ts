// SQL of what a row is given, as a number or as a text.
import type { GivenColumn } from '../../../protocol/data';
import { DataError } from '../../errors';
import type { Loaded } from '../loaded';
import { isMissingSql } from '../number-sql';
import { literal } from '../sql';
import { say } from '../../../protocol/sentence';

/** SQL of a column's value as text, of the relation `n`. Of a large table only the numbers are kept. */
export function textSql({ text }: Pick<Loaded, 'text'>, i: number): string {
  if (text[i]) return `trim(CAST(n.t${i} AS VARCHAR))`;
  return (
    `(CASE WHEN n.n${i} = floor(n.n${i}) AND abs(n.n${i}) < 9e15 THEN CAST(CAST(n.n${i} AS BIGINT) ` +
    `AS VARCHAR) ELSE CAST(n.n${i} AS VARCHAR) END)`
  );
}

/** SQL: the date that a text says, in milliseconds since 1970, or NULL. */
export const timeSql = (text: string) => `CAST(epoch_ms(TRY_CAST(${text} AS TIMESTAMP)) AS DOUBLE)`;

/**
 * What a row is given, as a number (see GivenRows), and whether it has a value at all: SQL of the
 * relation `n`.
 * @throws DataError if there is no such column
 */
export function givenSql(
  loaded: Pick<Loaded, 'names' | 'text' | 'number' | 'rules'>,
  { column, levels }: GivenColumn,
): { value: string; present: string } {
  const i = placeOf(loaded, column);
  if (!levels) {
    if (!loaded.number[i])
      throw new DataError(
        say('The column "{0}" has no numbers, which it must have to be given as one.', column),
      );
    return { value: `n.n${i}`, present: `n.n${i} IS NOT NULL AND isfinite(n.n${i})` };
  }
  const text = textSql(loaded, i);
  const cases = levels.map((level, k) => `WHEN ${literal(level)} THEN ${k}`).join(' ');
  return {
    value: `(CASE ${text} ${cases} ELSE -1 END)::DOUBLE`,
    present: `NOT ${isMissingSql(text, loaded.rules[i])}`,
  };
}

/** @throws DataError if there is no such column */
export function placeOf({ names }: Pick<Loaded, 'names'>, column: string): number {
  const i = names.indexOf(column);
  if (i < 0)
    throw new DataError(say('There is no column "{0}", which the density is given.', column));
  return i;
}
