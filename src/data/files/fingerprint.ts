// Files on disk: what identifies a version of one, and whether it stayed as it was.
import { createHash } from 'node:crypto';
import { open, readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Fingerprint } from '../../protocol/data';
import { DataError } from '../errors';
import { say } from '../../protocol/sentence';

const EDGE = 1024 * 1024;

/** Size, time of change, and a hash of the content (of its first and last MB when it is larger than 64 MB). */
export async function fingerprintOf(path: string): Promise<Fingerprint> {
  const { size, mtimeMs } = await stat(path);
  const hash = createHash('sha256').update(String(size));
  if (size <= 64 * EDGE) hash.update(await readFile(path));
  else {
    const file = await open(path);
    try {
      for (const position of [0, size - EDGE])
        hash.update((await file.read({ buffer: Buffer.alloc(EDGE), position })).buffer);
    } finally {
      await file.close();
    }
  }
  return { size, modified: mtimeMs, hash: hash.digest('hex') };
}

/** Of several files together, in their order. */
export async function fingerprintOfAll(paths: string[]): Promise<Fingerprint> {
  if (paths.length === 1) return fingerprintOf(paths[0]!);
  const each = await Promise.all(paths.map(fingerprintOf));
  const hash = createHash('sha256');
  paths.forEach((path, i) => hash.update(`${basename(path)}\0${each[i]!.hash}\0`));
  return {
    size: each.reduce((sum, f) => sum + f.size, 0),
    modified: Math.max(...each.map((f) => f.modified)),
    hash: hash.digest('hex'),
  };
}

/**
 * @throws DataError if the file is no longer as it was: what was read may be half of one version
 * and half of another
 */
export async function requireUnchanged(
  path: string,
  { size, modified }: Pick<Fingerprint, 'size' | 'modified'>,
): Promise<void> {
  const now = await stat(path).catch(() => null);
  if (now?.size === size && now.mtimeMs === modified) return;
  throw new DataError(
    say(
      now
        ? '{0} changed while it was read. Wait until it is written, then try again.'
        : '{0} was deleted while it was read. Restore it, then try again.',
      basename(path),
    ),
  );
}

export async function isParquet(path: string): Promise<boolean> {
  const file = await open(path).catch((error: NodeJS.ErrnoException) => {
    throw new DataError(
      error.code === 'EACCES'
        ? say('{0} cannot be read: permission denied.', basename(path))
        : say('{0} cannot be read: {1}.', basename(path), error.code!),
    );
  });
  try {
    const { buffer } = await file.read({ buffer: Buffer.alloc(4), position: 0 });
    return buffer.toString('latin1') === 'PAR1';
  } finally {
    await file.close();
  }
}
