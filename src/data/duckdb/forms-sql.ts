// SQL of numbers as people write them: whether a text is one, and its parts.
import {
  BLANKS,
  ERROR,
  LEAD,
  LETTERS,
  LONGEST,
  type Mark,
  MINUS,
  MONEY,
  NONE,
  PATTERNS,
  S,
  SIGN,
  TEN,
  TRAIL,
  WORD,
  WORDS,
} from '../text/forms';
import { literal } from './sql';

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

/** SQL: whether a text is a number in one of these forms. */
export const formedSql = (field: string, decimal: Mark) =>
  `(length(${field}) <= ${LONGEST} AND regexp_matches(${field}, ${literal(PATTERNS[decimal])}) ` +
  `AND NOT regexp_matches(${field}, ${literal(NONE)}))`;

/**
 * SQL: the rows of `select`, which gives texts `s` that are such numbers, with their parts:
 * `number`, `wears`, `core`, `times` (a letter or word that multiplies), `power`, `error` and
 * `lead`, `tail` (signs and brackets). Small patterns one after the other: capturing all of the
 * parts at once takes ten times as long.
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
    `CASE WHEN b = '' OR regexp_matches(digits, '[${BLANKS}]$') AND regexp_matches(b, '^[eEdD]') ` +
      `THEN '' ELSE regexp_extract(b, ${literal(`^${TEN}${SIGN}?\\d{1,3}`)}) END AS power`,
  );
  sql = then(sql, 'substr(b, length(power) + 1) AS c');
  sql = then(sql, `${first('c', `^${ERROR('[0-9.,]+')}`)} AS error`);
  sql = then(sql, 'substr(c, length(error) + 1) AS d');
  sql = then(sql, `${first('d', TRAIL)} AS tail`);
  sql = then(
    sql,
    `trim(substr(d, 1, length(d) - length(tail)), '${BLANKS}\t') AS behind, trim(digits, ` +
      `'${BLANKS}') AS core, ${first('lead', MONEY)} AS money`,
  );
  const near = `(behind = '' OR regexp_matches(digits, '[${BLANKS}]$') OR regexp_matches(d, '^[${BLANKS}]'))`;
  sql = then(
    sql,
    `CASE WHEN behind = 'm' AND money <> '' THEN 'M' WHEN ${near} THEN ` +
      `${first('behind', `^${WORD}$`, ', 1')} ELSE ` +
      `${first('behind', `^(${WORDS}|${LETTERS})(?:${S}(${MONEY}))?$`, ', 1')} END AS times`,
  );
  sql = then(
    sql,
    `concat(money, CASE WHEN behind = 'm' AND money <> '' THEN '' ELSE trim(substr(behind, ` +
      `length(times) + 1), '${BLANKS}') END) AS wears`,
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
  const ten =
    `CASE WHEN power = '' THEN 0 ELSE CAST(regexp_replace(regexp_extract(power, ` +
    `'${SIGN}?\\d{1,3}$'), '[${MINUS}]', '-') AS INTEGER) END`;
  const times = `CASE rtrim(times, '.') WHEN '' THEN 0 ${Object.entries(POWERS)
    .map(([word, n]) => `WHEN '${word}' THEN ${n}`)
    .join(' ')} ELSE 0 END`;
  return (
    `CASE WHEN (${minuses('lead')} + ${minuses('tail')}) % 2 = 1 THEN -1 ELSE 1 END * ` +
    `TRY_CAST(concat(${digits}, 'e', ${ten} + ${times}) AS DOUBLE)`
  );
}
