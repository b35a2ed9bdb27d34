// What counts as a number and what as missing, in a text field: once for JavaScript (the sample) and once for SQL (every row).

/** Words for a missing value, besides the empty field. */
export const MISSING = [
  '', 'na', 'n/a', 'n.a.', '<na>', 'nan', 'null', 'nil', 'none', 'missing', '-', '--', '---', '?', '.',
  '#n/a', '#na', '#div/0!', '#value!', '#ref!', '#num!', '#name?', '#null!', // spreadsheets
];
const WORDS = new Set(MISSING);
const NUMBER = /^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$/;
const COMMA_NUMBER = /^\s*[+-]?(\d+,?\d*|,\d+)([eE][+-]?\d+)?\s*$/;
const BLANKS = ' \u00a0\u2009\u202f';
/** Thousands apart: 1,234.5 or 1 234.5 or 1'234.5; the same with a decimal comma: 1.234,5. */
const grouped = (mark: string, decimal: string) => `[+-]?\\d{1,3}((${mark}\\d{3})+|(['\u2019]\\d{3})+|([${BLANKS}]\\d{3})+)(${decimal}\\d+)?`;
const GROUPED = { '.': grouped(',', '\\.'), ',': grouped('\\.', ',') };
const GROUPED_NUMBER = { '.': new RegExp(`^\\s*${GROUPED['.']}\\s*$`), ',': new RegExp(`^\\s*${GROUPED[',']}\\s*$`) };
const EITHER = /^\s*[+-]?[1-9]\d{0,2}[,.]\d{3}\s*$/;

export const isMissing = (text: string) => WORDS.has(text.trim().toLowerCase());
export const isNumber = (text: string, decimal: '.' | ',') => (decimal === ',' ? COMMA_NUMBER : NUMBER).test(text) || GROUPED_NUMBER[decimal].test(text);

/** Without the sign of money or the percent sign that a number may wear. */
export const undressed = (text: string) => (/[$€£¥%]/.test(text) ? text.replace(/[$€£¥%]/, '').trim() : text);

/** With which decimal mark a text is a number and not with the other; 1,234 and 1.234 are with both; null for whole numbers and words. */
export function numberForms(field: string): '.' | ',' | '1,234' | '1.234' | null {
  const text = undressed(field);
  if (text.length > 40 || !/[.,]/.test(text)) return null;
  if (EITHER.test(text)) return text.includes(',') ? '1,234' : '1.234';
  const [point, comma] = [NUMBER.test(text) || GROUPED_NUMBER['.'].test(text), COMMA_NUMBER.test(text) || GROUPED_NUMBER[','].test(text)];
  return point === comma ? null : point ? '.' : ',';
}

/** SQL: the number in a text, or NULL. 1_000 is a number to DuckDB, and not to people; 1.234 is none where a comma is the decimal mark. */
export function numberSql(text: string, decimal: '.' | ',' | null): string {
  if (decimal === ',') return `CASE WHEN contains(${text}, '_') OR contains(${text}, '.') THEN NULL ELSE TRY_CAST(replace(${text}, ',', '.') AS DOUBLE) END`;
  return `CASE WHEN contains(${text}, '_') THEN NULL ELSE TRY_CAST(${text} AS DOUBLE) END`;
}

/** What a number may wear: a sign of money before or after it, or a percent sign after it. */
const MONEY = '[$€£¥]';

/** SQL: the sign that a number wears, as in 12.5% or -$3; '' for any other text. */
export function wornSql(text: string, decimal: '.' | ',' | null): string {
  const number = `(${GROUPED[decimal ?? '.']}|[+-]?(\\d+[${decimal ?? '.'}]?\\d*|[${decimal ?? '.'}]\\d+))`;
  const dressed = `\\s*([+-]?${MONEY}\\s?${number}|${number}[ \u00a0\u202f]?(${MONEY}|%))\\s*`.replaceAll("'", "''");
  const any = [...'$€£¥%'].map((sign) => `contains(${text}, '${sign}')`).join(' OR ');
  return `CASE WHEN (${any}) AND regexp_full_match(${text}, '${dressed}') THEN regexp_extract(${text}, '(${MONEY}|%)') ELSE '' END`;
}

/** SQL: the text without such a sign. */
export const undressedSql = (text: string) => `trim(regexp_replace(${text}, '(${MONEY}|%)', ''), chr(160) || chr(8239) || ' ')`;

/** SQL: the number in a text with thousands apart, or NULL. */
export function groupedSql(text: string, decimal: '.' | ',' | null): string {
  const bare = `regexp_replace(trim(${text}, chr(160) || ' '), '[${decimal === ',' ? '.' : ','}''\u2019${BLANKS}]', '', 'g')`;
  return `CASE WHEN ${isGroupedSql(text, decimal)} THEN ${numberSql(bare, decimal)} ELSE ${numberSql(text, decimal)} END`;
}

export const isGroupedSql = (text: string, decimal: '.' | ',' | null) => `regexp_full_match(${text}, '\\s*${GROUPED[decimal ?? '.'].replaceAll("'", "''")}\\s*')`;
export const isMissingSql = (text: string) => `(${text} IS NULL OR lower(trim(${text})) IN (${MISSING.map((m) => `'${m}'`).join(', ')}))`;
/** SQL: whether a text is a number with a zero before it, as in 00017: an identifier. The comparisons spare most rows the expression. */
export const hasLeadingZeroSql = (text: string) =>
  `((${text} >= '00' AND ${text} < '0:') OR (${text} < '0' AND regexp_matches(${text}, '^\\s*[+-]?0[0-9]')))`;
