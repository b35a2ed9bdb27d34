// Writing files so that nothing half-written is ever seen: write beside, then rename.
import { randomBytes } from 'node:crypto';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, basename } from 'node:path';
import { SessionError } from './errors';
import { say } from '../protocol/sentence';

/** @throws SessionError when the folder is missing, or the errors of the file system */
export async function writeWhole(path: string, content: Uint8Array | string): Promise<void> {
  const folder = dirname(path);
  const there = await stat(folder).catch(() => null);
  if (!there?.isDirectory())
    throw new SessionError(
      say(
        'The folder {0} does not exist: {1} was not written. Create it or choose another place.',
        folder,
        basename(path),
      ),
    );
  if ((await stat(path).catch(() => null))?.isDirectory())
    throw new SessionError(say('{0} is a folder. Choose a file name.', path));
  const beside = join(folder, `.${basename(path)}.${randomBytes(4).toString('hex')}.tmp`);
  try {
    const file = await open(beside, 'wx');
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    (error as NodeJS.ErrnoException).path = path;
    throw error;
  }
}

export async function ensureFolder(path: string): Promise<string> {
  await mkdir(path, { recursive: true });
  return path;
}
