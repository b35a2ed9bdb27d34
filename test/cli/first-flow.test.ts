// buildup and determinant from the command line.
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { BuildUpView, DeterminantPrice } from '../../src/protocol/first-flow';
import { examples, flowscope, json } from './run';

const moons = join(examples, 'two-moons.csv');

test('two moons, step by step, twice the same', () => {
  const args = ['buildup', moons, '--steps', 300, '--threads', 1] as const;
  const view = json<BuildUpView>(...args);
  expect(view.stages.map((s) => s.name)).toEqual([
    'diagonal',
    'linear',
    'network',
    'affine stack',
    'spline stack',
  ]);
  expect(view.diagonal.difference.parameters).toBeLessThan(1e-12);
  expect(view.linear!.logDensity).toBeLessThan(1e-10);
  const [, , network, , splines] = view.stages;
  expect(network!.gain!.mean).toBeGreaterThan(0.1);
  expect(splines!.score.mean).toBeGreaterThan(view.stages[0]!.score.mean + 0.4);
  expect(view.jacobians.map((j) => j.triangular)).toEqual([true, true, true, false, false]);
  expect(json<BuildUpView>(...args).stages.map((s) => s.score)).toEqual(
    view.stages.map((s) => s.score),
  );
});

test('in words: what each step is worth', () => {
  const { code, stdout, stderr } = flowscope('buildup', moons, '--columns', 'x', '--steps', 60);
  expect(code, stderr).toBe(0);
  expect(stdout).toContain('is the Gaussian with diagonal covariance');
  expect(stdout).toMatch(/nats per row\. .*nats a row\./);
});

test('the price of a determinant', () => {
  const price = json<DeterminantPrice>('determinant', '--columns', 2, '--seconds', 1);
  expect(price.sizes.map((s) => s.n)).toEqual([2, 4, 8, 16, 32, 64, 128, 256, 512]);
  // so far apart that no load hides it
  expect(price.sizes.at(-1)!.lu).toBeGreaterThan(20 * price.sizes.at(-1)!.sum);
  expect(price.slopes!.lu).toBeGreaterThan(price.slopes!.sum);
  expect(price.flows).toHaveLength(2);
});

test('what cannot be is one sentence', () => {
  const refusals = [
    ['buildup', moons, '--columns', 'nowhere'],
    ['buildup', join(examples, 'none.csv')],
    ['buildup', moons, '--steps', 10, '--seconds', 5],
    ['determinant', '--columns', 0],
  ].map((args) => flowscope(...args));
  for (const { code, stdout, stderr } of refusals) {
    expect(code).not.toBe(0);
    expect(stdout).toBe('');
    expect(stderr.trim().split('\n').length).toBe(1);
    expect(stderr).not.toMatch(/ at .*:\d+:\d+/);
  }
});
