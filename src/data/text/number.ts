// What counts as a plain number and what as missing, in a text field. Other forms of numbers:
// forms.ts; the same for SQL: number-sql.ts.
import { type Mark, wornBy } from './forms';

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
export const AMONG_TEXTS = [
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
export const SYMBOLS = ['-', '--', '---', '?', '.'];
const WORDS = new Set(MISSING);

const NUMBER = /^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$/;
const COMMA_NUMBER = /^\s*[+-]?(\d+,?\d*|,\d+)([eE][+-]?\d+)?\s*$/;
/**
 * Never part of a name: thousands apart, another minus sign, powers with a D, an amount in brackets
 * or with a minus behind it.
 */
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
