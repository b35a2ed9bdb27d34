// log |det| by LU against ml-matrix, against closed forms, and of matrices that have none.
import fc from 'fast-check';
import { determinant, Matrix } from 'ml-matrix';
import { expect, test } from 'vitest';
import { logDeterminant } from '../../../src/distributions/determinant';
import { normals } from '../../../src/distributions/random';

test('random matrices of any size, as ml-matrix has it', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 24 }), fc.integer({ min: 0, max: 1e6 }), (n, seed) => {
      const values = normals(seed, 1, 0, n, n);
      const exact = determinant(Matrix.from1DArray(n, n, [...values]));
      const { log, sign } = logDeterminant(values, n);
      expect(sign).toBe(Math.sign(exact));
      expect(log).toBeCloseTo(Math.log(Math.abs(exact)), 8);
    }),
    { numRuns: 200 },
  );
});

test('rows of very different units: a pivot is needed, and no overflow', () => {
  expect(logDeterminant(Float64Array.of(0, 1, 1, 0), 2)).toEqual({ log: 0, sign: -1 });
  expect(logDeterminant(Float64Array.of(1e200, 0, 0, 0, 1e200, 0, 0, 0, 1e200), 3).log).toBeCloseTo(
    600 * Math.LN10,
    8,
  );
});

test('a singular matrix has none, and what is not a number stays so', () => {
  expect(logDeterminant(Float64Array.of(1, 2, 2, 4), 2)).toEqual({ log: -Infinity, sign: 0 });
  expect(logDeterminant(Float64Array.of(1, NaN, 2, 4), 2).log).toBeNaN();
});
