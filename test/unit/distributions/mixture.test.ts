// Mixtures: what is particular to them, and their fit.
import { describe, expect, test } from 'vitest';
import { fitMixture } from '../../../src/distributions/fit-mixture';
import { Gaussian } from '../../../src/distributions/gaussian';
import { Mixture } from '../../../src/distributions/mixture';
import { fitGaussian } from '../../../src/distributions/moments';
import { normals } from '../../../src/distributions/random';
import { relative } from './random-gaussians';

const at = (x: number, y: number, variance = 0.04) =>
  new Gaussian({ names: ['x', 'y'], mean: [x, y], covariance: [variance, 0, 0, variance] });
const truth = new Mixture([0.2, 0.5, 0.3], [at(-2, 0), at(1, 2), at(2, -2)]);
const one = (...values: number[]) => ({ values: Float64Array.from(values), count: 1 });

describe('conditioning', () => {
  test('gives weights in proportion to what each component says of the given value', () => {
    const cut = truth.condition({ values: { y: 0 } });
    const share = [0, 2, -2].map((m, k) => [0.2, 0.5, 0.3][k]! * Math.exp((-0.5 * (m * m)) / 0.04));
    const total = share.reduce((a, b) => a + b, 0);
    expect(
      relative(
        cut.weights,
        share.filter((s) => s > 0).map((s) => s / total),
      ),
    ).toBeLessThan(1e-9);
  });

  test('far out, where every density underflows, weights still add up to 1', () => {
    const cut = truth.condition({ values: { x: 1e6 } });
    expect(cut.weights.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
    expect(cut.moments().mean[0]).toBeCloseTo(-2, 6); // x = 2 is nearest
  });

  test('on A x = y every component is cut by the same line', () => {
    const cut = truth.condition({ matrix: [[1, 1]], equals: [1] });
    expect(cut.components.every((c) => c.rank === 1)).toBe(true);
    const rows = cut.sample(50, 1);
    for (let n = 0; n < 50; n++)
      expect(rows.values[2 * n]! + rows.values[2 * n + 1]!).toBeCloseTo(1, 9);
    expect(cut.logProb(rows).every(Number.isFinite)).toBe(true);
    expect(cut.logProb(one(1, 1))[0]).toBe(-Infinity);
  });

  test('leaves out components under which the value cannot occur', () => {
    const [still, moving] = [
      new Gaussian({ names: ['x', 'y'], mean: [0, 0], covariance: [0, 0, 0, 1] }),
      new Gaussian({ names: ['x', 'y'], mean: [5, 5], covariance: [0, 0, 0, 1] }),
    ];
    expect(
      new Mixture([0.5, 0.5], [still, moving]).condition({ values: { x: 5 } }).moments().mean[0],
    ).toBe(5);
    expect(() => new Mixture([0.5, 0.5], [still, moving]).condition({ values: { x: 1 } })).toThrow(
      'cannot occur under any component',
    );
  });
});

test.each([
  ['weights that do not add up', () => new Mixture([0.5, 0.4], [at(0, 0), at(1, 1)]), 'sum 0.9'],
  [
    'a negative weight',
    () => new Mixture([1.5, -0.5], [at(0, 0), at(1, 1)]),
    'component 2 is -0.5',
  ],
  ['a missing weight', () => new Mixture([1], [at(0, 0), at(1, 1)]), '1 weights'],
  [
    'other columns',
    () => new Mixture([0.5, 0.5], [at(0, 0), at(0, 0).marginal(['y', 'x'])]),
    'different columns',
  ],
  [
    'other supports',
    () =>
      new Mixture([0.5, 0.5], [at(0, 0), at(0, 0).condition({ matrix: [[1, 0]], equals: [0] })]),
    'different dimension',
  ],
])('refused: %s', (_, act, part) => expect(act).toThrow(part));

describe('a fit', () => {
  const rows = truth.sample(3000, 4);

  test('finds the components, their number by rows it was not fitted to', () => {
    const { mixture, components, tried } = fitMixture(rows, ['x', 'y'], { seed: 1, kMax: 8 });
    expect(components).toBe(3);
    expect(tried.length).toBeLessThan(8);
    const order = [...mixture.components.keys()].sort(
      (a, b) => mixture.components[a]!.mean[0]! - mixture.components[b]!.mean[0]!,
    );
    order.forEach((k, i) => {
      expect(Math.abs(mixture.weights[k]! - truth.weights[i]!)).toBeLessThan(0.04);
      mixture.components[k]!.mean.forEach((m, d) =>
        expect(Math.abs(m - truth.components[i]!.mean[d]!)).toBeLessThan(0.05),
      );
    });
    const fresh = truth.sample(5000, 9);
    const mean = (m: Mixture) => m.logProb(fresh).reduce((a, b) => a + b, 0) / fresh.count;
    expect(mean(truth) - mean(mixture)).toBeLessThan(0.01);
  });

  test('finds 25 narrow components on a grid', () => {
    const grid = new Mixture(
      Array.from({ length: 25 }, () => 1 / 25),
      Array.from({ length: 25 }, (_, k) => at(2 * (k % 5), 2 * Math.floor(k / 5), 0.05 ** 2)),
    );
    const { mixture, components, tried } = fitMixture(grid.sample(10_000, 1), ['x', 'y'], {
      seed: 1,
      kMax: 40,
    });
    expect(components).toBe(25);
    expect(tried.map((t) => t.components)).toEqual(
      [...tried.keys()].map((i) => tried[i]!.components).sort((a, b) => a - b),
    );
    const fresh = grid.sample(10_000, 2);
    const [truly, fitted] = [grid.logProb(fresh), mixture.logProb(fresh)];
    const gaps = truly.map((v, n) => v - fitted[n]!);
    expect(gaps.reduce((a, b) => a + b, 0) / gaps.length).toBeLessThan(0.02);
  });

  test('is the same each time, and in the units of the columns', () => {
    const [a, b] = [1, 2].map(() => fitMixture(rows, ['x', 'y'], { seed: 1, kMax: 4 }));
    expect(b).toEqual(a);
    const stretched = { ...rows, values: rows.values.map((v, i) => (i % 2 ? 1000 * v : v)) };
    const c = fitMixture(stretched, ['x', 'y'], { seed: 1, kMax: 4 });
    expect(c.components).toBe(a!.components);
    expect(c.tried[0]!.validation).toBeCloseTo(a!.tried[0]!.validation - Math.log(1000), 6);
  });

  test('of Gaussian rows is the maximum-likelihood Gaussian itself', () => {
    const values = normals(3, 1, 0, 2000, 2);
    const { mixture, components } = fitMixture({ values, count: 2000, dim: 2 }, ['x', 'y'], {
      seed: 1,
      kMax: 6,
      validation: { values: normals(4, 1, 0, 1000, 2), count: 1000, dim: 2 },
    });
    expect(components).toBe(1);
    expect(
      relative(mixture.components[0]!.covariance, fitGaussian(values, 2000, ['x', 'y']).covariance),
    ).toBe(0);
  });

  test('does not collapse onto a value that many rows share', () => {
    const values = normals(3, 1, 0, 1000, 2).map((v, i) => (i < 400 ? 1 : v));
    const { mixture } = fitMixture({ values, count: 1000, dim: 2 }, ['x', 'y'], {
      seed: 1,
      kMax: 8,
    });
    for (const c of mixture.components)
      for (const d of [0, 3]) expect(c.covariance[d]).toBeGreaterThan(1e-7);
    expect(mixture.logProb({ values, count: 1000 }).every(Number.isFinite)).toBe(true);
  });

  test('refuses rows that have no density', () => {
    expect(() =>
      fitMixture(
        {
          values: Float64Array.from({ length: 200 }, (_, i) => Math.floor(i / 2)),
          count: 100,
          dim: 2,
        },
        ['x', 'y'],
        { seed: 1, kMax: 3 },
      ),
    ).toThrow('exact combination');
  });
});
