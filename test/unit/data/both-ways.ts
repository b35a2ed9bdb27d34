// Two data rooms for the same files: one reads small texts with care, the other gives every plain
// one to DuckDB as it is.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { type DataRoom, openDataRoom } from '../../../src/data';

/** Filled before the tests of a file, and closed after them. */
export function bothWays(): DataRoom[] {
  const rooms: DataRoom[] = [];
  const temporary = () => mkdtempSync(join(tmpdir(), 'flowscope-room-'));
  beforeAll(async () => {
    rooms.push(
      await openDataRoom({ temporary: temporary() }),
      await openDataRoom({
        temporary: temporary(),
        limits: { straight: 0, everything: 0, columns: 2000 },
      }),
    );
  });
  afterAll(() => rooms.forEach((room) => room.close()));
  return rooms;
}
