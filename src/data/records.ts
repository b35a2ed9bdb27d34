// Records of a text table: fields in double quotes where needed, quotes doubled inside, any line end (LF, CRLF, CR).
import { DataError } from './errors';

/** No row of a table is longer: a quote was never closed. */
const LONGEST = 16 * 1024 * 1024;
const [QUOTE, LF, CR] = [34, 10, 13];

/** Takes a text in pieces and gives its records as soon as each is complete. */
export class RecordReader {
  private rest = '';
  /** records and comments given so far, blank lines included */
  private count = 0;
  comments = 0;
  /** fields with text after their closing quote: `"a"b` is read as `ab` */
  loose = 0;

  constructor(private readonly delimiter: string, private readonly comment = '') {}

  /** The complete records of what was taken so far; with `last`, also what remains. @throws DataError for a quote that is never closed */
  *take(text: string, last = false): Generator<string[]> {
    const all = this.rest === '' ? text : this.rest + text;
    const d = this.delimiter.charCodeAt(0);
    const n = all.length;
    let start = 0;
    while (start < n) {
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
        if (all.charCodeAt(at) === QUOTE) {
          let end = at + 1;
          let doubled = false;
          for (;;) {
            end = all.indexOf('"', end);
            if (end < 0 || all.charCodeAt(end + 1) !== QUOTE) break;
            doubled = true;
            end += 2;
          }
          if (end < 0) {
            open = true;
            break;
          }
          let value = all.slice(at + 1, end);
          if (doubled) value = value.replaceAll('""', '"');
          at = end + 1;
          const to = fieldEnd(all, at, d);
          if (to > at) {
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
      if (open && (last || n - start > LONGEST)) throw new DataError(`a quote that opens in row ${(this.count + 1).toLocaleString('en')} is not closed. Correct the file, or choose another delimiter.`);
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
export function* recordsOf(text: string, delimiter: string, { comment = '', whole = true }: { comment?: string; whole?: boolean } = {}): Generator<string[]> {
  yield* new RecordReader(delimiter, comment).take(text, whole);
}

/** A field as CSV; an empty one in quotes, so that a line is never blank. */
export function quote(value: string, delimiter: string): string {
  return value === '' || value.includes(delimiter) || /["\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
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
