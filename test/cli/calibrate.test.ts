// calibrate from the command line: a linear Gaussian problem, whose posterior a Gaussian given its observation is.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { normals } from '../../src/distributions/random';
import { flowscope, folder, json } from './run';

const dir = folder();
const model = join(dir, 'posterior.flow.safetensors');
function simulations(name: string, count: number, seed: number): string {
  const z = normals(seed, 90_010, 0, count, 2);
  const lines = Array.from({ length: count }, (_, n) =>
    [z[2 * n]!, z[2 * n]! + 0.5 * z[2 * n + 1]!].join(','),
  );
  const path = join(dir, name);
  writeFileSync(path, ['theta,x', ...lines, ''].join('\n'));
  return path;
}
const table = simulations('simulations.csv', 4000, 1);
const fresh = simulations('fresh.csv', 1500, 2);

beforeAll(() => {
  const { code, stderr } = flowscope(
    ...['fit', table, '--columns', 'theta', '--given', 'x', '--flow', 'gaussian', '--seed', 1],
    ...['--steps', 10, '--out', model],
  );
  if (code !== 0) throw new Error(stderr);
});

interface Calibrated {
  pairs: number;
  sbc: { ranks: number[][]; pValues: number[] };
  coverage: [number, number][];
  tarp: { pValue: number };
  conformal: Record<string, number>;
  misspecification?: { pValue: number };
}

test('on fresh pairs, with an observation that is odd', () => {
  const found = json<Calibrated>('calibrate', model, fresh, '--given', 'x=4.5');
  expect(found.pairs).toBe(1000);
  expect(found.sbc.pValues[0]).toBeGreaterThan(0.001);
  expect(found.tarp.pValue).toBeGreaterThan(0.001);
  for (const [level, share] of found.coverage) expect(Math.abs(share - level)).toBeLessThan(0.06);
  expect(found.conformal['0.9']).toBeCloseTo(0.9, 1);
  expect(found.misspecification!.pValue).toBeLessThan(0.01);
});

test('on the table of the fit, test rows only', () => {
  const found = json<Calibrated>('calibrate', model, table);
  expect(found.pairs).toBeLessThan(1000);
  expect(found.misspecification).toBeUndefined();
});

test('a model that is given nothing is refused', () => {
  const joint = join(dir, 'joint.flow.safetensors');
  flowscope(...['fit', table, '--flow', 'gaussian', '--steps', 10, '--out', joint]);
  const run = flowscope('calibrate', joint, fresh);
  expect(run.code).toBe(1);
  expect(run.stderr).toMatch(/^flowscope: This model is given nothing/);
});
