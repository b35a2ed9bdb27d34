// From bytes to text: which encoding a file has, and its text in pieces.
import { DataError } from '../errors';
import { decoderOf, isCodePage } from './code-pages';
import { foreignBytes } from './foreign';
import { guessEncoding } from './guess-encoding';
import { grouped, say } from '../../protocol/sentence';

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
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf)
    return of('utf-8', 'utf-8 with BOM');
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
  if (controls > 0.01 * head.length || zeros[0]! + zeros[1]! > 0.01 * head.length)
    throw new DataError(say('it does not hold text: choose a CSV, TSV or Parquet file.'));
  return of('utf-8', 'utf-8', false);
}

/**
 * What to try when the text is not in `encoding` after all: the editor's encoding, then what its
 * characters look like, then the usual one of old files; null when nothing is left.
 * @param sample lines with bytes beyond ASCII
 */
export function otherEncoding(
  { decoder, sure }: Encoding,
  hint: string | undefined,
  sample: Uint8Array,
): Encoding | null {
  if (sure || decoder === 'windows-1252') return null;
  const hinted = hint === undefined ? null : knownOrNull(hint);
  if (decoder === 'utf-8' && hinted !== null && !hinted.startsWith('utf-'))
    return of(hinted, hinted, false);
  const guess = guessEncoding(sample);
  return decoder === guess ? of('windows-1252', 'windows-1252', false) : of(guess, guess, false);
}

const SAMPLE = 16 * 1024;

/** Lines with bytes beyond ASCII, some of them. */
export async function sampleOf(bytes: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const lines: Uint8Array[] = [];
  let length = 0;
  for await (const piece of bytes)
    for (let at = 0; at < piece.length && length < SAMPLE;) {
      const found = piece.subarray(at).findIndex((b) => b >= 0x80);
      if (found < 0) break;
      const [from, end] = [piece.lastIndexOf(10, at + found) + 1, piece.indexOf(10, at + found)];
      const line = piece.subarray(
        Math.max(from, at),
        Math.min(end < 0 ? piece.length : end + 1, at + found + 2000),
      );
      lines.push(line);
      length += line.length;
      at = Math.max(at + found + 1, end < 0 ? piece.length : end + 1);
    }
  return Buffer.concat(lines);
}

/** Bytes that have no meaning in an encoding. */
export class NotInEncoding extends DataError {
  constructor(
    encoding: Encoding,
    readonly mixed: boolean,
  ) {
    super(
      mixed
        ? say(
            'it is mostly utf-8, but some bytes have no meaning there: it was damaged or put together from several encodings. Choose an encoding.',
          )
        : say(
            'it is not {0}: some bytes have no meaning there. Choose another encoding.',
            encoding.shown,
          ),
    );
  }
}

/** Pieces of text. @throws NotInEncoding at the first bytes without a meaning, DataError at a NUL character */
export async function* textOf(
  bytes: AsyncIterable<Uint8Array>,
  encoding: Encoding,
): AsyncGenerator<string> {
  const decoder = decoderOf(encoding.decoder);
  let beyondAscii = false;
  let lines = 1;
  const piece = (input?: Uint8Array) => {
    let text: string;
    try {
      text = decoder.decode(input, { stream: input !== undefined });
    } catch {
      throw new NotInEncoding(
        encoding,
        !encoding.sure &&
          encoding.decoder === 'utf-8' &&
          (beyondAscii || (input !== undefined && holdsUtf8(input))),
      );
    }
    const zero = text.indexOf('\0');
    if (zero >= 0)
      throw new DataError(
        say(
          'it holds a NUL character in line {0}: it is damaged, or not a text. Restore it from a copy, or choose another encoding.',
          grouped(lines + text.slice(0, zero).split('\n').length - 1),
        ),
      );
    if (zero < 0 && !beyondAscii && encoding.decoder === 'utf-8')
      beyondAscii = /[^\0-\x7f]/.test(text);
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines++;
    return text;
  };
  for await (const input of bytes) yield piece(input);
  yield piece();
}

/** Whether most bytes beyond ASCII form characters of UTF-8: those of other encodings do now and then. */
function holdsUtf8(bytes: Uint8Array): boolean {
  let [characters, others] = [0, 0];
  for (let i = 0; i < bytes.length; i++) {
    const b = bytes[i]!;
    if (b < 0x80) continue;
    const rest =
      b >= 0xc2 && b <= 0xdf ? 1 : b >= 0xe0 && b <= 0xef ? 2 : b >= 0xf0 && b <= 0xf4 ? 3 : 0;
    let follows = 0;
    while (follows < rest && (bytes[i + 1 + follows]! & 0xc0) === 0x80) follows++;
    if (rest > 0 && follows === rest) {
      characters++;
      i += rest;
    } else others++;
  }
  return characters > others;
}

function knownOrNull(name: string): string | null {
  try {
    return known(name);
  } catch {
    return null; // an encoding that only the editor knows
  }
}

function known(name: string): string {
  // as VS Code writes them: utf16le, windows1252, iso885915, shiftjis, koi8r
  const spelled = name
    .toLowerCase()
    .replace(/^utf(8|16)/, 'utf-$1')
    .replace(/^windows(\d)/, 'windows-$1')
    .replace(/^iso8859(\d)/, 'iso-8859-$1')
    .replace(/^shiftjis$/, 'shift-jis')
    .replace(/^euc(jp|kr)$/, 'euc-$1')
    .replace(/^koi8(r|u)$/, 'koi8-$1')
    .replace(/^big5hkscs$/, 'big5-hkscs')
    .replace(/^(macroman|mac)$/, 'macintosh')
    .replace(/^(?:ibm|cp-)(437|850|852)$/, 'cp$1');
  if (isCodePage(spelled)) return spelled;
  for (const label of [name, spelled]) {
    try {
      return new TextDecoder(label).encoding;
    } catch {
      // the other spelling
    }
  }
  throw new DataError(
    say(
      'the encoding "{0}" is not known. Use utf-8, windows-1252, latin1, utf-16le, utf-16be, windows-1251, koi8-r, macintosh, cp850, shift_jis, euc-jp, gb18030, big5 or euc-kr, for example.',
      name,
    ),
  );
}
