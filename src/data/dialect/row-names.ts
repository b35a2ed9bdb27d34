// A header with one name less than the rows have fields, as R's write.table makes it: the first column holds names of rows.
import { isNumber } from '../number';
import { type Decimal } from './rows';

/** The name that such a column gets. */
export const ROW_NAMES = 'row_name';
/** So many of the rows must be one field longer. */
const MOST = 0.9;

/** Words or whole numbers, each once, before as many fields as the header names. */
export function haveRowNames(header: string[], rows: string[][], width: number, decimal: Decimal): boolean {
  const whole = rows.filter((r) => r.length === width);
  if (header.length !== width - 1 || whole.length === 0 || whole.length < MOST * rows.length) return false;
  const names = whole.map((r) => r[0]!.trim());
  if (names.includes('') || new Set(names).size < names.length) return false;
  const numbers = names.filter((v) => isNumber(v, decimal));
  if (!numbers.every((v) => /^\d+$/.test(v))) return false;
  // a single word above two columns may as well be a title
  return width > 2 || (numbers.length === 0 && /^\S+$/.test(header[0]!.trim()));
}
