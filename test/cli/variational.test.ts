// variational from the command line: Bayesian regression with a known answer, and the model it leaves.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { flowscope, folder, json } from './run';

const dir = folder();
const out = join(dir, 'line.flow.safetensors');
const data = join(dir, 'line.csv');
const x = Array.from({ length: 60 }, (_, i) => (i - 20) / 15);
const y = x.map((v, i) => 1.5 + 0.8 * v + 0.7 * Math.sin(37 * i));
writeFileSync(data, `x,y\n${x.map((v, i) => `${v},${y[i]}`).join('\n')}\n`);
const FORMULA = 'log(normal(a,0,2)) + log(normal(b,0,2)) + sum(log(normal(y, a*x + b, 0.5)))';

/** log N(y; 0, 0.25 I + 4 x x' + 4 1 1'), by the matrix determinant and inversion lemmas in two columns */
function exactEvidence(): number {
  const [noise, prior, n] = [0.25, 4, x.length];
  const sum = (f: (i: number) => number) => x.reduce((s, _, i) => s + f(i), 0);
  const [xx, x1, xy, y1, yy] = [
    sum((i) => x[i]! ** 2),
    sum((i) => x[i]!),
    sum((i) => x[i]! * y[i]!),
    sum((i) => y[i]!),
    sum((i) => y[i]! ** 2),
  ];
  // posterior precision
  const [p, q, r] = [xx / noise + 1 / prior, x1 / noise, n / noise + 1 / prior];
  const det = p * r - q * q;
  const [s, t] = [xy / noise, y1 / noise];
  const quadratic = (r * s * s - 2 * q * s * t + p * t * t) / det;
  return (
    -0.5 * (n * Math.log(2 * Math.PI * noise) + Math.log(det * prior * prior)) -
    0.5 * (yy / noise - quadratic)
  );
}

test('regression: the exact evidence, and a model that samples, scores, traces and tells', () => {
  const found = json<Record<string, number> & { notes: string[] }>(
    ...['variational', '--data', data, '--variables', 'a, b', '--formula', FORMULA],
    ...['--steps', 300, '--out', out],
  );
  const exact = exactEvidence();
  expect(Math.abs(found.logEvidence! - exact)).toBeLessThan(3 * found.logEvidenceError! + 1e-3);
  expect(found.elbo!).toBeLessThan(exact + 0.01);
  expect(found.elbo!).toBeGreaterThan(exact - 0.05);
  expect(found.paretoK!).toBeLessThan(0.7);
  expect(found.notes).toEqual([]);
  expect(found.rows).toBe(60);

  const samples = join(dir, 'samples.csv');
  json('sample', out, '-n', 3000, '--out', samples);
  const lines = readFileSync(samples, 'utf8').trim().split('\n');
  expect(lines[0]).toBe('a,b');
  const slope = lines.slice(1).reduce((s, line) => s + Number(line.split(',')[0]) / 3000, 0);
  expect(slope).toBeCloseTo(0.8, 1);
  const scored = json<Record<string, number>>('score', out, samples, '--out', join(dir, 's.csv'));
  expect(scored.scored).toBe(3000);
  expect(Number.isFinite(scored.meanLogDensity)).toBe(true);
  const trace = json<{ layers: unknown[] }>('trace', out, samples, '--rows', 0);
  expect(trace.layers.length).toBeGreaterThan(3);
  const info = json<{ data: null; notes: string[] }>('info', out);
  expect(info.data).toBeNull();
  expect(info.notes.join(' ')).toContain('log evidence');
});

test.each([
  [['--variables', 'a', '--formula', 'log(a)'], /log\(a\) is not defined at a = -\d/],
  [['--variables', 'a > 2', '--formula', '-a'], /The bounds of a must be a > 0/],
  [['--variables', 'a', '--formula', 'sum(y - a)'], /sum goes over the rows of a table/],
  [['--variables', 'a', '--formula', '-a^2 - y', '--data', data], /"y" has another value in each/],
])('%j is one sentence, and leaves no file', (args, sentence) => {
  const none = join(dir, 'none.flow.safetensors');
  const { code, stdout, stderr } = flowscope('variational', ...args, '--out', none, '--steps', 20);
  expect(code).toBe(1);
  expect(stdout).toBe('');
  expect(stderr).toMatch(sentence);
  expect(stderr.trim().split('\n')).toHaveLength(1);
  expect(existsSync(none)).toBe(false);
});
