// What goes to one side of training, validation and test: copies, groups and blocks, from the file to the sentence.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { normals, shuffle } from '../../src/flows/random';
import type { Comparison } from '../../src/protocol/exploration';
import { flowscope, folder, json } from './run';

const dir = folder();
interface Fit {
  flow: string;
  verdict: string;
  sentence: string;
  split: object;
  clusters?: { by: string; count: number };
  notes: string[];
}
const at = (name: string) => join(dir, name);
const model = at('m.flow.safetensors');

function write(name: string, columns: string, rows: (string | number)[][]): string {
  writeFileSync(at(name), [columns, ...rows.map((row) => row.join(','))].join('\n') + '\n');
  return at(name);
}

const z = normals(11, 1, 0, 300, 3);
const row = (k: number) => Array.from(z.subarray(3 * k, 3 * k + 3));

test.each([true, false])(
  'copies stay on one side; with a counter: %s',
  (numbered) => {
    const rows = Array.from(shuffle(2000, 5, 1), (k, n) => [
      ...(numbered ? [n + 1] : []),
      ...row(k % 200),
    ]);
    const data = write(`copies-${numbered}.csv`, `${numbered ? 'id,' : ''}a,b,c`, rows);
    const fit = json<Fit>('fit', data, '--columns', 'a,b,c', '--steps', 150, '--out', model);
    expect(fit.split).toEqual({ by: 'copies' });
    expect(fit.verdict).not.toBe('flow');
    expect(fit.notes).toContain(
      '1,800 of 2,000 rows are copies of others: equal in every column but identifiers. Copies are on one side of every split.',
    );
    const { models, note } = json<Comparison>('compare', data, model);
    expect(note).toMatch(/^Scored on the \d+ test rows/);
    expect(models[0]!.verdict.sentence).toMatch(/\d different/);
    expect(json('score', model, data, '--out', at('scored.csv'))).toMatchObject({
      rows: 2000,
      clusters: { by: 'copies', count: 200 },
    });
    const plain = json<Fit>(
      'fit',
      data,
      '--columns',
      'a,b,c',
      '--steps',
      20,
      '--split',
      'rows',
      '--out',
      model,
    );
    expect(plain.split).toEqual({ by: 'rows', asked: true });
  },
  240_000,
);

test('rows of one group stay on one side, also for other columns and when a fit is taken up', () => {
  const rows = Array.from({ length: 2400 }, (_, n) => [
    `p${n % 240}`,
    ...row(n % 240).map((v, d) => v + 0.1 * z[(7 * n + d) % 900]!),
  ]);
  const data = write('groups.csv', 'patient,a,b,c', rows);
  const fit = json<Fit>(
    'fit',
    data,
    '--split-by',
    'patient',
    '--flow',
    'affine-autoregressive',
    '--steps',
    30,
    '--out',
    model,
  );
  expect(fit.split).toEqual({ by: 'column', column: 'patient', asked: true });
  expect(fit.clusters).toEqual({ by: 'column', count: 24 });
  expect(fit.sentence).toContain('240 test rows in 24 groups');
  expect(
    json<Fit>('fit', data, '--resume', model, '--steps', 5, '--out', at('again.flow.safetensors'))
      .split,
  ).toEqual(fit.split);
  const scored = json<{ standardError: number; clusters: object }>(
    'score',
    model,
    data,
    '--out',
    at('scored.csv'),
  );
  expect(scored.clusters).toEqual({ by: 'column', count: 240 });
  const older = at('rows.flow.safetensors');
  json('fit', data, '--split', 'rows', '--flow', 'affine', '--steps', 5, '--out', older);
  // ten rows of a group say little more than one
  const alone = json<typeof scored>('score', older, data, '--out', at('scored.csv'));
  expect(alone.clusters).toBeUndefined();
  expect(scored.standardError).toBeGreaterThan(2 * alone.standardError);
  const both = json<Comparison>('compare', data, model, older);
  expect(both.note).toContain('these are test rows of all of them');
  expect(both.rows).toBeLessThan(60);
  expect(flowscope('fit', data, '--split-by', 'nobody', '--out', model).stderr).toContain(
    'There is no column "nobody" to split by.',
  );
  const few = write(
    'few.csv',
    'site,a,b,c',
    rows.map((r, n) => [`s${n % 3}`, ...r.slice(1)]),
  );
  expect(flowscope('fit', few, '--split-by', 'site', '--out', model).stderr).toContain(
    '"site" has only 3 groups in these rows: at least 10 are needed',
  );
}, 240_000);

test('a walk is split in blocks, and nobody can tell', () => {
  const walk = (name: string, count: number, seed: number) => {
    let [a, b] = [0, 0];
    const steps = normals(seed, 1, 0, count, 2);
    return write(
      name,
      'a,b',
      Array.from({ length: count }, (_, n) => [(a += steps[2 * n]!), (b += steps[2 * n + 1]!)]),
    );
  };
  const data = walk('walk.csv', 3000, 12);
  const fit = json<Fit>('fit', data, '--steps', 100, '--out', model);
  expect(fit.split).toMatchObject({ by: 'blocks' });
  expect(fit.verdict).toBe('undecided');
  expect(fit.sentence).toMatch(
    /^Cannot tell: rows follow one another, so they were split in blocks of \d+ rows, and [\d,]+ cross-fitted rows are \d+ blocks only\. At least 20 are needed\./,
  );
  expect(json<Comparison>('compare', data, model).models[0]!.verdict.sentence).toMatch(
    /^Cannot tell/,
  );
  // so is a file that the model does not know
  const other = walk('other.csv', 2000, 13);
  expect(json<Comparison>('compare', other, model).models[0]!.verdict.sentence).toMatch(
    /^Cannot tell/,
  );
  expect(json('score', model, other, '--out', at('scored.csv'))).toMatchObject({
    clusters: { by: 'blocks' },
  });
}, 240_000);
