// What each column holds, judged on every row: type, gaps, range, moments, histogram; later distinct counts and quantiles.
import type { DuckDBValue } from '@duckdb/node-api';
import { edgesOf } from '../protocol/bins';
import {
  type ColumnProfile,
  type ColumnType,
  type DataProfile,
  type Histogram,
  LARGEST_CHOICE,
} from '../protocol/data';
import { unitOf } from '../protocol/unit';
import { BINS, countBetween, gridsOf } from './bins';
import { doubtsAbout } from './doubts';
import { identifiersAmong } from './identifiers';
import { DataError } from './errors';
import { rescaled } from './extremes';
import type { Loaded } from './load';
import { GAP, gapSql, type GapRule, hasLeadingZeroSql, isMissingSql, numberSql } from './number';
import { mayBeFormed, readForms } from './number-forms';
import { fieldsOfPacked } from './packed';
import { addNumber, type Gaps, need, row, type Source, sql, textOf } from './store';

const QUANTILES = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99];
const FEW_CATEGORIES = 50;
/** Texts that are looked at, from each end of the alphabet. */
const EXAMPLES = 3;
/** Columns in one query: planning takes longer than in proportion to them. */
const [JUDGED_TOGETHER, TOGETHER] = [10, 40];
/** From so many rows on, distinct values are counted one column at a time, so that they fit into memory. */
const MANY_ROWS = 500_000;

/** Names of columns in a sentence. */
const NAMED = 20;

/** @throws DataError naming the first column that is unknown or cannot be modelled, or where the columns are too many */
export function checkColumns(profile: DataProfile, columns: string[]): void {
  if (columns.length > LARGEST_CHOICE)
    throw new DataError(
      `${columns.length.toLocaleString('en')} columns are chosen, and at most ${LARGEST_CHOICE.toLocaleString('en')} are described together. Choose fewer columns.`,
    );
  const numeric = profile.columns.filter((c) => c.modelled).map((c) => `"${c.name}"`);
  const choice =
    numeric.length > 0
      ? `Choose among ${[...numeric.slice(0, NAMED), ...(numeric.length > NAMED ? ['...'] : [])].join(', ')}.`
      : profile.where
        ? 'In these rows there is no numeric column.'
        : 'This file has no numeric column.';
  for (const name of columns) {
    const column = profile.columns.find((c) => c.name === name);
    if (!column) throw new DataError(`There is no column "${name}". ${choice}`);
    if (!column.modelled)
      throw new DataError(
        `The column "${name}" cannot be modelled: it is ${WHY[column.type]}. ${choice}`,
      );
  }
}

const WHY: Record<ColumnType, string> = {
  numeric: 'without values',
  integer: 'without values',
  category: 'a category',
  text: 'text',
  date: 'a date',
  identifier: 'an identifier (numbers with leading zeros)',
  constant: 'constant',
};

/** Judges every column on all rows; after it, every column that can be modelled has its numbers stored. */
export async function profileColumns(
  loaded: Loaded,
): Promise<{ columns: ColumnProfile[]; notes: string[] }> {
  const { names, types, source } = loaded;
  const notes: string[] = [];
  const all = names.map((_, i) => i);
  await findFull(loaded);
  const judged = (await judge(loaded, loaded.table, all)).flat();
  const plain = all.filter((i) => {
    const j = judged[i]!;
    return (
      !source.types &&
      types[names[i]!] !== 'text' &&
      loaded.text[i]! &&
      !loaded.number[i] &&
      j.bad === 0 &&
      j.zeros === 0 &&
      j.finite > 0
    );
  });
  for (const i of plain) await addNumber(loaded, i, null);
  const reasons = new Map<number, string>();
  const formed: number[] = [];
  for (const i of all) {
    const { bad, zeros, finite, examples } = judged[i]!;
    const said = types[names[i]!];
    const told = said === 'text' || said === undefined ? undefined : said;
    const open = told
      ? bad > 0 || told !== 'number'
      : said === undefined &&
        !source.types &&
        bad > 0 &&
        (mayBeFormed(examples) || finite >= bad) &&
        zeros === 0;
    if (!open || !loaded.text[i]) continue;
    const found = await readForms(loaded, i, told);
    if (typeof found === 'string') reasons.set(i, found);
    if (found === null && told)
      throw new DataError(
        `"${names[i]}" is said to hold numbers, and none of its values is one, such as "${(examples[0] ?? '').slice(0, 40)}". Leave its type as it seems.`,
      );
    if (found === null || typeof found === 'string') continue;
    loaded.units[i] ??= found.unit;
    notes.push(...found.notes);
    formed.push(i);
  }
  const changed = [...plain, ...formed].sort((a, b) => a - b);
  if (changed.length > 0)
    (await judge(loaded, loaded.table, changed))
      .flat()
      .forEach((j, k) => (judged[changed[k]!] = j));

  await rescaled(loaded, loaded.table, judged);
  const columns = judged.map((j, i) => {
    const name = names[i]!;
    const settled = types[name] !== undefined && types[name] !== 'text' && j.finite > 0;
    const rule = ruleOf(j, types[name] === 'text');
    const type = typeOf(
      settled ? { ...j, missing: j.missing + j.bad, bad: 0, zeros: 0 } : j,
      rule,
      loaded.rows,
    );
    if (settled && j.bad > 0)
      notes.push(
        `${j.bad.toLocaleString('en')} values of "${name}" are not numbers and count as missing, such as "${(j.examples[0] ?? '').slice(0, 40)}".`,
      );
    if (type === 'identifier')
      notes.push(`"${name}" has values with leading zeros: it is treated as an identifier.`);
    const infinite = loaded.rows - j.missing - j.bad - j.finite;
    if (j.finite > 0 && j.bad === 0 && infinite > 0)
      notes.push(
        infinite === 1
          ? `One value of "${name}" is infinite or too large for double precision: its row is left out.`
          : `${infinite.toLocaleString('en')} values of "${name}" are infinite or too large for double precision: their rows are left out.`,
      );
    if (
      type === 'integer' &&
      Math.max(Math.abs(j.min!), Math.abs(j.max!)) > Number.MAX_SAFE_INTEGER
    )
      notes.push(`"${name}" has whole numbers beyond 2^53: their last digits are lost.`);
    if (reasons.has(i)) notes.push(reasons.get(i)!);
    if (isText(type, j)) {
      loaded.rules[i] = rule;
      j.missing = missingIn(j, rule);
      const gaps = j.missing - j.empty;
      const example = j.words > 0 ? j.word : j.symbol;
      if (gaps > 0)
        notes.push(
          gaps === 1
            ? `One value of "${name}" is "${example}" and counts as a gap: settle its type as text if it is a value.`
            : `${gaps.toLocaleString('en')} values of "${name}", such as "${example}", count as gaps: settle its type as text if they are values.`,
        );
    }
    return columnOf(name, loaded.units[i] ?? unitOf(name), type, j, settled);
  });
  judged.forEach((j, i) => (loaded.full[i] = j.finite === loaded.rows));
  (await identifiersAmong(loaded, columns)).forEach((why, i) => (columns[i]!.identifier = why));
  await addHistograms(loaded, loaded.table, columns);
  notes.push(...(await doubtsAbout(loaded, columns)));
  return { columns, notes };
}

/** Columns of numbers without a gap, found fast: NaN is the largest number to DuckDB. */
async function findFull({
  connection,
  table,
  number: numbers,
  rows,
  full,
  packed,
}: Loaded): Promise<void> {
  if (packed) return;
  const open = numbers.flatMap((is, i) => (is ? [i] : []));
  for (const part of chunk(open, TOGETHER)) {
    const found = await row(
      connection,
      `SELECT ${part.map((i) => `count(n${i}) = ${rows} AND isfinite(min(n${i})) AND isfinite(max(n${i}))`).join(', ')} FROM ${table}_data`,
    );
    part.forEach((i, k) => (full[i] = found[k] === true));
  }
}

/** The same columns in `relation`, a part of the rows; types stay those of all rows. */
export async function profilePart(
  loaded: Loaded,
  relation: string,
  whole: ColumnProfile[],
): Promise<{ columns: ColumnProfile[]; rows: number }> {
  const rows = Number((await row(loaded.connection, `SELECT count(*) FROM ${relation}`))[0]);
  const judged = (
    await judge(
      loaded,
      relation,
      whole.map((_, i) => i),
    )
  ).flat();
  await rescaled(loaded, relation, judged);
  const columns = judged.map((j, i) => {
    const { name, unit, type, modelled, identifier } = whole[i]!;
    const varies = j.finite > 0 && j.min !== j.max;
    if (loaded.rules[i] !== 'numbers') j.missing = missingIn(j, loaded.rules[i]!);
    return {
      ...columnOf(name, unit ?? null, modelled && !varies ? 'constant' : type, j, modelled),
      identifier: varies ? identifier : null,
    };
  });
  await addHistograms(loaded, relation, columns);
  return { columns, rows };
}

function columnOf(
  name: string,
  unit: string | null,
  type: ColumnType,
  j: Judged,
  settled: boolean,
): ColumnProfile {
  const modelled = type === 'numeric' || type === 'integer';
  const keep = modelled || (type === 'constant' && j.finite > 0);
  return {
    name,
    unit,
    type,
    modelled,
    missing: settled ? j.missing + j.bad : j.missing,
    distinct: null,
    quantiles: null,
    histogram: null,
    min: keep ? j.min : null,
    max: keep ? j.max : null,
    mean: keep ? j.mean : null,
    standardDeviation: keep ? j.sd : null,
  };
}

async function addHistograms(
  loaded: Loaded,
  relation: string,
  columns: ColumnProfile[],
): Promise<void> {
  if (loaded.packed) return; // made for the columns that somebody looks at
  const modelled = columns.flatMap((c, i) => (c.modelled ? [i] : []));
  const histograms = await histogramsOf(loaded, relation, modelled, columns, 'true');
  modelled.forEach((i, k) => (columns[i] = { ...columns[i]!, histogram: histograms[k]! }));
}

interface Judged {
  missing: number;
  /** not missing, and not a number */
  bad: number;
  /** some of these */
  examples: string[];
  /** of these, with a letter or a digit */
  lettered: number;
  /** fields without anything; of the missing ones, words that are gaps among texts, and symbols that may be levels; one of each */
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

/** Missing values of a column of texts. */
function missingIn({ empty, words, symbols }: Judged, rule: Loaded['rules'][number]): number {
  return empty + (rule === 'empty' ? 0 : words) + (rule === 'texts' ? symbols : 0);
}

async function judge(loaded: Loaded, relation: string, columns: number[]): Promise<Judged[][]> {
  if (loaded.packed) return [await judgePacked(loaded, relation, columns)];
  const parts: Judged[][] = [];
  for (const part of chunk(columns, JUDGED_TOGETHER))
    parts.push(await judgePart(loaded, relation, part));
  return parts;
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
  const means = part.map((_, k) => number(values[PER_COLUMN * k + 14]!));
  // about the mean, so that nothing cancels
  const squares = await row(
    connection,
    `SELECT ${part.map((i, k) => (means[k] === null ? 'NULL' : `sqrt(avg((v${i} - ${sql(means[k]!)}) * (v${i} - ${sql(means[k]!)}))${loaded.full[i] ? '' : ` FILTER (WHERE isfinite(v${i}))`})`)).join(', ')} FROM (SELECT ${inner.join(', ')} FROM ${bare(relation, table)})`,
  );
  return part.map((i, k) => {
    const held = relation === table ? loaded.gaps.get(i) : undefined;
    return judgedOf(values.slice(PER_COLUMN * k, PER_COLUMN * (k + 1)), squares[k]!, held);
  });
}

/** SQL: numbers are the rule, so the words for "missing" are looked for only where there is none. */
const gapAmongSql = (v: string, s: string) =>
  `CASE WHEN ${v} IS NULL OR isnan(${v}) THEN ${gapSql(s)} END`;

/** @param values in the order of `judgedSql` */
function judgedOf(values: DuckDBValue[], sd: DuckDBValue, held?: Gaps): Judged {
  const at = (c: number) => values[c]!;
  const n = (c: number) => Number(at(c));
  const examples = (at(2) as { items: DuckDBValue[] } | null)?.items.map(String) ?? [];
  return {
    missing: n(0) - (held?.bad ?? 0),
    bad: n(1) + (held?.bad ?? 0),
    examples,
    lettered: n(3),
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
  const judged = (
    await connection.runAndReadAll(
      `SELECT k, ${judgedSql('v', 's', 'g', false, source).join(', ')} FROM (SELECT *, ${gapAmongSql('v', 's')} AS g FROM (${fields})) GROUP BY k`,
    )
  ).getRows();
  const means = `SELECT k, avg(v) FILTER (WHERE isfinite(v)) AS mean FROM (${fields}) GROUP BY k`;
  const squares = (
    await connection.runAndReadAll(
      `SELECT k, sqrt(avg((v - mean) * (v - mean)) FILTER (WHERE isfinite(v))) FROM (${fields}) JOIN (${means}) USING (k) GROUP BY k`,
    )
  ).getRows();
  const deviations = new Map(squares.map(([k, sd]) => [Number(k), sd!]));
  const found = new Map(
    judged.map(([k, ...values]) => [
      Number(k),
      judgedOf(values, deviations.get(Number(k)) ?? null),
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
  const finite = full ? 'true' : `${v} IS NOT NULL AND isfinite(${v})`;
  const only = full ? '' : ` FILTER (WHERE ${finite})`;
  const numbers = [
    `count(*)${only}`,
    `count(*) FILTER (WHERE ${finite} AND ${v} = floor(${v}))`,
    `min(${v})${only}`,
    `max(${v})${only}`,
    `avg(${v})${only}`,
  ];
  // without a gap, its texts can only be identifiers
  const zeros =
    s !== null && !source.types ? `count(*) FILTER (WHERE ${hasLeadingZeroSql(s)})` : '0';
  if (s === null || full)
    return [
      full ? '0' : `count(*) FILTER (WHERE ${v} IS NULL OR isnan(${v}))`,
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
  const counted = (code: number) => `count(*) FILTER (WHERE ${g} = ${code})`;
  return [
    `count(*) FILTER (WHERE ${g} <> ${GAP.value})`,
    `count(*) FILTER (WHERE ${bad})`,
    `list_concat(min(${s}, ${EXAMPLES}) FILTER (WHERE ${bad}), max(${s}, ${EXAMPLES}) FILTER (WHERE ${bad}))`,
    `count(*) FILTER (WHERE ${bad} AND regexp_matches(${s}, '[\\pL\\pN]'))`,
    counted(GAP.empty),
    counted(GAP.word),
    counted(GAP.symbol),
    `min(${s}) FILTER (WHERE ${g} = ${GAP.word})`,
    `min(${s}) FILTER (WHERE ${g} = ${GAP.symbol})`,
    zeros,
    ...numbers,
    `approx_count_distinct(CASE WHEN ${g} IS NULL OR ${g} IN (${GAP.value}, ${GAP.amongNumbers}) THEN ${s} END)`,
    `approx_count_distinct(CASE WHEN ${g} = ${GAP.symbol} THEN ${s} END)`,
    `count(TRY_CAST(CASE WHEN ${v} IS NULL THEN ${s} END AS TIMESTAMP))`,
  ];
}

/** A column without letters may well have - for a level, as in + and -. */
const ruleOf = ({ lettered, finite }: Judged, told: boolean): GapRule =>
  told ? 'empty' : lettered + finite > 0 ? 'texts' : 'symbols';
const isText = (type: ColumnType, { bad }: Judged) =>
  type === 'text' || type === 'category' || (type === 'constant' && bad > 0);

function typeOf(j: Judged, rule: GapRule, rows: number): ColumnType {
  const present = rows - j.missing;
  if (present === 0) return 'constant';
  if (j.zeros > 0 && j.bad === 0) return 'identifier';
  if (j.bad === 0 && j.finite > 0) {
    if (j.min === j.max) return 'constant';
    return j.whole === j.finite ? 'integer' : 'numeric';
  }
  if (j.dates > 0 && j.dates === present) return 'date';
  const distinct =
    j.distinctText +
    (rule === 'texts' ? 0 : j.distinctSymbols) +
    (rule === 'empty' && j.words > 0 ? 1 : 0);
  if (distinct <= 1) return 'constant';
  return distinct <= FEW_CATEGORIES && distinct < (rows - missingIn(j, rule)) / 2
    ? 'category'
    : 'text';
}

/** Histograms of columns (by index) over rows where `where` holds; from each column's own range. */
export async function histogramsOf(
  loaded: Loaded,
  relation: string,
  indices: number[],
  columns: ColumnProfile[],
  where: string,
): Promise<Histogram[]> {
  if (indices.length === 0) return [];
  const { connection, full, table } = loaded;
  await need(loaded, indices);
  const grids = await gridsOf(loaded, indices);
  const wanted = indices.map((index) => ({
    index,
    edges: edgesOf(columns[index]!.min!, columns[index]!.max!, BINS, grids.get(index)!),
  }));
  const numbers = (i: number) =>
    full[i] ? `n${i}` : `CASE WHEN isfinite(n${i}) THEN n${i} END AS n${i}`;
  const counted = await countBetween(
    connection,
    (part) =>
      `(SELECT ${part.map(numbers).join(', ')} FROM ${bare(relation, table)} WHERE ${where})`,
    wanted,
  );
  return wanted.map(({ edges }, k) => ({ counts: counted[k]!.counts[0]!, edges }));
}

/** Distinct counts of every column and quantiles of the numeric ones: the slower second pass. */
export async function detailColumns(
  loaded: Loaded,
  relation: string,
  columns: ColumnProfile[],
): Promise<ColumnProfile[]> {
  if (loaded.packed) return detailPacked(loaded, relation, columns);
  const { connection, number: numbers, text, rows, table, rules } = loaded;
  const out: ColumnProfile[] = [];
  for (const part of chunk(
    columns.map((_, i) => i),
    rows > MANY_ROWS ? 1 : TOGETHER,
  )) {
    const select = part.flatMap((i) => [
      text[i] && !columns[i]!.modelled
        ? `count(DISTINCT CASE WHEN NOT ${isMissingSql(textOf(loaded, i), rules[i])} THEN t${i} END)`
        : `count(DISTINCT ${text[i] ? `t${i}` : `n${i}`})`,
      columns[i]!.modelled && numbers[i]
        ? `quantile_cont(n${i}, [${QUANTILES.join(', ')}]) FILTER (WHERE isfinite(n${i}))`
        : 'NULL',
    ]);
    const values = await row(
      connection,
      `SELECT ${select.join(', ')} FROM ${bare(relation, table)}`,
    );
    part.forEach((i, k) => {
      const list = values[2 * k + 1] as { items: DuckDBValue[] } | null;
      out.push({
        ...columns[i]!,
        distinct: Number(values[2 * k]),
        quantiles: list ? list.items.map(Number) : null,
      });
    });
  }
  return out;
}

async function detailPacked(
  { connection, table, packed, rules }: Loaded,
  relation: string,
  columns: ColumnProfile[],
): Promise<ColumnProfile[]> {
  const rows = relation === table ? '' : ` WHERE row IN (SELECT row FROM ${relation})`;
  const gaps = (['texts', 'symbols', 'empty'] as const).flatMap((rule) => {
    const those = rules.flatMap((r, i) => (r === rule ? [i] : []));
    return those.length > 0
      ? [`WHEN k IN (${those.join(', ')}) AND ${isMissingSql('s', rule)} THEN NULL`]
      : [];
  });
  const values = gaps.length > 0 ? `CASE ${gaps.join(' ')} ELSE s END` : 's';
  const found = (
    await connection.runAndReadAll(
      `SELECT k, count(DISTINCT ${values}), quantile_cont(v, [${QUANTILES.join(', ')}]) FILTER (WHERE isfinite(v)) FROM ${fieldsOfPacked(table, packed!)}${rows} GROUP BY k`,
    )
  ).getRows();
  const details = new Map(
    found.map(([k, distinct, quantiles]) => [
      Number(k),
      { distinct: Number(distinct), quantiles: quantiles as { items: DuckDBValue[] } | null },
    ]),
  );
  return columns.map((column, i) => {
    const { distinct = 0, quantiles = null } = details.get(i) ?? {};
    return {
      ...column,
      distinct,
      quantiles: column.modelled && quantiles ? quantiles.items.map(Number) : null,
    };
  });
}

/** Without the view, all of whose columns are bound again by every query. */
const bare = (relation: string, table: string) => (relation === table ? `${table}_data` : relation);

const number = (v: DuckDBValue) => (v === null ? null : Number(v));
function chunk<T>(values: T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(values.length / size) }, (_, k) =>
    values.slice(k * size, (k + 1) * size),
  );
}
