// Importance and rejection sampling against targets whose answers are known in closed form.
import { describe, expect, test } from 'vitest';
import { parseBases } from '../../../src/distributions/change-of-variables/base-text';
import { independent } from '../../../src/distributions/change-of-variables/joint';
import { importance, weigh } from '../../../src/inference/importance';
import { highestShape } from '../../../src/inference/pareto-smoothing';
import { proposalOf } from '../../../src/inference/proposal';
import { reject } from '../../../src/inference/rejection';
import { distributionTarget, formulaTarget, rowFormula } from '../../../src/inference/target';
import { aliases } from '../../../src/operations/formula-words';

async function proposing(text: string) {
  const { names, bases } = await parseBases(text);
  const distribution = independent(names, bases);
  return {
    distribution,
    names: aliases(names),
    proposal: proposalOf(distribution, distribution.label),
  };
}

const N = 20_000;
async function mean(text: string, target: string, of: string, seed = 1, count = N) {
  const { names, proposal } = await proposing(text);
  return importance(
    proposal,
    await formulaTarget(target, names),
    await rowFormula(of, names),
    count,
    seed,
  );
}

const HALF_LOG_TAU = 0.5 * Math.log(2 * Math.PI);
/** proposal, log target, function, its mean, and the log of the target's integral */
const TARGETS: [string, string, string, number, number][] = [
  ['x=normal(0,1.5)', '-x^2/2', 'x^2', 1, HALF_LOG_TAU],
  ['x=normal(0,2)', '-x^2/2', 'x^4', 3, HALF_LOG_TAU],
  ['x=normal(1,2)', '-(x-1.5)^2/2', 'x', 1.5, HALF_LOG_TAU],
  ['x=normal(0,2)', '-x^2/2', 'cos(x)', Math.exp(-0.5), HALF_LOG_TAU],
  ['x=normal(0,2)', '-x^2/2', 'exp(x)', Math.exp(0.5), HALF_LOG_TAU],
  ['x=normal(0,2)', '-x^2/2', 'x < 1 ? 1 : 0', 0.8413447460685429, HALF_LOG_TAU],
  ['x=uniform(0,1)', 'log(x) + 2*log(1-x)', 'x', 2 / 5, Math.log(1 / 12)],
  ['x=uniform(0,1)', '3*log(x)', 'x^2', 4 / 6, Math.log(1 / 4)],
  ['x=uniform(0,20)', '2*log(x) - x', 'x', 3, Math.log(2)],
  ['x=uniform(0,20)', '-x', 'x > 1 ? 1 : 0', Math.exp(-1), 0],
  [
    'x=normal(0,3)',
    'x > 0 ? -x^2/2 : log(0)',
    'x',
    Math.sqrt(2 / Math.PI),
    HALF_LOG_TAU - Math.log(2),
  ],
  ['x=normal(0,4)', 'log(exp(-(x-2)^2/2) + exp(-(x+2)^2/2))', 'x^2', 5, HALF_LOG_TAU + Math.log(2)],
  [
    'x=mixture(0.5*normal(-2,1.2), 0.5*normal(2,1.2))',
    'log(exp(-(x-2)^2/2) + exp(-(x+2)^2/2))',
    'x',
    0,
    HALF_LOG_TAU + Math.log(2),
  ],
  ['x=normal(0,2)', '-x^4/4', 'x^4', 1, Math.log(2.563694)],
  ['x=normal(0,2)', '-log(cosh(x))', 'tanh(x)^2', 0.5, Math.log(Math.PI)],
  [
    'a=normal(0,2), b=normal(0,2)',
    '-(a^2 - 1.6*a*b + b^2)/(2*0.36)',
    'a*b',
    0.8,
    2 * HALF_LOG_TAU + Math.log(0.6),
  ],
  [
    'a=normal(0,2), b=normal(0,2)',
    '-(a^2 + b^2)/2',
    'max(a, b)',
    1 / Math.sqrt(Math.PI),
    2 * HALF_LOG_TAU,
  ],
  ['a=normal(0,2), b=normal(1,3)', '-a^2/2 - (b - a^2)^2/2', 'b', 1, 2 * HALF_LOG_TAU],
  ['a=uniform(0,1), b=uniform(0,1)', 'a + b < 1 ? 0 : log(0)', 'a', 1 / 3, Math.log(0.5)],
  [
    'a=normal(0,2), b=normal(0,2), c=normal(0,2)',
    '-(a^2 + b^2 + c^2)/2',
    'sqrt(a^2 + b^2 + c^2)',
    2 * Math.sqrt(2 / Math.PI),
    3 * HALF_LOG_TAU,
  ],
];

describe('importance sampling', () => {
  test('20 targets: within three standard errors, where Pareto k does not warn', async () => {
    const found = await Promise.all(
      TARGETS.map(async ([proposal, target, of, truth, logZ]) => {
        const result = await mean(proposal, target, of);
        return {
          off: Math.abs(result.estimate - truth) / result.standardError,
          offZ: Math.abs(result.logEvidence - logZ) / Math.max(1e-4, result.logEvidenceError),
          k: result.paretoK!,
          notes: result.notes,
        };
      }),
    );
    expect(found.filter(({ notes }) => notes.length > 0).length).toBeLessThanOrEqual(1);
    const trusted = found.filter(({ k }) => k < 0.7);
    expect(trusted.length).toBeGreaterThanOrEqual(18);
    expect(trusted.filter(({ off }) => !(off < 3)).length).toBeLessThanOrEqual(1);
    expect(trusted.filter(({ offZ }) => !(offZ < 3)).length).toBeLessThanOrEqual(1);
  });

  test.each([1, 2, 3, 4, 5])(
    'a Student t with 2 degrees of freedom under a Gaussian is flagged (seed %i)',
    async (seed) => {
      for (const deviation of [1, 1.5, 2, 4]) {
        const result = await mean(`x=normal(0,${deviation})`, '-1.5*log(1 + x^2/2)', 'x^2', seed);
        expect(result.notes).not.toEqual([]);
      }
    },
  );

  test('the other way round nothing is said, and a proposal that is the target is worth all of its draws', async () => {
    const same = await mean('x=normal(2,3)', '-(x-2)^2/18', 'x');
    expect(same.notes).toEqual([]);
    expect(same.effectiveSampleSize).toBeGreaterThan(N - 1e-6);
    expect(same.logEvidence).toBeCloseTo(HALF_LOG_TAU + Math.log(3), 9);
    expect(same.standardError).toBeCloseTo(3 / Math.sqrt(N), 2);
  });

  test('another distribution as target, its columns in another order', async () => {
    const { proposal, names } = await proposing('a=normal(0,2), b=normal(0,3)');
    const other = await proposing('b=normal(1,1), a=normal(-1,1)');
    const target = distributionTarget(other.distribution, other.distribution.label, proposal.names);
    const result = await importance(proposal, target, await rowFormula('a', names), N, 3);
    expect(Math.abs(result.estimate + 1)).toBeLessThan(3 * result.standardError);
    expect(Math.abs(result.logEvidence)).toBeLessThan(3 * result.logEvidenceError);
  });

  test('a domain error names the part of the formula and the place', async () => {
    await expect(mean('x=normal(0,1)', 'log(x) - x', 'x')).rejects.toThrow(
      /^log\(x\) is not defined at x = -\d.*, in the formula log\(x\) - x\./,
    );
    await expect(mean('x=normal(0,1)', 'x > 0 ? log(x) - x : log(0)', 'x')).resolves.toBeTruthy();
    await expect(mean('x=normal(0,1)', '-x^2', 'x + sqrt(2 * x)')).rejects.toThrow(
      /^sqrt\(2 \* x\) is not defined/,
    );
    await expect(mean('x=uniform(0,1)', 'x > 2 ? 0 : log(0)', 'x')).rejects.toThrow(/^At none/);
    await expect(mean('x=uniform(0,1)', 'process.exit(1)', 'x')).rejects.toThrow();
  });

  test('smoothing leaves light tails nearly as they are', () => {
    const logs = Float64Array.from({ length: 1000 }, (_, n) => -((n / 1000) ** 2));
    const { weights, paretoK } = weigh(logs);
    expect(paretoK!).toBeLessThan(highestShape(1000));
    const total = logs.reduce((sum, v) => sum + Math.exp(v), 0);
    for (const n of [0, 10, 500, 999])
      expect(weights[n]! / (Math.exp(logs[n]!) / total)).toBeCloseTo(1, 2);
  });
});

describe('rejection sampling', () => {
  test('draws follow the target, and acceptance is the ratio of the areas', async () => {
    const { proposal, names } = await proposing('x=uniform(0,1)');
    const found = await reject(proposal, await formulaTarget('log(6*x*(1-x))', names), N, 5);
    const { values } = found.rows;
    expect(values.length).toBe(N);
    const average = values.reduce((sum, v) => sum + v, 0) / N;
    const second = values.reduce((sum, v) => sum + (v - 0.5) ** 2, 0) / N;
    expect(Math.abs(average - 0.5)).toBeLessThan(3 * Math.sqrt(0.05 / N));
    expect(second).toBeCloseTo(0.05, 2);
    expect(found.logBound).toBeCloseTo(Math.log(1.5), 5);
    expect(Math.abs(found.acceptance - 2 / 3)).toBeLessThan(4 * found.acceptanceError);
    expect(found.loss.estimate).toBeLessThan(1e-6);
  });

  test('what heavy tails cost is counted and estimated', async () => {
    const { proposal, names } = await proposing('x=normal(0,1)');
    const target = await formulaTarget('-x^2/3', names);
    const { rows, loss, exceeded, proposed } = await reject(proposal, target, N, 2);
    // a fresh draw exceeds the largest of N ratios with a probability of 1 / (N + 1), ten times that hardly ever
    expect(exceeded).toBeLessThan((10 * proposed) / N);
    expect(loss.estimate).toBeLessThan(0.02);
    const variance = rows.values.reduce((sum, v) => sum + v * v, 0) / N;
    expect(variance).toBeGreaterThan(1.4); // of 1.5: what is lost lies far out
    expect(variance).toBeLessThan(1.55);
  });

  test('a proposal far from the target is refused with what was kept', async () => {
    const { proposal, names } = await proposing('x=uniform(0,1)');
    const target = await formulaTarget('x < 0.0005 ? 0 : log(0)', names);
    const { acceptance } = await reject(proposal, target, 100, 1);
    expect(acceptance).toBeLessThan(0.002);
  });
});
