// Text tables before DuckDB sees them: encoding, delimiter, decimal mark, header, and rows of the wrong length.
// DuckDB's own guesses lose rows silently; what is decided here is shown to the user.
import type { Reading } from '../protocol/data';
import { DataError } from './errors';

const SAMPLE = 256 * 1024;
const DELIMITERS = [',', ';', '\t', '|'];
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const COMMA_NUMBER = /^[+-]?(\d+,?\d*|,\d+)([eE][+-]?\d+)?$/;

/** Text of a file, whatever its encoding. @throws DataError for bytes that are not text, or not in the encoding that was asked for */
export function decode(bytes: Uint8Array, wanted?: string): { text: string; encoding: string } {
  if (wanted !== undefined) return { text: decodeAs(bytes, wanted), encoding: wanted };
  const at = (i: number) => bytes[i];
  if (at(0) === 0xef && at(1) === 0xbb && at(2) === 0xbf) return { text: new TextDecoder('utf-8').decode(bytes), encoding: 'utf-8 with BOM' };
  if (at(0) === 0xff && at(1) === 0xfe) return { text: new TextDecoder('utf-16le').decode(bytes), encoding: 'utf-16le' };
  if (at(0) === 0xfe && at(1) === 0xff) return { text: new TextDecoder('utf-16be').decode(bytes), encoding: 'utf-16be' };
  const head = bytes.subarray(0, SAMPLE);
  const zeros = [0, 0];
  let controls = 0;
  head.forEach((b, i) => {
    if (b === 0) zeros[i % 2]!++;
    else if (b < 32 && b !== 9 && b !== 10 && b !== 13 && b !== 12) controls++;
  });
  const half = head.length / 2;
  if (zeros[1]! > 0.4 * half && zeros[0]! < 0.05 * half) return { text: new TextDecoder('utf-16le').decode(bytes), encoding: 'utf-16le' };
  if (zeros[0]! > 0.4 * half && zeros[1]! < 0.05 * half) return { text: new TextDecoder('utf-16be').decode(bytes), encoding: 'utf-16be' };
  if (zeros[0]! + zeros[1]! > 0 || controls > 0.01 * head.length) throw new DataError('it does not hold text: choose a CSV, TSV or Parquet file.');
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), encoding: 'utf-8' };
  } catch {
    return { text: new TextDecoder('windows-1252').decode(bytes), encoding: 'windows-1252' };
  }
}

function decodeAs(bytes: Uint8Array, encoding: string): string {
  let decoder: TextDecoder;
  try {
    decoder = new TextDecoder(encoding, { fatal: true });
  } catch {
    throw new DataError(`the encoding "${encoding}" is not known. Use utf-8, windows-1252, latin1, utf-16le or utf-16be.`);
  }
  try {
    return decoder.decode(bytes);
  } catch {
    throw new DataError(`it is not ${encoding}: some bytes have no meaning there. Choose another encoding.`);
  }
}

/** The text without lines that begin with `comment`, and how many they were. */
export function withoutComments(text: string, comment: string): { text: string; left: number } {
  let left = 0;
  const kept = text.split('\n').filter((line) => !(line.startsWith(comment) && ++left));
  return { text: kept.join('\n'), left };
}

export interface Layout {
  delimiter: string;
  decimal: '.' | ',';
  header: boolean;
  names: string[];
}

/** Decides how the fields are divided, from the first rows, by how consistently each delimiter divides them; what is said is not guessed. */
export function sniff(text: string, said: Reading = {}): Layout {
  const complete = text.length > SAMPLE;
  let best: { delimiter: string; rows: string[][]; score: number } | null = null;
  for (const delimiter of said.delimiter === undefined ? DELIMITERS : [said.delimiter]) {
    const rows = [...records(text.slice(0, SAMPLE), delimiter)].filter((r) => r.length > 1 || r[0] !== '');
    if (complete && rows.length > 1) rows.pop(); // cut off by the sample
    const sample = rows.slice(0, 2000);
    const width = mode(sample.map((r) => r.length));
    const consistent = sample.filter((r) => r.length === width).length / Math.max(1, sample.length);
    // rows of one field are consistent for every absent delimiter
    const score = width === 1 ? 0 : consistent * (1 + 0.01 * Math.min(width, 20)) + (decimalOf(sample, delimiter) === ',' ? 0.5 : 0) + (sample[0]?.length === width ? 0.2 : 0);
    if (!best || score > best.score) best = { delimiter, rows: sample, score };
  }
  const { delimiter, rows } = best!;
  const decimal = said.decimal ?? decimalOf(rows, delimiter);
  const first = rows[0] ?? [];
  const isNumber = (v: string) => (decimal === ',' ? COMMA_NUMBER : NUMBER).test(v.trim());
  const header = said.header ?? (!first.some(isNumber) && first.some((v) => v.trim() !== ''));
  const width = header ? first.length : mode(rows.map((r) => r.length));
  return { delimiter, decimal, header, names: uniqueNames(Array.from({ length: width }, (_, i) => (header ? (first[i] ?? '').trim() : `column_${i + 1}`))) };
}

/** A comma is the decimal mark when it divides no fields, and many fields are numbers only with it. */
function decimalOf(rows: string[][], delimiter: string): '.' | ',' {
  if (delimiter === ',') {
    // quoted fields may still hold decimal commas: "1,5","2,5"
    const fields = rows.slice(1).flat().filter((v) => v.includes(','));
    return fields.length > 0 && fields.length > 0.5 * rows.slice(1).flat().length && fields.every((v) => COMMA_NUMBER.test(v.trim())) ? ',' : '.';
  }
  let [comma, point] = [0, 0];
  for (const v of rows.slice(1).flat()) {
    if (v.includes(',') && COMMA_NUMBER.test(v.trim())) comma++;
    else if (v.includes('.') && NUMBER.test(v.trim())) point++;
  }
  return comma > point ? ',' : '.';
}

export interface Scan {
  rows: number;
  short: number;
  long: number;
  /** the same table with `\n` line ends, without blank, header and long rows, as CSV text with the same delimiter */
  clean: string[];
}

/** Walks the whole text once: counts rows of the wrong length, and rewrites it so that nothing is left to guess. */
export function scan(text: string, { delimiter, header, names }: Layout): Scan {
  const width = names.length;
  const result: Scan = { rows: 0, short: 0, long: 0, clean: [] };
  let lines: string[] = [];
  let first = header;
  const records_ = records(text, delimiter);
  for (const record of records_) {
    const blank = record.length === 1 && record[0] === '';
    if (blank && (width > 1 || first)) continue;
    if (first) {
      first = false;
      continue;
    }
    // a trailing delimiter on every line is a habit, not a field
    if (record.length === width + 1 && record[width] === '') record.pop();
    if (record.length > width) {
      result.long++;
      continue;
    }
    if (record.length < width) result.short++;
    while (record.length < width) record.push('');
    result.rows++;
    lines.push(record.map((v) => quote(v, delimiter)).join(delimiter));
    if (lines.length === 10_000) {
      result.clean.push(lines.join('\n') + '\n');
      lines = [];
    }
  }
  if (width === 1) while (lines.length > 0 && lines.at(-1) === '""') { lines.pop(); result.rows--; } // blank lines at the end are no rows
  if (lines.length > 0) result.clean.push(lines.join('\n') + '\n');
  return result;
}

export function quote(value: string, delimiter: string): string {
  return value === '' || value.includes(delimiter) || /["\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

/** Records of a text table: double quotes, doubled inside; any line end (CRLF, LF, CR). */
export function* records(text: string, delimiter: string): Generator<string[]> {
  let record: string[] = [];
  let at = 0;
  const n = text.length;
  while (at < n) {
    let value: string;
    if (text[at] === '"') {
      let end = at + 1;
      let doubled = false;
      for (;;) {
        end = text.indexOf('"', end);
        if (end < 0) {
          end = n;
          break;
        }
        if (text[end + 1] !== '"') break;
        doubled = true;
        end += 2;
      }
      value = text.slice(at + 1, end);
      if (doubled) value = value.replaceAll('""', '"');
      at = end + 1;
      const rest = fieldEnd(text, at, delimiter);
      value += text.slice(at, rest);
      at = rest;
    } else {
      const end = fieldEnd(text, at, delimiter);
      value = text.slice(at, end);
      at = end;
    }
    record.push(value);
    if (at >= n) break;
    if (text[at] === delimiter) {
      at++;
      if (at >= n) record.push('');
      continue;
    }
    at += text[at] === '\r' && text[at + 1] === '\n' ? 2 : 1;
    yield record;
    record = [];
  }
  if (record.length > 0) yield record;
}

function fieldEnd(text: string, from: number, delimiter: string): number {
  const d = delimiter.charCodeAt(0);
  let at = from;
  for (; at < text.length; at++) {
    const c = text.charCodeAt(at);
    if (c === d || c === 10 || c === 13) break;
  }
  return at;
}

function mode(values: number[]): number {
  const counts = new Map<number, number>();
  for (const v of values) counts.set(v, (counts.get(v) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0]?.[0] ?? 1;
}

/** Empty names become column_3; repeated names get _2, _3. */
function uniqueNames(names: string[]): string[] {
  const taken = new Set<string>();
  return names.map((name, i) => {
    const base = name || `column_${i + 1}`;
    let unique = base;
    for (let k = 2; taken.has(unique); k++) unique = `${base}_${k}`;
    taken.add(unique);
    return unique;
  });
}
