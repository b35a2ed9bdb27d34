// What has a log density and draws, once something is given or multiplied: within stated errors of the mathematics.
import { describe, expect, test } from 'vitest';
import { Gaussian } from '../../../src/distributions/gaussian';
import { condition } from '../../../src/operations/condition';
import { Empirical, normalised } from '../../../src/distributions/empirical';
import { Mixture } from '../../../src/distributions/mixture';
import { normals } from '../../../src/flows/random';
import { axisOf } from '../../../src/session/chains/view';
import { entropyOf } from '../../../src/operations/entropy';
import { alongOne, linesOf } from '../../../src/session/chains/plane';
import { sampled, type Sampled } from '../../../src/operations/operand';
import { multiply } from '../../../src/operations/multiply';
import { errorsAway, joint, NAMES } from '../session/chains/chains';
import { english, say } from '../../../src/protocol/sentence';

/** The same three columns and one more. */
const four = new Gaussian({
  names: [...NAMES, 'd'],
  mean: [...joint.mean, 0.5],
  covariance: [2, 0.9, -0.4, 0.5, 0.9, 1.5, 0.3, 0, -0.4, 0.3, 1, 0.2, 0.5, 0, 0.2, 1.2],
});

const mahalanobis = (g: Gaussian, [x, y]: [number, number]) => {
  const [a, b, , d] = g.covariance as unknown as [number, number, number, number];
  const [p, q] = [x - g.mean[0]!, y - g.mean[1]!];
  return (d * p * p - 2 * b * p * q + a * q * q) / (a * d - b * b);
};

/** A Gaussian that hides that it is one. */
const hidden = (g: Gaussian): Sampled =>
  sampled({
    kind: 'flow',
    label: say('the flow'),
    names: g.names,
    sample: (count, seed, first) => g.sample(count, seed, first),
    logProb: (rows) => g.logProb(rows),
    method: 'closed form',
  });
const LIMIT = 4.5;

describe('what has a density and draws', () => {
  test('given values, by importance sampling: moments and log density of the exact conditional', async () => {
    for (const values of [{ c: 6 }, { a: 3 }] as Record<string, number>[]) {
      const { operand, logZ, notes } = await condition(hidden(four), { values });
      const exact = four.condition({ values });
      const finite = operand as Empirical;
      expect(notes.map(english).join()).toMatch(/By importance sampling: 20,000 draws/);
      expect(finite.effective).toBeGreaterThan(5000);
      const { mean, meanError, covariance, covarianceError } = finite.moments();
      exact.mean.forEach((m, d) =>
        expect(Math.abs(mean[d]! - m) / meanError[d]!).toBeLessThan(LIMIT),
      );
      exact.covariance.forEach((c, k) =>
        expect(Math.abs(covariance[k]! - c) / covarianceError[k]!).toBeLessThan(LIMIT),
      );
      const log = four
        .marginal(Object.keys(values))
        .logProb({ values: Float64Array.from(Object.values(values)), count: 1 })[0]!;
      expect(errorsAway(logZ!, log)).toBeLessThan(LIMIT);
      // the density of the three columns that are left, each off by the one error of log Z
      const rows = exact.sample(50, 4);
      const off = (await operand.logProb!(rows)).map((v, n) => v - exact.logProb(rows)[n]!);
      for (const v of off) expect(v).toBeCloseTo(log - logZ!.value, 9);
      expect(finite.density!.error).toBe(logZ!.standardError);
      const entropy = (await entropyOf(exact))!.value;
      expect(errorsAway((await entropyOf(operand))!, entropy)).toBeLessThan(LIMIT);
      expect((await entropyOf(operand))!.standardError).toBeLessThan(0.05);
    }
  });

  test('given one value after the other: the weighted draws still have their density', async () => {
    const first = await condition(hidden(four), { values: { c: 5.5 } });
    const { operand, logZ } = await condition(first.operand, { values: { a: 2, b: -1 } });
    const exact = four.condition({ values: { a: 2, b: -1, c: 5.5 } });
    const rows = exact.sample(20, 1);
    const found = await operand.logProb!(rows);
    exact.logProb(rows).forEach((v, n) => expect(found[n]).toBeCloseTo(v, 4));
    const log = four
      .condition({ values: { c: 5.5 } })
      .marginal(['a', 'b'])
      .logProb({ values: Float64Array.of(2, -1), count: 1 })[0]!;
    expect(logZ!.standardError).toBe(first.logZ!.standardError);
    expect(errorsAway(logZ!, log)).toBeLessThan(LIMIT);
  });

  test('two columns left: their density on a grid, its lines, its sum over one of them, and draws', async () => {
    for (const values of [{ c: 6 }, { b: -3.5 }] as Record<string, number>[]) {
      const { operand, logZ, notes } = await condition(hidden(joint), { values });
      const exact = joint.condition({ values });
      expect(notes.map(english).join()).toMatch(/on a grid of 25,921 points/);
      const rows = exact.sample(50, 4);
      const found = await operand.logProb!(rows);
      exact.logProb(rows).forEach((v, n) => expect(found[n]).toBeCloseTo(v, 4));
      const log = joint
        .marginal(Object.keys(values))
        .logProb({ values: Float64Array.from(Object.values(values)), count: 1 })[0]!;
      expect(logZ!.value).toBeCloseTo(log, 4);
      const lines = linesOf(operand)!;
      expect(lines.map((l) => l.mass)).toEqual([0.5, 0.8, 0.95]);
      for (const { mass, lines: drawn } of lines) {
        const radius = -2 * Math.log(1 - mass);
        for (const line of drawn)
          for (let k = 0; k < line.length; k += 2)
            expect(mahalanobis(exact, [line[k]!, line[k + 1]!])).toBeCloseTo(radius, 0);
      }
      operand.names.forEach((name, d) => {
        const { x, y } = alongOne((operand as Sampled).plane!, d);
        const one = exact.marginal([name]);
        one
          .logProb({ values: Float64Array.from(x), count: x.length })
          .forEach((v, k) => expect(y[k]).toBeCloseTo(Math.exp(v), 4));
      });
      const drawn = new Empirical(
        operand.names,
        (await operand.sample(20_000, 1)).values,
        null,
        'draws',
      ).moments();
      exact.mean.forEach((m, d) =>
        expect(Math.abs(drawn.mean[d]! - m) / drawn.meanError[d]!).toBeLessThan(LIMIT),
      );
      exact.covariance.forEach((v, k) =>
        expect(Math.abs(drawn.covariance[k]! - v)).toBeLessThan(
          LIMIT * drawn.covarianceError[k]! + 1e-3,
        ),
      );
    }
  });

  test('two columns left, with a sharp edge: no grid is fine enough, so that draws are weighted', async () => {
    const cut = sampled({
      ...hidden(joint),
      logProb: (rows) =>
        joint.logProb(rows).map((v, n) => (rows.values[3 * n]! > 1 ? v : -Infinity)),
    });
    const { operand } = await condition(cut, { values: { c: 5 } });
    const error = (operand as Empirical).density?.error ?? 0;
    expect(operand.kind).toBe('empirical');
    expect(error).toBeGreaterThan(0);
  });

  test('all others given, the one that is left has its density, by integration', async () => {
    for (const values of [
      { a: 3, c: 4 },
      { b: -1, c: 5 },
      { a: 9, b: 9 },
    ] as Record<string, number>[]) {
      const { operand, logZ } = await condition(hidden(joint), { values });
      const exact = joint.condition({ values });
      const [m, sd] = [exact.mean[0]!, Math.sqrt(exact.covariance[0]!)];
      const x = Float64Array.from({ length: 41 }, (_, k) => m + sd * (k / 5 - 4));
      const rows = { values: x, count: x.length, dim: 1 };
      const found = await operand.logProb!(rows);
      exact.logProb(rows).forEach((v, k) => expect(found[k]).toBeCloseTo(v, 5));
      const log = joint
        .marginal(Object.keys(values))
        .logProb({ values: Float64Array.from(Object.values(values)), count: 1 })[0]!;
      expect(logZ!.value).toBeCloseTo(log, 5);
      const draws = (await operand.sample(20_000, 1)).values;
      const mean = draws.reduce((a, b) => a + b, 0) / draws.length;
      expect(Math.abs(mean - m)).toBeLessThan((LIMIT * sd) / Math.sqrt(draws.length));
    }
  });

  test('where the line is too thin or has two far modes, it is still found', async () => {
    const two = new Mixture(
      [0.7, 0.3],
      [-40, 25].map(
        (mean) => new Gaussian({ names: ['x', 'y'], mean: [mean, 0], covariance: [1e-4, 0, 0, 1] }),
      ),
    );
    const flow = sampled({
      kind: 'flow',
      label: say('the flow'),
      names: two.names,
      sample: (count, seed, first) => two.sample(count, seed, first),
      logProb: (rows) => two.logProb(rows),
    });
    const { operand, logZ } = await condition(flow, { values: { y: 0.5 } });
    const log = two.marginal(['y']).logProb({ values: Float64Array.of(0.5), count: 1 })[0]!;
    expect(Math.abs(logZ!.value - log)).toBeLessThan(0.1);
    const { values } = await operand.sample(4000, 1);
    const left = values.filter((v) => v < 0).length / values.length;
    expect(left).toBeCloseTo(0.7, 1);
  });

  test('the axis of weighted draws fits where their weight is', () => {
    const values = normals(1, 1, 0, 20_000, 1).map((v) => 6 * v);
    const weights = normalised(values.map((v) => Math.exp((-0.5 * (v - 1) ** 2) / 0.25)));
    const [low, high] = axisOf(values, weights);
    expect(low).toBeGreaterThan(-1.6);
    expect(low).toBeLessThan(-0.3);
    expect(high).toBeGreaterThan(2.3);
    expect(high).toBeLessThan(3.6);
    const [from, to] = axisOf(values, null);
    expect(from).toBe(Math.min(...values));
    expect(to).toBe(Math.max(...values));
  });

  test('what cannot occur is refused', async () => {
    const bounded = sampled({
      ...hidden(joint),
      logProb: async (rows) =>
        joint.logProb(rows).map((v, n) => (rows.values[3 * n + 2]! > 4 ? v : -Infinity)),
    });
    await expect(condition(bounded, { values: { c: 3 } })).rejects.toThrow('c = 3 cannot occur');
  });

  test('multiplied with a Gaussian, and a Gaussian with it', async () => {
    const other = new Gaussian({
      names: ['c', 'a', 'b'],
      mean: [5, 0, 0],
      covariance: [4, 1, 0, 1, 4, 0, 0, 0, 4],
    });
    const exact = joint.times(other);
    const factors = {
      table: () => Promise.resolve(other),
      flow: () => Promise.resolve(hidden(joint)),
    };
    for (const found of [
      await multiply(hidden(joint), { kind: 'table' }, factors),
      await multiply(other, { kind: 'flow' }, factors),
    ]) {
      expect(errorsAway(found.logZ, exact.logZ)).toBeLessThan(LIMIT);
      const { mean, meanError } = (found.operand as Empirical).moments();
      const order = found.operand.names.map((n) => NAMES.indexOf(n));
      order.forEach((place, d) =>
        expect(Math.abs(mean[d]! - exact.distribution.mean[place]!) / meanError[d]!).toBeLessThan(
          LIMIT,
        ),
      );
    }
  });
});
