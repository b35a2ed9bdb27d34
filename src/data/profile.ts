// What each column holds, judged on every row: type, gaps, range, moments, histogram; later distinct counts and quantiles.
import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import type { ColumnProfile, ColumnType, DataProfile, Histogram } from '../protocol/data';
import { DataError } from './errors';
import type { Loaded } from './load';

const BINS = 40;
export const MISSING = ['', 'na', 'n/a', 'nan', 'null', 'none', '-', '?', '#n/a'];
const QUANTILES = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99];
const FEW_CATEGORIES = 50;

/** @throws DataError naming the first column that is unknown or cannot be modelled */
export function checkColumns(profile: DataProfile, columns: string[]): void {
  const numeric = profile.columns.filter((c) => c.modelled).map((c) => `"${c.name}"`);
  const choice = numeric.length > 0 ? `Choose among ${numeric.join(', ')}.` : 'This file has no numeric column.';
  for (const name of columns) {
    const column = profile.columns.find((c) => c.name === name);
    if (!column) throw new DataError(`There is no column "${name}". ${choice}`);
    if (!column.modelled) throw new DataError(`The column "${name}" cannot be modelled: it is ${WHY[column.type]}. ${choice}`);
  }
}

const WHY: Record<ColumnType, string> = {
  numeric: 'without values', integer: 'without values', category: 'a category', text: 'text', date: 'a date', identifier: 'an identifier (numbers with leading zeros)', constant: 'constant',
};

/** SQL for the number in column i, or NULL; judged the same way everywhere. */
export function numberSql(loaded: Loaded, i: number): string {
  if (loaded.types[loaded.names[i]!] === 'text') return 'NULL::DOUBLE';
  if (loaded.numberTypes) return loaded.numberTypes[i] ? `TRY_CAST(c${i} AS DOUBLE)` : 'NULL::DOUBLE';
  const text = loaded.dialect.decimal === ',' ? `replace(c${i}, ',', '.')` : `c${i}`;
  // 1_000 is a number to DuckDB, and not to people
  return `CASE WHEN contains(c${i}, '_') THEN NULL ELSE TRY_CAST(${text} AS DOUBLE) END`;
}

/** Creates `TABLE_num` with one DOUBLE column a column, and judges every column on all rows. */
export async function profileColumns(loaded: Loaded): Promise<{ columns: ColumnProfile[]; notes: string[] }> {
  const { connection, table, names } = loaded;
  const numbers = names.map((_, i) => `${numberSql(loaded, i)} AS c${i}`).join(', ');
  await connection.run(`CREATE TABLE ${table}_num AS SELECT row, ${numbers} FROM ${table}_raw`);
  const judged = await Promise.all(chunk(names.map((_, i) => i), 40).map((part) => judge(loaded, part)));
  const columns: ColumnProfile[] = [];
  const notes: string[] = [];
  judged.flat().forEach((j, i) => {
    const settled = loaded.types[names[i]!] === 'number' && j.finite > 0;
    const type = typeOf(settled ? { ...j, missing: j.missing + j.bad, bad: 0, zeros: 0 } : j, loaded);
    if (settled && j.bad > 0) notes.push(`${j.bad.toLocaleString('en')} values of "${names[i]}" are not numbers and count as missing.`);
    const modelled = type === 'numeric' || type === 'integer';
    const keep = modelled || (type === 'constant' && j.finite > 0);
    columns.push({
      name: names[i]!, type, modelled, missing: settled ? j.missing + j.bad : j.missing, distinct: null, quantiles: null, histogram: null,
      min: keep ? j.min : null, max: keep ? j.max : null, mean: keep ? j.mean : null, standardDeviation: keep ? j.sd : null,
    });
    if (type === 'identifier') notes.push(`"${names[i]}" has values with leading zeros: it is treated as an identifier.`);
    if (modelled && Math.max(Math.abs(j.min!), Math.abs(j.max!)) > Number.MAX_SAFE_INTEGER && type === 'integer') notes.push(`"${names[i]}" has whole numbers beyond 2^53: their last digits are lost.`);
  });
  const modelled = columns.flatMap((c, i) => (c.modelled ? [i] : []));
  const histograms = await histogramsOf(connection, table, modelled, columns, 'true');
  modelled.forEach((i, k) => (columns[i] = { ...columns[i]!, histogram: histograms[k]! }));
  return { columns, notes };
}

interface Judged {
  missing: number;
  /** not missing, and not a number */
  bad: number;
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

async function judge({ connection, table, numberTypes, rows }: Loaded, part: number[]): Promise<Judged[]> {
  const select = part.flatMap((i) => {
    const text = numberTypes ? `CAST(r.c${i} AS VARCHAR)` : `r.c${i}`;
    // numbers are the rule: the words for "missing" are looked for only where there is none
    const missing = `CASE WHEN n.c${i} IS NULL OR isnan(n.c${i}) THEN ${text} IS NULL OR lower(trim(${text})) IN (${MISSING.map((m) => `'${m}'`).join(', ')}) ELSE false END`;
    const finite = `n.c${i} IS NOT NULL AND isfinite(n.c${i})`;
    return [
      `count(*) FILTER (WHERE ${missing})`,
      `count(*) FILTER (WHERE n.c${i} IS NULL AND NOT ${missing})`,
      numberTypes ? '0' : `count(*) FILTER (WHERE regexp_matches(${text}, '^\\s*[+-]?0[0-9]'))`,
      `count(*) FILTER (WHERE ${finite})`,
      `count(*) FILTER (WHERE ${finite} AND n.c${i} = floor(n.c${i}))`,
      `min(n.c${i}) FILTER (WHERE ${finite})`,
      `max(n.c${i}) FILTER (WHERE ${finite})`,
      `avg(n.c${i}) FILTER (WHERE ${finite})`,
      `approx_count_distinct(${text})`,
      `count(TRY_CAST(CASE WHEN n.c${i} IS NULL THEN ${text} END AS TIMESTAMP))`,
    ];
  });
  const values = (await connection.runAndReadAll(`SELECT ${select.join(', ')} FROM ${table}_raw r JOIN ${table}_num n USING (row)`)).getRows()[0]!;
  const means = part.map((_, k) => number(values[10 * k + 7]!));
  // about the mean, so that nothing cancels
  const squares = (await connection.runAndReadAll(
    `SELECT ${part.map((i, k) => (means[k] === null ? 'NULL' : `sqrt(avg((c${i} - ${sql(means[k]!)}) ^ 2) FILTER (WHERE isfinite(c${i})))`)).join(', ')} FROM ${table}_num`,
  )).getRows()[0]!;
  return part.map((_, k) => {
    const v = values.slice(10 * k, 10 * k + 10).map((x) => number(x));
    return { missing: v[0]!, bad: v[1]!, zeros: v[2]!, finite: v[3]!, whole: v[4]!, min: v[5]!, max: v[6]!, mean: means[k]!, sd: number(squares[k]!), distinctText: v[8]!, dates: v[9]!, rows };
  });
}

function typeOf(j: Judged, { rows }: Loaded): ColumnType {
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
export async function histogramsOf(connection: DuckDBConnection, table: string, indices: number[], columns: ColumnProfile[], where: string): Promise<Histogram[]> {
  if (indices.length === 0) return [];
  const bins = indices.map((i) => {
    const { min, max } = columns[i]!;
    const width = (max! - min!) / BINS;
    return `SELECT ${i} AS k, least(greatest(floor((c${i} - ${sql(min!)}) / ${sql(width)}), 0), ${BINS - 1})::INTEGER AS bin, count(*) AS n FROM ${table}_num WHERE isfinite(c${i}) AND ${where} GROUP BY bin`;
  });
  const counts = new Map(indices.map((i) => [i, new Array<number>(BINS).fill(0)]));
  for (const [k, bin, n] of (await connection.runAndReadAll(bins.join(' UNION ALL '))).getRows()) counts.get(Number(k))![Number(bin)] = Number(n);
  return indices.map((i) => {
    const { min, max } = columns[i]!;
    return { counts: counts.get(i)!, edges: Array.from({ length: BINS + 1 }, (_, b) => (b === BINS ? max! : min! + (b * (max! - min!)) / BINS)) };
  });
}

/** Distinct counts of every column and quantiles of the numeric ones: the slower second pass. */
export async function detailColumns({ connection, table }: Loaded, columns: ColumnProfile[]): Promise<ColumnProfile[]> {
  const out: ColumnProfile[] = [];
  for (const part of chunk(columns.map((_, i) => i), 40)) {
    const select = part.flatMap((i) => [`count(DISTINCT r.c${i})`, columns[i]!.modelled ? `quantile_cont(n.c${i}, [${QUANTILES.join(', ')}]) FILTER (WHERE isfinite(n.c${i}))` : 'NULL']);
    const values = (await connection.runAndReadAll(`SELECT ${select.join(', ')} FROM ${table}_raw r JOIN ${table}_num n USING (row)`)).getRows()[0]!;
    part.forEach((i, k) => {
      const list = values[2 * k + 1] as { items: DuckDBValue[] } | null;
      out.push({ ...columns[i]!, distinct: Number(values[2 * k]), quantiles: list ? list.items.map(Number) : null });
    });
  }
  return out;
}

/** A number as SQL that reads back to the same double. */
export function sql(value: number): string {
  return `CAST('${value}' AS DOUBLE)`;
}
const number = (v: DuckDBValue) => (v === null ? null : Number(v));
function chunk<T>(values: T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(values.length / size) }, (_, k) => values.slice(k * size, (k + 1) * size));
}
