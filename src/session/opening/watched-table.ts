// Looks at a table's files again and again: are they as they were read, changed, or gone? Waits for whoever writes one.
import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { movedTo, type Table } from '../../data';

export type Look =
  /** as it was read, or nothing is settled yet */
  { kind: 'same' } | { kind: 'changed' } | { kind: 'gone' } | { kind: 'moved'; path: string };

export class WatchedTable {
  private last: Look = { kind: 'same' };
  /** names, sizes and times of the files at the last look, and when `last` was found */
  private signature: string | null;
  private settled: string | null;
  private there: Stats | null = null;
  private at = Date.now();

  private constructor(
    private readonly table: Table,
    signature: string | null,
  ) {
    this.signature = this.settled = signature;
  }

  /** @param table as it was read: what came since is a change */
  static async of(table: Table): Promise<WatchedTable> {
    const { fingerprint } = await table.profile();
    const now = await signatureOf(table);
    const asRead =
      now !== null && now.size === fingerprint.size && now.modified === fingerprint.modified;
    const watched = new WatchedTable(table, asRead ? now.text : '');
    watched.there = await stat(table.path).catch(() => null);
    return watched;
  }

  /**
   * What counts is what two looks find alike: a file that is being written, or replaced by another, is waited for.
   *
   * @param folders where a table that vanished may lie now
   */
  async look(folders: string[]): Promise<Look> {
    const now = (await signatureOf(this.table))?.text ?? null;
    if (now !== null) this.at = Date.now();
    if (now !== this.settled && now === this.signature) {
      this.last = await this.found(now, folders);
      this.settled = this.last.kind === 'moved' ? '' : now; // at its new place it is looked at anew
    }
    this.signature = now;
    return this.last;
  }

  private async found(signature: string | null, folders: string[]): Promise<Look> {
    const { path } = this.table;
    if (signature !== null) {
      if (await this.table.changed()) return { kind: 'changed' };
      this.there = await stat(path).catch(() => null); // perhaps another file with the same content
      return { kind: 'same' };
    }
    const { fingerprint } = await this.table.profile();
    const to = await movedTo({ path, fingerprint, there: this.there, at: this.at }, folders);
    return to === null ? { kind: 'gone' } : { kind: 'moved', path: to };
  }
}

/** Null: the table is gone. */
async function signatureOf(
  table: Table,
): Promise<{ text: string; size: number; modified: number } | null> {
  const files = await table.filesNow();
  const each = files && (await Promise.all(files.map((file) => stat(file))).catch(() => null));
  if (!files || !each) return null;
  return {
    text: JSON.stringify(each.map(({ size, mtimeMs, ino }, i) => [files[i], size, mtimeMs, ino])),
    size: each.reduce((sum, { size }) => sum + size, 0),
    modified: Math.max(...each.map(({ mtimeMs }) => mtimeMs)),
  };
}
