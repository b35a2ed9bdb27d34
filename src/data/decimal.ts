// Whether a point or a comma is the decimal mark of a table, and what is doubtful about it.
import { numberForms } from './number';

export interface DecimalMark {
  decimal: '.' | ',';
  /** all of the numbers with a comma could be thousands too */
  unsure: boolean;
  /** a sentence for the user */
  doubt: string | null;
}

/** A comma is the decimal mark where more numbers need it than need a point. */
export function decimalOf(rows: string[][], delimiter: string): DecimalMark {
  const counts = { ',': 0, '.': 0, '1,234': 0, '1.234': 0 };
  for (const v of rows.slice(1).flat()) {
    const form = numberForms(v);
    if (form) counts[form]++;
  }
  const [comma, point] = [counts[','], counts['.']];
  const settled = comma !== point;
  const decimal = settled ? (comma > point ? ',' : '.') : (comma > 0 || counts['1,234'] > 0) && delimiter !== ',' ? ',' : '.';
  const unsure = comma === 0 && point === 0 && counts['1,234'] > 0;
  let doubt: string | null = null;
  if (unsure) doubt = `Numbers like "1,234" are read with ${decimal === ',' ? 'a decimal comma (1.234)' : 'a comma between thousands (1234)'}: settle the decimal mark if that is wrong.`;
  else if (comma > 0 && point > 0) doubt = `Some numbers need a decimal comma and others a decimal point: they are read with ${decimal === ',' ? 'a comma' : 'a point'}. Settle the decimal mark if that is wrong.`;
  else if (!settled && counts['1.234'] > 0 && delimiter !== ',') doubt = 'Numbers like "1.234" are read with a decimal point (not as 1234): settle the decimal mark if that is wrong.';
  return { decimal, unsure, doubt };
}
