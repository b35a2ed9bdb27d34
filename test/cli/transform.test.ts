// transform from the command line: densities, the check, samples, the mean of k draws, and what is refused.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Check } from '../../src/distributions/change-of-variables/check';
import { examples, flowscope, folder, json } from './run';

interface Density {
  density: number | string;
  roots: number[];
  derivatives: number[];
  atoms: { value: number; probability: number }[];
  omittedMass: number;
  method: string;
  notes: string[];
}
const dir = folder();
const read = (path: string) =>
  readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(',').map(Number));

describe('transform', () => {
  test('the autobahn, from the distribution and from the table', () => {
    const typed = json<Density>(
      'transform',
      'uniform(100,160)',
      '--formula',
      'y = 2x',
      '--at',
      260,
    );
    expect(typed.density).toBeCloseTo(1 / 120, 14);
    expect(typed.roots).toEqual([130]);
    const table = json<Density>(
      'transform',
      join(examples, 'autobahn.csv'),
      '--columns',
      'velocity [km/h]',
      '--formula',
      'y = 2*velocity',
      '--at',
      260,
    );
    expect(table.density).toBeGreaterThan(0.004);
    expect(table.density).toBeLessThan(0.016);
    expect(table.roots).toEqual([130]);
  });

  test('every root, with its slope', () => {
    const { density, roots, derivatives, atoms, omittedMass } = json<Density>(
      'transform',
      'normal(0,1)',
      '--formula',
      'y = x^3 - x',
      '--at',
      0.2,
    );
    expect(roots).toHaveLength(3);
    const sum = roots.reduce(
      (s, x) => s + Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI) / Math.abs(3 * x * x - 1),
      0,
    );
    expect(Math.abs((density as number) / sum - 1)).toBeLessThan(1e-12);
    roots.forEach((x, i) => expect(derivatives[i]).toBeCloseTo(3 * x * x - 1, 12));
    expect([atoms, omittedMass]).toEqual([[], 1e-12]);
  });

  test('atoms, omitted mass and infinite densities are stated', () => {
    const relu = json<Density>('transform', 'normal(0,1)', '--formula', 'max(x, 0)', '--at', 1);
    expect(relu.atoms[0]).toMatchObject({ value: 0, exact: true });
    const log = json<Density>('transform', 'normal(0,1)', '--formula', 'log(x)', '--at', 0);
    expect(log.omittedMass).toBeCloseTo(0.5, 10);
    expect(log.notes.join(' ')).toContain('50 % of the base lies where f is not defined');
    expect(json<Density>('transform', 'normal(0,1)', '--formula', 'x^2', '--at', 0)).toMatchObject({
      density: null,
      densityReason: 'It is infinite.',
    });
  });

  test('is it a diffeomorphism', () => {
    const check = (base: string, ...formulas: string[]) =>
      json<Check>('transform', base, ...formulas.flatMap((f) => ['--formula', f]), '--check');
    expect(check('uniform(100,160)', 'y = 2x').diffeomorphism).toBe('yes');
    const no = check('normal(0,1)', 'x^3 - x');
    expect(no.diffeomorphism).toBe('no');
    const [a, b] = no.witness!.points as unknown as [number, number];
    expect(a ** 3 - a).toBeCloseTo(b ** 3 - b, 9);
    expect(check('a=normal(0,1), b=uniform(0,1)', 'u = a + b', 'v = a - b').diffeomorphism).toBe(
      'yes',
    );
  });

  test('several columns: density by Newton and by a typed inverse', () => {
    const args = [
      'transform',
      'a=normal(0,1), b=normal(0,1)',
      '--formula',
      'u = exp(a)',
      '--formula',
      'v = b*exp(a)',
      '--at',
      '2,1',
    ];
    const exact = -(Math.log(2) ** 2) / 2 - 0.125 - Math.log(2 * Math.PI) - 2 * Math.log(2);
    for (const inverse of [[], ['--inverse', 'a = log(u)', '--inverse', 'b = v/u']])
      expect(json<{ logDensity: number }>(...args, ...inverse).logDensity).toBeCloseTo(exact, 9);
    expect(flowscope(...args, '--inverse', 'a = u', '--inverse', 'b = v').stderr).toContain(
      'The inverse that was given is none',
    );
  });

  test('samples: the same seed, the same file; what is not defined is left out', () => {
    const [one, two] = [join(dir, 'one.csv'), join(dir, 'two.csv')];
    const result = json<{ rows: number; leftOut: number }>(
      'transform',
      'normal(0,1)',
      '--formula',
      'z = log(x)',
      '-n',
      2000,
      '--out',
      one,
      '--seed',
      5,
    );
    json(
      'transform',
      'normal(0,1)',
      '--formula',
      'z = log(x)',
      '-n',
      2000,
      '--out',
      two,
      '--seed',
      5,
    );
    expect(readFileSync(one, 'utf8')).toBe(readFileSync(two, 'utf8'));
    expect(result.rows + result.leftOut).toBe(2000);
    expect(Math.abs(result.leftOut - 1000)).toBeLessThan(120);
    expect(read(one)).toHaveLength(result.rows);
  });

  test('a fitted one-column flow: its density under f integrates to one', () => {
    const model = join(dir, 'times.flow.safetensors');
    const data = join(dir, 'times.csv');
    writeFileSync(
      data,
      'x\n' + Array.from({ length: 600 }, (_, i) => -Math.log((i + 0.5) / 600)).join('\n') + '\n',
    );
    json('fit', data, '--out', model, '--flow', 'spline-autoregressive', '--steps', 60);
    const [lo, hi, parts] = [0, 4, 400];
    const at = Array.from({ length: parts }, (_, k) => lo + ((k + 0.5) / parts) * (hi - lo)).join(
      ',',
    );
    const { points, omittedMass } = json<{ points: { density: number }[]; omittedMass: number }>(
      'transform',
      model,
      '--formula',
      'y = 4/(1 + exp(-x))',
      '--at',
      at,
    );
    const integral = points.reduce((s, p) => s + (p.density * (hi - lo)) / parts, 0);
    expect(omittedMass).toBeLessThan(1e-9);
    expect(Math.abs(integral - 1)).toBeLessThan(0.02);
  });

  test('the mean of k draws', () => {
    const { steps } = json<{ steps: { k: number; distance: number; bound: number }[] }>(
      'transform',
      join(examples, 'reaction-times.csv'),
      '--columns',
      'reaction time [ms]',
      '--mean-of',
      32,
    );
    expect(steps.at(-1)!.k).toBe(32);
    expect(steps.at(-1)!.distance).toBeLessThan(steps[0]!.distance);
  });

  test.each([
    ['constructor', 'no name that a formula here knows'],
    ['import("fs")', 'no function that a formula here knows|not allowed'],
    ['x.constructor', 'not allowed'],
    ['f(x) = x', 'not allowed'],
    ['x = 2', 'needs another name'],
    ['"text"', 'not allowed'],
    ['[x, 1]', 'not allowed'],
    ['x; x', 'not allowed'],
    ['x!', 'not allowed'],
    ['x == 1 ? 2 : x', 'not allowed'],
    ['evaluate(x)', 'no function'],
    ['sin', 'no name'],
    ['sin(x, x)', 'takes one argument'],
    ['x +', 'cannot be read'],
    ['', 'empty'],
    [`${'('.repeat(400)}x${')'.repeat(400)}`, 'nested'],
    [`x${'+x'.repeat(900)}`, 'at most 1000'],
    [`${'-'.repeat(900)}x`, 'nested|more than'],
    [`x${'^x'.repeat(400)}`, 'nested|more than'],
    ['__proto__', 'no name'],
    ['toString(x)', 'no function'],
  ])('%s is refused with one sentence', (formula, sentence) => {
    const { code, stderr, stdout } = flowscope(
      'transform',
      'normal(0,1)',
      '--formula',
      formula,
      '--at',
      1,
      '--json',
    );
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(new RegExp(sentence));
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  test('other wrong input is refused too, and nothing is written', () => {
    const out = join(dir, 'none.csv');
    for (const [args, sentence] of [
      [['transform', 'normal(0,-1)', '--formula', 'x', '--at', '1'], 'above 0'],
      [['transform', 'uniform(2,1)', '--formula', 'x', '--at', '1'], 'a < b'],
      [['transform', 'mixture(0.3*normal(0,1))', '--formula', 'x', '--at', '1'], 'add up to 1'],
      [
        ['transform', 'gamma(1,2)', '--formula', 'x', '--at', '1'],
        'neither a file nor a distribution',
      ],
      [['transform', 'normal(0,1)'], 'Give a formula'],
      [
        ['transform', 'normal(0,1)', '--formula', 'sqrt(x - 100)', '-n', '5', '--out', out],
        'not defined',
      ],
      [['transform', 'normal(0,1e9)', '--formula', 'sin(x)', '--at', '0.1'], 'more than 20,000'],
    ] as const) {
      const { code, stderr } = flowscope(...args);
      expect(code).toBe(1);
      expect(stderr).toContain(sentence);
    }
    expect(existsSync(out)).toBe(false);
  });
});
