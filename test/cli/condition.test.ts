// condition from the command line: a mixture in closed form, ranges, and refusals.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Gaussian } from '../../src/distributions/gaussian';
import { Mixture } from '../../src/distributions/mixture';
import { flowscope, folder, json } from './run';

const dir = folder();
const names = ['a', 'b', 'c'];
const parts = [
  { names, mean: [0, 0, 1], covariance: [1, 0.5, 0.2, 0.5, 2, 0.1, 0.2, 0.1, 1] },
  { names, mean: [3, -2, 0], covariance: [1, 0, 0, 0, 1, 0.6, 0, 0.6, 1] },
];
const mixture = join(dir, 'mixture.json');
writeFileSync(mixture, JSON.stringify({ weights: [0.4, 0.6], components: parts }));
const truth = new Mixture(
  [0.4, 0.6],
  parts.map((part) => new Gaussian(part)),
);

const read = (path: string) => {
  const [head, ...lines] = readFileSync(path, 'utf8').trim().split('\n');
  return { head: head!.split(','), rows: lines.map((line) => line.split(',').map(Number)) };
};

test('values: the draws carry the exact conditional density', () => {
  const out = join(dir, 'cut.csv');
  const found = json<{ method: string; effectiveSampleSize: number }>(
    ...['condition', mixture, '--given', 'c=1.2', '-n', 500, '--out', out],
  );
  expect(found).toMatchObject({ method: 'closed form', effectiveSampleSize: 500 });
  const { head, rows } = read(out);
  expect(head).toEqual(['a', 'b', 'log_density']);
  const cut = truth.condition({ values: { c: 1.2 } });
  const values = Float64Array.from(rows.flatMap((row) => row.slice(0, 2)));
  const exact = cut.logProb({ values, count: 500 });
  rows.forEach((row, n) => expect(row[2]).toBeCloseTo(exact[n]!, 8));
});

test('a range: its column stays, and the density is that of what lies within', () => {
  const out = join(dir, 'range.csv');
  const found = json<{ within: { share: number; standardError: number } }>(
    ...['condition', mixture, '--given', 'c=1.2,a=0..inf', '-n', 400, '--out', out],
  );
  const { head, rows } = read(out);
  expect(head).toEqual(['a', 'b', 'log_density']);
  expect(rows.every(([a]) => a! >= 0)).toBe(true);
  const cut = truth.condition({ values: { c: 1.2 } });
  const exact = cut.logProb({
    values: Float64Array.from(rows.flatMap((row) => row.slice(0, 2))),
    count: rows.length,
  });
  const share = Math.exp(exact[0]! - rows[0]![2]!);
  expect(share).toBeCloseTo(found.within.share, 6);
  expect(share).toBeGreaterThan(0.5);
  expect(share).toBeLessThan(1);
});

test('a typed distribution, and what is refused', () => {
  const out = join(dir, 'typed.csv');
  const { method } = json<{ method: string }>(
    ...['condition', 'a=normal(0,1), b=uniform(0,1)', '--given', 'a=0.5', '-n', 50, '--out', out],
  );
  expect(method).toBe('closed form');
  expect(read(out).rows.every(([, log]) => Math.abs(log!) < 1e-9)).toBe(true);
  const none = join(dir, 'none.csv');
  for (const given of ['z=1', 'a=0..-1', 'a=1,b=0.5', 'b=5..6', 'a=x']) {
    const run = flowscope(
      ...['condition', 'a=normal(0,1), b=uniform(0,1)', '--given', given, '-n', 9, '--out', none],
    );
    expect(run.code, given).toBe(1);
    expect(run.stderr, given).toMatch(/\.\s*$/);
    expect(existsSync(none)).toBe(false);
  }
});

test('a fitted flow by integration over the columns that are left', () => {
  const table = join(dir, 'rows.csv');
  const { values } = truth.sample(3000, 5);
  const lines = Array.from({ length: 3000 }, (_, n) => values.slice(3 * n, 3 * n + 3).join(','));
  writeFileSync(table, ['a,b,c', ...lines, ''].join('\n'));
  const model = join(dir, 'rows.flow.safetensors');
  const fitted = flowscope(
    ...['fit', table, '--out', model, '--flow', 'gaussian', '--seed', 1, '--steps', 10],
  );
  expect(fitted.code, fitted.stderr).toBe(0);
  const out = join(dir, 'flow.csv');
  const found = json<{ method: string; effectiveSampleSize: number }>(
    ...['condition', model, '--given', 'c=0.5', '-n', 1000, '--out', out],
  );
  expect(found.method).toBe('numerical');
  expect(found.effectiveSampleSize).toBe(1000);
  // of a Gaussian the conditional is known
  const held = JSON.parse(
    flowscope('gaussian', 'condition', model, '--given', 'c=0.5', '--json').stdout,
  ) as { names: string[]; mean: number[]; covariance: number[][] };
  const exact = new Gaussian({ ...held, covariance: held.covariance.flat() });
  const { rows } = read(out);
  const logP = exact.logProb({
    values: Float64Array.from(rows.flatMap((row) => row.slice(0, 2))),
    count: rows.length,
  });
  const gap = rows.reduce((sum, row, n) => sum + row[2]! - logP[n]!, 0) / rows.length;
  expect(Math.abs(gap)).toBeLessThan(0.05);
  // with one column left the density is integrated along it
  const line = json<{ method: string }>(
    ...['condition', model, '--given', 'c=0.5,b=0', '-n', 200, '--out', out],
  );
  expect(line.method).toBe('numerical');
  expect(read(out).head).toEqual(['a', 'log_density']);
});
