// Calibration of posteriors in closed form: right ones pass, ones whose scale is halved do not, and conformal regions
// cover in both cases.
import { describe, expect, test } from 'vitest';
import { normals } from '../../../src/distributions/random';
import { calibrate, conformal, DRAWS, scoreOf } from '../../../src/inference/calibration';
import { chiSquareTail } from '../../../src/inference/chi-square';
import { misspecification } from '../../../src/inference/misspecification';

/** theta ~ N(0, 1) in D columns, x = theta + noise of variance 1/2: theta | x ~ N(2x/3, 1/3). */
const D = 2;
const variance = 1 / 3;
function simulated(count: number, seed: number) {
  const thetas = normals(seed, 90_001, 0, count, D);
  const noise = normals(seed, 90_002, 0, count, D);
  return { thetas, means: thetas.map((t, i) => (2 / 3) * (t + Math.sqrt(0.5) * noise[i]!)) };
}
const logNormal = (row: ArrayLike<number>, from: number, mean: Float64Array, scale: number) => {
  let sum = 0;
  for (let d = 0; d < D; d++) sum -= 0.5 * ((row[from + d]! - mean[d]!) / scale) ** 2;
  return sum - D * Math.log(scale);
};
function posterior({ thetas, means }: ReturnType<typeof simulated>, factor: number, seed: number) {
  const scale = factor * Math.sqrt(variance);
  return async (n: number) => {
    const mean = means.subarray(n * D, (n + 1) * D);
    const draws = normals(seed, 90_003, n * DRAWS, DRAWS, D).map(
      (z, i) => mean[i % D]! + scale * z,
    );
    return {
      draws,
      logDensity: Float64Array.from({ length: DRAWS }, (_, k) =>
        logNormal(draws, k * D, mean, scale),
      ),
      ofTruth: logNormal(thetas, n * D, mean, scale),
    };
  };
}

const calibrated = async (factor: number, seed: number) => {
  const pairs = simulated(1000, seed);
  return calibrate(pairs.thetas, D, posterior(pairs, factor, seed), seed);
};

describe('1,000 pairs', () => {
  test('a posterior in closed form passes', async () => {
    const found = await calibrated(1, 11);
    for (const p of found.sbc.pValues) expect(p * D).toBeGreaterThan(0.001);
    expect(found.tarp.pValue).toBeGreaterThan(0.001);
    for (const [level, share] of [...found.coverage, ...found.tarp.coverage])
      expect(Math.abs(share - level)).toBeLessThan(4 * Math.sqrt((level * (1 - level)) / 1000));
    for (const ranks of found.sbc.ranks) expect(ranks.reduce((a, b) => a + b, 0)).toBe(1000);
  });

  test('one of half the scale does not', async () => {
    const found = await calibrated(0.5, 12);
    for (const p of found.sbc.pValues) expect(p * D).toBeLessThan(0.001);
    expect(found.tarp.pValue).toBeLessThan(0.001);
    for (const [level, share] of found.coverage) expect(share).toBeLessThan(level);
  });

  test.each([1, 0.5])(
    'conformal regions of 90 in 100 cover 87 to 93 of 100 of 2,000 fresh pairs (scale %f)',
    async (factor) => {
      const threshold = (await calibrated(factor, 13)).conformal[0.9]!;
      const fresh = simulated(2000, 14);
      const at = posterior(fresh, factor, 14);
      let covered = 0;
      for (let n = 0; n < 2000; n++) {
        const { logDensity, ofTruth } = await at(n);
        if (scoreOf(ofTruth, logDensity) <= threshold) covered++;
      }
      expect(covered / 2000).toBeGreaterThan(0.87);
      expect(covered / 2000).toBeLessThan(0.93);
    },
  );
});

test('a conformal threshold is the ceil((n + 1) level)-th smallest score', () => {
  const scores = Float64Array.from({ length: 99 }, (_, k) => (98 - k) / 100);
  expect(conformal(scores, 0.9)).toBe(0.89);
  expect(conformal(scores, 0.999)).toBeNull();
});

test('the tail of chi-square', () => {
  expect(chiSquareTail(31.410432844230918, 20)).toBeCloseTo(0.05, 9);
  expect(chiSquareTail(16.811893829770927, 6)).toBeCloseTo(0.01, 9);
  expect(chiSquareTail(0, 6)).toBe(1);
});

describe('misspecification', () => {
  const rows = normals(5, 90_004, 0, 4000, D);
  const p = (...x: number[]) => misspecification(rows, ['x', 'y'], Float64Array.from(x), 1).pValue;

  test('an observation far from all simulated ones is odd', () => {
    expect(p(6, -6)).toBeLessThan(0.01);
  });

  test('fair ones are so in at least 95 of 100', () => {
    const fair = normals(6, 90_005, 0, 100, D);
    const passed = Array.from({ length: 100 }, (_, n) => p(fair[2 * n]!, fair[2 * n + 1]!));
    expect(passed.filter((v) => v > 0.01).length).toBeGreaterThanOrEqual(95);
  });
});
