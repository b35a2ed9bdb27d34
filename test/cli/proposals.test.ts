// importance and reject from the command line.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { flowscope, folder, json } from './run';

const dir = folder();

test('importance: the mean of a^2 under a typed target', () => {
  const found = json<Record<string, number>>(
    ...['importance', 'a=normal(0,2)', '--target', '-a^2/2', '--expect', 'a^2', '-n', 20000],
  );
  expect(Math.abs(found.estimate! - 1)).toBeLessThan(3 * found.standardError!);
  expect(found.effectiveSampleSize!).toBeGreaterThan(5000);
  expect(found.paretoK!).toBeLessThan(0.7);
});

test('reject: a file of samples, and what was kept', () => {
  const out = join(dir, 'beta.csv');
  const found = json<Record<string, number>>(
    ...['reject', 'uniform(0,1)', '--target', 'log(6*x*(1-x))', '-n', 2000, '--out', out],
  );
  expect(found.acceptance!).toBeCloseTo(2 / 3, 1);
  expect(found.logBound!).toBeCloseTo(Math.log(1.5), 3);
  expect(found.exceeded!).toBeLessThan(20);
  const lines = readFileSync(out, 'utf8').trim().split('\n');
  expect(lines[0]).toBe('x');
  expect(lines).toHaveLength(2001);
});

test('a domain error is one sentence, and leaves no file', () => {
  const out = join(dir, 'none.csv');
  const { code, stdout, stderr } = flowscope(
    ...['reject', 'normal(0,1)', '--target', 'log(x)', '-n', 10, '--out', out],
  );
  expect(code).toBe(1);
  expect(stdout).toBe('');
  expect(stderr).toMatch(/^flowscope: log\(x\) is not defined at x = -/);
  expect(stderr.trim().split('\n')).toHaveLength(1);
  expect(existsSync(out)).toBe(false);
});
