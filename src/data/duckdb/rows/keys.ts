// A number for each row that is equal for rows which go together: copies, or rows with one value of a column.
import type { ColumnProfile } from '../../../protocol/data';
import { DataError } from '../../errors';
import type { KeyOf } from '../../table';
import type { Loaded } from '../loaded';
import { isMissingSql } from '../number-sql';
import { row } from '../sql';
import { need } from '../store';
import { say } from '../../../protocol/sentence';

/** Hashing more columns than this takes longer than it tells: of more, so many evenly among them. */
const MOST_COLUMNS = 200;
/** The hash of so many columns at a time: a call with a thousand arguments is planned slowly. */
const TOGETHER = 50;
/** A text of which so many parts are distinct names its row; the count is approximate. */
const UNIQUE = 0.95;
const FEWEST = 20;
/** Columns that are looked at to explain an order, or copies. */
const MOST_LOOKED_AT = 40;
const LARGEST_GROUPS = 1000;

/** SQL of what was read in column `i` of the relation `n`; numbers where the column has them. */
const fieldSql = (
  { number, text }: Pick<Loaded, 'number' | 'text'>,
  i: number,
  modelled: boolean,
) => (number[i] && (modelled || !text[i]) ? `n.n${i}` : `n.t${i}`);

/** 53 bits, exact as a DOUBLE. */
const exact = (hashed: string) => `(${hashed} >> 11)::DOUBLE`;

function hashSql(fields: string[]): string {
  if (fields.length <= TOGETHER) return `hash(${fields.join(', ')})`;
  return hashSql(
    Array.from({ length: Math.ceil(fields.length / TOGETHER) }, (_, k) =>
      hashSql(fields.slice(k * TOGETHER, (k + 1) * TOGETHER)),
    ),
  );
}

/** Places of columns that say what a row is; names and numbers of rows do not. */
export async function contentColumns(loaded: Loaded, columns: ColumnProfile[]): Promise<number[]> {
  const all = columns.flatMap((c, i) => (c.identifier || c.type === 'constant' ? [] : [i]));
  const step = Math.max(1, all.length / MOST_COLUMNS);
  const open = Array.from(
    { length: Math.min(all.length, MOST_COLUMNS) },
    (_, k) => all[Math.floor(k * step)]!,
  );
  await need(loaded, open);
  const texts = open.filter(
    (i) => ['category', 'text', 'identifier'].includes(columns[i]!.type) && loaded.text[i],
  );
  if (texts.length === 0 || loaded.rows < FEWEST) return open;
  const found = await row(
    loaded.connection,
    `SELECT ${texts.map((i) => `approx_count_distinct(n.t${i})`).join(', ')} FROM ${loaded.table} n`,
  );
  const names = new Set(texts.filter((_, k) => Number(found[k]) >= UNIQUE * loaded.rows));
  return open.filter((i) => !names.has(i));
}

/** SQL of the relation `n`. @throws DataError if there is no such column */
export async function keySql(
  loaded: Loaded,
  columns: ColumnProfile[],
  key: KeyOf,
): Promise<string> {
  if (key.of === 'column') {
    const i = placeOf(loaded, key.column);
    await need(loaded, [i]);
    const field = fieldSql(loaded, i, columns[i]!.modelled);
    const missing = field.startsWith('n.n')
      ? `${field} IS NULL`
      : isMissingSql(`trim(CAST(${field} AS VARCHAR))`);
    // a row without a value stands alone
    return `(CASE WHEN ${missing} THEN -1 - row ELSE ${exact(hashSql([field]))} END)::DOUBLE`;
  }
  const content = await contentColumns(loaded, columns);
  return content.length === 0
    ? 'row::DOUBLE'
    : exact(hashSql(content.map((i) => fieldSql(loaded, i, columns[i]!.modelled))));
}

/**
 * The keys of a column's values in the whole file, in an order that depends on nothing else; null
 * when they are many.
 */
export async function groupsOf(
  loaded: Loaded,
  columns: ColumnProfile[],
  column: string,
): Promise<number[] | null> {
  const key = await keySql(loaded, columns, { of: 'column', column });
  const found = await loaded.connection.runAndReadAll(
    `SELECT DISTINCT ${key} AS k FROM ${loaded.table} n WHERE k >= 0 ORDER BY k LIMIT ${LARGEST_GROUPS + 1}`,
  );
  const keys = found.getRows().map(([k]) => Number(k));
  return keys.length > LARGEST_GROUPS ? null : keys;
}

export interface Looks {
  names: string[];
  /** SQL of the relation `n`: numbers as they are, texts as a hash */
  sql: string[];
  /** numbers, whose order and distances mean something; and dates */
  numeric: boolean[];
  date: boolean[];
}

/** Columns by which rows may be sorted, or copies told from chance. */
export async function looksAt(loaded: Loaded, columns: ColumnProfile[]): Promise<Looks> {
  const chosen = (await contentColumns(loaded, columns)).slice(0, MOST_LOOKED_AT);
  const numeric = chosen.map((i) => columns[i]!.modelled);
  const sql = chosen.map((i, k) =>
    numeric[k] ? `coalesce(n.n${i}, 'nan'::DOUBLE)` : exact(hashSql([fieldSql(loaded, i, false)])),
  );
  return {
    names: chosen.map((i) => loaded.names[i]!),
    sql,
    numeric,
    date: chosen.map((i) => columns[i]!.type === 'date'),
  };
}

function placeOf({ names }: Loaded, column: string): number {
  const i = names.indexOf(column);
  if (i < 0)
    throw new DataError(
      say(
        'There is no column "{0}" to split by. Its groups are kept on one side of every split: choose another column.',
        column,
      ),
    );
  return i;
}
