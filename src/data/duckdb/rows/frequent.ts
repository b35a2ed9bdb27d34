// Values that many of the complete rows have.
import type { Frequent } from '../../table';
import type { FilteredTable } from '../filtered-table';
import { countRows } from '../sql';
import { hashBelow } from './sampling';

/**
 * Values of `among` that hold more than this share of the complete rows of `columns`, or of about
 * `limit` of them. Each with the number of different values of its column, and the rows of the
 * rarest of the `beside` values on either side.
 */
export async function frequentValues(
  filtered: FilteredTable,
  columns: string[],
  among: string[],
  { share, limit, beside }: { share: number; limit: number; beside: number },
): Promise<Frequent[]> {
  const source = filtered.completeRowsSql(await filtered.indices(columns));
  const {
    loaded: { connection },
  } = filtered;
  const total = await countRows(connection, `(${source})`);
  const part = Math.min(1, limit / total);
  const drawn = `SELECT * FROM (${source})${part < 1 ? ` WHERE ${hashBelow(part)}` : ''}`;
  const rows = part < 1 ? await countRows(connection, `(${drawn})`) : total;
  const found: Frequent[] = [];
  for (const column of among) {
    const value = `v${columns.indexOf(column)}`;
    const counts = `SELECT ${value} AS v, count(*) AS n FROM (${drawn}) GROUP BY v`;
    const near =
      `min(n) OVER (ORDER BY v ROWS BETWEEN ${beside} PRECEDING AND ${beside} FOLLOWING EXCLUDE ` +
      'CURRENT ROW) AS near';
    const query =
      `SELECT * FROM (SELECT v, n, ${near}, count(*) OVER () AS different FROM (${counts})) ` +
      `WHERE n > ${share * rows} ORDER BY n DESC, v`;
    for (const [v, n, least, different] of (await connection.runAndReadAll(query)).getRows())
      found.push({
        column,
        value: Number(v),
        count: Number(n),
        rows,
        beside: Number(least ?? 0),
        different: Number(different),
      });
  }
  return found;
}
