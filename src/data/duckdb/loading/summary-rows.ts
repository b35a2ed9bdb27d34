// Rows at the end of a table that sum up the others: "Mean", "SD", "Total". Left out where their
// numbers are what they claim to be; otherwise they are rows, and the doubt is said.
import type { DuckDBValue } from '@duckdb/node-api';
import { type Claim, claimOf } from '../../text/claims';
import { type Mark, wornBy } from '../../text/forms';
import { formedSql, partsSql } from '../forms-sql';
import { numberSql } from '../number-sql';
import { countRows, literal, row, sql } from '../sql';
import { dataOf, numberIn, type Stored, textOf } from '../store';
import { say, type Sentence } from '../../../protocol/sentence';

/** Rows at the end are at most so many. */
const MOST = 20;
/** Columns of a packed table that are looked at. */
const FIRST = 40;

/** Two different ones at the end are no accident. */
const STATISTICS: Claim[] = ['mean', 'median', 'sd', 'variance', 'se', 'cv'];
interface Last {
  row: number;
  /** null: only its number is kept */
  texts: (string | null)[];
  numbers: (number | null)[];
}

/**
 * Takes rows that sum up the others out of the table. @param said so many at the end, by the user
 * @param afterBlank the row below the last blank line  @returns sentences for the user
 */
export async function leaveOutSummary(
  stored: Stored,
  said?: number,
  afterBlank: number | null = null,
): Promise<Sentence[]> {
  if (said !== undefined) return leaveOutSaid(stored, said);
  if (stored.rows < 3) return [];
  return leaveOutFound(stored, fewColumns(stored), afterBlank);
}

/** Of very many columns the first ones tell. */
const fewColumns = (stored: Stored): Stored =>
  stored.packed ? { ...stored, names: stored.names.slice(0, FIRST) } : stored;

/** @param whole loses the rows that are found in `stored`, its first columns */
async function leaveOutFound(
  whole: Stored,
  stored: Stored,
  afterBlank: number | null,
): Promise<Sentence[]> {
  const last = await lastRows(stored, MOST + 1);
  const tail: { at: Last; claim: Claim | null; label: string; column: number }[] = [];
  for (const at of last.reverse()) {
    const column = labelOf(at, stored.source.decimal ?? '.');
    const label = column < 0 ? '' : at.texts[column]!.trim();
    const claim = claimOf(label);
    const blank =
      at.numbers.every((v) => v === null) && at.texts.every((v) => (v ?? '').trim() === '');
    if (claim === null && !blank) break;
    tail.unshift({ at, claim, label, column });
  }
  const labelled = tail.filter(({ claim }) => claim !== null);
  if (labelled.length === 0 || tail.length > MOST || tail.length >= stored.rows - 1) return [];
  const first = tail[0]!.at.row;
  // a level of a column of categories
  for (const { label, column } of labelled)
    if (await standsAbove(stored, column, label, first)) return [];
  const labels = [...new Set(labelled.map(({ label }) => `"${label}"`))].join(', ');
  const rows = tail.map((t) => t.at);
  const claims = new Set(labelled.map(({ claim }) => claim!));
  const below = afterBlank !== null && afterBlank >= first;
  for (const { at, claim } of labelled) {
    // Max may be a name, and first by chance
    if (!(below || claims.size > 1 || claim === 'sum' || STATISTICS.includes(claim!))) break;
    if (!(await agrees(stored, at, claim!, first))) continue;
    await cut(whole, first, rows);
    return [
      rows.length === 1
        ? say('The last row ({0}) sums up the others and is left out.', labels)
        : say('The last {0} rows ({1}) sum up the others and are left out.', rows.length, labels),
    ];
  }
  if (below || (claims.size > 1 && STATISTICS.some((kind) => claims.has(kind)))) {
    await cut(whole, first, rows);
    return [
      rows.length === 1
        ? say(
            'The last row ({0}) seems to sum up the others, though its numbers are not theirs, and is left out: settle that 0 rows are left out at the end if it belongs to them.',
            labels,
          )
        : say(
            'The last {0} rows ({1}) seem to sum up the others, though their numbers are not theirs, and are left out: settle that 0 rows are left out at the end if they belong to them.',
            rows.length,
            labels,
          ),
    ];
  }
  return [
    say(
      '"{0}" stands in the last row: if it sums up the others, leave it out with a filter or delete it.',
      labelled.at(-1)!.label,
    ),
  ];
}

/** The first field that is no number in any form, or a claim such as "25%"; -1 where there is none. */
function labelOf({ texts, numbers }: Last, mark: Mark): number {
  return texts.findIndex(
    (v, i) =>
      (v ?? '').trim() !== '' &&
      numbers[i] === null &&
      (wornBy(v!, mark) === null || claimOf(v!) !== null),
  );
}

async function leaveOutSaid(stored: Stored, said: number): Promise<Sentence[]> {
  const rows = Math.min(said, stored.rows - 1);
  if (rows <= 0) return [];
  const tail = await lastRows(fewColumns(stored), rows);
  await cut(stored, tail[0]!.row, tail);
  return [
    rows === 1
      ? say('The last row is left out, as you settled.')
      : say('The last {0} rows are left out, as you settled.', rows),
  ];
}

async function lastRows(stored: Stored, most: number): Promise<Last[]> {
  const { connection, names, source, rows } = stored;
  const place = source.numbered ? 'row' : 'rowid';
  const fields = names.flatMap((_, i) => [
    stored.text[i] ? textOf(stored, i) : 'NULL',
    stored.number[i] ? numberIn(stored, i) : 'NULL',
  ]);
  // records that are no rows have numbers, too
  const from = source.numbered
    ? `(SELECT max(row) FROM ${dataOf(stored)}) - ${10 * most}`
    : String(rows - most - 1);
  const query =
    `SELECT ${place}, ${fields.join(', ')} FROM ${dataOf(stored)} WHERE ${place} > ${from} ORDER ` +
    `BY ${place} DESC LIMIT ${most}`;
  return (await connection.runAndReadAll(query))
    .getRows()
    .reverse()
    .map((values) => ({
      row: Number(values[0]),
      texts: names.map((_, i) => values[1 + 2 * i] as string | null),
      numbers: names.map((_, i) => finite(values[2 + 2 * i]!)),
    }));
}

const finite = (v: DuckDBValue) => (v === null || !Number.isFinite(Number(v)) ? null : Number(v));
const placeOf = ({ source }: Stored) => (source.numbered ? 'row' : 'rowid');

async function standsAbove(
  stored: Stored,
  column: number,
  label: string,
  first: number,
): Promise<boolean> {
  const text = `lower(trim(${textOf(stored, column)})) = ${literal(label.toLowerCase())}`;
  const above = `${dataOf(stored)} WHERE ${placeOf(stored)} < ${first} AND ${text}`;
  return (await countRows(stored.connection, above)) > 0;
}

/** SQL: the numbers of a column among some rows, in whichever form. */
function numbersSql(stored: Stored, i: number, mark: Mark, where: string): string {
  const data = dataOf(stored);
  const kept = stored.number[i]
    ? [
        `SELECT ${numberIn(stored, i)} AS v FROM ${data} WHERE ${where} AND isfinite(${numberIn(stored, i)})`,
      ]
    : [];
  if (!stored.text[i]) return kept[0]!;
  const text = textOf(stored, i);
  const plain = numberSql(text, mark);
  const formed = `SELECT ${text} AS s FROM ${data} WHERE ${where} AND ${plain} IS NULL AND ${formedSql(text, mark)}`;
  const own = stored.number[i]
    ? kept
    : [`SELECT ${plain} AS v FROM ${data} WHERE ${where} AND ${plain} IS NOT NULL`];
  return [...own, `SELECT number AS v FROM (${partsSql(formed, mark)})`].join(' UNION ALL ');
}

/** Whether at least half of the numbers of a row are what it claims them to be. */
async function agrees(stored: Stored, at: Last, claim: Claim, first: number): Promise<boolean> {
  const mark = stored.source.decimal ?? '.';
  const place = placeOf(stored);
  let [checked, right] = [0, 0];
  for (const i of stored.names.keys()) {
    if (!stored.number[i] && !stored.text[i]) continue;
    const [own] = (
      await stored.connection.runAndReadAll(numbersSql(stored, i, mark, `${place} = ${at.row}`))
    ).getRows();
    const value = own ? finite(own[0]!) : null;
    if (value === null) continue;
    const found = await statistic(
      stored,
      numbersSql(stored, i, mark, `${place} < ${first}`),
      claim,
    );
    if (found.length === 0) continue;
    checked++;
    const decimals = /\.(\d+)$/.exec(String(value))?.[1]?.length ?? 0;
    const tolerance = 0.5000001 * 10 ** -decimals + 1e-9 * Math.abs(value);
    if (value !== 0 && found.some((v) => Math.abs(v - value) <= tolerance)) right++;
  }
  return right > 0 && 2 * right >= checked;
}

/** What a claim may mean: of a sample or of all. */
async function statistic({ connection }: Stored, numbers: string, claim: Claim): Promise<number[]> {
  const select: Record<Claim, string[]> = {
    mean: ['avg(v)'],
    median: ['median(v)'],
    sum: ['sum(v)'],
    sd: ['stddev_samp(v)', 'stddev_pop(v)'],
    variance: ['var_samp(v)', 'var_pop(v)'],
    se: ['stddev_samp(v) / sqrt(count(*))'],
    cv: [
      'stddev_samp(v) / avg(v)',
      '100 * stddev_samp(v) / avg(v)',
      '100 * stddev_pop(v) / avg(v)',
    ],
    min: ['min(v)'],
    max: ['max(v)'],
    range: ['max(v) - min(v)'],
    count: ['count(*)'],
    q1: ['quantile_cont(v, 0.25)'],
    q3: ['quantile_cont(v, 0.75)'],
  };
  const values = await row(
    connection,
    `SELECT count(*), ${select[claim].join(', ')} FROM (${numbers})`,
  );
  return Number(values[0]) < 2
    ? []
    : values
        .slice(1)
        .flatMap((v) => (v === null || !Number.isFinite(Number(v)) ? [] : [Number(v)]));
}

async function cut(stored: Stored, first: number, tail: Last[]): Promise<void> {
  const { connection, source, gaps } = stored;
  await connection.run(`DELETE FROM ${dataOf(stored)} WHERE ${placeOf(stored)} >= ${sql(first)}`);
  stored.rows -= tail.length;
  for (const [i, gap] of gaps)
    gap.missing -= tail.filter(({ numbers }) => numbers[i] === null).length;
  stored.source = {
    ...source,
    sql: source.numbered
      ? `(SELECT * FROM ${source.sql} WHERE row < ${first})`
      : `(SELECT * FROM ${source.sql} LIMIT ${stored.rows})`,
  };
}
