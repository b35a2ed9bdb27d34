// Versions of what is stored: each step makes the next version of it, and nothing is read by guess.
import { expect, test } from 'vitest';
import { Stored } from '../../../src/protocol/stored';

/** Version 0 was a bare text, 1 named it, 2 counts it in metres. */
const lengths = new Stored<{ metres: number }>(
  'a length',
  (content) => {
    const { metres } = content as { metres?: unknown };
    return typeof metres === 'number' ? { metres } : null;
  },
  [
    (text) => ({ feet: Number(text) }),
    (content) => ({ metres: (content as { feet: number }).feet * 0.3048 }),
  ],
);

test('an earlier version goes through every step after it', () => {
  for (const written of ['10', { version: 1, feet: 10 }, { version: 2, metres: 3.048 }])
    expect(lengths.read(written)).toEqual({ content: { metres: 3.048 }, dropped: null });
});

test('what is written says the newest version, and is read back', () => {
  expect(lengths.write({ metres: 2 })).toEqual({ version: 2, metres: 2 });
  expect(lengths.read(lengths.write({ metres: 2 })).content).toEqual({ metres: 2 });
});

test('what is newer, damaged or of no version is dropped, with the reason', () => {
  expect(lengths.read({ version: 3, metres: 2 }).dropped).toBe(
    'Dropped a length: a newer Flowscope wrote it (version 3, and this one reads 2).',
  );
  expect(lengths.read({ version: 2, metres: '2' }).dropped).toBe(
    'Dropped a length: it is not as expected.',
  );
  for (const version of [0, -1, 1.5, null, '2'])
    expect(lengths.read({ version, metres: 2 }).dropped).toBe(
      'Dropped a length: its version is not a number.',
    );
});
