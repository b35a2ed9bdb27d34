// Columns of some rows as they are, by which one may tell how rows are sorted, or copies from chance.
import type { LookedAt } from '../../table';
import type { FilteredTable } from '../filtered-table';
import { asNumbers } from './complete-rows';
import { looksAt } from './keys';
import { piecesOf } from './rows';

/**
 * Columns of the rows with these numbers, by which they may be sorted, or copies told from
 * chance; rows may have gaps.
 */
export async function lookAt(filtered: FilteredTable, rowNumbers: Float64Array): Promise<LookedAt> {
  const {
    names,
    sql: fields,
    numeric,
    date,
  } = await looksAt(filtered.loaded, (await filtered.profile()).columns);
  if (names.length === 0 || rowNumbers.length === 0) return { columns: [] };
  const [low, high] = [rowNumbers[0]!, rowNumbers.at(-1)!];
  const source =
    `SELECT row, ${fields.map((f, k) => `${f} AS v${k}`).join(', ')} FROM ${filtered.loaded.table} n ` +
    `WHERE row BETWEEN ${low} AND ${high}`;
  const columns = names.map((name, k) => ({
    name,
    numeric: numeric[k]!,
    date: date[k]!,
    values: new Float64Array(rowNumbers.length),
  }));
  const connection = await filtered.connect();
  try {
    let at = 0;
    for await (const piece of piecesOf(
      connection,
      asNumbers(source, names.length),
      names.length,
      50_000,
    ))
      for (let n = 0; n < piece.count && at < rowNumbers.length; n++) {
        if (piece.rowNumbers[n] !== rowNumbers[at]) continue;
        for (const [k, { values }] of columns.entries())
          values[at] = piece.values[n * names.length + k]!;
        at++;
      }
  } finally {
    connection.closeSync();
  }
  return { columns };
}
