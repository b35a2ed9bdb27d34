// Rows of numbers out of DuckDB, in pieces: what is held at once does not grow with the table.
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Rows } from '../../table';

type Chunk = NonNullable<
  Awaited<ReturnType<Awaited<ReturnType<DuckDBConnection['stream']>>['fetchChunk']>>
>;

/** One column of DOUBLE as numbers; DuckDB's own memory where the binding shows it. */
function numbersOf(chunk: Chunk, column: number): ArrayLike<number> {
  const { items } = chunk.getColumnVector(column) as unknown as { items?: unknown };
  return items instanceof Float64Array ? items : (chunk.getColumnValues(column) as number[]);
}

/**
 * Runs `query`, whose columns are the row's number as DOUBLE and `dim` DOUBLEs, none NULL, and
 * gives pieces of at most `size` rows.
 */
export async function* piecesOf(
  connection: DuckDBConnection,
  query: string,
  dim: number,
  size: number,
): AsyncGenerator<Rows> {
  const result = await connection.stream(query);
  let values = new Float64Array(size * dim);
  let rowNumbers = new Float64Array(size);
  let count = 0;
  for (
    let chunk = await result.fetchChunk();
    chunk && chunk.rowCount > 0;
    chunk = await result.fetchChunk()
  ) {
    const columns = Array.from({ length: dim + 1 }, (_, d) => numbersOf(chunk!, d));
    for (let k = 0; k < chunk.rowCount; k++) {
      rowNumbers[count] = columns[0]![k]!;
      for (let d = 0; d < dim; d++) values[count * dim + d] = columns[d + 1]![k]!;
      if (++count < size) continue;
      yield { values, rowNumbers, count };
      [values, rowNumbers, count] = [new Float64Array(size * dim), new Float64Array(size), 0];
    }
  }
  if (count > 0)
    yield {
      values: values.subarray(0, count * dim),
      rowNumbers: rowNumbers.subarray(0, count),
      count,
    };
}

/** All rows of a query that gives at most `most`. */
export async function rowsOf(
  connection: DuckDBConnection,
  query: string,
  dim: number,
  most: number,
): Promise<Rows> {
  for await (const rows of piecesOf(connection, query, dim, Math.max(1, most))) return rows;
  return { values: new Float64Array(0), rowNumbers: new Float64Array(0), count: 0 };
}
