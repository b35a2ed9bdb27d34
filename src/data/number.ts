// What counts as a plain number and what as missing, in a text field: once for JavaScript (the sample) and once for SQL (every row). Other forms: forms.ts.
import { BLANKS, type Mark, wornBy } from './forms';

/** Words for a missing value among numbers, besides the empty field; in any case. */
export const MISSING = [
  '',
  'na',
  'n/a',
  'n.a.',
  '<na>',
  'nan',
  'null',
  'nil',
  'none',
  'missing',
  '-',
  '--',
  '---',
  '?',
  '.',
  '#n/a',
  '#na',
  '#div/0!',
  '#value!',
  '#ref!',
  '#num!',
  '#name?',
  '#null!', // spreadsheets
];
/** Among texts, as programs write them: "none" and "Na" may well be levels. */
const AMONG_TEXTS = [
  '',
  'NA',
  'N/A',
  'n/a',
  'na',
  'n.a.',
  'N.A.',
  '<NA>',
  'NaN',
  'nan',
  'NAN',
  'NULL',
  'null',
  'None',
  '#N/A',
  '#NA',
  '#DIV/0!',
  '#VALUE!',
  '#REF!',
  '#NUM!',
  '#NAME?',
  '#NULL!',
];
/** Gaps, too, where other values have letters or digits; + and - are levels. */
const SYMBOLS = ['-', '--', '---', '?', '.'];
const WORDS = new Set(MISSING);

/** Which texts of a column are gaps: of a column of numbers, of texts, of texts without letters, and where the user says that it holds text. */
export type GapRule = 'numbers' | 'texts' | 'symbols' | 'empty';

const NUMBER = /^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$/;
const COMMA_NUMBER = /^\s*[+-]?(\d+,?\d*|,\d+)([eE][+-]?\d+)?\s*$/;
/** Never part of a name: thousands apart, another minus sign, powers with a D, an amount in brackets or with a minus behind it. */
const NEVER_NAMES =
  /^[\s(+\-\u2212]*\d[\d.,' \u00a0\u2007\u2009\u202f\u2019]*([eEdD][+\-\u2212]?\d{1,3})?[\s)\-\u2212]*$/;

export const isMissing = (text: string) => WORDS.has(text.trim().toLowerCase());
export const isPlain = (text: string, decimal: Mark) =>
  (decimal === ',' ? COMMA_NUMBER : NUMBER).test(text);
export const isNumber = (text: string, decimal: Mark) =>
  isPlain(text, decimal) || (NEVER_NAMES.test(text) && wornBy(text, decimal) !== null);

/** Without the sign of money or the percent sign that a number may wear. */
export const undressed = (text: string) =>
  /[$€£¥%]/.test(text) ? text.replace(/[$€£¥%]/, '').trim() : text;

/** SQL: the number in a text, or NULL. 1_000 is a number to DuckDB, and not to people; 1.234 is none where a comma is the decimal mark. */
export function numberSql(text: string, decimal: Mark | null): string {
  if (decimal === ',')
    return `CASE WHEN contains(${text}, '_') OR contains(${text}, '.') THEN NULL ELSE TRY_CAST(replace(${text}, ',', '.') AS DOUBLE) END`;
  return `CASE WHEN contains(${text}, '_') THEN NULL ELSE TRY_CAST(${text} AS DOUBLE) END`;
}

const trimmed = (text: string) => `trim(${text}, '${BLANKS}\t')`;
const list = (words: string[]) => words.map((word) => `'${word}'`).join(', ');

/** SQL: whether a text stands for a missing value. */
export function isMissingSql(text: string, rule: GapRule = 'numbers'): string {
  if (rule === 'empty') return `(${text} IS NULL OR ${trimmed(text)} = '')`;
  if (rule === 'numbers')
    return `(${text} IS NULL OR lower(${trimmed(text)}) IN (${list(MISSING)}))`;
  return `(${text} IS NULL OR ${trimmed(text)} IN (${list(rule === 'texts' ? [...AMONG_TEXTS, ...SYMBOLS] : AMONG_TEXTS)}))`;
}

/** How a text may be missing, see `gapSql`. */
export const GAP = { value: 0, empty: 1, word: 2, symbol: 3, amongNumbers: 4 };

/** SQL: one of GAP. */
export function gapSql(text: string): string {
  const bare = trimmed(text);
  return `CASE WHEN ${text} IS NULL OR ${bare} = '' THEN ${GAP.empty} WHEN length(${bare}) > 9 THEN ${GAP.value} WHEN ${bare} IN (${list(AMONG_TEXTS)}) THEN ${GAP.word} WHEN ${bare} IN (${list(SYMBOLS)}) THEN ${GAP.symbol} WHEN lower(${bare}) IN (${list(MISSING)}) THEN ${GAP.amongNumbers} ELSE ${GAP.value} END`;
}

/** SQL: whether a text is a number with a zero before it, as in 00017: an identifier. The comparisons spare most rows the expression. */
export const hasLeadingZeroSql = (text: string) =>
  `((${text} >= '00' AND ${text} < '0:') OR (${text} < '0' AND regexp_matches(${text}, '^\\s*[+-]?0[0-9]')))`;
