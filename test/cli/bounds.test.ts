// fit --bounds from the command line: no draw outside wherever the model is used, and a density that integrates to 1.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { normals, uniform } from '../../src/distributions/random';
import { flowscope, folder, json } from './run';

const dir = folder();
const model = join(dir, 'kept.flow.safetensors');
const table = join(dir, 'simulations.csv');
const out = join(dir, 'out.csv');

interface Fitted {
  support: { column: string; low: number; high: number }[];
  leakage: { mean: number; standardError: number };
}
let fitted: Fitted;

const fit = (...args: string[]) =>
  flowscope(
    ...['fit', table, '--columns', 'theta', '--given', 'x', '--flow', 'gaussian', '--steps', 10],
    ...args,
  );

beforeAll(() => {
  const z = normals(1, 90_040, 0, 4000, 1);
  const lines = Array.from({ length: 4000 }, (_, n) => {
    const theta = uniform(1, 90_041, n);
    return `${theta},${theta + 0.3 * z[n]!}`;
  });
  writeFileSync(table, ['theta,x', ...lines, ''].join('\n'));
  const run = fit('--bounds', 'theta=(0,1)', '--out', model, '--json');
  if (run.code !== 0) throw new Error(run.stderr);
  fitted = JSON.parse(run.stdout) as Fitted;
});

const thetas = () =>
  readFileSync(out, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => Number(line.split(',')[0]));
const inside = () => thetas().every((v) => v > 0 && v < 1);

test('the fit says what lay outside, and info too', () => {
  expect(fitted.support).toMatchObject([{ column: 'theta', low: 0, high: 1 }]);
  expect(fitted.leakage.mean).toBeGreaterThan(0.02);
  expect(fitted.leakage.mean).toBeLessThan(0.3);
  expect(flowscope('info', model).stdout).toMatch(/The density keeps theta in \(0, 1\)/);
  expect(fit('--out', join(dir, 'free.flow.safetensors')).stdout).toMatch(
    /end sharply.*theta in \[0, 1\]/,
  );
});

test('samples, conditions and posteriors lie within', () => {
  json('sample', model, '--given', 'x=1.2', '-n', 2000, '--out', out);
  expect(inside()).toBe(true);
  json('condition', model, '--given', 'x=1.2', '-n', 2000, '--out', out);
  expect(inside()).toBe(true);
  const found = json<{ leakage: { share: number; standardError: number } }>(
    ...['posterior', model, '--given', 'x=1.2', '-n', 2000, '--out', out],
  );
  expect(inside()).toBe(true);
  expect(found.leakage.share).toBeGreaterThan(0.1);
  expect(found.leakage.standardError).toBeGreaterThan(0);
  const beyond = flowscope(
    ...[
      'posterior',
      model,
      '--given',
      'x=1',
      '--prior',
      'theta=normal(0,1)',
      '-n',
      9,
      '--out',
      out,
    ],
  );
  expect(beyond.stderr).toMatch(/no simulations/);
  const { pairs } = json<{ pairs: number }>('calibrate', model, table, '--pairs', 50);
  expect(pairs).toBe(50);
});

test('the density integrates to 1 within, and is zero outside', () => {
  const grid = join(dir, 'grid.csv');
  const at = Array.from({ length: 400 }, (_, k) => (k + 0.5) / 200 - 0.5);
  writeFileSync(grid, ['theta,x', ...at.map((v) => `${v},1.2`), ''].join('\n'));
  json('score', model, grid, '--out', out);
  const logs = readFileSync(out, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => Number(line.split(',').at(-1)));
  const mass = logs.reduce((sum, log) => sum + Math.exp(log) / 200, 0);
  expect(Math.abs(mass - 1)).toBeLessThan(0.04);
  logs.forEach((log, k) => expect(log === -Infinity).toBe(at[k]! < 0 || at[k]! > 1));
});

test('what is refused', () => {
  const none = join(dir, 'none.flow.safetensors');
  for (const [bounds, reason] of [
    ['theta=(0.5,1)', /rows lie outside/],
    ['y=(0,1)', /not among the fitted/],
    ['theta=(1,0)', /LOW < HIGH/],
    ['data', /Write auto/],
  ] as const) {
    const run = fit('--bounds', bounds, '--out', none);
    expect(run.code, bounds).toBe(1);
    expect(run.stderr, bounds).toMatch(reason);
    expect(existsSync(none)).toBe(false);
  }
  const web = flowscope('export', model, '--format', 'tfjs', '--out', join(dir, 'web'));
  expect(web.stderr).toMatch(/keeps bounds/);
  const typed = fit('--bounds', 'auto', '--out', none, '--json');
  expect((JSON.parse(typed.stdout) as Fitted).support).toEqual([
    { column: 'theta', low: 0, high: 1 },
  ]);
});
