// The effect of a transform on a real table: the fit's own code, drawn before the fit.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDataRoom, type DataRoom, type Table } from '../../../src/data';
import { normals } from '../../../src/flows/random';
import { transformPreview } from '../../../src/session/pictures/transform-preview';
import { english } from '../../../src/protocol/sentence';

let room: DataRoom;
let table: Table;
beforeAll(async () => {
  const dir = mkdtempSync(join(tmpdir(), 'flowscope-preview-'));
  room = await openDataRoom({ temporary: dir });
  const z = normals(1, 1, 0, 4000, 2);
  const rows = Array.from({ length: 4000 }, (_, i) =>
    [Math.exp(z[2 * i]!), 1 / (1 + Math.exp(-z[2 * i + 1]!)), i % 5].join(','),
  );
  const path = join(dir, 'skewed.csv');
  writeFileSync(path, `income,share,doors\n${rows.join('\n')}\n`);
  table = await room.open(path);
});
afterAll(() => {
  table.close();
  room.close();
});

/** Mean and standard deviation of a histogram, from the middles of its bins. */
function moments({ edges, counts }: { edges: number[]; counts: number[] }): [number, number] {
  const n = counts.reduce((a, b) => a + b, 0);
  const middle = (b: number) => (edges[b]! + edges[b + 1]!) / 2;
  const mean = counts.reduce((s, c, b) => s + c * middle(b), 0) / n;
  return [mean, Math.sqrt(counts.reduce((s, c, b) => s + c * (middle(b) - mean) ** 2, 0) / n)];
}

test.each([
  ['income', { kind: 'auto' as const }, 'log'],
  ['income', { kind: 'asinh' as const }, 'asinh'],
  ['share', { kind: 'logit' as const, lower: 0, upper: 1 }, 'logit'],
  ['share', { kind: 'none' as const }, 'none'],
])('%s with %o becomes %s, standardised', async (column, choice, kind) => {
  const preview = await transformPreview(table, column, choice);
  expect(preview).toMatchObject({ kind, rows: 4000, integer: false });
  const [mean, sd] = moments(preview.after);
  expect(mean).toBeCloseTo(0, 1);
  expect(sd).toBeCloseTo(1, 1);
  expect(
    preview.density.reduce(
      (s, d, b) => s + d * (preview.after.edges[b + 1]! - preview.after.edges[b]!),
      0,
    ),
  ).toBeCloseTo(1, 9);
  expect(preview.before.counts.reduce((a, b) => a + b, 0)).toBe(4000);
});

test('whole numbers get noise, and a note says so', async () => {
  const preview = await transformPreview(table, 'doors', { kind: 'none' });
  expect(preview.integer).toBe(true);
  expect(preview.notes.map(english).join(' ')).toContain('noise within ±1/2');
  expect(preview.after.counts.filter((c) => c > 0)).toHaveLength(40); // spread out, unlike the five values before
});

test('what does not suit the values is one sentence', async () => {
  await expect(transformPreview(table, 'doors', { kind: 'log' })).rejects.toThrow(
    'log needs positive values',
  );
  await expect(
    transformPreview(table, 'share', { kind: 'logit', lower: 0.4, upper: 0.6 }),
  ).rejects.toThrow('Choose wider bounds');
});

test('noise can be asked for or refused, and bounds must leave room for it', async () => {
  expect(await transformPreview(table, 'doors', { kind: 'none', integer: false })).toMatchObject({
    integer: false,
    notes: [],
  });
  expect(
    await transformPreview(table, 'doors', { kind: 'logit', lower: -1, upper: 5, integer: true }),
  ).toMatchObject({ integer: true, kind: 'logit' });
  await expect(
    transformPreview(table, 'doors', { kind: 'logit', lower: -0.4, upper: 5 }),
  ).rejects.toThrow('noise within ±1/2 included');
  await expect(transformPreview(table, 'income', { kind: 'none', integer: true })).rejects.toThrow(
    'not whole numbers',
  );
});
