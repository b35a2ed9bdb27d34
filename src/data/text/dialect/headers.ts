// The rows above the values of a table: names, perhaps under names of groups, units and kinds.
import { isMissing, isNumber } from '../number';
import { areUnique, filledOut, joined } from './names';
import { type Decimal, isUnit } from './rows';
import { say, type Sentence } from '../../../protocol/sentence';

/** Rows above the values are at most so many. */
export const MOST_HEADERS = 5;
/** What fewer rows have in common may be chance. */
const FEW_ROWS = 3;

export interface Headers {
  /** rows above the values, the one of names included */
  rows: number;
  /** as they stand, '' where there is none */
  names: string[];
  units: (string | null)[] | null;
  notes: Sentence[];
}

/**
 * @param body the row of names, and what is below it
 * @param said rows above the values, where somebody says how many
 */
export function headersOf(
  body: string[][],
  width: number,
  decimal: Decimal,
  said: number | undefined,
): Headers {
  const rows = said ?? 1 + rowsBelow(body, width, decimal);
  const own = (row: string[] | undefined) =>
    Array.from({ length: width }, (_, i) => (row?.[i] ?? '').trim());
  const top = body.slice(0, rows).map(own);
  if (rows <= 1) return { rows: 1, names: own(top[0]), units: null, notes: [] };
  return { ...classified(top, width), rows };
}

/** Rows of words below the names, in columns whose other values are all numbers. */
function rowsBelow(body: string[][], width: number, decimal: Decimal): number {
  const repeats = (r: string[]) => r.every((v, i) => v.trim() === (body[0]![i] ?? '').trim());
  for (let more = MOST_HEADERS - 1; more > 0; more--) {
    const values = body.slice(1 + more).filter((r) => r.length === width && !repeats(r));
    if (values.length < FEW_ROWS) continue;
    const top = body.slice(1, 1 + more);
    if (!top.every((row) => row.length === width && isOfWords(row, decimal))) continue;
    const numeric = Array.from({ length: width }, (_, i) => i).filter((i) =>
      isNumeric(values, i, decimal),
    );
    if (numeric.length === 0) continue;
    const last = top.length - 1;
    if (top.every((row, k) => isHeader(row, numeric) || (k > 0 && k === last && isSole(row))))
      return more;
  }
  return 0;
}

const isOfWords = (row: string[], decimal: Decimal) =>
  !row.some((v) => isNumber(v, decimal) || v.trim().length > 40);

function isNumeric(values: string[][], i: number, decimal: Decimal): boolean {
  let any = false;
  for (const row of values) {
    const v = row[i]!;
    if (isMissing(v)) continue;
    if (!isNumber(v, decimal)) return false;
    any = true;
  }
  return any;
}

/** Words above numbers; a single one among numbers is a gap of that column, unless all stand in brackets. */
function isHeader(row: string[], numeric: number[]): boolean {
  const named = numeric.filter((i) => !isMissing(row[i]!)).length;
  if (named === 0) return false;
  return (
    isBracketed(row) || areWidths(row) || (numeric.length >= 2 && named >= 0.5 * numeric.length)
  );
}

/** [km/h] or (km/h) */
const isBracketed = (row: string[]) =>
  row.every((v) => v.trim() === '' || /^[[(].*[\])]$/.test(v.trim()));
/** Widths and kinds of fields, as in "5s" and "14n". */
const areWidths = (row: string[]) =>
  row.some((v) => v.trim() !== '') &&
  row.every((v) => v.trim() === '' || /^\d+[nsdc]$/i.test(v.trim()));
const areUnits = (row: string[]) => row.every((v) => v.trim() === '' || isUnit(v));
/** A name of the first column, in a row of its own. */
const isSole = (row: string[]) =>
  row[0]!.trim() !== '' && row.slice(1).every((v) => v.trim() === '');
/** One word over all columns but the first. */
const isOne = (row: string[]) =>
  row.length > 2 && row[1] !== '' && row.slice(2).every((v) => v === row[1]);

function classified(top: string[][], width: number): Omit<Headers, 'rows'> {
  const first = top.slice(1).find(isSole)?.[0];
  let rows = top.filter((row, k) => k === 0 || (!areWidths(row) && !isSole(row)));
  // a title over all columns is no part of their names, where two rows of names follow
  if (isOne(rows[0]!) && rows.slice(1).filter((row) => !areUnits(row)).length > 1)
    rows = rows.slice(1);
  const { names, used } = namesOf(rows);
  const units =
    rows[used] && (used === 1 || !isOne(rows[used]) || areUnits(rows[used])) ? rows[used] : null;
  const left = top.length - rows.length + Math.max(0, rows.length - used);
  if (first !== undefined) names[0] = first;
  return {
    names: names.slice(0, width),
    units: units && units.map(unitOf),
    notes: notesOf(top.length, left, used, names, units !== null),
  };
}

/** Rows are put together until each name occurs once; where that does not help, the first one names the columns. */
function namesOf(rows: string[][]): { names: string[]; used: number } {
  let names = rows[0]!;
  for (let used = 1; used < rows.length; used++) {
    const below = rows[used]!;
    if (isBracketed(below)) break;
    const filled = used === 1 ? filledOut(names, below) : null;
    if (filled === null && areUnique(names)) return { names, used };
    const both = joined(filled ?? names, below);
    // the first column is no part of a group: its lowest name counts
    if ((filled ?? names)[0] !== (filled ?? names)[1]) both[0] = below[0] || names[0]!;
    names = both;
    if (areUnique(names)) return { names, used: used + 1 };
  }
  return { names: rows[0]!, used: 1 };
}

const unitOf = (text: string) => {
  // a row of units may be marked as a comment
  const bare = text
    .trim()
    .replace(/^#\s*(units?\b:?)?\s*/i, '')
    .replace(/^[[(](.*)[\])]$/, '$1');
  return bare === '' || isMissing(bare) || /^(TS|RN)$/.test(bare) ? null : bare;
};

function notesOf(
  count: number,
  left: number,
  used: number,
  names: string[],
  units: boolean,
): Sentence[] {
  const notes: Sentence[] = [];
  if (used > 1)
    notes.push(
      say(
        'The first {0} rows name the columns, such as "{1}": settle the header if that is wrong.',
        count,
        names.at(-1)!,
      ),
    );
  else if (left === 1)
    notes.push(
      say(
        units
          ? 'The row below the header names units and is left out.'
          : 'The row below the header is no row of the table and is left out.',
      ),
    );
  else if (left > 1)
    notes.push(
      say(
        units
          ? 'The {0} rows below the header name units and kinds and are left out.'
          : 'The {0} rows below the header are no rows of the table and are left out.',
        left,
      ),
    );
  return notes;
}
