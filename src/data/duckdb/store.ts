// A table in DuckDB's memory: `n3` is column 3 as a number, `t3` as it was read, `row` its 0-based row in the file.
// A small table has both for every column. Of a large one numeric columns have only `n`, the others
// only `t`: its fields are read again where they are needed.
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Reading } from '../../protocol/data';
import { repeatsHeader } from '../errors';
import { type Mark } from '../text/forms';
import type { OwnConnection } from './connection';
import { formedSql, partsSql, singularSql } from './forms-sql';
import { type GapRule, hasLeadingZeroSql, isMissingSql, numberSql } from './number-sql';
import {
  defineShown,
  discardPacked,
  fieldsOfParquet,
  type Packed,
  show,
  storeFields,
} from './packed';
import { countOf, countRows, literal, row } from './sql';

/** Fields as SQL with the columns `c0`, `c1`, ... of the file, and `row` if `numbered`: the careful way did that. */
export interface Source {
  sql: string;
  /** false: rows count from 0 without gaps */
  numbered: boolean;
  /** DuckDB's types where the file has types of its own (Parquet); null for text */
  types: string[] | null;
  decimal: '.' | ',' | null;
}

/** Fields that are no numbers, in a column of which only numbers are kept. */
export interface Gaps {
  missing: number;
  bad: number;
}

export interface Stored {
  connection: OwnConnection;
  /** name of the relation with `row`, `n0`, `t0`, ... */
  table: string;
  source: Source;
  names: string[];
  /** whether `n` of a column exists, and whether `t` does */
  number: boolean[];
  text: boolean[];
  rows: number;
  gaps: Map<number, Gaps>;
  /** whether every row has a finite number: known once the columns are judged */
  full: boolean[];
  /** of a table of very many columns: see `packed.ts` */
  packed: Packed | null;
  /** which texts are gaps: known once the columns are judged */
  rules: GapRule[];
}

/** How the texts of a column are read as numbers, where plain numbers are not all. */
export interface NumberForm {
  decimal: Mark;
  /** what every number wears: a unit, or a sign of money; '' for nothing */
  wears: string;
}

const NUMBER_TYPE = /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|UINTEGER|FLOAT|DOUBLE|DECIMAL.*)$/;
export const isNumberType = (type: string) => NUMBER_TYPE.test(type);

interface Wanted {
  names: string[];
  source: Source;
  /** columns that look numeric */
  numeric: boolean[];
  types: NonNullable<Reading['types']>;
  /** keep every field as it was read */
  everything: boolean;
}

/** Whether the user says that a column has another decimal mark than its table. */
const isOther = (type: Wanted['types'][string] | undefined, decimal: Mark | null) =>
  (type === 'point' && decimal === ',') || (type === 'comma' && decimal !== ',');

/** Reads `source` into `table`. @throws DuckDB's own errors */
export async function store(
  connection: OwnConnection,
  table: string,
  { names, source, numeric, types, everything }: Wanted,
): Promise<Stored> {
  const candidates = [...numeric];
  for (;;) {
    const number = names.map(
      (name, i) =>
        types[name] !== 'text' &&
        (source.types
          ? candidates[i]!
          : everything || (candidates[i]! && !isOther(types[name], source.decimal))),
    );
    const text = names.map((_, i) => everything || !number[i]);
    const columns = names.flatMap((name, i) => [
      ...(number[i]
        ? [`${numberOf(source, i, !text[i] && types[name] === undefined)} AS n${i}`]
        : []),
      ...(text[i] ? [`c${i} AS t${i}`] : []),
    ]);
    await connection.run(
      `CREATE TABLE ${table}_data AS SELECT ` +
        `${[...(source.numbered ? ['row'] : []), ...columns].join(', ')} FROM ${source.sql}`,
    );
    const stored: Stored = {
      connection,
      table,
      source,
      names,
      number,
      text,
      rows: 0,
      gaps: new Map(),
      full: names.map(() => false),
      rules: names.map(() => 'numbers'),
      packed: null,
    };
    await defineView(stored);
    stored.rows = await countRows(connection, `${table}_data`);
    const wrong = source.types
      ? []
      : await findGaps(
          stored,
          names.flatMap((_, i) => (number[i] && !text[i] ? [i] : [])),
        );
    if (wrong.length === 0) return stored;
    // it looked numeric in the sample, and is not: its fields are kept instead
    for (const i of wrong) candidates[i] = false;
    await connection.run(`DROP VIEW ${table}; DROP TABLE ${table}_data`);
  }
}

/** Reads `source`, which has one row for each field, into `table`. @throws DuckDB's own errors */
export async function storePacked(
  connection: OwnConnection,
  table: string,
  { names, source, numeric, types }: Omit<Wanted, 'everything'>,
): Promise<Stored> {
  const packed: Packed = { shown: new Set(), apart: new Set() };
  await storeFields({ connection, table, packed }, source.sql, source.decimal);
  const rows = await countRows(connection, `${table}_data`);
  const number = names.map(
    (name, i) =>
      types[name] !== 'text' && (source.types === null || numeric[i]! || types[name] !== undefined),
  );
  return {
    connection,
    table,
    source,
    names,
    number,
    text: names.map(() => true),
    rows,
    gaps: new Map(),
    full: names.map(() => false),
    rules: names.map(() => 'numbers'),
    packed,
  };
}

/** A Parquet file of very many columns, read a part of its columns at a time. */
export async function storeWideParquet(
  connection: OwnConnection,
  table: string,
  path: string,
  wanted: Omit<Wanted, 'everything'>,
): Promise<Stored> {
  const fields = `${table}_fields`;
  try {
    await fieldsOfParquet(connection, path, fields, wanted.names, wanted.source.types!);
    return await storePacked(connection, table, {
      ...wanted,
      source: { ...wanted.source, sql: fields, numbered: true },
    });
  } finally {
    await connection.run(`DROP TABLE IF EXISTS ${fields}`);
  }
}

/** Before columns of these places are named in a query. */
export async function need(
  { connection, table, packed }: Stored,
  columns: Iterable<number>,
): Promise<void> {
  if (packed) await show({ connection, table, packed }, columns);
}

function numberOf({ types, decimal }: Source, i: number, guarded: boolean): string {
  if (types) return `TRY_CAST(c${i} AS DOUBLE)`;
  const value = numberSql(`c${i}`, decimal);
  return guarded ? `CASE WHEN ${hasLeadingZeroSql(`c${i}`)} THEN NULL ELSE ${value} END` : value;
}

/** `table` over its data, with row numbers; again after a column was added. */
async function defineView({ connection, table, source, packed }: Stored): Promise<void> {
  if (packed) return defineShown({ connection, table, packed });
  await connection.run(
    `CREATE OR REPLACE VIEW ${table} AS SELECT ${source.numbered ? '*' : 'rowid AS row, *'} FROM ${table}_data`,
  );
}

/** Counts what is no number in columns of numbers. @returns columns that hold something else than gaps */
async function findGaps(stored: Stored, columns: number[]): Promise<number[]> {
  const { connection, table, source, names, rows } = stored;
  if (columns.length === 0) {
    await requireNoHeader(stored);
    return [];
  }
  const present = await row(
    connection,
    `SELECT ${columns.map((i) => `count(n${i})`).join(', ')} FROM ${table}_data`,
  );
  const open = columns.filter((_, k) => Number(present[k]) < rows);
  for (const i of columns) stored.gaps.set(i, { missing: 0, bad: 0 });
  if (open.length === 0) return [];
  const select = open.flatMap((i) => [
    countOf(isMissingSql(`c${i}`)),
    countOf(`c${i} = ${literal(names[i]!)}`),
  ]);
  const counts = await row(connection, `SELECT ${select.join(', ')} FROM ${source.sql}`);
  const wrong: number[] = [];
  open.forEach((i, k) => {
    const [missing, header] = [Number(counts[2 * k]), Number(counts[2 * k + 1])];
    const bad = rows - Number(present[columns.indexOf(i)]) - missing;
    // perhaps a row that repeats the header: the careful way knows, leaves it out and counts it
    if (header > 0 && !source.numbered) throw repeatsHeader(names[i]!);
    stored.gaps.set(i, { missing, bad: Math.max(0, bad) });
    if (bad > 0) wrong.push(i);
  });
  return wrong;
}

/**
 * Where no column is plain numbers, nothing else notices a row that repeats the header.
 * @throws DataError: the careful way leaves it out and counts it
 */
async function requireNoHeader({ connection, source, names }: Stored): Promise<void> {
  const same = names.map((name, i) => `c${i} = ${literal(name)}`);
  const header = `${source.sql} WHERE ${same.join(' AND ')}`;
  if (!source.numbered && (await countRows(connection, header)) > 0) throw repeatsHeader(names[0]!);
}

/** `relation` without the view where that is all of the table: every query binds all columns of a view again. */
export const bare = (relation: string, table: string) =>
  relation === table ? `${table}_data` : relation;

/** The table that holds what was read, and SQL of a column's text in it, whatever its type in the file. */
export const dataOf = ({ table, packed }: Pick<Stored, 'table' | 'packed'>) =>
  packed ? `${table}_lists` : `${table}_data`;
export const textOf = ({ source, packed }: Pick<Stored, 'source' | 'packed'>, i: number) =>
  packed ? `t[${i + 1}]` : source.types ? `CAST(t${i} AS VARCHAR)` : `t${i}`;
/** SQL: column `i` as a number, of `dataOf`. */
export const numberIn = ({ packed }: Pick<Stored, 'packed'>, i: number) =>
  packed && !packed.apart.has(i) ? `n[${i + 1}]` : `n${i}`;

/** From now on column `i` is a number too. @param form null: plain numbers alone */
export async function addNumber(stored: Stored, i: number, form: NumberForm | null): Promise<void> {
  const { connection, source, packed } = stored;
  const [data, text] = [dataOf(stored), textOf(stored, i)];
  const plain = numberSql(text, form ? form.decimal : source.decimal);
  if (packed ? !packed.apart.has(i) : !stored.number[i])
    await connection.run(`ALTER TABLE ${data} ADD COLUMN n${i} DOUBLE`);
  await connection.run(`UPDATE ${data} SET n${i} = ${form && form.wears !== '' ? 'NULL' : plain}`);
  if (form) {
    const formed = partsSql(
      `SELECT rowid AS r, ${text} AS s FROM ${data} WHERE ${plain} IS NULL AND ${formedSql(text, form.decimal)}`,
      form.decimal,
    );
    const wears = `${singularSql('wears')} = ${literal(form.wears)}`;
    await connection.run(
      `UPDATE ${data} SET n${i} = found.number FROM (${formed}) AS found WHERE ${data}.rowid = found.r AND ${wears}`,
    );
  }
  packed?.apart.add(i);
  stored.number[i] = true;
  await defineView(stored);
}

/** SQL: a relation with `row` and the fields `c0`, `c1`, ... as they were read, in no certain order. */
export function fieldsSql({ table, source, names, text, packed }: Stored): string {
  if (packed)
    return `(SELECT row, ${names.map((_, i) => `t[${i + 1}] AS c${i}`).join(', ')} FROM ${table}_lists)`;
  if (text.every(Boolean))
    return `(SELECT row, ${names.map((_, i) => `t${i} AS c${i}`).join(', ')} FROM ${table})`;
  return source.numbered
    ? source.sql
    : `(SELECT row_number() OVER () - 1 AS row, * FROM ${source.sql})`;
}

/** @param connection another than the table's own, where that one answers no more */
export async function discard(
  { connection: own, table, packed }: Stored,
  connection: DuckDBConnection = own,
): Promise<void> {
  if (packed) return discardPacked({ connection, table });
  await connection.run(
    `DROP VIEW IF EXISTS ${table}_kept; DROP VIEW IF EXISTS ${table}; DROP TABLE IF EXISTS ${table}_data`,
  );
}
