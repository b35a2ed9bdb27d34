// Whether a point or a comma is the decimal mark of a table, and what is doubtful about it.
import { DAY_AND_MONTH, type Mark, markOf } from './forms';
import { say, type Sentence } from '../../protocol/sentence';

export interface DecimalMark {
  decimal: Mark;
  /** all of the numbers with a comma could be thousands too */
  unsure: boolean;
  /** a sentence for the user */
  doubt: Sentence | null;
}

const DATE = new RegExp(DAY_AND_MONTH);

type Counts = Record<NonNullable<ReturnType<typeof markOf>>, number>;
const nothing = (): Counts => ({ ',': 0, '.': 0, '1,234': 0, '1.234': 0 });

/**
 * A comma is the decimal mark where more numbers need it than need a point; a column may have the
 * other one, see number-forms.ts.
 */
export function decimalOf(rows: string[][], delimiter: string): DecimalMark {
  const [counts, columns, dates] = [nothing(), [] as Counts[], [] as boolean[]];
  for (const row of rows.slice(1))
    row.forEach((v, i) => {
      const form = markOf(v);
      if (!form) return;
      counts[form]++;
      (columns[i] ??= nothing())[form]++;
      dates[i] = dates[i] !== false && DATE.test(v);
    });
  const [comma, point] = [counts[','], counts['.']];
  const settled = comma !== point;
  const decimal = settled
    ? comma > point
      ? ','
      : '.'
    : (comma > 0 || counts['1,234'] > 0) && delimiter !== ','
      ? ','
      : '.';
  const unsure = comma === 0 && point === 0 && counts['1,234'] > 0;
  const mixed = columns.some(
    (c, i) => (c[','] > 0 && c['.'] > 0) || (decimal === ',' && c['.'] > 0 && dates[i] === true),
  );
  let doubt: Sentence | null = null;
  if (unsure)
    doubt = say(
      decimal === ','
        ? 'Numbers like "1,234" are read with a decimal comma (1.234): settle the decimal mark if that is wrong.'
        : 'Numbers like "1,234" are read with a comma between thousands (1234): settle the decimal mark if that is wrong.',
    );
  else if (comma > 0 && point > 0 && mixed)
    doubt = say(
      decimal === ','
        ? 'Some numbers need a decimal comma and others a decimal point: they are read with a comma. Settle the decimal mark if that is wrong.'
        : 'Some numbers need a decimal comma and others a decimal point: they are read with a point. Settle the decimal mark if that is wrong.',
    );
  else if (!settled && counts['1.234'] > 0 && delimiter !== ',')
    doubt = say(
      'Numbers like "1.234" are read with a decimal point (not as 1234): settle the decimal mark if that is wrong.',
    );
  return { decimal, unsure, doubt };
}
