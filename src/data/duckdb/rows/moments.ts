// The maximum-likelihood Gaussian of complete rows.
import type { GaussianSummary } from '../../../protocol/data';
import type { FilteredTable } from '../filtered-table';
import { row, sql } from '../sql';
import { asNumbers } from './complete-rows';

/**
 * Products of more columns than this are added up here: DuckDB would take longest over planning
 * tens of thousands of sums.
 */
const FEW_COLUMNS = 40;
/** so many products between two turns of others, some 20 ms */
const PRODUCTS = 20_000_000;

/** Maximum-likelihood Gaussian of every complete row: means first, then products about them. */
export async function momentsOf(
  filtered: FilteredTable,
  columns: string[],
): Promise<{ gaussian: GaussianSummary; leftOut: number }> {
  const indices = await filtered.indices(columns);
  const { rows } = await filtered.profile();
  const {
    relation,
    loaded: { connection },
  } = filtered;
  const complete = filtered.completeSql(indices);
  const [n, ...means] = await row(
    connection,
    `SELECT count(*), ${indices.map((i) => `avg(n${i})`).join(', ')} FROM ${relation} WHERE ${complete}`,
  );
  const count = Number(n);
  const mean = means.map((m) => (m === null ? 0 : Number(m)));
  const dim = indices.length;
  const covariance = new Array<number>(dim * dim).fill(0);
  if (dim > FEW_COLUMNS) {
    const { values } = await filtered.fetch(
      asNumbers(filtered.completeRowsSql(indices), dim),
      dim,
      count,
    );
    await addProducts(values, count, mean, covariance);
  } else if (count > 0) {
    const pairs = indices.flatMap((_, i) =>
      Array.from({ length: i + 1 }, (__, j): [number, number] => [i, j]),
    );
    const off = (i: number) => `(n${indices[i]!} - ${sql(mean[i]!)})`;
    for (let from = 0; from < pairs.length; from += 500) {
      const part = pairs.slice(from, from + 500);
      const values = await row(
        connection,
        `SELECT ${part.map(([i, j]) => `avg(${off(i)} * ${off(j)})`).join(', ')} FROM ${relation} WHERE ${complete}`,
      );
      part.forEach(
        ([i, j], k) => (covariance[i * dim + j] = covariance[j * dim + i] = Number(values[k])),
      );
    }
  }
  return { gaussian: { names: columns, mean, covariance, rows: count }, leftOut: rows - count };
}

/** Products about the means, divided by the number of rows; other calls have their turn in between. */
async function addProducts(
  values: Float64Array,
  count: number,
  mean: number[],
  covariance: number[],
): Promise<void> {
  const dim = mean.length;
  const off = new Float64Array(dim);
  const sums = new Float64Array(dim * dim);
  const pause = Math.max(1, Math.round(PRODUCTS / (dim * dim)));
  for (let n = 0; n < count; n++) {
    for (let d = 0; d < dim; d++) off[d] = values[n * dim + d]! - mean[d]!;
    for (let i = 0; i < dim; i++)
      for (let j = 0; j <= i; j++) sums[i * dim + j]! += off[i]! * off[j]!;
    if (n % pause === pause - 1) await new Promise((resolve) => setImmediate(resolve));
  }
  for (let i = 0; i < dim; i++)
    for (let j = 0; j <= i; j++)
      covariance[i * dim + j] = covariance[j * dim + i] = sums[i * dim + j]! / count;
}
