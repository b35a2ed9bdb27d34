// A short list that is remembered by path, in a file of our own storage.
import { readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { ensureFolder, writeWhole } from '../files';

/** The oldest are forgotten. */
const MOST = 500;

export type Entry<T> = [path: string, value: T];

export class Remembered<T> {
  private writing: Promise<void> = Promise.resolve();

  /** @param check the value as it lies in the file, or null where it is not ours */
  constructor(
    private readonly folder: string,
    private readonly file: string,
    private readonly check: (value: unknown) => T | null,
  ) {}

  /** The newest last. */
  async all(): Promise<Entry<T>[]> {
    try {
      const found = JSON.parse(await readFile(join(this.folder, this.file), 'utf8')) as unknown;
      if (!Array.isArray(found)) return [];
      return found.flatMap((entry: unknown) => {
        const [path, value] = Array.isArray(entry) ? (entry as unknown[]) : [];
        const checked = this.check(value);
        return typeof path === 'string' && checked !== null ? [[path, checked] as Entry<T>] : [];
      });
    } catch {
      return []; // none yet, or not ours
    }
  }

  /** One change after the other. */
  change(next: (all: Entry<T>[]) => Entry<T>[]): Promise<void> {
    this.writing = this.writing
      .catch(() => undefined)
      .then(async () => {
        const before = await this.all();
        const after = next(before);
        if (JSON.stringify(after) === JSON.stringify(before)) return;
        await ensureFolder(this.folder);
        await writeWhole(join(this.folder, this.file), JSON.stringify(after.slice(-MOST)));
      });
    return this.writing;
  }

  /** A file or a folder has another path now. */
  moved(from: string, to: string): Promise<void> {
    return this.change((all) => {
      const moved = all.map(([path, value]): Entry<T> => [
        pathAfter(path, from, to) ?? path,
        value,
      ]);
      return moved.filter(([path], i) => moved.findLastIndex(([other]) => other === path) === i);
    });
  }
}

/** Where `path` is after `from`, a file or a folder, became `to`; null: it did not move. */
export function pathAfter(path: string, from: string, to: string): string | null {
  if (path === from) return to;
  return path.startsWith(from.endsWith(sep) ? from : from + sep)
    ? to + path.slice(from.length)
    : null;
}
