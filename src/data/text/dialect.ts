// How a text table is laid out, judged from its first rows: delimiter, decimal mark, lines before
// the table, header, row of units.
// DuckDB's own guesses lose rows silently; what is decided here is shown to the user.
import type { Reading } from '../../protocol/data';
import { decimalOf } from './decimal';
import { commentsAbove } from './dialect/comments';
import { alignedRows, type Guess, guessDelimiter, withoutRuns } from './dialect/delimiter';
import { doubtsOf } from './dialect/doubts';
import { uniqueNames } from './dialect/names';
import { quotingOf } from './dialect/quotes';
import { type Decimal, usualWidth } from './dialect/rows';
import { Sampler } from './dialect/sample';
import { topOf } from './dialect/top';
import { areNumbers } from './forms';
import { isMissing, isPlain } from './number';
import type { Quoting } from './records';
import { say, type Sentence } from '../../protocol/sentence';

export { withoutRuns } from './dialect/delimiter';
export { uniqueNames } from './dialect/names';

export interface Layout {
  delimiter: string;
  /** fields stand in columns, with any number of blanks between them: see `withoutRuns` */
  runs: boolean;
  decimal: Decimal;
  quoting: Quoting;
  header: boolean;
  names: string[];
  /** records above the first row of values: lines before the table, names, units, a line that is drawn */
  skip: number;
  /** the record that names the columns, as it stands; null where none does */
  headed: string[] | null;
  units: (string | null)[] | null;
  /** lines that begin with this are left out; '' for none */
  comment: string;
  /** lines of comments that `notes` tell of */
  comments: number;
  /** the first column holds names of rows */
  rowNames: boolean;
  /** the header has one name less than the rows have fields, and it cannot be told which column has none */
  oneShort: boolean;
  /** a row of the table may begin with "#" */
  marked: boolean;
  /** whether a column looks numeric in the sample: of plain numbers, and of numbers in any form */
  numeric: boolean[];
  readable: boolean[];
  /** sentences for the user */
  notes: Sentence[];
}

/**
 * @param text the beginning of a table; `whole`: there is no more. What is said is not guessed.
 * @throws DataError where quotes do not fit
 */
export function layoutOf(text: string, said: Reading = {}, whole = true): Layout {
  const told = /^sep=([^\r\n])(\r\n|\n|\r)/i.exec(text);
  const delimiter = said.delimiter ?? (told ? told[1]! : undefined);
  const above = commentsAbove(told ? text.slice(told[0].length) : text, said.comment);
  const { quoting, unsure } = quotingOf(text, said, delimiter, above.mark, whole);
  const sampler = new Sampler({ comment: above.mark, quoting }, whole);
  const plain = sampler.of(text);
  const aligned =
    delimiter === undefined || delimiter === ' '
      ? alignedRows(sampler.of(withoutRuns(text)), plain)
      : null;
  const chosen: Guess = aligned
    ? { delimiter: ' ', rows: aligned, decimal: undefined }
    : delimiter !== undefined
      ? { delimiter, rows: plain(delimiter), decimal: undefined }
      : guessDelimiter(plain);
  const found = chosen.decimal
    ? { decimal: chosen.decimal, doubt: null }
    : decimalOf(chosen.rows, chosen.delimiter);
  const decimal = said.decimal ?? found.decimal;
  const notes: Sentence[] = [];
  if (said.decimal === undefined && found.doubt !== null) notes.push(found.doubt);
  if (chosen.decimal && said.decimal === undefined)
    notes.push(
      say(
        'The header names one column, so every row is read as one number with a decimal comma. Settle the delimiter if that is wrong.',
      ),
    );
  if (unsure)
    notes.push(
      say(
        'Backslashes stand before some quotes: settle the escape if the text of these fields is wrong.',
      ),
    );

  const before = told ? 1 : 0;
  const rows = chosen.rows.slice(before);
  dropTrailing(rows);
  const top = topOf(rows, { said, above, decimal, delimiter: chosen.delimiter, sampler });
  const { names: given, headed } = top;
  const width = given.length;
  const names = uniqueNames(given.map((name, i) => (top.header ? name : `column_${i + 1}`)));
  const repeats = (r: string[]) =>
    headed !== null &&
    r.length >= headed.length &&
    headed.every((v, i) => v.trim() === r[i]!.trim());
  const values = top.rows
    .map((r) => (r.length === width + 1 && r[width] === '' ? r.slice(0, width) : r))
    .filter((r) => r.length === width && !repeats(r));
  const numeric = names.map((_, i) => !(i === 0 && top.rowNames) && isNumeric(values, i, decimal));
  const readable = names.map(
    (_, i) => numeric[i]! || (!(i === 0 && top.rowNames) && isReadable(values, i, decimal)),
  );
  notes.push(
    ...top.notes,
    ...doubtsOf(
      { given, names, numeric: readable, values, header: top.header, delimiter: chosen.delimiter },
      said,
    ),
  );
  return {
    delimiter: chosen.delimiter,
    runs: aligned !== null,
    decimal,
    quoting,
    header: top.header,
    names,
    skip: before + top.skip,
    headed,
    units: top.units,
    comment: top.comment,
    comments: said.comment === undefined ? above.lines.length : 0,
    rowNames: top.rowNames,
    oneShort: top.oneShort === true,
    marked: values.some((r) => r[0]!.startsWith('#')),
    numeric,
    readable,
    notes,
  };
}

/**
 * A delimiter at the end of every row is a habit, not a column. A header that names the last column
 * is one of the rows here.
 */
function dropTrailing(rows: string[][]): void {
  const width = usualWidth(rows);
  const later = rows.slice(Math.floor(rows.length / 2));
  if (width < 2 || later.filter((r) => r.length === width).length < 0.5 * later.length) return;
  const full = rows.filter((r) => r.length === width);
  if (!full.every((r, i) => r[width - 1] === '' || (i === 0 && r[width - 1]!.trim() === '')))
    return;
  // a header with one name less than the rows have fields may have that habit, too
  const above = rows[rows.indexOf(full[0]!) - 1];
  if (above?.length === width - 1 && above.at(-1) === '') above.pop();
  for (const r of full) r.pop();
}

const LEADING_ZERO = /^\s*[+-]?0\d/;

function isReadable(values: string[][], i: number, decimal: Decimal): boolean {
  const present = values.flatMap((row) => (isMissing(row[i]!) ? [] : [row[i]!]));
  return !present.some((v) => LEADING_ZERO.test(v)) && areNumbers(present, decimal);
}

function isNumeric(values: string[][], i: number, decimal: Decimal): boolean {
  let any = false;
  for (const row of values) {
    const v = row[i]!;
    if (isMissing(v)) continue;
    if (!isPlain(v, decimal) || LEADING_ZERO.test(v)) return false;
    any = true;
  }
  return any;
}
