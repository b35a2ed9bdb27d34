// Files are written beside their place, then renamed, so that nothing half-written is ever seen.
import { randomBytes } from 'node:crypto';
import { rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { DataError } from '../errors';
import { say } from '../../protocol/sentence';

/**
 * Writes a file under another name beside `path`, then gives it its own.
 * @throws DataError with a sentence for the user
 */
export async function beside(
  path: string,
  write: (target: string) => Promise<void>,
): Promise<void> {
  const folder = dirname(resolve(path));
  if (!(await stat(folder).catch(() => null))?.isDirectory())
    throw new DataError(
      say(
        'The folder {0} does not exist: {1} was not written. Create it or choose another place.',
        folder,
        basename(path),
      ),
    );
  if ((await stat(path).catch(() => null))?.isDirectory())
    throw new DataError(say('{0} is a folder. Choose a file name.', path));
  const target = join(folder, `.flowscope-${randomBytes(6).toString('hex')}.tmp`);
  try {
    await write(target);
    await rename(target, path);
  } catch (error) {
    await rm(target, { force: true });
    const code = (error as NodeJS.ErrnoException).code;
    const text = String((error as Error).message);
    if (code === 'ENOSPC' || /No space left/i.test(text))
      throw new DataError(
        say(
          'The disk is full: {0} was not written. Free some space and try again.',
          basename(path),
        ),
      );
    if (
      code === 'EACCES' ||
      code === 'EROFS' ||
      code === 'EPERM' ||
      /Permission denied|Read-only/i.test(text)
    )
      throw new DataError(
        say('{0} cannot be written: permission denied. Choose another place.', path),
      );
    throw error;
  }
}
