// How the user had files read, kept by path in our own storage.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Reading } from '../protocol/data';
import { reading as schema } from '../protocol/service';
import { ensureFolder, writeWhole } from './files';

const FILE = 'readings.json';
/** The oldest are forgotten. */
const MOST = 500;

export class Readings {
  private writing: Promise<void> = Promise.resolve();

  constructor(private readonly folder: string) {}

  async of(path: string): Promise<Reading | null> {
    return (await this.all()).find(([known]) => known === path)?.[1] ?? null;
  }

  /** An empty reading is forgotten: the file is read as it seems. */
  keep(path: string, said: Reading): Promise<void> {
    this.writing = this.writing
      .catch(() => undefined)
      .then(async () => {
        const others = (await this.all()).filter(([known]) => known !== path);
        const all = isEmpty(said) ? others : [...others, [path, said] as [string, Reading]];
        await ensureFolder(this.folder);
        await writeWhole(join(this.folder, FILE), JSON.stringify(all.slice(-MOST)));
      });
    return this.writing;
  }

  private async all(): Promise<[string, Reading][]> {
    try {
      const found = JSON.parse(await readFile(join(this.folder, FILE), 'utf8')) as unknown;
      if (!Array.isArray(found)) return [];
      return found.flatMap((entry: unknown) => {
        const [path, said] = Array.isArray(entry) ? (entry as unknown[]) : [];
        const checked = schema.safeParse(said);
        return typeof path === 'string' && checked.success ? [[path, checked.data] as [string, Reading]] : [];
      });
    } catch {
      return []; // none yet, or not ours
    }
  }
}

export function isEmpty(said: Reading): boolean {
  return Object.values(said).every((v) => v === undefined || (typeof v === 'object' && Object.keys(v as object).length === 0));
}
