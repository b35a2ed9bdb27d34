// Complete, finite rows of a table, with what they are given and their keys: all, some, or in pieces.
import type { GivenColumn } from '../../../protocol/data';
import type { KeyOf, Rows, RowsOptions, TablePiece, TableRows } from '../../table';
import type { FilteredTable } from '../filtered-table';
import { row } from '../sql';
import { piecesOf } from './rows';
import { smallestHashes } from './sampling';

/**
 * Complete, finite rows in file order, with what they are given; with `limit`, at most so many,
 * chosen by a hash of their number.
 */
export async function completeRows(
  filtered: FilteredTable,
  columns: string[],
  { limit, given = [], key }: RowsOptions = {},
): Promise<TableRows> {
  const indices = await filtered.indices(columns, namesOf(given));
  const { rows: read } = await filtered.profile();
  const {
    relation,
    loaded: { connection },
  } = filtered;
  const present = filtered.presentSql(given);
  const [complete, total] = (
    await row(
      connection,
      `SELECT count(*), count(*) FILTER (WHERE ${present}) FROM ${relation} n WHERE ` +
        `${filtered.completeSql(indices, 'n.')}`,
    )
  ).map(Number) as [number, number];
  const most = Math.min(total, limit ?? total);
  const source = filtered.completeRowsSql(indices, given, key && (await filtered.keySql(key)));
  const dim = indices.length + given.length + (key ? 1 : 0);
  const parted = (found: Rows) => ({
    ...apart(found, indices.length, given.length, key !== undefined),
    read,
    leftOut: read - total,
    withoutGiven: complete - total,
  });
  if (most === total) return parted(await filtered.fetch(asNumbers(source, dim), dim, most));
  const drawn = (below: string) =>
    filtered.fetch(
      asNumbers(`${source}${below} ORDER BY hash(row), row LIMIT ${most}`, dim, true),
      dim,
      most,
    );
  return parted(await smallestHashes(most, total, drawn, (found) => found.count));
}

/** Complete, finite rows in file order, with what they are given, in pieces of at most `size`. */
export async function* completePieces(
  filtered: FilteredTable,
  columns: string[],
  size = 100_000,
  given: GivenColumn[] = [],
  key?: KeyOf,
): AsyncGenerator<TablePiece> {
  const indices = await filtered.indices(columns, namesOf(given));
  const keyed = key && (await filtered.keySql(key));
  const dim = indices.length + given.length + (key ? 1 : 0);
  const connection = await filtered.connect();
  try {
    for await (const rows of piecesOf(
      connection,
      asNumbers(filtered.completeRowsSql(indices, given, keyed), dim),
      dim,
      size,
    ))
      yield apart(rows, indices.length, given.length, key !== undefined);
  } finally {
    connection.closeSync();
  }
}

/** The rows of these numbers that are complete, in the order asked for. */
export async function completeRowsAt(
  filtered: FilteredTable,
  columns: string[],
  rowNumbers: number[],
  given: GivenColumn[] = [],
): Promise<{ values: Float64Array; found: number[]; givenValues: Float64Array }> {
  const indices = await filtered.indices(columns, namesOf(given));
  const dim = indices.length + given.length;
  const wanted = rowNumbers.filter((r) => Number.isInteger(r) && r >= 0);
  if (wanted.length === 0)
    return { values: new Float64Array(0), found: [], givenValues: new Float64Array(0) };
  const source = `SELECT * FROM (${filtered.completeRowsSql(indices, given)}) WHERE row IN (${wanted.join(', ')})`;
  const read = await filtered.fetch(asNumbers(source, dim), dim, wanted.length);
  const place = new Map([...read.rowNumbers].map((r, k) => [r, k]));
  const found = wanted.filter((r) => place.has(r));
  const values = new Float64Array(found.length * dim);
  found.forEach((r, k) =>
    values.set(read.values.subarray(place.get(r)! * dim, (place.get(r)! + 1) * dim), k * dim),
  );
  const parts = apart(
    { values, rowNumbers: Float64Array.from(found), count: found.length },
    indices.length,
    given.length,
  );
  return { values: parts.values, found, givenValues: parts.givenValues };
}

export const namesOf = (given: GivenColumn[]) => given.map((g) => g.column);

/**
 * The row number as DOUBLE: exact up to 2^53. Rows come in the order of the file: DuckDB keeps it,
 * unless a sample was `drawn`.
 */
export const asNumbers = (query: string, dim: number, drawn = false) =>
  `SELECT row::DOUBLE, ${Array.from({ length: dim }, (_, k) => `v${k}`).join(', ')} FROM ` +
  `(${query})${drawn ? ' ORDER BY row' : ''}`;

/** The columns by themselves, and what they are given and the key by themselves. */
export function apart(rows: Rows, dim: number, given: number, keyed = false): TablePiece {
  if (given === 0 && !keyed) return { ...rows, givenValues: new Float64Array(0) };
  const { values, count } = rows;
  const whole = dim + given + (keyed ? 1 : 0);
  const part = (from: number, width: number) => {
    const out = new Float64Array(count * width);
    for (let n = 0; n < count; n++)
      for (let d = 0; d < width; d++) out[n * width + d] = values[n * whole + from + d]!;
    return out;
  };
  return {
    ...rows,
    values: part(0, dim),
    givenValues: part(dim, given),
    ...(keyed ? { keys: part(dim + given, 1) } : {}),
  };
}
