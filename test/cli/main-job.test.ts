// The main job from the command line: fit, score, sample, trace, compare, export, on files as people have them.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DataProfile } from '../../src/protocol/data';
import type { Comparison } from '../../src/protocol/exploration';
import type { InverseView } from '../../src/protocol/microscope';
import type { Trace } from '../../src/protocol/model';
import type { SelfTestCheck } from '../../src/protocol/self-test';
import { examples, flowscope, folder, json } from './run';

interface FitJson {
  model: string;
  flow: string;
  engine: string;
  columns: string[];
  rows: { read: number; leftOut: number; train: number; validation: number; test: number };
  steps: number;
  parameters: number;
  test: { flow: number; gaussian: number; gain: number; standardError: number };
  verdict: string;
}

interface JacobianJson {
  name: string;
  jacobian: number[][];
  triangular: boolean;
  logDet: number;
  terms: number[];
  byLu: number;
}

interface InverseJson extends Pick<InverseView, 'u' | 'x' | 'costs' | 'roundTrip'> {
  layers: {
    name: string;
    columns: { column: string; pass: number; knownAfter: string[]; multiplications: number }[];
  }[];
}

const moons = join(examples, 'two-moons.csv');
const dir = folder();
const model = join(dir, 'moons.flow.safetensors');
let fitted: FitJson;

beforeAll(() => {
  fitted = json<FitJson>(
    'fit',
    moons,
    '--out',
    model,
    '--flow',
    'spline-autoregressive',
    '--steps',
    400,
    '--seed',
    3,
  );
}, 240_000);

test.each([
  { flow: 'spline-coupling', options: [] },
  { flow: 'affine-autoregressive', options: ['--direction', 'sampling', '--order', 'fixed'] },
])('$flow $options: fits, and its model scores what it draws', ({ flow, options }) => {
  const [other, samples] = [join(dir, 'other.flow.safetensors'), join(dir, 'other.csv')];
  const found = json<FitJson>(
    'fit',
    moons,
    '--out',
    other,
    '--flow',
    flow,
    '--steps',
    300,
    ...options,
  );
  expect(found.flow).toBe(flow);
  expect(found.test.gain).toBeGreaterThan(0.2);
  json('sample', other, '-n', 200, '--out', samples);
  expect(json('score', other, samples, '--out', join(dir, 'other-scored.csv'))).toMatchObject({
    rows: 200,
    scored: 200,
  });
});

describe('a spline flow on two moons', () => {
  test('beats the Gaussian and says so', () => {
    expect(fitted.verdict).toBe('flow');
    expect(fitted.test.gain).toBeGreaterThan(0.5);
    expect(fitted.test.gain).toBeCloseTo(fitted.test.flow - fitted.test.gaussian, 8);
    expect(
      fitted.rows.train + fitted.rows.validation + fitted.rows.test + fitted.rows.leftOut,
    ).toBe(fitted.rows.read);
    expect(fitted.columns).toEqual(['x', 'y']);
  });

  test('a trace adds up for every row and ends at the row itself', () => {
    const trace = json<Trace>('trace', model, moons, '--rows', '0,1,17');
    expect(trace.rows).toEqual([0, 1, 17]);
    const lines = readFileSync(moons, 'utf8').trim().split(/\r?\n/).slice(1);
    trace.rows.forEach((row, i) => {
      const sum = trace.layers.reduce((s, layer) => s + layer.logDet[i]!, 0);
      expect(Math.abs(trace.logDensity[i]! - (trace.baseLogDensity[i]! - sum))).toBeLessThan(
        1e-4 * Math.max(1, Math.abs(trace.logDensity[i]!)),
      );
      const original = lines[row]!.split(',').map(Number);
      trace.layers.at(-1)!.state[i]!.forEach((v, d) => expect(v).toBeCloseTo(original[d]!, 6));
      const u = trace.layers[0]!.state[i]!;
      expect(trace.baseLogDensity[i]).toBeCloseTo(
        u.reduce((s, v) => s - (v * v) / 2 - Math.log(2 * Math.PI) / 2, 0),
        6,
      );
    });
    expect(trace.layers[0]!.logDet).toEqual([0, 0, 0]);
  });

  test('the Jacobian of every layer at a row, with its determinant found in two ways', () => {
    const trace = json<Trace & { jacobians: { row: number; layers: JacobianJson[] }[] }>(
      'trace',
      model,
      moons,
      '--rows',
      '4,8',
      '--jacobian',
    );
    expect(trace.jacobians.map((j) => j.row)).toEqual([4, 8]);
    trace.jacobians.forEach(({ layers }, i) => {
      expect(layers.map((l) => l.name)).toEqual(trace.layers.slice(1).map((l) => l.name));
      layers.forEach((layer, l) => {
        expect(layer.logDet).toBeCloseTo(trace.layers[l + 1]!.logDet[i]!, 8);
        expect(layer.byLu).toBeCloseTo(layer.logDet, 6);
        expect(layer.terms.reduce((a, b) => a + b, 0)).toBeCloseTo(layer.logDet, 10);
        expect(layer.triangular).toBe(true);
        const [[a, b], [c, d]] = layer.jacobian as [[number, number], [number, number]];
        expect(Math.log(Math.abs(a * d - b * c))).toBeCloseTo(layer.byLu, 8);
      });
    });
    const words = flowscope('trace', model, moons, '--rows', '4', '--jacobian').stdout;
    expect(words).toMatch(/triangular in its order: log \|det J\| .* as a sum, .* by LU/);
  });

  test('a row is found again from its base point, column by column', () => {
    const found = json<InverseJson>('inverse', model, moons, '--row', 8);
    const trace = json<Trace>('trace', model, moons, '--rows', '8');
    expect(found.u).toEqual(trace.layers[0]!.state[0]);
    found.x.forEach((v, d) => expect(v).toBeCloseTo(trace.layers.at(-1)!.state[0]![d]!, 8));
    expect(found.roundTrip.reference).toBeLessThan(1e-6);
    expect(found.roundTrip.other).toMatchObject({ engine: 'kernel' });
    expect(found.roundTrip.other.difference).toBeLessThan(1e-4);
    const spline = found.layers.find((l) => l.name.includes('spline-autoregressive'))!;
    expect(spline.columns.map((c) => c.pass)).toEqual([1, 2]);
    expect(spline.columns[1]!.knownAfter).toEqual([spline.columns[0]!.column]);
    const all = found.layers.flatMap((l) => l.columns.map((c) => c.multiplications));
    expect(all.reduce((a, b) => a + b, 0)).toBe(found.costs.inverse);
    expect(found.costs.naive).toBeGreaterThan(found.costs.inverse);
    expect(flowscope('inverse', model, moons, '--row', 8).stdout).toMatch(/pass 2: .* after [xy];/);
    expect(flowscope('inverse', model, moons, '--row', 999_999).stderr).toMatch(
      /Row 999999 cannot be traced/,
    );
  });

  test('sampling and scoring twice give identical files', () => {
    const files = [1, 2].map((k) => {
      const samples = join(dir, `s${k}.csv`);
      const scored = join(dir, `scored${k}.csv`);
      json('sample', model, '-n', 500, '--seed', 9, '--out', samples);
      const result = json<{ rows: number; scored: number; meanLogDensity: number }>(
        'score',
        model,
        samples,
        '--out',
        scored,
      );
      expect(result).toMatchObject({ rows: 500, scored: 500 });
      return [readFileSync(samples, 'utf8'), readFileSync(scored, 'utf8')];
    });
    expect(files[0]).toEqual(files[1]);
    expect(files[0]![1]!.split(/\r?\n/)[0]).toBe('x,y,log_density');
  });

  test('samples and scores as Parquet are those of the CSV', () => {
    const [csv, parquet, scoredCsv, scoredParquet] = [
      'p.csv',
      'p.parquet',
      'ps.csv',
      'ps.parquet',
    ].map((name) => join(dir, name)) as [string, string, string, string];
    for (const out of [csv, parquet]) json('sample', model, '-n', 3000, '--seed', 2, '--out', out);
    for (const out of [scoredCsv, scoredParquet]) json('score', model, parquet, '--out', out);
    const facts = (path: string) =>
      json<DataProfile>('profile', path).columns.map(({ name, min, max, mean, distinct }) => [
        name,
        min,
        max,
        mean,
        distinct,
      ]);
    expect(facts(parquet)).toEqual(facts(csv));
    expect(facts(scoredParquet)).toEqual(facts(scoredCsv));
    expect(facts(scoredParquet).map((f) => f[0])).toEqual(['x', 'y', 'log_density']);
    expect(json<DataProfile>('profile', scoredParquet).dialect.format).toBe('parquet');
  });

  test('engines agree on log densities', () => {
    const [kernel, wasm, reference] = ['kernel', 'wasm', 'reference'].map((engine) => {
      const out = join(dir, `${engine}.csv`);
      json('score', model, moons, '--out', out, '--engine', engine);
      return readFileSync(out, 'utf8')
        .trim()
        .split(/\r?\n/)
        .slice(1)
        .map((line) => Number(line.split(',').at(-1)));
    });
    for (const fast of [kernel!, wasm!])
      fast.forEach((v, i) =>
        expect(Math.abs(v - reference![i]!)).toBeLessThan(Math.max(1e-3, 1e-4 * Math.abs(v))),
      );
  });

  test('compare scores the same test rows as the fit', () => {
    const comparison = json<Comparison>('compare', moons, model);
    expect(comparison.on).toBe('test');
    expect(comparison.models[0]!.gain.mean).toBeCloseTo(fitted.test.gain, 3);
    const mixture = comparison.mixture!;
    expect(mixture.components).toBeGreaterThan(3);
    expect(mixture.gain.mean).toBeGreaterThan(0.5);
    expect(mixture.gain.mean).toBeCloseTo(mixture.score.mean - comparison.gaussian.mean, 8);
  });

  test('the exported JSON is valid and holds every tensor', () => {
    const out = join(dir, 'model.json');
    json('export', model, '--format', 'json', '--out', out);
    expect(Object.keys(JSON.parse(readFileSync(out, 'utf8')) as object).length).toBeGreaterThan(1);
  });

  test('the same steps and seed give the same file of tensors; a resumed fit goes on', () => {
    const short = ['--flow', 'affine-autoregressive', '--steps', 20, '--seed', 5];
    const fits = ['a', 'b'].map((name) =>
      json<FitJson>('fit', moons, '--out', join(dir, `${name}.flow.safetensors`), ...short),
    );
    expect(fits[0]!.test).toEqual(fits[1]!.test);
    const resumed = json<FitJson>(
      'fit',
      moons,
      '--out',
      join(dir, 'c.flow.safetensors'),
      '--steps',
      40,
      '--resume',
      join(dir, 'a.flow.safetensors'),
    );
    expect(resumed.flow).toBe(fits[0]!.flow);
    expect(resumed.test.flow).toBeGreaterThan(fits[0]!.test.flow - 0.05);
  }, 120_000);
});

describe('files as people have them', () => {
  test('semicolons, decimal commas, BOM, CRLF, quotes, gaps and brackets in the name', () => {
    const path = join(dir, 'messung [1].csv');
    let seed = 1;
    const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
    const rows = Array.from(
      { length: 300 },
      (_, i) =>
        `"${(random() * 10).toFixed(3).replace('.', ',')}";${i % 50 === 7 ? '' : (random() - 0.5).toFixed(4).replace('.', ',')}`,
    );
    writeFileSync(path, '\ufeff"Länge, außen";Kraft µ\r\n' + rows.join('\r\n') + '\r\n');
    const profile = json<DataProfile>('profile', path);
    expect(profile.dialect).toMatchObject({ delimiter: ';', decimal: ',' });
    expect(profile.columns.map((c) => [c.name, c.type])).toEqual([
      ['Länge, außen', 'numeric'],
      ['Kraft µ', 'numeric'],
    ]);
    const fit = json<FitJson>(
      'fit',
      path,
      '--out',
      join(dir, 'm.flow.safetensors'),
      '--columns',
      '"Länge, außen",Kraft µ',
      '--flow',
      'affine-autoregressive',
      '--steps',
      10,
    );
    expect(fit.rows.leftOut).toBe(6);
    const scored = join(dir, 'scored.csv');
    expect(json('score', join(dir, 'm.flow.safetensors'), path, '--out', scored)).toMatchObject({
      rows: 300,
      scored: 294,
    });
    expect(readFileSync(scored, 'utf8').trim().split(/\r?\n/)).toHaveLength(301);
  }, 120_000);

  test('on Gaussian data the flow does not win and costs little', () => {
    const fit = json<FitJson>(
      'fit',
      join(examples, 'gaussian.csv'),
      '--out',
      join(dir, 'g.flow.safetensors'),
      '--seconds',
      15,
    );
    expect(fit.verdict).not.toBe('flow');
    expect(fit.test.gain).toBeGreaterThan(-0.03);
  }, 120_000);
});

describe('bad input', () => {
  const write = (name: string, content: string | Uint8Array) => {
    const path = join(dir, name);
    writeFileSync(path, content);
    return path;
  };
  const out = join(dir, 'never.flow.safetensors');
  const cases: [string, () => (string | number)[]][] = [
    ['empty file', () => ['fit', write('empty.csv', ''), '--out', out]],
    ['header only', () => ['fit', write('header.csv', 'a,b\n'), '--out', out]],
    ['text only', () => ['fit', write('text.csv', 'a,b\nfoo,bar\nbaz,qux\n'), '--out', out]],
    [
      'random bytes',
      () => [
        'fit',
        write(
          'bytes.csv',
          Uint8Array.from({ length: 5000 }, (_, i) => (i * i * 7919 + i * 31) % 256),
        ),
        '--out',
        out,
      ],
    ],
    ['a folder', () => ['fit', dir, '--out', out]],
    ['a missing file', () => ['fit', join(dir, 'nowhere.csv'), '--out', out]],
    ['one row', () => ['fit', write('one.csv', 'a,b\n1,2\n'), '--out', out]],
    [
      'constant columns',
      () => ['fit', write('constant.csv', 'a,b\n' + '1,2\n'.repeat(100)), '--out', out],
    ],
    [
      'all-missing column',
      () => [
        'fit',
        write('missing.csv', 'a,b\n' + '1.5,\n2.5,\n'.repeat(50)),
        '--out',
        out,
        '--columns',
        'a,b',
      ],
    ],
    ['unknown column', () => ['fit', moons, '--out', out, '--columns', 'x,z']],
    ['unknown flow', () => ['fit', moons, '--out', out, '--flow', 'planar']],
    ['bad steps', () => ['fit', moons, '--out', out, '--steps', '-3']],
    ['bad transform', () => ['fit', moons, '--out', out, '--transform', 'x=sqrt']],
    [
      'unwritable output',
      () => ['fit', moons, '--out', join(dir, 'no', 'such', 'm.flow.safetensors'), '--steps', 1],
    ],
    [
      'corrupt model',
      () => [
        'score',
        write('corrupt.flow.safetensors', 'not a model at all'),
        moons,
        '--out',
        join(dir, 'x.csv'),
      ],
    ],
    [
      'truncated model',
      () => [
        'score',
        write('cut.flow.safetensors', readFileSync(model).subarray(0, 3000)),
        moons,
        '--out',
        join(dir, 'x.csv'),
      ],
    ],
    [
      'columns the file lacks',
      () => ['score', model, join(examples, 'gaussian.csv'), '--out', join(dir, 'x.csv')],
    ],
    ['a row that is not there', () => ['trace', model, moons, '--rows', '999999']],
  ];
  test.each(cases)('%s: one clear line, nothing written', (_, args) => {
    const { code, stdout, stderr } = flowscope(...args(), '--json');
    expect(code).not.toBe(0);
    expect(stdout).toBe('');
    const lines = stderr
      .trim()
      .split('\n')
      .filter((l) => !l.startsWith('engine:'));
    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toMatch(/\bat .*:\d+|undefined|Something unexpected|Error:/);
    expect(() => readFileSync(out)).toThrow();
  });
});

// a full disk: a tiny file system, where this test may make one
const full = join(dir, 'full');
mkdirSync(full);
const mounted =
  process.platform === 'linux' &&
  spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', full]).status === 0;
afterAll(() => void (mounted && spawnSync('umount', [full])));
describe.runIf(mounted)('a full disk', () => {
  test.each<[string, () => (string | number)[]]>([
    ['samples', () => ['sample', model, '-n', 20_000, '--out', join(full, 's.csv')]],
    ['scores', () => ['score', model, moons, '--out', join(full, 'scored.csv')]],
    ['samples as Parquet', () => ['sample', model, '-n', 20_000, '--out', join(full, 's.parquet')]],
    ['scores as Parquet', () => ['score', model, moons, '--out', join(full, 'scored.parquet')]],
    [
      'an export for browsers',
      () => ['export', model, '--format', 'tfjs', '--out', join(full, 'browser')],
    ],
    [
      'a model',
      () => [
        'fit',
        moons,
        '--out',
        join(full, 'm.flow.safetensors'),
        '--flow',
        'spline-autoregressive',
        '--steps',
        2,
      ],
    ],
    ['an export', () => ['export', model, '--out', join(full, 'm.json')]],
  ])('%s: one clear line, nothing left behind', (_, args) => {
    const { code, stderr } = flowscope(...args(), '--json');
    expect(code).not.toBe(0);
    expect(stderr).toMatch(/The disk is full: .* was not written/);
    expect(readdirSync(full)).toEqual([]);
  });
});

test('the self-test passes on this machine', () => {
  const { passed, checks } = json<{ passed: boolean; checks: SelfTestCheck[] }>('selftest');
  expect(passed).toBe(true);
  for (const engine of ['kernel', 'wasm', 'cpu', 'reference'])
    expect(checks.filter((c) => c.engine === engine).length).toBeGreaterThan(20);
}, 120_000);
