// Posteriors: mass outside the prior, weights for another prior, and products of likelihoods, against exact ones.
import { expect, test } from 'vitest';
import { erf } from 'mathjs';
import { Gaussian } from '../../../src/distributions/gaussian';
import { rowsOf } from '../../../src/distributions/distribution';
import { fromLikelihood } from '../../../src/inference/from-likelihood';
import { posterior } from '../../../src/inference/posterior';
import { beyond, densityPrior, typedPrior } from '../../../src/inference/prior';
import { systematic } from '../../../src/inference/resample';
import { english, say } from '../../../src/protocol/sentence';

const below = (z: number) => 0.5 * (1 + erf(z / Math.SQRT2));
const standard = (names: string[]) =>
  new Gaussian({
    names,
    mean: names.map(() => 0),
    covariance: names.flatMap((_, i) => names.map((__, j) => (i === j ? 1 : 0))),
  });

test('a prior of every parameter in any order, and a log-normal that integrates to 1', async () => {
  const prior = await typedPrior('"b 2"=lognormal(0.5,0.4), a=uniform(-1,3)', ['a', 'b 2']);
  expect(prior.support).toEqual([
    { column: 'a', low: -1, high: 3 },
    { column: 'b 2', low: 0, high: null },
  ]);
  let sum = 0;
  const grid = Array.from({ length: 4000 }, (_, k) => (k + 0.5) / 200);
  const logs = await prior.logDensity(rowsOf(Float64Array.from(grid.flatMap((b) => [0, b])), 2));
  for (const log of logs) sum += Math.exp(log) / 200;
  expect(sum).toBeCloseTo(1 / 4, 5);
  const { values } = await prior.sample(4000, 3);
  const mean = values.reduce((s, v, i) => s + (i % 2 ? Math.log(v) : 0), 0) / 4000;
  expect(mean).toBeCloseTo(0.5, 1);
  for (const text of [
    'a=normal(0,1)',
    'a=normal(0,1), c=normal(0,1)',
    'a=gamma(1,2), "b 2"=normal(0,1)',
  ])
    await expect(typedPrior(text, ['a', 'b 2']), text).rejects.toThrow(/\.$/);
});

test('the mass outside a prior is measured, and the density within is that of what is left', async () => {
  const model = standard(['a', 'b']);
  const wanted = await typedPrior('a=uniform(-1,1), b=normal(0,5)', ['a', 'b']);
  const found = await posterior(model, { wanted, table: null, bounds: [] }, 2000, 1);
  const inside = below(1) - below(-1);
  const { share, standardError } = found.leakage!;
  expect(Math.abs(share - (1 - inside))).toBeLessThan(4 * standardError);
  expect(found.values.every((v, i) => i % 2 === 1 || Math.abs(v) <= 1)).toBe(true);
  const exact = model.logProb(rowsOf(found.values, 2)).map((v) => v - Math.log(inside));
  found.logDensity!.forEach((v, n) => expect(Math.abs(v - exact[n]!)).toBeLessThan(0.02));
  expect(english(found.notes[0]!)).toMatch(/assumed .*a = uniform\(-1, 1\)/);
  const none = await posterior(model, { wanted: null, table: null, bounds: [] }, 100, 1);
  expect(none.leakage).toBeNull();
});

test('weights for another prior give its posterior', async () => {
  // likelihood N(x = 1; a, 1) under a table prior N(0, 2^2), and wanted N(1, 1)
  const at = (mean: number, variance: number) => {
    const precision = 1 / variance + 1;
    return { mean: (mean / variance + 1) / precision, variance: 1 / precision };
  };
  const [old, fresh] = [at(0, 4), at(1, 1)];
  const model = new Gaussian({ names: ['a'], mean: [old.mean], covariance: [old.variance] });
  const table = await typedPrior('a=normal(0,2)', ['a']);
  const wanted = await typedPrior('a=normal(1,1)', ['a']);
  const found = await posterior(model, { wanted, table, bounds: [] }, 5000, 2);
  const [a] = found.parameters;
  expect(Math.abs(a!.mean - fresh.mean)).toBeLessThan(4 * a!.meanError);
  expect(a!.sd).toBeCloseTo(Math.sqrt(fresh.variance), 1);
  expect(a!.quantiles.find(([q]) => q === 0.5)![1]).toBeCloseTo(fresh.mean, 1);
  expect(found.paretoK!).toBeLessThan(0.7);
  const exact = new Gaussian({ names: ['a'], mean: [fresh.mean], covariance: [fresh.variance] });
  const logs = exact.logProb(rowsOf(found.values, 1));
  found.logDensity!.forEach((v, n) => expect(Math.abs(v - logs[n]!)).toBeLessThan(0.05));
  // the same with densities as priors, in another order of columns
  const two = standard(['p', 'q']);
  const swapped = densityPrior(two, say('it'), [], ['q', 'p']);
  const row = rowsOf(Float64Array.of(0.3, -2), 2);
  expect((await swapped.logDensity(row))[0]).toBeCloseTo(two.logProb(row)[0]!, 12);
});

test('a prior beyond the table is refused', async () => {
  const table = await typedPrior('a=uniform(0,2), s=lognormal(0,1)', ['a', 's']);
  const refuse = async (text: string) => {
    const wanted = await typedPrior(text, ['a', 's']);
    return beyond(wanted.support, table.support);
  };
  expect(english((await refuse('a=uniform(0,2.1), s=lognormal(0,2)'))!)).toMatch(
    /beyond a in \[0, 2\]/,
  );
  expect(english((await refuse('a=uniform(0,1), s=normal(1,1)'))!)).toMatch(/beyond s/);
  expect(await refuse('a=uniform(0.5,2), s=uniform(1,2)')).toBeNull();
});

test('several trials: the product of their likelihoods, with the evidence', async () => {
  const trials = [0.2, 1.4, 0.7, 0.9];
  const prior = await typedPrior('m=normal(0,3)', ['m']);
  const found = await fromLikelihood(
    prior,
    async (values) =>
      values.map((m) =>
        trials.reduce((s, x) => s - 0.5 * (x - m) ** 2 - 0.5 * Math.log(2 * Math.PI), 0),
      ),
    4000,
    1,
  );
  const precision = 1 / 9 + 4;
  const mean = 3.2 / precision;
  expect(found.method).toBe('importance');
  const [m] = found.parameters;
  expect(Math.abs(m!.mean - mean)).toBeLessThan(4 * m!.meanError);
  expect(m!.sd).toBeCloseTo(1 / Math.sqrt(precision), 1);
  const exact = new Gaussian({ names: ['m'], mean: [mean], covariance: [1 / precision] });
  const logs = exact.logProb(rowsOf(found.values, 1));
  found.logDensity!.forEach((v, n) => expect(Math.abs(v - logs[n]!)).toBeLessThan(0.05));
  // log p(x) of x ~ N(0, I + 9 1 1')
  const squares = trials.reduce((s, x) => s + x * x, 0);
  const evidence =
    -2 * Math.log(2 * Math.PI) - 0.5 * Math.log(37) - 0.5 * (squares - (9 / 37) * 3.2 ** 2);
  const { value, standardError } = found.logEvidence!;
  expect(Math.abs(value - evidence)).toBeLessThan(Math.max(4 * standardError, 1e-3));
});

test('four modes in a box, and chains where weights fail', async () => {
  const prior = await typedPrior('a=uniform(-3,3), b=uniform(-3,3)', ['a', 'b']);
  const modes = await fromLikelihood(
    prior,
    async (values, count) =>
      Float64Array.from({ length: count }, (_, n) =>
        [0, 1].reduce((s, d) => s - 0.5 * ((values[2 * n + d]! ** 2 - 4) / 0.1) ** 2, 0),
      ),
    4000,
    1,
  );
  const quarter = [0, 0, 0, 0];
  for (let n = 0; n < 4000; n++)
    quarter[(modes.values[2 * n]! > 0 ? 1 : 0) + (modes.values[2 * n + 1]! > 0 ? 2 : 0)]! +=
      1 / 4000;
  for (const share of quarter) expect(Math.abs(share - 0.25)).toBeLessThan(0.05);
  // a thin ring: no mixture of a few Gaussians is near it
  const ring = await fromLikelihood(
    prior,
    async (values, count) =>
      Float64Array.from({ length: count }, (_, n) => {
        const radius = Math.hypot(values[2 * n]!, values[2 * n + 1]!);
        return -0.5 * ((radius - 2) / 0.001) ** 2;
      }),
    2000,
    1,
  );
  expect(ring.method).toBe('chains');
  expect(ring.logDensity).toBeNull();
  expect(ring.acceptance!).toBeGreaterThan(0.005);
  ring.parameters.forEach(({ mean, meanError, sd }) => {
    expect(Math.abs(mean)).toBeLessThan(5 * meanError);
    expect(Math.abs(sd - Math.SQRT2)).toBeLessThan(0.1);
  });
});

test('systematic resampling gives each row its share, rounded', () => {
  const weights = Float64Array.of(0.1, 0, 0.25, 0.65);
  const counts = [0, 0, 0, 0];
  for (const n of systematic(weights, 100, 5)) counts[n]!++;
  weights.forEach((w, n) => expect(Math.abs(counts[n]! - 100 * w)).toBeLessThanOrEqual(1));
  expect(counts[1]).toBe(0);
});
