// What every column holds, counted on all rows: numbers, gaps, texts, dates, range and moments. Of a packed table
// all columns are counted by one query.
import type { DuckDBValue } from '@duckdb/node-api';
import { batchesOf } from '../batches';
import type { Loaded } from '../loaded';
import { GAP, gapSql, hasLeadingZeroSql, numberSql } from '../number-sql';
import { fieldsOfPacked } from '../packed';
import { countOf, only, row, sql } from '../sql';
import { bare, type Gaps, type Source, textOf } from '../store';

/** Texts that are looked at, from each end of the alphabet. */
const EXAMPLES = 3;
/** Columns that are judged by one query. */
const TOGETHER = 4;

export interface Judged {
  missing: number;
  /** not missing, and not a number */
  bad: number;
  /** some of these */
  examples: string[];
  /** whether one of these has a letter or a digit */
  lettered: boolean;
  /**
   * fields without anything; of the missing ones, words that are gaps among texts, and symbols that
   * may be levels; one of each
   */
  empty: number;
  words: number;
  symbols: number;
  word: string;
  symbol: string;
  zeros: number;
  finite: number;
  whole: number;
  min: number | null;
  max: number | null;
  mean: number | null;
  sd: number | null;
  /** of what is no gap, and of what is no word for one */
  distinctText: number;
  distinctSymbols: number;
  dates: number;
}
const PER_COLUMN = 18;

/** Of `columns`, by index, over the rows of `relation`. */
export async function judge(
  loaded: Loaded,
  relation: string,
  columns: number[],
): Promise<Judged[]> {
  if (loaded.packed) return judgePacked(loaded, relation, columns);
  const judged: Judged[] = [];
  for (const part of batchesOf(columns, TOGETHER))
    judged.push(...(await judgePart(loaded, relation, part)));
  return judged;
}

async function judgePart(loaded: Loaded, relation: string, part: number[]): Promise<Judged[]> {
  const { connection, source, names, types, table } = loaded;
  const open = (i: number) => loaded.text[i]! && !loaded.full[i];
  const inner = part.flatMap((i) => {
    const number = loaded.number[i]
      ? `n${i}`
      : source.types || types[names[i]!] === 'text'
        ? 'NULL::DOUBLE'
        : numberSql(`t${i}`, source.decimal);
    return [`${number} AS v${i}`, ...(loaded.text[i] ? [`${textOf(loaded, i)} AS s${i}`] : [])];
  });
  const gaps = part.filter(open).map((i) => `${gapAmongSql(`v${i}`, `s${i}`)} AS g${i}`);
  const from = `(SELECT ${['*', ...gaps].join(', ')} FROM (SELECT ${inner.join(', ')} FROM ${bare(relation, table)}))`;
  const select = part.flatMap((i) =>
    judgedSql(`v${i}`, loaded.text[i] ? `s${i}` : null, `g${i}`, loaded.full[i]!, source),
  );
  const values = await row(connection, `SELECT ${select.join(', ')} FROM ${from}`);
  const unlike = part.filter((_, k) => seemsBare(values.slice(PER_COLUMN * k)));
  const letters = unlike.map((i) => countOf(letteredSql(`v${i}`, `s${i}`, `g${i}`)));
  const found =
    unlike.length > 0 ? await row(connection, `SELECT ${letters.join(', ')} FROM ${from}`) : [];
  const lettered = new Set(unlike.filter((_, k) => Number(found[k]) > 0));
  const means = part.map((_, k) => number(values[PER_COLUMN * k + 14]!));
  // about the mean, so that nothing cancels
  const deviations = part.map((i, k) => {
    if (means[k] === null) return 'NULL';
    const off = `(v${i} - ${sql(means[k]!)})`;
    const square = `${off} * ${off}`;
    return `sqrt(avg(${loaded.full[i] ? square : only(square, `isfinite(v${i})`)}))`;
  });
  const squares = await row(
    connection,
    `SELECT ${deviations.join(', ')} FROM (SELECT ${inner.join(', ')} FROM ${bare(relation, table)})`,
  );
  return part.map((i, k) => {
    const held = relation === table ? loaded.gaps.get(i) : undefined;
    const its = values.slice(PER_COLUMN * k, PER_COLUMN * (k + 1));
    return judgedOf(its, squares[k]!, lettered.has(i), held);
  });
}

/** SQL: whether a text that is no number and no gap has a letter or a digit of any script. */
const letteredSql = (v: string, s: string, g: string) =>
  `${v} IS NULL AND ${g} = ${GAP.value} AND regexp_matches(${s}, '[\\pL\\pN]')`;

/** Texts without an ASCII letter or digit: all other scripts are looked for in these alone, which takes far longer. */
const seemsBare = (values: DuckDBValue[]) => Number(values[1]) > 0 && Number(values[3]) === 0;

/** SQL: numbers are the rule, so the words for "missing" are looked for only where there is none. */
const gapAmongSql = (v: string, s: string) =>
  `CASE WHEN ${v} IS NULL OR isnan(${v}) THEN ${gapSql(s)} END`;

/** @param values in the order of `judgedSql` */
function judgedOf(values: DuckDBValue[], sd: DuckDBValue, lettered: boolean, held?: Gaps): Judged {
  const at = (c: number) => values[c]!;
  const n = (c: number) => Number(at(c));
  const examples = (at(2) as { items: DuckDBValue[] } | null)?.items.map(String) ?? [];
  return {
    missing: n(0) - (held?.bad ?? 0),
    bad: n(1) + (held?.bad ?? 0),
    examples,
    lettered: lettered || n(3) > 0,
    empty: n(4),
    words: n(5),
    symbols: n(6),
    word: String(at(7) ?? '').trim(),
    symbol: String(at(8) ?? '').trim(),
    zeros: n(9),
    finite: n(10),
    whole: n(11),
    min: number(at(12)),
    max: number(at(13)),
    mean: number(at(14)),
    sd: number(sd),
    distinctText: n(15),
    distinctSymbols: n(16),
    dates: n(17),
  };
}

/** Every column of a packed table at once. */
async function judgePacked(loaded: Loaded, relation: string, columns: number[]): Promise<Judged[]> {
  const { connection, source, table } = loaded;
  const settled = loaded.number.flatMap((is, i) => (is ? [] : [i]));
  const number =
    settled.length > 0 ? `CASE WHEN k IN (${settled.join(', ')}) THEN NULL ELSE v END` : 'v';
  const rows = relation === table ? '' : ` WHERE row IN (SELECT row FROM ${relation})`;
  const fields = `SELECT k, s, ${number} AS v FROM ${fieldsOfPacked(table, loaded.packed!)}${rows}`;
  const from = `(SELECT *, ${gapAmongSql('v', 's')} AS g FROM (${fields}))`;
  const judged = (
    await connection.runAndReadAll(
      `SELECT k, ${judgedSql('v', 's', 'g', false, source).join(', ')} FROM ${from} GROUP BY k`,
    )
  ).getRows();
  const unlike = judged.filter(([, ...values]) => seemsBare(values)).map(([k]) => Number(k));
  const letters =
    unlike.length > 0
      ? await connection.runAndReadAll(
          `SELECT DISTINCT k FROM ${from} WHERE k IN (${unlike.join(', ')}) AND ${letteredSql('v', 's', 'g')}`,
        )
      : null;
  const lettered = new Set(letters?.getRows().map(([k]) => Number(k)));
  const means = `SELECT k, avg(v) FILTER (WHERE isfinite(v)) AS mean FROM (${fields}) GROUP BY k`;
  const squares = (
    await connection.runAndReadAll(
      `SELECT k, sqrt(avg((v - mean) * (v - mean)) FILTER (WHERE isfinite(v))) FROM (${fields}) ` +
        `JOIN (${means}) USING (k) GROUP BY k`,
    )
  ).getRows();
  const deviations = new Map(squares.map(([k, sd]) => [Number(k), sd!]));
  const found = new Map(
    judged.map(([k, ...values]) => [
      Number(k),
      judgedOf(values, deviations.get(Number(k)) ?? null, lettered.has(Number(k))),
    ]),
  );
  return columns.map((i) => found.get(i)!);
}

/** SQL: what is judged about a number `v`, its text `s` (null: not kept) and in which way that is a gap, `g`. */
function judgedSql(
  v: string,
  s: string | null,
  g: string,
  full: boolean,
  source: Source,
): string[] {
  const finite = `${v} IS NOT NULL AND isfinite(${v})`;
  const known = full ? v : only(v, finite);
  const whole = `${v} = floor(${v})`;
  const numbers = [
    full ? 'count(*)' : countOf(finite),
    countOf(full ? whole : `${finite} AND ${whole}`),
    `min(${known})`,
    `max(${known})`,
    `avg(${known})`,
  ];
  // without a gap, its texts can only be identifiers
  const zeros = s !== null && !source.types ? countOf(hasLeadingZeroSql(s)) : '0';
  if (s === null || full)
    return [
      full ? '0' : countOf(`${v} IS NULL OR isnan(${v})`),
      '0',
      'NULL',
      '0',
      '0',
      '0',
      '0',
      'NULL',
      'NULL',
      zeros,
      ...numbers,
      '0',
      '0',
      '0',
    ];
  const bad = `${v} IS NULL AND ${g} = ${GAP.value}`;
  const counted = (code: number) => countOf(`${g} = ${code}`);
  return [
    countOf(`${g} <> ${GAP.value}`),
    countOf(bad),
    `list_concat(min(${only(s, bad)}, ${EXAMPLES}), max(${only(s, bad)}, ${EXAMPLES}))`,
    countOf(`${bad} AND regexp_matches(${s}, '[0-9A-Za-z]')`),
    counted(GAP.empty),
    counted(GAP.word),
    counted(GAP.symbol),
    `min(${only(s, `${g} = ${GAP.word}`)})`,
    `min(${only(s, `${g} = ${GAP.symbol}`)})`,
    zeros,
    ...numbers,
    `approx_count_distinct(CASE WHEN ${g} IS NULL OR ${g} IN (${GAP.value}, ${GAP.amongNumbers}) THEN ${s} END)`,
    `approx_count_distinct(CASE WHEN ${g} = ${GAP.symbol} THEN ${s} END)`,
    `count(TRY_CAST(CASE WHEN ${v} IS NULL THEN ${s} END AS TIMESTAMP))`,
  ];
}

const number = (v: DuckDBValue) => (v === null ? null : Number(v));
