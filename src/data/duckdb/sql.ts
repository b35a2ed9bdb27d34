// Values, names and paths as SQL spells them, and the first row of an answer.
import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import { resolve } from 'node:path';

export const literal = (text: string) => `'${text.replaceAll("'", "''")}'`;
export const identifier = (name: string) => `"${name.replaceAll('"', '""')}"`;

/**
 * The path as DuckDB takes it, whole: `*`, `?` and `[` would make it a pattern, and stand for
 * themselves in brackets.
 */
export const plainPath = (path: string) => resolve(path).replace(/[[*?]/g, '[$&]');

/** A number as SQL that reads back to the same double. */
export function sql(value: number): string {
  return `CAST('${value}' AS DOUBLE)`;
}

/**
 * SQL: a value where a condition holds, for an aggregate. FILTER would say the same, and takes time and memory
 * with the square of the aggregates in a query.
 */
export const only = (value: string, condition: string) =>
  `CASE WHEN ${condition} THEN ${value} END`;

/** SQL: how many rows fulfil a condition. */
export const countOf = (condition: string) => `count(${only('1', condition)})`;

export async function row(connection: DuckDBConnection, query: string): Promise<DuckDBValue[]> {
  return (await connection.runAndReadAll(query)).getRows()[0]!;
}

/** The number of rows of `from`, SQL after FROM. */
export async function countRows(connection: DuckDBConnection, from: string): Promise<number> {
  return Number((await row(connection, `SELECT count(*) FROM ${from}`))[0]);
}
