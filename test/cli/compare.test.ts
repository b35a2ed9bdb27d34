// Any two models on one table, and several seeds of one fit.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { partOf } from '../../src/flows/split/split';
import type { Comparison } from '../../src/protocol/exploration';
import { examples, flowscope, folder, json } from './run';

const dir = folder();
const moons = join(examples, 'two-moons.csv');
const [a, b, turned, narrow] = ['a', 'b', 'turned', 'narrow'].map((name) =>
  join(dir, `${name}.flow.safetensors`),
) as [string, string, string, string];

beforeAll(() => {
  json('fit', moons, '--out', a, '--flow', 'spline-autoregressive', '--steps', 150);
  json('fit', moons, '--out', b, '--flow', 'affine-autoregressive', '--steps', 100);
  json(
    'fit',
    moons,
    '--out',
    turned,
    '--flow',
    'affine-coupling',
    '--steps',
    50,
    '--columns',
    'y,x',
  );
  json('fit', moons, '--out', narrow, '--flow', 'affine', '--steps', 10, '--columns', 'x');
}, 240_000);

/** log densities of every row, as `score` writes them */
function scores(model: string, data: string): number[] {
  const out = join(dir, 'scored.csv');
  json('score', model, data, '--out', out);
  return readFileSync(out, 'utf8')
    .trim()
    .split(/\r?\n/)
    .slice(1)
    .map((line) => Number(line.split(',').at(-1)));
}

function paired(of: number[], minus: number[], rows: number[]) {
  const each = rows.map((n) => of[n]! - minus[n]!);
  const mean = each.reduce((s, v) => s + v, 0) / each.length;
  return {
    mean,
    standardError: Math.sqrt(
      each.reduce((s, v) => s + (v - mean) ** 2, 0) / (each.length - 1) / each.length,
    ),
  };
}

describe('two models', () => {
  test('of one file: the paired difference on its test rows', () => {
    const { on, rows, differences, models } = json<Comparison>('compare', moons, a, b);
    const [of, minus] = [scores(a, moons), scores(b, moons)];
    const test = of.map((_, n) => n).filter((n) => partOf(n) === 'test');
    const expected = paired(of, minus, test);
    expect([on, rows]).toEqual(['test', test.length]);
    expect(differences).toHaveLength(1);
    expect(differences[0]).toMatchObject({
      of: 'a.flow.safetensors',
      minus: 'b.flow.safetensors',
      rows: test.length,
    });
    expect(differences[0]!.difference.mean).toBeCloseTo(expected.mean, 6);
    expect(differences[0]!.difference.standardError).toBeCloseTo(expected.standardError, 6);
    expect(models[0]!.score.mean - models[1]!.score.mean).toBeCloseTo(expected.mean, 6);
    expect(flowscope('compare', moons, a, b).stdout).toMatch(
      /a\.flow\.safetensors minus b\.flow\.safetensors: 0\.\d{4} ± 0\.\d{4} nats per row, paired on \d+ rows/,
    );
  });

  test('with their columns in another order are the same columns', () => {
    const { differences } = json<Comparison>('compare', moons, a, turned);
    const [of, minus] = [scores(a, moons), scores(turned, moons)];
    const expected = paired(
      of,
      minus,
      of.map((_, n) => n).filter((n) => partOf(n) === 'test'),
    );
    expect(differences[0]!.difference.mean).toBeCloseTo(expected.mean, 6);
  });

  test('of other columns are refused in one sentence', () => {
    const { code, stdout, stderr } = flowscope('compare', moons, a, narrow, '--json');
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr.trim().split('\n')).toEqual([
      expect.stringMatching(
        /Log densities of different column sets are never compared: "a\.flow\.safetensors" describes "x", "y", and "narrow\.flow\.safetensors" "x"/,
      ),
    ]);
  });

  test('on another file: all rows, which is said; where one has seen it, that too', () => {
    const other = join(dir, 'other.csv');
    writeFileSync(other, readFileSync(moons, 'utf8').split('\n').slice(0, 2001).join('\n') + '\n');
    expect(json<Comparison>('compare', other, a, b)).toMatchObject({
      on: 'all',
      rows: 2000,
      note: 'This file is not the one the models were fitted on: scored on all 2,000 complete rows.',
    });
    const c = join(dir, 'c.flow.safetensors');
    json('fit', other, '--out', c, '--flow', 'affine', '--steps', 10);
    expect(json<Comparison>('compare', other, a, c).note).toBe(
      'Scored on all 2,000 complete rows: "c.flow.safetensors" was fitted on this file and has seen most of them, which favours it; the others have not.',
    );
  });

  test('a model beside itself gains nothing, surely', () => {
    expect(json<Comparison>('compare', moons, a, a).differences).toEqual([
      {
        of: 'a.flow.safetensors',
        minus: 'a.flow.safetensors (2)',
        difference: { mean: 0, standardError: 0 },
        rows: expect.any(Number) as number,
      },
    ]);
  });
});

interface SeedsJson {
  seed: number;
  flow: string;
  test: { flow: number; gain: number };
  seeds: {
    seed: number;
    flow: string;
    validation: number;
    test: number;
    gain: number;
    standardError: number;
  }[];
  spread: Record<
    'test' | 'gain',
    { mean: number; standardDeviation: number; low: number; high: number }
  >;
}

describe('several seeds', () => {
  const out = join(dir, 'seeds.flow.safetensors');
  const fit = ['--flow', 'affine-autoregressive', '--steps', 40];

  test('the best by validation is kept; each is the fit that its seed gives alone', () => {
    const found = json<SeedsJson>('fit', moons, '--out', out, ...fit, '--seed', 5, '--seeds', 3);
    expect(found.seeds.map((s) => s.seed)).toEqual([5, 6, 7]);
    const best = found.seeds.reduce((x, y) => (y.validation > x.validation ? y : x));
    expect(found.seed).toBe(best.seed);
    expect(found.test.flow).toBe(best.test);
    const mean = found.seeds.reduce((s, v) => s + v.test, 0) / 3;
    expect(found.spread.test.mean).toBeCloseTo(mean, 12);
    expect(found.spread.test.standardDeviation).toBeCloseTo(
      Math.sqrt(found.seeds.reduce((s, v) => s + (v.test - mean) ** 2, 0) / 2),
      12,
    );
    expect(found.spread.test.standardDeviation).toBeGreaterThan(0);
    const alone = json<SeedsJson>(
      'fit',
      moons,
      '--out',
      join(dir, 'alone.flow.safetensors'),
      ...fit,
      '--seed',
      6,
    );
    expect(alone.test.flow).toBe(found.seeds[1]!.test);
    expect(alone).not.toHaveProperty('seeds');
    // and stands in the file
    expect(
      json<Comparison>('compare', moons, out).models[0]!.seeds!.map((s) => s.test.mean),
    ).toEqual(found.seeds.map((s) => s.test));
  }, 120_000);

  test.each([
    ['too little time', ['--seconds', 2, '--seeds', 3], /2 seconds are too few for 3 seeds/],
    [
      'a fit taken up again',
      ['--steps', 5, '--seeds', 2, '--resume', 'seeds.flow.safetensors'],
      /goes on with its own seed/,
    ],
    ['no seed at all', ['--seeds', 0], /whole number from 1 to 100/],
  ])('%s is refused, and nothing is written', (_, options, sentence) => {
    const never = join(dir, 'never.flow.safetensors');
    const { code, stderr } = flowscope(
      'fit',
      moons,
      '--out',
      never,
      ...options.map((o) => (o === 'seeds.flow.safetensors' ? out : o)),
    );
    expect(code).not.toBe(0);
    expect(stderr).toMatch(sentence);
    expect(existsSync(never)).toBe(false);
  });
});
