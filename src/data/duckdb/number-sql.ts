// SQL of plain numbers and of what counts as missing.
import { BLANKS, type Mark } from '../text/forms';
import { AMONG_TEXTS, MISSING, SYMBOLS } from '../text/number';

/**
 * Which texts of a column are gaps: of a column of numbers, of texts, of texts without letters, and
 * where the user says that it holds text.
 */
export type GapRule = 'numbers' | 'texts' | 'symbols' | 'empty';

/**
 * SQL: the number in a text, or NULL. 1_000 is a number to DuckDB, and not to people; 1.234 is none
 * where a comma is the decimal mark.
 */
export function numberSql(text: string, decimal: Mark | null): string {
  if (decimal === ',')
    return (
      `CASE WHEN contains(${text}, '_') OR contains(${text}, '.') THEN NULL ELSE ` +
      `TRY_CAST(replace(${text}, ',', '.') AS DOUBLE) END`
    );
  return `CASE WHEN contains(${text}, '_') THEN NULL ELSE TRY_CAST(${text} AS DOUBLE) END`;
}

const trimmed = (text: string) => `trim(${text}, '${BLANKS}\t')`;
const list = (words: string[]) => words.map((word) => `'${word}'`).join(', ');

/** SQL: whether a text stands for a missing value. */
export function isMissingSql(text: string, rule: GapRule = 'numbers'): string {
  if (rule === 'empty') return `(${text} IS NULL OR ${trimmed(text)} = '')`;
  if (rule === 'numbers')
    return `(${text} IS NULL OR lower(${trimmed(text)}) IN (${list(MISSING)}))`;
  return (
    `(${text} IS NULL OR ${trimmed(text)} IN ` +
    `(${list(rule === 'texts' ? [...AMONG_TEXTS, ...SYMBOLS] : AMONG_TEXTS)}))`
  );
}

/** How a text may be missing, see `gapSql`. */
export const GAP = { value: 0, empty: 1, word: 2, symbol: 3, amongNumbers: 4 };

/** SQL: one of GAP. */
export function gapSql(text: string): string {
  const bare = trimmed(text);
  return (
    `CASE WHEN ${text} IS NULL OR ${bare} = '' THEN ${GAP.empty} WHEN length(${bare}) > 9 THEN ` +
    `${GAP.value} WHEN ${bare} IN (${list(AMONG_TEXTS)}) THEN ${GAP.word} WHEN ${bare} IN ` +
    `(${list(SYMBOLS)}) THEN ${GAP.symbol} WHEN lower(${bare}) IN (${list(MISSING)}) THEN ` +
    `${GAP.amongNumbers} ELSE ${GAP.value} END`
  );
}

/**
 * SQL: whether a text is a number with a zero before it, as in 00017: an identifier. The
 * comparisons spare most rows the expression.
 */
export const hasLeadingZeroSql = (text: string) =>
  `((${text} >= '00' AND ${text} < '0:') OR (${text} < '0' AND regexp_matches(${text}, '^\\s*[+-]?0[0-9]')))`;
