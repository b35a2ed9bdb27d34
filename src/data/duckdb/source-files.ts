// The files that a table was read from: where they lie now, and whether they changed.
import { basename, dirname, join, relative } from 'node:path';
import { fingerprintOfAll } from '../files/fingerprint';
import { filesOf } from '../files/table-files';
import type { Loaded } from './loaded';
import { literal, plainPath } from './sql';

/** The files that lie there now; null: there are none. */
export async function filesNow({ path, files }: Loaded): Promise<string[] | null> {
  return (await filesOf(path).catch(() => null)) ?? (files[0] === path ? [path] : null);
}

/** Whether the files on disk are no longer those that were read. */
export async function changed(loaded: Loaded): Promise<boolean> {
  try {
    return (
      (await fingerprintOfAll((await filesNow(loaded)) ?? [])).hash !== loaded.fingerprint.hash
    );
  } catch {
    return true; // gone
  }
}

/** Whether fields have to be read from a file again that has changed since. */
export async function rereads(loaded: Loaded): Promise<boolean> {
  const { text, source, files } = loaded;
  return !text.every(Boolean) && !source.numbered && files.length > 0 && (await changed(loaded));
}

/** Its file or folder has another path from now on, and is the same otherwise. */
export function move(loaded: Loaded, path: string): void {
  const files = loaded.files.map((file) =>
    file === loaded.path ? path : join(folderOf(path), relative(folderOf(loaded.path), file)),
  );
  const quoted = (file: string) => literal(plainPath(file));
  loaded.files.forEach(
    (file, i) =>
      (loaded.source.sql = loaded.source.sql.replaceAll(quoted(file), quoted(files[i]!))),
  );
  [loaded.path, loaded.files] = [path, files];
}

/** The folder that holds the files of a folder or pattern. */
const folderOf = (path: string) => (/[*?]/.test(basename(path)) ? dirname(path) : path);
