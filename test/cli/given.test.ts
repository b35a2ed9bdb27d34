// Densities with conditions from the command line: fit, info, score, compare, sample, trace, export and resume.
import { createReadStream, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { flowFrom } from '../../media/loader/flowscope.js';
import type { Comparison } from '../../src/protocol/exploration';
import type { ModelMetadata, Trace } from '../../src/protocol/model';
import { launchBrowser } from '../workbench/browser.mjs';
import { flowscope, folder, json } from './run';

const dir = folder();
const at = (name: string) => join(dir, name);
const [table, model] = [at('birds.csv'), at('birds.flow.safetensors')];

/** Two kinds with shapes of their own; the age moves the mean along a curve. */
function birds(count: number, seed: number, gaps = true): string {
  let state = seed;
  const uniform = () => (state = (state * 48271) % 2147483647) / 2147483647;
  const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  const lines = Array.from({ length: count }, (_, n) => {
    const [kind, age] = [uniform() < 0.5 ? 'duck' : 'goose, grey', 10 * uniform()];
    const length = 3 * Math.sin(age) + normal() * (kind === 'duck' ? 0.5 : 1);
    const width =
      kind === 'duck' ? 3 + normal() : 0.7 * (length - 3 * Math.sin(age)) ** 2 + 0.4 * normal();
    return [
      length,
      width,
      gaps && n % 50 === 7 ? '' : kind.includes(',') ? `"${kind}"` : kind,
      age,
    ].join(',');
  });
  return ['length,width,kind,age', ...lines, ''].join('\n');
}

interface FitJson {
  columns: string[];
  given: string[];
  rows: { leftOut: number };
  test: { gain: number; standardError: number };
  overUnconditional: { mean: number };
  groups: { level: string; rows: number; gain: { mean: number } }[];
  verdict: string;
}
let fitted: FitJson;
beforeAll(() => {
  writeFileSync(table, birds(6000, 1));
  fitted = json<FitJson>(
    'fit',
    table,
    '--given',
    'kind,age',
    '--out',
    model,
    '--flow',
    'spline-autoregressive',
    '--steps',
    500,
  );
}, 240_000);

describe('a fit given a category and a number', () => {
  test('describes the other columns, and says what it gains over the linear Gaussian, by level', () => {
    expect(fitted).toMatchObject({
      columns: ['length', 'width'],
      given: ['kind', 'age'],
      verdict: 'flow',
      rows: { leftOut: 120 },
    });
    expect(fitted.test.gain).toBeGreaterThan(0.5);
    expect(fitted.overUnconditional.mean).toBeGreaterThan(fitted.test.gain);
    expect(fitted.groups.map((g) => g.level).sort()).toEqual(['duck', 'goose, grey']);
  });

  test('info tells it', () => {
    const { stdout } = flowscope('info', model);
    expect(stdout).toContain('spline-autoregressive of length, width, fitted on birds.csv');
    expect(stdout).toMatch(/given kind: one of (duck, goose, grey|goose, grey, duck)/);
    expect(stdout).toMatch(/given age: a number, [\d.]+ ± [\d.]+ among the training rows/);
    expect(stdout).toContain(
      'Given kind, age, the flow describes these data better than a linear Gaussian',
    );
    expect(stdout).toContain('120 rows without a value of "kind" or "age" were left out.');
    expect(json<ModelMetadata>('info', model).version).toBe(1.1);
  });

  test('scores rows by what they are given; a level that was never seen has no density, counted and said', () => {
    const [other, out] = [at('other.csv'), at('scored.csv')];
    writeFileSync(other, `${birds(50, 9, false)}0,1,swan,3\n0,1,duck,\n`);
    expect(json('score', model, other, '--out', out)).toMatchObject({
      rows: 52,
      scored: 50,
      unseen: 1,
    });
    const lines = readFileSync(out, 'utf8').trim().split(/\r?\n/);
    expect(lines[0]).toBe('length,width,kind,age,log_density');
    expect(lines.slice(-2).every((line) => line.endsWith(','))).toBe(true);
    expect(
      lines.slice(1, -2).every((line) => Number.isFinite(Number(line.split(',').at(-1)))),
    ).toBe(true);
    expect(flowscope('score', model, other, '--out', out).stdout).toContain('1 row has no density');
  });

  test('compare scores both on the test rows, with the gain of every level', () => {
    const plain = at('plain.flow.safetensors');
    json(
      'fit',
      table,
      '--columns',
      'length,width',
      '--out',
      plain,
      '--flow',
      'spline-autoregressive',
      '--steps',
      300,
    );
    const found = json<Comparison>('compare', table, model, plain);
    expect(found.on).toBe('test');
    expect(found.mixture).toBeUndefined();
    expect(found.models[0]).toMatchObject({ given: ['kind', 'age'] });
    expect(found.models[0]!.gain.mean).toBeCloseTo(fitted.test.gain, 3);
    expect(found.models[0]!.groups).toHaveLength(2);
    expect(found.models[1]!.given).toBeUndefined();
    // knowing kind and age is worth something
    expect(found.differences[0]!.difference.mean).toBeGreaterThan(0.5);
  });

  test('samples need every number, carry their conditions, and are scored where they came from', () => {
    const drawn = at('drawn.csv');
    expect(
      flowscope('sample', model, '-n', 10, '--out', drawn, '--given', 'kind=duck').stderr,
    ).toContain('A value of "age" is needed');
    expect(
      flowscope(
        'sample',
        model,
        '-n',
        10,
        '--out',
        drawn,
        '--given',
        'kind=swan',
        '--given',
        'age=1',
      ).stderr,
    ).toContain('No training row had the level "swan"');
    json(
      'sample',
      model,
      '-n',
      500,
      '--seed',
      3,
      '--out',
      drawn,
      '--given',
      'kind=goose, grey',
      '--given',
      'age=1.5',
    );
    const lines = readFileSync(drawn, 'utf8').trim().split(/\r?\n/);
    expect(lines[0]).toBe('length,width,age,kind');
    expect(lines.slice(1).every((line) => line.endsWith(',1.5,"goose, grey"'))).toBe(true);
    const mean = lines.slice(1).reduce((sum, line) => sum + Number(line.split(',')[0]), 0) / 500;
    expect(Math.abs(mean - 3 * Math.sin(1.5))).toBeLessThan(0.4);
    const scored = json<{ scored: number; meanLogDensity: number }>(
      'score',
      model,
      drawn,
      '--out',
      at('drawn-scored.csv'),
    );
    expect(scored.scored).toBe(500);
    json(
      'sample',
      model,
      '-n',
      20,
      '--out',
      at('drawn.parquet'),
      '--given',
      'kind=duck',
      '--given',
      'age=1',
    );
    expect(json('score', model, at('drawn.parquet'), '--out', at('again.csv'))).toMatchObject({
      scored: 20,
    });
  });

  test('a trace of a row adds up to its score', () => {
    const out = at('all.csv');
    json('score', model, table, '--out', out);
    const line = readFileSync(out, 'utf8').split(/\r?\n/)[1]!;
    const trace = json<Trace>('trace', model, table, '--rows', '0');
    expect(trace.logDensity[0]).toBeCloseTo(Number(line.split(',').at(-1)), 3);
  });

  test('exports carry the conditions: the loader scores as the command line does', () => {
    json('export', model, '--format', 'tfjs', '--out', at('browser'));
    const description = JSON.parse(
      readFileSync(join(at('browser'), 'model.json'), 'utf8'),
    ) as object;
    const flow = flowFrom(
      description,
      new Uint8Array(readFileSync(join(at('browser'), 'group1-shard1of1.bin'))),
    );
    const small = at('small.csv');
    writeFileSync(small, 'length,width,kind,age\n1,2,duck,3\n0.5,1,"goose, grey",7\n');
    json('score', model, small, '--out', at('small-scored.csv'));
    const expected = readFileSync(at('small-scored.csv'), 'utf8')
      .trim()
      .split(/\r?\n/)
      .slice(1)
      .map((line) => Number(line.split(',').at(-1)));
    const found = flow.logProb([
      { length: 1, width: 2, kind: 'duck', age: 3 },
      { length: 0.5, width: 1, kind: 'goose, grey', age: 7 },
    ]);
    expected.forEach((v, n) => expect(Math.abs(found[n]! - v)).toBeLessThan(1e-4));
    json('export', model, '--out', at('model.json'));
    expect(
      (
        JSON.parse(readFileSync(at('model.json'), 'utf8')) as ModelMetadata
      ).specification.given!.conditions.map((c) => c.column),
    ).toEqual(['kind', 'age']);
  });

  test('the page beside the loader asks for the conditions', async () => {
    const types: Record<string, string> = {
      '.js': 'text/javascript',
      '.html': 'text/html',
      '.json': 'application/json',
    };
    const server = createServer((request, response) => {
      const file = join(at('browser'), new URL(request.url!, 'http://localhost').pathname);
      if (!existsSync(file)) return response.writeHead(404).end();
      response.setHeader('content-type', types[extname(file)] ?? 'application/octet-stream');
      createReadStream(file).pipe(response);
    }).listen(0, '127.0.0.1');
    const browser = await launchBrowser();
    try {
      const page = await browser.newPage();
      const complaints: string[] = [];
      page.on('pageerror', (error) => complaints.push(error.message));
      await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/index.html`);
      await page.locator('#draw:enabled').waitFor();
      expect(await page.locator('#about').innerText()).toContain(
        '2 columns: length, width, given kind, age.',
      );
      await page.getByLabel('length', { exact: true }).fill('1');
      await page.getByLabel('width').fill('3');
      await page.getByLabel('given age').fill('3');
      const density = async (kind: string) => {
        await page.getByLabel('given kind').selectOption(kind);
        return page.locator('#density').innerText();
      };
      expect(await density('duck')).toMatch(/^-?\d+\.\d+ nats$/);
      expect(await density('duck')).not.toBe(await density('goose, grey'));
      await page.getByLabel('given age').fill('');
      expect(await page.locator('#density').innerText()).toBe('fill in every column');
      expect(complaints).toEqual([]);
    } finally {
      await browser.close();
      server.close();
    }
  }, 60_000);

  test('a fit is resumed with the same conditions', () => {
    const again = json<FitJson>(
      'fit',
      table,
      '--resume',
      model,
      '--out',
      at('again.flow.safetensors'),
      '--steps',
      20,
    );
    expect(again).toMatchObject({ columns: ['length', 'width'], given: ['kind', 'age'] });
  });

  test('operations that need a distribution of its own say so', () => {
    expect(
      flowscope(
        'transform',
        model,
        '--formula',
        'y = length + width',
        '-n',
        5,
        '--out',
        at('y.csv'),
      ).stderr,
    ).toContain('given kind, age: an operation needs one that is given nothing');
  });
});

describe('given categories alone', () => {
  const own = at('kinds.flow.safetensors');
  test('samples have levels as often as the training rows; a whole number can be one of them', () => {
    const whole = at('whole.csv');
    writeFileSync(
      whole,
      `x,year\n${Array.from({ length: 900 }, (_, n) => `${Math.sin(n * n)},${n % 3 === 0 ? 2007 : 2008}`).join('\n')}\n`,
    );
    const found = json<FitJson & { columns: string[] }>(
      'fit',
      whole,
      '--given',
      'year',
      '--type',
      'year=text',
      '--out',
      own,
      '--steps',
      20,
    );
    expect(found).toMatchObject({ columns: ['x'], given: ['year'] });
    json('sample', own, '-n', 3000, '--out', at('years.csv'));
    const years = readFileSync(at('years.csv'), 'utf8')
      .trim()
      .split(/\r?\n/)
      .slice(1)
      .map((line) => line.split(',')[1]);
    expect(years.filter((y) => y === '2007').length / 3000).toBeCloseTo(1 / 3, 1);
    // read as numbers, they are the same levels
    expect(json('score', own, whole, '--out', at('whole-scored.csv'))).toMatchObject({
      scored: 900,
      unseen: 0,
    });
  });
});

test.each([
  [['--given', 'kind,kind'], '"kind" is given twice'],
  [['--given', 'age', '--columns', 'age,length'], '"age" cannot be given and be described at once'],
  [['--given', 'wing'], 'There is no column "wing"'],
])('%s is refused with one sentence', (options, sentence) => {
  const { code, stderr } = flowscope(
    'fit',
    table,
    '--out',
    at('no.flow.safetensors'),
    '--steps',
    5,
    ...options,
  );
  expect(code).toBe(1);
  expect(stderr).toContain(sentence);
  expect(stderr.trim().split('\n')).toHaveLength(1);
});

test('whole numbers are spread by noise, or not, as the command line says', () => {
  const integer = (...options: string[]) => {
    const [data, out] = [at('counts.csv'), at('counts.flow.safetensors')];
    writeFileSync(
      data,
      `n,x\n${Array.from({ length: 600 }, (_, k) => `${(k * k) % 7},${Math.cos(k * k)}`).join('\n')}\n`,
    );
    json('fit', data, '--out', out, '--steps', 5, '--flow', 'affine', '--accept-atoms', ...options);
    return json<ModelMetadata>('info', out).specification.preprocessing[0]!.integer ?? false;
  };
  expect(integer()).toBe(true);
  expect(integer('--transform', 'n=auto+plain')).toBe(false);
  expect(integer('--transform', 'n=none+noise')).toBe(true);
});
