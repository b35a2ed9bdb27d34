// Whole rows as a table shows them: numbers where a column holds numbers, else what stands in the file.
import type { Cell } from '../../table';
import type { FilteredTable } from '../filtered-table';
import { need } from '../store';

/** Fields of these columns in the rows of these numbers, in the order asked for; null for a row that is not there. */
export async function cellsOf(
  table: FilteredTable,
  rowNumbers: number[],
  columns: string[],
): Promise<(Cell[] | null)[]> {
  const { loaded } = table;
  const { columns: profiles } = await table.profile();
  const places = columns.map((name) => loaded.names.indexOf(name)).filter((i) => i >= 0);
  if (rowNumbers.length === 0) return [];
  await need(loaded, places);
  const numeric = (i: number) =>
    loaded.number[i] && (profiles[i]!.modelled || profiles[i]!.min !== null);
  const select = places.flatMap((i) => [
    numeric(i) ? `n${i}` : 'NULL',
    loaded.text[i] ? `CAST(t${i} AS VARCHAR)` : numeric(i) ? 'NULL' : `CAST(n${i} AS VARCHAR)`,
  ]);
  const rows = (
    await loaded.connection.runAndReadAll(
      `SELECT ${['row', ...select].join(', ')} FROM ${loaded.table} WHERE row IN (${rowNumbers.join(', ')})`,
    )
  ).getRows();
  const found = new Map(
    rows.map(([row, ...values]) => [
      Number(row),
      places.map((_, k): Cell => {
        const [number, text] = [values[2 * k], values[2 * k + 1]];
        if (typeof number === 'number' && Number.isFinite(number)) return number;
        return typeof text === 'string' && text.trim() !== '' ? text : null;
      }),
    ]),
  );
  return rowNumbers.map((row) => found.get(row) ?? null);
}
