// How the user had files read, kept by path in our own storage.
import type { Reading } from '../../protocol/data';
import { reading as schema } from '../../protocol/arguments';
import { listOf, Remembered } from './remembered';

const readings = listOf<Reading>('how files were read', schema);

export class Readings {
  private readonly kept: Remembered<Reading>;

  constructor(folder: string, dropped: (why: string) => void) {
    this.kept = new Remembered(folder, 'readings.json', readings, dropped);
  }

  async of(path: string): Promise<Reading | null> {
    return (await this.kept.all()).find(([known]) => known === path)?.[1] ?? null;
  }

  /** An empty reading is forgotten: the file is read as it seems. */
  keep(path: string, said: Reading): Promise<void> {
    return this.kept.change((all) => {
      const others = all.filter(([known]) => known !== path);
      return isEmpty(said) ? others : [...others, [path, said]];
    });
  }

  /** A file or a folder has another path now. */
  moved(from: string, to: string): Promise<void> {
    return this.kept.moved(from, to);
  }
}

export function isEmpty(said: Reading): boolean {
  return Object.values(said).every(
    (v) => v === undefined || (typeof v === 'object' && Object.keys(v as object).length === 0),
  );
}
