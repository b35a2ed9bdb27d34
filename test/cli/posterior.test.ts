// posterior from the command line: a linear Gaussian problem in both directions, against the exact posterior.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { normals } from '../../src/distributions/random';
import { flowscope, folder, json } from './run';

const dir = folder();
const [posterior, likelihood, prior] = ['posterior', 'likelihood', 'prior'].map((name) =>
  join(dir, `${name}.flow.safetensors`),
) as [string, string, string];
const table = join(dir, 'simulations.csv');
const trials = join(dir, 'trials.csv');
const out = join(dir, 'draws.csv');
const SEEN = [0.9, 0.3, 0.6, 1.1];

beforeAll(() => {
  // theta ~ N(0, 1), x = theta + N(0, 0.5^2)
  const z = normals(1, 90_020, 0, 4000, 2);
  const lines = Array.from(
    { length: 4000 },
    (_, n) => `${z[2 * n]},${z[2 * n]! + 0.5 * z[2 * n + 1]!}`,
  );
  writeFileSync(table, ['theta,x', ...lines, ''].join('\n'));
  writeFileSync(trials, ['x', ...SEEN, ''].join('\n'));
  const fits = [
    ['--columns', 'theta', '--given', 'x', '--out', posterior],
    ['--columns', 'x', '--given', 'theta', '--out', likelihood],
    ['--columns', 'theta', '--out', prior],
  ];
  for (const fit of fits) {
    const run = flowscope('fit', table, '--flow', 'gaussian', '--seed', 1, '--steps', 10, ...fit);
    if (run.code !== 0) throw new Error(run.stderr);
  }
});

interface Found {
  draws: number;
  trials: number;
  method: string;
  leakage: { share: number; standardError: number } | null;
  effectiveSampleSize: number;
  paretoK: number | null;
  parameters: { name: string; mean: number; sd: number; quantiles: [number, number][] }[];
  notes: string[];
}

const read = () =>
  readFileSync(out, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(',').map(Number));
const exact = (xs: number[], priorMean = 0, priorVariance = 1) => {
  const precision = 1 / priorVariance + xs.length / 0.25;
  const mean = (priorMean / priorVariance + xs.reduce((s, x) => s + x / 0.25, 0)) / precision;
  return { mean, sd: 1 / Math.sqrt(precision) };
};

test('at a typed observation, and at a row of a table, from 0', () => {
  const typed = json<Found>('posterior', posterior, '--given', 'x=0.8', '-n', 5000, '--out', out);
  expect(typed).toMatchObject({
    draws: 5000,
    method: 'conditional flow',
    leakage: null,
    trials: 1,
  });
  const [theta] = typed.parameters;
  expect(Math.abs(theta!.mean - exact([0.8]).mean)).toBeLessThan(0.05);
  expect(Math.abs(theta!.sd - exact([0.8]).sd)).toBeLessThan(0.03);
  expect(read()).toHaveLength(5000);
  const row = json<Found>(
    ...['posterior', posterior, '--row', 1, '--of', trials, '-n', 5000, '--out', out],
  );
  expect(Math.abs(row.parameters[0]!.mean - exact([SEEN[1]!]).mean)).toBeLessThan(0.05);
});

test('mass outside a prior, and weights for another one', () => {
  const cut = json<Found>(
    ...['posterior', posterior, '--given', 'x=0.8', '--prior', 'theta=uniform(0,2)'],
    ...['-n', 3000, '--out', out],
  );
  expect(cut.leakage!.share).toBeGreaterThan(0.03);
  expect(cut.leakage!.share).toBeLessThan(0.15);
  expect(read().every(([theta]) => theta! >= 0 && theta! <= 2)).toBe(true);
  for (const from of ['theta=normal(0,1)', prior]) {
    const other = json<Found>(
      ...['posterior', posterior, '--given', 'x=0.8', '--prior', 'theta=normal(1,0.5)'],
      ...['--table-prior', from, '-n', 3000, '--out', out],
    );
    expect(Math.abs(other.parameters[0]!.mean - exact([0.8], 1, 0.25).mean)).toBeLessThan(0.06);
    expect(other.paretoK!).toBeLessThan(0.7);
  }
});

test('several trials multiply a likelihood', () => {
  const found = json<Found>(
    ...['posterior', likelihood, '--observations', trials, '--prior', 'theta=normal(0,1)'],
    ...['-n', 3000, '--out', out],
  );
  expect(found).toMatchObject({ method: 'importance', trials: 4 });
  const truth = exact(SEEN);
  expect(Math.abs(found.parameters[0]!.mean - truth.mean)).toBeLessThan(0.05);
  expect(Math.abs(found.parameters[0]!.sd - truth.sd)).toBeLessThan(0.03);
  const [, log] = read()[0]!;
  expect(Number.isFinite(log)).toBe(true);
});

test('what is refused says what to do', () => {
  const none = join(dir, 'none.csv');
  const refused: [string, string[], RegExp][] = [
    [posterior, ['--given', 'y=1'], /not given "y"/],
    [posterior, ['--observations', trials], /4 rows.*--row/],
    [posterior, ['--row', '9', '--of', trials], /no row 9/],
    [posterior, ['--row', '1'], /in one way/],
    [posterior, ['--given', 'x=1', '--prior', 'mu=normal(0,1)'], /every parameter/],
    [
      posterior,
      ['--given', 'x=1', '--prior', 'theta=normal(0,1)', '--table-prior', 'theta=uniform(-1,1)'],
      /no simulations/,
    ],
    [posterior, ['--given', 'x=1', '--table-prior', 'theta=normal(0,1)'], /--prior/],
    [likelihood, ['--observations', trials], /needs a prior/],
    [prior, ['--given', 'x=1'], /given nothing/],
  ];
  for (const [model, args, reason] of refused) {
    const run = flowscope('posterior', model, ...args, '-n', 10, '--out', none);
    expect(run.code, args.join(' ')).toBe(1);
    expect(run.stderr, args.join(' ')).toMatch(reason);
    expect(run.stderr).toMatch(/\.\s*$/);
    expect(existsSync(none)).toBe(false);
  }
});
