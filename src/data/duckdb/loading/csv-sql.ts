// DuckDB's reader of CSV with nothing left to guess.
import type { Layout } from '../../text/dialect';
import { literal } from '../sql';

/** SQL: a CSV file with nothing left to guess. */
export function csvSql(
  path: string,
  columns: string[],
  { delimiter, header }: Pick<Layout, 'delimiter' | 'header'>,
  more = '',
): string {
  const types = columns
    .map((c) => `'${c}': '${c === 'row' || c === 'k' ? 'BIGINT' : 'VARCHAR'}'`)
    .join(', ');
  return (
    `read_csv(${literal(path)}, auto_detect = false, hive_partitioning = false, header = ` +
    `${header}, delim = ${literal(delimiter === '\t' ? '\\t' : delimiter)}, quote = '"', escape = ` +
    `'"', strict_mode = true, max_line_size = 16000000${more}, columns = {${types}})`
  );
}
