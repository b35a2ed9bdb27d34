// A header with one name less than the rows have fields, as R's write.table makes it: the first
// column holds names of rows.
import { isNumber } from '../number';
import { type Decimal } from './rows';

/** The name that such a column gets. */
export const ROW_NAMES = 'row_name';
/** So many of the rows must be one field longer. */
const MOST = 0.8;

/** Words or whole numbers, each once, before as many fields as the header names. */
export function haveRowNames(
  header: string[],
  rows: string[][],
  width: number,
  decimal: Decimal,
): boolean {
  if (header.length !== width - 1) return false;
  const whole = rows.filter((r) => r.length === width);
  // lines after the table, comments and repeats of the header are no rows
  const others = rows.filter(
    (r) => r.length !== width && r.length > 1 && r.some((v, i) => v.trim() !== header[i]?.trim()),
  );
  if (whole.length === 0 || others.length > (1 - MOST) * rows.length) return false;
  const names = whole.map((r) => r[0]!.trim());
  if (names.includes('') || new Set(names).size < names.length) return false;
  const numbers = names.filter((v) => isNumber(v, decimal));
  if (!numbers.every((v) => /^\d+$/.test(v))) return false;
  // a single word above two columns may as well be a title
  return width > 2 || (numbers.length === 0 && /^\S+$/.test(header[0]!.trim()));
}
