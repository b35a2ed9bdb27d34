// A short list that is remembered by path, in a file of our own storage.
import { readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import * as z from 'zod';
import { bySchema, Stored } from '../../protocol/stored';
import { ensureFolder, writeWhole } from '../files';

/** The oldest are forgotten. */
const MOST = 500;

export type Entry<T> = [path: string, value: T];
interface List<T> {
  entries: Entry<T>[];
}

/** Version 0 was the bare list. */
export const listOf = <T>(kind: string, value: z.ZodType<T>): Stored<List<T>> => {
  const entry = z.tuple([z.string(), value]);
  const entries = z
    .array(z.unknown())
    .transform((all) =>
      all.map((one) => entry.safeParse(one)).flatMap((c) => (c.data ? [c.data] : [])),
    );
  return new Stored<List<T>>(kind, bySchema(z.object({ entries })), [(entries) => ({ entries })]);
};

export class Remembered<T> {
  private writing: Promise<void> = Promise.resolve();

  /** @param dropped hears why what lies in the file is not read */
  constructor(
    private readonly folder: string,
    private readonly file: string,
    private readonly kind: Stored<List<T>>,
    private readonly dropped: (why: string) => void,
  ) {}

  /** The newest last. */
  async all(): Promise<Entry<T>[]> {
    const text = await readFile(join(this.folder, this.file), 'utf8').catch(() => null);
    if (text === null) return []; // none yet
    const { content, dropped } = this.kind.read(parsed(text));
    if (dropped !== null) this.dropped(`${this.file}: ${dropped}`);
    return content?.entries ?? [];
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
        const list = this.kind.write({ entries: after.slice(-MOST) });
        await writeWhole(join(this.folder, this.file), JSON.stringify(list));
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

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
