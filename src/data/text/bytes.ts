// The bytes of a file in pieces, unpacked where they are compressed with gzip.
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { DataError } from '../errors';
import { say } from '../../protocol/sentence';

const [SMALLEST_PIECE, PIECE] = [64 * 1024, 4 * 1024 * 1024];
/** So much of the beginning decides how a text is read. */
export const HEAD = 256 * 1024;
const [FIRST_LINES, LONGEST_HEAD] = [5, 8 * 1024 * 1024];
/** Comments above a table are passed over: so many bytes at most. */
const MOST_COMMENTS = 16 * 1024 * 1024;

export const isGzip = (bytes: Uint8Array) => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** @throws DataError where gzip is damaged; AbortError after `signal` */
export async function* bytesOf(
  path: string,
  gzip: boolean,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  // a stream takes the memory of a whole piece for each read, also of a small file: much to clean up
  const { size } = await stat(path);
  const piece = Math.min(PIECE, Math.max(SMALLEST_PIECE, gzip ? 4 * size : size));
  const file = createReadStream(path, { highWaterMark: piece });
  const unpacked = gzip ? file.pipe(createGunzip({ chunkSize: piece })) : file;
  file.on('error', (error) => unpacked.destroy(error));
  try {
    for await (const bytes of unpacked) {
      signal?.throwIfAborted();
      yield bytes as Uint8Array;
    }
  } catch (error) {
    if (/^Z_/.test((error as NodeJS.ErrnoException).code ?? ''))
      throw new DataError(
        say('it is compressed with gzip, and damaged. Restore it from a copy.'),
        'file',
      );
    throw error;
  } finally {
    unpacked.destroy();
    file.destroy();
  }
}

/** The first bytes of a file. */
export interface Head {
  /** unpacked */
  head: Uint8Array;
  gzip: boolean;
  /** there are no more */
  whole: boolean;
}

/** The first bytes, unpacked: as many as decide how a text is read. */
export async function headOf(path: string): Promise<Head> {
  const plain = await beginning(bytesOf(path, false));
  if (!isGzip(plain.head)) return { ...plain, gzip: false };
  return { ...(await beginning(bytesOf(path, true))), gzip: true };
}

/** `HEAD` below the comments above a table. Lines of very many columns are longer: of these the first few are taken. */
async function beginning(all: AsyncIterable<Uint8Array>): Promise<Omit<Head, 'gzip'>> {
  let taken = Buffer.alloc(0);
  for await (const piece of all) {
    taken = Buffer.concat([taken, piece]);
    if (taken.length <= HEAD) continue;
    const from = Math.min(endOfComments(taken), MOST_COMMENTS);
    const end = endOfLine(taken, from, FIRST_LINES);
    const below = taken.length - from;
    if (below > HEAD && (end >= 0 || below > LONGEST_HEAD)) {
      const size =
        from + Math.max(HEAD, Math.min(end < 0 ? LONGEST_HEAD : end - from, LONGEST_HEAD));
      if (size < taken.length) return { head: taken.subarray(0, size), whole: false };
    }
  }
  return { head: taken, whole: true };
}

/** Where the n-th line after `from` ends; -1 where there are fewer. */
function endOfLine(bytes: Buffer, from: number, n: number): number {
  let at = from;
  for (let k = 0; k < n; k++) {
    at = bytes.indexOf(10, at) + 1;
    if (at === 0) return -1;
  }
  return at;
}

const MARKS = new Set([...'#%/!;-'].map((mark) => mark.charCodeAt(0)));

/** Where the lines end that begin as the first one does, with a mark of comments; in utf-16, too. */
function endOfComments(bytes: Uint8Array): number {
  // line ends, marks of byte order, and the zeros of utf-16
  const next = (from: number) => {
    let at = from;
    while (
      at < bytes.length &&
      (bytes[at]! >= 0xbb || bytes[at] === 0 || bytes[at] === 10 || bytes[at] === 13)
    )
      at++;
    return at;
  };
  let at = next(0);
  const mark = bytes[at];
  if (mark === undefined || !MARKS.has(mark)) return 0;
  while (bytes[at] === mark) {
    const end = bytes.indexOf(10, at);
    if (end < 0) return bytes.length;
    at = next(end);
  }
  return at;
}
