// The rows of a text table, each on a line of its own with every field present: what stands around
// and between them is left out.
import { type Layout, withoutRuns } from './dialect';
import { quote, RecordReader } from './records';
import { grouped, say, type Sentence } from '../../protocol/sentence';

/** Lines after a table are at most so many. */
const FOOTER = 20;

/** What was found and written. */
interface Counts {
  /** the row below the last blank line */
  afterBlank: number | null;
  rows: number;
  short: number;
  long: number;
  notes: Sentence[];
}

/** Where rows go. */
export interface RowSink {
  /** @param text the row, its number first  @param at the line where it begins, from 1 */
  line(text: string, number: number, at: number): void;
  flushed(): Promise<void>;
}

/** Gives the rows of `pieces`, laid out as `layout` says, to `out`. */
export async function cleanCsv(
  pieces: AsyncIterable<string>,
  layout: Layout,
  out: RowSink,
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
  let tail: { number: number; record: string[]; at: number }[] = [];
  const write = (n: number, record: string[], at: number) => {
    rows++;
    let line = String(n);
    for (let i = 0; i < width; i++) line += delimiter + quote(record[i] ?? '', delimiter);
    out.line(line, n, at);
  };
  const flush = () => {
    for (const { number: n, record, at } of tail) {
      short++;
      write(n, record, at);
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
      const fields =
        quoting.quote !== '"' && found.includes('"')
          ? found
              .split(delimiter)
              .map((v) => quote(v, delimiter))
              .join(delimiter)
          : found;
      out.line(`${number}${delimiter}${fields}`, number, reader.line);
      number++;
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
      tail.push({ number, record, at: reader.line });
      if (tail.length > FOOTER && width > 1) flush();
    } else {
      if (tail.length > 0) flush();
      write(number, record, reader.line);
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
  const notes: Sentence[] = [];
  // blank lines at the end of a table of one column are no rows; shorter lines at the end of a
  // wider one are no rows of it
  // unless shorter ones stand among the others too
  const habit = short > 0 && tail.every(({ record }) => record.length > 1);
  if (width > 1 && tail.length > 0 && rows > 0 && !habit)
    notes.push(
      tail.length === 1
        ? say('The last line has too few fields and is left out.')
        : say('The last {0} lines have too few fields and are left out.', tail.length),
    );
  else if (width > 1) flush();
  const comments = reader.comments - layout.comments + remarks;
  notes.push(...notesOn({ comments, repeated, short: width > 1 ? short : 0, long, reader }));
  return { rows, short: width > 1 ? short : 0, long, notes, afterBlank };
}

/** What was left out or seemed odd, in sentences for the user. */
function notesOn({
  comments,
  repeated,
  short,
  long,
  reader,
}: Record<'comments' | 'repeated' | 'short' | 'long', number> & {
  reader: RecordReader;
}): Sentence[] {
  const notes: Sentence[] = [];
  if (comments > 0)
    notes.push(
      say(
        comments === 1
          ? '{0} line is a comment and is left out.'
          : '{0} lines are comments and are left out.',
        grouped(comments),
      ),
    );
  if (repeated > 0)
    notes.push(
      say(
        repeated === 1
          ? '{0} row repeats the header and is left out.'
          : '{0} rows repeat the header and are left out.',
        grouped(repeated),
      ),
    );
  if (short > 0)
    notes.push(
      say(
        short === 1
          ? '{0} row has too few fields: the missing ones count as gaps.'
          : '{0} rows have too few fields: the missing ones count as gaps.',
        grouped(short),
      ),
    );
  if (long > 0)
    notes.push(
      say(
        long === 1
          ? '{0} row has too many fields and is left out.'
          : '{0} rows have too many fields and are left out.',
        grouped(long),
      ),
    );
  if (reader.swallowed > 0)
    notes.push(
      say(
        reader.swallowed === 1
          ? '{0} line within quotes looks like a row: if the quotes are only signs, choose to read without quotes.'
          : '{0} lines within quotes look like rows: if the quotes are only signs, choose to read without quotes.',
        grouped(reader.swallowed),
      ),
    );
  if (reader.loose > 0)
    notes.push(
      say(
        reader.loose === 1
          ? '{0} field goes on after a closing quote: the quotes are left out.'
          : '{0} fields go on after a closing quote: the quotes are left out.',
        grouped(reader.loose),
      ),
    );
  return notes;
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
