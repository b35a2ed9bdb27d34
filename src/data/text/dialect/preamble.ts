// Lines before a table that are no comments by a mark of their own.
import { isMissing, isNumber, undressed } from '../number';
import { filledOut } from './names';
import { haveRowNames } from './row-names';
import { type Decimal, isBlank, isText, spanOf } from './rows';

/** Lines before a table are at most so many. */
const MOST = 50;
/** Data loggers of Campbell Scientific: a line about the station, then names, units and kinds. */
export const isStation = (row: string[]) =>
  /^TO[AB][A-Z]*\d$/.test(row[0]?.trim() ?? '') && row.length >= 4;

/**
 * Records before the header, or before the first row.
 * @param afterBlank records that a blank line stands before  @param marks whether "#" may mark a comment
 */
export function preambleOf(
  rows: string[][],
  width: number,
  decimal: Decimal,
  afterBlank: WeakSet<string[]>,
  marks: boolean,
): number {
  if (isStation(rows[0] ?? [])) return 1;
  const skip = shorterOrMarked(rows, width, decimal, afterBlank, marks);
  return laterHeader(rows, skip, width, decimal, afterBlank) ?? skip;
}

/** Shorter ones, ones marked with "#", and ones with more fields than the header below them. */
function shorterOrMarked(
  rows: string[][],
  width: number,
  decimal: Decimal,
  afterBlank: WeakSet<string[]>,
  marks: boolean,
): number {
  const text = (i: number) => rows[i] !== undefined && isText(rows[i], decimal);
  let skip = 0;
  if (width > 1) {
    const start = rows.findIndex((r) => r.length >= width);
    // a single header that names too few columns is not passed over, but a title over two is
    const oneShort =
      start > 0 &&
      !afterBlank.has(rows[start]!) &&
      haveRowNames(rows[start - 1]!, rows.slice(start), width, decimal);
    const named =
      start > 0 &&
      text(0) &&
      !text(start) &&
      (rows[0]!.length > 1
        ? start === 1 || !text(1)
        : width === 2 && start === 1 && rows[0]![0]!.trim().split(/\s+/).length < 3);
    if (start > 0 && (start <= MOST || rows.slice(0, start).every((r) => r.length === 1)) && !named)
      skip = oneShort ? start - 1 : start;
    const longer = rows.slice(skip).findIndex((r) => r.length <= width);
    const begun = skip + longer;
    if (
      longer > 0 &&
      longer <= MOST &&
      rows[begun]!.length === width &&
      text(begun) &&
      rows[begun + 1]?.length === width &&
      !text(begun + 1)
    )
      skip = begun;
  }
  const marked = (i: number) => marks && rows[i]?.[0]?.trimStart().startsWith('#') === true;
  while (
    marked(skip) &&
    (marked(skip + 1) || (text(skip + 1) && rows[skip + 2] !== undefined && !text(skip + 2)))
  )
    skip++;
  return skip;
}

/**
 * Lines of prose, of keys with values, or with a mark, as wide as the table by chance: the header
 * is a later row, after a blank line, one of another width or one with a mark.
 */
function laterHeader(
  rows: string[][],
  skip: number,
  width: number,
  decimal: Decimal,
  afterBlank: WeakSet<string[]>,
): number | null {
  const isMarked = (row: string[]) => /^\s*(\/\/|%|--|;)/.test(row[0] ?? '');
  const isProse = (row: string[]) => row.some((v) => /(\p{L}{2,}\s+){3,}\p{L}{2,}/u.test(v));
  const number = (v: string) => isNumber(undressed(v), decimal);
  for (let k = Math.min(MOST, rows.length - 2); k > skip; k--) {
    const [header, before] = [rows[k]!, rows[k - 1]!];
    if (
      header.length !== width ||
      !isText(header, decimal) ||
      rows[k + 1]!.length !== width ||
      isText(rows[k + 1]!, decimal)
    )
      continue;
    // a header may lack the delimiter at the end that every row has
    if (
      !afterBlank.has(header) &&
      (spanOf(before) === width || spanOf(before) === width - 1) &&
      !isMarked(before)
    )
      continue;
    // a row of units below a header
    if (
      k === skip + 1 &&
      isText(before, decimal) &&
      spanOf(before) >= width - 1 &&
      !isMarked(before) &&
      !(afterBlank.has(header) && isProse(before))
    )
      continue;
    // names of groups, each over its first column
    if (filledOut(before, header)) continue;
    const body = rows.slice(k + 1).filter((r) => r.length === width);
    const numeric = header.flatMap((_, i) =>
      body.filter((r) => isMissing(r[i]!) || number(r[i]!)).length >= 0.9 * body.length &&
      body.some((r) => number(r[i]!))
        ? [i]
        : [],
    );
    const odd = (row: string[]) =>
      row.length !== width ||
      isBlank(row) ||
      numeric.some((i) => !isMissing(row[i]!) && !number(row[i]!));
    if (numeric.length > 0 && rows.slice(skip, k + 1).every(odd)) return k;
  }
  return null;
}
