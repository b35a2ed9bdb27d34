// Clouds that travel in parts: no array is longer than a part, and what arrives is what was sent.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inParts, joining, LARGEST_PART } from '../../../src/protocol/cloud-parts';
import type { CloudView } from '../../../src/protocol/exploration';
import { WaitingParts } from '../../../src/session/pictures/waiting-parts';

function cloud(rows: number, drawn: number, dim: number, kinds: boolean[]): CloudView {
  const [hasGaussian, hasFlow, hasRows, hasSplit] = kinds;
  const points = (count: number, start: number) => ({
    values: Float32Array.from({ length: count * dim }, (_, i) => start + i),
    count,
  });
  return {
    columns: Array.from({ length: dim }, (_, d) => `c${d}`),
    data: points(rows, 0.5),
    ...(hasRows ? { rows: Float64Array.from({ length: rows }, (_, i) => 3 * i) } : {}),
    gaussian: hasGaussian ? points(drawn, 1000) : null,
    flow: hasFlow ? points(drawn, -1000) : null,
    totalRows: rows,
    matching: rows,
    axes: [],
    split: hasSplit
      ? {
          column: 's',
          levels: ['a', 'b'],
          level: Uint8Array.from({ length: rows }, (_, i) => i % 2),
        }
      : null,
  };
}
const clouds = fc
  .tuple(
    fc.integer({ min: 0, max: 60 }),
    fc.integer({ min: 1, max: 60 }),
    fc.integer({ min: 1, max: 4 }),
    fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
  )
  .map(([rows, drawn, dim, kinds]) => cloud(rows, drawn, dim, kinds));

test('what is joined is what was cut, and no part is longer than it may be', () =>
  fc.assert(
    fc.property(clouds, fc.integer({ min: 8, max: 600 }), (view, bytes) => {
      const { begun, parts } = inParts(view, bytes);
      const { whole, add } = joining(begun);
      for (const part of parts) {
        expect(part.values.byteLength).toBeLessThanOrEqual(bytes);
        expect(part.values.buffer.byteLength).toBe(part.values.byteLength);
        add(part);
      }
      expect(whole).toEqual(view);
      for (const values of [begun.data.values, begun.flow?.values, begun.rows, begun.split?.level])
        if (values && parts.length > 0) expect(values.byteLength).toBeLessThanOrEqual(bytes);
    }),
  ));

test('a small cloud comes at once; of a large one the last part ends it, and old ones are gone', () => {
  const waiting = new WaitingParts();
  expect(waiting.begin(cloud(20, 20, 2, [true, true, true, true]))).not.toHaveProperty('rest');
  const large = cloud(LARGEST_PART / 4, 1, 2, [false, false, false, false]);
  const { rest, ...begun } = waiting.begin(large);
  expect(begun.data.values.byteLength).toBe(LARGEST_PART);
  expect(rest!.parts).toBe(1);
  expect(waiting.read(rest!.ticket + 1, 0)).toBeNull();
  expect(waiting.read(rest!.ticket, 0)!.from).toBe(LARGEST_PART / 4);
  expect(waiting.read(rest!.ticket, 0)).toBeNull();
  const tickets = [1, 2, 3].map(() => waiting.begin(large).rest!.ticket);
  expect(tickets.map((ticket) => waiting.read(ticket, 0) !== null)).toEqual([false, true, true]);
});
