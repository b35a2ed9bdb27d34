// Numbers as people and programs write them, besides plain ones: 1,234.5  −0.5  (12.50)  1.0D+02  5.2 ± 0.1  12.1k  10 mm  $3.
// One pattern tells their parts, for JavaScript (the sample) and for SQL (every row).

export type Mark = '.' | ',';

export const BLANKS = ' \u00a0\u2007\u2009\u202f';
const MINUS = '\\-\u2212\u2013\u2012\u2010\ufe63\uff0d';
const [S, B, SIGN] = [`[${BLANKS}\\t]*`, `[${BLANKS}]`, `[+${MINUS}]`];
const CODES =
  'USD|EUR|GBP|CHF|JPY|CNY|RMB|INR|CAD|AUD|NZD|SEK|NOK|DKK|PLN|CZK|HUF|BRL|MXN|ZAR|KRW|RUB|TRY';
const MONEY = `[$€£¥₹₩₽₺₪₫₴₦฿¢]|(?:US|A|C|NZ|HK|R|S)\\$|${CODES}|Rs\\.?|kr\\.?|zł|Kč|Ft`;
/** Right behind a number stand only well-known units: "12A" and "3rd" are none. */
const UNITS = [
  '[fpnuµμmcdhkMG]?m|[nuµμmk]?g|[nuµμm]?s|[nuµμmkM]?V|[nuµμm]A|[uµμmkMG]?W|[kMG]?Wh|[kM]?J|[kM]?N|[hkMG]?Pa|[kMGT]?Hz|[uµμmdc]?[Ll]|[nuµμm]?mol',
  'm?bar|[kMGT]?eV|[mkM]?Ω|k?cal|[nuµμm]T|[kKMGT]i?B|[kMG]?bps|[nuµμm]M|min|hrs?|h|d|sec|yrs?|mo|wk|in|ft|yd|mi|nmi|lbs?|oz|t|dB[AaCc]?|px|pt|ppm|ppb|rpm',
  'mph|kph|kn|psi|deg|rad|ha|ac|cts?|lx|lm|cd|bpm|mmHg|u[gl]',
].join('|');
const COMPOUND = `(?:${UNITS})(?:[/·*](?:${UNITS}))?(?:\\^?-?[123]|[²³])?`;
const SYMBOLS = '%|‰|°[CFK]?|º[CF]?|℃|℉|′|″';
const LETTER = 'A-Za-zµμΩ°ÅäöüßÄÖÜéèñ';
const NAMED = `[${LETTER}][${LETTER}0-9./·*^²³-]{0,14}`;
const WORDS = 'thousand|millions?|billions?|trillions?|Tsd\\.?|Mio\\.?|Mrd\\.?|mn|bn|tn|lakh|crore';
const LETTERS = '[kKMGBT]';
const POWERS: Record<string, number> = {
  k: 3,
  K: 3,
  thousand: 3,
  Tsd: 3,
  lakh: 5,
  M: 6,
  mn: 6,
  million: 6,
  millions: 6,
  Mio: 6,
  crore: 7,
  G: 9,
  B: 9,
  bn: 9,
  billion: 9,
  billions: 9,
  Mrd: 9,
  T: 12,
  tn: 12,
  trillion: 12,
  trillions: 12,
};
/** What looks like a number with a unit and is none: times of day, eras, dates, ordinals, decades; brackets of which one is missing. */
const MONTHS = 'Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec';
const NONE = [
  `\\d${B}+(?:[AaPp]\\.?[Mm]\\.?|AD|BC|BCE|CE|st|nd|rd|th|(?:${MONTHS})[a-z]*\\.?)${S}$`,
  `^${S}[12]\\d\\d0s${S}$`,
  '^[^(]*\\)',
  '\\([^)]*$',
  '\\(.*\\(',
].join('|');
/** No number is longer. */
const LONGEST = 60;

/** A group of thousands never begins with 0. Of Indian groups the last alone has three digits. */
function coreOf(decimal: Mark): string {
  const [d, g] = decimal === '.' ? ['\\.', ','] : [',', '\\.'];
  const grouped = `[1-9]\\d{0,2}(?:(?:${g}\\d{3})+|(?:['\u2019]\\d{3})+|(?:${B}\\d{3})+)(?:${d}\\d*)?`;
  const indian = decimal === '.' ? '|[1-9]\\d?(?:,\\d{2})+,\\d{3}(?:\\.\\d*)?' : '';
  return `${grouped}${indian}|\\d+${d}?\\d*|${d}\\d+`;
}

const TEN = `(?:[eEdD]|${S}[x×*·⋅]${S}10(?:\\^|\\*\\*))`;
const LEAD = `${S}\\(?${S}${SIGN}?${S}(${MONEY})?${S}\\(?${S}${SIGN}?${S}`;
const TRAIL = `(?:${S}[${MINUS}])?${S}\\)?${S}$`;
const ERROR = (core: string) =>
  `${S}(?:±|\\+/?[${MINUS}])${S}(?:${core})(?:[eEdD]${SIGN}?\\d{1,3})?`;
const [WORD, LETTER_OR_NONE] = [`(${WORDS})(?:${S}(${MONEY}))?`, `(${LETTERS})(?:${S}(${MONEY}))?`];

function patternOf(decimal: Mark): string {
  const core = coreOf(decimal);
  const behind = [
    `${S}${WORD}`,
    `${S}(${SYMBOLS}|${COMPOUND}|${MONEY})`,
    `${B}+(${NAMED})`,
    LETTER_OR_NONE,
  ].join('|');
  return `^${LEAD}(?:${core})(?:${TEN}${SIGN}?\\d{1,3})?(?:${ERROR(core)})?(?:${behind})?${TRAIL}`;
}

const PATTERNS = { '.': patternOf('.'), ',': patternOf(',') };
const EXPRESSIONS = { '.': new RegExp(PATTERNS['.']), ',': new RegExp(PATTERNS[',']) };
const NO_NUMBER = new RegExp(NONE);

/** What the number in a text wears: a sign of money, a percent sign, a unit, or ''; null where it is no number in one of these forms. Plain numbers are. */
export function wornBy(text: string, decimal: Mark): string | null {
  if (text.length > LONGEST) return null;
  const found = EXPRESSIONS[decimal].exec(text);
  if (!found || NO_NUMBER.test(text)) return null;
  const [, money = '', , moneyBehindWord = '', unit = '', named = '', , moneyBehindLetter = ''] =
    found;
  return unit === 'm' && money !== ''
    ? money
    : money + moneyBehindWord + moneyBehindLetter + unit + named;
}

const EITHER = /^[1-9]\d{0,2}[,.]\d{3}$/;
const PLAIN = { '.': /^\s*[+-]?\d+\.\d+\s*$/, ',': /^\s*[+-]?\d+,\d+\s*$/ };

/** With which decimal mark a field is a number and not with the other; 1,234 and 1.234 are with both; null for whole numbers and words. */
export function markOf(field: string): Mark | '1,234' | '1.234' | null {
  if (!/[.,]/.test(field) || !/\d/.test(field)) return null;
  const core = /\d[\d.,]*/.exec(field)![0];
  const either = EITHER.test(core);
  const plain = (['.', ','] as const).find((mark) => PLAIN[mark].test(field));
  if (plain && !either) return plain;
  const [point, comma] = plain
    ? [true, true]
    : [wornBy(field, '.') !== null, wornBy(field, ',') !== null];
  if (point && comma) return either ? (core.includes(',') ? '1,234' : '1.234') : null;
  return point ? '.' : comma ? ',' : null;
}

const literal = (s: string) => `'${s.replaceAll("'", "''")}'`;

/** SQL: whether a text is a number in one of these forms. */
export const formedSql = (field: string, decimal: Mark) =>
  `(length(${field}) <= ${LONGEST} AND regexp_matches(${field}, ${literal(PATTERNS[decimal])}) AND NOT regexp_matches(${field}, ${literal(NONE)}))`;

/**
 * SQL: the rows of `select`, which gives texts `s` that are such numbers, with their parts: `number`, `wears`, `core`, `times` (a letter or word that
 * multiplies), `power`, `error` and `lead`, `tail` (signs and brackets). Small patterns one after the other: capturing all of the parts at once takes ten times as long.
 */
export function partsSql(select: string, decimal: Mark): string {
  const then = (from: string, more: string) => `SELECT *, ${more} FROM (${from})`;
  const first = (text: string, pattern: string, group = '') =>
    `CASE WHEN ${text} = '' THEN '' ELSE regexp_extract(${text}, ${literal(pattern)}${group}) END`;
  let sql = then(select, `regexp_extract(s, ${literal(`^${LEAD}`)}) AS lead`);
  sql = then(sql, 'substr(s, length(lead) + 1) AS a');
  sql = then(sql, `regexp_extract(a, ${literal(`^[0-9.,'\u2019${BLANKS}]+`)}) AS digits`);
  sql = then(sql, 'substr(a, length(digits) + 1) AS b');
  sql = then(
    sql,
    `CASE WHEN b = '' OR regexp_matches(digits, '[${BLANKS}]$') AND regexp_matches(b, '^[eEdD]') THEN '' ELSE regexp_extract(b, ${literal(`^${TEN}${SIGN}?\\d{1,3}`)}) END AS power`,
  );
  sql = then(sql, 'substr(b, length(power) + 1) AS c');
  sql = then(sql, `${first('c', `^${ERROR('[0-9.,]+')}`)} AS error`);
  sql = then(sql, 'substr(c, length(error) + 1) AS d');
  sql = then(sql, `${first('d', TRAIL)} AS tail`);
  sql = then(
    sql,
    `trim(substr(d, 1, length(d) - length(tail)), '${BLANKS}\t') AS behind, trim(digits, '${BLANKS}') AS core, ${first('lead', MONEY)} AS money`,
  );
  const near = `(behind = '' OR regexp_matches(digits, '[${BLANKS}]$') OR regexp_matches(d, '^[${BLANKS}]'))`;
  sql = then(
    sql,
    `CASE WHEN behind = 'm' AND money <> '' THEN 'M' WHEN ${near} THEN ${first('behind', `^${WORD}$`, ', 1')} ELSE ${first('behind', `^(${WORDS}|${LETTERS})(?:${S}(${MONEY}))?$`, ', 1')} END AS times`,
  );
  sql = then(
    sql,
    `concat(money, CASE WHEN behind = 'm' AND money <> '' THEN '' ELSE trim(substr(behind, length(times) + 1), '${BLANKS}') END) AS wears`,
  );
  return then(sql, `${numberSql(decimal)} AS number`);
}

/** SQL: the same for one and for many: "1 year", "2 years". */
export const singularSql = (unit: string) => `regexp_replace(${unit}, '^([a-z]{3,})s$', '\\1')`;

function numberSql(decimal: Mark): string {
  const bare = `regexp_replace(core, '[${decimal === '.' ? ',' : '.'}''\u2019${BLANKS}]', '', 'g')`;
  const digits = decimal === ',' ? `replace(${bare}, ',', '.')` : bare;
  const minuses = (part: string) =>
    `CASE WHEN ${part} = '' THEN 0 ELSE length(regexp_replace(${part}, '[^${MINUS}(]', '', 'g')) END`;
  const ten = `CASE WHEN power = '' THEN 0 ELSE CAST(regexp_replace(regexp_extract(power, '${SIGN}?\\d{1,3}$'), '[${MINUS}]', '-') AS INTEGER) END`;
  const times = `CASE rtrim(times, '.') WHEN '' THEN 0 ${Object.entries(POWERS)
    .map(([word, n]) => `WHEN '${word}' THEN ${n}`)
    .join(' ')} ELSE 0 END`;
  return `CASE WHEN (${minuses('lead')} + ${minuses('tail')}) % 2 = 1 THEN -1 ELSE 1 END * TRY_CAST(concat(${digits}, 'e', ${ten} + ${times}) AS DOUBLE)`;
}
