// The bytes of a file in pieces, unpacked where they are compressed with gzip.
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { DataError } from './errors';

const PIECE = 4 * 1024 * 1024;
/** So much of the beginning decides how a text is read. */
export const HEAD = 256 * 1024;

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

/** The first bytes, unpacked. `whole`: there are no more. */
export async function headOf(path: string): Promise<{ head: Uint8Array; gzip: boolean; whole: boolean }> {
  const pieces: Uint8Array[] = [];
  let [length, gzip] = [0, false];
  for await (const piece of bytesOf(path, false)) {
    gzip = isGzip(piece);
    if (gzip) break;
    pieces.push(piece);
    if ((length += piece.length) > HEAD) break;
  }
  if (gzip)
    for await (const piece of bytesOf(path, true)) {
      pieces.push(piece);
      if ((length += piece.length) > HEAD) break;
    }
  return { head: Buffer.concat(pieces).subarray(0, HEAD), gzip, whole: length <= HEAD };
}
