// One list of distributions; each must be what the contract says:
// a density, its draws, and operations that agree with both.
import { describe, expect, test } from 'vitest';
import { type Distribution, type Rows, rowsOf } from '../../../src/distributions/distribution';
import { Gaussian } from '../../../src/distributions/gaussian';
import { Mixture } from '../../../src/distributions/mixture';
import {
  histogram,
  normal,
  uniform,
} from '../../../src/distributions/change-of-variables/univariate';
import { parseFormula } from '../../../src/distributions/formula/parse';
import { Transformed } from '../../../src/distributions/change-of-variables/transformed';
import { Empirical } from '../../../src/distributions/empirical';
import { catalogue, randomRows } from '../../../src/engines/catalogue';
import { referenceEngine } from '../../../src/engines/reference/engine';
import { Flow } from '../../../src/flows/flow';
import { flowDistribution } from '../../../src/flows/flow-distribution';
import { independentColumns } from '../../../src/operations/operand';
import { matrix, numbersOf, randomGaussian } from './random-gaussians';
import { say } from '../../../src/protocol/sentence';

const narrow = new Gaussian({
  names: ['c0', 'c1'],
  mean: [-2, 1],
  covariance: [0.3, 0.2, 0.2, 0.4],
});
const wide = new Gaussian({
  names: ['c0', 'c1'],
  mean: [1.5, 0],
  covariance: [1, -0.6, -0.6, 0.8],
});
const mixture = new Mixture([0.3, 0.7], [narrow, wide]);
const three = new Mixture(
  [0.2, 0.5, 0.3],
  [
    { mean: [0, 1, -1], covariance: [1, 0.5, 0.2, 0.5, 1.2, -0.3, 0.2, -0.3, 0.6] },
    { mean: [2, -1, 0.5], covariance: [0.5, -0.2, 0, -0.2, 0.7, 0.1, 0, 0.1, 1] },
    { mean: [-1.5, 0, 2], covariance: [0.8, 0, 0.4, 0, 0.4, 0, 0.4, 0, 0.9] },
  ].map((part) => new Gaussian({ names: ['c0', 'c1', 'c2'], ...part })),
);

const transformed = async (text: string) =>
  Transformed.of(normal(0.5, 1), await parseFormula(text, [['x']]));
const flow = async (name: string) => {
  const { specification, parameters } = catalogue.find((entry) => entry.name === name)!;
  return flowDistribution(
    await Flow.open(referenceEngine, specification, parameters),
    randomRows(specification, 1, 1, 9).context,
  );
};

/**
 * `digits` to which sums over a grid are exact; `rough`: the density ends abruptly, or
 * varies within a small part of its width.
 */
type About = { digits?: number; rough?: boolean };
const DISTRIBUTIONS: [string, Distribution, About?][] = [
  ['a Gaussian of one column', new Gaussian({ names: ['a'], mean: [3], covariance: [0.25] })],
  ['a Gaussian of two', wide],
  ['a Gaussian of five', randomGaussian(11, 5, 1e6)],
  ['a product of Gaussians', narrow.times(wide).distribution],
  [
    'a map of a Gaussian',
    randomGaussian(12, 4, 1e3).map(
      [
        [1, 1, 0, 0],
        [0, 0, 1, -2],
      ],
      [1, 2],
    ),
  ],
  ['a conditional Gaussian', randomGaussian(13, 3, 1e3).condition({ values: { c1: 2 } })],
  ['a mixture', mixture],
  ['a mixture of three columns', three],
  [
    'a product of mixtures',
    mixture.product(
      mixture.map([
        [0, 1],
        [1, 0],
      ]),
    ).distribution,
  ],
  ['a product of a Gaussian and a mixture', narrow.product(mixture).distribution],
  [
    'a mapped mixture',
    three.map(
      [
        [1, 0, 1],
        [0, 2, 0],
      ],
      [0, 1],
    ),
  ],
  ['a conditional mixture', three.condition({ values: { c2: 0.5 } })],
  ['a marginal of a mixture', three.marginal(['c2', 'c0'])],
  [
    'weighted rows',
    new Empirical(
      ['a', 'b'],
      numbersOf(7, 10, 1),
      Float64Array.of(0.1, 0.2, 0.3, 0.25, 0.15),
      'rows',
    ),
  ],
  ['a uniform column', independentColumns(['a'], [uniform(-1, 3)]), { digits: 2, rough: true }],
  [
    'a histogram',
    independentColumns(['a'], [histogram([0, 1, 3, 4], [2, 5, 1], say('a'))]),
    { digits: 1, rough: true },
  ],
  ['independent columns', independentColumns(['a', 'b'], [normal(1, 2), normal(-3, 0.5)])],
  ['a column through a monotone function', await transformed('y = x + 2*atan(x)')],
  [
    'a column through a function with two roots',
    await transformed('y = abs(x) + x/2'),
    { digits: 2, rough: true },
  ],
  ['a flow of one column', await flow('elementwise spline, D = 1'), { digits: 4 }],
  [
    'a flow of two',
    await flow('stack of both, triangular last, D = 2'),
    { digits: 2, rough: true },
  ],
  ['a flow of four', await flow('stack of both, triangular last, D = 4')],
  [
    'a flow that is given numbers',
    await flow(
      catalogue.find((e) => e.specification.context && e.specification.columns.length === 2)!.name,
    ),
    { digits: 3 },
  ],
];
const moments = async (d: Distribution, count = 40_000) => {
  const { values, dim } = await d.sample(count, 5);
  const mean = Float64Array.from(
    { length: dim },
    (_, j) => values.reduce((s, v, i) => s + (i % dim === j ? v : 0), 0) / count,
  );
  const deviation = Float64Array.from({ length: dim }, (_, j) =>
    Math.sqrt(values.reduce((s, v, i) => s + (i % dim === j ? (v - mean[j]!) ** 2 : 0), 0) / count),
  );
  return { mean, deviation };
};

describe.each(DISTRIBUTIONS)('%s', (_, distribution, { digits = 6, rough = false } = {}) => {
  const { names } = distribution;
  const logProb = (rows: Rows) => distribution.logProb!(rows);
  const dim = names.length;
  const { marginal, condition, map, product } = distribution;

  test('draws depend on the seed and their number alone', async () => {
    const all = await distribution.sample(10, 3);
    expect({ count: all.count, dim: all.dim }).toEqual({ count: 10, dim });
    expect((await distribution.sample(4, 3, 6)).values).toEqual(all.values.slice(6 * dim));
    expect((await distribution.sample(10, 4)).values).not.toEqual(all.values);
  });

  test.runIf(dim <= 2 && distribution.logProb)(
    'the density integrates to 1, and its moments are those of the draws',
    async () => {
      const { mean, deviation } = await moments(distribution);
      const steps = dim === 1 ? 2001 : 401;
      const width = (j: number) => (20 * deviation[j]!) / (steps - 1);
      const place = (j: number, k: number) => mean[j]! - 10 * deviation[j]! + k * width(j);
      const count = steps ** dim;
      const grid = Float64Array.from({ length: count * dim }, (__, at) =>
        place(
          at % dim,
          dim === 1 || at % dim === 0 ? Math.floor(at / dim) % steps : Math.floor(at / dim / steps),
        ),
      );
      const density = (await logProb(rowsOf(grid, dim))).map(Math.exp);
      const cell = names.reduce((v, ___, j) => v * width(j), 1);
      const integral = (f: (n: number) => number) =>
        density.reduce((s, p, n) => s + p * f(n), 0) * cell;
      expect(integral(() => 1)).toBeCloseTo(1, digits);
      for (let j = 0; j < dim; j++) {
        const first = integral((n) => grid[n * dim + j]!);
        const second = integral((n) => (grid[n * dim + j]! - first) ** 2);
        expect(Math.abs(first - mean[j]!)).toBeLessThan((5 * deviation[j]!) / Math.sqrt(40_000));
        expect(Math.abs(second / deviation[j]! ** 2 - 1)).toBeLessThan(0.05);
      }
    },
  );

  test.runIf(distribution.logProb && !rough)(
    'the mean log density of draws is the one importance weights give',
    async () => {
      // E_p[q / p] = 1 for any density q: here the same distribution, moved a little
      const rows = await distribution.sample(40_000, 8);
      const { deviation } = await moments(distribution, 4000);
      const step = (j: number) => (0.2 * deviation[j]!) / dim;
      const [p, q] = [
        await logProb(rows),
        await logProb({ ...rows, values: rows.values.map((v, i) => v + step(i % dim)) }),
      ];
      const ratio = q.map((v, i) => Math.exp(v - p[i]!));
      const average = ratio.reduce((a, b) => a + b, 0) / ratio.length;
      const error = Math.sqrt(ratio.reduce((s, r) => s + (r - average) ** 2, 0)) / ratio.length;
      expect(Math.abs(average - 1)).toBeLessThan(5 * error + 1e-12);
    },
  );

  test.runIf(distribution instanceof Empirical)(
    'its draws have the masses of its rows',
    async () => {
      const { values, weights, count } = distribution as Empirical;
      const draws = await distribution.sample(20_000, 6);
      for (let n = 0; n < count; n++) {
        let times = 0;
        for (let k = 0; k < draws.count; k++)
          if (draws.values[k * dim] === values[n * dim]) times++;
        const p = weights![n]!;
        expect(Math.abs(times / draws.count - p)).toBeLessThan(
          5 * Math.sqrt((p * (1 - p)) / draws.count),
        );
      }
    },
  );

  test.runIf(dim > 1 && marginal && condition && map)(
    'marginal, condition and map agree with the density',
    async () => {
      const rows = await distribution.sample(20, 2);
      const [first, ...rest] = names as [string, ...string[]];
      const whole = await logProb(rows);
      const alone = await (
        await distribution.marginal!([first])
      ).logProb!({ values: rows.values.filter((__, i) => i % dim === 0), count: 20, dim: 1 });
      for (let n = 0; n < 5; n++) {
        const cut = await distribution.condition!({ values: { [first]: rows.values[n * dim]! } });
        expect(cut.names).toEqual(rest);
        const other = await cut.logProb!({
          values: rows.values.slice(n * dim + 1, (n + 1) * dim),
          count: 1,
          dim: dim - 1,
        });
        expect(Math.abs(alone[n]! + other[0]! - whole[n]!)).toBeLessThan(
          1e-8 * (1 + Math.abs(whole[n]!)),
        );
      }
      const A = matrix(numbersOf(4, dim, dim), dim);
      const image = await distribution.map!(A);
      const pushed = Float64Array.from(rows.values, (__, at) =>
        A[at % dim]!.reduce((s, a, j) => s + a * rows.values[Math.floor(at / dim) * dim + j]!, 0),
      );
      const logDet = Math.log(Math.abs(determinant(A)));
      (await image.logProb!(rowsOf(pushed, dim))).forEach((v, n) =>
        expect(Math.abs(v + logDet - whole[n]!)).toBeLessThan(1e-6 * (1 + Math.abs(whole[n]!))),
      );
    },
  );

  test.runIf(product)('a product is the product of the densities', async () => {
    const other = new Gaussian({
      names: [...names].reverse(),
      mean: names.map((__, j) => 0.1 * j),
      covariance: names.flatMap((__, i) => names.map((___, j) => (i === j ? 9 : 0))),
    });
    const { distribution: both, logZ } = await distribution.product!(other);
    expect(both.names).toEqual(names);
    const rows = await distribution.sample(10, 1);
    const reversed = Float64Array.from(
      rows.values,
      (__, at) => rows.values[Math.floor(at / dim) * dim + (dim - 1 - (at % dim))]!,
    );
    const [a, b, c] = [
      await logProb(rows),
      other.logProb(rowsOf(reversed, dim)),
      await both.logProb!(rows),
    ];
    a.forEach((v, n) =>
      expect(Math.abs(v + b[n]! - logZ - c[n]!)).toBeLessThan(
        1e-9 * (1 + Math.abs(v) + Math.abs(b[n]!)),
      ),
    );
  });
});

function determinant(m: number[][]): number {
  return m.length === 1
    ? m[0]![0]!
    : m[0]!.reduce(
        (s, v, j) =>
          s +
          (j % 2 ? -1 : 1) *
            v *
            determinant(m.slice(1).map((row) => row.filter((_, k) => k !== j))),
        0,
      );
}
