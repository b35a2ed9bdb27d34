// What each column holds, judged on every row: type, gaps, range, moments, histogram; later distinct counts and quantiles.
import type { DuckDBValue } from '@duckdb/node-api';
import type { ColumnProfile, ColumnType, DataProfile, Histogram } from '../protocol/data';
import { unitOf } from '../protocol/unit';
import { doubtsAbout } from './doubts';
import { identifiersAmong } from './identifiers';
import { DataError } from './errors';
import type { Loaded } from './load';
import { hasLeadingZeroSql, isGroupedSql, isMissingSql, numberSql, wornSql } from './number';
import { fieldsOfPacked } from './packed';
import { addNumber, type Gaps, need, row, type Source, sql } from './store';

const BINS = 40;
const QUANTILES = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99];
const FEW_CATEGORIES = 50;
/** Columns in one query: planning takes longer than in proportion to them. */
const [JUDGED_TOGETHER, TOGETHER] = [10, 40];
/** From so many rows on, distinct values are counted one column at a time, so that they fit into memory. */
const MANY_ROWS = 500_000;

/** @throws DataError naming the first column that is unknown or cannot be modelled */
export function checkColumns(profile: DataProfile, columns: string[]): void {
  const numeric = profile.columns.filter((c) => c.modelled).map((c) => `"${c.name}"`);
  const choice = numeric.length > 0 ? `Choose among ${numeric.join(', ')}.` : profile.where ? 'In these rows there is no numeric column.' : 'This file has no numeric column.';
  for (const name of columns) {
    const column = profile.columns.find((c) => c.name === name);
    if (!column) throw new DataError(`There is no column "${name}". ${choice}`);
    if (!column.modelled) throw new DataError(`The column "${name}" cannot be modelled: it is ${WHY[column.type]}. ${choice}`);
  }
}

const WHY: Record<ColumnType, string> = {
  numeric: 'without values', integer: 'without values', category: 'a category', text: 'text', date: 'a date', identifier: 'an identifier (numbers with leading zeros)', constant: 'constant',
};

/** Judges every column on all rows; after it, every column that can be modelled has its numbers stored. */
export async function profileColumns(loaded: Loaded): Promise<{ columns: ColumnProfile[]; notes: string[] }> {
  const { names, types, source } = loaded;
  const notes: string[] = [];
  const all = names.map((_, i) => i);
  await findFull(loaded);
  const judged = (await judge(loaded, loaded.table, all)).flat();
  const changed = all.filter((i) => {
    const j = judged[i]!;
    if (source.types || types[names[i]!] === 'text' || !loaded.text[i]) return false;
    if (j.bad > 0 && (j.grouped === j.bad || (j.worn !== '' && j.finite === 0))) return true;
    return !loaded.number[i] && j.bad === 0 && j.zeros === 0 && j.finite > 0;
  });
  for (const i of changed) {
    const { bad, worn } = judged[i]!;
    await addNumber(loaded, i, worn !== '' ? 'dressed' : bad > 0 ? 'grouped' : 'plain');
    if (worn !== '') loaded.units[i] ??= worn;
    if (worn !== '') notes.push(`The numbers of "${names[i]}" have the sign ${worn}, which is taken for their unit.`);
    else if (bad > 0) notes.push(`"${names[i]}" has separators between thousands.`);
  }
  if (changed.length > 0) (await judge(loaded, loaded.table, changed)).flat().forEach((j, k) => (judged[changed[k]!] = j));

  const columns = judged.map((j, i) => {
    const name = names[i]!;
    const settled = types[name] === 'number' && j.finite > 0;
    const type = typeOf(settled ? { ...j, missing: j.missing + j.bad, bad: 0, zeros: 0 } : j, loaded.rows);
    if (settled && j.bad > 0) notes.push(`${j.bad.toLocaleString('en')} values of "${name}" are not numbers and count as missing.`);
    if (type === 'identifier') notes.push(`"${name}" has values with leading zeros: it is treated as an identifier.`);
    const infinite = loaded.rows - j.missing - j.bad - j.finite;
    if (j.finite > 0 && j.bad === 0 && infinite > 0) notes.push(infinite === 1 ? `One value of "${name}" is infinite or too large for double precision: its row is left out.` : `${infinite.toLocaleString('en')} values of "${name}" are infinite or too large for double precision: their rows are left out.`);
    if (type === 'integer' && Math.max(Math.abs(j.min!), Math.abs(j.max!)) > Number.MAX_SAFE_INTEGER) notes.push(`"${name}" has whole numbers beyond 2^53: their last digits are lost.`);
    // mostly numbers
    if (!settled && (type === 'text' || type === 'category') && j.bad > 0 && j.finite >= j.bad)
      notes.push(`"${name}" is read as text because ${j.bad === 1 ? 'one value is' : `${j.bad.toLocaleString('en')} values are`} not a number, such as "${(j.example ?? '').slice(0, 40)}". If ${j.bad === 1 ? 'it is a gap' : 'they are gaps'}, settle its type as number.`);
    return columnOf(name, loaded.units[i] ?? unitOf(name), type, j, settled);
  });
  judged.forEach((j, i) => (loaded.full[i] = j.finite === loaded.rows));
  (await identifiersAmong(loaded, columns)).forEach((why, i) => (columns[i]!.identifier = why));
  await addHistograms(loaded, loaded.table, columns);
  notes.push(...(await doubtsAbout(loaded, columns)));
  return { columns, notes };
}

/** Columns of numbers without a gap, found fast: NaN is the largest number to DuckDB. */
async function findFull({ connection, table, number: numbers, rows, full, packed }: Loaded): Promise<void> {
  if (packed) return;
  const open = numbers.flatMap((is, i) => (is ? [i] : []));
  for (const part of chunk(open, TOGETHER)) {
    const found = await row(connection, `SELECT ${part.map((i) => `count(n${i}) = ${rows} AND isfinite(min(n${i})) AND isfinite(max(n${i}))`).join(', ')} FROM ${table}_data`);
    part.forEach((i, k) => (full[i] = found[k] === true));
  }
}

/** The same columns in `relation`, a part of the rows; types stay those of all rows. */
export async function profilePart(loaded: Loaded, relation: string, whole: ColumnProfile[]): Promise<{ columns: ColumnProfile[]; rows: number }> {
  const rows = Number((await row(loaded.connection, `SELECT count(*) FROM ${relation}`))[0]);
  const judged = (await judge(loaded, relation, whole.map((_, i) => i))).flat();
  const columns = judged.map((j, i) => {
    const { name, unit, type, modelled, identifier } = whole[i]!;
    const varies = j.finite > 0 && j.min !== j.max;
    return { ...columnOf(name, unit ?? null, modelled && !varies ? 'constant' : type, j, modelled), identifier: varies ? identifier : null };
  });
  await addHistograms(loaded, relation, columns);
  return { columns, rows };
}

function columnOf(name: string, unit: string | null, type: ColumnType, j: Judged, settled: boolean): ColumnProfile {
  const modelled = type === 'numeric' || type === 'integer';
  const keep = modelled || (type === 'constant' && j.finite > 0);
  return {
    name, unit, type, modelled, missing: settled ? j.missing + j.bad : j.missing, distinct: null, quantiles: null, histogram: null,
    min: keep ? j.min : null, max: keep ? j.max : null, mean: keep ? j.mean : null, standardDeviation: keep ? j.sd : null,
  };
}

async function addHistograms(loaded: Loaded, relation: string, columns: ColumnProfile[]): Promise<void> {
  if (loaded.packed) return; // made for the columns that somebody looks at
  const modelled = columns.flatMap((c, i) => (c.modelled ? [i] : []));
  const histograms = await histogramsOf(loaded, relation, modelled, columns, 'true');
  modelled.forEach((i, k) => (columns[i] = { ...columns[i]!, histogram: histograms[k]! }));
}

interface Judged {
  missing: number;
  /** not missing, and not a number */
  bad: number;
  /** of these, numbers with separators between thousands */
  grouped: number;
  /** the sign of money or per cent that all of these wear; '' for none, or several */
  worn: string;
  /** one of them */
  example: string | null;
  zeros: number;
  finite: number;
  whole: number;
  min: number | null;
  max: number | null;
  mean: number | null;
  sd: number | null;
  distinctText: number;
  dates: number;
}
const PER_COLUMN = 13;

async function judge(loaded: Loaded, relation: string, columns: number[]): Promise<Judged[][]> {
  if (loaded.packed) return [await judgePacked(loaded, relation, columns)];
  const parts: Judged[][] = [];
  for (const part of chunk(columns, JUDGED_TOGETHER)) parts.push(await judgePart(loaded, relation, part));
  return parts;
}

async function judgePart(loaded: Loaded, relation: string, part: number[]): Promise<Judged[]> {
  const { connection, source, names, types, table } = loaded;
  const inner = part.flatMap((i) => {
    const text = source.types && loaded.text[i] ? `CAST(t${i} AS VARCHAR)` : `t${i}`;
    const number = loaded.number[i] ? `n${i}` : source.types || types[names[i]!] === 'text' ? 'NULL::DOUBLE' : numberSql(`t${i}`, source.decimal);
    return [`${number} AS v${i}`, ...(loaded.text[i] ? [`${text} AS s${i}`] : []), ...(loaded.text[i] && !source.types && !loaded.full[i] ? [`${wornSql(text, source.decimal)} AS w${i}`] : [])];
  });
  const select = part.flatMap((i) => judgedSql(`v${i}`, loaded.text[i] ? `s${i}` : null, `w${i}`, loaded.full[i]!, source));
  const values = await row(connection, `SELECT ${select.join(', ')} FROM (SELECT ${inner.join(', ')} FROM ${bare(relation, table)})`);
  const means = part.map((_, k) => number(values[PER_COLUMN * k + 9]!));
  // about the mean, so that nothing cancels
  const squares = await row(
    connection,
    `SELECT ${part.map((i, k) => (means[k] === null ? 'NULL' : `sqrt(avg((v${i} - ${sql(means[k]!)}) * (v${i} - ${sql(means[k]!)}))${loaded.full[i] ? '' : ` FILTER (WHERE isfinite(v${i}))`})`)).join(', ')} FROM (SELECT ${inner.join(', ')} FROM ${bare(relation, table)})`,
  );
  return part.map((i, k) => {
    const gaps = relation === table ? loaded.gaps.get(i) : undefined;
    return judgedOf(values.slice(PER_COLUMN * k, PER_COLUMN * (k + 1)), squares[k]!, gaps);
  });
}

/** @param values in the order of `judgedSql` */
function judgedOf(values: DuckDBValue[], sd: DuckDBValue, gaps?: Gaps): Judged {
  const at = (c: number) => values[c]!;
  const n = (c: number) => Number(at(c));
  return {
    missing: n(0) - (gaps?.bad ?? 0), bad: n(1) + (gaps?.bad ?? 0), grouped: n(2), example: at(3) === null ? null : String(at(3)), zeros: n(4), finite: n(5), whole: n(6),
    min: number(at(7)), max: number(at(8)), mean: number(at(9)), sd: number(sd), distinctText: n(10), dates: n(11), worn: String(at(12) ?? ''),
  };
}

/** Every column of a packed table at once. */
async function judgePacked(loaded: Loaded, relation: string, columns: number[]): Promise<Judged[]> {
  const { connection, source, table } = loaded;
  const settled = loaded.number.flatMap((is, i) => (is ? [] : [i]));
  const number = settled.length > 0 ? `CASE WHEN k IN (${settled.join(', ')}) THEN NULL ELSE v END` : 'v';
  const rows = relation === table ? '' : ` WHERE row IN (SELECT row FROM ${relation})`;
  const fields = `SELECT k, s, ${number} AS v, ${wornSql('s', source.decimal)} AS w FROM ${fieldsOfPacked(table, loaded.packed!)}${rows}`;
  const judged = (await connection.runAndReadAll(`SELECT k, ${judgedSql('v', 's', 'w', false, source).join(', ')} FROM (${fields}) GROUP BY k`)).getRows();
  const means = `SELECT k, avg(v) FILTER (WHERE isfinite(v)) AS mean FROM (${fields}) GROUP BY k`;
  const squares = (await connection.runAndReadAll(`SELECT k, sqrt(avg((v - mean) * (v - mean)) FILTER (WHERE isfinite(v))) FROM (${fields}) JOIN (${means}) USING (k) GROUP BY k`)).getRows();
  const deviations = new Map(squares.map(([k, sd]) => [Number(k), sd!]));
  const found = new Map(judged.map(([k, ...values]) => [Number(k), judgedOf(values, deviations.get(Number(k)) ?? null)]));
  return columns.map((i) => found.get(i)!);
}

/** SQL: what is judged about a number `v`, its text `s` (null: not kept) and the sign `w` that it wears. */
function judgedSql(v: string, s: string | null, w: string, full: boolean, source: Source): string[] {
  const finite = full ? 'true' : `${v} IS NOT NULL AND isfinite(${v})`;
  const only = full ? '' : ` FILTER (WHERE ${finite})`;
  const numbers = [`count(*)${only}`, `count(*) FILTER (WHERE ${finite} AND ${v} = floor(${v}))`, `min(${v})${only}`, `max(${v})${only}`, `avg(${v})${only}`];
  // without a gap, its texts can only be identifiers
  const zeros = s !== null && !source.types ? `count(*) FILTER (WHERE ${hasLeadingZeroSql(s)})` : '0';
  if (s === null || full) return [full ? '0' : `count(*) FILTER (WHERE ${v} IS NULL OR isnan(${v}))`, '0', '0', 'NULL', zeros, ...numbers, '0', '0', `''`];
  // numbers are the rule: the words for "missing" are looked for only where there is none
  const missing = `CASE WHEN ${v} IS NULL OR isnan(${v}) THEN ${isMissingSql(s)} ELSE false END`;
  const bad = `${v} IS NULL AND NOT ${missing}`;
  const worn = `CASE WHEN ${bad} THEN ${w} END`;
  return [
    `count(*) FILTER (WHERE ${missing})`,
    `count(*) FILTER (WHERE ${bad})`,
    source.types ? '0' : `count(*) FILTER (WHERE CASE WHEN ${v} IS NULL THEN ${isGroupedSql(s, source.decimal)} ELSE false END)`,
    `min(${s}) FILTER (WHERE ${bad})`,
    zeros,
    ...numbers,
    `approx_count_distinct(${s})`,
    `count(TRY_CAST(CASE WHEN ${v} IS NULL THEN ${s} END AS TIMESTAMP))`,
    source.types ? `''` : `CASE WHEN min(${worn}) = max(${worn}) THEN min(${worn}) ELSE '' END`,
  ];
}

function typeOf(j: Judged, rows: number): ColumnType {
  const present = rows - j.missing;
  if (present === 0) return 'constant';
  if (j.zeros > 0 && j.bad === 0) return 'identifier';
  if (j.bad === 0 && j.finite > 0) {
    if (j.min === j.max) return 'constant';
    return j.whole === j.finite ? 'integer' : 'numeric';
  }
  if (j.dates > 0 && j.dates === present) return 'date';
  if (j.distinctText <= 1) return 'constant';
  return j.distinctText <= FEW_CATEGORIES && j.distinctText < present / 2 ? 'category' : 'text';
}

/** Equal-width histograms of columns (by index) over rows where `where` holds; from each column's own range. */
export async function histogramsOf(loaded: Loaded, relation: string, indices: number[], columns: ColumnProfile[], where: string): Promise<Histogram[]> {
  if (indices.length === 0) return [];
  const { connection, full, table } = loaded;
  await need(loaded, indices);
  const from = bare(relation, table);
  const bins = indices.map((i) => {
    const { min, max } = columns[i]!;
    const width = (max! - min!) / BINS;
    return `SELECT ${i} AS k, least(greatest(floor((n${i} - ${sql(min!)}) / ${sql(width)}), 0), ${BINS - 1})::INTEGER AS bin, count(*) AS n FROM ${from} WHERE ${full[i] ? 'true' : `isfinite(n${i})`} AND ${where} GROUP BY bin`;
  });
  const counts = new Map(indices.map((i) => [i, new Array<number>(BINS).fill(0)]));
  for (const part of chunk(bins, TOGETHER))
    for (const [k, bin, n] of (await connection.runAndReadAll(part.join(' UNION ALL '))).getRows()) counts.get(Number(k))![Number(bin)] = Number(n);
  return indices.map((i) => {
    const { min, max } = columns[i]!;
    return { counts: counts.get(i)!, edges: Array.from({ length: BINS + 1 }, (_, b) => (b === BINS ? max! : min! + (b * (max! - min!)) / BINS)) };
  });
}

/** Distinct counts of every column and quantiles of the numeric ones: the slower second pass. */
export async function detailColumns(loaded: Loaded, relation: string, columns: ColumnProfile[]): Promise<ColumnProfile[]> {
  if (loaded.packed) return detailPacked(loaded, relation, columns);
  const { connection, number: numbers, text, rows, table } = loaded;
  const out: ColumnProfile[] = [];
  for (const part of chunk(columns.map((_, i) => i), rows > MANY_ROWS ? 1 : TOGETHER)) {
    const select = part.flatMap((i) => [
      `count(DISTINCT ${text[i] ? `t${i}` : `n${i}`})`,
      columns[i]!.modelled && numbers[i] ? `quantile_cont(n${i}, [${QUANTILES.join(', ')}]) FILTER (WHERE isfinite(n${i}))` : 'NULL',
    ]);
    const values = await row(connection, `SELECT ${select.join(', ')} FROM ${bare(relation, table)}`);
    part.forEach((i, k) => {
      const list = values[2 * k + 1] as { items: DuckDBValue[] } | null;
      out.push({ ...columns[i]!, distinct: Number(values[2 * k]), quantiles: list ? list.items.map(Number) : null });
    });
  }
  return out;
}

async function detailPacked({ connection, table, packed }: Loaded, relation: string, columns: ColumnProfile[]): Promise<ColumnProfile[]> {
  const rows = relation === table ? '' : ` WHERE row IN (SELECT row FROM ${relation})`;
  const found = (await connection.runAndReadAll(`SELECT k, count(DISTINCT s), quantile_cont(v, [${QUANTILES.join(', ')}]) FILTER (WHERE isfinite(v)) FROM ${fieldsOfPacked(table, packed!)}${rows} GROUP BY k`)).getRows();
  const details = new Map(found.map(([k, distinct, quantiles]) => [Number(k), { distinct: Number(distinct), quantiles: quantiles as { items: DuckDBValue[] } | null }]));
  return columns.map((column, i) => {
    const { distinct = 0, quantiles = null } = details.get(i) ?? {};
    return { ...column, distinct, quantiles: column.modelled && quantiles ? quantiles.items.map(Number) : null };
  });
}

/** Without the view, all of whose columns are bound again by every query. */
const bare = (relation: string, table: string) => (relation === table ? `${table}_data` : relation);

const number = (v: DuckDBValue) => (v === null ? null : Number(v));
function chunk<T>(values: T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(values.length / size) }, (_, k) => values.slice(k * size, (k + 1) * size));
}
