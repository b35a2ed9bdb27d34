// The beginning of a large text as a table of its own: a first picture while the rest is read.
import { randomBytes } from 'node:crypto';
import { open, rm, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { fingerprintOf, isParquet } from '../../files/fingerprint';
import { bytesOf, isGzip } from '../../text/bytes';
import { encodingOf } from '../../text/encoding';
import { LIMITS, type Loaded, type Opening } from '../loaded';
import { loadFile } from './load-file';

/** Smaller files are read whole before a picture of a part could be looked at. */
const FROM = 48 * 1024 * 1024;
const PART = 8 * 1024 * 1024;

export interface Beginning {
  loaded: Loaded;
  /** rows of the whole file, as far as the length of these lets one guess; null for a compressed file */
  about: number | null;
}

/** Null where the file is small, says itself where its rows are (Parquet), or cannot be cut at the end of a line. */
export async function beginningOf(
  path: string,
  opening: Opening,
  { from = FROM, part = PART }: { from?: number; part?: number } = {},
): Promise<Beginning | null> {
  const there = await stat(path).catch(() => null);
  if (!there?.isFile() || there.size < from || (await isParquet(path))) return null;
  const copy = join(opening.temporary, `${randomBytes(6).toString('hex')}${extname(path)}`);
  try {
    const { bytes, gzip } = await lines(path, part, opening.said.encoding);
    if (!bytes) return null;
    const file = await open(copy, 'wx');
    try {
      await file.appendFile(bytes);
    } finally {
      await file.close();
    }
    const loaded = await loadFile(copy, { ...opening, limits: { ...LIMITS, straight: 0 } });
    return {
      loaded: { ...loaded, path, files: [path], fingerprint: await fingerprintOf(path) },
      about: gzip ? null : Number(((loaded.rows * there.size) / bytes.length).toPrecision(3)),
    };
  } catch {
    return null; // what is wrong with it, reading the whole will say
  } finally {
    await rm(copy, { force: true });
  }
}

/** The first whole lines; `bytes` is null where there is no end of a line. */
async function lines(
  path: string,
  part: number,
  said: string | undefined,
): Promise<{ bytes: Buffer | null; gzip: boolean }> {
  const read = async (gzip: boolean): Promise<Buffer> => {
    const pieces: Uint8Array[] = [];
    let length = 0;
    for await (const piece of bytesOf(path, gzip)) {
      pieces.push(piece);
      if ((length += piece.length) >= part || (!gzip && isGzip(pieces[0]!))) break;
    }
    return Buffer.concat(pieces).subarray(0, part);
  };
  let bytes = await read(false);
  const gzip = isGzip(bytes);
  if (gzip) bytes = await read(true);
  const end = lastLineEnd(bytes, encodingOf(bytes, said).decoder);
  return { bytes: end > 0 ? bytes.subarray(0, end) : null, gzip };
}

/** Where the last whole line ends; 0 where there is none. */
function lastLineEnd(bytes: Buffer, decoder: string): number {
  if (!decoder.startsWith('utf-16')) return bytes.lastIndexOf(10) + 1;
  const [first, second] = decoder === 'utf-16le' ? [10, 0] : [0, 10];
  let at = (bytes.length >> 1) * 2 - 2;
  while (at >= 0 && (bytes[at] !== first || bytes[at + 1] !== second)) at -= 2;
  return at + 2;
}
