// What one model gains over another, and over several seeds.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { spreadOf } from '../../../src/protocol/seeds';
import { shared } from '../../../src/session/fitting/seeds';
import { distinctLabels, pairedDifferences } from '../../../src/session/comparing/paired';

const density = fc.double({ min: -50, max: 50, noNaN: true });

test('the difference is that of the means, and its error is less than that of unpaired rows where models agree', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(density, density, density), { minLength: 2, maxLength: 40 }),
      (rows) => {
        const [a, b, c] = [0, 1, 2].map((k) => Float64Array.from(rows, (r) => r[k]!)) as [
          Float64Array,
          Float64Array,
          Float64Array,
        ];
        const mean = (v: Float64Array) => v.reduce((s, x) => s + x, 0) / v.length;
        const found = pairedDifferences(['a', 'b', 'c'], [a, b, c]);
        expect(found.map((d) => [d.of, d.minus, d.rows])).toEqual([
          ['a', 'b', rows.length],
          ['a', 'c', rows.length],
        ]);
        expect(found[0]!.difference.mean).toBeCloseTo(mean(a) - mean(b), 9);
        const shifted = pairedDifferences(['a', 'b'], [a, a.map((v) => v - 1)])[0]!;
        expect(shifted.difference.mean).toBeCloseTo(1, 9);
        expect(shifted.difference.standardError).toBeCloseTo(0, 9);
      },
    ),
  );
});

test('rows outside the support of both are left out; outside of one they decide', () => {
  const [none] = pairedDifferences(
    ['a', 'b'],
    [Float64Array.of(-Infinity, 1, 2), Float64Array.of(-Infinity, 0.5, 1)],
  );
  expect(none).toMatchObject({ rows: 2, difference: { mean: 0.75 } });
  expect(
    pairedDifferences(['a', 'b'], [Float64Array.of(-Infinity, 1), Float64Array.of(0, 1)])[0]!
      .difference.mean,
  ).toBe(-Infinity);
  expect(
    pairedDifferences(['a', 'b'], [Float64Array.of(-Infinity), Float64Array.of(-Infinity)])[0],
  ).toMatchObject({ rows: 0, difference: { mean: NaN } });
  expect(pairedDifferences(['a'], [Float64Array.of(1)])).toEqual([]);
});

test('labels tell models apart', () => {
  expect(distinctLabels(['m', 'n', 'm', 'm'])).toEqual(['m', 'n', 'm (2)', 'm (3)']);
});

test('the spread is the standard deviation over seeds', () => {
  expect(spreadOf([1, 2, 3, 4])).toEqual({
    mean: 2.5,
    standardDeviation: Math.sqrt(5 / 3),
    low: 1,
    high: 4,
  });
  expect(spreadOf([1]).standardDeviation).toBeNaN();
});

test('seeds share the time, and each takes all the steps', () => {
  const request = { flow: 'auto' as const, seed: 1 };
  expect(shared({ ...request, seconds: 30 }, 4)).toEqual({ seconds: 7.5 });
  expect(shared(request, 5)).toEqual({ seconds: 9 });
  expect(shared({ ...request, steps: 100 }, 5)).toEqual({});
  expect(() => shared({ ...request, seconds: 4 }, 5)).toThrow('4 seconds are too few for 5 seeds');
});
