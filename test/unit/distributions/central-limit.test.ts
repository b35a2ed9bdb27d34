// The mean of k draws against what is known: the distance falls, the bound holds, and heavy tails are noticed.
import { describe, expect, test } from 'vitest';
import { centralLimit, kolmogorov } from '../../../src/distributions/central-limit';
import { normals, uniform } from '../../../src/distributions/random';
import { tailIndex } from '../../../src/distributions/tail-index';

const of = (n: number, value: (u: number) => number) =>
  Float64Array.from({ length: n }, (_, i) => value(uniform(9, 1, i)));

describe('the mean of k draws', () => {
  test('of a skewed column: the distance falls with k and stays under its bound', () => {
    const { steps, means, tail, mean, standardDeviation } = centralLimit(
      of(20_000, (u) => -Math.log(u)),
      64,
      1,
    );
    expect(steps.map((s) => s.k)).toEqual([1, 2, 4, 8, 16, 32, 64]);
    for (const s of steps) expect(s.distance).toBeLessThan(s.bound + s.noise + 3 * s.standardError);
    // an exponential itself: sup |1 - exp(-x) - Phi(x - 1)| is Phi(-1), at 0
    expect(Math.abs(steps[0]!.distance - 0.15866)).toBeLessThan(0.02);
    expect(steps[3]!.distance).toBeLessThan(0.5 * steps[0]!.distance);
    expect(steps[6]!.distance).toBeLessThan(0.5 * steps[2]!.distance);
    const average = means.reduce((a, b) => a + b, 0) / means.length;
    expect(Math.abs(average - mean)).toBeLessThan((5 * standardDeviation) / 8 / 100);
    expect(tail!.low).toBeGreaterThan(2);
  });

  test('the tail index of a Pareto law, and the warning of a Cauchy', () => {
    const pareto = tailIndex(of(40_000, (u) => u ** (-1 / 3)))!;
    // distances from the median fall a little slower than t^-3 where they are not yet large beside it
    expect(pareto.estimate).toBeGreaterThan(2);
    expect(pareto.estimate).toBeLessThan(3.3);
    const cauchy = centralLimit(
      of(20_000, (u) => Math.tan(Math.PI * (u - 0.5))),
      16,
      1,
    );
    expect(cauchy.tail!.estimate).toBeCloseTo(1, 0);
    expect(cauchy.notes.some((n) => n.text.includes('reaches below 2'))).toBe(true);
    expect(
      centralLimit(normals(4, 2, 0, 10_000, 1), 16, 1).notes.some((n) =>
        n.text.startsWith('Warning'),
      ),
    ).toBe(false);
  });

  test("Kolmogorov's distance of known steps", () => {
    expect(kolmogorov(Float64Array.of(0), { mean: 0, standardDeviation: 1 })).toBeCloseTo(0.5, 14);
    expect(kolmogorov(Float64Array.of(-1, 1), { mean: 0, standardDeviation: 1 })).toBeCloseTo(
      0.8413447460685429 - 0.5,
      12,
    );
  });

  test('a constant column and too few rows are refused', () => {
    expect(() => centralLimit(new Float64Array(20).fill(3), 2, 1)).toThrow('does not vary');
    expect(() => centralLimit(Float64Array.of(1, 2), 2, 1)).toThrow('at least 10');
  });

  test('the same seed gives the same means', () => {
    const values = of(500, (u) => u);
    expect(centralLimit(values, 8, 3).means).toEqual(centralLimit(values, 8, 3).means);
  });
});
