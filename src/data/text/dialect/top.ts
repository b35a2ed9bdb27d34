// What stands above the values of a table: lines before it, names of its columns, units.
import type { Reading } from '../../../protocol/data';
import { type Comments, namesAbove } from './comments';
import { firstRow } from './first-row';
import { headersOf, MOST_HEADERS } from './headers';
import { isStation, preambleOf } from './preamble';
import { haveRowNames, ROW_NAMES } from './row-names';
import { type Decimal, isRule, isText, usualWidth, withoutMark } from './rows';
import type { Sampler } from './sample';
import { say, type Sentence } from '../../../protocol/sentence';

export interface Top {
  header: boolean;
  /** as they stand, '' for none: as many as there are columns */
  names: string[];
  units: (string | null)[] | null;
  /** records above the first row of values */
  skip: number;
  headed: string[] | null;
  rowNames: boolean;
  /** the header has one name less than the rows have fields, and it cannot be told which column has none */
  oneShort?: boolean;
  comment: string;
  /** those of values */
  rows: string[][];
  notes: Sentence[];
}

interface Known {
  said: Reading;
  above: Comments;
  decimal: Decimal;
  delimiter: string;
  sampler: Sampler;
}

/** @param rows records of the sample, without a delimiter at the end of each */
export function topOf(rows: string[][], { said, above, decimal, delimiter, sampler }: Known): Top {
  const width = usualWidth(rows);
  const count = said.headerRows ?? (said.header === undefined ? undefined : said.header ? 1 : 0);
  const found = preambleOf(rows, width, decimal, sampler.afterBlank, said.comment !== '');
  // the header that was found is the last of those that are said
  const preamble = isStation(rows[0] ?? [])
    ? found
    : Math.max(0, found - Math.max(0, (count ?? 1) - 1));
  const body = rows.slice(preamble);
  const first = withoutMark(body[0] ?? [], width);
  const below = body.slice(1);
  const oneShort = first.length === width - 1;
  const rowNames =
    said.rowNames ?? (count !== 0 && oneShort && haveRowNames(first, below, width, decimal));
  const shown = rowNames && oneShort ? [ROW_NAMES, ...first] : first;
  const notes: Sentence[] = [];

  const kind =
    count === undefined && rowNames && oneShort && !isText(first, decimal)
      ? 'numbers'
      : count === undefined
        ? kindOf(shown, below, width, decimal, sampler, body[0])
        : count > 0
          ? 'names'
          : 'row';
  const fromComment =
    count === undefined && preamble === 0 ? namesAbove(above.lines, delimiter, width) : null;
  const contrasts =
    isText(first, decimal) && !(below[0] !== undefined && isText(below[0], decimal));
  const header = kind === 'names' || kind === 'numbers';
  const marks = said.comment === undefined ? above.lines.length : 0;
  if (fromComment !== null && !(header && contrasts)) {
    if (marks > fromComment.lines) notes.push(linesLeft(marks - fromComment.lines));
    notes.push(say('The names of the columns stand in a comment above the table.'));
    return {
      header: true,
      names: fromComment.names,
      units: fromComment.units,
      skip: 0,
      headed: null,
      rowNames: said.rowNames ?? false,
      comment: above.mark,
      rows,
      notes,
    };
  }
  if (preamble + marks > 0) notes.push(linesLeft(preamble + marks));
  if (!header) {
    if (kind === 'doubt')
      notes.push(say('The first row may name the columns: settle the header if it does.'));
    return {
      header: false,
      names: Array.from({ length: width }, () => ''),
      units: null,
      skip: preamble,
      headed: null,
      rowNames: said.rowNames ?? false,
      comment: above.mark,
      rows: body,
      notes,
    };
  }
  const ruled = count === undefined && below[0] !== undefined && isRule(below[0]);
  const names = [...shown, ...(oneShort && said.rowNames === false ? [''] : [])];
  const headers = headersOf([names, ...below], names.length, decimal, ruled ? 1 : count);
  notes.push(...headers.notes);
  if (ruled) notes.push(say('The line below the header is drawn and is left out.'));
  if (kind === 'numbers')
    notes.push(
      say(
        'The first row names the columns, although numbers stand in it, such as "{0}": settle the header as none if it is a row.',
        names.find((v) => /^[\s+-]*[\d.,]/.test(v)) ?? names[0]!,
      ),
    );
  if (rowNames && oneShort && said.rowNames === undefined)
    notes.push(
      say(
        'The header has one name less than the rows have fields: the first column holds names of rows. Settle the row names if that is wrong.',
      ),
    );
  const taken = headers.rows + (ruled ? 1 : 0);
  return {
    header: true,
    names: headers.names,
    units: headers.units,
    skip: preamble + taken,
    headed: body[0] ?? null,
    rowNames,
    oneShort:
      oneShort &&
      !rowNames &&
      said.rowNames === undefined &&
      below.filter((r) => r.length === width).length >= 0.9 * below.length,
    comment: above.mark,
    rows: body.slice(taken),
    notes,
  };
}

function kindOf(
  shown: string[],
  below: string[][],
  width: number,
  decimal: Decimal,
  sampler: Sampler,
  record: string[] | undefined,
) {
  if (record === undefined) return 'row' as const;
  const repeats = (r: string[]) => r.every((v, i) => v.trim() === shown[i]?.trim());
  const regular = below.filter((r) => r.length === width && !repeats(r));
  // rows of words above others are units
  const values = regular.findIndex((r) => !isText(r, decimal));
  const rest = regular.slice(values > 0 && values < MOST_HEADERS ? values : 0);
  const inQuotes = (r: string[]) => sampler.quoted.get(r) ?? 0;
  const quotedAlone =
    inQuotes(record) === record.length &&
    rest.length > 0 &&
    rest.every((r) => inQuotes(r) < r.length);
  return firstRow(shown, rest, decimal, quotedAlone);
}

const linesLeft = (count: number) =>
  count === 1
    ? say('The first line is not part of the table and is left out.')
    : say('The first {0} lines are not part of the table and are left out.', count);
