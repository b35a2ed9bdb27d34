// Rows for pictures: some of those that a lens shows, chosen by a hash of their number.
import type { SampledRows } from '../../table';
import type { Loaded } from '../loaded';
import { smallestHashes } from '../rows/sampling';
import { countRows } from '../sql';
import type { Split } from './split';

/**
 * Row-major values of at most `limit` rows, chosen by a hash of their number, with each row's
 * category, and what it is given.
 * @param given SQL of numbers
 */
export async function sampleRows(
  { connection }: Loaded,
  relation: string,
  indices: number[],
  where: string,
  limit: number,
  split: Split | null,
  given: string[] = [],
): Promise<SampledRows> {
  const dim = indices.length;
  const matching = await countRows(connection, `${relation} n WHERE ${where}`);
  const rows =
    `SELECT row, ${split ? split.sql : '0'} AS level, ` +
    `${[...indices.map((i) => `n.n${i}`), ...given].map((v, k) => `${v} AS v${k}`).join(', ')} ` +
    `FROM ${relation} n WHERE ${where}`;
  const drawn = async (below: string) =>
    (
      await connection.run(
        `${limit < matching ? `SELECT * FROM (${rows}${below} ORDER BY hash(row), row LIMIT ${limit})` : rows} ` +
          'ORDER BY row',
      )
    ).fetchAllChunks();
  const countOf = (some: Awaited<ReturnType<typeof drawn>>) =>
    some.reduce((n, c) => n + c.rowCount, 0);
  const chunks = await smallestHashes(Math.min(limit, matching), matching, drawn, countOf);
  const count = countOf(chunks);
  const values = new Float64Array(count * dim);
  const rowNumbers = new Float64Array(count);
  const level = split ? new Uint8Array(count) : null;
  const width = given.length;
  const beside = new Float64Array(count * width);
  let at = 0;
  for (const chunk of chunks) {
    chunk.getColumnValues(0).forEach((v, k) => (rowNumbers[at + k] = Number(v)));
    if (level) chunk.getColumnValues(1).forEach((v, k) => (level[at + k] = Number(v)));
    for (let d = 0; d < dim; d++)
      chunk.getColumnValues(d + 2).forEach((v, k) => (values[(at + k) * dim + d] = v as number));
    for (let g = 0; g < width; g++)
      chunk
        .getColumnValues(dim + 2 + g)
        .forEach((v, k) => (beside[(at + k) * width + g] = v as number));
    at += chunk.rowCount;
  }
  return { values, rowNumbers, level, count, matching, givenValues: beside };
}
