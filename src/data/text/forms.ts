// Numbers as people and programs write them, besides plain ones: 1,234.5  −0.5  (12.50)  1.0D+02
// 5.2 ± 0.1  12.1k  10 mm  $3.
// These patterns serve JavaScript (the sample) and SQL (every row): see forms-sql.ts.

export type Mark = '.' | ',';
export const otherMark = (mark: Mark): Mark => (mark === '.' ? ',' : '.');

export const BLANKS = ' \u00a0\u2007\u2009\u202f';
export const MINUS = '\\-\u2212\u2013\u2012\u2010\ufe63\uff0d';
export const [S, B, SIGN] = [`[${BLANKS}\\t]*`, `[${BLANKS}]`, `[+${MINUS}]`];
const CODES =
  'USD|EUR|GBP|CHF|JPY|CNY|RMB|INR|CAD|AUD|NZD|SEK|NOK|DKK|PLN|CZK|HUF|BRL|MXN|ZAR|KRW|RUB|TRY';
export const MONEY = `[$€£¥₹₩₽₺₪₫₴₦฿¢]|(?:US|A|C|NZ|HK|R|S)\\$|${CODES}|Rs\\.?|kr\\.?|zł|Kč|Ft`;
/** Right behind a number stand only well-known units: "12A" and "3rd" are none. */
const UNITS = [
  '[fpnuµμmcdhkMG]?m|[nuµμmk]?g|[nuµμm]?s|[nuµμmkM]?V|[nuµμm]A|[uµμmkMG]?W|[kMG]?Wh|[kM]?J',
  '[kM]?N|[hkMG]?Pa|[kMGT]?Hz|[uµμmdc]?[Ll]|[nuµμm]?mol|m?bar|[kMGT]?eV|[mkM]?Ω|k?cal',
  '[nuµμm]T|[kKMGT]i?B|[kMG]?bps|[nuµμm]M|min|hrs?|h|d|sec|yrs?|mo|wk|in|ft|yd|mi|nmi|lbs?',
  'oz|t|dB[AaCc]?|px|pt|ppm|ppb|rpm|mph|kph|kn|psi|deg|rad|ha|ac|cts?|lx|lm|cd|bpm|mmHg',
  'u[gl]',
].join('|');
const COMPOUND = `(?:${UNITS})(?:[/·*](?:${UNITS}))?(?:\\^?-?[123]|[²³])?`;
const SYMBOLS = '%|‰|°[CFK]?|º[CF]?|℃|℉|′|″';
const LETTER = 'A-Za-zµμΩ°ÅäöüßÄÖÜéèñ';
const NAMED = `[${LETTER}][${LETTER}0-9./·*^²³-]{0,14}`;
export const WORDS =
  'thousand|millions?|billions?|trillions?|Tsd\\.?|Mio\\.?|Mrd\\.?|mn|bn|tn|lakh|crore';
export const LETTERS = '[kKMGBT]';
/**
 * What looks like a number with a unit and is none: times of day, eras, dates, ordinals, decades;
 * brackets of which one is missing.
 */
const MONTHS = 'Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec';
export const NONE = [
  `\\d${B}+(?:[AaPp]\\.?[Mm]\\.?|AD|BC|BCE|CE|st|nd|rd|th|(?:${MONTHS})[a-z]*\\.?)${S}$`,
  `^${S}[12]\\d\\d0s${S}$`,
  '^[^(]*\\)',
  '\\([^)]*$',
  '\\(.*\\(',
].join('|');
/** No number is longer. */
export const LONGEST = 60;

/** A group of thousands never begins with 0. Of Indian groups the last alone has three digits. */
function coreOf(decimal: Mark): string {
  const [d, g] = decimal === '.' ? ['\\.', ','] : [',', '\\.'];
  const grouped = `[1-9]\\d{0,2}(?:(?:${g}\\d{3})+|(?:['\u2019]\\d{3})+|(?:${B}\\d{3})+)(?:${d}\\d*)?`;
  const indian = decimal === '.' ? '|[1-9]\\d?(?:,\\d{2})+,\\d{3}(?:\\.\\d*)?' : '';
  return `${grouped}${indian}|\\d+${d}?\\d*|${d}\\d+`;
}

export const TEN = `(?:[eEdD]|${S}[x×*·⋅]${S}10(?:\\^|\\*\\*))`;
export const LEAD = `${S}\\(?${S}${SIGN}?${S}(${MONEY})?${S}\\(?${S}${SIGN}?${S}`;
export const TRAIL = `(?:${S}[${MINUS}])?${S}\\)?${S}$`;
export const ERROR = (core: string) =>
  `${S}(?:±|\\+/?[${MINUS}])${S}(?:${core})(?:[eEdD]${SIGN}?\\d{1,3})?`;
export const [WORD, LETTER_OR_NONE] = [
  `(${WORDS})(?:${S}(${MONEY}))?`,
  `(${LETTERS})(?:${S}(${MONEY}))?`,
];

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

export const PATTERNS = { '.': patternOf('.'), ',': patternOf(',') };
const EXPRESSIONS = { '.': new RegExp(PATTERNS['.']), ',': new RegExp(PATTERNS[',']) };
const NO_NUMBER = new RegExp(NONE);

/**
 * What the number in a text wears: a sign of money, a percent sign, a unit, or ''; null where it is
 * no number in one of these forms. Plain numbers are.
 */
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

/** 14.2 may be a day and a month. */
export const DAY_AND_MONTH = '^\\s*(0?[1-9]|[12][0-9]|3[01])\\.(0?[1-9]|1[0-2])\\.?\\s*$';

const EITHER = /^[1-9]\d{0,2}[,.]\d{3}$/;
const PLAIN = { '.': /^\s*[+-]?\d+\.\d+\s*$/, ',': /^\s*[+-]?\d+,\d+\s*$/ };

/**
 * With which decimal mark a field is a number and not with the other; 1,234 and 1.234 are with
 * both; null for whole numbers and words.
 */
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

/** Whether one of these texts is a number in any form: if not, their column is not looked at. */
export const mayBeFormed = (examples: string[]) =>
  examples.some((text) => wornBy(text, '.') !== null || wornBy(text, ',') !== null);

/** Whether the texts of a sample, none of them a gap, would be read as numbers. */
export function areNumbers(texts: string[], mark: Mark): boolean {
  if (texts.length === 0 || !mayBeFormed(texts.slice(0, 1))) return false;
  return [mark, otherMark(mark)].some((m) => {
    const worn = texts.map((v) => wornBy(v, m));
    return (
      worn.every((w) => w !== null && w === worn[0]) &&
      !(m !== mark && texts.every((v) => new RegExp(DAY_AND_MONTH).test(v)))
    );
  });
}
