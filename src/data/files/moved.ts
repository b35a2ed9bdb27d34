// Where a table lies now that is no longer at its path: known again by its content, as a rename
// outside the editor tells nobody.
import type { Stats } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import type { Fingerprint } from '../../protocol/data';
import { fingerprintOf } from './fingerprint';
import { fingerprintOfTable } from './table-files';

const SKIP = new Set(['node_modules', '.git', '.venv']);
/** Files and folders that a search looks at, and how deep. */
const [MOST, DEEP] = [20_000, 8];
/** Clocks of a file system and ours may differ a little. */
const SLACK = 2000;

/** A table where it was last seen. */
export interface LastSeen {
  path: string;
  fingerprint: Fingerprint;
  /** of the file or folder; null for a pattern */
  there: Pick<Stats, 'ino' | 'dev' | 'isFile'> | null;
  /** when it was still there */
  at: number;
}

/**
 * The new path of a table that vanished: beside its old one, or within a folder that has another
 * name now, or anywhere in `folders`. A copy that was there before is not taken for it. Null: it is
 * nowhere.
 */
export async function movedTo(seen: LastSeen, folders: string[]): Promise<string | null> {
  const near = await beside(seen.path);
  for (const path of near) if (await isIt(path, seen)) return path;
  for (const folder of folders) {
    const found = await withContent(folder, seen.fingerprint, {
      accepts: (path, there) => isNew(there, seen) && !near.includes(path),
    });
    if (found) return found;
  }
  return null;
}

/** The first file in a folder, and in those within it, that has this content; null: none has. */
export async function withContent(
  folder: string,
  { size, hash }: Fingerprint,
  {
    deep = DEEP,
    accepts = () => true,
  }: { deep?: number; accepts?: (path: string, there: Stats) => boolean } = {},
): Promise<string | null> {
  const waiting = [{ folder, depth: 1 }];
  for (let looked = 0, next = waiting.shift(); next && looked < MOST; next = waiting.shift()) {
    for (const entry of await readdir(next.folder, { withFileTypes: true }).catch(() => [])) {
      looked++;
      const path = join(next.folder, entry.name);
      if (entry.isDirectory() && next.depth < deep && !SKIP.has(entry.name))
        waiting.push({ folder: path, depth: next.depth + 1 });
      const there = entry.isFile() ? await stat(path).catch(() => null) : null;
      if (
        there?.size === size &&
        accepts(path, there) &&
        (await hashOf(fingerprintOf(path))) === hash
      )
        return path;
    }
  }
  return null;
}

/** Where the path would be if what is missing of it had the name of something beside. */
async function beside(path: string): Promise<string[]> {
  let folder = dirname(path);
  while (!(await stat(folder).catch(() => null)) && dirname(folder) !== folder)
    folder = dirname(folder);
  const [missing, ...rest] = relative(folder, path).split(sep);
  const names = await readdir(folder).catch(() => []);
  return names
    .filter((name) => name !== missing)
    .slice(0, MOST)
    .map((name) => join(folder, name, ...rest));
}

async function isIt(path: string, seen: LastSeen): Promise<boolean> {
  const there = await stat(path).catch(() => null);
  if (
    seen.there &&
    (!there ||
      there.isFile() !== seen.there.isFile() ||
      !isNew(there, seen) ||
      (there.isFile() && there.size !== seen.fingerprint.size))
  )
    return false;
  return (await hashOf(fingerprintOfTable(path))) === seen.fingerprint.hash;
}

/** The file itself under another name, or one that came after it was last seen. */
const isNew = (there: Stats, { there: before, at }: LastSeen) =>
  (there.ino === before?.ino && there.dev === before.dev) || there.ctimeMs > at - SLACK;

const hashOf = (fingerprint: Promise<Fingerprint>) =>
  fingerprint.then(
    ({ hash }) => hash,
    () => null,
  );
