// Gaussians from the command line: a command's result is the next one's argument; every mistake is one sentence.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { examples, flowscope, folder, json } from './run';

interface GaussianJson {
  names: string[];
  mean: number[];
  covariance: number[][];
}
const dir = folder();
const a = '{"names":["a","b"],"mean":[1,2],"covariance":[[2,0.5],[0.5,1]]}';
const b = '{"names":["b","a"],"mean":[0,3],"covariance":[[1,0],[0,4]]}';
const saved = (name: string, value: object) => {
  writeFileSync(join(dir, name), JSON.stringify(value));
  return join(dir, name);
};

test('fit: the moments of the file, and the mean log density of its rows', () => {
  const path = join(dir, 'rows.csv');
  const rows = Array.from({ length: 400 }, (_, n) => [
    1e6 + Math.sin(n),
    Math.cos(3 * n) + 0.5 * Math.sin(n),
    n % 10 === 0 ? '' : 'x',
  ]);
  writeFileSync(path, 'u,v,w\n' + rows.map((r) => r.join(',')).join('\n') + '\n3,,x\n');
  const fitted = json<GaussianJson & { logDensity: number; rows: number }>('gaussian', 'fit', path);
  expect(fitted).toMatchObject({ names: ['u', 'v'], rows: 400 });
  const [u, v] = [0, 1].map((d) => rows.map((r) => r[d] as number));
  const mean = (x: number[]) => x.reduce((s, t) => s + (t - x[0]!), 0) / x.length + x[0]!;
  const cov = (x: number[], y: number[]) =>
    x.reduce((s, t, i) => s + (t - mean(x)) * (y[i]! - mean(y)), 0) / x.length;
  expect(fitted.mean[0]).toBeCloseTo(mean(u!), 9);
  expect(fitted.covariance[0]![1]).toBeCloseTo(cov(u!, v!), 9);
  const det = cov(u!, u!) * cov(v!, v!) - cov(u!, v!) ** 2;
  expect(fitted.logDensity).toBeCloseTo(-Math.log(2 * Math.PI) - 0.5 * Math.log(det) - 1, 9);
  expect(json<GaussianJson>('gaussian', 'fit', path, '--columns', 'v').mean).toEqual([
    fitted.mean[1],
  ]);
  expect(json('gaussian', 'fit', path, '--threads', 1)).toEqual(
    json('gaussian', 'fit', path, '--threads', 4),
  );
  expect(flowscope('gaussian', 'fit', path).stdout).toMatch(
    /mean +covariance\nu +1000000 .*\n400 rows, mean log density/s,
  );
});

test('product: columns in any order, and log Z', () => {
  const { names, mean, covariance, logZ } = json<GaussianJson & { logZ: number }>(
    'gaussian',
    'product',
    a,
    b,
  );
  expect(names).toEqual(['a', 'b']);
  // by natural parameters: precisions of a are [[1, -0.5], [-0.5, 2]] / 1.75, of b (turned) diag(1/4, 1)
  const p = [1 / 1.75 + 0.25, -0.5 / 1.75, 2 / 1.75 + 1];
  const det = p[0]! * p[2]! - p[1]! ** 2;
  expect(covariance.flat()).toEqual(
    [p[2]! / det, -p[1]! / det, -p[1]! / det, p[0]! / det].map((v) => expect.closeTo(v, 12)),
  );
  const shift = [0 / 1.75 + 0.75, 3.5 / 1.75];
  expect(mean[0]).toBeCloseTo((p[2]! * shift[0]! - p[1]! * shift[1]!) / det, 12);
  const sum = [6, 0.5, 2];
  const d = sum[0]! * sum[2]! - sum[1]! ** 2;
  expect(logZ).toBeCloseTo(
    -Math.log(2 * Math.PI) -
      0.5 * Math.log(d) -
      (0.5 * (sum[2]! * 4 + 2 * sum[1]! * 4 + sum[0]! * 4)) / d,
    12,
  );
});

test('results feed each other, as files and inline', () => {
  const mapped = json<GaussianJson>(
    'gaussian',
    'map',
    a,
    '--matrix',
    '[[1,1],[1,-1]]',
    '--offset',
    '[0,1]',
    '--names',
    's,d',
  );
  expect(mapped).toEqual({
    names: ['s', 'd'],
    mean: [3, 0],
    covariance: [
      [4, 1],
      [1, 2],
    ],
  });
  const path = saved('mapped.json', mapped);
  expect(json('gaussian', 'marginal', path, '--keep', 'd')).toEqual({
    names: ['d'],
    mean: [0],
    covariance: [[2]],
  });
  expect(json('gaussian', 'condition', path, '--given', 'd=1')).toEqual({
    names: ['s'],
    mean: [3.5],
    covariance: [[3.5]],
  });
  const slice = json<GaussianJson>(
    'gaussian',
    'condition',
    a,
    '--matrix',
    '[[1,-1]]',
    '--equals',
    '[0]',
  );
  expect(slice.covariance[0]![0]).toBeCloseTo(0.875, 12);
  expect(slice.covariance[1]).toEqual(slice.covariance[0]);
  const back = json<GaussianJson>(
    'gaussian',
    'map',
    JSON.stringify(slice),
    '--matrix',
    '[[1,1],[1,-1]]',
    '--allow-degenerate',
  );
  expect(back).toEqual({
    names: ['y1', 'y2'],
    mean: [expect.closeTo(2 * slice.mean[0]!, 12), 0],
    covariance: [
      [expect.closeTo(3.5, 12), 0],
      [0, 0],
    ],
  });
  const three =
    '{"names":["x","y","z, or so"],"mean":[0,0,0],"covariance":[[1,0,0],[0,1,0.5],[0,0.5,1]]}';
  for (const given of [
    ['--given', 'x=2,"z, or so"=-1e0'],
    ['--given', 'x = 2', '--given', '"z, or so"=-1'],
  ])
    expect(json('gaussian', 'condition', three, ...given)).toEqual({
      names: ['y'],
      mean: [-0.5],
      covariance: [[0.75]],
    });
  expect(flowscope('gaussian', 'marginal', a, '--keep', 'b').stdout).toBe(
    '   mean  covariance\nb     2           1\n',
  );
});

test('a model file stands for the Gaussian it was compared with', () => {
  const model = join(dir, 'm.flow.safetensors');
  json('fit', join(examples, 'gaussian.csv'), '--out', model, '--flow', 'gaussian');
  const [whole, first] = [
    json<GaussianJson>('gaussian', 'map', model, '--matrix', '[[1,0,0],[0,1,0],[0,0,1]]'),
    json<GaussianJson>('gaussian', 'marginal', model, '--keep', 'a'),
  ];
  expect(whole.names).toEqual(['a', 'b', 'c']);
  expect(first.covariance[0]![0]).toBe(whole.covariance[0]![0]);
}, 240_000);

describe('mistakes', () => {
  const folderAsFile = dir;
  test.each([
    [['product', a, '{"names":["a"],"mean":[0],"covariance":[[1]]}'], 'same columns'],
    [
      ['product', a, '{"names":["a","b"],"mean":[0,0],"covariance":[[1,2],[2,1]]}'],
      'smallest eigenvalue is -1,',
    ],
    [
      ['product', a, '{"names":["a","b"],"mean":[0,0],"covariance":[[1,1],[1,1]]}'],
      'has no precision',
    ],
    [['map', a, '--matrix', '[[1,0],[0,1],[1,1]]'], 'rank 2, not 3'],
    [['map', a, '--matrix', '[[1]]'], 'Row 1 of the matrix'],
    [['map', a, '--matrix', '[[1,"x"]]'], 'Write rows of numbers'],
    [['map', a, '--matrix', '[[1,0]]', '--offset', '[1,2]'], 'offset needs 1'],
    [['map', a, '--matrix', '[[1,0]]', '--names', 'p,q'], '2 names are given'],
    [['marginal', a, '--keep', 'z'], 'no column "z"'],
    [['condition', a, '--given', 'z=1'], 'no column "z"'],
    [['condition', a, '--given', 'a=x'], 'Write COLUMN=NUMBER'],
    [['condition', a, '--given', 'a=1,a=2'], 'given twice'],
    [['condition', a, '--given', 'a=1', '--matrix', '[[1,1]]', '--equals', '[0]'], 'not both'],
    [['condition', a], 'Say what is known'],
    [
      ['condition', a, '--matrix', '[[1,1]]', '--equals', '[0,1]'],
      '1 equations and 2 right-hand sides',
    ],
    [['marginal', '{"names":["a"]', '--keep', 'a'], 'not valid JSON'],
    [['marginal', '{"names":["a"],"mean":[0]}', '--keep', 'a'], 'it has no "covariance"'],
    [
      ['marginal', '{"names":["a"],"mean":["0"],"covariance":[[1]]}', '--keep', 'a'],
      '"mean.0" is not as expected',
    ],
    [
      ['marginal', '{"names":["a","b"],"mean":[0,0],"covariance":[[1,0],[0]]}', '--keep', 'a'],
      'row 2 of the covariance has 1 numbers',
    ],
    [['marginal', join(dir, 'absent.json'), '--keep', 'a'], 'cannot be found'],
    [['marginal', folderAsFile, '--keep', 'a'], 'is a folder'],
    [['marginal', join(examples, 'gaussian.csv'), '--keep', 'x'], 'not valid JSON'],
    [['fit', join(examples, 'mixed-table.csv'), '--columns', 'nothing'], 'no column "nothing"'],
    [['fit', join(dir, 'absent.csv')], 'cannot be found'],
  ])('%j', (args, part) => {
    const { code, stdout, stderr } = flowscope('gaussian', ...args, '--json');
    expect(code).not.toBe(0);
    expect(stdout).toBe('');
    expect(stderr).toContain(part);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});
