// Records of a text table: fields in quotes where needed, quotes doubled inside, any line end (LF, CRLF, CR).
import type { Quote } from '../protocol/data';
import { DataError } from './errors';

/** No row of a table is longer: a quote was never closed. */
const LONGEST = 16 * 1024 * 1024;
const [LF, CR] = [10, 13];

/** Takes a text in pieces and gives its records as soon as each is complete. */
export class RecordReader {
  private rest = '';
  /** records and comments given so far, blank lines included */
  private count = 0;
  comments = 0;
  /** fields with text after their closing quote: `"a"b` is read as `ab` */
  loose = 0;
  /** fields in quotes */
  quoted = 0;
  /** lines within quotes that have as many fields as a row */
  swallowed = 0;
  private readonly mark: string;

  /** @param plainWidth a line without quotes that has so many fields is given as it is: a string, not divided. 0: every record is divided */
  constructor(private readonly delimiter: string, private readonly comment = '', private readonly plainWidth = 0, quote: Quote = '"') {
    this.mark = quote === 'none' ? '' : quote;
  }

  /** The complete records of what was taken so far; with `last`, also what remains. @throws DataError for a quote that is never closed */
  *take(text: string, last = false): Generator<string[] | string> {
    const all = this.rest === '' ? text : this.rest + text;
    const d = this.delimiter.charCodeAt(0);
    const { mark } = this;
    const q = mark === '' ? -1 : mark.charCodeAt(0);
    const n = all.length;
    let start = 0;
    // where the next one of each lies: what is far off is looked for once
    let [quoteAt, returnAt, lineAt, delimiterAt] = [-1, -1, -1, -1];
    while (start < n) {
      if (this.plainWidth > 0) {
        if (quoteAt < start) quoteAt = mark === '' ? Infinity : after(all, mark, start);
        if (returnAt < start) returnAt = after(all, '\r', start);
        if (lineAt < start) lineAt = after(all, '\n', start);
        const end = lineAt;
        const to = returnAt === end - 1 ? end - 1 : end;
        if (end > start && quoteAt > end && returnAt >= to && (this.comment === '' || !all.startsWith(this.comment, start))) {
          let fields = 1;
          if (delimiterAt < start) delimiterAt = after(all, this.delimiter, start);
          for (; delimiterAt < to; delimiterAt = after(all, this.delimiter, delimiterAt + 1)) fields++;
          if (fields === this.plainWidth) {
            this.count++;
            yield all.slice(start, to);
            start = end + 1;
            continue;
          }
        }
      }
      if (this.comment !== '' && all.startsWith(this.comment, start)) {
        const end = lineEnd(all, start);
        if (end === n && !last) break;
        this.comments++;
        this.count++;
        start = afterLineEnd(all, end);
        continue;
      }
      const record: string[] = [];
      let at = start;
      let open = false;
      for (;;) {
        if (all.charCodeAt(at) === q) {
          let end = at + 1;
          let doubled = false;
          for (;;) {
            end = all.indexOf(mark, end);
            if (end < 0 || all.charCodeAt(end + 1) !== q) break;
            doubled = true;
            end += 2;
          }
          if (end < 0) {
            open = true;
            break;
          }
          let value = all.slice(at + 1, end);
          if (doubled) value = value.replaceAll(mark + mark, mark);
          this.quoted++;
          // while a delimiter is still tried, quotes say nothing
          const within = this.plainWidth > 1 && value.includes('\n');
          if (within) this.swallowed += value.split('\n').slice(1, -1).filter((line) => line.split(this.delimiter).length === this.plainWidth).length;
          at = end + 1;
          const to = fieldEnd(all, at, d);
          if (to > at) {
            if (within) throw new DataError(`a quote that opens in row ${(this.count + 1).toLocaleString('en')} is closed some lines later, within a field. Correct the file, or choose other quotes.`);
            this.loose++;
            value += all.slice(at, to);
          }
          at = to;
          record.push(value);
        } else {
          const end = fieldEnd(all, at, d);
          record.push(all.slice(at, end));
          at = end;
        }
        if (at < n && all.charCodeAt(at) === d) at++;
        else break;
      }
      if (open && (last || n - start > LONGEST)) throw new DataError(`a quote that opens in row ${(this.count + 1).toLocaleString('en')} is not closed. Correct the file, or choose another delimiter or quote.`);
      if (open) break;
      // a line end may follow in the next piece, and CR may be the first half of CRLF
      if (!last && (at >= n || (all.charCodeAt(at) === CR && at + 1 >= n))) {
        if (n - start > LONGEST) throw new DataError(`row ${(this.count + 1).toLocaleString('en')} is longer than 16 MB: this is not a table.`);
        break;
      }
      start = afterLineEnd(all, at);
      this.count++;
      yield record;
    }
    this.rest = all.slice(start);
  }
}

/** All records of one text. */
export function* recordsOf(text: string, delimiter: string, { comment = '', whole = true, quote = '"' }: { comment?: string; whole?: boolean; quote?: Quote } = {}): Generator<string[]> {
  for (const record of new RecordReader(delimiter, comment, 0, quote).take(text, whole)) if (typeof record !== 'string') yield record;
}

/** A field as CSV. */
export function quote(value: string, delimiter: string): string {
  return value.includes(delimiter) || /["\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

function after(text: string, what: string, from: number): number {
  const at = text.indexOf(what, from);
  return at < 0 ? Infinity : at;
}

function fieldEnd(text: string, from: number, d: number): number {
  let at = from;
  for (const n = text.length; at < n; at++) {
    const c = text.charCodeAt(at);
    if (c === d || c === LF || c === CR) break;
  }
  return at;
}

function lineEnd(text: string, from: number): number {
  return fieldEnd(text, from, LF);
}

function afterLineEnd(text: string, at: number): number {
  return at >= text.length ? at : text.charCodeAt(at) === CR && text.charCodeAt(at + 1) === LF ? at + 2 : at + 1;
}
