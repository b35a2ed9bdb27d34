// The bytes of a file in pieces, unpacked where they are compressed with gzip.
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { DataError } from './errors';

const PIECE = 4 * 1024 * 1024;
/** So much of the beginning decides how a text is read. */
export const HEAD = 256 * 1024;
const [FIRST_LINES, LONGEST_HEAD] = [5, 8 * 1024 * 1024];

export const isGzip = (bytes: Uint8Array) => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** @throws DataError where gzip is damaged; AbortError after `signal` */
export async function* bytesOf(path: string, gzip: boolean, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
  const file = createReadStream(path, { highWaterMark: PIECE });
  const unpacked = gzip ? file.pipe(createGunzip({ chunkSize: PIECE })) : file;
  file.on('error', (error) => unpacked.destroy(error));
  try {
    for await (const piece of unpacked) {
      signal?.throwIfAborted();
      yield piece as Uint8Array;
    }
  } catch (error) {
    if (/^Z_/.test((error as NodeJS.ErrnoException).code ?? '')) throw new DataError('it is compressed with gzip, and damaged. Restore it from a copy.');
    throw error;
  } finally {
    unpacked.destroy();
    file.destroy();
  }
}

/** The first bytes, unpacked: as many as decide how a text is read. `whole`: there are no more. */
export async function headOf(path: string): Promise<{ head: Uint8Array; gzip: boolean; whole: boolean }> {
  const plain = await beginning(bytesOf(path, false));
  if (!isGzip(plain.head)) return { ...plain, gzip: false };
  return { ...(await beginning(bytesOf(path, true))), gzip: true };
}

/** Lines of very many columns are longer than `HEAD`: of these the first few are taken. */
async function beginning(all: AsyncIterable<Uint8Array>): Promise<{ head: Uint8Array; whole: boolean }> {
  let taken = Buffer.alloc(0);
  for await (const piece of all) {
    taken = Buffer.concat([taken, piece]);
    if (taken.length <= HEAD) continue;
    const end = endOfLine(taken, FIRST_LINES);
    if (end >= 0 || taken.length > LONGEST_HEAD) {
      const size = Math.max(HEAD, Math.min(end < 0 ? LONGEST_HEAD : end, LONGEST_HEAD));
      if (size < taken.length) return { head: taken.subarray(0, size), whole: false };
    }
  }
  return { head: taken, whole: true };
}

/** Where the n-th line ends; -1 where there are fewer. */
function endOfLine(bytes: Buffer, n: number): number {
  let at = 0;
  for (let k = 0; k < n; k++) {
    at = bytes.indexOf(10, at) + 1;
    if (at === 0) return -1;
  }
  return at;
}
