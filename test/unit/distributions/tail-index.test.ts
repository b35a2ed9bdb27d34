// The tail index by simulation over seeds: light tails do not scare, heavy ones do.
import { describe, expect, test } from 'vitest';
import { mayLackVariance, tailIndex } from '../../../src/distributions/tail-index';
import { normals, uniform } from '../../../src/distributions/random';

type Draw = (n: number, seed: number) => Float64Array;
const by =
  (value: (u: number) => number): Draw =>
  (n, seed) =>
    Float64Array.from({ length: n }, (_, i) => value(uniform(seed, 1, i)));
const student =
  (degrees: number): Draw =>
  (n, seed) => {
    // Bailey (1994): polar form for any number of degrees of freedom
    return Float64Array.from(
      { length: n },
      (_, i) =>
        Math.sqrt(degrees * (uniform(seed, 1, i) ** (-2 / degrees) - 1)) *
        Math.cos(2 * Math.PI * uniform(seed, 2, i)),
    );
  };
const DRAWS: Record<string, Draw> = {
  normal: (n, seed) => normals(seed, 1, 0, n, 1),
  uniform: by((u) => u),
  exponential: by((u) => -Math.log(u)),
  'minus an exponential': by((u) => Math.log(u)),
  'log-normal (0.5)': (n, seed) => normals(seed, 1, 0, n, 1).map((z) => Math.exp(0.5 * z)),
  'Student t(5)': student(5),
  Cauchy: by((u) => Math.tan(Math.PI * (u - 0.5))),
  'Student t(1.5)': student(1.5),
  'Pareto(1.5)': by((u) => u ** (-1 / 1.5)),
  'Pareto(1.5) to the left, far from zero': by((u) => 1000 - u ** (-1 / 1.5)),
};
const rate = (name: string, n: number, seeds: number) => {
  let warned = 0;
  for (let seed = 1; seed <= seeds; seed++)
    if (mayLackVariance(tailIndex(DRAWS[name]!(n, seed))!)) warned++;
  return warned / seeds;
};

describe('how often there is a warning', () => {
  test.each([
    'normal',
    'uniform',
    'exponential',
    'minus an exponential',
    'log-normal (0.5)',
    'Student t(5)',
  ])('%s: hardly ever with 1000 rows, never with 10,000, seldom with 300', (name) => {
    expect(rate(name, 1000, 100)).toBeLessThanOrEqual(name === 'Student t(5)' ? 0.1 : 0.02);
    expect(rate(name, 10_000, 10)).toBe(0);
    expect(rate(name, 300, 100)).toBeLessThanOrEqual(name === 'Student t(5)' ? 0.25 : 0.1);
  });

  test.each(['Cauchy', 'Student t(1.5)', 'Pareto(1.5)', 'Pareto(1.5) to the left, far from zero'])(
    '%s: always with 1000 rows or more, mostly with 100',
    (name) => {
      expect(rate(name, 1000, 100)).toBeGreaterThanOrEqual(0.97);
      expect(rate(name, 10_000, 10)).toBe(1);
      expect(rate(name, 100, 100)).toBeGreaterThanOrEqual(0.8);
    },
  );
});

test('the index of laws that have one, and none where tails fall faster', () => {
  const found = (name: string) => tailIndex(DRAWS[name]!(40_000, 3))!;
  for (const [name, index] of [
    ['Cauchy', 1],
    ['Pareto(1.5)', 1.5],
    ['Pareto(1.5) to the left, far from zero', 1.5],
  ] as const) {
    const { estimate, low, high } = found(name);
    expect(Math.abs(estimate / index - 1)).toBeLessThan(0.15);
    expect(low < 1.1 * index && 0.9 * index < high).toBe(true);
  }
  expect(found('exponential').estimate).toBeGreaterThan(8);
  expect(found('uniform')).toMatchObject({ estimate: Infinity, low: Infinity, high: Infinity });
});

test('units and zero do not matter; too few values, or all alike, have none', () => {
  const values = DRAWS['Student t(5)']!(2000, 4);
  const moved = tailIndex(values.map((v) => 1e6 + 1000 * v))!;
  expect(moved.estimate).toBeCloseTo(tailIndex(values)!.estimate, 4);
  expect(tailIndex(Float64Array.of(1, 2, 3))).toBeNull();
  expect(tailIndex(new Float64Array(100).fill(2))).toBeNull();
});
