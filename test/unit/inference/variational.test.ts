// Variational inference: gradients of typed densities, the flow in two ways, and what a run finds.
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { compile } from '../../../src/distributions/formula/evaluate';
import { gradient } from '../../../src/distributions/formula/gradient';
import { parseFormula } from '../../../src/distributions/formula/parse';
import { RowSums } from '../../../src/distributions/formula/row-sums';
import { kernelEngine } from '../../../src/engines/kernel/engine';
import { referenceEngine } from '../../../src/engines/reference/engine';
import type { Engine } from '../../../src/flows/engine';
import { normals } from '../../../src/flows/random';
import { approximate } from '../../../src/inference/variational/approximate';
import { Approximation } from '../../../src/inference/variational/approximation';
import { DensityFormula } from '../../../src/inference/variational/density';
import { missedMass } from '../../../src/inference/variational/missed';
import {
  samplingLayers,
  turned,
  turnedTensors,
  TwoWay,
} from '../../../src/inference/variational/two-way';
import { Unconstrained } from '../../../src/inference/variational/unconstrained';
import { readVariables, transformOf } from '../../../src/inference/variational/variables';
import { randomParameters } from '../../../src/engines/catalogue';
import type { FlowSpecification } from '../../../src/protocol/model';

let kernel: Engine;
beforeAll(async () => {
  kernel = await kernelEngine({ wasmFolder: inject('kernelFolder'), threads: 1 });
});

const densityOf = async (formula: string, variables: string) =>
  (await DensityFormula.read(formula, readVariables(variables), null)).over(null);

describe('the gradient of a formula', () => {
  test.each([
    'a^3 * b - a / (1 + b^2)',
    'log(normal(a, b, exp(0.3 * b)))',
    'sin(a * b)^2 + exp(-a^2) * sqrt(1 + b^2) - softplus(a - 3 * b)',
    'a < b ? a^2 * b : max(a, 2 * b) - abs(b)',
    'log(sigmoid(a * b)) + atan(a) ^ b * 0 + cosh(b)',
  ])('%s', async (text) => {
    const names = [['a'], ['b']];
    const { expression } = await parseFormula(text, names);
    const { values } = compile([expression, ...gradient(expression, 2)]);
    for (const point of [
      [0.7, -0.4],
      [1.2, 1.9],
      [0.3, 0.31],
    ]) {
      const [, ...slopes] = values(point);
      point.forEach((v, d) => {
        const at = (h: number) => values(point.map((w, i) => (i === d ? v + h : w)))[0]!;
        expect(slopes[d]!).toBeCloseTo((at(1e-5) - at(-1e-5)) / 2e-5, 6);
      });
    }
  });

  test('a branch that is not taken adds nothing, even where it is not defined', async () => {
    const { expression } = await parseFormula('x > 0 ? sqrt(x) + sqrt(x) * log(x) : x^2', [['x']]);
    expect(compile(gradient(expression, 1)).values([-3])).toEqual([-6]);
  });
});

test('far out the log of a normal density is not minus infinity', async () => {
  const density = await densityOf('log(normal(a, 0, 1)) + log((normal(a, 0, 2)))', 'a');
  expect(density.at([100]).value).toBeCloseTo(-0.5 * 10_000 * 1.25 - Math.log(2 * Math.PI * 2), 8);
  expect(density.at([100]).gradient[0]).toBeCloseTo(-125, 10);
});

test('sums over rows are those of each row, whatever depends on what', async () => {
  const count = 1300;
  const columns = [0, 1].map((d) => normals(3, d, 0, count, 1));
  const texts = [
    'sum(log(normal(y, a*x + b, exp(b))))',
    'sum(x * y)',
    'sum(a)',
    'sum(y < 0 ? a : x)',
  ];
  for (const text of texts) {
    const { sums } = await parseFormula(text, [['a'], ['b']], [['x'], ['y']]);
    const wanted = [sums[0]!, ...gradient(sums[0]!, 2)];
    const rows = new RowSums(wanted, 2, columns, count);
    for (const point of [
      [0.5, 0.2],
      [-1, 0.9],
    ]) {
      const exact = wanted.map(() => 0);
      for (let n = 0; n < count; n++)
        compile(wanted)
          .values([...point, columns[0]![n]!, columns[1]![n]!])
          .forEach((v, k) => (exact[k]! += v));
      rows.at(point).forEach((v, k) => expect(v).toBeCloseTo(exact[k]!, 7));
    }
  }
});

test.each([
  ['sum(x) + y', '"y" has another value in each row'],
  ['sum(sum(x))', 'cannot stand inside another one'],
  ['sum(x, y)', 'sum takes one argument'],
])('%s is refused', async (text, why) => {
  await expect(parseFormula(text, [['a']], [['x'], ['y']])).rejects.toThrow(why);
});

test('without a table there is no sum', async () => {
  await expect(parseFormula('sum(x)', [['x']])).rejects.toThrow(
    'sum goes over the rows of a table',
  );
});

test('variables and their bounds', () => {
  expect(readVariables('a, b > 0, 0<c<1, -1 < rho <= 2.5e1')).toEqual([
    { name: 'a', bounds: 'none' },
    { name: 'b', bounds: 'positive' },
    { name: 'c', bounds: { lower: 0, upper: 1 } },
    { name: 'rho', bounds: { lower: -1, upper: 25 } },
  ]);
  for (const wrong of ['a > 2', 'a < 0', '1 < a < 0', '0 < a > 1'])
    expect(() => readVariables(wrong)).toThrow('The bounds of a must be a > 0');
  expect(() => readVariables('a b')).toThrow('is no variable with bounds');
  expect(() => readVariables('a, a > 0')).toThrow('named twice');
});

test('a formula without a number says where in it, and in which row', async () => {
  const density = await densityOf('-a^2 + log(b - 1)', 'a, b > 0');
  expect(() => density.at([0, 0.5])).toThrow('log(b - 1) is not defined at a = 0, b = 0.5');
  const typed = await DensityFormula.read('sum(sqrt(y - a))', readVariables('a'), [['y']]);
  const over = typed.over({ columns: [Float64Array.of(3, 2, 1)], count: 3 });
  expect(() => over.at([1.5])).toThrow('sqrt(y - a) is not defined at a = 1.5 in row 3');
  await expect(DensityFormula.read('sum(y)', readVariables('y'), [['y']])).rejects.toThrow(
    'is a variable and a column',
  );
});

test('on the real line the density has its log determinant, and the gradient of both', async () => {
  const density = await densityOf('-s^2 - 3*p + 0.2*a*s', 'a, s > 0, -1 < p < 2');
  const transforms = density.variables.map((v, d) => transformOf(v, 0.3 * d, 1 + d));
  const target = new Unconstrained(density, transforms);
  const z = Float64Array.of(0.4, -0.7, 0.9);
  const { values, gradients } = target.at(z, 1);
  const s = Math.exp(0.3 + 2 * z[1]!);
  const half = 1 / (1 + Math.exp(-(0.6 + 3 * z[2]!)));
  const logDet = Math.log(2 * s) + Math.log(3 * 3 * half * (1 - half));
  expect(values[0]).toBeCloseTo(density.at([z[0]!, s, -1 + 3 * half]).value + logDet, 10);
  z.forEach((v, d) => {
    const at = (h: number) =>
      target.at(
        z.map((w, i) => (i === d ? v + h : w)),
        1,
      ).values[0]!;
    expect(gradients[d]).toBeCloseTo((at(1e-5) - at(-1e-5)) / 2e-5, 6);
  });
});

describe.each([1, 2, 5])('a flow of %i columns in two ways', (dim) => {
  const specification: FlowSpecification = {
    flow: 'spline-autoregressive',
    columns: Array.from({ length: dim }, (_, d) => `c${d}`),
    layers: samplingLayers(dim, 3, 8),
    preprocessing: Array.from({ length: dim }, () => ({ kind: 'none', shift: 0, scale: 1 })),
  };
  const tensors = randomParameters(specification, 30 + dim);
  // as steep as trained flows are
  for (const { values } of Object.values(tensors)) values.forEach((v, i) => (values[i] = 0.5 * v));

  test('draws and their log densities are those of the flow', async () => {
    const both = await TwoWay.open(referenceEngine, specification, tensors);
    const flow = await referenceEngine.open(specification, tensors);
    const u = normals(1, 1, 0, 30, dim);
    const { z, logQ } = await both.draw(u, 30);
    const { values } = await flow.sample({ values: u, count: 30, dim });
    values.forEach((v, i) => expect(z[i]).toBeCloseTo(v, 8));
    (await flow.logProb({ values: z, count: 30, dim })).forEach((v, n) =>
      expect(logQ[n]).toBeCloseTo(v, 6),
    );
  });

  test('turned twice it is itself', () => {
    const back = turnedTensors(turned(specification), turnedTensors(specification, tensors));
    expect(turned(turned(specification))).toEqual(specification);
    expect(Object.keys(back).sort()).toEqual(Object.keys(tensors).sort());
    for (const [name, { values }] of Object.entries(tensors))
      values.forEach((v, i) => expect(back[name]!.values[i], name).toBeCloseTo(v, 10));
  });

  test('slopes are the gradient of log q by the draws', async () => {
    const both = await TwoWay.open(kernel, specification, tensors);
    const flow = await referenceEngine.open(specification, tensors);
    const u = normals(2, 1, 0, 5, dim);
    const { z } = await both.draw(u, 5);
    const slopes = await both.slopes(z, u, 5);
    for (let d = 0; d < dim; d++) {
      const at = (h: number) =>
        flow.logProb({ values: z.map((v, i) => (i % dim === d ? v + h : v)), count: 5, dim });
      const [above, below] = [await at(1e-5), await at(-1e-5)];
      above.forEach((v, n) => {
        const exact = (v - below[n]!) / 2e-5;
        expect(Math.abs(slopes[n * dim + d]! - exact)).toBeLessThan(
          0.02 * Math.max(1, Math.abs(exact)),
        );
      });
    }
  });
});

describe('the gradient that sticks to the landing', () => {
  const covariance = Float64Array.of(0.5, 0.3, 0.3, 0.4);
  const start = { mean: Float64Array.of(1, -2), covariance };
  // log density of that Gaussian of a and log s, per unit of a and s
  const exact = `-0.5*(0.4*(a-1)^2 - 0.6*(a-1)*(log(s)+2) + 0.5*(log(s)+2)^2)/0.11 - log(s)`;
  const pullsOf = async (formula: string) => {
    const density = await densityOf(formula, 'a, s > 0');
    const q = await Approximation.open(kernel, density, start, 1);
    const u = normals(5, 1, 0, 200, 2);
    const { z } = await q.flow.draw(u, 200);
    return (await q.pulls(z, u, q.target.at(z, 200))).map((v) => 200 * v);
  };

  test('is zero for every draw where q = p', async () => {
    for (const pull of await pullsOf(exact)) expect(Math.abs(pull)).toBeLessThan(2e-5);
  });

  test('and for nearly none where it is not', async () => {
    const pulls = await pullsOf(`${exact} - 0.1 * a`);
    expect(pulls.filter((v) => Math.abs(v) > 0.01).length).toBeGreaterThan(100);
  });
});

test('a Gaussian of bounded variables: evidence, ELBO, and steps that repeat', async () => {
  // log s ~ N(1, 0.5^2), a given s ~ N(log s, 1), times e^2
  const density = await densityOf(
    '2 + log(normal(log(s), 1, 0.5)) - log(s) + log(normal(a, log(s), 1))',
    'a, s > 0',
  );
  const wish = { seed: 3, steps: 300, seconds: 0, rows: 0 };
  const found = await approximate(kernel, density, wish);
  expect(Math.abs(found.logEvidence - 2)).toBeLessThan(3 * found.logEvidenceError + 1e-4);
  expect(Math.abs(found.elbo - 2)).toBeLessThan(0.01);
  expect(found.notes).toEqual([]);
  const again = await approximate(kernel, density, wish);
  expect(again.elbo).toBe(found.elbo);
  expect(again.tensors).toEqual(found.tensors);
}, 60_000);

test('mass where an approximation never was is found, and where it was none is', async () => {
  const density = await densityOf('log(0.8 * normal(a, 0, 1) + 0.2 * normal(a, 12, 1))', 'a');
  const target = new Unconstrained(density, [transformOf(density.variables[0]!, 0, 1)]);
  const gaussian = (mean: number) => ({
    mean: Float64Array.of(mean),
    covariance: Float64Array.of(1),
  });
  const look = (logQ: (a: number) => number) =>
    missedMass(
      target,
      [gaussian(0), gaussian(12)],
      ['a'],
      async (z) => z.map(logQ),
      { leastLogQ: -9, logEvidence: Math.log(0.8) },
      { count: 20_000, first: 0, seed: 1 },
    );
  const one = await look((a) => -0.5 * a * a - 0.919);
  expect(Math.abs(one!.mass - 0.2)).toBeLessThan(4 * one!.massError);
  expect(one!.logEvidence).toBeCloseTo(0, 1);
  const both = await look((a) => Math.max(-0.5 * a * a, -0.5 * (a - 12) ** 2) - 0.919);
  expect(both!.mass).toBeLessThan(1e-3);
});
