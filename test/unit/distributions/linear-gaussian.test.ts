// The Gaussian whose mean follows conditions: against the
// conditioned joint Gaussian, means of groups, and its refusals.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Gaussian } from '../../../src/distributions/gaussian';
import {
  alongContext,
  fitLinearGaussian,
  LinearGaussian,
} from '../../../src/distributions/linear-gaussian';
import { fitGaussian } from '../../../src/distributions/moments';
import { normals } from '../../../src/distributions/random';
import { columns } from './random-gaussians';

const close = (found: ArrayLike<number>, expected: ArrayLike<number>, tolerance = 1e-9) => {
  expect(found.length).toBe(expected.length);
  for (let i = 0; i < found.length; i++)
    expect(
      Math.abs(found[i]! - expected[i]!),
      `${i}: ${found[i]}, not ${expected[i]}`,
    ).toBeLessThan(tolerance * Math.max(1, Math.abs(expected[i]!)));
};

/** Rows (c, x) that depend on each other. */
function mixed(seed: number, count: number, size: number, dim: number) {
  const whole = size + dim;
  const noise = normals(seed, 1, 0, count, whole);
  const weights = normals(seed, 2, 0, whole, whole);
  const joint = noise.map((_, i) => {
    const [n, j] = [Math.floor(i / whole), i % whole];
    let sum = 3 * j;
    for (let k = 0; k < whole; k++)
      sum += (weights[j * whole + k]! + (j === k ? 3 : 0)) * noise[n * whole + k]!;
    return sum;
  });
  const part = (from: number, width: number) =>
    Float64Array.from(
      { length: count * width },
      (_, i) => joint[Math.floor(i / width) * whole + from + (i % width)]!,
    );
  return { joint, context: part(0, size), values: part(size, dim) };
}

test('it is the joint Gaussian of rows and conditions, conditioned', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 1e6 }),
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 1, max: 3 }),
      (seed, size, dim) => {
        const count = 5000;
        const { joint, context, values } = mixed(seed, count, size, dim);
        const names = columns(dim);
        const fitted = fitLinearGaussian(values, context, count, names, size);
        const given = Array.from({ length: size }, (_, c) => `g${c}`);
        const expected = new Gaussian(fitGaussian(joint, count, [...given, ...names])).condition({
          values: Object.fromEntries(given.map((g, c) => [g, context[c]!])),
        });
        const found = new LinearGaussian(names, fitted).at(context.slice(0, size));
        close(found.mean, (expected as Gaussian).mean, 1e-8);
        close(found.covariance, (expected as Gaussian).covariance, 1e-8);
        close(
          new LinearGaussian(names, fitted).logProb(
            values.slice(0, dim),
            context.slice(0, size),
            1,
          ),
          (expected as Gaussian).logProb({ values: values.slice(0, dim), count: 1 }),
          1e-8,
        );
      },
    ),
    { numRuns: 12 },
  );
});

describe('one number a level', () => {
  const count = 900;
  const level = (n: number) => (n % 5 === 0 ? 2 : n % 2);
  const noise = normals(4, 1, 0, count, 2);
  const values = noise.map(
    (v, i) => v * (1 + (i % 2)) + 10 * level(Math.floor(i / 2)) + (i % 2 ? 1e6 : 0),
  );
  const context = Float64Array.from({ length: 3 * count }, (_, i) =>
    Number(level(Math.floor(i / 3)) === i % 3),
  );
  const fitted = fitLinearGaussian(values, context, count, ['a', 'b'], 3);

  test('gives the mean of the rows of each level, although the numbers always add up to one', () => {
    for (let k = 0; k < 3; k++) {
      const rows = Array.from({ length: count }, (_, n) => n).filter((n) => level(n) === k);
      const mean = [0, 1].map(
        (d) => rows.reduce((sum, n) => sum + values[2 * n + d]!, 0) / rows.length,
      );
      close(
        new LinearGaussian(['a', 'b'], fitted).at(
          Float64Array.from([0, 1, 2], (j) => Number(j === k)),
        ).mean,
        mean,
        1e-9,
      );
    }
  });

  test('leaves the variance within the levels', () => {
    const centred = alongContext(values, context, count, fitted.slopes, -1);
    close(fitGaussian(centred, count, ['a', 'b']).covariance, fitted.covariance, 1e-8);
  });

  test('a second category that says the same changes nothing', () => {
    const twice = Float64Array.from(
      { length: 6 * count },
      (_, i) => context[Math.floor(i / 6) * 3 + (i % 3)]!,
    );
    const other = fitLinearGaussian(values, twice, count, ['a', 'b'], 6);
    close(other.covariance, fitted.covariance, 1e-8);
    for (const n of [0, 1, 2])
      close(
        new LinearGaussian(['a', 'b'], other).at(twice.slice(6 * n, 6 * n + 6)).mean,
        new LinearGaussian(['a', 'b'], fitted).at(context.slice(3 * n, 3 * n + 3)).mean,
        1e-9,
      );
  });
});

test('a column that the conditions determine is refused by its name', () => {
  const { context } = mixed(1, 200, 1, 1);
  expect(() =>
    fitLinearGaussian(
      Float64Array.from({ length: 400 }, (_, i) =>
        i % 2 ? 7 - 3 * context[i >> 1]! : Math.sin(i),
      ),
      context,
      200,
      ['free', 'bound'],
      1,
    ),
  ).toThrow('"bound" is determined by what it is given');
});
