// A look at every byte of a large text, before DuckDB reads it by itself: whether it is as plain as its beginning.
import { isUtf8 } from 'node:buffer';
import { bytesOf } from './bytes';

const [LF, CR] = [10, 13];
const AROUND = [' "', '" '];

export interface Survey {
  /** lines that are not blank at the end of the file */
  lines: number;
  /** why DuckDB cannot be trusted with it; null when it can */
  odd: string | null;
}

/** Stops at the first oddity. */
export async function surveyOf(path: string, signal?: AbortSignal): Promise<Survey> {
  let [lines, returns, size, newlinesAtEnd] = [0, 0, 0, 0];
  let last = LF;
  let seam: Buffer = Buffer.alloc(0);
  let utf8: Buffer = Buffer.alloc(0);
  const odd = (reason: string): Survey => ({ lines, odd: reason });
  for await (const piece of bytesOf(path, false, signal)) {
    const bytes = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    if (bytes.includes(0)) return odd('a NUL character');
    // DuckDB takes blanks around quoted fields for nothing
    seam = Buffer.concat([seam, bytes.subarray(0, 1)]);
    if (AROUND.some((pair) => bytes.includes(pair) || seam.includes(pair)))
      return odd('a blank beside a quote');
    seam = Buffer.from(bytes.subarray(-1));
    let whole = utf8.length > 0 ? Buffer.concat([utf8, bytes]) : bytes;
    const cut = characterEnd(whole);
    utf8 = Buffer.from(whole.subarray(cut));
    whole = whole.subarray(0, cut);
    if (!isUtf8(whole)) return odd('bytes that are not utf-8');
    for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, at + 1)) lines++;
    for (let at = bytes.indexOf(CR); at >= 0; at = bytes.indexOf(CR, at + 1)) {
      if (at + 1 < bytes.length && bytes[at + 1] !== LF) return odd('a carriage return alone');
      returns++;
    }
    if (last === CR && bytes[0] !== LF) return odd('a carriage return alone');
    size += bytes.length;
    last = bytes[bytes.length - 1]!;
    newlinesAtEnd = endOf(bytes, newlinesAtEnd);
  }
  if (utf8.length > 0) return odd('bytes that are not utf-8');
  if (last === CR || (returns > 0 && returns !== lines)) return odd('mixed line ends');
  return { lines: size === 0 ? 0 : lines + 1 - newlinesAtEnd, odd: null };
}

/** Line ends at the end of the text, which may reach over pieces. */
function endOf(bytes: Buffer, before: number): number {
  let n = 0;
  let at = bytes.length - 1;
  for (; at >= 0 && (bytes[at] === LF || bytes[at] === CR); at--) if (bytes[at] === LF) n++;
  return at < 0 ? before + n : n;
}

/** Where the last whole character of utf-8 ends. */
function characterEnd(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const b = bytes[bytes.length - back]!;
    if (b < 0x80) return bytes.length;
    if (b >= 0xc0)
      return back < (b >= 0xf0 ? 4 : b >= 0xe0 ? 3 : 2) ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}
