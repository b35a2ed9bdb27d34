// How a text table is laid out, judged from its first rows: delimiter, decimal mark, lines before the table, header, row of units.
// DuckDB's own guesses lose rows silently; what is decided here is shown to the user.
import type { Quote, Reading } from '../protocol/data';
import { decimalOf } from './decimal';
import { isMissing, isNumber, undressed } from './number';
import { RecordReader, recordsOf } from './records';

const USUAL = [',', ';', '\t', '|'];
/** Taken only when they divide numbers, and every row in the same way. */
const UNUSUAL = [' ', ':', '^', '~'];
const SAMPLE_ROWS = 2000;
/** Lines before a table are at most so many. */
const PREAMBLE = 50;

export interface Layout {
  delimiter: string;
  /** fields stand in columns, with any number of blanks between them: see `withoutRuns` */
  runs: boolean;
  decimal: '.' | ',';
  quote: Quote;
  header: boolean;
  names: string[];
  /** records before the header (or before the first row) that are not part of the table */
  preamble: number;
  /** the record after the header, where it names units */
  units: string[] | null;
  /** records below the header that are no rows: units, or a line that is drawn */
  below: number;
  comment: string;
  /** whether a column looks numeric in the sample */
  numeric: boolean[];
  /** sentences for the user */
  notes: string[];
}

/** @param text the beginning of a table; `whole`: there is no more. What is said is not guessed. */
export function layoutOf(text: string, said: Reading = {}, whole = true): Layout {
  const told = /^sep=([^\r\n])(\r\n|\n|\r)/i.exec(text);
  const delimiter = said.delimiter ?? (told ? told[1]! : undefined);
  const comment = said.comment ?? '';
  const quote = said.quote ?? quoteOf(text, delimiter, comment, whole);
  const afterBlank = new WeakSet<string[]>();
  const sampleFrom = (source: string) => (d: string) => {
    const sample: string[][] = [];
    let blank = false;
    for (const record of recordsOf(source, d, { comment, whole, quote })) {
      if (isBlank(record)) blank = true;
      else if (blank) afterBlank.add(record);
      if (record.length > 1 || record[0] !== '') {
        sample.push(record);
        blank = isBlank(record);
      }
      if (sample.length === SAMPLE_ROWS) break;
    }
    return sample;
  };
  const sampleOf = sampleFrom(text);
  const aligned = delimiter === undefined || delimiter === ' ' ? alignedRows(sampleFrom(withoutRuns(text)), sampleOf) : null;
  const chosen: Guess = aligned ? { delimiter: ' ', rows: aligned, decimal: undefined } : delimiter !== undefined ? { delimiter, rows: sampleOf(delimiter), decimal: undefined } : guessDelimiter(sampleOf);
  const { rows } = chosen;
  const found = chosen.decimal ? { decimal: chosen.decimal, doubt: null } : decimalOf(rows, chosen.delimiter);
  const decimal = said.decimal ?? found.decimal;
  const notes: string[] = [];
  if (said.decimal === undefined && found.doubt !== null) notes.push(found.doubt);
  if (chosen.decimal && said.decimal === undefined) notes.push('The header names one column, so every row is read as one number with a decimal comma. Settle the delimiter if that is wrong.');

  let width = usualWidth(rows);
  const isText = (row: string[]) => row.some((v) => v.trim() !== '') && !row.some((v) => isNumber(undressed(v), decimal));
  const preambleIn = (some: string[][]) => {
    const skip = preambleOf(some, width, isText);
    return laterHeader(some, skip, width, decimal, isText, afterBlank) ?? skip;
  };
  const preamble = told ? 1 + preambleIn(rows.slice(1)) : preambleIn(rows);
  const body = rows.slice(preamble);
  const first = headerOf(body[0] ?? [], width);
  const header = said.header ?? (isText(first) || namesNumbers(first, body.slice(1), decimal));
  const ruled = header && said.header === undefined && body[1] !== undefined && isRule(body[1]);
  const data = body.slice((header ? 1 : 0) + (ruled ? 1 : 0));
  // a delimiter at the end of every line is a habit, not a column
  const full = data.filter((r) => r.length === width);
  const trailing = width > 1 && full.length > 0 && full.length >= 0.5 * data.length && full.every((r) => r[width - 1] === '') && (header ? first.length === width - 1 || (first.length === width && first[width - 1]!.trim() === '') : true);
  if (header) width = trailing ? width - 1 : first.length;
  else if (trailing) width--;

  const repeats = (r: string[]) => header && r.length >= width && r.slice(0, width).every((v, i) => v.trim() === (first[i] ?? '').trim());
  const regular = data.filter((r) => !repeats(r)).map((r) => (r.length === width + 1 && r[width] === '' ? r.slice(0, width) : r)).filter((r) => r.length === width);
  const units = header && !ruled && said.header === undefined ? unitsOf(regular, width, decimal) : null;
  const values = units ? regular.slice(1) : regular;
  const given = Array.from({ length: width }, (_, i) => (header ? (first[i] ?? '').trim() : ''));
  const names = uniqueNames(header ? given : given.map((_, i) => `column_${i + 1}`));
  if (preamble > 0) notes.push(preamble === 1 ? 'The first line is not part of the table and is left out.' : `The first ${preamble} lines are not part of the table and are left out.`);
  if (units) notes.push('The row below the header names units and is left out.');
  if (ruled) notes.push('The line below the header is drawn and is left out.');
  const known = new Set<string>();
  const repeated = given.filter((name) => name !== '' && known.size === known.add(name).size);
  if (header && repeated.length > 0) notes.push(`Several columns are named ${[...new Set(repeated)].map((n) => `"${n}"`).join(', ')}: the later ones are numbered.`);
  const numeric = names.map((_, i) => {
    const present = values.flatMap((r) => (r[i] === undefined || isMissing(r[i]!) ? [] : [r[i]!]));
    return present.length > 0 && present.every((v) => isNumber(v, decimal) && !/^\s*[+-]?0\d/.test(v));
  });
  if (said.delimiter === undefined && names.length === 1 && !numeric[0]) notes.push('No delimiter was found: every line is one text. Settle the delimiter if it has one.');
  const skipped = header && names.length >= 3 && names.length % 2 === 1 && names.every((_, i) => i % 2 === 0 || (given[i] === '' && values.every((r) => r[i] === '')));
  if (skipped) notes.push(`Every second column is empty, as the delimiter "${chosen.delimiter}" stands twice: leave these columns out.`);
  names.forEach((name, i) => {
    const powers = numeric[i] === true && values.some((r) => POWER.test(r[i]!)) && values.every((r) => POWER.test(r[i]!) || /^\d*$/.test(r[i]!.trim()) || isMissing(r[i]!));
    if (powers) notes.push(`Values of "${name}" such as "${values.find((r) => POWER.test(r[i]!))![i]!.trim()}" are read as powers of ten: settle its type as text if they are names.`);
  });
  return { delimiter: chosen.delimiter, runs: aligned !== null, decimal, quote, header, names, preamble, units, below: units || ruled ? 1 : 0, comment, numeric, notes };
}

/** A number of this form may be an identifier. */
const POWER = /^\s*\d+[eE]\d+\s*$/;

const isBlank = (row: string[]) => row.every((v) => v.trim() === '');
/** Fields up to the last one that holds something. */
const span = (row: string[]) => row.findLastIndex((v) => v.trim() !== '') + 1;
/** A line drawn below a header: ---+--- or |:---|---:| */
const isRule = (row: string[]) => /(-{2,}|={2,})/.test(row.join('')) && /^[\s+|:=-]*$/.test(row.join(''));
/** A mark that stands by itself before the names is none of them: "# time speed". */
const headerOf = (row: string[], width: number) => (row.length === width + 1 && /^(#|%|\/\/)$/.test(row[0]!.trim()) ? row.slice(1) : row);

/** Fewer fields in single quotes may be words of a text, such as 'tis. */
const FEW_QUOTED = 3;

/** Single quotes, where at some delimiter fields stand in them, each closed just before the next delimiter, and none in double quotes. */
function quoteOf(text: string, said: string | undefined, comment: string, whole: boolean): Quote {
  if (!text.includes("'")) return '"';
  for (const delimiter of said === undefined ? USUAL : [said]) {
    const [double, single] = [quotedIn(text, delimiter, comment, whole, '"'), quotedIn(text, delimiter, comment, whole, "'")];
    if (double?.quoted === 0 && single && single.quoted >= FEW_QUOTED && single.loose === 0 && single.wide) return "'";
  }
  return '"';
}

/** Null where a quote is never closed. */
function quotedIn(text: string, delimiter: string, comment: string, whole: boolean, quote: Quote): { quoted: number; loose: number; wide: boolean } | null {
  const reader = new RecordReader(delimiter, comment, 0, quote);
  let [records, single] = [0, 0];
  try {
    for (const { length } of reader.take(text, whole)) {
      records++;
      if (length === 1) single++;
    }
  } catch {
    return null;
  }
  return { quoted: reader.quoted, loose: reader.loose, wide: single < records / 2 };
}

interface Guess {
  delimiter: string;
  rows: string[][];
  decimal: '.' | ',' | undefined;
}

/** The delimiter that divides the rows most consistently. */
function guessDelimiter(sampleOf: (delimiter: string) => string[][]): Guess {
  let best: (Guess & { score: number }) | null = null;
  for (const delimiter of [...USUAL, ...UNUSUAL]) {
    const rows = sampleOf(delimiter);
    const width = usualWidth(rows);
    const consistent = rows.filter((r) => r.length === width).length / Math.max(1, rows.length);
    const { decimal, unsure } = decimalOf(rows, delimiter);
    // rows of one field are consistent for every absent delimiter
    let score = width === 1 ? 0 : consistent * (1 + 0.01 * Math.min(width, 20)) + (decimal === ',' && !unsure ? 0.5 : 0) + (rows[0]?.length === width ? 0.2 : 0);
    if (UNUSUAL.includes(delimiter)) {
      const fields = rows.slice(1).flat();
      const later = rows.slice(1); // a header may name one column too few: that is refused, and not read as one column of text
      const divides = delimiter !== ':' || !rows[0]!.some((v) => /\d/.test(v)); // times of day are no columns
      const header = rows[0]!.length === width - 1 || headerOf(rows[0]!, width).length === width;
      score = divides && rows.length > 1 && (consistent === 1 || (delimiter === ' ' && header && later.every((r) => r.length === width))) && fields.filter((v) => isNumber(v, '.')).length > 0.6 * fields.length ? 0.5 * score : 0;
    }
    if (!best || score > best.score) best = { delimiter, rows, decimal: undefined, score };
  }
  // one column of numbers with a decimal comma, which a comma as delimiter would cut in two
  const lines = sampleOf(';');
  if (lines.length > 1 && !lines[0]!.join(';').includes(',') && lines.slice(1).every((r) => r.length === 1 && isNumber(r[0]!, ',')) && lines.slice(1).some((r) => r[0]!.includes(',')))
    return { delimiter: ';', rows: lines, decimal: ',' };
  return best!;
}

/** Whole lines with one blank for several, and none at their ends. */
export function withoutRuns(text: string): string {
  return text.replace(/[ \t]+/g, ' ').replace(/(^|[\r\n]) /g, '$1').replace(/ (?=[\r\n]|$)/g, '');
}

/** Rows of numbers that only blanks divide, in runs; null for any other table. */
function alignedRows(aligned: (delimiter: string) => string[][], plain: (delimiter: string) => string[][]): string[][] | null {
  if (USUAL.some((d) => usualWidth(plain(d)) > 1)) return null;
  const [rows, before] = [aligned(' '), plain(' ')];
  const width = usualWidth(rows);
  const regular = (some: string[][], w: number) => some.filter((r) => r.length === w).length / Math.max(1, some.length);
  if (width < 2 || regular(rows, width) < 0.9 || (usualWidth(before) === width && regular(before, width) >= regular(rows, width))) return null;
  const fields = rows.slice(1).flat();
  return fields.filter((v) => isNumber(v, '.') || isNumber(v, ',')).length > 0.6 * fields.length ? rows : null;
}

/** Records before the table: shorter ones, or ones marked with "#". */
function preambleOf(rows: string[][], width: number, isText: (row: string[]) => boolean): number {
  let skip = 0;
  if (width > 1) {
    const start = rows.findIndex((r) => r.length >= width);
    // a single header that names too few columns is not passed over: that is refused
    const header = start > 0 && isText(rows[0]!) && !isText(rows[start]!) && (rows[0]!.length > 1 ? start === 1 || !isText(rows[1]!) : width === 2 && start === 1);
    if (start > 0 && (start <= PREAMBLE || rows.slice(0, start).every((r) => r.length === 1)) && !header) skip = start;
  }
  const marked = (i: number) => rows[i]?.[0]?.trimStart().startsWith('#') === true;
  while (marked(skip) && (marked(skip + 1) || (rows[skip + 1] !== undefined && isText(rows[skip + 1]!) && rows[skip + 2] !== undefined && !isText(rows[skip + 2]!)))) skip++;
  return skip;
}

/** Lines of prose, of keys with values, or with a mark, as wide as the table by chance: the header is a later row, after a blank line, one of another width or one with a mark. */
function laterHeader(rows: string[][], skip: number, width: number, decimal: '.' | ',', isText: (row: string[]) => boolean, afterBlank: WeakSet<string[]>): number | null {
  const isMarked = (row: string[]) => /^\s*(\/\/|%|--|;)/.test(row[0] ?? '');
  const isProse = (row: string[]) => row.some((v) => /(\p{L}{2,}\s+){3,}\p{L}{2,}/u.test(v));
  for (let k = Math.min(PREAMBLE, rows.length - 2); k > skip; k--) {
    const [header, before] = [rows[k]!, rows[k - 1]!];
    if (header.length !== width || !isText(header) || rows[k + 1]!.length !== width || isText(rows[k + 1]!)) continue;
    // a header may lack the delimiter at the end that every row has
    if (!afterBlank.has(header) && (span(before) === width || span(before) === width - 1) && !isMarked(before)) continue;
    // a row of units below a header
    if (k === skip + 1 && isText(before) && span(before) >= width - 1 && !isMarked(before) && !(afterBlank.has(header) && isProse(before))) continue;
    const body = rows.slice(k + 1).filter((r) => r.length === width);
    const numeric = header.flatMap((_, i) => (body.filter((r) => isMissing(r[i]!) || isNumber(undressed(r[i]!), decimal)).length >= 0.9 * body.length && body.some((r) => isNumber(undressed(r[i]!), decimal)) ? [i] : []));
    const odd = (row: string[]) => row.length !== width || isBlank(row) || numeric.some((i) => !isMissing(row[i]!) && !isNumber(undressed(row[i]!), decimal));
    if (numeric.length > 0 && rows.slice(skip, k + 1).every(odd)) return k;
  }
  return null;
}

/** Text in a column whose other values are all numbers, and no number in the whole row: the units of the columns. */
function unitsOf(data: string[][], width: number, decimal: '.' | ','): string[] | null {
  const [first, ...rest] = data;
  if (!first || rest.length < 3 || first.length !== width || first.some((v) => isNumber(v, decimal) || v.trim().length > 20)) return null;
  const bracketed = first.every((v) => v.trim() === '' || /^[[(].*[\])]$/.test(v.trim()));
  const named = first.map((v, i) => !isMissing(v) && rest.every((r) => r[i] === undefined || isMissing(r[i]!) || isNumber(r[i]!, decimal)) && rest.some((r) => r[i] !== undefined && isNumber(r[i]!, decimal)));
  const numeric = first.filter((_, i) => rest.every((r) => r[i] === undefined || isMissing(r[i]!) || isNumber(r[i]!, decimal))).length;
  // a single word among numbers is a gap of that column, unless it stands in brackets
  if (!named.includes(true) || (!bracketed && (numeric < 2 || named.filter(Boolean).length < 0.5 * numeric))) return null;
  return first.map((v) => v.trim().replace(/^[[(](.*)[\])]$/, '$1'));
}

const YEAR = /^(1[89]|20)\d\d$/;

/** A header such as "country,2019,2020" above values that are no years, or "sample,1,2,3" that counts. */
function namesNumbers(first: string[], rest: string[][], decimal: '.' | ','): boolean {
  const names = first.map((v) => v.trim());
  const numbers = names.flatMap((v, i) => (isNumber(v, decimal) ? [i] : []));
  if (numbers.length === 0 || numbers.length === names.length || new Set(names).size !== names.length) return false;
  if (numbers.length >= 3 && numbers.every((i, k) => /^\d+$/.test(names[i]!) && Number(names[i]) === Number(names[numbers[0]!]) + k)) return true;
  return numbers.every((i) => YEAR.test(names[i]!)) && rest.some((r) => numbers.some((i) => r[i] !== undefined && !YEAR.test(r[i].trim()) && !isMissing(r[i])));
}

/** Of the later half, since lines before a table are divided otherwise. */
function usualWidth(rows: string[][]): number {
  const counts = new Map<number, number>();
  for (const { length } of rows.slice(Math.floor(rows.length / 2))) counts.set(length, (counts.get(length) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0]?.[0] ?? 1;
}

/** Empty names become column_3; repeated names get _2, _3; a name that stands in the file stays that of its column. */
export function uniqueNames(names: string[]): string[] {
  const given = new Set(names);
  const taken = new Set<string>();
  return names.map((name, i) => {
    const base = name || `column_${i + 1}`;
    let unique = base;
    for (let k = 2; taken.has(unique) || (unique !== name && given.has(unique)); k++) unique = `${base}_${k}`;
    taken.add(unique);
    return unique;
  });
}
