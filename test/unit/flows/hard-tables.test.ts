// Tables on which a plain fit would fail: few rows, columns that hardly vary, scales beyond double precision.
import { describe, expect, test } from 'vitest';
import { referenceEngine } from '../../../src/engines/reference/engine';
import { fit } from '../../../src/flows/fit/fit';
import { checkHealth } from '../../../src/flows/health';
import { normals } from '../../../src/flows/random';
import type { FitRequest } from '../../../src/flows/fit/request';
import { english } from '../../../src/protocol/sentence';

/** A fit of these columns, each a function of the row. */
function fitOf(
  count: number,
  columns: ((n: number) => number)[],
  request: Partial<FitRequest> = {},
) {
  const names = columns.map((_, d) => `c${d}`);
  const values = Float64Array.from({ length: count * columns.length }, (_, i) =>
    columns[i % columns.length]!(Math.floor(i / columns.length)),
  );
  const integer = columns.map((of) =>
    Array.from({ length: count }, (_, n) => of(n)).every(Number.isInteger),
  );
  return fit(
    referenceEngine,
    {
      columns: names,
      values,
      rowNumbers: Float64Array.from({ length: count }, (_, n) => n),
      count,
      read: count,
      leftOut: 0,
      integer,
    },
    { flow: 'gaussian', seed: 1, steps: 1, ...request },
    { progress: () => undefined, shouldStop: () => false },
  );
}
const z = normals(21, 1, 0, 400, 100);
const normal = (column: number) => (n: number) => z[n * 100 + column]!;
const shared = (column: number) => (n: number) => z[n * 100 + column]! + 3 * z[n * 100 + 99]!;

describe('few rows', () => {
  test.each([
    [60, 40],
    [50, 80],
    [300, 90],
  ])(
    '%i rows x %i columns: a shrunk covariance, finite, and named',
    async (count, dim) => {
      const { metadata, tensors } = await fitOf(
        count,
        Array.from({ length: dim }, (_, d) => shared(d)),
      );
      expect(metadata.specification.columns).toHaveLength(dim);
      expect(metadata.gaussian.kind).toBe('shrunk');
      expect(metadata.notes.map(english).join()).toContain('Gaussian with shrunk covariance');
      for (const score of [metadata.scores.flow, metadata.scores.gaussian])
        expect([score.mean, score.standardError].every(Number.isFinite)).toBe(true);
      // the flow is that Gaussian: shrinking helps by far
      expect(metadata.scores.flow.mean).toBeGreaterThan(-2.2 * dim);
      expect(Object.values(tensors).every(({ values }) => values.every(Number.isFinite))).toBe(
        true,
      );
    },
    60_000,
  );
  test('plenty of rows: full, and nothing is said', async () => {
    const { metadata } = await fitOf(400, [normal(0), normal(1)]);
    expect(metadata.gaussian.kind).toBeUndefined();
    expect(metadata.notes).toEqual([]);
  });
});

describe('columns that hardly vary', () => {
  test.each([1, 2, 9])(
    '%i rows of 300 differ: left out, said, and the rest is fitted',
    async (others) => {
      const { metadata } = await fitOf(300, [
        (n) => (n % 33 === 7 && n / 33 < others ? 1.5 : 0),
        normal(0),
        normal(1),
      ]);
      expect(metadata.specification.columns).toEqual(['c1', 'c2']);
      expect(english(metadata.notes[0]!)).toMatch(
        /"c0" was held out: it is nearly constant \(.*differ.* from 0\)/,
      );
    },
  );
  test('constant only among rows that train: left out and said, and the others are fitted', async () => {
    const { splitRows } = await import('../../../src/flows/split/split');
    const outside = new Set([
      ...splitRows({ rowNumbers: Float64Array.from({ length: 400 }, (_, n) => n) }).test,
    ]);
    const { metadata } = await fitOf(
      400,
      [(n) => (outside.has(n) ? 0.5 + n : 1.5), normal(0), normal(1)],
      { flow: 'affine' },
    );
    expect(metadata.specification.columns).toEqual(['c1', 'c2']);
    expect(metadata.notes.map(english).join()).toContain(
      '"c0" was held out: it has one value only in a part of the rows that trains.',
    );
  });
  test('a column of which one row in twenty differs stays', () => {
    const values = Float64Array.from({ length: 200 }, (_, n) => (n % 20 === 0 ? z[n]! : 0));
    expect(checkHealth(values, 200, ['a'], [false]).usable).toEqual([0]);
  });
});

describe('beyond double precision', () => {
  test.each([
    [1e307, 'too large'],
    [1e199, 'too large'],
    [1e-201, 'too little'],
  ])('a scale of %f: left out with the reason', async (scale, reason) => {
    const { metadata } = await fitOf(100, [(n) => scale * normal(0)(n), normal(1)]);
    expect(metadata.specification.columns).toEqual(['c1']);
    expect(english(metadata.notes[0]!)).toContain(reason);
  });
  test('alone: refused with the reason', async () => {
    await expect(fitOf(100, [(n) => 1e300 * normal(0)(n)])).rejects.toThrow(
      /"c0" was left out, as its values are too large/,
    );
  });
  test.each([1e130, 1e-130])('a scale of %f is fitted', async (scale) => {
    const { metadata } = await fitOf(100, [(n) => scale * normal(0)(n), normal(1)]);
    expect(metadata.specification.columns).toHaveLength(2);
    expect(Number.isFinite(metadata.scores.flow.mean)).toBe(true);
  });
});
