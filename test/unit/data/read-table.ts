// A text as a table in a room of its own: for tests of what a file is read as.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { type DataRoom, openDataRoom } from '../../../src/data';
import { english } from '../../../src/protocol/sentence';

/** Opens a room before the tests of a file, and closes it after them. */
export function tableReader() {
  const dir = mkdtempSync(join(tmpdir(), 'flowscope-tables-'));
  let room: DataRoom;
  beforeAll(
    async () =>
      void (room = await openDataRoom({
        threads: 1,
        temporary: mkdtempSync(join(tmpdir(), 'flowscope-room-')),
      })),
  );
  afterAll(() => room.close());
  let next = 0;
  /** What is read: columns with their types and means, units, rows, dialect and all notes as one text. */
  const read = async (content: string | Uint8Array, name = 'table.csv') => {
    const path = join(dir, `${next++}-${name}`);
    writeFileSync(path, content);
    const table = await room.open(path);
    try {
      const { columns, rows, dialect, notes } = await table.profile();
      return {
        columns: columns.map((c) => [
          c.name,
          c.type,
          c.mean === null ? null : Number(c.mean.toFixed(6)),
        ]),
        units: columns.map((c) => c.unit ?? null),
        rows,
        dialect,
        notes: notes.map(english).join(' '),
      };
    } finally {
      table.close();
    }
  };
  return { dir, read, room: () => room };
}
