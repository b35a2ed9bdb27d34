// Records of a text table: fields in quotes where needed, quotes doubled inside (or with a
// backslash before them), any line end (LF, CRLF, CR).
import type { Quote } from '../../protocol/data';
import { DataError } from '../errors';
import { OpenQuote } from './open-quote';
import {
  after,
  afterLineEnd,
  BLANK,
  CR,
  endsField,
  escapedEnd,
  fieldEnd,
  isEscaped,
  lineEnd,
  lineEnds,
  TAB,
} from './scan';
import { grouped, say } from '../../protocol/sentence';

/** No row of a table is longer: a quote was never closed. */
const LONGEST = 16 * 1024 * 1024;

/** How fields are quoted. */
export interface Quoting {
  quote: Quote;
  /** a backslash makes a quote, a delimiter or a backslash after it a part of the text */
  escape: boolean;
  /** blanks before an opening quote are no part of the text */
  padded: boolean;
}
export const PLAIN_QUOTING: Quoting = { quote: '"', escape: false, padded: false };

export interface RecordForm {
  /** lines that begin with this are left out; '' for none */
  comment?: string;
  /**
   * a line without quotes that has so many fields is given as it is: a string, not divided. 0:
   * every record is divided
   */
  plainWidth?: number;
  quoting?: Quoting;
}

/** Takes a text in pieces and gives its records as soon as each is complete. */
export class RecordReader {
  private rest = '';
  /** the line of the text where the record begins that was given last, from 1 */
  line = 0;
  /** where the next one begins */
  private nextLine = 1;
  /** records and comments given so far, blank lines included */
  private count = 0;
  comments = 0;
  /** fields with text after their closing quote: `"a"b` is read as `ab` */
  loose = 0;
  /** fields in quotes */
  quoted = 0;
  /** lines within quotes that have as many fields as a row */
  swallowed = 0;
  private readonly comment: string;
  private readonly plainWidth: number;
  private readonly escape: boolean;
  private readonly padded: boolean;
  private readonly mark: string;
  /** code of the delimiter */
  private readonly d: number;

  constructor(
    private readonly delimiter: string,
    form: RecordForm = {},
  ) {
    const { quote, escape, padded } = form.quoting ?? PLAIN_QUOTING;
    this.mark = quote === 'none' ? '' : quote;
    [this.escape, this.padded] = [escape, padded];
    [this.comment, this.plainWidth] = [form.comment ?? '', form.plainWidth ?? 0];
    this.d = delimiter.charCodeAt(0);
  }

  /** The complete records of what was taken so far; with `last`, also what remains. @throws OpenQuote, DataError */
  *take(text: string, last = false): Generator<string[] | string> {
    const all = this.rest === '' ? text : this.rest + text;
    const { mark, d } = this;
    const q = mark === '' ? -1 : mark.charCodeAt(0);
    const n = all.length;
    let start = 0;
    // where the next one of each lies: what is far off is looked for once
    let [quoteAt, returnAt, lineAt, delimiterAt, escapeAt] = [
      -1,
      -1,
      -1,
      -1,
      this.escape ? -1 : Infinity,
    ];
    while (start < n) {
      if (this.plainWidth > 0) {
        if (quoteAt < start) quoteAt = mark === '' ? Infinity : after(all, mark, start);
        if (escapeAt < start) escapeAt = after(all, '\\', start);
        if (returnAt < start) returnAt = after(all, '\r', start);
        if (lineAt < start) lineAt = after(all, '\n', start);
        const end = lineAt;
        const to = returnAt === end - 1 ? end - 1 : end;
        const plain = end > start && quoteAt > end && escapeAt > end && returnAt >= to;
        if (plain && (this.comment === '' || !all.startsWith(this.comment, start))) {
          let fields = 1;
          if (delimiterAt < start) delimiterAt = after(all, this.delimiter, start);
          for (; delimiterAt < to; delimiterAt = after(all, this.delimiter, delimiterAt + 1))
            fields++;
          if (fields === this.plainWidth) {
            this.count++;
            this.line = this.nextLine++;
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
        this.nextLine++;
        start = afterLineEnd(all, end);
        continue;
      }
      const record: string[] = [];
      let at = start;
      let open = false;
      let within = 0;
      for (;;) {
        const opens = this.padded ? this.afterBlanks(all, at) : at;
        if (all.charCodeAt(opens) === q) {
          const from = opens + 1;
          const end = this.closing(all, from, q);
          if (end < 0) {
            open = true;
            break;
          }
          let value = this.unquoted(all.slice(from, end));
          this.quoted++;
          within += lineEnds(all, from, end);
          // while a delimiter is still tried, quotes say nothing
          const lines = this.plainWidth > 1 && value.includes('\n');
          if (lines)
            this.swallowed += value
              .split('\n')
              .slice(1, -1)
              .filter((line) => line.split(this.delimiter).length === this.plainWidth).length;
          // blanks between a closing quote and the delimiter are no text
          at = this.afterBlanks(all, end + 1);
          if (!endsField(all, at, d)) at = end + 1;
          const to = fieldEnd(all, at, d);
          if (to > at) {
            if (lines) throw new OpenQuote(this.count + 1, true);
            this.loose++;
            value += all.slice(at, to);
          }
          at = to;
          record.push(value);
        } else {
          const end = this.escape ? escapedEnd(all, at, d) : fieldEnd(all, at, d);
          record.push(this.plain(all.slice(at, end)));
          at = end;
        }
        if (at < n && all.charCodeAt(at) === d) at++;
        else break;
      }
      if (open && (last || n - start > LONGEST)) throw new OpenQuote(this.count + 1, false);
      if (open) break;
      // a line end may follow in the next piece, and CR may be the first half of CRLF
      if (!last && (at >= n || (all.charCodeAt(at) === CR && at + 1 >= n))) {
        if (n - start > LONGEST)
          throw new DataError(
            say('row {0} is longer than 16 MB: this is not a table.', grouped(this.count + 1)),
          );
        break;
      }
      start = afterLineEnd(all, at);
      this.count++;
      this.line = this.nextLine;
      this.nextLine += 1 + within;
      yield record;
    }
    this.rest = all.slice(start);
  }

  private afterBlanks(text: string, from: number): number {
    let at = from;
    for (
      let c = text.charCodeAt(at);
      (c === BLANK || c === TAB) && c !== this.d;
      c = text.charCodeAt(at)
    )
      at++;
    return at;
  }

  /** Where the quote is closed that opened before `from`; -1 where it is not. */
  private closing(text: string, from: number, q: number): number {
    let end = text.indexOf(this.mark, from);
    while (end >= 0) {
      if (this.escape && isEscaped(text, from, end)) end = text.indexOf(this.mark, end + 1);
      else if (text.charCodeAt(end + 1) === q) end = text.indexOf(this.mark, end + 2);
      else return end;
    }
    return -1;
  }

  /** What stood between quotes. */
  private unquoted(text: string): string {
    const { mark } = this;
    if (!this.escape || !text.includes('\\'))
      return text.includes(mark) ? text.replaceAll(mark + mark, mark) : text;
    return text.replace(
      /\\([\s\S])|(["'])\2/g,
      (all: string, escaped: string | undefined, double: string | undefined) =>
        escaped !== undefined ? this.unescaped(all, escaped) : double === mark ? mark : all,
    );
  }

  /** What stood without quotes. \N is a gap, as MySQL and PostgreSQL write it. */
  private plain(text: string): string {
    if (!this.escape || !text.includes('\\')) return text;
    return text === '\\N'
      ? ''
      : text.replace(/\\([\s\S])/g, (all: string, escaped: string) => this.unescaped(all, escaped));
  }

  private unescaped(all: string, escaped: string): string {
    return escaped === '\\' ||
      escaped === this.delimiter ||
      escaped === this.mark ||
      escaped === '\n' ||
      escaped === '\r'
      ? escaped
      : all;
  }
}

/** All records of one text. */
export function* recordsOf(
  text: string,
  delimiter: string,
  { whole = true, ...form }: Omit<RecordForm, 'plainWidth'> & { whole?: boolean } = {},
): Generator<string[]> {
  for (const record of new RecordReader(delimiter, form).take(text, whole))
    if (typeof record !== 'string') yield record;
}

/** A field as CSV. */
export function quote(value: string, delimiter: string): string {
  return value.includes(delimiter) || /["\r\n]/.test(value)
    ? `"${value.replaceAll('"', '""')}"`
    : value;
}
