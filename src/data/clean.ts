// A text table rewritten so that nothing is left to guess: CSV in utf-8 with one line for each row, its row number first, every field present.
// Works in pieces: its memory does not grow with the file.
import { createWriteStream, type WriteStream } from 'node:fs';
import type { Dialect, Reading } from '../protocol/data';
import { bytesOf, headOf } from './bytes';
import { layoutOf, type Layout, uniqueNames, withoutRuns } from './dialect';
import {
  encodingOf,
  type Encoding,
  NotInEncoding,
  otherEncoding,
  sampleOf,
  textOf,
} from './encoding';
import { DataError } from './errors';
import { foreignForm } from './foreign';
import { cleanJson, looksLikeJson } from './json';
import { withAdvice } from './other-quotes';
import { OpenQuote, quote, RecordReader } from './records';

/** Lines after a table are at most so many. */
const FOOTER = 20;

export interface CleanTable {
  names: string[];
  units: (string | null)[] | null;
  dialect: Dialect;
  rows: number;
  /** the row below the last blank line */
  afterBlank?: number | null;
  shortRows: number;
  longRows: number;
  notes: string[];
  /** between the fields of the rewritten table */
  delimiter: string;
  /** characters written */
  size: number;
  numeric: boolean[];
  /** the first column holds names of rows */
  rowNames: boolean;
  /** the header has one name less than the rows have fields */
  oneShort: boolean;
}

/** @throws DataError that says what is wrong, without the name of the file */
export async function writeClean(
  path: string,
  said: Reading,
  to: string,
  encodingHint?: string,
  signal?: AbortSignal,
): Promise<CleanTable> {
  const { head, gzip, whole } = await headOf(path);
  let encoding: Encoding | null = encodingOf(head, said.encoding);
  for (;;) {
    try {
      return await rewrite(path, said, to, { encoding, gzip, head, whole, signal });
    } catch (error) {
      const open: boolean = error instanceof NotInEncoding && !error.mixed;
      const other: Encoding | null = open
        ? otherEncoding(encoding, encodingHint, await sampleOf(bytesOf(path, gzip, signal)))
        : null;
      if (!other) throw error;
      encoding = other;
    }
  }
}

interface Source {
  encoding: Encoding;
  gzip: boolean;
  head: Uint8Array;
  whole: boolean;
  signal?: AbortSignal | undefined;
}

async function rewrite(
  path: string,
  said: Reading,
  to: string,
  source: Source,
): Promise<CleanTable> {
  const { encoding, gzip } = source;
  const beginning = await headText(source);
  if (source.whole && beginning.trim() === '')
    throw new DataError('it is empty. Choose a file with a header and rows.');
  const foreign = foreignForm(beginning.replace(/^\ufeff/, ''));
  if (foreign) throw new DataError(foreign);
  const pieces = textOf(bytesOf(path, gzip, source.signal), encoding);
  const out = new CleanWriter(to);
  const packed = gzip ? { gzip } : {};
  try {
    if (said.delimiter === undefined && looksLikeJson(beginning)) {
      const { names, numeric, rows, notes } = await cleanJson(pieces, out);
      return {
        names: uniqueNames(names),
        units: null,
        rows,
        shortRows: 0,
        longRows: 0,
        size: out.size,
        numeric,
        rowNames: false,
        oneShort: false,
        delimiter: ',',
        dialect: {
          format: 'json',
          delimiter: null,
          decimal: '.',
          header: true,
          encoding: encoding.shown,
          ...packed,
        },
        notes: [`Read as JSON${gzip ? ', compressed' : ''}.`, ...notes],
      };
    }
    const layout = layoutOf(beginning, said, source.whole);
    const found = await cleanCsv(pieces, layout, out);
    return {
      names: layout.names,
      units: layout.units,
      rows: found.rows,
      afterBlank: found.afterBlank,
      shortRows: found.short,
      longRows: found.long,
      size: out.size,
      numeric: layout.numeric,
      rowNames: layout.rowNames,
      oneShort: layout.oneShort,
      delimiter: layout.delimiter,
      dialect: {
        format: 'csv',
        delimiter: layout.delimiter,
        decimal: layout.decimal,
        header: layout.header,
        encoding: encoding.shown,
        ...quoteSaid(layout),
        ...packed,
      },
      notes: [readAs(layout, encoding.shown, gzip), ...layout.notes, ...found.notes],
    };
  } catch (error) {
    if (!(error instanceof OpenQuote)) throw error;
    throw await withAdvice(error, beginning, said, source.whole, () =>
      textOf(bytesOf(path, gzip, source.signal), encoding),
    );
  } finally {
    await out.close();
  }
}

/** The text of the first bytes; a character that they cut in two is left out. */
export async function headText({
  encoding,
  head,
  whole,
}: Pick<Source, 'encoding' | 'head' | 'whole'>): Promise<string> {
  const bytes = async function* () {
    yield head;
  };
  let text = '';
  try {
    for await (const piece of textOf(bytes(), encoding)) text += piece;
  } catch (error) {
    if (whole || text === '' || !(error instanceof NotInEncoding)) throw error;
  }
  return text;
}

/** 'Read with ";" between fields, a decimal comma, windows-1252.' */
export function readAs(
  {
    delimiter,
    runs,
    decimal,
    header,
    quoting: { quote: mark, escape },
  }: Pick<Layout, 'delimiter' | 'runs' | 'decimal' | 'header' | 'quoting'>,
  encoding: string,
  gzip: boolean,
): string {
  const shown =
    delimiter === '\t'
      ? 'tab'
      : delimiter === ' '
        ? runs
          ? 'blanks'
          : 'a space'
        : `"${delimiter}"`;
  const more = [
    ...(decimal === ',' ? ['a decimal comma'] : []),
    ...(mark === '"' ? [] : [mark === 'none' ? 'without quotes' : 'fields in single quotes']),
    ...(escape ? ['backslashes as escapes'] : []),
    ...(encoding === 'utf-8' ? [] : [encoding]),
    ...(gzip ? ['compressed'] : []),
    ...(header ? [] : ['columns numbered, as it has no header']),
  ].join(', ');
  return more === ''
    ? `Read with ${shown} between fields.`
    : `Read with ${shown} between fields, ${more}.`;
}

export const quoteSaid = ({ quoting: { quote: mark } }: Pick<Layout, 'quoting'>) =>
  mark === '"' ? {} : { quote: mark };

interface Counts {
  afterBlank: number | null;
  rows: number;
  short: number;
  long: number;
  notes: string[];
}

async function cleanCsv(
  pieces: AsyncIterable<string>,
  layout: Layout,
  out: CleanWriter,
): Promise<Counts> {
  const { names, delimiter, comment, quoting } = layout;
  const width = names.length;
  const reader = new RecordReader(delimiter, {
    comment,
    plainWidth: width > 1 ? width : 0,
    quoting,
  });
  // one text column may well hold a value that is also its name
  const headed = layout.header && (width > 1 || layout.readable[0] === true);
  let { skip } = layout;
  const first = layout.headed?.map((v) => v.trim()) ?? null;
  let [rows, short, long, repeated, remarks, number] = [0, 0, 0, 0, 0, 0];
  /** the row below the last blank line */
  let afterBlank: number | null = null;
  /** short rows, until it is known whether rows of the table follow */
  let tail: { number: number; record: string[] }[] = [];
  const write = (n: number, record: string[]) => {
    rows++;
    let line = String(n);
    for (let i = 0; i < width; i++) line += delimiter + quote(record[i] ?? '', delimiter);
    out.line(line);
  };
  const flush = () => {
    for (const { number: n, record } of tail) {
      short++;
      write(n, record);
    }
    tail = [];
  };
  const isHeader = (record: string[]) =>
    first !== null &&
    record.length >= Math.min(first.length, width) &&
    record.every((v, i) => v.trim() === (first[i] ?? '')) &&
    record.some((v) => v.trim() !== '');
  const one = (found: string[] | string) => {
    // a line that is as it should be is copied; it may still be one before the table, or repeat the header
    if (
      typeof found === 'string' &&
      skip === 0 &&
      (!headed || /^[\d+.-]/.test(found) || !isHeader(found.split(delimiter)))
    ) {
      if (tail.length > 0) flush();
      rows++;
      // a line without quotes of its own may hold double ones, which are none here
      out.line(
        `${number++}${delimiter}${
          quoting.quote !== '"' && found.includes('"')
            ? found
                .split(delimiter)
                .map((v) => quote(v, delimiter))
                .join(delimiter)
            : found
        }`,
      );
      return;
    }
    const record = typeof found === 'string' ? found.split(delimiter) : found;
    const blank = record.length === 1 && record[0] === '';
    if (blank && (width > 1 || skip > 0)) return void (afterBlank = number);
    if (skip > 0) {
      skip--;
      return;
    }
    // a trailing delimiter on every line is a habit, not a field
    if (record.length === width + 1 && record[width] === '') record.pop();
    if (headed && isHeader(record)) {
      repeated++;
      number++;
      return;
    }
    // a comment among rows none of which begins like this
    if (!layout.marked && record.length !== width && record[0]!.startsWith('#')) {
      remarks++;
      return;
    }
    if (record.length > width) long++;
    else if (record.length < width || (width === 1 && blank)) {
      tail.push({ number, record });
      if (tail.length > FOOTER && width > 1) flush();
    } else {
      if (tail.length > 0) flush();
      write(number, record);
    }
    number++;
  };
  let begun = false;
  for await (let piece of layout.runs ? linesWithoutRuns(pieces) : pieces) {
    if (!begun && piece !== '') {
      begun = true;
      if (piece.charCodeAt(0) === 0xfeff) piece = piece.slice(1);
    }
    for (const record of reader.take(piece)) one(record);
    await out.flushed();
  }
  for (const record of reader.take('', true)) one(record);
  const notes: string[] = [];
  // blank lines at the end of a table of one column are no rows; shorter lines at the end of a wider one are no rows of it
  // unless shorter ones stand among the others too
  const habit = short > 0 && tail.every(({ record }) => record.length > 1);
  if (width > 1 && tail.length > 0 && rows > 0 && !habit)
    notes.push(
      tail.length === 1
        ? 'The last line has too few fields and is left out.'
        : `The last ${tail.length} lines have too few fields and are left out.`,
    );
  else if (width > 1) flush();
  const comments = reader.comments - layout.comments + remarks;
  if (comments > 0)
    notes.push(
      `${count(comments, 'line is a comment and is', 'lines are comments and are')} left out.`,
    );
  if (repeated > 0)
    notes.push(
      `${count(repeated, 'row repeats the header and is', 'rows repeat the header and are')} left out.`,
    );
  if (short > 0 && width > 1)
    notes.push(
      `${count(short, 'row has', 'rows have')} too few fields: the missing ones count as gaps.`,
    );
  if (long > 0)
    notes.push(
      `${count(long, 'row has', 'rows have')} too many fields and ${long === 1 ? 'is' : 'are'} left out.`,
    );
  if (reader.swallowed > 0)
    notes.push(
      `${count(reader.swallowed, 'line within quotes looks like a row', 'lines within quotes look like rows')}: if the quotes are only signs, choose to read without quotes.`,
    );
  if (reader.loose > 0)
    notes.push(
      `${count(reader.loose, 'field goes', 'fields go')} on after a closing quote: the quotes are left out.`,
    );
  return { rows, short: width > 1 ? short : 0, long, notes, afterBlank };
}

async function* linesWithoutRuns(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = '';
  for await (const piece of pieces) {
    rest += piece;
    const end = rest.lastIndexOf('\n') + 1;
    yield withoutRuns(rest.slice(0, end));
    rest = rest.slice(end);
  }
  yield withoutRuns(rest);
}

/** Lines into a file, in large pieces. */
export class CleanWriter {
  private readonly file: WriteStream;
  private lines: string[] = [];
  private failed: Error | null = null;
  size = 0;

  constructor(path: string) {
    this.file = createWriteStream(path, { flags: 'w', highWaterMark: 1 << 20 });
    this.file.on('error', (error) => (this.failed = error));
  }

  line(text: string): void {
    this.lines.push(text);
    this.size += text.length + 1;
  }

  /** @throws the error of the file, a full disk for example */
  async flushed(): Promise<void> {
    if (this.failed) throw this.failed;
    if (this.lines.length === 0) return;
    const text = this.lines.join('\n') + '\n';
    this.lines = [];
    await new Promise<void>((resolve, reject) =>
      this.file.write(text, (error) => (error ? reject(error) : resolve())),
    );
  }

  async close(): Promise<void> {
    if (!this.failed) await this.flushed();
    await new Promise<void>((resolve) => this.file.close(() => resolve()));
    if (this.failed) throw this.failed;
  }
}

export const count = (n: number, one: string, many: string) =>
  `${n.toLocaleString('en')} ${n === 1 ? one : many}`;
