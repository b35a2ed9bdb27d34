// Columns that number or name rows instead of measuring something: counters, time stamps in even
// steps, numeric ids. Judged on every row.
import type { ColumnProfile } from '../../../protocol/data';
import { largestCommonStep } from '../../../protocol/steps';
import { unitOf } from '../../../protocol/unit';
import type { Loaded } from '../loaded';
import { row, sql } from '../sql';
import { need } from '../store';
import { say, type Sentence } from '../../../protocol/sentence';

/**
 * In fewer rows, values alone tell nothing: a small table may well have the numbers 1 to 10 to
 * measure something at.
 */
const FEWEST = 20;
/** Rows are looked at by hand first: most columns are told by these. */
const LOOKED_AT = 500;
const TOGETHER = 40;
/** Of very many columns only the first ones may number rows, besides those that say so. */
const LEADING = 20;
/** The logarithm of the chance below which distinct values are no accident. */
const LEAST_CHANCE = Math.log(1e-4);
/** A value of an even step lies at most so many steps beside it: rounded times do. */
const BESIDE = 0.3;

const EVEN = say('it goes on in even steps from row to row');
const DISTINCT = say('every row has a whole number of its own');
const NAMED = say('its name says so');

/** "id", "user_id", "index", "Unnamed: 0", "row names"; "customerID" */
const NAMES_ROWS = new RegExp(
  `^(${[
    'id|index|idx|unnamed: ?\\d*|row|rows?[ _.-]?(id|no|nr|num|number|names?|index)',
    'record[ _.-]?(id|no|nr|number)?|lfd\\.?[ _.-]?nr\\.?|.*[ _.-]id',
  ].join('|')})$`,
  'i',
);
const NAMES_ROWS_CAMEL = /[a-z]I[Dd]$/;
/** What may name a row, and does where no value comes twice: "invoice number", "product_code", "orderNo". */
const MAY_NAME_ROWS =
  /(^|[ _.-])(no|nr|num|number|nummer|key|pk|uid|code|serial|isbn|ean|barcode|ticket|invoice)\.?$/i;
const MAY_NAME_ROWS_CAMEL = /[a-z](No|Nr|Num|Number|Nummer|Key|Code)$/;

const isNamed = (name: string, ...forms: RegExp[]) =>
  unitOf(name) === null && forms.some((form) => form.test(name.trim()));

/** Why each column is an identifier, as the end of a sentence; null for what measures something. */
export async function identifiersAmong(
  loaded: Loaded,
  columns: ColumnProfile[],
): Promise<(Sentence | null)[]> {
  const found = columns.map((c): Sentence | null =>
    c.type === 'integer' && isNamed(c.name, NAMES_ROWS, NAMES_ROWS_CAMEL) ? NAMED : null,
  );
  const open = columns.flatMap((c, i) =>
    found[i] === null && (!loaded.packed || i < LEADING) && possible(c, loaded.rows) ? [i] : [],
  );
  await need(loaded, open);
  for (let from = 0; from < open.length; from += TOGETHER) {
    const part = open.slice(from, from + TOGETHER);
    const first = await firstRows(loaded, part);
    for (const [k, i] of part.entries())
      if (mayBe(columns[i]!, first[k]!)) found[i] = await judge(loaded, i, columns[i]!, first[k]!);
  }
  return found;
}

/** Whether values of its range can be distinct, and are numbers enough. */
function possible({ type, modelled, missing, min, max }: ColumnProfile, rows: number): boolean {
  if (!modelled || rows - missing < FEWEST) return false;
  return type !== 'integer' || max! - min! >= rows - missing - 1;
}

async function firstRows({ connection, table }: Loaded, part: number[]): Promise<number[][]> {
  const rows = (
    await connection.runAndReadAll(
      `SELECT ${part.map((i) => `n${i}`).join(', ')} FROM ${table}_data LIMIT ${LOOKED_AT}`,
    )
  ).getRows();
  return part.map((_, k) =>
    rows.flatMap((r) => (r[k] === null || !Number.isFinite(r[k]) ? [] : [Number(r[k])])),
  );
}

/**
 * Numbers that are not whole must rise or fall from row to row: a design of experiments has
 * distinct ones in any order.
 */
function mayBe({ type }: ColumnProfile, values: number[]): boolean {
  return type === 'integer' ? new Set(values).size === values.length : isMonotone(values);
}

function isMonotone(values: number[]): boolean {
  const sign = Math.sign((values.at(-1) ?? 0) - (values[0] ?? 0));
  return values.every((v, k) => k === 0 || Math.sign(v - values[k - 1]!) === sign);
}

async function judge(
  loaded: Loaded,
  i: number,
  { name, type, min, max }: ColumnProfile,
  first: number[],
): Promise<Sentence | null> {
  const { connection, table, full } = loaded;
  const data = `FROM ${table}_data WHERE ${full[i] ? 'true' : `isfinite(n${i})`}`;
  const n = Number((await row(connection, `SELECT count(*) ${data}`))[0]);
  const every = (max! - min!) / (n - 1);
  const from = `(v - ${sql(min!)})`;
  const [up, down] = [
    `max(abs(${from} - k * ${sql(every)}))`,
    `max(abs(${sql(max! - min!)} - ${from} - k * ${sql(every)}))`,
  ];
  const isEven = (furthest: unknown[]) =>
    Math.min(Number(furthest[0]), Number(furthest[1])) <= BESIDE * every;
  // rows are numbered as they are stored, in the order of the file
  if (
    full[i] &&
    isEven(
      await row(connection, `SELECT ${up}, ${down} FROM (SELECT n${i} AS v, rowid AS k ${data})`),
    )
  )
    return EVEN;
  let monotone = isMonotone(first);
  if (monotone) {
    // windows without an order go through the rows as they are stored
    const windows = `(SELECT n${i} AS v, lag(n${i}) OVER () AS before, row_number() OVER () - 1 AS k ${data})`;
    const [rising, falling, ...furthest] = await row(
      connection,
      `SELECT count(*) FILTER (WHERE v > before), count(*) FILTER (WHERE v < before), ${up}, ${down} FROM ${windows}`,
    );
    monotone = Number(rising) === n - 1 || Number(falling) === n - 1;
    if (monotone && isEven(furthest)) return EVEN;
  }
  if (type !== 'integer' && !monotone) return null;
  const step = largestCommonStep(first.map((v) => v - min!)) ?? 1;
  const places = `((n${i} - ${sql(min!)}) / ${sql(step)})`;
  const off = Number(
    (
      await row(
        connection,
        `SELECT count(*) FILTER (WHERE abs(${places} - round(${places})) > 1e-3) ${data}`,
      )
    )[0],
  );
  const unit = off === 0 ? step : type === 'integer' ? 1 : null;
  if (unit === null) return null;
  const byChance = chanceOfDistinct(n, Math.round((max! - min!) / unit) + 1) > LEAST_CHANCE;
  if (byChance && !(type === 'integer' && isNamed(name, MAY_NAME_ROWS, MAY_NAME_ROWS_CAMEL)))
    return null;
  if (!monotone && Number((await row(connection, `SELECT count(DISTINCT n${i}) ${data}`))[0]) < n)
    return null;
  return byChance ? NAMED : type === 'integer' ? DISTINCT : EVEN;
}

/**
 * The logarithm of an upper bound for the chance that `n` values, each at one of so many places,
 * are all distinct; no further than need be.
 */
export function chanceOfDistinct(n: number, places: number): number {
  if (n > places) return -Infinity;
  let log = 0;
  for (let k = 1; k < n && log > 2 * LEAST_CHANCE; k++) log += Math.log1p(-k / places);
  return log;
}
