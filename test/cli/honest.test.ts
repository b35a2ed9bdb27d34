// From the command line: numbers that do not exist, values outside
// what is known, bounds, and files that come out the same.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { flowscope, folder, json } from './run';

const dir = folder();
const at = (name: string) => join(dir, name);
let state = 5;
const uniform = () => (state = (state * 48271) % 2147483647) / 2147483647;
const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
const write = (name: string, head: string, rows: string[]) => {
  writeFileSync(at(name), [head, ...rows, ''].join('\n'));
  return at(name);
};
const column = (name: string, d: number) =>
  readFileSync(at(name), 'utf8')
    .trim()
    .split(/\r?\n/)
    .slice(1)
    .map((line) => line.split(',')[d]!);

const model = at('plasma.flow.safetensors');
let fitted: {
  bounds?: { columns: { column: string; outside: number }[]; outside: { mean: number } };
  covariance: string;
};
beforeAll(() => {
  write(
    'plasma.csv',
    'conc,dose',
    Array.from({ length: 1500 }, () => [Math.exp(0.8 * normal()), 5 + normal()].join(',')),
  );
  fitted = json('fit', at('plasma.csv'), '--out', model, '--flow', 'gaussian');
}, 60_000);

describe('scores', () => {
  test('of one row have no standard error, and say so', () => {
    const one = write('one.csv', 'conc,dose', ['1.5,5']);
    const out = at('one-scored.csv');
    expect(json('score', model, one, '--out', out)).toMatchObject({
      rows: 1,
      scored: 1,
      standardError: null,
      standardErrorReason: expect.stringContaining('two'),
    });
    const { stdout } = flowscope('score', model, one, '--out', out);
    expect(stdout).toContain('one row has no standard error');
    expect(stdout).not.toMatch(/NaN|null|Infinity/);
  });
  test('of rows beyond double precision, and of gaps, are counted with the reason', () => {
    const log = at('log.flow.safetensors');
    json(
      'fit',
      at('plasma.csv'),
      '--out',
      log,
      '--flow',
      'affine',
      '--steps',
      5,
      '--transform',
      'conc=log',
    );
    const edge = write('edge.csv', 'conc,dose', [
      '0.5,5',
      '0,5',
      '-1,5',
      '1e300,5',
      '0.5,-1e300',
      ',5',
      'inf,5',
      '2,6',
    ]);
    const found = json<Record<string, unknown>>('score', log, edge, '--out', at('edge-scored.csv'));
    expect(found).toMatchObject({ rows: 8, scored: 6, impossible: 2, tooFar: 2, incomplete: 2 });
    expect(Number.isFinite(found.meanLogDensity)).toBe(true);
    const scores = column('edge-scored.csv', 2);
    expect(scores.slice(1, 5)).toEqual(['-Infinity', '-Infinity', '-Infinity', '-Infinity']);
    expect(scores.slice(5, 7)).toEqual(['', '']);
    expect(flowscope('score', log, edge, '--out', at('edge-scored.csv')).stdout).toMatch(
      /2 rows are impossible under a transform .*2 rows are too far from the others .*2 rows have a gap/,
    );
  });
});

describe('conditions', () => {
  const given = at('given.flow.safetensors');
  beforeAll(() => {
    write(
      'given.csv',
      't,y',
      Array.from({ length: 1200 }, () => {
        const t = 10 * uniform();
        return [t, Math.sin(t) + 0.5 * normal()].join(',');
      }),
    );
    json('fit', at('given.csv'), '--columns', 'y', '--given', 't', '--out', given, '--steps', 60);
  }, 60_000);
  const draw = (t: number) =>
    flowscope('sample', given, '-n', 50, '--given', `t=${t}`, '--out', at('drawn.csv'), '--json');
  test('within the rows nothing is said', () =>
    expect(JSON.parse(draw(5).stdout)).toEqual({ rows: 50 }));
  test('a little outside: a warning that says how far', () => {
    const { stdout, stderr } = draw(-4);
    const { warnings } = JSON.parse(stdout) as { warnings: string[] };
    expect(warnings[0]).toMatch(
      /^t = -4 lies outside all training rows \(.*\), by 4\d % of their range/,
    );
    expect(stderr).toContain(warnings[0]);
  });
  test.each([31, -500, 1e9, 1e300])('far outside (%f): refused, and nothing is written', (t) => {
    const { code, stderr } = flowscope(
      'sample',
      given,
      '-n',
      5,
      '--given',
      `t=${t}`,
      '--out',
      at('never.csv'),
    );
    expect(code).toBe(1);
    expect(stderr).toContain('the model knows nothing there');
    expect(() => readFileSync(at('never.csv'))).toThrow();
  });
  test('rows that are scored there are counted', () => {
    write('beyond.csv', 't,y', ['5,0', '12,0', '5,1']);
    expect(json('score', given, at('beyond.csv'), '--out', at('beyond-scored.csv'))).toMatchObject({
      scored: 3,
      outside: 1,
    });
  });
});

describe('bounds', () => {
  test('a fit says how many draws lie outside what every row keeps', () => {
    const { columns, outside } = fitted.bounds!;
    expect(columns.map((c) => c.column)).toEqual(['conc', 'dose']);
    expect(outside.mean).toBeGreaterThan(0.05);
    expect(flowscope('info', model).stdout).toMatch(
      /% of the draws lie outside bounds that all rows keep \(conc below 0: [\d.]+ %/,
    );
  });
  test('draws keep them, and the share of all draws is told', () => {
    flowscope('sample', model, '-n', 2000, '--out', at('free.csv'));
    expect(column('free.csv', 0).some((v) => Number(v) < 0)).toBe(true);
    const { within } = json<{ within: { acceptance: { mean: number } } }>(
      'sample',
      model,
      '-n',
      2000,
      '--within',
      'data',
      '--out',
      at('kept.csv'),
    );
    expect(column('kept.csv', 0).every((v) => Number(v) >= 0)).toBe(true);
    expect(within.acceptance.mean).toBeCloseTo(1 - fitted.bounds!.outside.mean, 1);
  });
  test("or bounds of one's own", () => {
    const { stdout } = flowscope(
      'sample',
      model,
      '-n',
      500,
      '--within',
      'conc=(0.5,2]',
      '--within',
      'dose=[5,inf)',
      '--out',
      at('own.csv'),
    );
    expect(stdout).toMatch(/% of the draws lie within conc in \(0.5, 2\], dose in \[5, inf\)/);
    expect(column('own.csv', 0).every((v) => Number(v) > 0.5 && Number(v) <= 2)).toBe(true);
  });
  test.each([
    ['price=(0,inf)', 'no column "price"'],
    ['conc=(3,1)', 'COLUMN=(LOW,HIGH)'],
    ['conc', 'COLUMN=(LOW,HIGH)'],
  ])('%s is refused', (within, said) => {
    const { code, stderr } = flowscope(
      'sample',
      model,
      '-n',
      5,
      '--within',
      within,
      '--out',
      at('x.csv'),
    );
    expect(code).not.toBe(0);
    expect(stderr).toContain(said);
  });
  test('a model that knows none says what to give', () => {
    write(
      'plain.csv',
      'a,b',
      Array.from({ length: 200 }, () => [normal(), normal()].join(',')),
    );
    json('fit', at('plain.csv'), '--out', at('plain.flow.safetensors'), '--flow', 'gaussian');
    expect(
      flowscope(
        'sample',
        at('plain.flow.safetensors'),
        '-n',
        5,
        '--within',
        'data',
        '--out',
        at('x.csv'),
      ).stderr,
    ).toContain('--within "a=(0,inf)"');
  });
});

describe('--reproducible', () => {
  const rows = Array.from({ length: 400 }, () => [normal(), normal() ** 2].join(','));
  const fit = (out: string, ...more: string[]) =>
    flowscope(
      'fit',
      at('again.csv'),
      '--out',
      at(out),
      '--steps',
      30,
      '--seed',
      4,
      '--reproducible',
      ...more,
    );
  test('two fits alike are two files alike, and so are their exports', () => {
    const [first, second] = ['a.flow.safetensors', 'b.flow.safetensors'].map((out) => {
      write('again.csv', 'a,b', rows); // as new, at another time
      expect(fit(out).code).toBe(0);
      return readFileSync(at(out));
    });
    expect(first!.equals(second!)).toBe(true);
    const exported = ['a', 'b'].map((name) => {
      json('export', at(`${name}.flow.safetensors`), '--out', at(`${name}.json`), '--reproducible');
      return readFileSync(at(`${name}.json`), 'utf8');
    });
    expect(exported[0]).toBe(exported[1]);
    expect(flowscope('compare', at('again.csv'), at('a.flow.safetensors')).stdout).not.toContain(
      'Invalid Date',
    );
  }, 60_000);
  test('needs steps', () => {
    const { code, stderr } = flowscope(
      'fit',
      at('again.csv'),
      '--out',
      at('c.flow.safetensors'),
      '--seconds',
      2,
      '--reproducible',
    );
    expect(code).not.toBe(0);
    expect(stderr).toContain('--reproducible needs --steps');
  });
});
