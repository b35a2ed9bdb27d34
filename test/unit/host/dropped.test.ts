// What a list of dropped addresses holds.
import { expect, test, vi } from 'vitest';

vi.mock('vscode', () => ({}));
const { droppedFiles } = await import('../../../src/host/dropped');

test('files are told from other addresses; comments and empty lines are left out', () => {
  const list =
    '# from a file manager\r\nfile:///data/two%20moons.csv\r\n\r\nhttps://example.org/x.csv\nFILE:///c.csv\n';
  expect(droppedFiles(list)).toEqual({
    files: ['file:///data/two%20moons.csv', 'FILE:///c.csv'],
    others: ['https://example.org/x.csv'],
  });
  expect(droppedFiles('')).toEqual({ files: [], others: [] });
});
