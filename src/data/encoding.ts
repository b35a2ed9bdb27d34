// From bytes to text: which encoding a file has, and its text in pieces.
import { DataError } from './errors';
import { foreignBytes } from './foreign';

export interface Encoding {
  /** name for a TextDecoder */
  decoder: string;
  /** name for the user, as in `Dialect.encoding` */
  shown: string;
  /** said by the user or by a mark at the beginning: not to be doubted */
  sure: boolean;
}

const of = (decoder: string, shown = decoder, sure = true): Encoding => ({ decoder, shown, sure });

/** What the first bytes say. @throws DataError for bytes that are not text, or an encoding that nobody knows */
export function encodingOf(head: Uint8Array, said?: string): Encoding {
  const foreign = foreignBytes(head);
  if (foreign !== null) throw new DataError(foreign);
  if (said !== undefined) return of(known(said), said);
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return of('utf-8', 'utf-8 with BOM');
  if (head[0] === 0xff && head[1] === 0xfe) return of('utf-16le');
  if (head[0] === 0xfe && head[1] === 0xff) return of('utf-16be');
  const zeros = [0, 0];
  let controls = 0;
  head.forEach((b, i) => {
    if (b === 0) zeros[i % 2]!++;
    else if (b < 32 && b !== 9 && b !== 10 && b !== 13 && b !== 12) controls++;
  });
  const half = head.length / 2;
  if (zeros[1]! > 0.4 * half && zeros[0]! < 0.05 * half) return of('utf-16le');
  if (zeros[0]! > 0.4 * half && zeros[1]! < 0.05 * half) return of('utf-16be');
  if (controls > 0.01 * head.length || zeros[0]! + zeros[1]! > 0.01 * head.length) throw new DataError('it does not hold text: choose a CSV, TSV or Parquet file.');
  return of('utf-8', 'utf-8', false);
}

/** What to try when the text is not in `encoding` after all: the editor's encoding, then the usual one of old files; null when nothing is left. */
export function otherEncoding({ decoder, sure }: Encoding, hint?: string): Encoding | null {
  if (sure || decoder === 'windows-1252') return null;
  const last = of('windows-1252', 'windows-1252', false);
  if (decoder !== 'utf-8' || hint === undefined) return last;
  try {
    const hinted = known(hint);
    return hinted.startsWith('utf-') ? last : of(hinted, hinted, false);
  } catch {
    return last; // an encoding that only the editor knows
  }
}

/** Bytes that have no meaning in an encoding. */
export class NotInEncoding extends DataError {
  constructor(encoding: Encoding, readonly mixed: boolean) {
    super(
      mixed
        ? 'it is mostly utf-8, but some bytes have no meaning there: it was damaged or put together from several encodings. Choose an encoding.'
        : `it is not ${encoding.shown}: some bytes have no meaning there. Choose another encoding.`,
    );
  }
}

/** Pieces of text. @throws NotInEncoding at the first bytes without a meaning, DataError at a NUL character */
export async function* textOf(bytes: AsyncIterable<Uint8Array>, encoding: Encoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding.decoder, { fatal: true });
  let beyondAscii = false;
  let lines = 1;
  const piece = (input?: Uint8Array) => {
    let text: string;
    try {
      text = decoder.decode(input, { stream: input !== undefined });
    } catch {
      throw new NotInEncoding(encoding, !encoding.sure && encoding.decoder === 'utf-8' && (beyondAscii || (input !== undefined && holdsUtf8(input))));
    }
    const zero = text.indexOf('\0');
    if (zero >= 0) throw new DataError(`it holds a NUL character in line ${(lines + text.slice(0, zero).split('\n').length - 1).toLocaleString('en')}: it is damaged, or not a text. Restore it from a copy, or choose another encoding.`);
    if (zero < 0 && !beyondAscii && encoding.decoder === 'utf-8') beyondAscii = /[^\0-\x7f]/.test(text);
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines++;
    return text;
  };
  for await (const input of bytes) yield piece(input);
  yield piece();
}

/** Whether some bytes beyond ASCII form characters of UTF-8: by accident, hardly ever. */
function holdsUtf8(bytes: Uint8Array): boolean {
  for (let i = 0; i + 1 < bytes.length; i++) {
    const b = bytes[i]!;
    const rest = b >= 0xc2 && b <= 0xdf ? 1 : b >= 0xe0 && b <= 0xef ? 2 : b >= 0xf0 && b <= 0xf4 ? 3 : 0;
    if (rest === 0) continue;
    let follows = 0;
    while (follows < rest && (bytes[i + 1 + follows]! & 0xc0) === 0x80) follows++;
    if (follows === rest && (bytes[i + 1 + rest] ?? 0) < 0x80) return true;
    i += follows;
  }
  return false;
}

function known(name: string): string {
  // as VS Code writes them: utf16le, windows1252, iso885915, shiftjis, koi8r
  const spelled = name.toLowerCase().replace(/^utf(8|16)/, 'utf-$1').replace(/^windows(\d)/, 'windows-$1').replace(/^iso8859(\d)/, 'iso-8859-$1').replace(/^shiftjis$/, 'shift-jis').replace(/^euc(jp|kr)$/, 'euc-$1').replace(/^koi8(r|u)$/, 'koi8-$1').replace(/^big5hkscs$/, 'big5-hkscs');
  for (const label of [name, spelled]) {
    try {
      return new TextDecoder(label).encoding;
    } catch {
      // the other spelling
    }
  }
  throw new DataError(`the encoding "${name}" is not known. Use utf-8, windows-1252, latin1, utf-16le or utf-16be.`);
}
