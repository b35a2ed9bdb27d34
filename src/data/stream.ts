// The complete rows of a file a piece at a time: what is held beside the numbers that DuckDB stores
// does not grow with the file.
import { columnsByDefault, leftOutWords } from '../protocol/columns';
import { DataError } from './errors';
import type { Table } from './table';
import { say, type Sentence } from '../protocol/sentence';

/** Rows without gaps, row-major; `read` counts all rows up to here. */
export interface Piece {
  values: Float64Array;
  count: number;
  read: number;
}

export interface RowStream {
  names: string[];
  /** what was noticed while reading, rows left out among it */
  notes: Sentence[];
  /** always the same rows in the same order, whatever the number of threads */
  pieces(): AsyncGenerator<Piece>;
  close(): Promise<void>;
}

/**
 * @param columns by default every numeric one but identifiers
 * @throws DataError with a sentence for the user; the table is closed then
 */
export async function streamOf(table: Table, columns?: string[]): Promise<RowStream> {
  try {
    const profile = await table.profile();
    const own = columnsByDefault(profile.columns);
    const names = columns ?? own.chosen;
    if (names.length === 0) throw new DataError(say('This file has no numeric column.'));
    await table.requireNumbers(names);
    return {
      names,
      notes: [...profile.notes, ...(columns ? [] : leftOutWords(own))],
      async *pieces() {
        let last: Piece | null = null;
        for await (const { values, rowNumbers, count } of table.pieces(names)) {
          if (last) yield last;
          last = { values, count, read: rowNumbers[count - 1]! + 1 };
        }
        yield {
          values: last?.values ?? new Float64Array(0),
          count: last?.count ?? 0,
          read: profile.rows,
        };
      },
      close: async () => table.close(),
    };
  } catch (error) {
    table.close();
    throw error;
  }
}
